/** WebVTT cue text (W3C WebVTT §6.4 tokeniser, §6.5 DOM): markup to plain text, speaker and word times. */
import { decodeHTML } from 'entities'
import type { Word } from '../../cue.ts'

export interface CueText {
  readonly text: string
  /** The annotation of each voice span, in order. */
  readonly voices: readonly string[]
  /** Text between inline timestamps, or null where there are none. */
  readonly words: readonly Word[] | null
  /** What stands between angle brackets and is no tag: players take it for one and do not show it. */
  readonly swallowed: readonly string[]
}

/** `mm:ss.mmm` or `h…h:mm:ss.mmm`, WebVTT §6.3 “collect a WebVTT timestamp”; null where that algorithm fails. */
export function parseVttTimestamp(text: string): number | null {
  const match = /^(?:(\d+):)?(\d{2}):(\d{2})\.(\d{3})$/.exec(text)
  if (!match) return null
  // By number: taking a list apart costs more than all the rest, and a transcript may have a million of these.
  const minutes = Number(match[2])
  const seconds = Number(match[3])
  if (minutes > 59 || seconds > 59) return null
  const ms = ((Number(match[1] ?? 0) * 60 + minutes) * 60 + seconds) * 1000 + Number(match[4])
  return Number.isSafeInteger(ms) ? ms : null
}

/** Tags of WebVTT, and those of HTML that people write instead; `</>` closes nothing and hides nothing. */
const TAG = /^(?:\/?(?:c|i|b|u|v|ruby|rt|lang|font|span|br|p|div|em|strong|s|a|small|big)(?:[.\s/][\s\S]*)?|\/?)$/i
/** A tag that is not closed takes the rest of the cue along. */
const UNFINISHED = /^\/?\w{0,10}$/

/** @param span the cue's own times, which bound its first and last word */
export function parseCueText(markup: string, span: { start: number; end: number }): CueText {
  const voices: string[] = []
  const swallowed: string[] = []
  const stamps: { at: number; time: number }[] = []
  let text = ''
  let position = 0
  while (position < markup.length) {
    const open = markup.indexOf('<', position)
    if (open < 0) {
      text += decodeHTML(markup.slice(position))
      break
    }
    text += decodeHTML(markup.slice(position, open))
    // The tokeniser ends a tag at the first `>`; without one the rest of the cue is the tag.
    const close = markup.indexOf('>', open)
    const tag = markup.slice(open + 1, close < 0 ? markup.length : close)
    position = close < 0 ? markup.length : close + 1
    if (/^\d/.test(tag)) {
      const time = parseVttTimestamp(tag)
      if (time !== null) stamps.push({ at: text.length, time })
      else swallowed.push(markup.slice(open, position))
    } else {
      if (!(close < 0 ? UNFINISHED : TAG).test(tag)) swallowed.push(markup.slice(open, position))
      const voice = /^v(?:\.[^\t\n\f ]*)?(?:[\t\n\f ]([\s\S]*))?$/.exec(tag)
      if (voice)
        voices.push(
          decodeHTML(voice[1] ?? '')
            .trim()
            .replace(/[\t\n\f ]+/g, ' '),
        )
    }
  }
  return {
    text,
    voices: voices.filter((voice) => voice !== ''),
    swallowed,
    words: stamps.length > 0 ? timedWords(text, stamps, span) : null,
  }
}

/** A stretch of blank text between two stamps is a pause: it ends the word before it and is none itself. */
function timedWords(text: string, stamps: readonly { at: number; time: number }[], span: { start: number; end: number }): Word[] {
  const words: Word[] = []
  let from = 0
  let start = span.start
  for (const stamp of [...stamps, { at: text.length, time: span.end }]) {
    const written = text.slice(from, stamp.at).trim()
    if (written !== '') words.push({ start, end: stamp.time, text: written })
    from = stamp.at
    start = stamp.time
  }
  return words
}
