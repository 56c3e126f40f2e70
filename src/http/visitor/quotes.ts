/** Quotes: taken down by anybody, kept for ever, shown with where they stand now. */
import { statfs } from 'node:fs/promises'
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context, Hono } from 'hono'
import { csrf } from 'hono/csrf'
import { quotePath } from '../../../web/pages/links.ts'
import { OwnQuotesPage } from '../../../web/pages/talk/own-quotes.tsx'
import { QuotePage } from '../../../web/pages/talk/quote.tsx'
import { Failure } from '../../failure.ts'
import type { Quote } from '../../library/quote/quotes.ts'
import type { Talk } from '../../library/talk/talk.ts'
import type { Transcript } from '../../library/talk/transcripts.ts'
import { isEstimated } from '../../transcript/cue.ts'
import { citedOf } from '../../transcript/quote/cited.ts'
import { LONGEST_QUOTE, makeQuote, type Wanted } from '../../transcript/quote/quote.ts'
import { parseTimeRange } from '../../transcript/time-link.ts'
import { parseTime } from '../../transcript/timecode.ts'
import { problemShape, quoteShape, quoteWithStandingShape } from '../api/api-shapes.ts'
import { blockOf, citableQuote, quoteJson, standingOf } from '../api/quote-json.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { quoteHead } from '../feeds/heads.ts'
import { sendCitation } from '../files/citations.ts'
import { languageOf } from '../request/language.ts'
import { limitRate } from '../request/limit.ts'
import { originOf, pageContext } from '../request/page-context.ts'
import { erased, visibleTalk } from '../request/visible-talk.ts'

/** More than anybody takes down by hand. Quotes are kept for ever, so a day has a limit too. */
const LIMITS = [
  { times: 60, seconds: 60 },
  { times: 1000, seconds: 86_400 },
]
const LONGEST_TALK_MS = 1000 * 3_600_000

const time = z.number().int().min(0).max(LONGEST_TALK_MS).openapi({ description: 'Milliseconden' })
const talkId = z.string().min(1).max(100)
const place = { talk: talkId, language: z.string().max(35).optional(), revision: z.number().int().min(1).max(999_999).optional() }
const body = z
  .union([
    z.strictObject({ ...place, start: time, end: time }),
    z.strictObject({
      ...place,
      exact: z
        .string()
        .min(1)
        .max(LONGEST_QUOTE + 500),
      prefix: z.string().max(1000).default(''),
      suffix: z.string().max(1000).default(''),
    }),
  ])
  .openapi('NewQuote')

const json = <T extends z.ZodType>(schema: T, description: string) => ({ content: { 'application/json': { schema } }, description })
const failures = { '4XX': { content: { 'application/problem+json': { schema: problemShape } }, description: 'Wat er mis is (RFC 9457)' } }

export const quoteRoutes = {
  create: createRoute({
    method: 'post',
    path: '/quotes',
    summary: 'Leg een citaat vast; dezelfde woorden geven dezelfde id',
    request: { body: { required: true, content: { 'application/json': { schema: body } } } },
    responses: { 201: json(quoteShape, 'Het citaat'), ...failures },
  }),
  read: createRoute({
    method: 'get',
    path: '/quotes/{id}',
    summary: 'Een citaat zoals het is vastgelegd, en hoe het er nu staat',
    request: { params: z.object({ id: z.string().max(100) }) },
    responses: { 200: json(quoteWithStandingShape, 'Het citaat'), ...failures },
  }),
}

/** @param api the API's own app, under `/api/v1` */
export function routeQuoteApi(api: OpenAPIHono<AppEnv>, deps: Dependencies): void {
  api.use('/quotes', async (c, next) => {
    if (c.req.method === 'POST' && !/^application\/json\b/i.test(c.req.header('content-type') ?? ''))
      throw new Failure('invalid', ['quoteNotJson'])
    await next()
  })
  const limit = limitRate(deps, 'quote', ...LIMITS)
  api.use('/quotes', async (c, next) => (c.req.method === 'POST' ? limit(c, next) : next()))
  api.openapi(quoteRoutes.create, async (c) => {
    const { talk: id, language, revision, ...wanted } = c.req.valid('json')
    const talk = await visibleTalk(deps, c, id)
    const quote = await takeDown(deps, talk, { language, revision }, wanted)
    const answer = quoteJson(await sourceOf(deps, c, talk), quote)
    c.header('Location', answer.url)
    return c.json(answer, 201)
  })
  api.openapi(quoteRoutes.read, async (c) => {
    const { quote, talk } = await foundQuote(deps, c, c.req.valid('param').id)
    return c.json({ ...quoteJson(await sourceOf(deps, c, talk), quote), now: await standingOf(deps.library, quote) }, 200)
  })
}

export function routeQuotes(app: Hono<AppEnv>, deps: Dependencies): void {
  const { library } = deps
  const limit = limitRate(deps, 'quote', ...LIMITS)

  // Without scripts: a form beside a paragraph, whose quote is then a page.
  app.post('/citaten', csrf({ origin: (origin, c) => origin === originOf(deps, c) }), limit, async (c) => {
    const form = await c.req.parseBody()
    const field = (name: string) => (typeof form[name] === 'string' ? form[name] : '')
    const span = parseTimeRange(new URLSearchParams({ t: field('t') }))
    const [start, end] = span ? [span.start, span.end] : [parseTime(field('van')), parseTime(field('tot'))]
    if (start === null || end === null || end <= start) throw new Failure('invalid', ['quoteTimes'])
    const talk = await visibleTalk(deps, c, field('opname').slice(0, 100))
    const revision = Number(field('revisie'))
    const chosen = { language: field('taal') || undefined, revision: Number.isInteger(revision) && revision > 0 ? revision : undefined }
    const quote = await takeDown(deps, talk, chosen, { start, end })
    return c.redirect(quotePath(quote.id), 303)
  })

  app.get('/mijn-citaten', (c) => c.html(OwnQuotesPage({ context: pageContext(deps, c) })))

  app.get('/citaten/:quote', async (c) => {
    const { quote, talk } = await foundQuote(deps, c, c.req.param('quote'))
    const source = await sourceOf(deps, c, talk)
    const stream = talk.recording?.stream
    if (stream) c.set('streamOrigin', new URL(stream).origin)
    const standing = await standingOf(library, quote)
    const page = QuotePage({
      context: { ...pageContext(deps, c), head: await quoteHead(deps, c, quote, talk, standing.start ?? quote.start) },
      quote,
      talk,
      standing,
      cited: citedOf(citableQuote(source, quote)),
      block: blockOf(source, quote),
      estimated: await isEstimatedAt(library, quote),
    })
    return c.html(page)
  })

  app.get('/citaten/:quote/:file{citation\\.[a-z]+}', async (c) => {
    const { quote, talk } = await foundQuote(deps, c, c.req.param('quote'))
    return sendCitation(c, citableQuote(await sourceOf(deps, c, talk), quote), c.req.param('file'))
  })
}

/** Whether the cue that the quote begins in had its time estimated, in the revision it was taken from. */
async function isEstimatedAt(library: Dependencies['library'], { talk, language, revision, start }: Quote): Promise<boolean> {
  const transcript = await library.transcript(talk, { language, revision, words: false })
  const cue = transcript?.cues.findLast((each) => each.start <= start)
  return cue !== undefined && isEstimated(cue)
}

async function foundQuote(deps: Dependencies, c: Context<AppEnv>, id: string): Promise<{ quote: Quote; talk: Talk }> {
  const quote = await deps.library.quote(id)
  if (!quote) throw (await erased(deps, 'quote', id)) ?? new Failure('not-found', ['noQuote'])
  return { quote, talk: await visibleTalk(deps, c, quote.talk) }
}

async function takeDown(
  { library, config }: Dependencies,
  talk: Talk,
  chosen: { language?: string | undefined; revision?: number | undefined },
  wanted: Wanted,
): Promise<Quote> {
  if ('start' in wanted && wanted.end <= wanted.start) throw new Failure('invalid', ['quoteEndFirst'])
  const transcript = await library.transcript(talk.id, {
    ...(chosen.language === undefined ? {} : { language: chosen.language }),
    ...(chosen.revision === undefined ? {} : { revision: chosen.revision }),
  })
  if (!transcript) throw new Failure('not-found', ['quoteNoTranscript'])
  const quoted = makeQuote(transcript.cues, wanted)
  if (typeof quoted === 'string') throw REFUSALS[quoted](transcript)
  await requireRoom(config)
  return library.saveQuote(talk.id, transcript, quoted)
}

/** Visitors may not fill the disk that archivists need. @throws Failure `unavailable` */
async function requireRoom({ data, diskReserve }: Dependencies['config']): Promise<void> {
  const { bavail, bsize } = await statfs(data)
  if (bavail * bsize < diskReserve) throw new Failure('unavailable', ['quoteDiskFull'])
}

const REFUSALS: Record<Extract<ReturnType<typeof makeQuote>, string>, (transcript: Transcript) => Failure> = {
  nothing: () => new Failure('invalid', ['quoteSilence']),
  'not-found': ({ number }) => new Failure('invalid', ['quoteNotFound', number]),
  ambiguous: () => new Failure('invalid', ['quoteTwice']),
  'too-long': () => new Failure('invalid', ['quoteTooLong', LONGEST_QUOTE]),
}

async function sourceOf(deps: Dependencies, c: Context, talk: Talk) {
  const event = talk.event && (await deps.library.event(talk.event.id))
  return { talk, event, publisher: deps.config.name, origin: originOf(deps, c), today: new Date(), tongue: languageOf(c) }
}
