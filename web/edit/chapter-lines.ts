/** A recording's chapters as text to type in, a line each: `12:30 Vragen uit de zaal`. Set and moved to a time, in order of time. */
import { formatClock, parseTime } from '../../src/transcript/timecode.ts'

export interface Typed {
  readonly text: string
  /** Where the caret stands in it. */
  readonly caret: number
}

const startOf = (line: string): number | null => parseTime(line.trim().split(/\s+/)[0] ?? '')

/** A line that is not read as a chapter stays after the line before it. */
function place(lines: readonly string[], time: number): number {
  const later = lines.findIndex((line) => (startOf(line) ?? -1) > time)
  return later < 0 ? lines.length : later
}

const filled = (text: string) => text.split('\n').filter((line) => line.trim() !== '')

function join(lines: readonly string[], at: number): Typed {
  return { text: lines.join('\n'), caret: lines.slice(0, at + 1).join('\n').length }
}

/** A new chapter at the time, with the caret where its title is typed. A chapter that begins in that second is gone to instead. */
export function chapterAt(text: string, time: number): Typed {
  const lines = filled(text)
  const second = (ms: number) => Math.floor(ms / 1000)
  const there = lines.findIndex((line) => second(startOf(line) ?? -1) === second(time))
  if (there >= 0) return join(lines, there)
  const at = place(lines, time)
  return join(lines.toSpliced(at, 0, `${formatClock(time)} `), at)
}

/** The chapter of the caret's line begins at the time. @returns null when the caret is at no chapter */
export function moveChapter({ text, caret }: Typed, time: number): Typed | null {
  const number = filled(text.slice(0, text.indexOf('\n', caret) < 0 ? text.length : text.indexOf('\n', caret))).length - 1
  const lines = filled(text)
  const line = lines[number]?.trim()
  if (line === undefined || startOf(line) === null) return null
  const rest = lines.toSpliced(number, 1)
  const at = place(rest, time)
  const title = line.replace(/^\S+\s*/, '')
  return join(rest.toSpliced(at, 0, `${formatClock(time)} ${title}`), at)
}
