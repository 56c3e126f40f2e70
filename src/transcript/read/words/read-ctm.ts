/** Speech recognition as lines: CTM (`file channel start duration word [confidence]`) and STM (`file channel speaker start end <labels> text`). */

import { error, type Problem, warning } from '../../../problem.ts'
import type { Cue } from '../../cue.ts'
import { atLines, linesOf, type Reading, shorten } from '../reading.ts'
import { cuesFromWords, type SpokenWord } from './cues-from-words.ts'

const NUMBER = String.raw`\d{1,9}(?:\.\d{1,18})?`
const CTM = new RegExp(String.raw`^\s*(\S+)\s+(\S+)\s+(${NUMBER})\s+(${NUMBER})\s+(\S+)(?:\s+(\S+))?(?:\s+\S+)*\s*$`)
const STM = new RegExp(String.raw`^\s*(\S+)\s+(\S+)\s+(\S+)\s+(${NUMBER})\s+(${NUMBER})\s+(?:<[^>]*>\s*)?(.*)$`)

const isComment = (line: string) => line.trim() === '' || line.trimStart().startsWith(';;')
const content = (text: string) =>
  linesOf(text.slice(0, 20_000))
    .filter((line) => !isComment(line))
    .slice(0, 20)

/** All of the first lines must be. A last line cut off by the sample does not count. */
function are(lines: readonly string[], pattern: RegExp): boolean {
  const whole = lines.length > 1 ? lines.slice(0, -1) : lines
  return whole.length > 0 && whole.every((line) => pattern.test(line))
}

export const isCtm = (text: string) => are(content(text), CTM)
export const isStm = (text: string) => !isCtm(text) && are(content(text), STM)

const ms = (seconds: string | undefined) => Math.round(Number(seconds) * 1000)

/** Words of several recordings in one file cannot be told apart in time: all are kept, in order, and that is said. */
export function readCtm(text: string): Reading {
  const words: SpokenWord[] = []
  const problems: Problem[] = []
  let recording: string | null = null
  let others = 0
  for (const [i, line] of linesOf(text).entries()) {
    if (isComment(line)) continue
    const match = CTM.exec(line)
    if (!match) {
      problems.push(
        error('bad-line', `“${shorten(line)}” is geen regel met bestand, kanaal, begin, duur en woord; hij doet niet mee.`, i + 1),
      )
      continue
    }
    const [, file = '', , start, duration, word = ''] = match
    recording ??= file
    if (file !== recording) others++
    words.push({ start: ms(start), end: ms(start) + ms(duration), text: word })
  }
  if (others > 0)
    problems.push(
      error('several-recordings', `${others} woorden horen bij een andere opname dan “${recording}” en doen niet mee. Splits het bestand.`),
    )
  return { cues: cuesFromWords(words), problems }
}

export function readStm(text: string): Reading {
  const cues: Cue[] = []
  const problems: Problem[] = []
  const lines: number[] = []
  for (const [i, line] of linesOf(text).entries()) {
    if (isComment(line)) continue
    const match = STM.exec(line)
    if (!match) {
      problems.push(error('bad-line', `“${shorten(line)}” is geen regel met spreker, begin, einde en tekst; hij doet niet mee.`, i + 1))
      continue
    }
    const [, , , speaker = '', start, end, spoken = ''] = match
    if (spoken.trim() === '' || spoken.trim().toLowerCase() === 'ignore_time_segment_in_scoring') {
      problems.push(warning('empty', `Deze regel bevat geen gesproken tekst en doet niet mee.`, i + 1))
      continue
    }
    cues.push({ id: null, start: ms(start), end: ms(end), speaker, text: spoken.trim(), words: null })
    lines.push(i + 1)
  }
  return { cues, problems, placeOf: atLines(lines) }
}
