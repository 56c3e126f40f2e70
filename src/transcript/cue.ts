/** The timed text of a talk. All times are integer milliseconds from the start of the recording. */

/** One timed word; `text` is as written, with the punctuation that clings to it. */
export interface Word {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** One timed line. `text` is plain: tags and character references are resolved. */
export interface Cue {
  readonly id: string | null
  readonly start: number
  readonly end: number
  readonly speaker: string | null
  readonly text: string
  /** In spoken order, or null where the source did not time its words. */
  readonly words: readonly Word[] | null
  /** Left out where all its times came with its file or from a person. */
  readonly estimate?: Estimate
}

export const ESTIMATE_KINDS = ['words', 'sure', 'unsure', 'absent', 'paragraph', 'pinned'] as const

/** How the times of a cue were found by comparing its text with the sound (src/align). */
export interface Estimate {
  /**
   * `words`: only the words' times; the cue's own came with its file · `sure`: two methods agree · `unsure`: may be seconds off, shown as
   * estimated · `absent`: not heard in the recording, so it has the place between its neighbours and no length · `paragraph`: the text does
   * not fit the sound, and this is about where its paragraph begins · `pinned`: a person set the start, the words are estimated.
   */
  readonly kind: (typeof ESTIMATE_KINDS)[number]
  /** 0 to 100. */
  readonly confidence: number
}

/** Whether the moment a cue begins may be seconds off. */
export function isEstimated({ estimate }: Pick<Cue, 'estimate'>): boolean {
  return estimate !== undefined && ['unsure', 'absent', 'paragraph'].includes(estimate.kind)
}

/**
 * Where each timed word stands in the cue's text, as [from, to) character offsets. Words are looked up in order, so
 * a word that occurs twice gets its own place; a word that is not in the text (an ASR normalisation) gets null.
 */
export function placeWords(cue: Cue): ([number, number] | null)[] {
  let from = 0
  return (cue.words ?? []).map((word) => {
    const at = word.text === '' ? -1 : cue.text.indexOf(word.text, from)
    if (at < 0) return null
    from = at + word.text.length
    return [at, from]
  })
}

/** The cue without the first `from` characters of its text. A timed word that is cut through keeps its times. */
export function cueFrom(cue: Cue, from: number): Cue {
  const places = placeWords(cue)
  const words = cue.words?.flatMap((word, i): Word[] => {
    const place = places[i]
    if (!place || place[1] <= from) return []
    return place[0] >= from ? [word] : [{ ...word, text: cue.text.slice(from, place[1]) }]
  })
  return { ...cue, text: cue.text.slice(from), words: words && words.length > 0 ? words : null }
}

/**
 * When the character at `offset` of the cue's text is spoken. Exact where the words are timed; otherwise by linear
 * interpolation over the text, which `estimated` says.
 */
export function timeAt(cue: Cue, offset: number): { time: number; estimated: boolean } {
  const places = placeWords(cue)
  for (let i = places.length - 1; i >= 0; i--) {
    const place = places[i]
    if (place && place[0] <= offset) {
      const inside = offset < place[1]
      return { time: cue.words?.[i]?.start ?? cue.start, estimated: !inside || isEstimated(cue) }
    }
  }
  const share = cue.text.length === 0 ? 0 : Math.min(offset, cue.text.length) / cue.text.length
  return { time: Math.round(cue.start + Math.max(0, cue.end - cue.start) * share), estimated: true }
}
