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

// Letters and digits, joined by single apostrophes and hyphens inside the word; a leading apostrophe belongs to 's, 't, 'n. Invisible
// characters (soft hyphen, zero-width space, word joiner) do not end a word. % after a digit and € before one are words too.
const WORD =
  /['’‘](?:s|t|n|k|m)(?![\p{L}\p{N}])|[\p{L}\p{N}][\p{L}\p{M}\p{N}\p{Cf}]*(?:['’‘\-‐‑][\p{L}\p{N}][\p{L}\p{M}\p{N}\p{Cf}]*)*|(?<=\p{N}\s?)%|€(?=\s?\p{N})/giu

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

/** Letters that Unicode does not decompose, and signs that are read aloud. */
const SPELT: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ı: 'i',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  '%': 'procent',
  '€': 'euro',
}
const TO_SPELL = new RegExp(`[${Object.keys(SPELT).join('')}]`, 'gu')
const PLAIN = /^[a-z0-9]*$/

/** `Ideeën` → `ideeen`, `’s` → `s`, `foto's` → `fotos`, `ĳs` → `ijs`, `Søren` → `soren`, `€` → `euro`. Removes invisible characters. */
export function fold(word: string): string {
  if (PLAIN.test(word)) return word
  return word
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}'’‘]/gu, '')
    .toLowerCase()
    .replace(TO_SPELL, (letter) => SPELT[letter] ?? letter)
}
