/** What was typed, as terms. Never throws: what is not understood is text. */
import { fold, tokenise } from '../language/tokens.ts'

export interface Query {
  /** Each term is one word or, quoted, several in a row; folded forms. */
  readonly terms: readonly (readonly string[])[]
  /** The terms as they were typed, for people. */
  readonly written: readonly string[]
  /** What was left out: punctuation that means nothing, words past the limit. */
  readonly ignored: readonly string[]
  readonly fields: { readonly speaker?: string; readonly event?: string; readonly theme?: string; readonly year?: string }
}

/** Longer queries are cut here; nobody types them, and each term costs. */
const MAX_TERMS = 32
const MAX_CHARACTERS = 1000

const FIELDS = { spreker: 'speaker', bijeenkomst: 'event', thema: 'theme', jaar: 'year' } as const
const PIECE = /(spreker|bijeenkomst|thema|jaar):(?:"([^"]*)"|(\S+))|["“”„]([^"“”„]*)["“”„]|\S+/giu

export function parseQuery(typed: string): Query {
  const terms: string[][] = []
  const written: string[] = []
  const ignored: string[] = []
  const fields: { speaker?: string; event?: string; theme?: string; year?: string } = {}
  if (typed.length > MAX_CHARACTERS) ignored.push('…')
  for (const match of typed.slice(0, MAX_CHARACTERS).matchAll(PIECE)) {
    const [piece, field, quotedValue, value, phrase] = match
    if (field !== undefined) {
      fields[FIELDS[field.toLowerCase() as keyof typeof FIELDS]] = fold(quotedValue ?? value ?? '')
      continue
    }
    const forms = tokenise(phrase ?? piece).map((token) => token.form)
    if (forms.length === 0 || terms.length >= MAX_TERMS) ignored.push(piece)
    else {
      terms.push(forms.slice(0, MAX_TERMS))
      written.push(phrase === undefined ? piece : `“${phrase.trim()}”`)
    }
  }
  return { terms, written, ignored, fields }
}
