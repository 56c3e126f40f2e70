/** A program at the archivists' API: with a token, JSON, tus and the stream of a job's events. */
import type { Job } from '../../src/library/job/job.ts'
import type { RunningServer } from '../../src/wire.ts'

export function program({ address }: Pick<RunningServer, 'address'>, secret: string) {
  const authorization = `Bearer ${secret}`
  /** @param token another than the program's own; null: none */
  const ask = async (method: string, path: string, body?: object, token: string | null = secret) => {
    const answer = await fetch(`${address}/api/v1${path}`, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? null : JSON.parse(text) }
  }

  /** A whole file in one piece. @returns the answer to its last byte */
  const upload = async (name: string, content: Uint8Array, fields: Record<string, string>): Promise<Response> => {
    const metadata = Object.entries({ filename: name, ...fields }).map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    const headers = { authorization, 'tus-resumable': '1.0.0' }
    const begun = await fetch(`${address}/api/v1/uploads`, {
      method: 'POST',
      headers: { ...headers, 'upload-length': String(content.length), 'upload-metadata': metadata.join(',') },
    })
    return fetch(address + (begun.headers.get('location') ?? ''), {
      method: 'PATCH',
      headers: { ...headers, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
      body: content as Uint8Array<ArrayBuffer>,
    })
  }

  /** Follows the newest work on a talk as a page does, until nothing moves any more. */
  const settled = async (talk: string): Promise<Job> => {
    const { body } = await ask('GET', `/jobs?talk=${talk}`)
    const events = await fetch(`${address}/api/v1/jobs/${body.jobs[0].id}/events`, { headers: { authorization } })
    let last = ''
    for await (const chunk of events.body ?? []) last = Buffer.from(chunk).toString()
    const line = last.trim().split('\n')
    return JSON.parse(line.findLast((text) => text.startsWith('data: '))?.slice('data: '.length) ?? 'null')
  }

  return { ask, upload, settled }
}
