/** SubRip out: numbered, CRLF, comma before the milliseconds. Word times and ids have no place in it. */
import type { Cue } from '../cue.ts'
import { escapeSrt } from '../read/subtitles/read-srt.ts'
import { formatTimestamp } from '../timecode.ts'
import { writable } from './writable.ts'

/** A speaker is written before the text where another one begins, as subtitlers do: `Naam: tekst`. */
export function writeSrt(cues: readonly Cue[]): string {
  let speaker: string | null = null
  return writable(cues)
    .map((cue, i) => {
      const name = cue.speaker !== null && cue.speaker !== speaker ? `${cue.speaker}: ` : ''
      speaker = cue.speaker
      // A blank line would end the block; an arrow could be taken for times.
      const text = escapeSrt(name + cue.text)
        .replace(/(?:\r\n?|\n)+/g, '\n')
        .replaceAll('-->', '--&gt;')
        .trim()
      return `${i + 1}\n${formatTimestamp(cue.start, ',')} --> ${formatTimestamp(cue.end, ',')}\n${text}\n`
    })
    .join('\n')
    .replaceAll('\n', '\r\n')
}
