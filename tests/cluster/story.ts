/** What the archivists were told is done, so that visitors and the final inventory can hold the library to it. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FIXTURES, vtt } from '../setup/make-library.ts'

const VIDEO = readFileSync(join(FIXTURES, 'mdn', 'friday.mp4'))

/** A talk of the test: everything about it follows from its id. */
export interface Story {
  readonly id: string
  /** Spoken in this talk and nowhere else. */
  readonly word: string
  readonly recording: Buffer
  readonly sha256: string
  readonly transcript: Buffer
  /** The last that was acknowledged. */
  title: string
  revision: number
  /** Requests sent that may have published it: each does so at most once. */
  publishRequests: number
  readonly isScheduled: boolean
  /** `withdrawing`: asked for, and not yet acknowledged. */
  state: 'draft' | 'published' | 'withdrawing' | 'withdrawn'
}

const SYLLABLES = ['ba', 'ko', 'vi', 'ru', 'me', 'ta', 'lo', 'ni', 'su', 'pe', 'da', 'go', 'fi', 'hu', 'ze', 'ka']

/** A word of its own for each number. */
function wordOf(number: number): string {
  const digits = createHash('sha256').update(`word ${number}`).digest()
  return Array.from(digits.subarray(0, 6), (byte) => SYLLABLES[byte % SYLLABLES.length]).join('')
}

/** @param number another one for each talk @param more bytes that its recording has beside the film */
export function makeStory(id: string, number: number, { more = 300_000, isScheduled = false } = {}): Story {
  const recording = Buffer.concat([VIDEO, freeBox(Buffer.alloc(more, `${id} `))])
  const word = wordOf(number)
  return {
    id,
    word,
    recording,
    sha256: createHash('sha256').update(recording).digest('hex'),
    transcript: Buffer.from(
      vtt([
        { start: 0, end: 2, text: 'Dit is een proef.' },
        { start: 2, end: 4, text: `Hier zegt iemand ${word} en verder niets.` },
      ]),
    ),
    title: `Opname ${id}`,
    revision: 1,
    publishRequests: 0,
    isScheduled,
    state: 'draft',
  }
}

/** An MP4 “free” box: other bytes, the same film. */
function freeBox(content: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(content.length + 8)
  head.write('free', 4)
  return Buffer.concat([head, content])
}
