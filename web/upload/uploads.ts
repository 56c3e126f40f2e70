/** The uploads at the server: beginning one, proving that a file is the one an upload began with, and finding what is there already. */
import { hashesOfRanges, hashOf } from './hash.ts'

export const ENDPOINT = '/api/v1/uploads'

export interface About {
  /** The talk it is for; null: a draft is made for it, with `title`. */
  readonly talk: string | null
  readonly title?: string
  readonly role: string
  readonly language: string
  /** Whether the language was chosen for this file. */
  readonly confirmed?: boolean
  readonly made?: string
  /** Whether the speech of this recording is to be recognised. */
  readonly recognise?: boolean
}

/** What the server has of a file. */
export interface KnownUpload {
  readonly id: string
  readonly name: string
  readonly size: number
  readonly received: number
  readonly state: 'receiving' | 'stored' | 'failed'
  readonly sha256: string | null
  readonly problem: string | null
  readonly talk: string | null
  readonly role: string
  /** A transcript that waits for its language to be said. */
  readonly question: { readonly language: string } | null
}

export interface Begun {
  readonly id: string
  readonly talk: string
}

/** @param status of the server's answer; null: there was none */
export interface Refused {
  readonly status: number | null
  readonly detail: string | null
}

/** Announces a file: from here on the server knows it, whatever becomes of this page. */
export async function begin(file: File, { talk, title, role, language, confirmed, made, recognise }: About): Promise<Begun | Refused> {
  const fields = {
    filename: file.name,
    role,
    language,
    sha256: 'later',
    ...(talk === null ? { title: title ?? '' } : { talk }),
    ...(confirmed ? { confirmed: 'language' } : {}),
    ...(made ? { made } : {}),
    ...(recognise ? { recognise: 'yes' } : {}),
  }
  const answer = await fetch(ENDPOINT, {
    method: 'POST',
    headers: {
      'Tus-Resumable': '1.0.0',
      'Upload-Length': String(file.size),
      'Upload-Metadata': Object.entries(fields)
        .map(([key, value]) => `${key} ${base64(value)}`)
        .join(','),
    },
  }).catch(() => null)
  const id = answer?.headers.get('Location')?.split('/').at(-1)
  if (answer?.status === 201 && id) return { id, talk: talk ?? answer.headers.get('X-Woordelijk-Talk') ?? '' }
  return refusal(answer)
}

export async function refusal(answer: Response | null): Promise<Refused> {
  const problem = (await answer?.json().catch(() => null)) as { detail?: unknown } | null | undefined
  return { status: answer?.status ?? null, detail: typeof problem?.detail === 'string' ? problem.detail : null }
}

/** This account's uploads: under way, and stored this week. Null: the server cannot be reached. */
export async function recentUploads(): Promise<readonly KnownUpload[] | null> {
  const answer = await fetch(`${ENDPOINT}?recent`, { cache: 'no-store' }).catch(() => null)
  if (!answer?.ok) return null
  return ((await answer.json()) as { uploads: KnownUpload[] }).uploads
}

export async function uploadNow(id: string): Promise<KnownUpload | null> {
  const answer = await fetch(`${ENDPOINT}/${id}`, { cache: 'no-store' }).catch(() => null)
  return answer?.ok ? ((await answer.json()) as KnownUpload) : null
}

/** Whether the file begins with the bytes that the server has; null: it could not be asked. */
export async function isSameFile(file: File, upload: string): Promise<boolean | null> {
  const answer = await fetch(`${ENDPOINT}/${upload}/proof`, { cache: 'no-store' }).catch(() => null)
  if (!answer?.ok) return null
  const { received, ranges } = (await answer.json()) as { received: number; ranges: { from: number; to: number }[] }
  const sha256 = await hashesOfRanges(file, ranges)
  if (sha256 === null) return null
  const judged = await send('POST', `${upload}/proof`, { received, sha256 })
  return judged?.status === 204 ? true : judged?.status === 409 ? false : null
}

/** Tells the whole file's SHA-256, once it is known. @returns the upload as it then is */
export async function tellHash(file: File, upload: string): Promise<KnownUpload | Refused> {
  const answer = await send('PUT', `${upload}/sha256`, { sha256: await hashOf(file) })
  return answer?.ok ? ((await answer.json()) as KnownUpload) : refusal(answer)
}

/**
 * What the server has of this very file: a part to go on with, or the whole. Compared by content: two files may share name and size.
 * @param uploads where to look
 */
export async function knownUploadOf(file: File, uploads: readonly KnownUpload[]): Promise<KnownUpload | null> {
  for (const upload of uploads.filter(({ name, size }) => name === file.name && size === file.size)) {
    if (upload.state === 'receiving' && (upload.received === 0 || (await isSameFile(file, upload.id)) === true)) return upload
    if (upload.state === 'stored' && upload.sha256 !== null && (await hashOf(file)) === upload.sha256) return upload
  }
  return null
}

function send(method: string, path: string, body: object): Promise<Response | null> {
  const headers = { 'Content-Type': 'application/json' }
  return fetch(`${ENDPOINT}/${path}`, { method, headers, body: JSON.stringify(body) }).catch(() => null)
}

function base64(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''))
}
