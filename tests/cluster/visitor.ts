/** A visitor: searches, opens pages, fetches pieces of recordings and takes down quotes, and says which answers were wrong. */
import { Agent } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { type Answer, ask, brief, isOutage, type Question } from './ask.ts'
import type { Story } from './story.ts'

/** A visitor looks for a moment before the next question. */
const LOOK_MS = 40

export interface VisitorParts {
  readonly port: number
  readonly chance: () => number
  /** Published before the visitors came, and never changed. */
  readonly steady: readonly Story[]
  /** The archivists' talks, as they stand. */
  readonly stories: readonly Story[]
  /** Called with each answer: whether it was right, or one of an outage. */
  readonly answered: (isRight: boolean) => void
  readonly wrong: (complaint: string) => void
  /** The ids of quotes by their words. */
  readonly quotes: Map<string, string>
}

export function createVisitor({ port, chance, steady, stories, answered, wrong, quotes }: VisitorParts) {
  // An address of its own: limits count by it.
  const agent = new Agent({
    keepAlive: true,
    maxSockets: 1,
    localAddress: `127.0.${Math.floor(chance() * 250) + 1}.${Math.floor(chance() * 250) + 1}`,
  })
  const one = <T>(of: readonly T[]): T | undefined => of[Math.floor(chance() * of.length)]

  /** @returns null for an outage, and once this answer is known to be wrong */
  async function get(path: string, status: number, isRight: (answer: Answer) => boolean, question: Question = {}): Promise<Answer | null> {
    const answer = await ask(port, path, { ...question, agent })
    if (isOutage(answer)) {
      answered(false)
      return null
    }
    if (answer.status === status && isRight(answer)) {
      answered(true)
      return answer
    }
    wrong(`${question.method ?? 'GET'} ${path}: ${brief(answer)}`)
    return null
  }

  const finds = ({ json }: Answer, { id }: Story) => json.talks.some((talk: { id: string }) => talk.id === id)
  const search = ({ word }: Story) => `/api/v1/search?q=${word}`

  const opens = async ({ id, word }: Story) => void (await get(`/opnames/${id}`, 200, ({ text }) => text.includes(word)))

  async function piece({ recording, sha256 }: Story): Promise<void> {
    const start = Math.floor(chance() * recording.length)
    const end = Math.min(recording.length - 1, start + Math.floor(chance() * 300_000))
    const headers = { range: `bytes=${start}-${end}` }
    await get(`/media/${sha256}/lezing.mp4`, 206, ({ body }) => body.equals(recording.subarray(start, end + 1)), { headers })
  }

  async function quote({ id, word }: Story): Promise<void> {
    const exact = `Hier zegt iemand ${word}`
    const taken = await get('/api/v1/quotes', 201, ({ json }) => json.exact === exact && (quotes.get(exact) ?? json.id) === json.id, {
      method: 'POST',
      body: { talk: id, exact },
    })
    if (!taken) return
    quotes.set(exact, taken.json.id)
    await get(`/api/v1/quotes/${taken.json.id}`, 200, ({ json }) => json.exact === exact && json.now.status === 'same')
  }

  /** Nothing of a talk whose withdrawal was acknowledged. */
  async function withdrawn(story: Story): Promise<void> {
    const { id, sha256, word } = story
    await get(`/opnames/${id}`, 410, ({ text }) => !text.includes(word))
    await get(`/zoek?q=${word}`, 200, ({ text }) => !text.includes(`/opnames/${id}`))
    await get(search(story), 200, (answer) => !finds(answer, story))
    await get(`/opnames/${id}/transcript.vtt`, 410, () => true)
    await get(`/media/${sha256}/lezing.mp4`, 404, () => true)
  }

  const actions = [
    async (story: Story) => void (await get(search(story), 200, (answer) => finds(answer, story))),
    async (story: Story) => void (await get(`/zoek?q=${story.word}`, 200, ({ text }) => text.includes(`/opnames/${story.id}`))),
    opens,
    piece,
    piece,
    quote,
  ]

  return {
    /** Until told to go. */
    async visit(isOver: () => boolean): Promise<void> {
      while (!isOver()) {
        const story = one(steady)
        if (story) await one(actions)?.(story)
        const gone = one(stories.filter(({ state }) => state === 'withdrawn'))
        if (gone) await withdrawn(gone)
        const there = one(stories.filter(({ state, id }) => state === 'published' && staysPublished(id)))
        if (there) await opens(there)
        await delay(LOOK_MS)
      }
    },
  }
}

/** Of the archivists' talks, those with an odd last digit are withdrawn. */
export const staysPublished = (id: string) => Number(id.at(-1)) % 2 === 0
