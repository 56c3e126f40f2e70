/**
 * Search in one talk, in the browser: the library's query language, analyser and matchers over the cues on the page. The index is made
 * once (some 100 ms for three hours); a query then takes a few milliseconds.
 */
import type { Analyser } from '../../src/language/analyser.ts'
import { parseQuery, type Query, stemsOf, type Term, topicsOf } from '../../src/language/query.ts'
import { termsOf } from '../../src/language/terms.ts'
import { fold, type Token, tokenise } from '../../src/language/tokens.ts'
import { findIn, namedIn } from '../../src/match/find.ts'
import { createMatchers, type Lookup } from '../../src/match/matcher.ts'
import { PART, type Place, soughtFor } from '../../src/match/moments.ts'
import { inSpokenOrder } from '../../src/match/spoken-words.ts'
import { voicesOf } from '../../src/match/voices.ts'

/** A stretch of a cue's text that is marked. */
export interface Mark {
  readonly cue: number
  readonly from: number
  readonly to: number
}

export interface Hit {
  /** The number of the cue in which the first word of the hit stands. */
  readonly cue: number
  readonly marks: readonly Mark[]
}

interface SpokenLine {
  readonly text: string
  readonly speaker: string | null
}

/** @returns the search; `typing` reads the last word as the beginning of one. Hits come in spoken order. */
export function indexTalk(lines: readonly SpokenLine[], analyser: Analyser): (q: string, typing?: boolean) => Hit[] {
  const forms = new Map<string, number>()
  const formTerms = new Map<string, [form: number, weight: number][]>()

  function formOf(written: string): number {
    const folded = fold(written)
    const known = forms.get(folded)
    if (known !== undefined) return known
    const form = forms.size + 1
    forms.set(folded, form)
    for (const [term, weight] of termsOf(written, analyser)) {
      const held = formTerms.get(term)
      if (held) held.push([form, weight])
      else formTerms.set(term, [[form, weight]])
    }
    return form
  }

  const tokens: Token[] = []
  const starts = new Uint32Array(lines.length)
  for (const [cue, { text }] of lines.entries()) {
    starts[cue] = tokens.length
    tokens.push(...tokenise(text))
  }
  const words = inSpokenOrder(Uint32Array.from(tokens, ({ text }) => formOf(text)))
  const voices = voicesOf(lines, [])
  const heard = { words, starts, repeats: new Uint16Array(lines.length), voices: voices.ofCue }
  const said = [...forms].map(([form, id]) => ({ form, id }))

  // There is one talk: number 0.
  const talk = [[0, 1]] as const
  const lookup: Lookup = {
    form: (form) => forms.get(form),
    forms: (term) => formTerms.get(term) ?? [],
    talks: (term) => (formTerms.has(term) ? talk : []),
    beginning: (start, most) => said.filter(({ form }) => form.startsWith(start)).slice(0, most),
    talksOfForms: (list) => (list.length > 0 ? talk : []),
    named: (form) => voices.list.flatMap(({ names }, i) => (names.includes(form) ? [[0, i + 1] as const] : [])),
    inARow: () => [0],
  }
  const matchers = createMatchers(lookup, analyser)

  function cueOf(word: number): number {
    let [low, high] = [0, starts.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) <= word) low = middle + 1
      else high = middle
    }
    return low - 1
  }

  function marksOf({ at, length, quality }: Place, stems: ReadonlySet<string>): Mark[] {
    return Array.from({ length }, (_, i) => at + i).flatMap((word) => {
      const token = tokens[word]
      if (!token) return []
      const { from, to } = length === 1 && quality === PART ? matchedPart(token, stems, analyser) : token
      return [{ cue: cueOf(word), from, to }]
    })
  }

  return (q, typing = false) => {
    const query = withPrefix(parseQuery(q), q, typing && /[\p{L}\p{N}]$/u.test(q))
    const asked = matchers.clauses(query)
    const joined = matchers.joined(query)
    if (joined) for (const at of [joined.from, joined.from + 1]) asked[at]?.push(joined.matcher)
    if (asked.length === 0) return []
    const not = matchers.not(query)
    const wanted = { sought: soughtFor(asked), unsought: not.length === 0 ? null : soughtFor([not]), weights: asked.map(() => 1) }
    const { found, places } = findIn(0, heard, wanted, { named: namedIn(0, matchers.named(query)), only: null })
    const near = found.filter(({ cue }) => isBy(lines[cue]?.speaker ?? null, query.fields.speaker))
    const most = near.reduce((met, cluster) => Math.max(met, cluster.met), 0)
    const stems = stemsOf(query.clauses.flat(), analyser)
    return near
      .filter(({ met }) => met === most)
      .map(({ cue, from, to }) => ({ cue, marks: places.slice(from, to).flatMap((place) => marksOf(place, stems)) }))
  }
}

/** Without small words, as in the library; the word that is still being typed may also be the beginning of one. */
function withPrefix(query: Query, q: string, unfinished: boolean): Query {
  const { clauses } = topicsOf(query, q)
  const last = clauses.at(-1)
  const [term] = last ?? []
  if (!unfinished || !last || term?.kind !== 'word' || query.clauses.at(-1) !== last) return { ...query, clauses }
  const prefix: Term = { ...term, kind: 'prefix' }
  return { ...query, clauses: [...clauses.slice(0, -1), [...last, prefix]] }
}

function matchedPart(token: Token, stems: ReadonlySet<string>, analyser: Analyser): { from: number; to: number } {
  const matched = analyser.analyse(token.text).parts.filter((part) => stems.has(part.stem))
  if (matched.length === 0) return token
  return {
    from: token.from + Math.min(...matched.map((part) => part.from)),
    to: token.from + Math.max(...matched.map((part) => part.to)),
  }
}

/** A talk whose cues name nobody is not narrowed to a speaker. */
function isBy(speaker: string | null, wanted: string | undefined): boolean {
  return (
    wanted === undefined ||
    speaker === null ||
    fold(speaker)
      .replace(/[^\p{L}\p{N}]/gu, '')
      .includes(wanted)
  )
}
