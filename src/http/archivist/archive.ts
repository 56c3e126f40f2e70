/** The archivists' pages: each works with forms alone; scripts make them live. */
import type { Context, Hono } from 'hono'
import { speakerText } from '../../../web/pages/desk/speaker-lines.ts'
import { DeskTalkPage } from '../../../web/pages/desk/talk.tsx'
import { NewTalkPage } from '../../../web/pages/desk/talks.tsx'
import { Failure, sentenceOf } from '../../failure.ts'
import { titleOf } from '../../ingest/receive.ts'
import type { Actor } from '../../library/audit.ts'
import { UPLOAD_ROLES } from '../../library/files/uploads.ts'
import type { Job } from '../../library/job/job.ts'
import { hasCaptions } from '../../library/library.ts'
import { askForTranscript } from '../../library/talk/ask-for-transcript.ts'
import { missingFor, publish, restore, unpublish, withdraw } from '../../library/talk/publishing.ts'
import { MADE_BY, type MadeBy } from '../../library/talk/talk.ts'
import { writeVtt } from '../../transcript/write/write-vtt.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { allowed, type Known, siteOf } from '../request/access.ts'
import { messagesByPath } from '../request/field-errors.ts'
import { pageContext } from '../request/page-context.ts'
import { undoOf, workerOf } from './desk.ts'
import { conflictSentence, type FormFields, formFields, versionsOf } from './fields/form-fields.ts'
import { moveRows, sentRows } from './fields/speaker-fields.ts'
import { draftOf } from './fields/talk-fields.ts'
import { type FormFile, nonEmpty, readFiles } from './files-of-form.ts'
import { EMPTY_FORM, type Form, goTo, readForm } from './forms.ts'
import { jobIn } from './job-words.ts'
import { readMoment } from './moment.ts'
import { type Conflict, saveForm, sentFields } from './talk-form.ts'
import { eventChoice, stageOf } from './talk-list.ts'

const LINES = 50

export function routeArchive(app: Hono<AppEnv>, deps: Dependencies): void {
  const { library, jobs, uploads, receiver, keys, drafts } = deps

  async function newPage(c: Context<AppEnv>, wrong: string | null = null, typed?: ReadonlyMap<string, string>): Promise<Response> {
    const viewer = await allowed(deps, c, 'talks:write')
    const fields = { title: typed?.get('title') ?? '', event: typed?.get('event') ?? '' }
    const view = NewTalkPage({
      context: pageContext(deps, c),
      who: workerOf(viewer),
      events: await eventChoice(library),
      estimatesTimes: await canEstimateTimes(deps),
      recognises: deps.config.recogniser !== null,
      wrong,
      fields,
    })
    return c.html(view, wrong === null ? 200 : 400)
  }

  app.get('/beheer/nieuw', (c) => newPage(c))

  app.post('/beheer/nieuw', async (c) => {
    const { actor } = await allowed(deps, c, 'uploads:write')
    let talk: string | null = null
    const fields = new Map<string, string>()
    const make = async (file: string): Promise<string> => {
      const title = fields.get('title')?.trim().slice(0, 500) || titleOf(file)
      if (title === '') throw new Failure('invalid', ['emptyForm'])
      const event = fields.get('event') || null
      const record = draftOf({ title, event: event !== null && (await library.event(event)) ? event : null })
      await library.createTalk(record, actor)
      return record.id
    }
    try {
      await takeFiles(c, async (name) => (talk ??= await make(name)), actor, fields)
      talk ??= await make('')
    } catch (error) {
      // What was made stands; what is missing can be added there.
      if (error instanceof Failure)
        return talk === null
          ? newPage(c, error.sayIn(pageContext(deps, c).failures), fields)
          : talkPage(c, talk, { wrong: error.sayIn(pageContext(deps, c).failures) })
      throw error
    }
    return goTo(c, `/beheer/opnames/${talk}`, 'opgeslagen')
  })

  /** Files of a form, each into the library as it comes in. @param fields is filled @throws Failure for the first file that cannot be taken */
  async function takeFiles(
    c: Context<AppEnv>,
    talkFor: (name: string) => Promise<string>,
    actor: Actor,
    fields = new Map<string, string>(),
  ): Promise<void> {
    const announced = Number(c.req.header('content-length') ?? 0) || 0
    const take = async ({ field, name, content }: FormFile) => {
      const role = UPLOAD_ROLES.find((known) => known === field)
      if (!role) return
      const bytes = await nonEmpty(name, content)
      const talk = await talkFor(name)
      const chosen = role === 'transcript' ? fields.get('taal') || null : null
      const language = chosen ?? (await library.talk(talk))?.language ?? 'nl'
      if (!LANGUAGE.test(language)) throw new Failure('invalid', ['chooseLanguage'])
      const made = MADE_BY.find((one) => one === fields.get('gemaakt')) ?? null
      const recognise = role === 'recording' && fields.has('herkennen')
      const about = { owner: actor.id ?? '', name, talk, role, language, made, confirmed: chosen !== null, recognise }
      const done = await receiver.take(about, bytes, actor, { announced })
      if (done.problem !== null) throw new Failure('unreadable', done.problem)
    }
    await readFiles(c, take, fields)
  }

  async function talkPage(
    c: Context<AppEnv>,
    id: string,
    { wrong = null, link = null, form, typed, status = 400 }: TalkPageState = {},
  ): Promise<Response> {
    const viewer = await allowed(deps, c, 'talks:read')
    const talk = await library.talk(id)
    if (!talk) throw new Failure('not-found', ['noTalk'])
    const [job = null] = await jobs.list({ talk: id, limit: 1 })
    const incoming = await Promise.all(
      (await uploads.ofTalk(id)).map(async (upload) => ({
        ...upload,
        received: (await receiver.sizeOf(upload.id)) ?? 0,
        mine: upload.owner === viewer.actor.id,
      })),
    )
    const context = pageContext(deps, c)
    const missing = missingFor(talk)
    const view = DeskTalkPage({
      context,
      who: workerOf(viewer),
      talk,
      stage: stageOf(talk),
      events: await eventChoice(library, talk.event),
      form: {
        fields: { ...formFields(talk), ...form?.typed },
        versions: form?.versions ?? versionsOf(formFields(talk)),
        unsaved: form?.unsaved ?? false,
        wrong: form?.wrong ?? {},
        theirs: form?.theirs ?? {},
      },
      typed: (name) => typed?.text(name) ?? '',
      uploads: incoming,
      job: job && jobIn(context.failures, job),
      recognition: deps.config.recogniser === null ? 'none' : isRecognising(job) ? 'underway' : 'possible',
      estimatesTimes: await canEstimateTimes(deps),
      slides: await library.slideTexts(talk),
      missing: missing && sentenceOf(missing, context.failures),
      captions: hasCaptions(talk),
      previews: (await keys.previews(id)).length,
      draftCopies: await drafts.copies(id),
      link,
      log: await library.deeds({ subject: id, limit: LINES }),
      done: c.req.query('gedaan'),
      undo: undoOf(c),
      wrong,
    })
    return c.html(view, wrong === null ? 200 : status)
  }

  app.get('/beheer/opnames/:talk', (c) => talkPage(c, c.req.param('talk')))

  /**
   * A change made on the talk's page: done, or refused on the page itself with the reason and with what was typed.
   * @param deed makes the change. It returns the name of the notice to show; a change that can be undone returns its entry in the bin too
   */
  function act(
    path: string,
    scope: 'talks:write' | 'talks:publish' | 'uploads:write',
    deed: (
      c: Context<AppEnv>,
      talk: string,
      viewer: Known,
      form: Form,
    ) => Promise<string | { readonly done: string; readonly entry: string }>,
  ) {
    app.post(`/beheer/opnames/:talk${path}`, async (c) => {
      const viewer = await allowed(deps, c, scope)
      const talk = c.req.param('talk') ?? ''
      const isForm = !(c.req.header('content-type') ?? '').startsWith('multipart/')
      const form = isForm ? await readForm(c) : EMPTY_FORM
      try {
        const outcome = await deed(c, talk, viewer, form)
        if (typeof outcome === 'string') return goTo(c, `/beheer/opnames/${talk}`, outcome)
        return goTo(c, `/beheer/opnames/${talk}?terug=${outcome.entry}`, outcome.done)
      } catch (error) {
        if (!(error instanceof Failure) || error.code === 'not-found') throw error
        if (wantsJson(c)) throw error
        return talkPage(c, talk, { wrong: error.sayIn(pageContext(deps, c).failures), typed: form })
      }
    })
  }

  /** The form without scripts, and each field that scripts save. What is wrong comes back in the form with everything that was typed. */
  app.post('/beheer/opnames/:talk', async (c) => {
    const { actor } = await allowed(deps, c, 'talks:write')
    const id = c.req.param('talk')
    const typed = await readForm(c)
    const sent = sentFields(typed, deps.config.timeZone)
    const pressed = /^spreker-(.+)$/.exec(typed.text('doe'))?.[1]
    if (pressed !== undefined) {
      // A button of a row changes the form on the page; nothing is saved yet.
      const speakers = speakerText(moveRows(sentRows(typed) ?? [], pressed))
      const form = { typed: { ...sent.fields, speakers }, versions: sent.versions, unsaved: true, wrong: {}, theirs: {} }
      return talkPage(c, id, { form })
    }
    const known = { event: async (event: string) => (await library.event(event)) !== null }
    const outcome = await saveForm(library, id, sent, known, actor).catch((error: unknown) => {
      if (error instanceof Failure && error.code === 'invalid' && !wantsJson(c)) return error
      throw error
    })
    if (outcome instanceof Failure) {
      const words = pageContext(deps, c).failures
      const wrong = messagesByPath(outcome.errors, words)
      return talkPage(c, id, {
        wrong: outcome.sayIn(words),
        form: { typed: sent.fields, versions: sent.versions, wrong, theirs: {} },
      })
    }
    const { fields, conflicts } = outcome
    const message = Object.keys(conflicts).length === 0 ? null : conflictSentence(pageContext(deps, c), conflicts)
    if (wantsJson(c)) {
      const body = { versions: versionsOf(fields), fields, conflicts, ...(message === null ? {} : { detail: message }) }
      return c.json(body, message === null ? 200 : 409)
    }
    if (message === null) return goTo(c, `/beheer/opnames/${id}`, 'bewaard')
    // Of the other fields the page shows what stands now.
    const mine = Object.fromEntries(Object.entries(sent.fields).filter(([name]) => name in conflicts))
    return talkPage(c, id, { wrong: message, form: { typed: mine, versions: null, wrong: {}, theirs: conflicts }, status: 409 })
  })

  act('/bestanden', 'uploads:write', async (c, talk, { actor }) => {
    if (!(await library.talk(talk))) throw new Failure('not-found', ['noTalk'])
    await takeFiles(c, async () => talk, actor)
    return 'opgeslagen'
  })

  act('/herkomst', 'talks:write', async (_c, talk, { actor }, form) => {
    const about = provenance(form)
    const maker = about.made === 'asr' ? form.text('programma').trim().slice(0, 200) || null : null
    const change = { ...about, maker, reviewed: form.text('nagelezen') !== '' }
    await library.changeTranscript(talk, form.text('transcript'), change, actor)
    return 'bewaard'
  })

  act('/spraakherkenning', 'talks:write', async (_c, id, { actor }, form) => {
    if (deps.config.recogniser === null) throw new Failure('conflict', ['noRecogniser'])
    const talk = await library.talk(id)
    if (!talk) throw new Failure('not-found', ['noTalk'])
    const replaces = form.text('revisie') === '' ? null : Number(form.text('revisie'))
    await askForTranscript({ library, jobs }, talk, replaces, actor)
    return 'gevraagd'
  })

  act('/transcript-weggooien', 'talks:write', async (_c, talk, { actor }, form) => ({
    done: 'prullenbak',
    entry: await library.binTranscript(talk, form.text('taal'), actor),
  }))
  act('/bijlage-weghalen', 'talks:write', async (_c, talk, { actor }, form) => ({
    done: 'prullenbak',
    entry: await library.binAttachment(talk, Number(form.text('plaats')), form.text('titel'), actor),
  }))

  act('/publiceren', 'talks:publish', async (_c, talk, { actor }, form) => {
    const at = form.text('wanneer') === 'straks' ? readMoment(form.text('moment'), deps.config.timeZone) : null
    const done = await publish(library, talk, { at, waiver: form.text('reden') }, actor)
    return done.stage === 'published' ? 'gepubliceerd' : 'gepland'
  })
  act('/concept', 'talks:publish', async (_c, talk, { actor }) => unpublish(library, talk, actor).then(() => 'concept'))
  act('/intrekken', 'talks:publish', async (_c, talk, { actor }, form) =>
    withdraw(library, talk, form.text('reden'), actor).then(() => 'ingetrokken'),
  )
  act('/terugzetten', 'talks:publish', async (_c, talk, { actor }) => restore(library, talk, actor).then(() => 'teruggezet'))
  act('/voorvertoning-stoppen', 'talks:write', async (_c, talk, { actor }) => keys.revokePreviews(talk, actor).then(() => 'links'))

  /** A colleague's draft as it was when somebody took it over or threw it away: to read, or to hand in again as a file. */
  app.get('/beheer/opnames/:talk/concepten/:copy', async (c) => {
    await allowed(deps, c, 'talks:write')
    const cues = await drafts.copy(c.req.param('talk'), c.req.param('copy').replace(/\.vtt$/, ''))
    return c.body(writeVtt(cues), 200, {
      'Content-Type': 'text/vtt; charset=utf-8',
      'Content-Disposition': 'attachment; filename="concept.vtt"',
      'Cache-Control': 'private, no-store',
    })
  })

  app.post('/beheer/opnames/:talk/voorvertoning', async (c) => {
    const { actor } = await allowed(deps, c, 'talks:write')
    const talk = c.req.param('talk')
    if (!(await library.talk(talk))) throw new Failure('not-found', ['noTalk'])
    const { secret } = await keys.addPreview(talk, actor)
    return talkPage(c, talk, { link: `${siteOf(deps, c)}/voorvertoning/${secret}` })
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

  /** Where a transcript belongs that points to another language than the recording's. */
  app.post('/beheer/uploads/:id/taal', async (c) => {
    const { actor } = await allowed(deps, c, 'uploads:write')
    const upload = await uploads.find(c.req.param('id'))
    if (!upload?.talk) throw new Failure('not-found', ['noUpload'])
    await uploads.answer(upload.id, provenance(await readForm(c)))
    const { problem } = await receiver.finish(upload.id, actor)
    return problem === null ? goTo(c, `/beheer/opnames/${upload.talk}`, 'opgeslagen') : talkPage(c, upload.talk, { wrong: problem })
  })
}

/** What the page shows besides the talk as it is. */
interface TalkPageState {
  readonly wrong?: string | null
  /** A preview link just made. */
  readonly link?: string | null
  /** The fields as typed, and what keeps them from being saved. */
  readonly form?: {
    readonly typed: Partial<FormFields>
    /** What the typed fields were made from; null: they were compared with what stands now. */
    readonly versions: string | null
    readonly unsaved?: boolean
    readonly wrong: Readonly<Record<string, string>>
    readonly theirs: Readonly<Record<string, Conflict>>
  }
  /** Another form of the page, as it was sent. */
  readonly typed?: Form
  readonly status?: 400 | 409
}

/** Whether a transcript by the speech recogniser is on its way. */
function isRecognising(job: Job | null): boolean {
  return job?.steps.some(({ step, state }) => step === 'recognise' && ['queued', 'running', 'waiting'].includes(state)) ?? false
}

/** Whether the server has what it takes to find the times of a transcript that has none. */
async function canEstimateTimes({ ffmpeg, speaker }: Dependencies): Promise<boolean> {
  return (await ffmpeg()) !== null && (await speaker()) !== null
}

/** Language and maker of a transcript, as chosen in a form. @throws Failure `invalid` */
function provenance(form: Form): { language: string; made: MadeBy } {
  const made = MADE_BY.find((one) => one === form.text('gemaakt'))
  if (!LANGUAGE.test(form.text('taal')) || !made) throw new Failure('invalid', ['chooseProvenance'])
  return { language: form.text('taal'), made }
}

const LANGUAGE = /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}$/

const wantsJson = (c: Context) => (c.req.header('accept') ?? '').includes('application/json')
