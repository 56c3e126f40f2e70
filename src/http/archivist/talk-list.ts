/** The archivists' list of recordings: filtered, ordered and paged by the library, with a form to choose recordings to change together. */
import type { Context, Hono } from 'hono'
import { type DeskRow, type DeskStage, DeskTalksPage, type EventChoice } from '../../../web/pages/desk/talks.tsx'
import { MOST_TALKS } from '../../library/batch/batches.ts'
import { hasCaptions, type Library } from '../../library/library.ts'
import { DESK_ORDERS, type DeskFilter } from '../../library/lists/talks.ts'
import type { Talk } from '../../library/talk/talk.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { allowed } from '../request/access.ts'
import { pageNumber } from '../request/browse.ts'
import { pageContext } from '../request/page-context.ts'
import { undoOf, workerOf } from './desk.ts'

const ROWS = 100
/** More than these are not found by scrolling. */
const EVENTS_TO_CHOOSE = 200
const STAGES: readonly DeskStage[] = ['draft', 'ready', 'scheduled', 'published', 'withdrawn']
/** The value of `bijeenkomst` for recordings of no event; no id has these characters. */
const NO_EVENT = '-'

export function routeTalkList(app: Hono<AppEnv>, deps: Dependencies): void {
  app.get('/beheer', (c) => talkList(deps, c, (name) => c.req.query(name) ?? ''))
}

/** What an address or a form says of the list. Anything unreadable is ignored. */
export function deskFilter(value: (name: string) => string): DeskFilter {
  const event = value('bijeenkomst').slice(0, 100)
  const missing = { transcript: 'transcript', opname: 'recording' } as const
  return {
    stage: STAGES.find((stage) => stage === value('stand')),
    words: value('titel').slice(0, 200),
    event: event === '' ? undefined : event === NO_EVENT ? null : event,
    missing: missing[value('mist') as keyof typeof missing],
    order: DESK_ORDERS.find((order) => order === value('volgorde')),
  }
}

/** @param wrong why a form on this page was refused */
export async function talkList(
  deps: Dependencies,
  c: Context<AppEnv>,
  value: (name: string) => string,
  wrong: string | null = null,
): Promise<Response> {
  const { library } = deps
  const viewer = await allowed(deps, c, 'talks:read')
  const filter = deskFilter(value)
  const talks = await library.deskPage(filter, { page: pageNumber(c), size: ROWS })
  const own = filter.event ? await library.event(filter.event) : null
  const view = DeskTalksPage({
    context: pageContext(deps, c),
    who: workerOf(viewer),
    rows: await rowsOf(deps, talks.entries),
    list: talks,
    counts: await library.deskCounts(),
    filter,
    events: await eventChoice(library, own),
    most: MOST_TALKS,
    done: c.req.query('gedaan'),
    undo: undoOf(c),
    wrong,
  })
  return c.html(view, wrong === null ? 200 : 400)
}

async function rowsOf({ uploads, jobs }: Dependencies, talks: readonly Talk[]): Promise<DeskRow[]> {
  const ids = talks.map(({ id }) => id)
  const incoming = await uploads.receivingFor(ids)
  const work = await jobs.newestOf(ids)
  return talks.map((talk) => {
    const state = work.get(talk.id)?.state
    return {
      talk,
      stage: stageOf(talk),
      flags: [
        ...(talk.recording ? [] : (['noRecording'] as const)),
        ...(hasCaptions(talk) ? [] : (['noTranscript'] as const)),
        ...(incoming.has(talk.id) ? (['incoming'] as const) : []),
        ...(state === 'failed'
          ? (['failed'] as const)
          : state === 'running'
            ? (['working'] as const)
            : state === 'waiting'
              ? (['waiting'] as const)
              : []),
      ],
    }
  })
}

/** For a choice among events: the newest, and one that is chosen already. */
export async function eventChoice(library: Library, chosen: EventChoice | null = null): Promise<EventChoice[]> {
  const { entries } = await library.eventPage({}, { page: 1, size: EVENTS_TO_CHOOSE })
  return chosen === null || entries.some(({ id }) => id === chosen.id) ? [...entries] : [chosen, ...entries]
}

export function stageOf(talk: Talk): DeskStage {
  return talk.withdrawn === null ? talk.stage : 'withdrawn'
}
