/** An archivist's program at the API, through the proxy: what it does not hear the end of, it asks again. */
import { Agent } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { type Answer, ask, brief, isOutage, type Question } from './ask.ts'
import type { Story } from './story.ts'

/** Between two questions for the same thing. */
const AGAIN_MS = 200
const SOON_MS = 3000

export interface ArchivistParts {
  readonly port: number
  readonly secret: string
  /** 0 to 1, decided by the seed. */
  readonly chance: () => number
  /** Called after each change that was acknowledged. */
  readonly acknowledged: () => void
}

export function createArchivist({ port, secret, chance, acknowledged }: ArchivistParts) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const authorization = `Bearer ${secret}`

  /** Asks until there is an answer, and that answer is one of these. */
  async function insist(path: string, expected: readonly number[], question: Question = {}, before = () => {}): Promise<Answer> {
    for (;;) {
      before()
      const answer = await ask(port, `/api/v1${path}`, { ...question, agent, headers: { authorization, ...question.headers } })
      if (isOutage(answer)) await delay(AGAIN_MS)
      else if (expected.includes(answer.status)) return answer
      else throw new Error(`${question.method ?? 'GET'} ${path}: ${brief(answer)}`)
    }
  }

  async function change(path: string, expected: readonly number[], question: Question = {}, before?: () => void): Promise<Answer> {
    const answer = await insist(path, expected, { method: 'POST', ...question }, before)
    acknowledged()
    return answer
  }

  /** Asks until the talk is so. */
  async function become(id: string, isMeant: (talk: { stage: string }) => boolean): Promise<void> {
    while (!isMeant((await insist(`/talks/${id}`, [200])).json)) await delay(AGAIN_MS)
  }

  const tus = { 'tus-resumable': '1.0.0' }

  /** In pieces, each to whichever node the proxy chooses. */
  async function upload({ id, recording, sha256 }: Story): Promise<void> {
    const metadata = Object.entries({ filename: 'lezing.mp4', talk: id, sha256 })
    const begun = await change('/uploads', [201], {
      headers: {
        ...tus,
        'upload-length': recording.length,
        'upload-metadata': metadata.map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`).join(','),
      },
    })
    const path = (begun.headers.location ?? '').replace('/api/v1', '')
    for (;;) {
      const state = await insist(path, [200], { method: 'HEAD', headers: tus })
      if (state.headers['x-content-sha256'] === sha256) break
      const offset = Number(state.headers['upload-offset'])
      const end = Math.min(recording.length, offset + 1 + Math.floor(chance() * recording.length))
      // 409: an earlier request, whose answer was lost, brought it further.
      const answer = await insist(path, [204, 409], {
        method: 'PATCH',
        headers: { ...tus, 'content-type': 'application/offset+octet-stream', 'upload-offset': offset },
        body: recording.subarray(offset, end),
      })
      if (answer.headers['x-content-sha256'] === sha256) break
    }
    acknowledged()
  }

  async function retitle(story: Story, title: string): Promise<void> {
    await change(`/talks/${story.id}`, [200], { method: 'PATCH', body: { title } })
    story.title = title
  }

  async function revise(story: Story): Promise<void> {
    const cues = [
      { start: 0, end: 2000, text: 'Dit is een verbeterde proef.' },
      { start: 2000, end: 4000, text: `Hier zegt iemand ${story.word} en verder niets.` },
    ]
    const body = { language: 'nl', base: story.revision, note: story.id, cues }
    const answer = await change(`/talks/${story.id}/transcript`, [201, 409], { body })
    // 409: an earlier request, whose answer was lost, saved it; nobody else changes this talk.
    const now = (await insist(`/talks/${story.id}/transcript`, [200])).json
    if (now.revision !== story.revision + 1 || !now.cues[0].text.includes('verbeterde'))
      throw new Error(`the revision of ${story.id} was answered ${brief(answer)}, and the newest is ${now.revision}`)
    story.revision++
  }

  async function publish(story: Story): Promise<void> {
    const count = () => void story.publishRequests++
    if (!story.isScheduled) await change(`/talks/${story.id}/publish`, [200], { body: {} }, count)
    else {
      // 400: that moment is past already. 409: it was published meanwhile.
      let answered = 400
      while (answered === 400) {
        const at = new Date(Date.now() + SOON_MS).toISOString()
        answered = (await change(`/talks/${story.id}/publish`, [200, 400, 409], { body: { at } })).status
      }
      await become(story.id, ({ stage }) => stage === 'published')
    }
    story.state = 'published'
  }

  async function withdraw(story: Story): Promise<void> {
    story.state = 'withdrawing'
    // 409: withdrawn by an earlier request whose answer was lost.
    await change(`/talks/${story.id}/withdraw`, [200, 409], { body: { reason: 'Op verzoek van de spreker.' } })
    story.state = 'withdrawn'
  }

  return {
    /** A talk from nothing to published. */
    async archive(story: Story): Promise<void> {
      const { id, title, transcript } = story
      // 409: made by an earlier request whose answer was lost.
      await change('/talks', [201, 409], { body: { id, title } })
      await change(`/talks/${id}/transcript?filename=lezing.vtt`, [201], {
        body: transcript,
        headers: { 'content-type': 'application/octet-stream' },
      })
      await upload(story)
      await retitle(story, `${title}, bewerkt`)
      await become(id, ({ stage }) => stage === 'ready')
      await publish(story)
      await retitle(story, `${title}, nogmaals bewerkt`)
      await revise(story)
    },
    withdraw,
  }
}
