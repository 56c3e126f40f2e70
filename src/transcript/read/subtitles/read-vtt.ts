/** WebVTT in, by the letter of the W3C parser (§6.1), which keeps every cue a browser keeps; the rest is reported. */

import { error, type Problem, warning } from '../../../problem.ts'
import type { Cue } from '../../cue.ts'
import { atLines, type Reading, shorten } from '../reading.ts'
import { parseCueText, parseVttTimestamp } from './vtt-text.ts'

/** Whether the text opens as WebVTT §6.1 demands: “WEBVTT”, then white space or nothing. */
export function isVtt(text: string): boolean {
  return /^\uFEFF?WEBVTT(?:[ \t\n\r]|$)/.test(text)
}

/** A parser over the lines of one file; the spec's steps are named where they bite. */
export function readVtt(source: string): Reading {
  const problems: Problem[] = []
  const cues: Cue[] = []
  const places: number[] = []
  if (!isVtt(source)) {
    return { cues, problems: [error('no-header', 'De eerste regel moet “WEBVTT” zijn.', 1)] }
  }
  const text = source
    .replace(/^\uFEFF/, '')
    .replaceAll('\0', '\uFFFD')
    .replace(/\r\n?/g, '\n')
  if (text.includes('\uFFFD') && source.includes('\0'))
    problems.push(warning('nul', 'Het bestand bevat NUL-tekens; die zijn vervangen door �.'))
  const lines = text.split('\n')
  // The last “line” after a closing line end is the end of the file, not a line.
  if (lines.at(-1) === '') lines.pop()

  let at = 1
  if (at < lines.length && lines[at] !== '') at = readBlock(lines, at, true, { cues, problems, starts: places })
  while (at < lines.length) {
    if (lines[at] === '') at++
    else at = readBlock(lines, at, false, { cues, problems, starts: places })
  }
  return { cues, problems, placeOf: atLines(places) }
}

interface Timing {
  readonly id: string
  readonly start: number
  readonly end: number
  readonly line: number
}

/** What is read so far: cues, problems, and the line at which each cue begins. */
interface Block {
  readonly cues: Cue[]
  readonly problems: Problem[]
  readonly starts: number[]
}

/** “Collect a WebVTT block”: returns the index of the first line after it. */
function readBlock(lines: readonly string[], from: number, inHeader: boolean, into: Block): number {
  const { cues, problems } = into
  let buffer: string[] = []
  let timing: Timing | null = null
  let seenArrow = false
  let at = from
  for (; at < lines.length; at++) {
    const line = lines[at] ?? ''
    const count = at - from + 1
    if (line.includes('-->')) {
      if (inHeader || !(count === 1 || (count === 2 && !seenArrow))) break // belongs to the next block
      seenArrow = true
      const times = parseTimings(line)
      if (times) {
        timing = { id: buffer.join('\n'), ...times, line: at + 1 }
        buffer = []
      } else {
        problems.push(error('bad-times', `“${shorten(line)}” is geen geldige tijdregel; deze regel met zijn tekst doet niet mee.`, at + 1))
      }
    } else if (line === '') {
      break
    } else {
      buffer.push(line)
    }
  }
  if (timing) {
    cues.push(makeCue(timing, buffer.join('\n'), problems))
    into.starts.push(timing.line)
  } else if (!inHeader && !seenArrow) reportBlock(buffer, from + 1, problems)
  return at
}

function parseTimings(line: string): { start: number; end: number } | null {
  const match = /^[\t\f ]*([\d:.]+)[\t\f ]*-->[\t\f ]*([\d:.]+)/.exec(line)
  if (!match) return null
  const start = parseVttTimestamp(match[1] ?? '')
  const end = parseVttTimestamp(match[2] ?? '')
  return start === null || end === null ? null : { start, end }
}

function makeCue(timing: Timing, markup: string, problems: Problem[]): Cue {
  const { start, end, line } = timing
  const content = parseCueText(markup, timing)
  const others = new Set(content.voices)
  if (others.size > 1) {
    problems.push(warning('several-speakers', `Meer sprekers in één regel (${[...others].join(', ')}); de eerste telt.`, line))
  }
  for (const text of content.swallowed) {
    const message = `“${shorten(text)}” lezen spelers als opmaak en tonen ze niet; het doet niet mee. Hoort “<” bij de tekst, schrijf dan “&lt;”.`
    problems.push(warning('swallowed', message, line))
  }
  return {
    id: timing.id === '' ? null : timing.id,
    start,
    end,
    speaker: content.voices[0] ?? null,
    text: content.text,
    words: content.words,
  }
}

/** Comments, styles and regions carry no speech; any other text without times would be lost silently. */
function reportBlock(buffer: readonly string[], line: number, problems: Problem[]): void {
  if (/^(?:NOTE(?:[ \t]|$)|(?:STYLE|REGION)[ \t]*$)/.test(buffer[0] ?? '')) return
  problems.push(warning('no-times', `“${shorten(buffer[0] ?? '')}” heeft geen tijdregel en doet niet mee.`, line))
}
