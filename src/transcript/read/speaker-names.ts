/** Names of speakers before what they say: what a name looks like, and which of them in subtitles are names. */
import { warning } from '../../problem.ts'
import { type Cue, cueFrom } from '../cue.ts'
import { NOWHERE, type Reading } from './reading.ts'

/** A name as people write one: words with a capital, prefixes between them, a number; or a part in the conversation (`spreker 2`). */
const CAPITAL = String.raw`\p{Lu}[\p{L}\p{M}\d.'’&/-]*`
const PREFIX = String.raw`(?:van|de|den|der|het|['’]t|ten|ter|te|von|du|la|le|di|da|el|al|op|in|en|and|&)`
const PART = String.raw`(?:speaker|spreker|spreekster|interviewer|presentator|voorzitter|zaal|publiek|vraag|antwoord|gast)`
export const NAMED = String.raw`(?:${CAPITAL}(?:\s+(?:${PREFIX}\s+)*(?:${CAPITAL}|\d{1,3}))*|${PART}(?:\s+(?:\d{1,3}|[A-Za-z]))?)(?:\s*\([^()\n]{1,40}\))?`
/** A name is short; a sentence that happens to hold a colon is not. */
export const LONGEST_NAME = 60

const BEFORE_TEXT = new RegExp(String.raw`^\s*(?:>>\s*|[-–—]\s*)?(${NAMED})\s*:\s+(?=\S)`, 'u')

/** What people write with a capital and a colon, and is nobody’s name. */
const NO_NAMES = new Set(
  (
    'conclusie kortom samenvattend samengevat let opgelet vraag stelling voorbeeld bijvoorbeeld namelijk dus en maar want ja nee oké ok ' +
    'punt doel resultaat gevolg oorzaak probleem oplossing advies tip opmerking noot nb ps bron bronnen titel thema onderwerp agenda ' +
    'agendapunt eerste tweede derde vierde vijfde ten tot slot stap deel hoofdstuk vandaag morgen gisteren nu toen daarna daarom immers ' +
    'denk kijk luister nogmaals kernvraag hypothese motto citaat datum tijd plaats locatie note warning remember conclusion question ' +
    'answer example summary first second third finally step part chapter today now so and but yes no well look listen'
  ).split(' '),
)

/** Parts in a meeting, which the speakers themselves also say. */
const ROLES = new Set('voorzitter spreker spreekster interviewer presentator zaal publiek gast wethouder burgemeester griffier'.split(' '))

/**
 * `Jan de Boer: Goedemorgen` in subtitles (Zoom, Teams, subtitlers): the name becomes the speaker where it recurs or is one of the talk’s.
 * “Let op:” and “Conclusie:” stay text, and so does a name that stands there once: it may be a title.
 *
 * @param speakers the talk’s own
 */
export function takeSpeakersFromText(reading: Reading, speakers: readonly string[] = []): Reading {
  const { cues } = reading
  // A file that says who speaks in another way leaves names in its text as text.
  if (cues.some(({ speaker }) => speaker !== null)) return reading
  const found = cues.map(({ text }) => BEFORE_TEXT.exec(text.slice(0, LONGEST_NAME * 2)))
  const counts = new Map<string, number>()
  for (const match of found) if (match?.[1]) counts.set(match[1], (counts.get(match[1]) ?? 0) + 1)
  const own = new Set(speakers.map((name) => name.toLowerCase()))
  const names = new Set(
    [...counts]
      .filter(([name, count]) => name.length <= LONGEST_NAME && (own.has(name.toLowerCase()) || (count > 1 && isName(name, cues))))
      .map(([name]) => name),
  )
  if (names.size === 0) return reading
  let taken = 0
  const told = cues.map((cue, i): Cue => {
    const [before, name] = found[i] ?? []
    if (before === undefined || name === undefined || !names.has(name)) return cue
    taken++
    return { ...cueFrom(cue, before.length), speaker: name }
  })
  const which = [...names].slice(0, 5).join(', ') + (names.size > 5 ? ' …' : '')
  const message = `${taken} keer staat een naam vóór de tekst; die is als spreker gelezen: ${which}.`
  const first = found.findIndex((match) => names.has(match?.[1] ?? ''))
  const { line, column } = reading.placeOf?.(first) ?? NOWHERE
  return { ...reading, cues: told, problems: [...reading.problems, warning('speakers-in-text', message, line, column)] }
}

/** One word with a capital is a name where the transcript nowhere writes it without one. */
function isName(name: string, cues: readonly Cue[]): boolean {
  const words = name.toLowerCase().split(/\s+/)
  if (NO_NAMES.has(words[0] ?? '')) return false
  if (words.length > 1 || ROLES.has(words[0] ?? '')) return true
  const lower = new RegExp(String.raw`(?<![\p{L}\p{M}])${words[0]?.replace(/[^\p{L}\p{M}\d]/gu, String.raw`\$&`)}(?![\p{L}\p{M}])`, 'u')
  return !cues.some(({ text }) => lower.test(text))
}
