/** SubRip as found in the wild: any line ends, comma or point, missing numbers, `<i>` and `{\an8}`. */
import type { Cue } from './cue.ts'
import { type Problem, warning } from './problem.ts'

const TIMES = /^\s*(\d{1,4}):(\d{1,2}):(\d{1,2})[,.](\d{1,3})\s*-->\s*(\d{1,4}):(\d{1,2}):(\d{1,2})[,.](\d{1,3})/

export function isSrt(text: string): boolean {
  return text
    .replace(/\r\n?/g, '\n')
    .split('\n', 50)
    .some((line) => TIMES.test(line))
}

export function readSrt(source: string): { cues: Cue[]; problems: Problem[] } {
  const lines = source
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .split('\n')
  const cues: Cue[] = []
  const problems: Problem[] = []
  const starts = lines.flatMap((line, i) => (TIMES.test(line) ? [i] : []))
  for (const [n, at] of starts.entries()) {
    const match = TIMES.exec(lines[at] ?? '')
    if (!match) continue
    const [start, end] = [toMs(match, 1), toMs(match, 5)]
    const next = starts[n + 1] ?? lines.length
    const number = numberAbove(lines, at)
    // The next cue's number stands above its times and is not this cue's text.
    const until = next < lines.length && numberAbove(lines, next) !== null ? next - 1 : next
    const body = lines.slice(at + 1, until)
    while (body.length > 0 && body.at(-1)?.trim() === '') body.pop()
    if (end < start) problems.push(warning('end-before-start', 'De eindtijd ligt vóór de begintijd.', at + 1))
    cues.push({ id: number, start, end, speaker: null, text: plain(body.join('\n')), words: null })
  }
  const first = starts[0]
  const head = lines.slice(0, first === undefined ? undefined : numberAbove(lines, first) === null ? first : first - 1)
  const lost = head.findIndex((line) => line.trim() !== '')
  if (lost >= 0)
    problems.push(warning('no-times', `“${(head[lost] ?? '').slice(0, 57)}” staat vóór de eerste tijdregel en doet niet mee.`, lost + 1))
  return { cues, problems }
}

function numberAbove(lines: readonly string[], at: number): string | null {
  const above = (lines[at - 1] ?? '').trim()
  return /^\d{1,9}$/.test(above) ? above : null
}

function toMs(match: RegExpExecArray, from: number): number {
  const [h, m, s] = [match[from], match[from + 1], match[from + 2]].map(Number)
  return (((h ?? 0) * 60 + (m ?? 0)) * 60 + (s ?? 0)) * 1000 + Number((match[from + 3] ?? '').padEnd(3, '0'))
}

/** Tags that players understand in SubRip; anything else between angle brackets is text. */
const TAG = /<\/?(?:[biu]|font)(?:\s[^<>]*)?>|\{\\[^{}]*\}/gi

/** SubRip has no escapes of its own, but files made from web captions hold these. */
const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&nbsp;': '\u00a0', '&quot;': '"', '&#39;': "'" }

const plain = (text: string) => text.replace(TAG, '').replace(/&(?:amp|lt|gt|nbsp|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity)

/** Text as `readSrt` gives it back: what would be taken for a tag or an entity is escaped, the rest stands as it is. */
export function escapeSrt(text: string): string {
  return text.replace(/&(?=(?:amp|lt|gt|nbsp|quot|#39);)/g, '&amp;').replace(TAG, (tag) => tag.replaceAll('<', '&lt;'))
}
