/** The index that a folder holds in pieces, as the engine asks it. Of a talk's words only those are known that the query is about. */
import { kindBelow, spokenWords } from '../../src/match/spoken-words.ts'
import type { FacetKind } from '../../src/search/answer.ts'
import type { EngineIndex } from '../../src/search/engine.ts'
import { createFacets } from '../../src/search/facets.ts'
import type { Lists } from '../../src/search/list-cache.ts'
import { createFilters } from '../../src/search/query/filters.ts'
import {
  blockOf,
  CUES_IN_A_PIECE,
  type CueEntry,
  cueFile,
  formFile,
  type LeafEntry,
  leafOf,
  placeFile,
  type ShardedIndex,
  shardOf,
  slideFile,
  type TalkHead,
  type TermShard,
  talkFile,
  termFile,
  unpack,
  unpackPlaces,
  unpackRising,
  unpackRuns,
  VOICES,
} from '../../src/search/shards/format.ts'
import type { Cue } from '../../src/transcript/cue.ts'
import type { Pieces } from './pieces.ts'

type Pairs = readonly (readonly [number, number])[]

interface Term {
  readonly talks: Pairs
  readonly forms: Pairs
}

interface ReadShard {
  readonly terms: ReadonlyMap<string, Term>
  readonly names: ReadonlyMap<string, Pairs>
  readonly initials: ReadonlyMap<string, readonly (readonly string[])[]>
  readonly related: ReadonlyMap<string, readonly (readonly string[])[]>
}

/** Above every form's number. */
const OTHER_WORDS = 2 ** 32 - 1

export interface ShardedEngineIndex extends EngineIndex {
  readonly facetName: (kind: FacetKind, value: string) => string | null
  /** The talk as results show it. */
  readonly shownTalk: (talk: number) => unknown
  readonly numberOf: (id: string) => number
  /** Called before each run of a query. */
  begin(): void
}

export function createShardedIndex(index: ShardedIndex, pieces: Pieces): ShardedEngineIndex {
  const talks = new Map(pairs(unpack(index.talks)).map(([no, words], i) => [no, { id: index.ids[i] ?? '', words }]))
  const numbers = new Map([...talks].map(([no, { id }]) => [id, no]))
  const facetRows = readFacets(index)
  const facets = createFacets(facetRows)
  const leaves = new Map(index.leaves.map((beginning, leaf) => [beginning, leaf]))
  const known = createVocabulary()
  const shards = new Map<number, ReadShard>()
  /** Forms that the query is about. */
  let about = new Set<number>()
  let lists = new Map<number, Lists>()
  /** How many forms the query was about when `lists` were made. */
  let madeFor = 0

  function shardFor(text: string): ReadShard | undefined {
    const shard = shardOf(text, index.terms)
    const read = shards.get(shard)
    if (read) return read
    const data = pieces.get<TermShard>(termFile(shard))
    if (!data) return undefined
    const made = {
      terms: new Map(data.terms.map(([term, packed, forms]) => [term, { talks: weighted(packed), forms: forms.map(known.add) }])),
      names: new Map(data.names.map(([form, packed]) => [form, pairs(unpack(packed))])),
      initials: new Map(data.initials.map(([initials, names]) => [initials, names.map((words) => words.split(' '))])),
      related: new Map(data.related.map(([key, rows]) => [key, rows.map((words) => words.split(' '))])),
    }
    shards.set(shard, made)
    return made
  }

  function leafEntries(leaf: number): readonly LeafEntry[] {
    const entries = pieces.get<readonly LeafEntry[]>(formFile(leaf), 'late') ?? []
    known.addLeaf(leaf, entries)
    return entries
  }

  const look = (id: number) => {
    about.add(id)
    return id
  }

  const lookup: EngineIndex['lookup'] = {
    form(form) {
      const id = known.idOf(form)
      if (id !== undefined) return look(id)
      const leaf = leafOf(form, leaves)
      const entry = leaf < 0 ? undefined : leafEntries(leaf).find(([other]) => other === form)
      if (!entry) return undefined
      // The form's places come with its stem.
      shardFor(entry[3] ?? form)
      return look(entry[1])
    },
    forms(term) {
      const forms = shardFor(term)?.terms.get(term)?.forms ?? []
      for (const [id] of forms) look(id)
      return forms
    },
    talks: (term) => shardFor(term)?.terms.get(term)?.talks ?? [],
    beginning(start, most) {
      const found = index.leaves.flatMap((beginning, leaf) => {
        const own = beginning.replace('\0', '')
        return own.startsWith(start) || start.startsWith(own) ? leafEntries(leaf).filter(([form]) => form.startsWith(start)) : []
      })
      const commonest = found.toSorted((a, b) => b[2] - a[2] || (a[0] < b[0] ? -1 : 1)).slice(0, most)
      return commonest.map(([form, id, , stem]) => {
        shardFor(stem ?? form)
        return { id: look(id), form }
      })
    },
    talksOfForms: (forms) => [...new Set(forms.flatMap((id) => known.stemOf(id) ?? []))].flatMap((stem) => [...lookup.talks(stem)]),
    named: (form) => shardFor(form)?.names.get(form) ?? [],
    related: (key) => shardFor(key)?.related.get(key) ?? [],
    initials: (form) => shardFor(form)?.initials.get(form) ?? [],
    inARow(stems) {
      const [first, ...others] = stems.map((stem) => new Set(lookup.talks(stem).map(([talk]) => talk)))
      return [...(first ?? [])].filter((talk) => others.every((other) => other.has(talk)))
    },
  }

  const head = (talk: number) => pieces.get<TalkHead>(talkFile(talk))

  /** Where a form is spoken in a talk; noted as missing where that is in a file of its own. */
  function placesOf(form: number, talk: number): readonly number[] {
    const places = known.placesOf(form)
    if (places !== null) return places.get(talk) ?? []
    return known.block(form, blockOf(talk), () => pieces.get<string>(placeFile(form, blockOf(talk))))?.get(talk) ?? []
  }

  function listsOf(talk: number): Lists | null {
    if (madeFor !== about.size) {
      lists = new Map()
      madeFor = about.size
    }
    const made = lists.get(talk)
    if (made) return made
    const shown = head(talk)
    if (!shown) return null
    const spoken = [...about]
      .sort((a, b) => a - b)
      .flatMap((form) => {
        const at = placesOf(form, talk)
        return at.length > 0 ? [{ form, at }] : []
      })
    // The last form stands for every other word; 0 means a word that nobody says.
    const forms = Uint32Array.from([...spoken.map(({ form }) => form), OTHER_WORDS])
    const order = new (kindBelow(forms.length))(talks.get(talk)?.words ?? 0).fill(spoken.length)
    for (const [n, { at }] of spoken.entries()) for (const place of at) order[place] = n
    const read = {
      words: spokenWords(forms, order),
      starts: Uint32Array.from(unpackRising(shown.starts)),
      times: Uint32Array.from(unpackRising(shown.times)),
      repeats: Uint16Array.from(unpackRuns(shown.repeats)),
      voices: Uint16Array.from(unpackRuns(shown.voices)),
    }
    lists.set(talk, read)
    return read
  }

  return {
    lookup,
    talks: () => talks,
    lists: listsOf,
    fields(talk) {
      const shown = head(talk)
      const { title } = (shown?.talk ?? { title: '' }) as { title: string }
      return shown ? { id: talks.get(talk)?.id ?? '', title, fields: { chapters: shown.chapters, variants: [] } } : null
    },
    shown: {
      cues(talk, from, to) {
        const numbers = Array.from({ length: to - from + 1 }, (_, i) => from + i)
        const last = (listsOf(talk)?.starts.length ?? 0) - 1
        return numbers.flatMap((number) => {
          if (number > last) return []
          const piece = Math.floor(number / CUES_IN_A_PIECE)
          const entry = pieces.get<readonly CueEntry[]>(cueFile(talk, piece))?.[number % CUES_IN_A_PIECE]
          return entry ? [{ number, cue: cueOf(entry) }] : []
        })
      },
      slides: (talk) =>
        head(talk)?.hasSlides
          ? (pieces.get<readonly (readonly [number, string])[]>(slideFile(talk)) ?? []).map(([number, text]) => ({ number, text }))
          : [],
    },
    filter: createFilters({
      numbers: (id) => (numbers.has(id) ? [numbers.get(id) ?? 0] : []),
      chosen: (kind, value) => facetRows.flatMap((row) => (row.kind === kind && row.value === value ? [row.talk] : [])),
      all: (kind) => facetRows.filter((row) => row.kind === kind),
      voices: (talk) => (head(talk)?.speakers ?? []).map(([number, label, person]) => ({ number, label, person })),
      labelled: () => (pieces.get<Pairs>(VOICES) ?? []).map(([talk, label]) => ({ talk, label: String(label) })),
    }),
    recall: () => [],
    suggester: { correct: () => null, near: () => [] },
    countFacets: (found, chosen) => facets.count(found, chosen),
    ready(wanted) {
      pieces.stopIfMissing()
      for (const talk of wanted) listsOf(talk)
      pieces.stopIfMissing()
    },
    facetName: (kind, value) => facetRows.find((row) => row.kind === kind && row.value === value)?.name ?? null,
    shownTalk: (talk) => head(talk)?.talk,
    numberOf: (id) => numbers.get(id) ?? -1,
    begin() {
      about = new Set()
      lists = new Map()
    },
  }
}

/** The forms met so far, by name and number, with their places. */
function createVocabulary() {
  const ids = new Map<string, number>()
  const stems = new Map<number, string>()
  const leaves = new Set<number>()
  const packed = new Map<number, string | null>()
  const places = new Map<number, Map<number, number[]>>()
  const blocks = new Map<string, Map<number, number[]>>()
  return {
    idOf: (form: string) => ids.get(form),
    stemOf: (id: number) => stems.get(id),
    add([id, form, weight, spoken]: TermShard['terms'][number][2][number]): readonly [number, number] {
      ids.set(form, id)
      packed.set(id, spoken)
      return [id, weight]
    },
    addLeaf(leaf: number, entries: readonly LeafEntry[]): void {
      if (entries.length === 0 || leaves.has(leaf)) return
      leaves.add(leaf)
      for (const [form, id, , stem] of entries) stems.set(id, stem ?? form)
    },
    /** @returns null where they are in files by block */
    placesOf(id: number): ReadonlyMap<number, readonly number[]> | null {
      const text = packed.get(id)
      if (text === null) return null
      const read = places.get(id) ?? unpackPlaces(text ?? '')
      if (text !== undefined) places.set(id, read)
      return read
    },
    block(id: number, block: number, load: () => string | undefined): ReadonlyMap<number, readonly number[]> | undefined {
      const key = `${id} ${block}`
      const read = blocks.get(key)
      if (read) return read
      const text = load()
      if (text === undefined) return undefined
      const made = unpackPlaces(text)
      blocks.set(key, made)
      return made
    },
  }
}

function cueOf([start, end, speaker, text, words]: CueEntry): Cue {
  const timed = words?.flatMap((value, i) => {
    if (i % 3 !== 0) return []
    const from = start + Number(value)
    return [{ start: from, end: from + Number(words[i + 1]), text: String(words[i + 2]) }]
  })
  return { id: null, start, end, speaker, text, words: timed ?? null }
}

function readFacets({ facets, facetTalks }: ShardedIndex) {
  const numbers = unpack(facetTalks)
  let at = 0
  return facets.flatMap(([kind, value, name]) => {
    const count = numbers[at++] ?? 0
    const talks = numbers.slice(at, at + count)
    at += count
    return talks.map((talk) => ({ talk, kind: kind as FacetKind, value, name }))
  })
}

function pairs(numbers: readonly number[]): [number, number][] {
  return numbers.flatMap((number, i) => (i % 2 === 0 ? [[number, numbers[i + 1] ?? 0] as [number, number]] : []))
}

const weighted = (packed: string): [number, number][] => pairs(unpack(packed)).map(([talk, hundredths]) => [talk, hundredths / 100])
