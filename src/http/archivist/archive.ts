/** The archivists' pages: each works with forms alone; scripts make them live. */
import type { Context, Hono } from 'hono'
import { DeskTalkPage } from '../../../web/pages/desk/talk.tsx'
import { type DeskRow, type DeskStage, DeskTalksPage, type EventChoice, NewTalkPage } from '../../../web/pages/desk/talks.tsx'
import { desk } from '../../../web/words/desk-nl.ts'
import { Failure } from '../../failure.ts'
import { titleOf } from '../../ingest/receive.ts'
import type { Actor } from '../../library/audit.ts'
import { STEPS } from '../../library/job.ts'
import { hasCaptions } from '../../library/library.ts'
import { missingFor, publish, restore, unpublish, withdraw } from '../../library/publishing.ts'
import type { Talk } from '../../library/talk.ts'
import { UPLOAD_ROLES } from '../../library/uploads.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { allowed, type Known, siteOf } from '../request/access.ts'
import { pageNumber } from '../request/browse.ts'
import { pageContext } from '../request/page-context.ts'
import { workerOf } from './desk.ts'
import { nonEmpty, readFiles } from './files-of-form.ts'
import { goTo, readForm } from './forms.ts'
import { readMoment } from './moment.ts'
import { draftOf, fieldsOf, readFields } from './talk-fields.ts'

const ROWS = 100
/** More than these are not found by scrolling. */
const EVENTS_TO_CHOOSE = 200
const LINES = 50

export function routeArchive(app: Hono<AppEnv>, deps: Dependencies): void {
  const { library, jobs, uploads, receiver, keys } = deps

  app.get('/beheer', async (c) => {
    const viewer = await allowed(deps, c, 'talks:read')
    const chosen = STAGES.find((stage) => stage === c.req.query('stand')) ?? null
    const query = (c.req.query('titel') ?? '').slice(0, 200)
    const talks = await library.deskPage({ stage: chosen ?? undefined, words: query }, { page: pageNumber(c), size: ROWS })
    return c.html(
      DeskTalksPage({
        context: pageContext(deps, c),
        who: workerOf(viewer),
        rows: await rowsOf(talks.entries),
        list: talks,
        counts: await library.deskCounts(),
        chosen,
        query,
        done: c.req.query('gedaan'),
      }),
    )
  })

  async function rowsOf(talks: readonly Talk[]): Promise<DeskRow[]> {
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

  /** For a choice among events: the newest, and the talk's own. */
  async function eventChoice(own: Talk['event'] = null): Promise<EventChoice[]> {
    const { entries } = await library.eventPage({}, { page: 1, size: EVENTS_TO_CHOOSE })
    return own === null || entries.some(({ id }) => id === own.id) ? [...entries] : [own, ...entries]
  }

  async function newPage(c: Context<AppEnv>, wrong: string | null = null): Promise<Response> {
    const viewer = await allowed(deps, c, 'talks:write')
    const view = NewTalkPage({ context: pageContext(deps, c), who: workerOf(viewer), events: await eventChoice(), wrong })
    return c.html(view, wrong === null ? 200 : 400)
  }

  app.get('/beheer/nieuw', (c) => newPage(c))

  app.post('/beheer/nieuw', async (c) => {
    const { actor } = await allowed(deps, c, 'uploads:write')
    let talk: string | null = null
    const make = async (fields: ReadonlyMap<string, string>, file: string): Promise<string> => {
      const title = fields.get('title')?.trim().slice(0, 500) || titleOf(file)
      if (title === '') throw new Failure('invalid', desk.fresh.nothing)
      const event = fields.get('event') || null
      const record = draftOf({ title, event: event !== null && (await library.event(event)) ? event : null })
      await library.createTalk(record, actor)
      return record.id
    }
    try {
      const fields = await takeFiles(c, async (given, name) => (talk ??= await make(given, name)), actor)
      talk ??= await make(fields, '')
    } catch (error) {
      // What was made stands; what is missing can be added there.
      if (error instanceof Failure) return talk === null ? newPage(c, error.message) : talkPage(c, talk, error.message)
      throw error
    }
    return goTo(c, `/beheer/opnames/${talk}`, 'opgeslagen')
  })

  /** Files of a form, each into the library as it comes in. @returns the fields @throws Failure for the first file that cannot be taken */
  function takeFiles(
    c: Context<AppEnv>,
    talkFor: (fields: ReadonlyMap<string, string>, name: string) => Promise<string>,
    actor: Actor,
  ): Promise<ReadonlyMap<string, string>> {
    const announced = Number(c.req.header('content-length') ?? 0) || 0
    return readFiles(c, async ({ field, name, content, fields }) => {
      const role = UPLOAD_ROLES.find((known) => known === field)
      if (!role) return
      const bytes = await nonEmpty(name, content)
      const talk = await talkFor(fields, name)
      const language = (await library.talk(talk))?.language ?? 'nl'
      const done = await receiver.take({ owner: actor.id ?? '', name, talk, role, language }, bytes, actor, { announced })
      if (done.problem !== null) throw new Failure('unreadable', done.problem)
    })
  }

  async function talkPage(c: Context<AppEnv>, id: string, wrong: string | null = null, link: string | null = null): Promise<Response> {
    const viewer = await allowed(deps, c, 'talks:read')
    const talk = await library.talk(id)
    if (!talk) throw new Failure('not-found', 'Deze opname staat niet in de bibliotheek.')
    const [job = null] = await jobs.list({ talk: id, limit: 1 })
    const incoming = await Promise.all(
      (await uploads.ofTalk(id)).map(async (upload) => ({
        ...upload,
        received: (await receiver.sizeOf(upload.id)) ?? 0,
        mine: upload.owner === viewer.actor.id,
      })),
    )
    const view = DeskTalkPage({
      context: pageContext(deps, c),
      who: workerOf(viewer),
      talk,
      stage: stageOf(talk),
      events: await eventChoice(talk.event),
      uploads: incoming,
      job,
      slides: await library.slideTexts(talk),
      missing: missingFor(talk),
      captions: hasCaptions(talk),
      previews: (await keys.previews(id)).length,
      link,
      log: await library.deeds({ subject: id, limit: LINES }),
      done: c.req.query('gedaan'),
      wrong,
    })
    return c.html(view, wrong === null ? 200 : 400)
  }

  app.get('/beheer/opnames/:talk', (c) => talkPage(c, c.req.param('talk')))

  /** A deed on the talk's page: done and told, or refused on the page itself with the reason. */
  function act(
    path: string,
    scope: 'talks:write' | 'talks:publish' | 'uploads:write',
    deed: (c: Context<AppEnv>, talk: string, viewer: Known) => Promise<string>,
  ) {
    app.post(`/beheer/opnames/:talk${path}`, async (c) => {
      const viewer = await allowed(deps, c, scope)
      const talk = c.req.param('talk') ?? ''
      try {
        return goTo(c, `/beheer/opnames/${talk}`, await deed(c, talk, viewer))
      } catch (error) {
        if (!(error instanceof Failure) || error.code === 'not-found') throw error
        if (wantsJson(c)) throw error
        return talkPage(c, talk, error.message)
      }
    })
  }

  act('', 'talks:write', async (c, talk, { actor }) => {
    const form = await readForm(c)
    const text = (name: string) => form.text(name).replaceAll('\r\n', '\n')
    const fields = readFields({
      title: text('title'),
      event: text('event'),
      speakers: text('speakers'),
      recorded: text('recorded'),
      language: text('language'),
      abstract: text('abstract'),
      themes: text('themes'),
      rights: text('rights'),
      visibility: text('visibility'),
      chapters: text('chapters'),
      demonstration: form.text('demonstration') !== '',
    })
    if (fields.event != null && !(await library.event(fields.event)))
      throw new Failure('invalid', `De bijeenkomst “${fields.event}” bestaat niet.`)
    await library.changeTalk(talk, actor, (now) => {
      const wanted = keepIds(fieldsOf(fields), now)
      const changed = Object.keys(wanted).filter((name) => differs(wanted, now, name))
      return { ...wanted, deed: { action: 'talk.change', detail: { fields: changed } } }
    })
    return 'bewaard'
  })

  act('/bestanden', 'uploads:write', async (c, talk, { actor }) => {
    if (!(await library.talk(talk))) throw new Failure('not-found', 'Deze opname staat niet in de bibliotheek.')
    await takeFiles(c, async () => talk, actor)
    return 'opgeslagen'
  })

  /** The file itself stays in the store for as long as anything else, a backup too, may need it. */
  act('/bijlage-weghalen', 'talks:write', async (c, talk, { actor }) => {
    const form = await readForm(c)
    const position = Number(form.text('plaats'))
    await library.changeTalk(talk, actor, ({ attachments }) => {
      const gone = attachments[position]
      if (!gone || gone.title !== form.text('titel')) throw new Failure('conflict', 'Deze bijlage is er niet meer. Laad de pagina opnieuw.')
      return {
        attachments: attachments.filter((other) => other !== gone),
        deed: { action: 'talk.attachment.remove', detail: { file: gone.file?.name ?? gone.title } },
      }
    })
    return 'weggehaald'
  })

  act('/publiceren', 'talks:publish', async (c, talk, { actor }) => {
    const form = await readForm(c)
    const at = form.text('wanneer') === 'straks' ? readMoment(form.text('moment'), deps.config.timeZone) : null
    const done = await publish(library, talk, { at, waiver: form.text('reden') }, actor)
    return done.stage === 'published' ? 'gepubliceerd' : 'gepland'
  })
  act('/concept', 'talks:publish', async (_c, talk, { actor }) => unpublish(library, talk, actor).then(() => 'concept'))
  act('/intrekken', 'talks:publish', async (c, talk, { actor }) =>
    withdraw(library, talk, (await readForm(c)).text('reden'), actor).then(() => 'ingetrokken'),
  )
  act('/terugzetten', 'talks:publish', async (_c, talk, { actor }) => restore(library, talk, actor).then(() => 'teruggezet'))
  act('/voorvertoning-stoppen', 'talks:write', async (_c, talk, { actor }) => keys.revokePreviews(talk, actor).then(() => 'links'))

  app.post('/beheer/opnames/:talk/voorvertoning', async (c) => {
    const { actor } = await allowed(deps, c, 'talks:write')
    const talk = c.req.param('talk')
    if (!(await library.talk(talk))) throw new Failure('not-found', 'Deze opname staat niet in de bibliotheek.')
    const { secret } = await keys.addPreview(talk, actor)
    return talkPage(c, talk, null, `${siteOf(deps, c)}/voorvertoning/${secret}`)
  })

  app.post('/beheer/uploads/:id/weggooien', async (c) => {
    const { actor } = await allowed(deps, c, 'uploads:write')
    const upload = await uploads.find(c.req.param('id'))
    if (upload) {
      await receiver.discard(upload.id)
      await library.recordDeed(actor, { action: 'upload.remove', subject: upload.talk, detail: { file: upload.name } })
    }
    return goTo(c, `/beheer/opnames/${upload?.talk ?? (await readForm(c)).text('opname')}`, 'weggegooid')
  })

  app.post('/beheer/verwerking/:job/stoppen', async (c) => {
    const { actor } = await allowed(deps, c, 'jobs:write')
    await jobs.cancel(c.req.param('job'), actor)
    return goTo(c, `/beheer/opnames/${(await jobs.find(c.req.param('job')))?.talk}`, 'gestopt')
  })

  app.post('/beheer/verwerking/:job/:step/opnieuw', async (c) => {
    const { actor } = await allowed(deps, c, 'jobs:write')
    const step = STEPS.find((known) => known === c.req.param('step'))
    if (!step) throw new Failure('not-found', 'Deze stap bestaat niet.')
    await jobs.retry(c.req.param('job'), step, actor)
    return goTo(c, `/beheer/opnames/${(await jobs.find(c.req.param('job')))?.talk}`, 'opnieuw')
  })
}

const STAGES: readonly DeskStage[] = ['draft', 'ready', 'scheduled', 'published', 'withdrawn']

function stageOf(talk: Talk): DeskStage {
  return talk.withdrawn === null ? talk.stage : 'withdrawn'
}

const wantsJson = (c: Context) => (c.req.header('accept') ?? '').includes('application/json')

/** A speaker known here under another id than the name gives keeps it, and so do chapters their ends: the form shows neither. */
function keepIds(fields: ReturnType<typeof fieldsOf>, now: Talk): ReturnType<typeof fieldsOf> {
  const { speakers, chapters } = fields
  return {
    ...fields,
    ...(speakers
      ? { speakers: speakers.map((one) => ({ ...one, id: now.speakers.find(({ name }) => name === one.name)?.id ?? one.id })) }
      : {}),
    ...(chapters
      ? {
          chapters: chapters.map((one) => {
            const known = now.chapters.find(
              ({ start, title }) => Math.floor(start / 1000) === Math.floor(one.start / 1000) && title === one.title,
            )
            return known ?? one
          }),
        }
      : {}),
  }
}

function differs(wanted: ReturnType<typeof fieldsOf>, now: Talk, name: string): boolean {
  const before = name === 'event' ? (now.event?.id ?? null) : now[name as keyof Talk]
  return JSON.stringify(wanted[name as keyof typeof wanted]) !== JSON.stringify(before)
}
