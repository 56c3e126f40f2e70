/** WebVTT out (W3C WebVTT §4). Word times are inline timestamps, so that `readVtt` gives the same cues back. */
import { type Cue, placeWords } from '../cue.ts'
import { formatTimestamp } from '../timecode.ts'
import { writable } from './writable.ts'

/** `>` is escaped too, so that no text can hold the cue separator `-->`. */
const escapeText = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const LINE_ENDS = /\r\n?|\n/g

/** A blank line would end the cue; the standard has no way to write one, so it becomes a plain line break. */
const inline = (text: string) => escapeText(text.replace(/(?:\r\n?|\n)+/g, '\n'))

/**
 * @param notes comments at the top of the file, one NOTE block each
 * @returns UTF-8 text with LF line ends
 */
export function writeVtt(cues: readonly Cue[], options: { notes?: readonly string[] } = {}): string {
  const head = (options.notes ?? []).map((note) => `NOTE\n${note.replaceAll('-->', '->').replace(/(?:\r\n?|\n)+/g, '\n')}\n`)
  return ['WEBVTT\n', ...head, ...writable(cues).map(writeCue)].join('\n')
}

function writeCue(cue: Cue): string {
  const id = cue.id?.replace(LINE_ENDS, ' ').replaceAll('-->', '')
  const voice = cue.speaker === null ? '' : `<v ${escapeText(cue.speaker.replace(LINE_ENDS, ' '))}>`
  const times = `${formatTimestamp(cue.start)} --> ${formatTimestamp(cue.end)}`
  return `${id ? `${id}\n` : ''}${times}\n${voice}${cue.words ? timedText(cue) : inline(cue.text).replace(/^\n+|\n+$/g, '')}\n`
}

/**
 * `een <00:00:01.000>twee<00:00:01.500> <00:00:02.000>drie`: a stamp opens each word but one at the start of the cue, and
 * closes a word that is followed by silence.
 */
function timedText(cue: Cue): string {
  const places = placeWords(cue)
  let out = ''
  let written = 0
  let now = cue.start
  for (const [i, word] of (cue.words ?? []).entries()) {
    const place = places[i]
    if (!place) continue
    if (written > 0 && now !== word.start) out += stamp(now)
    out += inline(cue.text.slice(written, place[0]))
    if (out !== '' || word.start !== cue.start) out += stamp(word.start)
    out += inline(word.text)
    written = place[1]
    now = word.end
  }
  if (written > 0 && now !== cue.end) out += stamp(now)
  // One word that fills the cue needs a stamp all the same, or its timing would be read back as unknown.
  if (written > 0 && !/<\d/.test(out)) out = stamp(cue.start) + out
  return (out + inline(cue.text.slice(written))).replace(/^\n+|\n+$/g, '')
}

const stamp = (ms: number) => `<${formatTimestamp(ms)}>`
