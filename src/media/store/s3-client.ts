/** Requests to an S3-compatible server: bounded in time, tried again where that can help, and failing in words for the operator. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { Failure } from '../../failure.ts'
import type { StoredFileFacts } from './store.ts'

export interface S3Address {
  readonly bucket: string
  /** Empty, or ends with a slash. */
  readonly prefix: string
  /** Null: Amazon's own. */
  readonly endpoint: string | null
  readonly region: string
  /** Whether the bucket is named in the path instead of the host. */
  readonly pathStyle: boolean
}

export interface S3Object extends StoredFileFacts {
  readonly key: string
}

/** How long to wait, in milliseconds, before a request is cut off and sent again. */
export interface Patience {
  readonly connect: number
  /** For the answer to a request that sends bytes: 8 MiB over a line of 1 Mbit/s, with room. */
  readonly request: number
  /** For the answer to a question or the first bytes of a file: visitors wait for these. */
  readonly read: number
  /** For the next bytes of a file. */
  readonly idle: number
}

const PATIENCE: Patience = { connect: 3000, request: 120_000, read: 5000, idle: 10_000 }
const TRIES = 3
const TRIES_TO_READ = 2
/** After a failure to connect, reads fail at once for this long instead of each waiting for its own timeout. */
const DOWN_MS = 2000
const RETRY_AFTER_MS = 10_000
const PART = 8 * 2 ** 20
const MOST_PARTS = 9000
const SIGNED_SECONDS = 600

export type S3Requests = ReturnType<typeof connectS3>

export function connectS3({ bucket, endpoint, region, pathStyle }: S3Address, patience: Patience = PATIENCE) {
  const settings = {
    region,
    ...(endpoint === null ? {} : { endpoint }),
    forcePathStyle: pathStyle,
    // Many servers refuse the checksums that the client adds by default; originals are read back and hashed instead.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  } as const
  const connected = (requestTimeout: number, maxAttempts: number) =>
    new S3Client({
      ...settings,
      maxAttempts,
      requestHandler: { connectionTimeout: patience.connect, requestTimeout, throwOnRequestTimeout: true },
    })
  const client = connected(patience.request, TRIES)
  const reader = connected(patience.read, TRIES_TO_READ)
  const place = { bucket, endpoint }
  let downUntil = 0

  function fail(cause: unknown): never {
    if (cause instanceof Failure) throw cause
    if (isDown(cause)) downUntil = Date.now() + DOWN_MS
    throw troubleOf(cause, place)
  }

  function requireUp(): void {
    if (Date.now() < downUntil) throw new Failure('unavailable', ['mediaStoreDown'], { retryAfter: RETRY_AFTER_MS })
  }

  async function getOnce(key: string, start: number, length: number, signal: AbortSignal | undefined): Promise<Buffer> {
    const idle = new AbortController()
    const timer = setTimeout(() => idle.abort(new Error('the store stopped sending')), patience.read * TRIES_TO_READ + patience.idle)
    const stop = signal ? AbortSignal.any([signal, idle.signal]) : idle.signal
    try {
      const question = new GetObjectCommand({ Bucket: bucket, Key: key, Range: `bytes=${start}-${start + length - 1}` })
      const answer = await reader.send(question, { abortSignal: stop })
      const body = answer.Body as Readable
      const cut = () => body.destroy(stop.reason as Error)
      stop.addEventListener('abort', cut, { once: true })
      const bytes = Buffer.allocUnsafe(length)
      let at = 0
      for await (const piece of body as AsyncIterable<Buffer>) {
        timer.refresh()
        if (at + piece.length > length) throw new Error('the store sent more than was asked')
        bytes.set(piece, at)
        at += piece.length
      }
      if (at !== length) throw new Error('the store sent less than was asked')
      return bytes
    } finally {
      clearTimeout(timer)
    }
  }

  return {
    origin: originOf({ bucket, endpoint, region, pathStyle }),

    /** @returns null where there is no such object */
    async head(key: string): Promise<StoredFileFacts | null> {
      requireUp()
      try {
        const answer = await reader.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))
        return { size: answer.ContentLength ?? 0, modified: answer.LastModified ?? new Date(0) }
      } catch (cause) {
        return isAbsent(cause) ? null : fail(cause)
      }
    },

    /** @returns null where there is no such object, or it ends before the range does */
    async get(key: string, start: number, length: number, signal?: AbortSignal): Promise<Buffer | null> {
      if (length === 0) return Buffer.alloc(0)
      requireUp()
      for (let attempt = 1; ; attempt++) {
        try {
          return await getOnce(key, start, length, signal)
        } catch (cause) {
          signal?.throwIfAborted()
          if (isAbsent(cause) || statusOf(cause) === 416) return null
          // The client has tried again where the request itself failed; here the body broke off.
          if (attempt === TRIES || statusOf(cause) !== undefined || isRefused(cause)) fail(cause)
          await delay(200 * 4 ** (attempt - 1))
        }
      }
    },

    /**
     * The object exists only when all of it is stored.
     * @param expected the file's SHA-256 where it is known
     * @throws Failure `unavailable` with `fileChanged` when the file no longer has that hash: nothing is stored then
     */
    async putFile(key: string, path: string, expected: string | null): Promise<{ sha256: string; size: number }> {
      const { size } = await stat(path)
      const hash = createHash('sha256')
      const check = (sha256: string) => {
        if (expected !== null && sha256 !== expected) throw new Failure('unavailable', ['fileChanged'])
        return sha256
      }
      try {
        if (size <= PART) {
          const bytes = await readFile(path)
          const sha256 = check(hash.update(bytes).digest('hex'))
          await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes }))
          return { sha256, size: bytes.length }
        }
        let sent = 0
        let sha256 = ''
        const hashed = async function* () {
          for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) {
            hash.update(piece as Buffer)
            sent += (piece as Buffer).length
            yield piece as Buffer
          }
          // Thrown before the last part is sent: the upload is then given up.
          sha256 = check(hash.digest('hex'))
        }
        const upload = new Upload({
          client,
          params: { Bucket: bucket, Key: key, Body: Readable.from(hashed(), { objectMode: false }) },
          partSize: Math.max(PART, Math.ceil(size / MOST_PARTS)),
          queueSize: 2,
        })
        await upload.done()
        return { sha256, size: sent }
      } catch (cause) {
        return fail(cause)
      }
    },

    async putBytes(key: string, bytes: Uint8Array): Promise<void> {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes })).catch(fail)
    },

    /** One by one: servers differ in the headers they want for a deletion of many. */
    async remove(key: string): Promise<void> {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key })).catch((cause: unknown) => isAbsent(cause) || fail(cause))
    },

    async *list(prefix: string): AsyncGenerator<S3Object> {
      let token: string | undefined
      do {
        const page = await client
          .send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ...(token === undefined ? {} : { ContinuationToken: token }) }))
          .catch(fail)
        for (const { Key, Size, LastModified } of page.Contents ?? [])
          if (Key !== undefined) yield { key: Key, size: Size ?? 0, modified: LastModified ?? new Date(0) }
        token = page.IsTruncated ? page.NextContinuationToken : undefined
      } while (token !== undefined)
    },

    /** Uploads in parts that were begun and not completed. A server that cannot list them has none here. */
    async unfinished(prefix: string): Promise<{ key: string; begun: Date; abort(): Promise<void> }[]> {
      const page = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix })).catch((cause: unknown) => {
        if (statusOf(cause) === 501) return null
        return fail(cause)
      })
      return (page?.Uploads ?? []).flatMap(({ Key, UploadId, Initiated }) => {
        if (Key === undefined || UploadId === undefined) return []
        const abort = async () => {
          await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId })).catch(fail)
        }
        return [{ key: Key, begun: Initiated ?? new Date(0), abort }]
      })
    },

    /** An address that gives this object to everybody who has it, for ten minutes. */
    sign: (key: string, { type, disposition }: { readonly type: string; readonly disposition: string | null }): Promise<string> =>
      getSignedUrl(
        client,
        new GetObjectCommand({
          Bucket: bucket,
          Key: key,
          ResponseContentType: type,
          ...(disposition === null ? {} : { ResponseContentDisposition: disposition }),
        }),
        { expiresIn: SIGNED_SECONDS },
      ),
  }
}

function originOf({ bucket, endpoint, region, pathStyle }: Omit<S3Address, 'prefix'>): string {
  const amazon = `s3.${region}.amazonaws.com`
  const server = new URL(endpoint ?? `https://${amazon}`)
  return pathStyle ? server.origin : `${server.protocol}//${bucket}.${server.host}`
}

function statusOf(cause: unknown): number | undefined {
  if (!(cause instanceof Error) || !('$metadata' in cause)) return undefined
  const { httpStatusCode } = cause.$metadata as { httpStatusCode?: number }
  return httpStatusCode
}

const nameOf = (cause: unknown) => (cause instanceof Error ? cause.name : '')

/** An absent bucket also answers 404, by another name where the answer has a body. */
const isAbsent = (cause: unknown) => statusOf(cause) === 404 && nameOf(cause) !== 'NoSuchBucket'

const isRefused = (cause: unknown) =>
  cause instanceof Error && 'code' in cause && ['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH'].includes(String(cause.code))

const isDown = (cause: unknown) => statusOf(cause) === undefined && !nameOf(cause).includes('Credentials')

/** Visitors get `mediaStoreDown`, which names no address. */
function troubleOf(cause: unknown, { bucket, endpoint }: Pick<S3Address, 'bucket' | 'endpoint'>): Failure {
  const server = endpoint ?? 'Amazon S3'
  const status = statusOf(cause)
  const [name, said] = [nameOf(cause), cause instanceof Error ? cause.message : String(cause)]
  const forOperator = name.includes('Credentials')
    ? 'Er zijn geen sleutels voor de mediaopslag. Geef AWS_ACCESS_KEY_ID en AWS_SECRET_ACCESS_KEY, of een andere bron die AWS kent.'
    : name === 'NoSuchBucket' || status === 404
      ? `De bucket “${bucket}” bestaat niet op ${server}. Maak de bucket, of verbeter WOORDELIJK_MEDIA.`
      : status === 401 || status === 403
        ? `De mediaopslag ${server} weigert toegang tot “${bucket}” (${name}). Controleer de sleutels, de regio en de rechten: lezen, schrijven, verwijderen en opsommen.`
        : status === 301 || status === 400
          ? `De mediaopslag ${server} begrijpt de vraag voor “${bucket}” niet (${name}). Controleer WOORDELIJK_MEDIA_REGION en WOORDELIJK_MEDIA_PATH_STYLE.`
          : status === undefined
            ? `De mediaopslag ${server} is niet te bereiken (${said.slice(0, 200)}). Controleer WOORDELIJK_MEDIA_ENDPOINT en of de opslag aanstaat.`
            : `De mediaopslag ${server} geeft een fout (${status} ${name}).`
  return new Failure('unavailable', ['mediaStoreDown'], { cause, retryAfter: RETRY_AFTER_MS, forOperator })
}
