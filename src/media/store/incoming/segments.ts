/**
 * Incoming files in a bucket, in segments that are never changed: `incoming/<id>/<offset>-<random>`. A file is what its segments cover from
 * the first byte without a gap, so any node can continue it, and two nodes that write at once do each other no harm: their segments overlap,
 * and hold the same bytes of the same file. The parts of a multipart upload would do less: they cannot be read before all of them are there,
 * and a sender has to prove that it continues the same file.
 */
import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Failure } from '../../../failure.ts'
import type { S3Requests } from '../s3-client.ts'
import type { WorkFolder } from '../store.ts'
import type { Incoming } from './incoming.ts'

/** The group of keys below the store's prefix. */
export const INCOMING = 'incoming'
/** Bytes. What a killed node had not sent on is at most this much. */
const SEGMENT = 8 * 2 ** 20
/** A sender of many tiny pieces must not make a list that takes minutes to read. */
const MOST_SEGMENTS = 40_000
const OFFSET_DIGITS = 15

export interface Segment {
  readonly key: string
  /** Bytes of the file: the first one, and the one after the last. */
  readonly start: number
  readonly end: number
}

/**
 * Which bytes of which segments make up a stretch of the file, as far as they cover it from `from` without a gap.
 * @param segments in the order of their starts; they may overlap
 * @returns each stretch with the place in its object where it begins
 */
export function covering(segments: readonly Segment[], from: number, to: number): (Segment & { readonly skip: number })[] {
  const stretches: (Segment & { skip: number })[] = []
  let at = from
  let next = 0
  let longest: Segment | null = null
  while (at < to) {
    for (let segment = segments[next]; segment && segment.start <= at; segment = segments[++next])
      if (longest === null || segment.end > longest.end) longest = segment
    if (longest === null || longest.end <= at) break
    const end = Math.min(longest.end, to)
    stretches.push({ key: longest.key, start: at, end, skip: at - longest.start })
    at = end
  }
  return stretches
}

/** @param prefix of the media store: empty, or ends with a slash */
export function openSegments(requests: S3Requests, bucket: string, prefix: string, workFolder: () => Promise<WorkFolder>): Incoming {
  const folderOf = (id: string) => `${prefix}${INCOMING}/${id}/`
  const newKey = (id: string, offset: number) => `${folderOf(id)}${String(offset).padStart(OFFSET_DIGITS, '0')}-${randomUUID()}`

  /** In the order of their offsets, as a bucket lists names. */
  async function segmentsOf(id: string): Promise<(Segment & { readonly modified: Date })[]> {
    const segments: (Segment & { modified: Date })[] = []
    for await (const { key, size, modified } of requests.list(folderOf(id))) {
      const start = Number(key.slice(folderOf(id).length).split('-')[0])
      if (Number.isSafeInteger(start)) segments.push({ key, start, end: start + size, modified })
      if (segments.length > MOST_SEGMENTS) throw new Failure('conflict', ['uploadTooManyPieces'])
    }
    return segments
  }

  /** The bytes in order, each once. */
  async function* pieces(segments: readonly Segment[], from: number, to: number): AsyncGenerator<Buffer> {
    for (const { key, start, end, skip } of covering(segments, from, to)) {
      const bytes = await requests.get(key, skip, end - start)
      if (!bytes) throw new RangeError('a segment of the upload is gone')
      yield bytes
    }
  }

  return {
    create: (id) => requests.putBytes(newKey(id, 0), new Uint8Array()),

    async write(id, offset, content) {
      let added = 0
      let sending: Promise<void> = Promise.resolve()
      let pending: Uint8Array[] = []
      let size = 0
      /** One segment is on its way while the next fills. */
      const send = async () => {
        if (size === 0) return
        const [bytes, at] = [Buffer.concat(pending, size), offset + added]
        added += size
        pending = []
        size = 0
        await sending
        sending = requests.putBytes(newKey(id, at), bytes)
        // Awaited before the next one is sent: a failure before that is not unhandled.
        sending.catch(() => undefined)
      }
      try {
        for await (const chunk of content) {
          pending.push(chunk)
          size += chunk.length
          if (size >= SEGMENT) await send()
        }
      } finally {
        await send()
        await sending
      }
      return added
    },

    async stat(id) {
      const segments = await segmentsOf(id)
      if (segments.length === 0) return null
      const modified = segments.reduce((latest, segment) => (segment.modified > latest ? segment.modified : latest), new Date(0))
      return { size: covering(segments, 0, Number.MAX_SAFE_INTEGER).at(-1)?.end ?? 0, modified }
    },

    async read(id, from, to) {
      const bytes: Buffer[] = []
      for await (const piece of pieces(await segmentsOf(id), from, to)) bytes.push(piece)
      const whole = Buffer.concat(bytes)
      if (whole.length < to - from) throw new RangeError(`the upload ends before byte ${to}`)
      return whole
    },

    async local(id) {
      const folder = await workFolder()
      try {
        const path = join(folder.path, 'whole')
        const segments = await segmentsOf(id)
        await pipeline(pieces(segments, 0, Number.MAX_SAFE_INTEGER), createWriteStream(path, { flags: 'wx', flush: true }))
        return { path, isStored: false, [Symbol.asyncDispose]: async () => folder[Symbol.asyncDispose]() }
      } catch (cause) {
        await folder[Symbol.asyncDispose]()
        throw cause
      }
    },

    async remove(id) {
      for await (const { key } of requests.list(folderOf(id))) await requests.remove(key)
    },

    async *list() {
      // Names come in order, so the segments of one upload follow each other, the newest last.
      let [id, modified] = ['', new Date(0)]
      for await (const segment of requests.list(`${prefix}${INCOMING}/`)) {
        const its = segment.key.slice(`${prefix}${INCOMING}/`.length).split('/')[0] ?? ''
        if (id !== '' && its !== id) yield { id, modified }
        id = its
        modified = segment.modified
      }
      if (id !== '') yield { id, modified }
    },

    address: (id) => `s3://${bucket}/${folderOf(id)}`,
    isLocal: false,
  }
}
