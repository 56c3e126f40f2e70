/** What a transcript's file says of its language and of who made it: its name, its own header, and its text. */
import { guessLanguage } from './read/checks/language-guess.ts'

export interface TranscriptFile {
  readonly name: string
  /** The first characters of the file, as text. */
  readonly head: string
  readonly texts: readonly string[]
}

/** Names of languages as people put them in the name of a file. */
const NAMED: Record<string, string> = {
  nederlands: 'nl',
  dutch: 'nl',
  engels: 'en',
  english: 'en',
  duits: 'de',
  german: 'de',
  deutsch: 'de',
  frans: 'fr',
  french: 'fr',
  fries: 'fy',
}
const CODES = new Set('nl en de fr fy es it pt tr ar pl uk ru zh da sv no fi'.split(' '))

/**
 * The language that the file points to where that is another than the one it is for; null: nothing speaks against it.
 * @param language what it would become a transcript in
 */
export function otherLanguage({ name, head, texts }: TranscriptFile, language: string): string | null {
  const own = primary(language)
  const text = guessLanguage(texts)
  // The words themselves say most; header and name are looked at as well, and can raise the question too.
  return [text, languageOfHead(head), languageOfName(name)].find((found) => found !== null && found !== own) ?? null
}

/** `lezing.en.vtt`, `lezing_en-GB.srt`, `lezing (Engels).docx` */
export function languageOfName(name: string): string | null {
  const last = /[._([ -]([A-Za-z]{2,10}(?:-[A-Za-z]{2})?)[)\]]?\.[A-Za-z0-9]{1,5}$/.exec(name)
  if (!last?.[1]) return null
  const word = last[1].toLowerCase()
  const separator = last[0][0] ?? ''
  // After a space or hyphen two letters are as well the end of a title: “wat nu, de”.
  return NAMED[word] ?? (!' -'.includes(separator) && CODES.has(primary(word)) ? primary(word) : null)
}

function languageOfHead(head: string): string | null {
  const stated =
    /^WEBVTT[^\n]*\n(?:(?!\n)[^\n]*\n){0,8}?Language:\s*([A-Za-z]{2,3})\b/.exec(head.replaceAll('\r', '')) ??
    /\bxml:lang="([A-Za-z]{2,3})\b/.exec(head) ??
    /"language"\s*:\s*"([A-Za-z]{2,10})"/.exec(head)
  if (!stated?.[1]) return null
  const word = stated[1].toLowerCase()
  return NAMED[word] ?? (CODES.has(word) ? word : null)
}

const primary = (language: string) => language.toLowerCase().split('-')[0] ?? ''

/** Forms that only speech recognition writes. */
const MACHINE_FORMATS: readonly (string | null)[] = ['whisper', 'json3', 'ctm', 'kaldi']
const MACHINE_NAME = /(?:whisper|\basr\b|speech|spraakherkenning|auto(?:matisch|generated|-generated)?[._ )-])/i
const MACHINE_HEAD =
  /(?:whisper|auto-?generated|automatisch (?:gemaakt|ondertiteld|getranscribeerd)|speech recognition|spraakherkenning|Microsoft Teams|"(?:logprob|avg_logprob|no_speech_prob|confidence)")/i
/** Teams numbers its cues by recording; YouTube times each word of what it recognised. */
const MACHINE_CUES = /^[0-9a-f]{8}-[0-9a-f-]{27}\/\d+-\d+$|<\d{2}:\d{2}:\d{2}\.\d{3}><c>/m

/** Made by speech recognition, or by a person, as far as the file shows. */
export function guessMade({ name, head }: Pick<TranscriptFile, 'name' | 'head'>, format: string | null): 'human' | 'asr' {
  const machine = MACHINE_FORMATS.includes(format) || MACHINE_NAME.test(name) || MACHINE_HEAD.test(head) || MACHINE_CUES.test(head)
  return machine ? 'asr' : 'human'
}
