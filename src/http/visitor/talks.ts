import type { Context, Hono } from 'hono'
import { talkPath } from '../../../web/pages/links.ts'
import { TalksPage } from '../../../web/pages/lists.tsx'
import { TalkPage } from '../../../web/pages/talk/talk.tsx'
import type { Event } from '../../library/event/event.ts'
import type { Library } from '../../library/library.ts'
import type { Talk } from '../../library/talk/talk.ts'
import { citedOf } from '../../transcript/quote/cited.ts'
import { clampRange, parseTimeRange, type TimeRange } from '../../transcript/time-link.ts'
import { citableTalk } from '../api/quote-json.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { talkHead } from '../feeds/heads.ts'
import { pageNumber } from '../request/browse.ts'
import { originOf, pageContext } from '../request/page-context.ts'
import { visibleTalk } from '../request/visible-talk.ts'
import { inProgrammeOrder } from './home.ts'
import { TALKS_ON_A_PAGE } from './page-sizes.ts'
import { createShownTranscripts } from './shown-transcript.ts'

/** A longer query is cut: the search reads no more of it either. */
const LONGEST_QUERY = 1000

export function routeTalks(app: Hono<AppEnv>, deps: Dependencies): void {
  const { library } = deps
  const showTranscript = createShownTranscripts(library)
  app.get('/opnames', async (c) => {
    const talks = await library.talkPage({}, { page: pageNumber(c), size: TALKS_ON_A_PAGE })
    return c.html(TalksPage({ context: pageContext(deps, c), talks }))
  })
  app.get('/opnames/:talk', async (c) => {
    const id = c.req.param('talk')
    const present = await library.renamed(id)
    if (present !== null) return c.redirect(talkPath(present) + new URL(c.req.url).search, 308)
    const talk = await visibleTalk(deps, c, id)
    const event = talk.event && (await library.event(talk.event.id))
    const context = pageContext(deps, c)
    const beside = c.req.query('naast')
    const transcript = await showTranscript(talk, { ...chosenRevision(c), ...(beside === undefined ? {} : { beside }) }, context.words)
    const stream = talk.recording?.stream
    if (stream) c.set('streamOrigin', new URL(stream).origin)
    const at = timeOf(c, talk)
    const source = { talk, event, publisher: deps.config.name, origin: originOf(deps, c), today: new Date(), tongue: context.language }
    const { url, accessed, ...citable } = citableTalk(source, null)
    const page = TalkPage({
      context: { ...context, head: await talkHead(deps, c, talk, { spoken: transcript?.spoken ?? null, at: at?.start ?? null }) },
      talk,
      transcript,
      at,
      query: (c.req.query('q') ?? '').slice(0, LONGEST_QUERY),
      day: event ? await recordedDay(library, event) : [],
      playingDay: c.req.query('dag') !== undefined,
      cited: citedOf({ ...citable, url, accessed }),
      citable,
    })
    return c.html(page)
  })
}

/** `?rev=` and `?lang=`; what is not a number is ignored. */
export function chosenRevision(c: Context): { revision?: number; language?: string } {
  const [revision, language] = [c.req.query('rev'), c.req.query('lang')]
  return {
    ...(revision !== undefined && /^\d{1,6}$/.test(revision) ? { revision: Number(revision) } : {}),
    ...(language === undefined ? {} : { language }),
  }
}

function timeOf(c: Context, talk: Talk): TimeRange | null {
  const range = parseTimeRange(new URL(c.req.url).searchParams)
  return range && clampRange(range, talk.recording?.duration ?? null)
}

async function recordedDay(library: Library, event: Event): Promise<Talk[]> {
  const talks = await library.talksOfEvent(event.id)
  return inProgrammeOrder(
    event,
    talks.filter((talk) => talk.recording),
  )
}
