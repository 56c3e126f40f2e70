/** `/api/v1/uploads`: tus 1.0 (creation, termination, expiration) in front of the receiver, and a receipt for each upload. */
import type { Readable } from 'node:stream'
import { DataStore, ERRORS, Server, Upload as TusUpload } from '@tus/server'
import type { Context, Hono } from 'hono'
import { z } from 'zod'
import { diskTrouble, Failure, type FieldError, type Reason } from '../../failure.ts'
import { type NewUpload, UPLOAD_ROLES, type Upload, type Uploads } from '../../library/files/uploads.ts'
import { newId } from '../../library/ids.ts'
import { MADE_BY } from '../../library/talk/talk.ts'
import type { Incoming } from '../../media/store/incoming/incoming.ts'
import { draftOf } from '../archivist/fields/talk-fields.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { allowed } from '../request/access.ts'
import { fieldErrors } from '../request/field-errors.ts'

const PATH = '/api/v1/uploads'
const EXPIRES_MS = 7 * 86_400_000
/** Our own name for an upload, from here to the tus server. */
const ID_HEADER = 'x-woordelijk-upload'
const KEPT = 'Wat binnen is, blijft bewaard; ga verder als de beheerder dit heeft verholpen.'
const LONGEST_NAME = 255
/** In Upload-Metadata as `sha256`: the sender sends the SHA-256 of the whole file with PUT before the upload is finished. */
const SHA256_LATER = 'later'
/** Names the draft that was made for an upload. */
const TALK_HEADER = 'X-Woordelijk-Talk'

const LANGUAGE = /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}$/
const hash = z.string().regex(/^[0-9a-f]{64}$/, 'moet een SHA-256 zijn: 64 hexadecimale tekens')
const proof = z.strictObject({ received: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER), sha256: z.array(hash).max(100) })
const answer = z.strictObject({ language: z.string().regex(LANGUAGE, 'moet een taalcode zijn, zoals nl'), made: z.enum(MADE_BY) })
const wholeFile = z.strictObject({ sha256: hash.nullable() })

/** What tus asks of a store, answered from our rows and from what came in. tus answers 500 to every failure here, so each is remembered. */
class Received extends DataStore {
  readonly failures = new Map<string, unknown>()
  // A size is needed before the first byte: without one nobody can say whether there is room.
  override extensions = ['creation', 'creation-with-upload', 'termination', 'expiration']
  readonly #uploads: Uploads
  readonly #incoming: Incoming

  constructor(uploads: Uploads, incoming: Incoming) {
    super()
    this.#uploads = uploads
    this.#incoming = incoming
  }

  override async create(upload: TusUpload): Promise<TusUpload> {
    await this.#noting(upload.id, this.#incoming.create(upload.id))
    return upload
  }

  override async write(content: Readable, id: string, offset: number): Promise<number> {
    return offset + (await this.#noting(id, this.#incoming.write(id, offset, content)))
  }

  override async getUpload(id: string): Promise<TusUpload> {
    const upload = await this.#noting(id, this.#uploads.find(id))
    if (upload?.state !== 'receiving') throw ERRORS.FILE_NOT_FOUND
    const facts = await this.#noting(id, this.#incoming.stat(id))
    if (!facts) throw ERRORS.FILE_NO_LONGER_EXISTS
    return new TusUpload({ id, size: upload.size, offset: facts.size, metadata: { filename: upload.name }, creation_date: upload.created })
  }

  override async remove(id: string): Promise<void> {
    await this.#noting(id, this.#incoming.remove(id))
    await this.#noting(id, this.#uploads.remove(id))
  }

  override getExpiration(): number {
    return EXPIRES_MS
  }

  async #noting<T>(id: string, work: Promise<T>): Promise<T> {
    return work.catch((cause: unknown) => {
      this.failures.set(id, cause)
      throw cause
    })
  }
}

export function routeUploads(app: Hono<AppEnv>, deps: Dependencies): void {
  const { uploads, receiver } = deps
  const received = new Received(uploads, receiver.incoming)
  const tus = new Server({
    path: PATH,
    relativeLocation: true,
    // The id is the route's, whose owner was checked; tus itself would look for one in the address, query included.
    namingFunction: (request) => request.headers.get(ID_HEADER) ?? newId(20),
    getFileIdFromRequest: (request) => request.headers.get(ID_HEADER) ?? undefined,
    datastore: received,
  })

  /** What tus answers, without the CORS headers it gives by itself: other sites have no business here. */
  async function pass(c: Context<AppEnv>, id: string): Promise<Response> {
    const { raw } = c.req
    const headers = new Headers(raw.headers)
    headers.set(ID_HEADER, id)
    const body = ['HEAD', 'DELETE', 'OPTIONS'].includes(raw.method) ? {} : { body: raw.body, duplex: 'half' as const }
    const answer = await tus.handleWeb(
      new Request(new URL(id === '' ? PATH : `${PATH}/${id}`, raw.url), { method: raw.method, headers, signal: raw.signal, ...body }),
    )
    const shared = Array.from(answer.headers.keys()).filter((name) => name.startsWith('access-control-'))
    for (const name of shared) answer.headers.delete(name)
    const cause = received.failures.get(id)
    received.failures.delete(id)
    if (answer.status < 400) return answer
    if (cause instanceof Failure) throw cause
    const trouble = diskTrouble(cause)
    return trouble === null ? refuse(answer, answer.status) : refuse(answer, 507, `${trouble} ${KEPT}`)
  }

  app.options(`${PATH}/*`, (c) => pass(c, ''))
  app.options(PATH, (c) => pass(c, ''))

  /** `?recent`: what was stored this week too, so that files dropped again after an interruption find their drafts. */
  app.get(PATH, async (c) => {
    const { actor } = await allowed(deps, c, 'uploads:write')
    const mine =
      c.req.query('recent') === undefined
        ? (await uploads.unfinished()).filter(({ owner }) => owner === actor.id)
        : await uploads.recent(actor.id ?? '', new Date(Date.now() - EXPIRES_MS).toISOString())
    return c.json({ uploads: await Promise.all(mine.map(receipt)) }, 200, { 'Cache-Control': 'no-store' })
  })

  app.post(PATH, async (c) => {
    const { actor } = await allowed(deps, c, 'uploads:write')
    const upload = newUpload(c, actor.id ?? '')
    if (upload.talk !== null && !(await deps.library.talk(upload.talk))) throw new Failure('not-found', ['uploadTalkGone'])
    const title = upload.talk === null ? titleGiven(c) : null
    if (title === null) {
      await receiver.begin(upload)
      return settle(await pass(c, upload.id), upload.id, actor)
    }
    await allowed(deps, c, 'talks:write')
    const talk = draftOf({ title })
    await receiver.begin({ ...upload, talk: talk.id }, { talk, actor })
    const answer = await settle(await pass(c, upload.id), upload.id, actor)
    answer.headers.set(TALK_HEADER, talk.id)
    return answer
  })

  /** Which bytes a file must share with what came in before it may continue this upload. */
  app.get(`${PATH}/:id/proof`, async (c) => {
    const { actor } = await allowed(deps, c, 'uploads:write')
    const upload = await receiving(c.req.param('id'), actor.id)
    return c.json(await receiver.samples(upload.id), 200, { 'Cache-Control': 'no-store' })
  })

  app.post(`${PATH}/:id/proof`, async (c) => {
    const { actor } = await allowed(deps, c, 'uploads:write')
    const upload = await receiving(c.req.param('id'), actor.id)
    const { received, sha256 } = await readJson(c, proof)
    if (!(await receiver.isSameFile(upload.id, received, sha256))) throw new Failure('conflict', ['uploadOtherFile', upload.name])
    return c.body(null, 204)
  })

  /** The SHA-256 of the whole file, computed by the sender while it was under way; null: the sender cannot. */
  app.put(`${PATH}/:id/sha256`, async (c) => {
    const { actor } = await allowed(deps, c, 'uploads:write')
    const { id } = await receiving(c.req.param('id'), actor.id)
    const { sha256 } = await readJson(c, wholeFile)
    await uploads.expect(id, sha256)
    const upload = await uploads.owned(id, actor.id)
    const complete = (await receiver.sizeOf(id)) === upload.size
    return c.json(await receipt(complete ? await receiver.finish(id, actor) : upload), 200, { 'Cache-Control': 'no-store' })
  })

  /** Says where a transcript belongs that points to another language than it was sent for. */
  app.post(`${PATH}/:id/attach`, async (c) => {
    const { actor } = await allowed(deps, c, 'uploads:write')
    const upload = await uploads.owned(c.req.param('id'), actor.id)
    await uploads.answer(upload.id, await readJson(c, answer))
    return c.json(await receipt(await receiver.finish(upload.id, actor)), 200, { 'Cache-Control': 'no-store' })
  })

  /** @throws Failure `conflict` for an upload that no longer takes bytes */
  async function receiving(id: string, owner: string | null): Promise<Upload> {
    const upload = await uploads.owned(id, owner)
    if (upload.state !== 'receiving') throw new Failure('conflict', ['uploadFinished'])
    return upload
  }

  app.on('HEAD', `${PATH}/:id`, async (c) => {
    const { actor } = await allowed(deps, c, 'uploads:write')
    const upload = await uploads.owned(c.req.param('id'), actor.id)
    return upload.state === 'receiving' ? pass(c, upload.id) : ended(c, upload)
  })

  app.get(`${PATH}/:id`, async (c) => {
    // Hono answers HEAD with GET's handler where it has none of its own.
    const { actor } = await allowed(deps, c, 'uploads:write')
    const upload = await uploads.owned(c.req.param('id'), actor.id)
    if (c.req.method === 'HEAD') return upload.state === 'receiving' ? pass(c, upload.id) : ended(c, upload)
    return c.json(await receipt(upload), 200, { 'Cache-Control': 'no-store' })
  })

  app.patch(`${PATH}/:id`, async (c) => {
    const { actor } = await allowed(deps, c, 'uploads:write')
    const upload = await uploads.owned(c.req.param('id'), actor.id)
    if (upload.state === 'failed') throw new Failure('gone', upload.problem ?? 'Deze upload is mislukt. Stuur het bestand opnieuw.')
    if (upload.state === 'stored') throw new Failure('conflict', ['uploadComplete'])
    return settle(await pass(c, upload.id), upload.id, actor)
  })

  app.delete(`${PATH}/:id`, async (c) => {
    const { actor } = await allowed(deps, c, 'uploads:write')
    const upload = await uploads.owned(c.req.param('id'), actor.id)
    await receiver.discard(upload.id)
    await deps.library.recordDeed(actor, { action: 'upload.remove', subject: upload.talk, detail: { file: upload.name } })
    return c.body(null, 204, { 'Tus-Resumable': '1.0.0' })
  })

  /** The answer to the last byte waits until the file is safely stored; where its SHA-256 is still to come, that request is answered so. */
  async function settle(answer: Response, id: string, actor: Parameters<typeof receiver.finish>[1]): Promise<Response> {
    const upload = await uploads.find(id)
    if (!upload || upload.awaits || !answer.ok || (await receiver.sizeOf(id)) !== upload.size) return answer
    const done = await receiver.finish(id, actor)
    if (done.state === 'failed') throw new Failure('unreadable', done.problem ?? 'Deze upload is mislukt.')
    const headers = new Headers(answer.headers)
    headers.set('X-Content-Sha256', done.sha256 ?? '')
    return new Response(null, { status: answer.status, headers })
  }

  async function receipt(upload: Upload) {
    const { id, name, size, state, sha256, stored, problem, talk, role, findings, question } = upload
    const received = state === 'receiving' ? ((await receiver.sizeOf(id)) ?? 0) : state === 'stored' ? size : 0
    return {
      id,
      url: `${PATH}/${id}`,
      name,
      size,
      received,
      state,
      sha256: state === 'stored' ? sha256 : null,
      stored,
      problem,
      talk,
      role,
      findings,
      question,
    }
  }
}

/** What tus would say of an upload whose file has moved on. */
function ended(c: Context, upload: Upload): Response {
  if (upload.state === 'failed') return c.body(null, 410, { 'Tus-Resumable': '1.0.0' })
  return c.body(null, 200, {
    'Tus-Resumable': '1.0.0',
    'Upload-Offset': String(upload.size),
    'Upload-Length': String(upload.size),
    'Cache-Control': 'no-store',
    'X-Content-Sha256': upload.sha256 ?? '',
  })
}

const REASONS: Record<number, string> = {
  400: 'Dit is geen upload zoals tus 1.0 die beschrijft.',
  403: 'Dit adres wijst geen upload aan.',
  404: 'Deze upload is er niet (meer). Stuur het bestand opnieuw.',
  409: 'De upload is verder (of minder ver) dan u dacht. Vraag eerst met HEAD hoever hij is.',
  410: 'Deze upload is verlopen. Stuur het bestand opnieuw.',
  412: 'Deze server spreekt tus 1.0.0 (Tus-Resumable: 1.0.0).',
  413: 'Er is meer verzonden dan aangekondigd.',
  415: 'Stuur de bytes als application/offset+octet-stream.',
  423: 'Deze upload wordt op dit moment door een andere verbinding verzonden.',
}

/** In our own words, with tus' status and headers: its client decides by them whether to try again. */
function refuse(answer: Response, status: number, detail = REASONS[status]): Response {
  const headers = new Headers(answer.headers)
  headers.set('Content-Type', 'application/problem+json; charset=utf-8')
  headers.delete('Content-Length')
  const problem = {
    type: 'about:blank',
    title: 'Upload',
    status,
    detail: detail ?? 'Het ontvangen van het bestand mislukte. Probeer het opnieuw.',
  }
  return new Response(JSON.stringify(problem), { status, headers })
}

/** @throws Failure `invalid` with each field that is wrong */
function newUpload(c: Context, owner: string): NewUpload {
  const size = Number(c.req.header('upload-length') ?? Number.NaN)
  const given = metadata(c.req.header('upload-metadata') ?? '')
  const name = fileName(given.get('filename') ?? '')
  const role = UPLOAD_ROLES.find((known) => known === (given.get('role') ?? 'recording'))
  const sha256 = given.get('sha256')?.toLowerCase() ?? null
  const awaits = sha256 === SHA256_LATER
  const expected = awaits ? null : sha256
  const language = given.get('language') ?? 'nl'
  const made = MADE_BY.find((known) => known === given.get('made')) ?? null
  const errors: FieldError[] = []
  const wrong = (path: string, ...why: Reason) => errors.push({ path, why })
  if (!Number.isSafeInteger(size) || size <= 0) wrong('Upload-Length', 'fieldNotBytes')
  if (name === '') wrong('filename', 'fieldNotInMetadata')
  if (role === undefined) wrong('role', 'fieldNotOneOf', UPLOAD_ROLES.join(', '))
  if (expected !== null && !/^[0-9a-f]{64}$/.test(expected)) wrong('sha256', 'fieldNotSha256')
  if (given.has('made') && made === null) wrong('made', 'fieldNotOneOf', MADE_BY.join(', '))
  if (!LANGUAGE.test(language)) wrong('language', 'fieldNotLanguage')
  if (errors.length > 0 || role === undefined) throw new Failure('invalid', ['uploadCannotBegin'], { errors })
  return {
    id: newId(20),
    owner,
    name,
    size,
    expected,
    awaits,
    talk: given.get('talk')?.slice(0, 100) ?? null,
    role,
    language,
    made,
    confirmed: given.get('confirmed') === 'language',
    recognise: given.get('recognise') === 'yes',
  }
}

/** The title of the draft to make for this file, from `title` in the metadata. */
function titleGiven(c: Context): string | null {
  return (
    metadata(c.req.header('upload-metadata') ?? '')
      .get('title')
      ?.trim()
      .slice(0, 500) || null
  )
}

/** @throws Failure `invalid` */
async function readJson<T extends z.ZodType>(c: Context, shape: T): Promise<z.output<T>> {
  const parsed = shape.safeParse(await c.req.json().catch(() => null))
  if (parsed.success) return parsed.data
  throw new Failure('invalid', ['badRequest'], { errors: fieldErrors(parsed.error) })
}

/** `key base64,key base64` (tus 1.0, Upload-Metadata). */
function metadata(header: string): Map<string, string> {
  const pairs = header.split(',').map((pair) => pair.trim().split(' '))
  return new Map(pairs.map(([key = '', value = '']) => [key, Buffer.from(value, 'base64').toString('utf8')]))
}

/** The name a file was handed in with: no folders, no control characters, not longer than a disk allows. */
export function fileName(text: string): string {
  const name = (text.split(/[\\/]/).at(-1) ?? '').replace(/\p{Cc}/gu, '').trim()
  if (Buffer.from(name).length <= LONGEST_NAME) return name
  // Whole characters, and at most four bytes each.
  const letters = Array.from(name)
  return `${letters.slice(0, 40).join('')}…${letters.slice(-20).join('')}`
}
