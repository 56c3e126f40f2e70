/** Measures on sentences with hand-checked lemmas (CoNLL-U; compound lemmas written with _ between their parts). */

import type { Analyser } from '../language/analyser.ts'

export interface Word {
  readonly form: string
  readonly lemma: string
  readonly kind: string
}

export type Sentence = readonly Word[]

export function readConllu(text: string): Sentence[] {
  return text.split(/\n\s*\n/).map((block) =>
    block
      .split('\n')
      .filter((line) => /^\d+\t/.test(line))
      .map((line) => {
        const [, form = '', lemma = '', kind = ''] = line.split('\t')
        return { form, lemma, kind }
      }),
  )
}

/** Each noun and adjective that is a compound, as it is first met, with its parts. */
export function compoundsIn(sentences: readonly Sentence[]): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  for (const { form, lemma, kind } of sentences.flat()) {
    const compound = (kind === 'NOUN' || kind === 'ADJ') && /^\p{L}+(?:_\p{L}+)+$/u.test(lemma) && /^\p{L}+$/u.test(form)
    if (compound && !found.has(form.toLowerCase())) found.set(form.toLowerCase(), lemma.toLowerCase().split('_'))
  }
  return found
}

const percent = (part: number, whole: number): string => (whole === 0 ? '-' : ((100 * part) / whole).toFixed(1))
const isWord = (form: string): boolean => /^[\p{L}'’]{2,}$/u.test(form)

/** Over pairs of distinct forms: recall = same-lemma pairs with one stem, precision = pairs with one stem that share a lemma. */
export function measureStems(analyser: Analyser, sentences: readonly Sentence[]): string[] {
  return [
    ['nouns', ['NOUN']],
    ['adjectives', ['ADJ']],
    ['verbs', ['VERB', 'AUX']],
    ['all', ['NOUN', 'ADJ', 'VERB', 'AUX', 'ADV']],
  ].map(([name, kinds]) => {
    const lemmas = new Map<string, Set<string>>()
    for (const { form, lemma, kind } of sentences.flat()) {
      if (!kinds?.includes(kind) || !isWord(form)) continue
      const low = form.toLowerCase()
      lemmas.set(low, (lemmas.get(low) ?? new Set()).add(lemma.replaceAll('_', '').toLowerCase()))
    }
    const forms = [...lemmas.keys()]
    const pairs = (groups: Map<string, string[]>) =>
      new Set(
        [...groups.values()].flatMap((group) =>
          group.flatMap((a, i) => group.slice(i + 1).map((b) => (a < b ? `${a} ${b}` : `${b} ${a}`))),
        ),
      )
    const group = (keysOf: (form: string) => Iterable<string>) => {
      const groups = new Map<string, string[]>()
      for (const form of forms) for (const key of keysOf(form)) groups.set(key, [...(groups.get(key) ?? []), form])
      return groups
    }
    const gold = pairs(group((form) => lemmas.get(form) ?? []))
    const joined = pairs(group((form) => [analyser.stem(form)]))
    const both = [...joined].filter((pair) => gold.has(pair)).length
    return `stems, ${name}: ${forms.length} forms, joined ${percent(both, gold.size)}, precision ${percent(both, joined.size)}`
  })
}

/** Query = a noun lemma; a sentence is relevant when it holds the lemma or a compound with it as hand-annotated part. */
export function measureSearch(analyser: Analyser, sentences: readonly Sentence[]): string[] {
  const relevant = new Map<string, Set<number>>()
  const inCompound = new Set<string>()
  const whole = new Map<string, Set<number>>()
  const sure = new Map<string, Set<number>>()
  const any = new Map<string, Set<number>>()
  const add = (index: Map<string, Set<number>>, key: string, place: number) => index.set(key, (index.get(key) ?? new Set()).add(place))
  const surface = new Map<string, Set<number>>()
  const queries = new Set<string>()
  const nouns = new Map<string, Set<number>>()
  const asNoun = new Set<string>()
  for (const [place, sentence] of sentences.entries()) {
    for (const { form, lemma, kind } of sentence) {
      const parts = lemma.toLowerCase().split('_')
      if (kind === 'NOUN' && parts.length === 1 && /^\p{L}{3,}$/u.test(lemma)) queries.add(lemma.toLowerCase())
      add(relevant, parts.join(''), place)
      if (kind === 'NOUN') for (const noun of new Set([parts.join(''), ...parts])) add(nouns, noun, place)
      if (kind === 'NOUN') asNoun.add(parts.join(''))
      if (parts.length > 1)
        for (const part of parts) {
          add(relevant, part, place)
          inCompound.add(part)
        }
      for (const piece of form.split(/[-‐‑]/)) {
        const analysis = analyser.analyse(piece)
        add(surface, analysis.form, place)
        for (const index of [whole, sure, any]) add(index, analysis.stem, place)
        for (const part of analysis.parts) {
          add(any, part.stem, place)
          if (part.weight === 1) add(sure, part.stem, place)
        }
      }
    }
  }
  const measure = (
    name: string,
    index: ReadonlyMap<string, Set<number>>,
    asked: readonly string[],
    key = (query: string) => analyser.stem(query),
  ) => {
    let wanted = 0
    let given = 0
    let right = 0
    let recall = 0
    let precision = 0
    for (const query of asked) {
      const want = relevant.get(query) ?? new Set()
      const have = index.get(key(query)) ?? new Set<number>()
      const hits = [...have].filter((place) => want.has(place)).length
      wanted += want.size
      given += have.size
      right += hits
      recall += want.size === 0 ? 1 : hits / want.size
      precision += have.size === 0 ? 1 : hits / have.size
    }
    return (
      `search, ${name}: ${asked.length} queries, recall ${percent(right, wanted)}, precision ${percent(right, given)} ` +
      `(mean of queries ${percent(recall, asked.length)} / ${percent(precision, asked.length)})`
    )
  }
  const all = [...queries]
  const often = [...asNoun].filter((noun) => /^\p{L}{4,}$/u.test(noun) && (nouns.get(noun)?.size ?? 0) > 1)
  const compound = all.filter((query) => inCompound.has(query))
  return [
    measure('nouns and compounds of two sentences or more, forms only', surface, often, (query) => analyser.analyse(query).form),
    measure('… stems and sure parts', sure, often),
    measure('… stems and all parts', any, often),
    measure('forms only', surface, all, (query) => analyser.analyse(query).form),
    measure('stems only', whole, all),
    measure('stems and sure parts', sure, all),
    measure('stems and all parts', any, all),
    measure('stems and all parts, words found in compounds', any, compound),
  ]
}
