/** A transcript with the times that were found for it. */
import type { Cue, Word } from '../transcript/cue.ts'
import type { AlignedSentence, Alignment } from './align.ts'
import type { Sentence } from './sentences.ts'

type Text = Pick<Cue, 'speaker' | 'text'>

/**
 * One cue a sentence. Where the text does not fit the sound: the transcript's own cues, each with the place where it may begin.
 * @param sentences of these cues, in order; those without a spoken word have null in `aligned`
 * @param duration of the recording, in milliseconds
 */
export function timedCues(
  cues: readonly Text[],
  sentences: readonly Sentence[],
  aligned: readonly (AlignedSentence | null)[],
  { fits }: Pick<Alignment, 'fits'>,
  duration: number,
): Cue[] {
  return fits ? bySentence(cues, sentences, aligned, duration) : byParagraph(cues, sentences, aligned, duration)
}

function bySentence(
  cues: readonly Text[],
  sentences: readonly Sentence[],
  aligned: readonly (AlignedSentence | null)[],
  duration: number,
): Cue[] {
  let earliest = 0
  const bounded = (time: number, from: number) => Math.min(duration, Math.max(from, time))
  return sentences.map(({ cue, text, words, said }, i): Cue => {
    const found = aligned[i]
    const speaker = cues[cue]?.speaker ?? null
    if (!found?.heard) {
      const estimate = found ? ({ kind: 'absent', confidence: 0 } as const) : null
      return { id: null, start: earliest, end: earliest, speaker, text, words: null, ...(estimate ? { estimate } : {}) }
    }
    const start = bounded(found.start, earliest)
    const end = bounded(found.end, start)
    earliest = end
    const kind = found.pinned ? 'pinned' : found.sure ? 'sure' : 'unsure'
    return {
      id: null,
      start,
      end,
      speaker,
      text,
      words: timedWords(words, said, found.words, { start, end }),
      estimate: { kind, confidence: found.confidence },
    }
  })
}

/** What is not spoken takes the time of the word before it. */
export function timedWords(
  words: readonly string[],
  said: readonly string[],
  begins: readonly number[],
  { start, end }: { readonly start: number; readonly end: number },
): Word[] {
  let earliest = start
  const starts = words.map((_, i) => {
    if (said[i] !== '') earliest = Math.min(end, Math.max(earliest, begins[i] ?? earliest))
    return earliest
  })
  return words.map((text, i) => ({ start: starts[i] as number, end: starts[i + 1] ?? end, text }))
}

function byParagraph(
  cues: readonly Text[],
  sentences: readonly Sentence[],
  aligned: readonly (AlignedSentence | null)[],
  duration: number,
): Cue[] {
  const starts = new Map<number, number>()
  for (const [i, { cue }] of sentences.entries()) {
    const found = aligned[i]
    if (found?.heard && !starts.has(cue)) starts.set(cue, found.start)
  }
  let earliest = 0
  const placed = cues.map((_, i) => (earliest = Math.min(duration, Math.max(earliest, starts.get(i) ?? earliest))))
  return cues.map(({ speaker, text }, i) => ({
    id: null,
    start: placed[i] as number,
    end: placed[i + 1] ?? duration,
    speaker,
    text,
    words: null,
    estimate: { kind: 'paragraph', confidence: 0 },
  }))
}
