/** Spruce STL, as DVD programs write it: `start , end , text`, times that count pictures, `|` between lines, settings after a `$`. */
import { error, type Problem } from '../../../problem.ts'
import type { Cue } from '../../cue.ts'
import { FRAME_CLOCK, frameRateOf, parseFrameTime } from '../frame-times.ts'
import { atLines, linesOf, type Reading, shorten } from '../reading.ts'

const LINE = new RegExp(String.raw`^\s*(${FRAME_CLOCK})\s{0,20},\s{0,20}(${FRAME_CLOCK})\s{0,20},(.*)$`)
/** Styles are switched by a caret and a letter: bold, italic, underlined. */
const STYLE = /\^[BIU]/gi

const isSetting = (line: string) => /^\s*(?:$|\/\/|\$)/.test(line)

export function isSpruceStl(text: string): boolean {
  const lines = linesOf(text.slice(0, 20_000)).filter((line) => !isSetting(line))
  return LINE.test(lines[0] ?? '')
}

export function readSpruceStl(text: string): Reading {
  const problems: Problem[] = []
  const rate = frameRateOf(text)
  if (rate) problems.push(rate.problem)
  const cues: Cue[] = []
  const places: number[] = []
  for (const [i, line] of linesOf(text).entries()) {
    if (isSetting(line)) continue
    const [, from = '', to = '', said = ''] = LINE.exec(line) ?? []
    const [start, end] = [parseFrameTime(from, rate), parseFrameTime(to, rate)]
    if (start === null || end === null) {
      problems.push(error('bad-line', `“${shorten(line.trim())}” is geen regel met begin, einde en tekst; hij doet niet mee.`, i + 1))
      continue
    }
    const spoken = said
      .replace(STYLE, '')
      .split('|')
      .map((part) => part.trim())
      .filter((part) => part !== '')
    cues.push({ id: null, start, end, speaker: null, text: spoken.join('\n'), words: null })
    places.push(i + 1)
  }
  return { cues, problems, placeOf: atLines(places) }
}
