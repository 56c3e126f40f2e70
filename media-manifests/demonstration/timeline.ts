/** Lays the sentences of a script out in time: one track of sound, with its cues and chapters. */
import type { Cue } from '../../src/transcript/cue.ts'
import type { Script } from './script.ts'
import type { Voice } from './speech.ts'
import { cueText, splitIntoCues, timeWords } from './word-times.ts'

export interface Timeline {
  readonly sampleRate: number
  /** 16-bit signed mono, as long as the recording. */
  readonly samples: Int16Array
  /** Milliseconds. */
  readonly duration: number
  readonly cues: readonly Cue[]
  /** One a chapter of the script, without gaps. */
  readonly chapters: readonly Cue[]
}

export const SPEAKER = 'Computerstem'
export const FRAMES_PER_SECOND = 5

/** Chapters start on a frame, so that the slide changes at exactly the chapter's time. */
const FRAME = 1000 / FRAMES_PER_SECOND
/** From a new slide to the first word: whoever jumps to a chapter hears that word whole. */
const LEAD_IN = 400
const SENTENCE_PAUSE = 450
const CHAPTER_PAUSE = 700
const CLOSING_SILENCE = 1200

export function buildTimeline(script: Script, voice: Voice): Timeline {
  const pieces: { start: number; samples: Int16Array }[] = []
  const cues: Cue[] = []
  const starts: number[] = []
  let now = 0
  for (const chapter of script.chapters) {
    starts.push(now)
    now += LEAD_IN
    for (const [index, sentence] of chapter.sentences.entries()) {
      if (index > 0) now += SENTENCE_PAUSE
      const utterance = voice.say(sentence)
      pieces.push({ start: now, samples: utterance.samples })
      const words = timeWords(sentence, utterance).map((word) => ({ ...word, start: word.start + now, end: word.end + now }))
      for (const part of splitIntoCues(words)) {
        cues.push({
          id: String(cues.length + 1),
          start: part[0]?.start ?? now,
          end: part.at(-1)?.end ?? now,
          speaker: SPEAKER,
          text: cueText(part),
          words: part,
        })
      }
      now += Math.ceil((utterance.samples.length * 1000) / voice.sampleRate)
    }
    now = nextFrame(now + (chapter === script.chapters.at(-1) ? CLOSING_SILENCE : CHAPTER_PAUSE))
  }
  const chapters = script.chapters.map((chapter, index) => ({
    id: null,
    start: starts[index] ?? 0,
    end: starts[index + 1] ?? now,
    speaker: null,
    text: chapter.title,
    words: null,
  }))
  return { sampleRate: voice.sampleRate, samples: mix(pieces, now, voice.sampleRate), duration: now, cues, chapters }
}

const nextFrame = (ms: number) => Math.ceil(ms / FRAME) * FRAME

function mix(pieces: readonly { start: number; samples: Int16Array }[], duration: number, sampleRate: number): Int16Array {
  const track = new Int16Array(Math.round((duration * sampleRate) / 1000))
  for (const piece of pieces) track.set(piece.samples, Math.round((piece.start * sampleRate) / 1000))
  return track
}
