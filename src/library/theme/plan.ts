/** What taking in a vocabulary changes: which concept is which theme, what is new, what is added, and what cannot be. No database. */
import { fold } from '../../language/tokens.ts'
import type { Concept, Vocabulary } from '../../skos/vocabulary.ts'
import { slug } from '../slug.ts'
import type { ThemeLabel } from './record.ts'
import { otherLabels } from './themes.ts'

/** A theme's own columns. */
export interface PlannedTheme {
  readonly id: string
  readonly name: string
  readonly english: string | null
  readonly description: string | null
  readonly labels: readonly ThemeLabel[]
  readonly matches: readonly string[]
}

export interface PresentThemes {
  readonly themes: readonly PlannedTheme[]
  readonly aliases: ReadonlyMap<string, string>
  readonly broader: readonly (readonly [id: string, above: string])[]
  /** Each pair in the order of `ordered`. */
  readonly related: readonly (readonly [one: string, other: string])[]
}

export interface PlanProblem {
  /** another theme has the name · it would close a circle · the other concept is neither in the file nor here */
  readonly kind: 'same-name' | 'circle' | 'unknown'
  readonly about: string
  readonly other: string
}

export interface ThemePlan {
  readonly fresh: readonly PlannedTheme[]
  readonly changed: readonly { readonly before: PlannedTheme; readonly after: PlannedTheme; readonly fields: readonly string[] }[]
  readonly same: number
  /** Concepts that were not chosen. */
  readonly passedOver: number
  readonly broader: readonly (readonly [id: string, above: string])[]
  readonly related: readonly (readonly [one: string, other: string])[]
  readonly problems: readonly PlanProblem[]
}

/** used: concepts that are a theme here, with those above them, those next below and those related · all */
export type Scope = 'used' | 'all'

/** The beginning of a theme's address in an export: of no web, so that it is known wherever it is taken in. */
export const OWN_ADDRESSES = 'urn:woordelijk:thema:'

const ownId = (uri: string, own: string) =>
  [own, OWN_ADDRESSES].flatMap((start) => (uri.startsWith(start) ? [uri.slice(start.length)] : []))[0]

export const ordered = (one: string, other: string): readonly [string, string] => (one < other ? [one, other] : [other, one])
const pairKey = ([one, other]: readonly [string, string]) => `${one}\n${other}`

/** @param own the beginning of this library's own addresses of themes */
export function planThemes(vocabulary: Pick<Vocabulary, 'concepts'>, present: PresentThemes, scope: Scope, own: string): ThemePlan {
  const byId = new Map(present.themes.map((theme) => [theme.id, theme]))
  const matched = matchConcepts(vocabulary.concepts, present, own)
  const chosen = scope === 'all' ? vocabulary.concepts : surroundings(vocabulary.concepts, matched)
  const names = new Map(present.themes.map((theme) => [fold(theme.name), theme.id]))
  const ids = new Set([...byId.keys(), ...present.aliases.keys()])
  const idOf = new Map<string, string>()
  const problems: PlanProblem[] = []
  const fresh: PlannedTheme[] = []
  const changed: ThemePlan['changed'][number][] = []
  let same = 0

  for (const concept of chosen) {
    const before = byId.get(matched.get(concept.uri) ?? '')
    const taken = names.get(fold(concept.name))
    const isTaken = taken !== undefined && taken !== before?.id
    if (isTaken) problems.push({ kind: 'same-name', about: concept.uri, other: concept.name })
    if (isTaken && !before) continue
    const after = merged(concept, before, (isTaken ? before?.name : null) ?? concept.name, before?.id ?? freshId(concept, ids, own), own)
    idOf.set(concept.uri, after.id)
    ids.add(after.id)
    if (before && names.get(fold(before.name)) === before.id) names.delete(fold(before.name))
    names.set(fold(after.name), after.id)
    if (!before) fresh.push(after)
    else {
      const fields = (['name', 'english', 'description', 'labels', 'matches'] as const).filter(
        (field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
      )
      if (fields.length === 0) same++
      else changed.push({ before, after, fields })
    }
  }

  const themeOf = (uri: string) => idOf.get(uri) ?? matched.get(uri) ?? presentTheme(uri, present, byId, own)
  const above = Map.groupBy(present.broader, ([id]) => id)
  const edges = new Map([...above].map(([id, list]) => [id, new Set(list.map(([, other]) => other))]))
  const pairs = new Set(present.related.map(pairKey))
  const broader: [string, string][] = []
  const related: (readonly [string, string])[] = []
  for (const concept of chosen) {
    const id = idOf.get(concept.uri)
    if (id === undefined) continue
    for (const [uri, isBroader] of [
      ...concept.broader.map((uri) => [uri, true] as const),
      ...concept.related.map((uri) => [uri, false] as const),
    ]) {
      const other = themeOf(uri)
      if (other === undefined) {
        // A concept of the file that was not chosen is no mistake.
        if (scope === 'all' || !vocabularyHas(vocabulary.concepts, uri)) problems.push({ kind: 'unknown', about: concept.name, other: uri })
      } else if (!isBroader) {
        const pair = ordered(id, other)
        if (other !== id && !pairs.has(pairKey(pair))) {
          pairs.add(pairKey(pair))
          related.push(pair)
        }
      } else if (!edges.get(id)?.has(other)) {
        if (reaches(edges, other, id)) problems.push({ kind: 'circle', about: concept.name, other: uri })
        else {
          edges.set(id, (edges.get(id) ?? new Set()).add(other))
          broader.push([id, other])
        }
      }
    }
  }
  return { fresh, changed, same, passedOver: vocabulary.concepts.length - chosen.length, broader, related, problems }
}

const inFile = new WeakMap<readonly Concept[], ReadonlySet<string>>()
function vocabularyHas(concepts: readonly Concept[], uri: string): boolean {
  const known = inFile.get(concepts) ?? new Set(concepts.map((concept) => concept.uri))
  inFile.set(concepts, known)
  return known.has(uri)
}

/** A theme by its own address here, or by an address that it has elsewhere. */
function presentTheme(uri: string, { aliases }: PresentThemes, byId: ReadonlyMap<string, PlannedTheme>, own: string): string | undefined {
  const id = ownId(uri, own)
  if (id === undefined) return undefined
  return byId.has(aliases.get(id) ?? id) ? (aliases.get(id) ?? id) : undefined
}

/** Which theme a concept is: by address, else by its name, else by another of its Dutch names. A theme is one concept only. */
function matchConcepts(concepts: readonly Concept[], present: PresentThemes, own: string): Map<string, string> {
  const byId = new Map(present.themes.map((theme) => [theme.id, theme]))
  const byAddress = new Map(present.themes.flatMap(({ id, matches }) => matches.map((uri) => [uri, id] as const)))
  const byName = new Map(present.themes.map(({ id, name }) => [fold(name), id]))
  const matched = new Map<string, string>()
  const used = new Set<string>()
  const passes: ((concept: Concept) => string | undefined)[] = [
    ({ uri }) => presentTheme(uri, present, byId, own) ?? byAddress.get(uri),
    ({ name }) => byName.get(fold(name)),
    ({ labels }) => labels.filter(({ language }) => language === 'nl').flatMap(({ text }) => byName.get(fold(text)) ?? [])[0],
  ]
  for (const pass of passes) {
    for (const concept of concepts) {
      if (matched.has(concept.uri)) continue
      const id = pass(concept)
      if (id === undefined || used.has(id)) continue
      matched.set(concept.uri, id)
      used.add(id)
    }
  }
  return matched
}

function surroundings(concepts: readonly Concept[], matched: ReadonlyMap<string, string>): Concept[] {
  const byUri = new Map(concepts.map((concept) => [concept.uri, concept]))
  const chosen = new Set<string>()
  const climb = (uri: string): void => {
    const open = [uri]
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (chosen.has(next) && next !== uri) continue
      chosen.add(next)
      open.push(...(byUri.get(next)?.broader ?? []).filter((above) => !chosen.has(above)))
    }
  }
  for (const uri of matched.keys()) climb(uri)
  for (const { uri, broader, related } of concepts) {
    if (matched.has(uri)) for (const other of related) chosen.add(other)
    else if ([...broader, ...related].some((other) => matched.has(other))) chosen.add(uri)
  }
  return concepts.filter(({ uri }) => chosen.has(uri))
}

/** What the file says is added; what was here and the file does not say stays. */
function merged(concept: Concept, before: PlannedTheme | undefined, name: string, id: string, own: string): PlannedTheme {
  const english = concept.english ?? before?.english ?? null
  const formerly: ThemeLabel[] = before && fold(before.name) !== fold(name) ? [{ language: 'nl', text: before.name, hidden: false }] : []
  const address = ownId(concept.uri, own) !== undefined || !/^https?:\/\/\S+$/.test(concept.uri) ? [] : [concept.uri]
  return {
    id,
    name,
    english,
    description: concept.description ?? before?.description ?? null,
    labels: otherLabels([...(before?.labels ?? []), ...concept.labels, ...formerly], name, english),
    matches: [...new Set([...(before?.matches ?? []), ...address, ...concept.matches])],
  }
}

function freshId({ uri, name }: Concept, taken: ReadonlySet<string>, own: string): string {
  const wish = slug(ownId(uri, own) ?? '')
  const plain = wish || slug(name).slice(0, 80).replace(/-+$/, '') || 'thema'
  for (let n = 1; ; n++) {
    const id = n === 1 ? plain : `${plain}-${n}`
    if (!taken.has(id)) return id
  }
}

function reaches(edges: ReadonlyMap<string, ReadonlySet<string>>, from: string, to: string): boolean {
  const seen = new Set([from])
  const open = [from]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === to) return true
    for (const above of edges.get(next) ?? []) if (!seen.has(above)) open.push((seen.add(above), above))
  }
  return false
}
