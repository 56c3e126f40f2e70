/** The system's espeak-ng, where there is one: a computer voice that says a text, with the time of every word. */
import type { SpokenSentence } from '../../align/reference.ts'
import { RATE } from '../../align/spectrum.ts'
import { Failure } from '../../failure.ts'
import { type Confinement, confine, findProgram, type Sandbox } from '../ffmpeg/confine.ts'
import { loudnessOf, type Spoken, wordTimes } from './word-times.ts'

export interface Speaker {
  readonly version: string
  readonly sandbox: Sandbox
  /** The voice for a language tag, or null where there is none that can be used. */
  voiceFor(language: string): string | null
  /**
   * @param sentences each a list of words, as written
   * @returns one each sentence, in order; a sentence without anything to say has no sound
   * @throws Failure `unavailable`
   */
  speak(voice: string, sentences: readonly (readonly string[])[], signal?: AbortSignal): Promise<SpokenSentence[]>
}

/** Languages written without spaces between words: their words cannot be told apart here. */
const UNSPACED = ['cmn', 'yue', 'hak', 'zh', 'ja', 'th', 'km', 'lo', 'my']
/** Which of several a bare language tag stands for. */
const USUAL: Record<string, string> = { en: 'en-us', fr: 'fr-fr' }
const VOICE_SPEED = '170'
/** Samples a second that espeak makes. */
const OWN_RATE = 22_050
const MEMORY = 2 ** 30
const PROCESSOR_MS = 60_000
const PATIENCE_MS = 600_000
/** One run says so many characters: some two minutes of speech. */
const RUN_CHARACTERS = 2000
/** Longer lines espeak cuts itself, in the middle of a word; commands between words are counted. */
const LINE_BYTES = 700
const LONGEST_OUTPUT = 256 * 2 ** 20

const LOUD = 100
const HALF = 40
const MUTE = 0

/** @param folder where it is, when not on the PATH @returns null when it is not there or does not start */
export async function findSpeaker(folder?: string): Promise<Speaker | null> {
  const program = await findProgram('espeak-ng', folder)
  if (!program) return null
  const confinement = await confine({ program, parameters: ['--version'] }, folder)
  const run = (parameters: readonly string[], typed?: string, signal?: AbortSignal) =>
    output(program, confinement, parameters, typed, signal)
  try {
    const version = /(\d+(?:\.\d+)+)/.exec((await run(['--version'])).toString('utf8'))?.[1]
    const voices = readVoices((await run(['--voices'])).toString('utf8'))
    if (version === undefined || voices.size === 0) return null
    return {
      version,
      sandbox: confinement.sandbox,
      voiceFor: (language) => voiceFor(voices, language),
      async speak(voice, sentences, signal) {
        const spoken: SpokenSentence[] = []
        for (const some of inRuns(sentences)) spoken.push(...(await speakSome(run, voice, some, signal)))
        return spoken
      },
    }
  } catch (error) {
    if (error instanceof Failure) return null
    throw error
  }
}

type Run = (parameters: readonly string[], typed?: string, signal?: AbortSignal) => Promise<Buffer>

async function output(
  program: string,
  confinement: Confinement,
  parameters: readonly string[],
  typed: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Buffer> {
  const printed: Buffer[] = []
  let length = 0
  const ending = await confinement
    .run({
      program,
      input: null,
      parameters: () => parameters,
      folder: null,
      processor: PROCESSOR_MS,
      patience: PATIENCE_MS,
      priority: 'normal',
      memory: MEMORY,
      fileSize: 0,
      signal,
      typed,
      onOutput(chunk) {
        length += chunk.length
        if (length > LONGEST_OUTPUT) throw new Failure('unavailable', 'espeak-ng gaf veel meer geluid dan bij de tekst past.')
        printed.push(chunk)
      },
    })
    .catch((error: unknown) => {
      if (error instanceof Failure) throw error
      throw new Failure('unavailable', 'espeak-ng kon niet worden gestart. Probeer het opnieuw.', { cause: error })
    })
  signal?.throwIfAborted()
  if (ending.code !== 0 || ending.stopped !== null)
    throw new Failure('unavailable', `espeak-ng stopte onverwacht (${ending.said.trim().slice(-200) || (ending.signal ?? ending.code)}).`)
  return Buffer.concat(printed)
}

/** `Pty Language Age/Gender VoiceName File …` */
function readVoices(table: string): Set<string> {
  const rows = table.split('\n').slice(1)
  return new Set(
    rows.flatMap((row) => {
      const [, language, , , file] = row.trim().split(/\s+/)
      // Those of MBROLA need another program.
      return language === undefined || file?.startsWith('mb/') ? [] : [language.toLowerCase()]
    }),
  )
}

function voiceFor(voices: ReadonlySet<string>, tag: string): string | null {
  const language = tag.toLowerCase()
  const [primary = ''] = language.split('-')
  if (UNSPACED.includes(primary)) return null
  if (voices.has(language)) return language
  if (voices.has(primary)) return primary
  const usual = USUAL[primary]
  if (usual !== undefined && voices.has(usual)) return usual
  return [...voices].find((voice) => voice.startsWith(`${primary}-`)) ?? null
}

function inRuns(sentences: readonly (readonly string[])[]): (readonly string[])[][] {
  const runs: (readonly string[])[][] = []
  let length = Number.POSITIVE_INFINITY
  for (const sentence of sentences) {
    const own = sentence.join(' ').length
    if (length + own > RUN_CHARACTERS) {
      runs.push([])
      length = 0
    }
    runs.at(-1)?.push(sentence)
    length += own
  }
  return runs
}

/**
 * The same text is said twice: once at one loudness, and once with the first word of every sentence at less than half and every other word
 * after it mute. Embedded commands for loudness do not change the timing, so both together tell where each word begins.
 */
async function speakSome(
  run: Run,
  voice: string,
  sentences: readonly (readonly string[])[],
  signal?: AbortSignal,
): Promise<SpokenSentence[]> {
  const sayable = sentences.map((words) => words.map(cleaned))
  const text = (loudness: (word: number) => number) => sayable.flatMap((words) => linesOf(words, loudness)).join('\n')
  const parameters = ['-v', voice, '-s', VOICE_SPEED, '-z', '--stdout']
  const plain = text(() => LOUD)
  if (plain === '') return sentences.map(silent)
  const [whole, marked] = await Promise.all([
    run(parameters, `${plain}\n`, signal).then(samplesOf),
    run(parameters, `${text((word) => (word === 0 ? HALF : word % 2 === 1 ? MUTE : LOUD))}\n`, signal).then(samplesOf),
  ])
  const counts = sayable.map((words) => words.filter((word) => word !== '').length)
  const times = wordTimes(
    loudnessOf(whole, marked),
    counts.filter((count) => count > 0),
  )
  if (times === null) {
    // One sentence that espeak reads in an unexpected way does not spoil the times of its neighbours.
    if (sentences.length > 1) {
      const apart: SpokenSentence[] = []
      for (const sentence of sentences) apart.push(...(await speakSome(run, voice, [sentence], signal)))
      return apart
    }
    return [shareOut(whole, sayable[0] ?? [])]
  }
  const found = times.values()
  return sayable.map((words, i) => (counts[i] === 0 ? silent(words) : cut(whole, words, found.next().value as Spoken)))
}

const silent = (words: readonly string[]): SpokenSentence => ({
  samples: new Int16Array(0),
  words: words.map(() => ({ start: 0, end: 0 })),
})

/** Characters that mean something to espeak are spaces to it; a word without a letter or digit is not said. */
function cleaned(word: string): string {
  const plain = word.replaceAll(/[\p{C}<>&[\]_]/gu, ' ').trim()
  return /[\p{L}\p{N}]/u.test(plain) ? plain : ''
}

function linesOf(words: readonly string[], loudness: (word: number) => number): string[] {
  const lines: string[] = []
  let line = ''
  let count = 0
  for (const word of words) {
    if (word === '') continue
    // The same number of characters whatever the loudness: the lines break at the same words.
    const next = `\u0001${String(loudness(count++)).padStart(3, '0')}A ${word}`
    if (line !== '' && Buffer.byteLength(line) + Buffer.byteLength(next) > LINE_BYTES) {
      lines.push(line)
      line = ''
    }
    line += line === '' ? next : ` ${next}`
  }
  if (line !== '') lines.push(line)
  return lines
}

/** The samples of a WAV file, whose header does not know how many there are. */
function samplesOf(wav: Buffer): Int16Array {
  const at = wav.indexOf('data')
  const sound = at < 0 ? Buffer.alloc(0) : wav.subarray(at + 8)
  const samples = new Int16Array(sound.length >> 1)
  for (let i = 0; i < samples.length; i++) samples[i] = sound.readInt16LE(2 * i)
  return samples
}

const toMs = (samples: number) => Math.round((samples * 1000) / OWN_RATE)

function cut(whole: Int16Array, words: readonly string[], { from, to, words: spans }: Spoken): SpokenSentence {
  if (spans === null) return shareOut(whole.subarray(from, to), words)
  const next = spans.values()
  let last = 0
  const times = words.map((text) => {
    const span = text === '' ? undefined : next.next().value
    if (!span) return { start: last, end: last }
    last = toMs(span.to - from)
    return { start: toMs(span.from - from), end: last }
  })
  return { samples: resample(whole.subarray(from, to)), words: times }
}

/** Where the words could not be told apart: each has its part by its length. */
function shareOut(sound: Int16Array, words: readonly string[]): SpokenSentence {
  let [from, to] = [0, sound.length]
  while (from < to && Math.abs(sound[from] as number) < 60) from++
  while (to > from && Math.abs(sound[to - 1] as number) < 60) to--
  const weights = words.map((word) => (word === '' ? 0 : word.length + 1.5))
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1
  let before = 0
  const times = weights.map((weight) => {
    const start = toMs(((to - from) * before) / total)
    before += weight
    return { start, end: toMs(((to - from) * before) / total) }
  })
  return { samples: resample(sound.subarray(from, to)), words: times }
}

/** Between samples in a straight line: what that spoils lies above what is listened to. */
function resample(sound: Int16Array): Int16Array {
  const ratio = OWN_RATE / RATE
  const samples = new Int16Array(Math.floor(sound.length / ratio))
  for (let i = 0; i < samples.length; i++) {
    const at = Math.floor(i * ratio)
    const share = i * ratio - at
    samples[i] = (sound[at] as number) * (1 - share) + (sound[Math.min(sound.length - 1, at + 1)] as number) * share
  }
  return samples
}
