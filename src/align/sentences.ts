/** The text of a transcript as the sentences that are looked for in the sound, and the words of each that are spoken. */

export interface Sentence {
  /** The cue of the transcript it is from, counted from 0. */
  readonly cue: number
  /** As written. */
  readonly text: string
  /** As written, in order. */
  readonly words: readonly string[]
  /** The same words as they are spoken; empty for what is not: “[applaus]”. */
  readonly said: readonly string[]
}

/** Longer ones are cut: at a comma where there is one. */
const MOST_WORDS = 50
const FEWEST_WORDS = 15

/** Where a sentence ends: closing signs and a remark may follow, and the next begins like one. */
const END = /[.?!…]+["'”’»)\]]*(?:\s\[[^[\]]{0,100}\]){0,3}(?=\s+["'“‘«([„¿¡—–-]*\s*[\p{Lu}\p{N}])/gu
const ABBREVIATION =
  /(?:^|[\s("'“‘„])(?:\p{L}|dr|drs|ir|ing|mr|mrs|ms|prof|mevr|dhr|st|jr|sr|bijv|bv|nl|o\.a|d\.w\.z|m\.b\.t|i\.p\.v|t\.a\.v|a\.h\.w|e\.d|ca|nr|blz|vgl|resp|excl|incl|vs|no|art|etc\.,)\.$/iu

/** @param cues only their text matters */
export function sentencesOf(cues: readonly { readonly text: string }[]): Sentence[] {
  return cues.flatMap(({ text }, cue) => {
    const sentences: Sentence[] = []
    for (const piece of cutSentences(text).flatMap(cutLong)) {
      const words = wordsOf(piece)
      if (words.length === 0) continue
      const said = saidOf(words)
      const before = sentences.at(-1)
      const isSilent = said.every((word) => word === '')
      // What is not spoken goes with what is.
      if (before && (isSilent || before.said.every((word) => word === ''))) {
        const both = { cue, text: `${before.text} ${piece}`, words: [...before.words, ...words], said: [...before.said, ...said] }
        sentences[sentences.length - 1] = both
      } else sentences.push({ cue, text: piece, words, said })
    }
    return sentences
  })
}

const wordsOf = (text: string) => text.split(/\s+/).filter(Boolean)

function cutSentences(text: string): string[] {
  const pieces: string[] = []
  let from = 0
  for (const { 0: signs, index } of text.matchAll(END)) {
    const to = index + signs.length
    const stop = index + 1
    if (/^\.(?:\s|$)/.test(signs) && ABBREVIATION.test(text.slice(Math.max(from, stop - 12), stop))) continue
    pieces.push(text.slice(from, to).trim())
    from = to
  }
  pieces.push(text.slice(from).trim())
  return pieces.filter((piece) => piece !== '')
}

function cutLong(sentence: string): string[] {
  const words = wordsOf(sentence)
  const pieces: string[] = []
  let rest = words
  while (rest.length > MOST_WORDS) {
    const comma = rest.slice(0, MOST_WORDS).findLastIndex((word, i) => i >= FEWEST_WORDS && /[,;:–—]$/.test(word))
    const at = comma < 0 ? Math.min(MOST_WORDS, rest.length - FEWEST_WORDS) : comma + 1
    pieces.push(rest.slice(0, at).join(' '))
    rest = rest.slice(at)
  }
  // A sentence that stays whole keeps its line ends.
  return pieces.length === 0 ? [sentence] : [...pieces, rest.join(' ')]
}

const REMARK = /^\((?:applaus|gelach|muziek|stilte|onverstaanbaar|lacht|laughter|applause|music|inaudible)\)[.,]?$/i

/** Remarks in square brackets are not spoken, however many words they have. */
function saidOf(words: readonly string[]): string[] {
  let depth = 0
  return words.map((word) => {
    const opens = word.match(/\[/g)?.length ?? 0
    const closes = word.match(/\]/g)?.length ?? 0
    const inside = depth > 0 || opens > 0
    depth = Math.max(0, depth + opens - closes)
    return inside || REMARK.test(word) || !/[\p{L}\p{N}]/u.test(word) ? '' : word
  })
}
