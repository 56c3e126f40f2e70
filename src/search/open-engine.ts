/** The engine on the index file, on a read-only connection with its caches. */
import type Sqlite from 'better-sqlite3'
import type { FacetKind, SearchAnswer, SearchRequest } from './answer.ts'
import { createEngine } from './engine.ts'
import { createFacets } from './facets.ts'
import { asNumbers, asShorts, storedWords } from './index/writer.ts'
import { createListCache, type Lists } from './list-cache.ts'
import { createLookup } from './lookup.ts'
import type { Shown, StoredFields } from './present.ts'
import { createFilters, type FilterSource } from './query/filters.ts'
import { createRecaller } from './query/remembered.ts'
import { createSuggester } from './query/suggest.ts'

export interface Engine {
  search(request: SearchRequest): SearchAnswer
  /** Whole queries that go on from what was typed, the commonest first. */
  complete(q: string): string[]
}

export function openEngine(db: Sqlite.Database): Engine {
  const sql = {
    version: db.prepare<[], number>('pragma data_version').pluck(),
    talks: db.prepare<[], { no: number; id: string; words: number }>('select no, id, words from search_talk'),
    talk: db.prepare<[number], { id: string; title: string; fields: string }>('select id, title, fields from search_talk where no = ?'),
    forward: db.prepare<[number], Record<'forms' | 'spoken' | 'cues' | 'times' | 'repeats' | 'voices', Buffer>>(
      'select forms, spoken, cues, times, repeats, voices from search_forward where talk = ?',
    ),
    facets: db.prepare<[], { talk: number; kind: FacetKind; value: string; name: string }>(
      'select talk, kind, value, name from search_facet',
    ),
  }
  const lookup = createLookup(db)
  const suggester = createSuggester(db)
  const filters = filtersFrom(db)

  /** Small enough to hold; read again when the index has changed. */
  let talks = new Map<number, { readonly id: string; readonly words: number }>()
  let facets = createFacets([])
  // Kept when the index changes: a talk that changes gets another number.
  const cache = createListCache()
  let readAt = -1
  function refresh(): void {
    const version = sql.version.get() ?? -1
    if (version === readAt) return
    readAt = version
    talks = new Map(sql.talks.all().map(({ no, id, words }) => [no, { id, words }]))
    facets = createFacets(sql.facets.all())
    lookup.forget()
    filters.forget()
  }

  function lists(no: number): Lists | null {
    const known = cache.get(no)
    if (known) return known
    const stored = sql.forward.get(no)
    if (!stored) return null
    const read = {
      words: storedWords(stored.forms, stored.spoken),
      starts: asNumbers(stored.cues),
      times: asNumbers(stored.times),
      repeats: asShorts(stored.repeats),
      voices: asShorts(stored.voices),
    }
    cache.set(no, read)
    return read
  }

  const search = createEngine({
    lookup,
    suggester,
    talks: () => talks,
    lists,
    fields(no) {
      const row = sql.talk.get(no)
      return row ? { ...row, fields: JSON.parse(row.fields) as StoredFields } : null
    },
    shown: shownFrom(db),
    filter: createFilters(filters),
    recall: createRecaller(db, lists),
    countFacets: (found, chosen) => facets.count(found, chosen),
  })
  return {
    // One read transaction: a consistent snapshot, and one lock instead of one per statement.
    search: db.transaction((request: SearchRequest): SearchAnswer => {
      refresh()
      return search(request)
    }),
    complete(q) {
      const last = /\S+$/u.exec(q)?.[0] ?? ''
      const before = q.slice(0, q.length - last.length)
      return suggester.complete(last).map((word) => before + word)
    },
  }
}

function shownFrom(db: Sqlite.Database): Shown {
  // A search reads the cues of sixty moments. Rows are lists, which are made faster than objects; and are put in order here: asked for
  // in SQL, where they come by the primary key already, the order made the same plan three times as slow.
  const cues = db
    .prepare<
      [number, number, number],
      [number: number, start: number, end: number, speaker: string | null, text: string, words: string | null]
    >('select number, start, end, speaker, text, words from search_cue where talk = ? and number between ? and ?')
    .raw()
  const slides = db.prepare<[number], { number: number; text: string }>(
    'select number, text from search_slide where talk = ? order by number',
  )
  return {
    cues(talk, from, to) {
      const rows = cues.all(talk, from, to).sort(([a], [b]) => a - b)
      return rows.map(([number, start, end, speaker, text, timed]) => {
        const words =
          timed === null
            ? null
            : (JSON.parse(timed) as [number, number, string][]).map(([from, to, word]) => ({ start: from, end: to, text: word }))
        return { number, cue: { id: null, start, end, speaker, text, words } }
      })
    },
    slides: (talk) => slides.all(talk),
  }
}

/** Lists that filters by name look through are read when one is first asked, and held until `forget`. */
function filtersFrom(db: Sqlite.Database): FilterSource & { forget(): void } {
  const chosen = db.prepare<[string, string], number>('select talk from search_facet where kind = ? and value = ?').pluck()
  const numbers = db.prepare<[string], number>('select no from search_talk where id = ?').pluck()
  const all = db.prepare<[string], { name: string; value: string; talk: number }>(
    'select name, value, talk from search_facet where kind = ?',
  )
  const voices = db.prepare<[number], { number: number; label: string | null; person: string | null }>(
    'select number, label, person from search_voice where talk = ?',
  )
  const labelled = db.prepare<[], { talk: number; label: string }>('select talk, label from search_voice where label is not null')
  const heldNames = new Map<FacetKind, ReturnType<FilterSource['all']>>()
  let heldLabels: ReturnType<FilterSource['labelled']> | null = null
  return {
    forget() {
      heldNames.clear()
      heldLabels = null
    },
    numbers: (id) => numbers.all(id),
    chosen: (kind, value) => chosen.all(kind, value),
    all(kind) {
      const rows = heldNames.get(kind) ?? all.all(kind)
      heldNames.set(kind, rows)
      return rows
    },
    voices: (talk) => voices.all(talk),
    labelled: () => (heldLabels ??= labelled.all()),
  }
}
