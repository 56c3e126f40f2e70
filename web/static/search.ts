/** Searching the whole library in a folder: the server's engine and its page, on the index in pieces. Loaded when somebody searches. */
import type { Talk } from '../../src/library/talk/talk.ts'
import type { SearchAnswer } from '../../src/search/answer.ts'
import { createEngine } from '../../src/search/engine.ts'
import { INDEX, type ShardedIndex } from '../../src/search/shards/format.ts'
import type { PageContext } from '../pages/context.ts'
import { type SearchFilters, SearchResults } from '../pages/search.tsx'
import { nl } from '../words/nl.ts'
import { createPieces } from './pieces.ts'
import { createShardedIndex } from './sharded-index.ts'

export { analyser } from '../search/dutch.ts'
export { indexTalk } from '../search/talk-index.ts'

/** Fewer than on the server: each talk shown is a few files. */
const TALKS_ON_A_PAGE = 10
const FACET_KINDS = ['event', 'speaker', 'theme', 'year'] as const

/** Results name no site, no files of a build and no archivists' words. */
const CONTEXT = {
  language: 'nl',
  words: nl,
  languageSwitch: null,
  site: { name: '', logo: null, contact: null },
  timeZone: 'Europe/Amsterdam',
  origin: '',
  assets: () => ({ scripts: [], styles: [], laterScripts: [], laterStyles: [] }),
  fonts: [],
} as unknown as PageContext

export interface StaticRequest {
  readonly q: string
  readonly filters: SearchFilters
  readonly cursor?: string | undefined
}

export interface StaticSearch {
  answer(request: StaticRequest): Promise<SearchAnswer>
  /** The results as the search page's HTML, with the server's addresses. */
  html(request: StaticRequest): Promise<string>
}

/** @param load gives a file's data by its name from the folder; with the index's version, once that is known */
export async function openStaticSearch(load: (file: string, version: string) => Promise<unknown>): Promise<StaticSearch> {
  const shards = (await load(INDEX, '')) as ShardedIndex
  const pieces = createPieces((file) => load(file, shards.version))
  const index = createShardedIndex(shards, pieces)
  const engine = createEngine(index)

  async function find({ q, filters, cursor }: StaticRequest) {
    return pieces.run(() => {
      index.begin()
      const answer = engine({ q, ...filters, cursor, limit: TALKS_ON_A_PAGE })
      const talks = answer.talks.map((hit) => ({ hit, talk: index.shownTalk(index.numberOf(hit.id)) as Talk }))
      return { answer, talks }
    })
  }

  return {
    answer: async (request) => (await find(request)).answer,
    async html(request) {
      const { q, filters } = request
      const isAsked = q.trim() !== ''
      const found = isAsked ? await find(request) : null
      const filterNames = FACET_KINDS.flatMap((kind) => {
        const value = filters[kind]
        return value ? [{ kind, name: index.facetName(kind, value) ?? value }] : []
      })
      const page = SearchResults({
        context: CONTEXT,
        q,
        filters,
        asWords: true,
        answer: found?.answer ?? null,
        hits: found?.talks ?? [],
        filterNames,
        fallback: [],
      })
      return String(await page)
    },
  }
}
