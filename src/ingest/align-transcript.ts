/** Gives a transcript its times: the text is spoken by a computer voice and compared with the recording's sound (src/align). */
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { AlignedSentence } from '../align/align.ts'
import { type Sentence, sentencesOf } from '../align/sentences.ts'
import { RATE } from '../align/spectrum.ts'
import { timedCues, timedWords } from '../align/timed-cues.ts'
import { Failure } from '../failure.ts'
import type { Transcript } from '../library/talk/transcripts.ts'
import type { Ffmpeg } from '../media/ffmpeg/ffmpeg.ts'
import type { Speaker } from '../media/speak/speaker.ts'
import type { Cue } from '../transcript/cue.ts'
import { alignApart } from './apart/align-apart.ts'

export interface AlignWork {
  readonly ffmpeg: Ffmpeg
  readonly speaker: Speaker
  /** The recording. */
  readonly input: string
  /** Milliseconds. */
  readonly duration: number
  /** An empty folder for files that are needed meanwhile. */
  readonly folder: string
  readonly signal: AbortSignal
  readonly onProgress: (fraction: number) => void
}

export interface TimedTranscript {
  readonly cues: readonly Cue[]
  /** What was found, in Dutch. */
  readonly note: string
}

/** Longer recordings would need too much memory at once. */
const LONGEST_MS = 6 * 3_600_000
const PATIENCE_MS = 20 * 60_000
const SENTENCES_AT_ONCE = 200

/** Whether none of its cues has a time. */
export function isUntimed(cues: readonly Cue[]): boolean {
  return cues.length > 0 && cues.every(({ end }) => end === 0)
}

/** Whether the cues' own times came with the file, so that only words can be timed. */
function isTimedByCue(cues: readonly Cue[]): boolean {
  return cues.every(({ estimate, end }) => end > 0 && (estimate === undefined || estimate.kind === 'words'))
}

/** @throws Failure `unreadable` where this text and this sound cannot be compared, `unavailable` where trying again can help */
export async function alignTranscript(
  { cues, language }: Pick<Transcript, 'cues' | 'language'>,
  work: AlignWork,
): Promise<TimedTranscript> {
  const { speaker, ffmpeg, input, duration, folder, signal, onProgress } = work
  const voice = speaker.voiceFor(language)
  if (voice === null)
    throw new Failure('unreadable', `Voor deze taal (${language}) heeft espeak-ng geen bruikbare stem. Tijden schatten kan hier niet.`)
  if (duration > LONGEST_MS) throw new Failure('unreadable', 'Deze opname is langer dan 6 uur. Deel haar op om tijden te laten schatten.')
  const wordsOnly = isTimedByCue(cues)
  const sentences = wordsOnly ? cues.map(wholeCue) : sentencesOf(cues)
  // Only what is said can be looked for.
  const said = sentences.flatMap((sentence, i) => (sentence.said.some(Boolean) ? [i] : []))
  if (said.length === 0) throw new Failure('unreadable', 'Dit transcript heeft geen woorden die gesproken worden.')
  const sound = join(folder, 'sound.raw')
  const shape = ['-map', '0:a:0', '-af', `aresample=${RATE}:async=1:first_pts=0`, '-ac', '1', '-f', 's16le', 'sound.raw']
  await ffmpeg.make({ input, parameters: shape, folder, duration, signal, onProgress: (fraction) => onProgress(0.2 * fraction) })
  const speech = join(folder, 'speech.raw')
  const spoken = await speakTo(
    speech,
    speaker,
    voice,
    said.map((i) => (sentences[i] as Sentence).said),
    signal,
    (fraction) => onProgress(0.2 + 0.1 * fraction),
  )
  const indexOf = new Map(said.map((sentence, i) => [sentence, i]))
  const found = await alignApart(
    {
      sound,
      speech,
      sentences: spoken,
      pins: pinsOf(cues, sentences).flatMap(({ sentence, time }) => {
        const index = indexOf.get(sentence)
        return index === undefined ? [] : [{ sentence: index, time }]
      }),
      spans: wordsOnly ? said.map((i) => cues[i] as Cue).map(({ start, end }) => ({ start, end })) : null,
    },
    { signal, milliseconds: PATIENCE_MS + duration, onProgress: (fraction) => onProgress(0.3 + 0.7 * fraction) },
  )
  const by = `espeak-ng ${speaker.version}, stem ${voice}`
  if (found.words) {
    const timed = cues.map((cue, i): Cue => {
      const begins = indexOf.has(i) ? found.words[indexOf.get(i) as number]?.words : undefined
      const { words, said: own } = sentences[i] as Sentence
      return begins ? { ...cue, words: timedWords(words, own, begins, cue), estimate: { kind: 'words', confidence: 50 } } : cue
    })
    return { cues: timed, note: `De tijden van de woorden zijn geschat (${by}); die van de regels bleven zoals ze waren.` }
  }
  const { alignment } = found
  const aligned = sentences.map((_, i): AlignedSentence | null => {
    const index = indexOf.get(i)
    return index === undefined ? null : (alignment.sentences[index] ?? null)
  })
  return { cues: timedCues(cues, sentences, aligned, alignment, duration), note: `${noteOf(aligned, alignment.fits)} (${by})` }
}

function wholeCue({ text }: Cue, cue: number): Sentence {
  const parts = sentencesOf([{ text }])
  return { cue, text, words: parts.flatMap(({ words }) => words), said: parts.flatMap(({ said }) => said) }
}

/** Starts that a person gave: pinned in an earlier alignment, or the few that are set in a transcript without times. */
function pinsOf(cues: readonly Cue[], sentences: readonly Sentence[]): { sentence: number; time: number }[] {
  return cues.flatMap(({ start, end, estimate }, i) => {
    const isPinned = estimate ? estimate.kind === 'pinned' : end > 0
    const sentence = isPinned ? sentences.findIndex(({ cue }) => cue === i) : -1
    return sentence < 0 ? [] : [{ sentence, time: start }]
  })
}

async function speakTo(
  file: string,
  speaker: Speaker,
  voice: string,
  sentences: readonly (readonly string[])[],
  signal: AbortSignal,
  onProgress: (fraction: number) => void,
) {
  await using handle = await open(file, 'wx')
  const index: { length: number; words: readonly { start: number; end: number }[] }[] = []
  for (let from = 0; from < sentences.length; from += SENTENCES_AT_ONCE) {
    for (const { samples, words } of await speaker.speak(voice, sentences.slice(from, from + SENTENCES_AT_ONCE), signal)) {
      await handle.writeFile(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength))
      index.push({ length: samples.length, words })
    }
    onProgress(Math.min(1, (from + SENTENCES_AT_ONCE) / sentences.length))
  }
  return index
}

function noteOf(aligned: readonly (AlignedSentence | null)[], fits: boolean): string {
  if (!fits) return 'De tekst past niet goed bij het geluid: alleen van de alinea’s is geschat waar ze beginnen.'
  const found = aligned.filter((sentence) => sentence !== null)
  const sure = found.filter((sentence) => sentence.sure || sentence.pinned).length
  const absent = found.filter(({ heard }) => !heard).length
  const missing = absent === 0 ? '' : `, ${absent} niet gevonden in de opname`
  return `Tijden geschat van ${found.length} zinnen: ${sure} vrijwel zeker, ${found.length - sure - absent} geschat${missing}.`
}
