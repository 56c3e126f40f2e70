/** What is wrong with a transcript whatever its format: told with the line where it stands, never mended. */

import { type Problem, warning } from '../../../problem.ts'
import type { Cue } from '../../cue.ts'
import { formatClock, formatExactClock } from '../../timecode.ts'
import { NOWHERE, type Place } from '../reading.ts'
import { shiftIntoRecording } from './constant-offset.ts'
import { guessLanguage, languageName } from './language-guess.ts'

export interface Expected {
  /** Of the recording, in ms. */
  readonly duration?: number | undefined
  /** As the manifest says: `nl`. */
  readonly language?: string | undefined
  /** Names of the talk's speakers. */
  readonly speakers?: readonly string[] | undefined
}

/** Cues may overlap this much, in ms: subtitlers’ programs round. */
const OVERLAP_MS = 40
/** Nobody speaks faster; short cues say nothing. */
const FASTEST_CHARACTERS_A_SECOND = 45
const TELLING_LENGTH = 30
/** Speech seldom stops for so long in the middle of a talk. */
const GAP_MS = 10 * 60_000
/** Speech recognition that hallucinates says the same over and over. */
const REPEATED = 4

/** @param placeOf where a cue begins in the file, where that is known */
export function checkCues(cues: readonly Cue[], placeOf: ((cue: number) => Place) | undefined, expected: Expected = {}): Problem[] {
  const problems: Problem[] = []
  const where = (i: number) => (placeOf ? '' : `Regel ${i + 1}: `)
  const warn = (code: string, i: number, message: string) => {
    const { line, column } = placeOf?.(i) ?? NOWHERE
    problems.push(warning(code, where(i) + message, line, column))
  }
  const timed = cues.some((cue) => cue.end > 0)
  if (!timed) return checkLanguage(cues, expected)
  let latestEnd = -1
  let repeats = 1
  for (const [i, cue] of cues.entries()) {
    const previous = cues[i - 1]
    if (cue.text.trim() === '') warn('empty', i, 'Er staat geen tekst in deze regel.')
    else if (cue.end === cue.start && cue.estimate?.kind !== 'absent')
      warn('no-length', i, 'Deze regel begint en eindigt op hetzelfde moment: geen speler toont haar.')
    if (cue.end < cue.start) warn('end-before-start', i, 'De eindtijd ligt vóór de begintijd.')
    if (previous && cue.start < previous.start) {
      const times = `${formatClock(cue.start)}, ${formatClock(previous.start)}`
      warn('out-of-order', i, `Deze regel begint vóór de vorige (${times}).`)
    } else if (previous && cue.start < latestEnd - OVERLAP_MS)
      warn('overlap', i, `Deze regel begint (${formatClock(cue.start)}) terwijl een vorige nog loopt.`)
    else if (previous && cue.start - latestEnd >= GAP_MS) {
      const minutes = Math.round((cue.start - latestEnd) / 60_000)
      warn('gap', i, `Hiervóór is ${minutes} minuten niets gezegd: is er iets weggevallen?`)
    }
    const seconds = (cue.end - cue.start) / 1000
    if (seconds >= 0 && cue.text.length >= TELLING_LENGTH && cue.text.length > FASTEST_CHARACTERS_A_SECOND * seconds)
      warn('too-fast', i, `${cue.text.length} tekens in ${seconds.toLocaleString('nl-NL')} seconden: zo snel spreekt niemand.`)
    repeats = previous && cue.text !== '' && cue.text === previous.text ? repeats + 1 : 1
    if (repeats === REPEATED)
      warn('repeated', i, `Deze tekst staat er ${REPEATED} keer of vaker achter elkaar: dat is vaak een fout van de spraakherkenning.`)
    latestEnd = Math.max(latestEnd, cue.end)
  }
  return [...problems, ...checkEnd(cues, placeOf, expected), ...checkLanguage(cues, expected)]
}

function checkEnd(cues: readonly Cue[], placeOf: ((cue: number) => Place) | undefined, { duration }: Expected): Problem[] {
  if (duration === undefined) return []
  const first = cues.findIndex((cue) => cue.start >= duration)
  if (first < 0) return []
  const { line, column } = placeOf?.(first) ?? NOWHERE
  const shift = shiftIntoRecording(cues, duration)
  if (shift !== null) {
    const by = formatExactClock(-shift)
    const message = `Alle regels beginnen na het einde van de opname (${formatClock(duration)}); de eerste op ${formatClock(cues[first]?.start ?? 0)}. Is dat tijd van een programma of van de klok? Verschuif alles ${by} naar voren, met --shift -${by} of in de transcripteditor.`
    return [warning('constant-offset', message, line, column)]
  }
  const more = cues.filter((cue) => cue.start >= duration).length
  const what = `${more === 1 ? 'Deze regel begint' : `${more} regels beginnen, deze het eerst,`} na het einde van de opname (${formatClock(duration)}). Hoort dit transcript bij deze opname?`
  return [warning('past-end', what, line, column)]
}

function checkLanguage(cues: readonly Cue[], { language }: Expected): Problem[] {
  if (language === undefined) return []
  const guess = guessLanguage(cues.map((cue) => cue.text))
  if (guess === null || language.toLowerCase().startsWith(guess)) return []
  return [warning('wrong-language', `De tekst lijkt ${languageName(guess)} en niet ${languageName(language)}.`)]
}
