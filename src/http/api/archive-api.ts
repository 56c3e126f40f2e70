/**
 * The archivists' part of `/api/v1`: talks, their transcripts and publishing.
 */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { talkPath } from '../../../web/pages/links.ts'
import { Failure } from '../../failure.ts'
import { askForTimes } from '../../library/talk/ask-for-times.ts'
import { askForTranscript } from '../../library/talk/ask-for-transcript.ts'
import { publish, restore, unpublish, withdraw } from '../../library/talk/publishing.ts'
import { MADE_BY, type Talk } from '../../library/talk/talk.ts'
import { cueInOrder } from '../../library/talk/transcripts.ts'
import { etagOf } from '../archivist/fields/form-fields.ts'
import { draftOf, fieldsOf, newTalkFields, talkFields } from '../archivist/fields/talk-fields.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { siteOf } from '../request/access.ts'
import { LARGEST_TRANSCRIPT } from '../request/body-limits.ts'
import { fieldErrors } from '../request/field-errors.ts'
import { cueShape, talkShape } from './api-shapes.ts'
import { createGuard, requireMatch } from './guard.ts'
import { talkJson } from './json.ts'
import { asks, body, failures, ifMatch, json, params } from './route-parts.ts'
import { cues, language, transcriptRoute } from './transcript-route.ts'
import { fileName } from './uploads.ts'

const draftShape = z.object({ base: z.number().int(), saved: z.string(), author: z.string(), mine: z.boolean(), cues: z.array(cueShape) })
/** The stamp of the draft as last seen, and a word that a colleague's is meant. */
const draftChange = { expected: z.string().max(40), takeOver: z.boolean().default(false) }

const routes = {
  create: createRoute({
    method: 'post',
    path: '/talks',
    ...asks('talks:write'),
    summary: 'Maak een opname, als concept',
    request: body(newTalkFields),
    responses: { 201: json(talkShape, 'De opname'), ...failures },
  }),
  change: createRoute({
    method: 'patch',
    path: '/talks/{id}',
    ...asks('talks:write'),
    summary: 'Wijzig wat er over een opname gezegd wordt',
    request: { params, headers: ifMatch, ...body(talkFields) },
    responses: { 200: json(talkShape, 'De opname zoals ze nu is'), ...failures },
  }),
  publish: createRoute({
    method: 'post',
    path: '/talks/{id}/publish',
    ...asks('talks:publish'),
    summary: 'Publiceer nu, of op een tijdstip',
    request: {
      params,
      ...body(
        z.strictObject({ at: z.iso.datetime().nullable().default(null), captionWaiver: z.string().max(2000).nullable().default(null) }),
      ),
    },
    responses: { 200: json(talkShape, 'De opname zoals ze nu is'), ...failures },
  }),
  unpublish: createRoute({
    method: 'post',
    path: '/talks/{id}/unpublish',
    ...asks('talks:publish'),
    summary: 'Haal terug naar concept',
    request: { params },
    responses: { 200: json(talkShape, 'De opname zoals ze nu is'), ...failures },
  }),
  withdraw: createRoute({
    method: 'post',
    path: '/talks/{id}/withdraw',
    ...asks('talks:publish'),
    summary: 'Trek in: overal verborgen, met een melding op haar plaats',
    request: { params, ...body(z.strictObject({ reason: z.string().max(2000) })) },
    responses: { 200: json(talkShape, 'De opname zoals ze nu is'), ...failures },
  }),
  restore: createRoute({
    method: 'post',
    path: '/talks/{id}/restore',
    ...asks('talks:publish'),
    summary: 'Zet een ingetrokken opname terug',
    request: { params },
    responses: { 200: json(talkShape, 'De opname zoals ze nu is'), ...failures },
  }),
  preview: createRoute({
    method: 'post',
    path: '/talks/{id}/preview',
    ...asks('talks:write'),
    summary: 'Maak een link waarmee iemand zonder account de opname kan bekijken',
    request: { params },
    responses: { 201: json(z.object({ url: z.string(), expires: z.string() }), 'De link, voor de enige keer'), ...failures },
  }),
  changeTranscript: createRoute({
    method: 'patch',
    path: '/talks/{id}/transcripts/{lang}',
    ...asks('talks:write'),
    summary: 'Zeg wie een transcript maakte, of het is nagelezen, en in welke taal het is',
    request: {
      params: params.extend({ lang: language }),
      ...body(
        z.strictObject({
          made: z.enum(MADE_BY).optional(),
          maker: z.string().max(200).nullable().optional(),
          reviewed: z.boolean().optional(),
          language: language.optional(),
        }),
      ),
    },
    responses: { 200: json(talkShape, 'De opname zoals ze nu is'), ...failures },
  }),
  alignTranscript: createRoute({
    method: 'post',
    path: '/talks/{id}/transcripts/{lang}/align',
    ...asks('talks:write'),
    summary: 'Laat de tijden van een transcript schatten door de tekst met het geluid te vergelijken',
    request: { params: params.extend({ lang: language }) },
    responses: { 202: { description: 'In de rij: zie /jobs' }, ...failures },
  }),
  recognise: createRoute({
    method: 'post',
    path: '/talks/{id}/recognise',
    ...asks('talks:write'),
    summary: 'Laat de spraakherkenner van de instelling een transcript maken',
    request: {
      params,
      ...body(
        z.strictObject({
          replaces: z
            .number()
            .int()
            .min(1)
            .max(999_999)
            .nullable()
            .default(null)
            .openapi({ description: 'De nieuwste revisie van het transcript in de taal van de opname, als daar een nieuwe bovenop mag' }),
        }),
      ),
    },
    responses: { 202: { description: 'In de rij: zie /jobs' }, ...failures },
  }),
  readDraft: createRoute({
    method: 'get',
    path: '/talks/{id}/draft',
    ...asks('talks:write'),
    summary: 'De onvoltooide correctie van een transcript',
    request: { params, query: z.object({ lang: language.default('nl') }) },
    responses: { 200: json(draftShape, 'Het concept'), 204: { description: 'Er is geen concept' }, ...failures },
  }),
  saveDraft: createRoute({
    method: 'put',
    path: '/talks/{id}/draft',
    ...asks('talks:write'),
    summary: 'Bewaar een onvoltooide correctie',
    request: {
      params,
      query: z.object({ lang: language.default('nl') }),
      ...body(
        z.strictObject({
          base: z.number().int().min(0).max(999_999),
          cues,
          expected: draftChange.expected.nullable(),
          takeOver: draftChange.takeOver,
        }),
      ),
    },
    responses: { 200: json(z.object({ saved: z.string() }), 'Het nieuwe stempel'), ...failures },
  }),
  discardDraft: createRoute({
    method: 'delete',
    path: '/talks/{id}/draft',
    ...asks('talks:write'),
    summary: 'Gooi een onvoltooide correctie weg',
    request: {
      params,
      query: z.object({ lang: language.default('nl'), expected: draftChange.expected.optional(), takeOver: z.literal('yes').optional() }),
    },
    responses: { 204: { description: 'Weg' }, ...failures },
  }),
}

/** @param api the API's own app, under `/api/v1` */
export function routeArchiveApi(api: OpenAPIHono<AppEnv>, deps: Dependencies): void {
  const { library, jobs, drafts, receiver, keys } = deps

  const { guard, actor } = createGuard(deps)

  api.use('/talks', guard('POST', 'talks:write'))
  api.openapi(routes.create, async (c) => {
    const record = draftOf(c.req.valid('json'))
    await knownEvent(record.event)
    await library.createTalk(record, await actor(c, 'talks:write'))
    c.header('Location', talkPath(record.id))
    return c.json(talkJson(await existing(record.id)), 201)
  })

  api.use('/talks/:id', guard('PATCH', 'talks:write'))
  api.openapi(routes.change, async (c) => {
    const given = c.req.valid('json')
    const fields = fieldsOf(given)
    await knownEvent(fields.event ?? null)
    const deed = { action: 'talk.change', detail: { fields: Object.keys(given) } }
    const changed = await library.changeTalk(c.req.valid('param').id, await actor(c, 'talks:write'), (talk) => {
      requireMatch(c, etagOf(talk), ['talkChanged'])
      return { ...fields, deed }
    })
    c.header('ETag', etagOf(changed))
    return c.json(talkJson(changed), 200)
  })

  for (const action of ['publish', 'unpublish', 'withdraw', 'restore']) api.use(`/talks/:id/${action}`, guard('POST', 'talks:publish'))
  api.openapi(routes.publish, async (c) => {
    const { at, captionWaiver } = c.req.valid('json')
    const wish = { at: at === null ? null : new Date(at).toISOString(), waiver: captionWaiver }
    return c.json(talkJson(await publish(library, c.req.valid('param').id, wish, await actor(c, 'talks:publish'))), 200)
  })
  api.openapi(routes.unpublish, async (c) =>
    c.json(talkJson(await unpublish(library, c.req.valid('param').id, await actor(c, 'talks:publish'))), 200),
  )
  api.openapi(routes.withdraw, async (c) => {
    const { reason } = c.req.valid('json')
    return c.json(talkJson(await withdraw(library, c.req.valid('param').id, reason, await actor(c, 'talks:publish'))), 200)
  })
  api.openapi(routes.restore, async (c) =>
    c.json(talkJson(await restore(library, c.req.valid('param').id, await actor(c, 'talks:publish'))), 200),
  )

  api.use('/talks/:id/preview', guard('POST', 'talks:write'))
  api.openapi(routes.preview, async (c) => {
    const talk = await existing(c.req.valid('param').id)
    const { link, secret } = await keys.addPreview(talk.id, await actor(c, 'talks:write'))
    return c.json({ url: `${siteOf(deps, c)}/voorvertoning/${secret}`, expires: link.expires }, 201)
  })

  // JSON: a corrected transcript, on top of the revision it was made from. Anything else: a file as it was handed in.
  api.use('/talks/:id/transcript', guard('POST', 'talks:write', 'anything'))
  const revision = z.strictObject({
    language: language.default('nl'),
    base: z.number().int().min(0).max(999_999),
    note: z.string().max(2000).nullable().default(null),
    cues,
  })
  api.openAPIRegistry.registerPath(transcriptRoute)
  api.post('/talks/:id/transcript', async (c) => {
    const by = await actor(c, 'talks:write')
    const talk = await existing(c.req.param('id') ?? '')
    if (/^application\/json\b/i.test(c.req.header('content-type') ?? '') && c.req.query('filename') === undefined) {
      const parsed = revision.safeParse(await c.req.json().catch(() => null))
      if (!parsed.success) throw new Failure('invalid', ['badTranscript'], { errors: fieldErrors(parsed.error) })
      const { language: of, base, note, cues: given } = parsed.data
      const change = { base, cues: given.map(cueInOrder), author: by.name, note, origin: 'edit', by }
      const number = await library.addRevision(talk.id, of, change)
      return c.json({ revision: number, language: of, findings: [], problem: null }, 201)
    }
    const name = fileName(c.req.query('filename') ?? 'transcript.vtt')
    const of = language.safeParse(c.req.query('lang') ?? talk.language)
    if (!of.success) throw new Failure('invalid', ['badLanguage'])
    if (!c.req.raw.body) throw new Failure('invalid', ['noFileSent'])
    const made = z.enum(MADE_BY).optional().safeParse(c.req.query('made'))
    if (!made.success) throw new Failure('invalid', ['badMaker', MADE_BY.join(', ')])
    const confirmed = c.req.query('confirmed') === 'language'
    const fields = {
      owner: by.id ?? '',
      name,
      talk: talk.id,
      role: 'transcript' as const,
      language: of.data,
      made: made.data ?? null,
      confirmed,
    }
    const done = await receiver.take(fields, c.req.raw.body, by, { most: LARGEST_TRANSCRIPT })
    if (done.question !== null) {
      await receiver.discard(done.id)
      throw new Failure('conflict', ['transcriptOtherLanguage', name, done.question.language, of.data])
    }
    if (done.problem !== null)
      throw new Failure('unreadable', done.problem, {
        errors: done.findings.map(({ line, column, message }) => ({ path: `${line}:${column}`, why: message })),
      })
    const now = (await existing(talk.id)).transcripts.find((transcript) => transcript.language === of.data)
    return c.json({ revision: now?.revision ?? 0, language: of.data, findings: done.findings, problem: null }, 201)
  })

  api.use('/talks/:id/transcripts/*', guard('PATCH', 'talks:write'), guard('POST', 'talks:write'))
  api.openapi(routes.alignTranscript, async (c) => {
    const { id, lang } = c.req.valid('param')
    await askForTimes({ library, jobs }, await existing(id), lang, await actor(c, 'talks:write'))
    return c.body(null, 202)
  })
  api.use('/talks/:id/recognise', guard('POST', 'talks:write'))
  api.openapi(routes.recognise, async (c) => {
    const by = await actor(c, 'talks:write')
    if (deps.config.recogniser === null) throw new Failure('conflict', ['noRecogniser'])
    await askForTranscript({ library, jobs }, await existing(c.req.valid('param').id), c.req.valid('json').replaces, by)
    return c.body(null, 202)
  })
  api.openapi(routes.changeTranscript, async (c) => {
    const { id, lang } = c.req.valid('param')
    return c.json(talkJson(await library.changeTranscript(id, lang, c.req.valid('json'), await actor(c, 'talks:write'))), 200)
  })

  api.use('/talks/:id/draft', guard('GET', 'talks:write'), guard('PUT', 'talks:write'), guard('DELETE', 'talks:write'))
  api.openapi(routes.readDraft, async (c) => {
    const draft = await drafts.find(c.req.valid('param').id, c.req.valid('query').lang)
    c.header('Cache-Control', 'no-store')
    if (!draft) return c.body(null, 204)
    const { authorId, ...shown } = draft
    const mine = authorId === ((await actor(c, 'talks:write')).id ?? '')
    return c.json(structuredClone({ ...shown, mine }) as z.infer<typeof draftShape>, 200)
  })
  api.openapi(routes.saveDraft, async (c) => {
    const { base, cues: given, ...change } = c.req.valid('json')
    const talk = await existing(c.req.valid('param').id)
    const saved = await drafts.save(
      talk.id,
      c.req.valid('query').lang,
      { base, cues: given.map(cueInOrder) },
      change,
      await actor(c, 'talks:write'),
    )
    return c.json({ saved }, 200)
  })
  api.openapi(routes.discardDraft, async (c) => {
    const { id } = c.req.valid('param')
    const { lang, expected, takeOver } = c.req.valid('query')
    // Without a stamp the draft is meant as it stands, and a colleague's still needs its word.
    const stamp = expected ?? (await drafts.find(id, lang))?.saved ?? null
    await drafts.discard(id, lang, { expected: stamp, takeOver: takeOver === 'yes' }, await actor(c, 'talks:write'))
    return c.body(null, 204)
  })

  async function existing(id: string): Promise<Talk> {
    const talk = await library.talk(id)
    if (!talk) throw new Failure('not-found', ['noTalk'])
    return talk
  }

  async function knownEvent(id: string | null): Promise<void> {
    if (id !== null && !(await library.event(id))) throw new Failure('invalid', ['noEventWithId', id])
  }
}
