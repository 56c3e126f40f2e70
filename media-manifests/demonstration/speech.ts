/** Dutch speech with espeak-ng's own word times, through the system's libespeak-ng. */
import koffi from 'koffi'

/** A word as espeak met it. Several may fall in one written word (`2024`), none in a lone dash. */
export interface SpokenWord {
  /** Where it starts in the text, in code points from 0. */
  readonly position: number
  /** Milliseconds from the start of the utterance. */
  readonly start: number
  /** Where its last sound gives way to silence, or to the next word. */
  readonly end: number
}

export interface Utterance {
  /** 16-bit signed mono samples. */
  readonly samples: Int16Array
  readonly words: readonly SpokenWord[]
}

export interface Voice {
  readonly sampleRate: number
  say(text: string): Utterance
  close(): void
}

const LIBRARY = 'libespeak-ng.so.1'
const WORDS_PER_MINUTE = 156
const PITCH = 42
const PITCH_RANGE = 48

// Constants of espeak-ng/speak_lib.h.
const AUDIO_OUTPUT_SYNCHRONOUS = 2
const INITIALIZE_PHONEME_EVENTS = 1
const EVENT_LIST_TERMINATED = 0
const EVENT_WORD = 1
const EVENT_END = 5
const EVENT_PHONEME = 7
const POS_CHARACTER = 1
const CHARS_UTF8 = 1
const PARAMETER_RATE = 1
const PARAMETER_PITCH = 3
const PARAMETER_RANGE = 4

/** Spoken for written where the rules for Dutch misread a name. The same length, or positions would shift. */
const RESPELLINGS: readonly (readonly [string, string])[] = [['Zuyd', 'Zuid']]

const eventType = koffi.struct({
  type: 'int',
  unique_identifier: 'uint',
  text_position: 'int',
  length: 'int',
  audio_position: 'int',
  sample: 'int',
  user_data: 'void *',
  id: koffi.array('char', 8),
})
const callbackType = koffi.proto('int espeak_callback(int16_t *samples, int count, void *events)')

interface Event {
  type: number
  text_position: number
  length: number
  audio_position: number
  id: string
}

/** The library has one state for the whole process: open one voice and close it. */
export function openVoice(): Voice {
  const library = loadLibrary()
  const sampleRate: number = library.func('int espeak_Initialize(int, int, const char *, int)')(
    AUDIO_OUTPUT_SYNCHRONOUS,
    0,
    null,
    INITIALIZE_PHONEME_EVENTS,
  )
  if (sampleRate < 0) throw new Error('espeak-ng found no voice data; install it: apt-get install espeak-ng-data')
  const refused: number = library.func('int espeak_SetVoiceByName(const char *)')('nl')
  if (refused !== 0) throw new Error('espeak-ng has no voice `nl`; install it: apt-get install espeak-ng-data')
  const setParameter = library.func('int espeak_SetParameter(int, int, int)')
  setParameter(PARAMETER_RATE, WORDS_PER_MINUTE, 0)
  setParameter(PARAMETER_PITCH, PITCH, 0)
  setParameter(PARAMETER_RANGE, PITCH_RANGE, 0)
  const synthesize = library.func('int espeak_Synth(const uint8_t *, size_t, uint, int, uint, uint, void *, void *)')

  let chunks: Int16Array[] = []
  let events: Event[] = []
  const eventSize = koffi.sizeof(eventType)
  const callback = koffi.register((samples: unknown, count: number, list: unknown) => {
    // espeak reuses its buffers: copy now.
    if (samples && count > 0) chunks.push(new Int16Array(koffi.view(samples, count * 2).slice(0)))
    for (let i = 0; ; i++) {
      const event: Event = koffi.decode(list, i * eventSize, eventType)
      if (event.type === EVENT_LIST_TERMINATED) return 0
      events.push(event)
    }
  }, koffi.pointer(callbackType))
  library.func('void espeak_SetSynthCallback(espeak_callback *)')(callback)

  return {
    sampleRate,
    say(text) {
      chunks = []
      events = []
      const bytes = Buffer.from(`${respell(text)}\0`)
      const failed: number = synthesize(bytes, bytes.length, 0, POS_CHARACTER, 0, CHARS_UTF8, null, null)
      if (failed !== 0) throw new Error(`espeak-ng could not say “${text}” (error ${failed})`)
      const samples = join(chunks)
      return { samples, words: spokenWords(events, Math.floor((samples.length * 1000) / sampleRate)) }
    },
    close() {
      library.func('int espeak_Terminate()')()
      koffi.unregister(callback)
    },
  }
}

function loadLibrary() {
  try {
    return koffi.load(LIBRARY)
  } catch (cause) {
    throw new Error(`${LIBRARY} is missing; install it: apt-get install libespeak-ng1`, { cause })
  }
}

/**
 * Word events give starts. A word ends at the pause phonemes that close it, which espeak reports as `_:` and `_`;
 * without a pause it runs on into the next. Other names that begin with `_` are glottal stops and belong to a word.
 */
function spokenWords(events: readonly Event[], duration: number): SpokenWord[] {
  const words: { position: number; start: number; end: number | null }[] = []
  let clauseEnded = false
  for (const event of events) {
    const word = words.at(-1)
    // A word of no length is a pause that espeak made itself.
    if (event.type === EVENT_WORD && event.length > 0) {
      if (word) word.end ??= event.audio_position
      words.push({ position: event.text_position - 1, start: event.audio_position, end: null })
      clauseEnded = false
    } else if (event.type === EVENT_END) {
      if (word) word.end ??= event.audio_position
      clauseEnded = true
    } else if (event.type === EVENT_PHONEME && word && !clauseEnded) {
      const silent = /^_:?$/.test(event.id.replace(/\0.*$/s, ''))
      // Sound after a pause inside the word (letters spelt out): the word went on.
      word.end = silent ? (word.end ?? event.audio_position) : null
    }
  }
  return words.map((word) => ({ ...word, end: word.end ?? duration }))
}

function respell(text: string): string {
  return RESPELLINGS.reduce((spoken, [written, said]) => spoken.replaceAll(written, said), text)
}

function join(chunks: readonly Int16Array[]): Int16Array {
  const all = new Int16Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    all.set(chunk, at)
    at += chunk.length
  }
  return all
}
