import type { Hono } from 'hono'
import { SearchPage } from '../../../web/pages/search.tsx'
import type { Library } from '../../library/library.ts'
import type { FacetKind, SearchRequest } from '../../search/answer.ts'
import { withTalks } from '../api/json.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { searchHead } from '../feeds/heads.ts'
import { visitorOf } from '../request/address.ts'
import { pageContext } from '../request/page-context.ts'

const TALKS_ON_A_PAGE = 20
const FALLBACK_TALKS = 24
/** A longer query has no feed. */
const LONGEST_QUERY = 500

export function routeSearch(app: Hono<AppEnv>, deps: Dependencies): void {
  const { library, search } = deps
  app.get('/zoek', async (c) => {
    const { q = '', event, speaker: asked, theme: askedTheme, year, cursor, als } = c.req.query()
    const speaker = asked === undefined ? undefined : ((await library.mergedInto(asked)) ?? asked)
    const theme = askedTheme === undefined ? undefined : ((await library.themeMergedInto(askedTheme)) ?? askedTheme)
    const filters = { event, speaker, theme, year }
    const as = als === 'woorden' ? 'words' : undefined
    const answer = q.trim() === '' ? null : await search.search({ q, ...filters, cursor, as, limit: TALKS_ON_A_PAGE }, visitorOf(deps, c))
    const hits = answer ? await withTalks(library, answer) : []
    const found = hits.map(({ hit, talk }) => ({ talk, time: hit.moments.find(({ matched }) => matched !== 'title')?.time ?? null }))
    const page = SearchPage({
      context: { ...pageContext(deps, c), head: searchHead(deps, c, q.slice(0, LONGEST_QUERY), found) },
      q,
      filters,
      asWords: als === 'woorden',
      answer,
      hits,
      filterNames: await nameFilters(library, filters),
      fallback: answer?.talks.length === 0 ? (await library.talkPage({}, { page: 1, size: FALLBACK_TALKS })).entries : [],
    })
    return c.html(page)
  })
}

async function nameFilters(
  library: Library,
  filters: Omit<SearchRequest, 'q' | 'limit' | 'cursor'>,
): Promise<{ kind: FacetKind; name: string }[]> {
  const names = {
    event: filters.event && ((await library.event(filters.event))?.title ?? filters.event),
    speaker: filters.speaker && ((await library.person(filters.speaker))?.name ?? filters.speaker),
    theme: filters.theme && ((await library.theme(filters.theme))?.name ?? filters.theme),
    year: filters.year,
  }
  return Object.entries(names).flatMap(([kind, name]) => (name ? [{ kind: kind as FacetKind, name }] : []))
}
