/** The media folder: every file under its SHA-256, written once, never changed. */
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { access, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Failure, messageOf } from '../../failure.ts'

export interface MediaStore {
  /** The folder itself. */
  readonly root: string
  /** Copies a file in. “Stored” is true when this resolves: content and name are on disk. */
  put(source: string): Promise<{ sha256: string; size: number }>
  /** Takes over a file of ours that lies on the same disk and has this hash; where the store has it already, it stays. “Stored” is true when this resolves. */
  adopt(source: string, sha256: string): Promise<void>
  has(sha256: string): Promise<boolean>
  /** Where the original lies. It need not exist. */
  original(sha256: string): string
  /** Where a derived rendition lies: a folder named after its recipe. */
  derived(sha256: string, recipe: string): string
  /** A new name for something unfinished; what is left there is swept. */
  scratch(): string
  /** Makes a rendition once: `make` fills a folder that gets its name only when complete. */
  derive(sha256: string, recipe: string, make: (folder: string) => Promise<void>): Promise<void>
}

const SHA256 = /^[0-9a-f]{64}$/

/** Where unfinished things lie, in the store's folder. */
export const UNFINISHED = 'tmp'
/** The name of the file as it was stored; beside it lies what is made from it. */
export const ORIGINAL = 'original'

export function mediaFolder(root: string, sha256: string): string {
  if (!SHA256.test(sha256)) throw new TypeError('not a SHA-256')
  return join(root, sha256.slice(0, 2), sha256)
}

export async function openStore(root: string): Promise<MediaStore> {
  const unfinished = join(root, UNFINISHED)
  await mkdir(unfinished, { recursive: true })

  const folderOf = (sha256: string) => mediaFolder(root, sha256)
  const scratch = () => join(unfinished, `${randomUUID()}.part`)
  const original = (sha256: string) => join(folderOf(sha256), ORIGINAL)
  const derived = (sha256: string, recipe: string) => join(folderOf(sha256), recipe)

  async function moveAcross(source: string, sha256: string): Promise<void> {
    const part = scratch()
    try {
      const copied = await copyAndHash(source, part)
      if (copied.sha256 !== sha256) throw new Failure('unavailable', ['fileChanged'])
      await rename(part, original(sha256))
      await rm(source)
    } finally {
      await rm(part, { force: true })
    }
  }

  return {
    root,
    original,
    derived,
    scratch,
    has: (sha256) => exists(original(sha256)),

    async put(source) {
      const part = scratch()
      try {
        const stored = await copyAndHash(source, part)
        const folder = folderOf(stored.sha256)
        if (await exists(original(stored.sha256))) return stored
        await makeFolder(folder)
        await rename(part, original(stored.sha256))
        await syncFolder(folder)
        await syncFolder(join(folder, '..'))
        return stored
      } catch (error) {
        throw new Failure('unavailable', `${source} kon niet worden opgeslagen: ${messageOf(error)}`, { cause: error })
      } finally {
        await rm(part, { force: true })
      }
    },

    async adopt(source, sha256) {
      const folder = folderOf(sha256)
      if (await exists(original(sha256))) return
      await syncFile(source)
      await makeFolder(folder)
      await rename(source, original(sha256)).catch((cause: NodeJS.ErrnoException) => {
        // The store is on a disk of its own: copied there, and moved once it is whole.
        if (cause.code !== 'EXDEV') throw cause
        return moveAcross(source, sha256)
      })
      await syncFolder(folder)
      await syncFolder(join(folder, '..'))
    },

    async derive(sha256, recipe, make) {
      const target = derived(sha256, recipe)
      if (await exists(target)) return
      const part = scratch()
      try {
        await mkdir(part)
        await make(part)
        for (const name of await readdir(part)) await syncFile(join(part, name))
        await rename(part, target).catch(async (cause: unknown) => {
          // Another process made the same meanwhile: its rendition is as good.
          if (!(await exists(target))) throw cause
        })
        await syncFolder(folderOf(sha256))
      } finally {
        await rm(part, { recursive: true, force: true })
      }
    },
  }
}

/** With its parent. Node says “no such file” of a folder that cannot be made on a read-only disk; made by itself, the real reason comes. */
async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch(async (cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') await mkdir(join(folder, '..'))
    throw cause
  })
}

/** @throws when the file cannot be read, or an AbortError */
export async function hashFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash, { signal })
  return hash.digest('hex')
}

async function copyAndHash(source: string, target: string): Promise<{ sha256: string; size: number }> {
  const hash = createHash('sha256')
  let size = 0
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      size += chunk.length
      done(null, chunk)
    },
  })
  await pipeline(createReadStream(source), measure, createWriteStream(target, { flags: 'wx', flush: true }))
  return { sha256: hash.digest('hex'), size }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

async function syncFile(path: string): Promise<void> {
  if (!(await stat(path)).isFile()) return
  await using file = await open(path, 'r+')
  await file.sync()
}

/** A new name is durable only when its folder is. */
export async function syncFolder(path: string): Promise<void> {
  await using folder = await open(path, 'r')
  await folder.sync()
}
