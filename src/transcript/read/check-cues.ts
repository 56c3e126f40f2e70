/** What is wrong with a transcript whatever its format: told with the line where it stands, never mended. */

import { type Problem, warning } from '../../problem.ts'
import type { Cue } from '../cue.ts'
import { formatClock } from '../timecode.ts'
import { guessLanguage, languageName } from './language-guess.ts'

export interface Expected {
  /** Of the recording, in ms. */
  readonly duration?: number | undefined
  /** As the manifest says: `nl`. */
  readonly language?: string | undefined
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

/** @param lines where each cue begins, where the format has lines */
export function checkCues(cues: readonly Cue[], lines: readonly number[] | undefined, expected: Expected = {}): Problem[] {
  const problems: Problem[] = []
  const at = (i: number) => lines?.[i] ?? 0
  const where = (i: number) => (lines ? '' : `Regel ${i + 1}: `)
  const timed = cues.some((cue) => cue.end > 0)
  if (!timed) return checkLanguage(cues, expected)
  let latestEnd = -1
  let repeats = 1
  for (const [i, cue] of cues.entries()) {
    const previous = cues[i - 1]
    if (cue.end < cue.start) problems.push(warning('end-before-start', `${where(i)}De eindtijd ligt vóór de begintijd.`, at(i)))
    if (previous && cue.start < previous.start)
      problems.push(
        warning(
          'out-of-order',
          `${where(i)}Deze regel begint vóór de vorige (${formatClock(cue.start)}, ${formatClock(previous.start)}).`,
          at(i),
        ),
      )
    else if (previous && cue.start < latestEnd - OVERLAP_MS)
      problems.push(warning('overlap', `${where(i)}Deze regel begint (${formatClock(cue.start)}) terwijl een vorige nog loopt.`, at(i)))
    else if (previous && cue.start - latestEnd >= GAP_MS)
      problems.push(
        warning(
          'gap',
          `${where(i)}Hiervóór is ${Math.round((cue.start - latestEnd) / 60_000)} minuten niets gezegd: is er iets weggevallen?`,
          at(i),
        ),
      )
    const seconds = (cue.end - cue.start) / 1000
    if (seconds >= 0 && cue.text.length >= TELLING_LENGTH && cue.text.length > FASTEST_CHARACTERS_A_SECOND * seconds)
      problems.push(
        warning(
          'too-fast',
          `${where(i)}${cue.text.length} tekens in ${seconds.toLocaleString('nl-NL')} seconden: zo snel spreekt niemand.`,
          at(i),
        ),
      )
    repeats = previous && cue.text !== '' && cue.text === previous.text ? repeats + 1 : 1
    if (repeats === REPEATED)
      problems.push(
        warning(
          'repeated',
          `${where(i)}Deze tekst staat er ${REPEATED} keer of vaker achter elkaar: dat is vaak een fout van de spraakherkenning.`,
          at(i),
        ),
      )
    latestEnd = Math.max(latestEnd, cue.end)
  }
  return [...problems, ...checkEnd(cues, at, expected), ...checkLanguage(cues, expected)]
}

function checkEnd(cues: readonly Cue[], at: (i: number) => number, { duration }: Expected): Problem[] {
  if (duration === undefined) return []
  const late = cues.findIndex((cue) => cue.start >= duration)
  if (late < 0) return []
  const more = cues.filter((cue) => cue.start >= duration).length
  const what = `${more === 1 ? 'Deze regel begint' : `${more} regels beginnen, deze het eerst,`} na het einde van de opname (${formatClock(duration)}). Hoort dit transcript bij deze opname?`
  return [warning('past-end', what, at(late))]
}

function checkLanguage(cues: readonly Cue[], { language }: Expected): Problem[] {
  if (language === undefined) return []
  const guess = guessLanguage(cues.map((cue) => cue.text))
  if (guess === null || language.toLowerCase().startsWith(guess)) return []
  return [warning('wrong-language', `De tekst lijkt ${languageName(guess)} en niet ${languageName(language)}.`)]
}
