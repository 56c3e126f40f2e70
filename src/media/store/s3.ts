/**
 * The media store in a bucket: the same names as in the folder, below a prefix. An object exists only when all of it was sent; an original
 * counts as stored when its SHA-256 was computed from what the bucket gives back. README.md says which features of S3 are used.
 */
import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { copyFile, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { Failure } from '../../failure.ts'
import { hashFile } from './durable.ts'
import { makeWorkFolder, notThere } from './folder.ts'
import { ORIGINAL, SHA256, UNFINISHED } from './folder-inventory.ts'
import { INCOMING } from './incoming/segments.ts'
import { type LocalCache, openLocalCache } from './local-cache.ts'
import { keepOpen } from './open-files.ts'
import { connectS3, type Patience, type S3Address } from './s3-client.ts'
import { type HeldFile, type Leftover, type MediaName, type MediaStore, original, type StoredFileFacts } from './store.ts'

export interface S3StoreOptions extends S3Address {
  /** The folder for copies on this machine. */
  readonly cacheFolder: string
  /** Whether browsers may fetch public files from the bucket. */
  readonly redirect: boolean
  /** Bytes of copies that stay. */
  readonly cacheLimit: number
  /** Left out: as long as is right for people. */
  readonly patience?: Patience
}

/** Files up to this size are served from a copy on this machine; of larger ones the asked range is fetched. */
const COPIED_WHOLE = 4 * 2 ** 20
/** A stream asks for its next piece when the reader took the last: no connection to the store waits for a slow reader. */
const PIECE = 2 * 2 ** 20
const READ_PIECE = 8 * 2 ** 20
/** After so many ranges of one file, a whole copy is fetched where it takes at most a quarter of the cache. */
const HOT_AFTER = 8
const FACTS_HELD = 20_000
/** The last object of a rendition: without it the rendition is not whole. */
const COMPLETE = 'complete'
/** A removal that stopped half-way no longer holds others up after this. */
const REMOVING_MS = 120_000
const LOOK_AGAIN_MS = 500
const HASH_LENGTH = 64

export async function openS3Store({ cacheFolder, cacheLimit, redirect, patience, ...address }: S3StoreOptions): Promise<MediaStore> {
  const { bucket, prefix, endpoint } = address
  const requests = connectS3(address, patience)
  const cache = await openLocalCache(cacheFolder, cacheLimit)
  const copies = keepOpen()
  /** Of objects that never change; the one longest unused is first. */
  const knownFacts = new Map<string, StoredFileFacts>()
  const rangesRead = new Map<string, number>()

  const folderKey = (sha256: string) => {
    if (!SHA256.test(sha256)) throw new TypeError('not a SHA-256')
    return `${prefix}${sha256.slice(0, 2)}/${sha256}/`
  }
  const originalKey = (sha256: string) => folderKey(sha256) + ORIGINAL
  const recipeKey = (sha256: string, recipe: string) => `${folderKey(sha256)}${recipe}/`
  const keyOf = ({ sha256, rendition }: MediaName) =>
    rendition === null ? originalKey(sha256) : recipeKey(sha256, rendition.recipe) + rendition.file
  const cacheName = ({ sha256, rendition }: MediaName) => [sha256, rendition?.recipe, rendition?.file].filter(Boolean).join('_')
  const removingKey = (sha256: string) => `${prefix}${UNFINISHED}/removing-${sha256}`

  async function factsOf(name: MediaName): Promise<StoredFileFacts | null> {
    const key = keyOf(name)
    const facts = knownFacts.get(key) ?? (await requests.head(key))
    knownFacts.delete(key)
    if (!facts) return null
    knownFacts.set(key, facts)
    for (const oldest of knownFacts.keys()) if (knownFacts.size > FACTS_HELD) knownFacts.delete(oldest)
    return facts
  }

  async function range(name: MediaName, start: number, length: number, signal?: AbortSignal): Promise<Buffer> {
    const bytes = await requests.get(keyOf(name), start, length, signal)
    if (bytes) return bytes
    // Removed, or made again by another node.
    knownFacts.delete(keyOf(name))
    throw notThere()
  }

  /** The next piece is on its way while the reader works on this one. */
  async function* pieces(name: MediaName, size: number, signal?: AbortSignal): AsyncGenerator<Buffer> {
    const piece = (at: number) => (at < size ? range(name, at, Math.min(READ_PIECE, size - at), signal) : null)
    let next = piece(0)
    for (let at = READ_PIECE; next; at += READ_PIECE) {
      const bytes = await next
      next = piece(at)
      // Awaited in the next round: a failure before that is not unhandled.
      next?.catch(() => undefined)
      yield bytes
    }
  }

  /** @throws Failure `unreadable` where an original is not what its name says */
  async function download(name: MediaName, size: number, target: string): Promise<void> {
    const hash = createHash('sha256')
    const hashed = async function* () {
      for await (const bytes of pieces(name, size)) {
        hash.update(bytes)
        yield bytes
      }
    }
    await pipeline(hashed, createWriteStream(target, { flags: 'wx' }))
    if (name.rendition === null && hash.digest('hex') !== name.sha256)
      throw new Failure('unreadable', 'Het opgeslagen bestand is beschadigd. “woordelijk verify” zegt wat u kunt doen.')
  }

  async function copyIn(name: MediaName): Promise<string> {
    const facts = await factsOf(name)
    if (!facts) throw notThere()
    return cache.fill(cacheName(name), facts.modified, (path) => download(name, facts.size, path))
  }

  /** Waits while the file is being removed: what `has` then finds stays. */
  async function settled(sha256: string): Promise<void> {
    for (;;) {
      const removing = await requests.head(removingKey(sha256))
      if (!removing || Date.now() - removing.modified.getTime() > REMOVING_MS) return
      await delay(LOOK_AGAIN_MS)
    }
  }

  async function has(sha256: string): Promise<boolean> {
    await settled(sha256)
    return (await requests.head(originalKey(sha256))) !== null
  }

  /** Reads back what was sent. The copy that this makes serves the work that follows. */
  async function requireStored(sha256: string, size: number): Promise<void> {
    knownFacts.delete(originalKey(sha256))
    await cache.remove(sha256)
    try {
      if (size <= cacheLimit) return void (await copyIn(original(sha256)))
      const hash = createHash('sha256')
      for await (const bytes of pieces(original(sha256), size)) hash.update(bytes)
      if (hash.digest('hex') === sha256) return
    } catch (cause) {
      // Removed by another node at this moment: the caller sends it again.
      if (cause instanceof Failure && cause.code === 'not-found') return
      if (!(cause instanceof Failure) || cause.code !== 'unreadable') throw cause
    }
    await requests.remove(originalKey(sha256))
    throw new Failure('unavailable', ['mediaStoreDamaged'])
  }

  async function send(source: string, sha256: string): Promise<number> {
    for (let times = 0; ; times++) {
      const { size } = await requests.putFile(originalKey(sha256), source, sha256)
      await requireStored(sha256, size)
      if (await has(sha256)) return size
      if (times === 3) throw new Failure('unavailable', ['mediaStoreDown'])
    }
  }

  async function removeAll(keys: AsyncIterable<{ readonly key: string }>, before = Number.POSITIVE_INFINITY): Promise<void> {
    for await (const { key } of keys) {
      if (Date.now() > before) throw new Failure('unavailable', ['mediaStoreDown'])
      await requests.remove(key)
      knownFacts.delete(key)
    }
  }

  async function removeCopies(isMeant: (name: string) => boolean, cached: LocalCache): Promise<void> {
    for (const name of await readdir(join(cacheFolder, 'copies'))) if (isMeant(name)) await cached.remove(name)
  }

  /** Fetches a whole copy of a file that is read often; the next opening finds it. */
  function noteRange(name: MediaName, facts: StoredFileFacts): void {
    const key = keyOf(name)
    const count = (rangesRead.get(key) ?? 0) + 1
    rangesRead.set(key, count)
    if (rangesRead.size > FACTS_HELD) rangesRead.clear()
    if (count === HOT_AFTER && facts.size <= cacheLimit / 4) copyIn(name).catch(() => undefined)
  }

  return {
    async ready() {
      const key = `${prefix}${UNFINISHED}/check-${randomUUID()}`
      await requests.putBytes(key, Buffer.from('woordelijk'))
      await requests.get(key, 0, 10)
      for await (const _ of requests.list(`${prefix}${UNFINISHED}/`)) break
      await requests.remove(key)
    },

    has,

    async put(source) {
      const sha256 = await hashFile(source)
      if (await has(sha256)) return { sha256, size: (await factsOf(original(sha256)))?.size ?? 0 }
      return { sha256, size: await send(source, sha256) }
    },

    async adopt(source, sha256) {
      if (await has(sha256)) return
      await send(source, sha256)
    },

    stat: factsOf,

    async open(name) {
      const path = cache.pathOf(cacheName(name))
      const copy = await copies.open(path).catch(() => null)
      if (copy) return copy
      const facts = await factsOf(name)
      if (!facts) throw notThere()
      if (facts.size <= COPIED_WHOLE) return copies.open(await copyIn(name))
      noteRange(name, facts)
      return {
        ...facts,
        read: (start, length) => range(name, start, length),
        stream(start, length) {
          const end = start + length
          let at = start
          return new ReadableStream<Uint8Array>(
            {
              async pull(controller) {
                const bytes = await range(name, at, Math.min(PIECE, end - at))
                at += bytes.length
                controller.enqueue(bytes)
                if (at >= end) controller.close()
              },
            },
            { highWaterMark: 1 },
          )
        },
        release() {},
      }
    },

    async *read(name, signal) {
      const facts = await requests.head(keyOf(name))
      if (!facts) throw notThere()
      yield* pieces(name, facts.size, signal)
    },

    async local(name) {
      for (;;) {
        const copy = await cache.lease(cacheName(name))
        if (copy) return copy
        await copyIn(name)
      }
    },

    async copyTo(name, target) {
      const copy = await cache.lease(cacheName(name))
      if (copy) {
        await using lease = copy
        return copyFile(lease.path, target)
      }
      const facts = await factsOf(name)
      if (!facts) throw notThere()
      await download(name, facts.size, target).catch(async (cause: unknown) => {
        await rm(target, { force: true })
        throw cause
      })
    },

    workFolder: () => makeWorkFolder(cache.scratch()),

    async derive(sha256, recipe, make) {
      const folder = recipeKey(sha256, recipe)
      if (await requests.head(folder + COMPLETE)) return
      await using part = await makeWorkFolder(cache.scratch())
      await make(part.path)
      // Playlists last: they name the other files.
      const names = (await readdir(part.path)).toSorted((a, b) => Number(a.endsWith('.m3u8')) - Number(b.endsWith('.m3u8')))
      for (const name of names) {
        const { size } = await requests.putFile(folder + name, join(part.path, name), null)
        const stored = await requests.head(folder + name)
        if (stored?.size !== size) throw new Failure('unavailable', ['mediaStoreDamaged'])
        knownFacts.delete(folder + name)
      }
      await requests.putBytes(folder + COMPLETE, Buffer.from(`${names.join('\n')}\n`))
    },

    async filesOf(sha256, recipe) {
      const folder = recipeKey(sha256, recipe)
      const names: string[] = []
      for await (const { key } of requests.list(folder)) names.push(key.slice(folder.length))
      // Of a rendition that is still being sent, or was never finished, the files do not count.
      if (!names.includes(COMPLETE)) throw notThere()
      return names.filter((name) => name !== COMPLETE)
    },

    async removeRendition(sha256, recipe) {
      // First the mark: without it the files that are left do not count as a rendition.
      await requests.remove(recipeKey(sha256, recipe) + COMPLETE)
      await removeAll(requests.list(recipeKey(sha256, recipe)))
      await removeCopies((name) => name.startsWith(`${sha256}_${recipe}_`), cache)
    },

    async list() {
      const held = new Map<string, { size: number | null; modified: Date; derived: Set<string> }>()
      const [strangers, leftovers]: [string[], Leftover[]] = [[], await cache.leftovers()]
      for await (const { key, size, modified } of requests.list(prefix)) {
        const [group = '', sha256 = '', ...rest] = key.slice(prefix.length).split('/')
        // The uploads' own: the doctor looks at them with their rows.
        if (group === INCOMING) continue
        if (group === UNFINISHED) {
          leftovers.push({ address: `s3://${bucket}/${key}`, modified, remove: () => requests.remove(key) })
        } else if (SHA256.test(sha256) && sha256.startsWith(group) && group.length === 2 && rest.length > 0) {
          const file = held.get(sha256) ?? { size: null, modified, derived: new Set<string>() }
          if (modified > file.modified) file.modified = modified
          if (rest.length === 1 && rest[0] === ORIGINAL) file.size = size
          else file.derived.add(rest[0] ?? '')
          held.set(sha256, file)
        } else strangers.push(`s3://${bucket}/${key}`)
      }
      for (const { key, begun, abort } of await requests.unfinished(prefix))
        leftovers.push({ address: `s3://${bucket}/${key}`, modified: begun, remove: abort })
      const files = [...held].map(([sha256, file]): HeldFile => ({ sha256, ...file, derived: [...file.derived] }))
      return { files, leftovers, strangers }
    },

    async *renditionSizes() {
      // Names come in order, so all files of a rendition follow each other.
      let last: { sha256: string; recipe: string; size: number } | null = null
      for await (const { key, size } of requests.list(prefix)) {
        const [group = '', sha256 = '', recipe = '', file] = key.slice(prefix.length).split('/')
        if (file === undefined || !SHA256.test(sha256) || !sha256.startsWith(group)) continue
        if (last !== null && last.sha256 === sha256 && last.recipe === recipe) {
          last.size += size
          continue
        }
        if (last !== null) yield last
        last = { sha256, recipe, size }
      }
      if (last !== null) yield last
    },

    async remove(sha256, isNeeded) {
      const begun = Date.now()
      // From here on `has` waits: a caller that records the file now sees afterwards that it was removed.
      await requests.putBytes(removingKey(sha256), Buffer.from('x'))
      try {
        if (await isNeeded()) return false
        knownFacts.delete(originalKey(sha256))
        await requests.remove(originalKey(sha256))
        await removeAll(requests.list(folderKey(sha256)), begun + REMOVING_MS / 2)
        await removeCopies((name) => name.startsWith(sha256), cache)
        return true
      } finally {
        await requests.remove(removingKey(sha256))
      }
    },

    async dropCopies(isKept) {
      const files = new Set((await readdir(join(cacheFolder, 'copies'))).map((name) => name.slice(0, HASH_LENGTH)))
      for (const sha256 of files) if (!(await isKept(sha256))) await removeCopies((name) => name.startsWith(sha256), cache)
    },

    isRemote: true,

    direct: redirect ? { origin: requests.origin, sign: (name, headers) => requests.sign(keyOf(name), headers) } : null,

    close: copies.close,
    address: (sha256) => `s3://${bucket}/${originalKey(sha256)}`,
    restoreCommand: (sha256, extract) =>
      `${extract} | aws s3 cp ${endpoint === null ? '' : `--endpoint-url '${endpoint}' `}- 's3://${bucket}/${originalKey(sha256)}'`,
  }
}
