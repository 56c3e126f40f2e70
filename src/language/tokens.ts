/** Dutch text to words, with their places. The same on server, worker and browser. */

export interface Token {
  /** As written. */
  readonly text: string
  /** Folded: lower case, no marks, no apostrophes or hyphens. Equal forms are the same word. */
  readonly form: string
  /** Character offsets in the text: [from, to). */
  readonly from: number
  readonly to: number
}

// Letters and digits, joined by single apostrophes and hyphens inside the word; a leading apostrophe belongs to 's, 't, 'n.
const WORD = /['’‘](?:s|t|n|k|m)(?![\p{L}\p{N}])|[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’‘\-‐‑][\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*/giu

/** Hyphenated words are one token for each part, so that Heerlen-Noord equals Heerlen Noord. */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = []
  for (const match of text.matchAll(WORD)) {
    let from = match.index
    // Zo’n is “zo een”: joined it would be the sun.
    for (const part of match[0].split(/[-‐‑]|(?<=^zo)['’‘](?=n$)/i)) {
      const form = fold(part)
      if (form !== '') tokens.push({ text: part, form, from, to: from + part.length })
      from += part.length + 1
    }
  }
  return tokens
}

/** `Ideeën` → `ideeen`, `’s` → `s`, `foto's` → `fotos`, `ĳs` → `ijs`. */
export function fold(word: string): string {
  return word
    .normalize('NFKD')
    .replace(/[\p{M}'’‘]/gu, '')
    .toLowerCase()
}
