/**
 * Everything that can go wrong between a laptop and the library, done to real servers in processes of their own: killed at random bytes and
 * at each step, lines cut, disks full, programs that lie. Each round is decided by its seed. Afterwards: nothing that was acknowledged is
 * lost, every hash is right, nothing is half published, no job is stuck, and nothing lies about.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, readFileSync } from 'node:fs'
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import type { Job } from '../../src/library/job/job.ts'
import { openLibrary } from '../../src/wire.ts'
import { FIXTURES, makeFolder, vtt } from '../setup/make-library.ts'
import { random, type ServerProcess, serve } from '../setup/serve.ts'

const VIDEO = readFileSync(join(FIXTURES, 'mdn', 'friday.mp4'))
const ACTOR = { kind: 'command' as const, id: null, name: 'test' }
const run = promisify(execFile)
const hasFfmpeg = await run('ffmpeg', ['-version']).then(
  () => true,
  () => false,
)

async function prepare() {
  const data = join(await makeFolder(), 'data')
  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: data }))
  const scopes = ['talks:read', 'talks:write', 'talks:publish', 'uploads:write', 'jobs:write']
  const { secret } = await open.keys.addToken('chaos', scopes, null, ACTOR)
  await open.close()
  const ask = async (
    server: ServerProcess,
    method: string,
    path: string,
    init: { body?: object; headers?: Record<string, string> } = {},
  ) => {
    const answer = await fetch(`${server.address}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${secret}`,
        'tus-resumable': '1.0.0',
        ...(init.body ? { 'content-type': 'application/json' } : {}),
        ...init.headers,
      },
      ...(init.body ? { body: JSON.stringify(init.body) } : {}),
    })
    const text = await answer.text()
    return { status: answer.status, headers: answer.headers, body: text.startsWith('{') ? JSON.parse(text) : null }
  }
  /**
   * Sends bytes from an offset; after `cut` of them the line drops, or the server is killed.
   * @returns the answer; null: none came
   */
  const patch = (
    server: ServerProcess,
    id: string,
    offset: number,
    content: Buffer,
    cut = Number.POSITIVE_INFINITY,
    then: 'drop' | 'kill' = 'drop',
  ) =>
    new Promise<{ status: number; sha256: string | null; text: string } | null>((resolve) => {
      const sent = request(`${server.address}/api/v1/uploads/${id}`, {
        method: 'PATCH',
        agent: false,
        headers: {
          authorization: `Bearer ${secret}`,
          'tus-resumable': '1.0.0',
          'content-type': 'application/offset+octet-stream',
          'upload-offset': String(offset),
          'content-length': String(content.length - offset),
        },
      })
      sent.on('response', (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (part: string) => (text += part))
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, sha256: String(answer.headers['x-content-sha256'] ?? '') || null, text }),
        )
      })
      sent.on('error', () => resolve(null))
      const end = () => setImmediate(() => (then === 'kill' ? void server.kill() : sent.destroy()))
      if (cut < content.length - offset) sent.write(content.subarray(offset, offset + cut), end)
      else sent.end(content.subarray(offset), () => then === 'kill' && end())
    })
  const begin = async (server: ServerProcess, content: Buffer, fields: Record<string, string>) => {
    const metadata = Object.entries(fields).map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    const { headers, status } = await ask(server, 'POST', '/uploads', {
      headers: { 'upload-length': String(content.length), 'upload-metadata': metadata.join(',') },
    })
    expect(status).toBe(201)
    return headers.get('location')?.split('/').at(-1) ?? ''
  }
  /** The newest work on a talk, as the server tells each change of it, once it is as wanted. */
  const work = async (server: ServerProcess, talk: string, wanted: (job: Job) => boolean): Promise<Job> => {
    const { jobs } = (await ask(server, 'GET', `/jobs?talk=${talk}`)).body
    const events = await fetch(`${server.address}/api/v1/jobs/${jobs[0].id}/events`, { headers: { authorization: `Bearer ${secret}` } })
    let text = ''
    let last: Job | null = null
    for await (const chunk of events.body ?? []) {
      text += Buffer.from(chunk).toString()
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const data = text
          .slice(0, end)
          .split('\n')
          .find((line) => line.startsWith('data: '))
        text = text.slice(end + 2)
        if (data === undefined) continue
        last = JSON.parse(data.slice('data: '.length)) as Job
        if (wanted(last)) return last
      }
    }
    throw new Error(`the work ended otherwise: ${JSON.stringify(last)}`)
  }
  return { data, ask, patch, begin, work }
}

const stepOf = (job: Job, name: string) => job.steps.find(({ step }) => step === name)
const settled = (job: Job) => job.steps.every(({ state }) => ['done', 'skipped', 'waiting', 'failed'].includes(state))

test.each([1, 2, 3, 4])(
  'an upload over cut lines and killed servers (seed %i)',
  async (seed) => {
    const chance = random(seed)
    const { data, ask, patch, begin, work } = await prepare()
    // Its own content each, and of a size that has room for many cuts.
    const content = Buffer.concat([VIDEO, freeBox(Buffer.alloc(1_000_000, seed))])
    const sha256 = createHash('sha256').update(content).digest('hex')
    let server = await serve(data)
    const { body: talk } = await ask(server, 'POST', '/talks', { body: { title: 'Een proef' } })
    const id = await begin(server, content, { filename: 'lezing.mp4', talk: talk.id, sha256 })
    let acknowledged: string | null = null
    for (let round = 0; acknowledged === null && round < 12; round++) {
      const { headers, status } = await ask(server, 'HEAD', `/uploads/${id}`)
      expect(status).toBe(200)
      const offset = Number(headers.get('upload-offset'))
      if (offset === content.length) {
        // All of it is here: a start finishes it before it listens, and tells so.
        acknowledged = (await ask(server, 'GET', `/uploads/${id}`)).body.sha256
        break
      }
      const rest = content.length - offset
      // Sometimes all of it, with a kill right behind the last byte.
      const cut = round > 9 || chance() < 0.3 ? Number.POSITIVE_INFINITY : Math.floor(chance() * rest)
      const kill = round <= 9 && chance() < 0.6
      const answer = await patch(server, id, offset, content, cut, kill ? 'kill' : 'drop')
      if (answer?.status === 204 && answer.sha256 !== null) acknowledged = answer.sha256
      if (!kill) continue
      await server.kill()
      server = await serve(data)
    }
    expect(acknowledged ?? (await ask(server, 'GET', `/uploads/${id}`)).body.sha256).toBe(sha256)
    // What was acknowledged is there after one more kill, belongs to its talk, and is worked on to the end.
    await server.kill()
    server = await serve(data)
    const done = await work(server, talk.id, settled)
    expect(done.steps.filter(({ required }) => required).map(({ state }) => state)).toEqual(Array(5).fill('done'))
    expect((await ask(server, 'GET', `/talks/${talk.id}`)).body).toMatchObject({ stage: 'ready', recording: { original: { sha256 } } })
    expect(
      createHash('sha256')
        .update(readFileSync(join(data, 'media', sha256.slice(0, 2), sha256, 'original')))
        .digest('hex'),
    ).toBe(sha256)
    expect(await readdir(join(data, 'uploads'))).toEqual([])
    await server.kill()
  },
  120_000,
)

test('the server is killed at every step of the work, and the work ends all the same', async () => {
  const { data, ask, patch, begin, work } = await prepare()
  let server = await serve(data)
  const { body: talk } = await ask(server, 'POST', '/talks', { body: { title: 'Een proef' } })
  const text = Buffer.from(vtt([{ start: 0, end: 5, text: 'een woordzonderweerga' }]))
  await patch(server, await begin(server, text, { filename: 'a.vtt', talk: talk.id, role: 'transcript' }), 0, text)
  await patch(server, await begin(server, VIDEO, { filename: 'a.mp4', talk: talk.id }), 0, VIDEO)
  const steps = ['verify', 'probe', 'package', 'pictures', 'sound', 'check', 'ready']
  for (const step of steps) {
    // As soon as this step is under way, or has been.
    await work(server, talk.id, (job) => stepOf(job, step)?.state !== 'queued')
    await server.kill()
    server = await serve(data)
    expect((await fetch(`${server.address}/opnames/${talk.id}`)).status).toBe(404)
  }
  const done = await work(server, talk.id, settled)
  expect(done.steps.filter(({ state }) => state === 'failed')).toEqual([])
  expect((await ask(server, 'POST', `/talks/${talk.id}/publish`, { body: {} })).status).toBe(200)
  await server.kill()
  server = await serve(data)
  expect((await ask(server, 'GET', '/search?q=woordzonderweerga')).body.total).toBe(1)
  expect((await fetch(`${server.address}/opnames/${talk.id}`)).status).toBe(200)
  await server.kill()
})

test('a second server on the same folder does not start', async () => {
  const { data } = await prepare()
  const first = await serve(data)
  await expect(serve(data)).rejects.toThrow(/draait al een server/)
  await first.kill()
  // A kill lets go.
  await (await serve(data)).kill()
})

describe.skipIf(!hasFfmpeg)('an ffmpeg that does not do what it should (skipped where there is none)', () => {
  test.each([
    ['lies about success', '#!/bin/sh\ncase "$*" in *-version*) exec FFMPEG "$@";; esac\nexit 0\n'],
    ['is killed', '#!/bin/sh\ncase "$*" in *-version*) exec FFMPEG "$@";; esac\nkill -9 $$\n'],
  ])(
    '%s: said, and done again when it works',
    async (_name, script) => {
      const { data, ask, patch, begin, work } = await prepare()
      const folder = await makeFolder()
      const real = (await run('which', ['ffmpeg'])).stdout.trim()
      const probe = (await run('which', ['ffprobe'])).stdout.trim()
      await writeFile(join(folder, 'ffmpeg'), script.replaceAll('FFMPEG', real))
      await writeFile(join(folder, 'ffprobe'), `#!/bin/sh\nexec ${probe} "$@"\n`)
      for (const name of ['ffmpeg', 'ffprobe']) chmodSync(join(folder, name), 0o755)
      let server = await serve(data, { PATH: `${folder}:${process.env.PATH}` })
      const { body: talk } = await ask(server, 'POST', '/talks', { body: { title: 'Een proef' } })
      await patch(server, await begin(server, VIDEO, { filename: 'a.mp4', talk: talk.id }), 0, VIDEO)
      // The talk is ready without pictures; the pictures step states its fault or is retried.
      const { id } = await work(server, talk.id, (job) => stepOf(job, 'pictures')?.error != null)
      expect((await ask(server, 'GET', `/talks/${talk.id}`)).body.recording.poster).toBeNull()
      await server.kill()
      server = await serve(data)
      await ask(server, 'POST', `/jobs/${id}/steps/pictures/retry`)
      await work(server, talk.id, (job) => stepOf(job, 'pictures')?.state === 'done')
      expect((await ask(server, 'GET', `/talks/${talk.id}`)).body.recording.poster).not.toBeNull()
      await server.kill()
    },
    120_000,
  )
})

test.skipIf(!hasFfmpeg)(
  'an ffmpeg that is installed later is used without a restart (skipped where there is none)',
  async () => {
    const { data, ask, patch, begin, work } = await prepare()
    const folder = await makeFolder()
    const server = await serve(data, { PATH: folder })
    const { body: talk } = await ask(server, 'POST', '/talks', { body: { title: 'Een proef' } })
    await patch(server, await begin(server, VIDEO, { filename: 'a.mp4', talk: talk.id }), 0, VIDEO)
    const { id, steps } = await work(server, talk.id, settled)
    expect(steps.find(({ step }) => step === 'pictures')).toMatchObject({ state: 'waiting', note: expect.stringContaining('ffmpeg') })
    expect((await ask(server, 'GET', `/talks/${talk.id}`)).body.stage).toBe('ready')
    for (const name of ['ffmpeg', 'ffprobe']) await symlink((await run('which', [name])).stdout.trim(), join(folder, name))
    expect((await ask(server, 'POST', `/jobs/${id}/steps/pictures/retry`)).status).toBe(200)
    await work(server, talk.id, (job) => stepOf(job, 'pictures')?.state === 'done')
    await server.kill()
  },
  60_000,
)

test.skipIf(!hasFfmpeg)(
  'an ffmpeg without a sandbox is not used where one is required (skipped where there is none)',
  async () => {
    const { data, ask, patch, begin, work } = await prepare()
    const folder = await makeFolder()
    for (const name of ['ffmpeg', 'ffprobe']) await symlink((await run('which', [name])).stdout.trim(), join(folder, name))
    const pictures = async (environment: Record<string, string>) => {
      const server = await serve(data, { PATH: folder, ...environment })
      const { body: talk } = await ask(server, 'POST', '/talks', { body: { title: 'Een proef' } })
      await patch(server, await begin(server, VIDEO, { filename: 'a.mp4', talk: talk.id }), 0, VIDEO)
      const { steps } = await work(server, talk.id, settled)
      await server.kill()
      return steps.find(({ step }) => step === 'pictures')?.state
    }
    expect(await pictures({ WOORDELIJK_SANDBOX: 'required' })).toBe('waiting')
    expect(await pictures({})).toBe('done')
  },
  60_000,
)

const canMount = process.getuid?.() === 0 && existsSync('/usr/bin/mount')
test.skipIf(!canMount)(
  'a disk that fills up while bytes come in loses none of them (skipped where nothing may be mounted)',
  async (context) => {
    const disk = await makeFolder()
    const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', disk]).then(
      () => true,
      () => false,
    )
    if (!mounted) return context.skip()
    onTestFinished(async () => void (await run('umount', ['-l', disk])))
    const data = join(disk, 'data')
    await mkdir(data)
    const open = await openLibrary(readConfig({ WOORDELIJK_DATA: data }))
    const { secret } = await open.keys.addToken('chaos', ['uploads:write'], null, ACTOR)
    await open.close()
    const server = await serve(data)
    const content = Buffer.alloc(6_000_000, 7)
    const headers = { authorization: `Bearer ${secret}`, 'tus-resumable': '1.0.0' }
    const begun = await fetch(`${server.address}/api/v1/uploads`, {
      method: 'POST',
      headers: {
        ...headers,
        'upload-length': String(content.length),
        'upload-metadata': `filename ${Buffer.from('a.mp4').toString('base64')}`,
      },
    })
    expect(begun.status).toBe(201)
    const url = server.address + (begun.headers.get('location') ?? '')
    const { stdout } = await run('df', ['--output=avail', '-B1', disk])
    const free = Number(stdout.trim().split('\n').at(-1))
    await writeFile(join(disk, 'filler'), Buffer.alloc(free - 2_000_000))
    const send = (offset: number) =>
      fetch(url, {
        method: 'PATCH',
        headers: { ...headers, 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) },
        body: content.subarray(offset),
      })
    const full = await send(0)
    expect([full.status, (await full.json()).detail]).toEqual([507, expect.stringContaining('vol')])
    await rm(join(disk, 'filler'))
    const offset = Number((await fetch(url, { method: 'HEAD', headers })).headers.get('upload-offset'))
    expect(offset).toBeGreaterThan(0)
    const rest = await send(offset)
    expect([rest.status, rest.headers.get('x-content-sha256')]).toEqual([204, createHash('sha256').update(content).digest('hex')])
    await server.kill()
  },
  120_000,
)

test.skipIf(!canMount)(
  'a disk that turns read-only is said, and what was sent goes on once it can be written (skipped where nothing may be mounted)',
  async (context) => {
    const { data, ask, patch, begin } = await prepare()
    const server = await serve(data)
    const content = Buffer.alloc(3_000_000, 7)
    const id = await begin(server, content, { filename: 'a.mp4' })
    const send = (from: number) => patch(server, id, from, content)
    const offset = async () => Number((await ask(server, 'HEAD', `/uploads/${id}`)).headers.get('upload-offset'))
    const readOnly = async (folder: string) => {
      await run('mount', ['--bind', folder, folder])
      const undo = async () => void (await run('umount', ['-l', folder]).catch(() => undefined))
      onTestFinished(undo)
      await run('mount', ['-o', 'remount,ro,bind', folder])
      return () => run('mount', ['-o', 'remount,rw,bind', folder])
    }
    const closed = await readOnly(join(data, 'uploads')).catch(() => null)
    if (!closed) return context.skip()
    const refused = await send(0)
    expect(refused).toMatchObject({ status: 507, text: expect.stringContaining('alleen-lezen') })
    expect((await fetch(`${server.address}/`)).status).toBe(200)
    await closed()
    expect(await patch(server, id, 0, content, 1_000_000)).toBeNull()

    // All bytes come in; the store cannot take them.
    const opened = await readOnly(join(data, 'media'))
    const kept = await send(await offset())
    expect(kept).toMatchObject({ status: 503, sha256: null, text: expect.stringContaining('alleen-lezen') })
    expect(await offset()).toBe(content.length)
    // By now it is a disk of its own: nothing can be moved there in one step.
    await opened()
    const done = await send(content.length)
    expect(done).toMatchObject({ status: 204, sha256: createHash('sha256').update(content).digest('hex') })
    await server.kill()
  },
  120_000,
)

/** An MP4 “free” box: other bytes, the same film. */
function freeBox(content: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(content.length + 8)
  head.write('free', 4)
  return Buffer.concat([head, content])
}
