/**
 * Talks of made-up Dutch with a realistic spread: half of what is spoken are function words, the rest falls off by Zipf’s law (rank
 * 1/(r + 2.7)^1.07), each talk has topics of its own, sentences run on over cues, and words last as long as they are. Talk number n is
 * the same in a corpus of any size.
 */
import type { Cue, Word } from '../../src/transcript/cue.ts'
import { type Chance, dutchText, pick, random } from './dutch-text.ts'

const CUES_PER_TALK = 700
const TOPICS = 40
const TALKS_PER_EVENT = 8
const CUES_PER_CHAPTER = 100
const SPEAKERS = 300
const THEMES = 12

export interface BenchTalk {
  readonly id: string
  readonly title: string
  readonly event: string
  readonly speaker: string
  readonly themes: readonly string[]
  readonly chapters: readonly { readonly start: number; readonly title: string }[]
  readonly cues: readonly Cue[]
}

export interface Corpus {
  readonly source: string
  readonly realTokens: number
  readonly cues: number
  readonly talkCount: number
  /** Any word, the common ones more often. */
  anyWord(next: Chance): string
  talk(number: number): BenchTalk
  talks(): Generator<BenchTalk>
}

/**
 * @param options.wordTimes cues carry the time of each word; without, the same cues and times but for that
 * @param options.cuesPerTalk how long a talk is (default 700 cues, some 50 minutes)
 */
export function openCorpus(cues: number, options: { wordTimes?: boolean; cuesPerTalk?: number } = {}): Corpus {
  const text = dutchText()
  const { cuesPerTalk = CUES_PER_TALK } = options
  const talkCount = Math.ceil(cues / cuesPerTalk)
  const names = random(3)
  const word = () => pick(text.vocabulary, names)
  const speakers = Array.from({ length: SPEAKERS }, () => `${capital(word())} ${capital(word())}`)
  const themes = Array.from({ length: THEMES }, () => capital(word()))

  function talk(number: number): BenchTalk {
    const next = random(1000 + number)
    const topics = Array.from({ length: TOPICS }, () => text.word(next))
    const count = Math.min(cuesPerTalk, cues - number * cuesPerTalk)
    const pace = random(-1 - number)
    const list: Cue[] = []
    let now = 1000
    let left: string[] = []
    while (list.length < count) {
      const spoken: Word[] = []
      const long = 9 + Math.floor(next() * 9)
      while (spoken.length < long) {
        if (left.length === 0) left = sentence(text.sentence(next, topics))
        const written = left.shift() ?? ''
        const end = now + duration(written, pace)
        spoken.push({ start: now, end, text: written })
        now = end + pause(written, pace)
        // A sentence that ends not far before the cue’s end is its end.
        if (written.endsWith('.') && spoken.length > 6) break
      }
      list.push({
        id: null,
        start: spoken[0]?.start ?? 0,
        end: spoken.at(-1)?.end ?? 0,
        speaker: null,
        text: spoken.map((entry) => entry.text).join(' '),
        words: options.wordTimes ? spoken : null,
      })
    }
    const about = () => capital(`${pick(topics, next)} en ${pick(topics, next)}`)
    return {
      id: `talk-${String(number).padStart(5, '0')}`,
      title: about(),
      event: `bijeenkomst-${Math.floor(number / TALKS_PER_EVENT)}`,
      speaker: pick(speakers, next),
      themes: [...new Set([pick(themes, next), pick(themes, next)])],
      chapters: list.filter((_, i) => i % CUES_PER_CHAPTER === 0).map(({ start }) => ({ start, title: about() })),
      cues: list,
    }
  }

  return {
    source: text.source,
    realTokens: text.realTokens,
    cues,
    talkCount,
    anyWord: text.word,
    talk,
    *talks() {
      for (let number = 0; number < talkCount; number++) yield talk(number)
    },
  }
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
const sentence = (words: readonly string[]) =>
  words.map((word, i) => (i === 0 ? capital(word) : word) + (i === words.length - 1 ? '.' : ''))

/** Some 150 words a minute: longer words last longer, and none twice the same (lognormal, a third either way). */
function duration(word: string, next: Chance): number {
  const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
  return Math.round((60 + 42 * word.length) * Math.exp(0.33 * normal))
}

/** Speakers breathe after a sentence and halt now and then inside one. */
function pause(word: string, next: Chance): number {
  if (word.endsWith('.')) return Math.round(250 + 900 * next())
  return next() < 0.06 ? Math.round(150 + 600 * next()) : 0
}
