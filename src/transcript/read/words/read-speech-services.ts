/**
 * What speech services answer: words with times, each service in a JSON of its own. Every word is taken once, with its punctuation and, where
 * the service tells them apart, its speaker.
 */
import { error, type Problem } from '../../../problem.ts'
import type { Reading } from '../reading.ts'
import { cuesFromWords, type SpokenWord } from './cues-from-words.ts'
import { type Fields, isFields, rowsOf } from './json-fields.ts'

export const SPEECH_SERVICES = ['google', 'ibm', 'aws', 'azure', 'deepgram', 'assemblyai', 'speechmatics', 'rev', 'elevenlabs'] as const
export type SpeechService = (typeof SPEECH_SERVICES)[number]

/** A word as a service gives it; null for a time that cannot be read. */
interface RawWord {
  readonly text: string
  readonly start: number | null
  readonly end: number | null
  readonly speaker?: string | null
  /** Punctuation that clings to the word before it and has no time of its own. */
  readonly clings?: boolean
}

interface Service {
  readonly is: (value: Fields) => boolean
  readonly words: (value: Fields) => RawWord[]
}

/** `path('a', 0, 'b')`: what stands at that place, or undefined. */
function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let here: unknown = value
  for (const step of path) here = Array.isArray(here) || isFields(here) ? (here as Fields)[step] : undefined
  return here
}

const textOf = (value: unknown) => (typeof value === 'string' ? value.trim() : '')
const firstRow = (value: unknown) => rowsOf(value)[0]

/** Seconds as a number, as `"1.400s"` or `"1.4"`, as protobuf's `{ seconds, nanos }`, or as ISO 8601's `PT1.4S`, to milliseconds. */
function seconds(value: unknown): number | null {
  if (isFields(value)) {
    const [whole, nanos] = [Number(value.seconds ?? 0), Number(value.nanos ?? 0)]
    return inRange(whole * 1000 + nanos / 1e6)
  }
  if (typeof value === 'number') return inRange(value * 1000)
  const match = typeof value === 'string' ? /^(\d{1,12}(?:\.\d{1,12})?)s?$/.exec(value) : null
  return match ? inRange(Number(match[1]) * 1000) : null
}

const millis = (value: unknown) => (typeof value === 'number' ? inRange(value) : null)

function inRange(ms: number): number | null {
  const whole = Math.round(ms)
  return Number.isSafeInteger(whole) && whole >= 0 ? whole : null
}

const named = (value: unknown) =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? `Spreker ${value}` : null

/** The first alternative is the one that the service holds for the most likely. */
const alternatives = (value: unknown, key: string) => rowsOf(value).map((result) => firstRow(at(result, key)))

const SERVICES: Readonly<Record<SpeechService, Service>> = {
  google: {
    is: ({ results }) =>
      alternatives(results, 'alternatives').some((best) => {
        const word = firstRow(at(best, 'words'))
        return isFields(word) && ['startTime', 'endTime', 'startOffset', 'endOffset', 'start_time'].some((key) => key in word)
      }),
    words: ({ results }) => {
      const parts = alternatives(results, 'alternatives').map((best) =>
        rowsOf(at(best, 'words')).map((word): RawWord => {
          const [start, end] = [
            at(word, 'startTime') ?? at(word, 'startOffset') ?? at(word, 'start_time'),
            at(word, 'endTime') ?? at(word, 'endOffset') ?? at(word, 'end_time'),
          ]
          // Protobuf's JSON leaves out a value that is 0.
          return {
            text: textOf(at(word, 'word')),
            start: start === undefined ? 0 : seconds(start),
            end: seconds(end),
            speaker: named(at(word, 'speakerLabel') || at(word, 'speakerTag')),
          }
        }),
      )
      // With speakers told apart, the last result repeats the words of all the others.
      const last = parts.at(-1) ?? []
      const before = parts.slice(0, -1).flat()
      return before.length > 0 && before.length === last.length && last.every(({ speaker }) => speaker !== null) ? last : parts.flat()
    },
  },
  ibm: {
    is: ({ results }) => alternatives(results, 'alternatives').some((best) => Array.isArray(at(best, 'timestamps'))),
    words: ({ results, speaker_labels: labels }) => {
      const speakers = new Map(rowsOf(labels).map((label) => [at(label, 'from'), named(at(label, 'speaker'))]))
      return alternatives(results, 'alternatives').flatMap((best) =>
        rowsOf(at(best, 'timestamps')).map((stamp) => ({
          text: textOf(at(stamp, 0)),
          start: seconds(at(stamp, 1)),
          end: seconds(at(stamp, 2)),
          speaker: speakers.get(at(stamp, 1)) ?? null,
        })),
      )
    },
  },
  aws: {
    is: ({ results }) => rowsOf(at(results, 'items')).some((item) => isFields(item) && Array.isArray(item.alternatives)),
    words: ({ results }) => {
      const speakers = new Map(
        rowsOf(at(results, 'speaker_labels', 'segments')).flatMap((segment) =>
          rowsOf(at(segment, 'items')).map((item) => [at(item, 'start_time'), named(at(item, 'speaker_label'))] as const),
        ),
      )
      return rowsOf(at(results, 'items')).map((item) => ({
        text: textOf(at(item, 'alternatives', 0, 'content')),
        start: seconds(at(item, 'start_time')),
        end: seconds(at(item, 'end_time')),
        speaker: named(at(item, 'speaker_label')) ?? speakers.get(at(item, 'start_time')) ?? null,
        clings: at(item, 'type') === 'punctuation',
      }))
    },
  },
  azure: {
    is: ({ recognizedPhrases }) => Array.isArray(recognizedPhrases),
    words: ({ recognizedPhrases }) =>
      rowsOf(recognizedPhrases).flatMap((phrase): RawWord[] => {
        const best = at(phrase, 'nBest', 0)
        const speaker = named(at(phrase, 'speaker'))
        const words = rowsOf(at(best, 'displayWords') ?? at(best, 'words'))
        // Ticks of 100 ns. Without words the phrase as a whole has its time.
        const timed = words.length > 0 ? words : [phrase]
        return timed.map((word) => {
          const [offset, duration] = [at(word, 'offsetInTicks'), at(word, 'durationInTicks')]
          const start = typeof offset === 'number' ? inRange(offset / 10_000) : null
          return {
            text: textOf(at(word, 'displayText') ?? at(word, 'word') ?? at(best, 'display')),
            start,
            end: start !== null && typeof duration === 'number' ? inRange(start + duration / 10_000) : null,
            speaker,
          }
        })
      }),
  },
  deepgram: {
    is: ({ results }) => Array.isArray(at(results, 'channels', 0, 'alternatives')),
    words: ({ results }) =>
      rowsOf(at(results, 'channels', 0, 'alternatives', 0, 'words')).map((word) => ({
        text: textOf(at(word, 'punctuated_word') ?? at(word, 'word')),
        start: seconds(at(word, 'start')),
        end: seconds(at(word, 'end')),
        speaker: named(at(word, 'speaker')),
      })),
  },
  assemblyai: {
    is: (value) => Array.isArray(value.words) && ('audio_url' in value || 'utterances' in value || 'acoustic_model' in value),
    words: ({ words }) =>
      rowsOf(words).map((word) => ({
        text: textOf(at(word, 'text')),
        start: millis(at(word, 'start')),
        end: millis(at(word, 'end')),
        speaker: named(at(word, 'speaker')),
      })),
  },
  speechmatics: {
    is: ({ results }) => rowsOf(results).some((row) => isFields(row) && 'start_time' in row && Array.isArray(row.alternatives)),
    words: ({ results }) =>
      rowsOf(results).map((row) => ({
        text: textOf(at(row, 'alternatives', 0, 'content')),
        start: seconds(at(row, 'start_time')),
        end: seconds(at(row, 'end_time')),
        speaker: named(at(row, 'alternatives', 0, 'speaker')),
        clings: at(row, 'type') === 'punctuation',
      })),
  },
  rev: {
    is: ({ monologues }) => Array.isArray(monologues),
    words: ({ monologues }) =>
      rowsOf(monologues).flatMap((monologue) =>
        rowsOf(at(monologue, 'elements'))
          .filter((element) => textOf(at(element, 'value')) !== '')
          .map((element) => ({
            text: textOf(at(element, 'value')),
            start: seconds(at(element, 'ts')),
            end: seconds(at(element, 'end_ts')),
            speaker: named(at(monologue, 'speaker')),
            clings: at(element, 'type') === 'punct',
          })),
      ),
  },
  elevenlabs: {
    is: (value) => 'language_code' in value && rowsOf(value.words).some((word) => isFields(word) && 'speaker_id' in word),
    words: ({ words }) =>
      rowsOf(words)
        .filter((word) => at(word, 'type') !== 'spacing')
        .map((word) => ({
          text: textOf(at(word, 'text')),
          start: seconds(at(word, 'start')),
          end: seconds(at(word, 'end')),
          speaker: named(at(word, 'speaker_id')),
        })),
  },
}

/** Which service wrote this; null for none of these. */
export function speechService(value: unknown): SpeechService | null {
  return isFields(value) ? (SPEECH_SERVICES.find((name) => SERVICES[name].is(value)) ?? null) : null
}

export function readSpeechService(value: unknown, service: SpeechService): Reading {
  const words: SpokenWord[] = []
  const problems: Problem[] = []
  const lost: string[] = []
  for (const { text, start, end, speaker = null, clings = false } of isFields(value) ? SERVICES[service].words(value) : []) {
    if (text === '') continue
    const last = words.at(-1)
    if (clings && last) words[words.length - 1] = { ...last, text: last.text + text }
    else if (start === null || end === null) lost.push(text)
    else words.push({ start, end: Math.max(start, end), text, speaker })
  }
  if (lost.length > 0) {
    const which = lost.slice(0, 5).join(' ')
    problems.push(error('bad-cue', `${lost.length} woorden hebben geen tijd en doen niet mee, het eerst: “${which}”.`, 1))
  }
  return { cues: cuesFromWords(words), problems }
}
