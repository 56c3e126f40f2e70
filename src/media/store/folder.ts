/** The media store in a folder on this machine: `ab/ab12…/original`, and renditions beside it in folders named after their recipes. */
import { randomUUID } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import { copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Failure, messageOf } from '../../failure.ts'
import { copyAndHash, exists, makeFolder, syncFile, syncFolder } from './durable.ts'
import { mediaFolder, ORIGINAL, renditionSizesIn, takeInventory, UNFINISHED } from './folder-inventory.ts'
import { keepOpen } from './open-files.ts'
import type { LocalCopy, MediaName, MediaStore, WorkFolder } from './store.ts'

export async function openFolderStore(root: string): Promise<MediaStore> {
  const unfinished = join(root, UNFINISHED)
  await mkdir(unfinished, { recursive: true })
  const files = keepOpen()

  const folderOf = (sha256: string) => mediaFolder(root, sha256)
  /** A new name for something unfinished: the doctor removes what stays there. */
  const scratch = () => join(unfinished, `${randomUUID()}.part`)
  const originalPath = (sha256: string) => join(folderOf(sha256), ORIGINAL)
  const recipeFolder = (sha256: string, recipe: string) => join(folderOf(sha256), recipe)
  const pathOf = ({ sha256, rendition }: MediaName) =>
    rendition === null ? originalPath(sha256) : join(recipeFolder(sha256, rendition.recipe), rendition.file)

  async function moveAcross(source: string, sha256: string): Promise<void> {
    const part = scratch()
    try {
      const copied = await copyAndHash(source, part)
      if (copied.sha256 !== sha256) throw new Failure('unavailable', ['fileChanged'])
      await rename(part, originalPath(sha256))
      await rm(source)
    } finally {
      await rm(part, { force: true })
    }
  }

  return {
    ready: async () => {},
    isRemote: false,
    dropCopies: async () => {},
    direct: null,
    has: (sha256) => exists(originalPath(sha256)),

    async put(source) {
      const part = scratch()
      try {
        const stored = await copyAndHash(source, part)
        const folder = folderOf(stored.sha256)
        if (await exists(originalPath(stored.sha256))) return stored
        await makeFolder(folder)
        await rename(part, originalPath(stored.sha256))
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
      if (await exists(originalPath(sha256))) return
      await syncFile(source)
      await makeFolder(folder)
      await rename(source, originalPath(sha256)).catch((cause: NodeJS.ErrnoException) => {
        // The store is on a disk of its own: copied there, and moved once it is whole.
        if (cause.code !== 'EXDEV') throw cause
        return moveAcross(source, sha256)
      })
      await syncFolder(folder)
      await syncFolder(join(folder, '..'))
    },

    async stat(name) {
      const info = await stat(pathOf(name)).catch(orMissing)
      if (info?.isDirectory()) throw Object.assign(new Error('a folder has the name of a stored file'), { code: 'EISDIR' })
      return info && { size: info.size, modified: info.mtime }
    },

    async open(name) {
      try {
        return await files.open(pathOf(name))
      } catch (cause) {
        throw notThere(cause)
      }
    },

    async *read(name, signal) {
      const bytes = createReadStream(pathOf(name), { highWaterMark: 1 << 20, signal })
      try {
        for await (const piece of bytes) yield piece as Buffer
      } catch (cause) {
        throw isMissing(cause) ? notThere(cause) : cause
      }
    },

    async local(name): Promise<LocalCopy> {
      const path = pathOf(name)
      if (!(await exists(path))) throw notThere()
      return { path, isStored: true, [Symbol.asyncDispose]: async () => {} }
    },

    async copyTo(name, target) {
      await copyFile(pathOf(name), target, constants.COPYFILE_FICLONE).catch(async (cause: unknown) => {
        throw isMissing(cause) && !(await exists(pathOf(name))) ? notThere(cause) : cause
      })
    },

    workFolder: () => makeWorkFolder(scratch()),

    async derive(sha256, recipe, make) {
      const target = recipeFolder(sha256, recipe)
      if (await exists(target)) return
      await using part = await makeWorkFolder(scratch())
      await make(part.path)
      for (const name of await readdir(part.path)) await syncFile(join(part.path, name))
      await rename(part.path, target).catch(async (cause: unknown) => {
        // Another process made the same meanwhile: its rendition is as good.
        if (!(await exists(target))) throw cause
      })
      await syncFolder(folderOf(sha256))
    },

    async filesOf(sha256, recipe) {
      const names = await readdir(recipeFolder(sha256, recipe)).catch(orMissing)
      if (!names) throw notThere()
      return names
    },

    async removeRendition(sha256, recipe) {
      await rm(recipeFolder(sha256, recipe), { recursive: true, force: true })
    },

    list: () => takeInventory(root),
    renditionSizes: () => renditionSizesIn(root),

    async remove(sha256, isNeeded) {
      const folder = folderOf(sha256)
      const aside = scratch()
      try {
        await rename(folder, aside)
      } catch (cause) {
        if (isMissing(cause)) return true
        throw cause
      }
      const needed = await isNeeded()
      // A file that was stored again meanwhile stays; then this rename fails.
      if (needed) await rename(aside, folder).catch(() => {})
      await rm(aside, { recursive: true, force: true })
      return !needed
    },

    close: files.close,
    address: originalPath,
    restoreCommand: (sha256, extract) => `mkdir -p '${dirname(originalPath(sha256))}' && ${extract} > '${originalPath(sha256)}'`,
  }
}

export async function makeWorkFolder(path: string): Promise<WorkFolder> {
  await mkdir(path)
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

const isMissing = (cause: unknown) => cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')

function orMissing(cause: unknown): null {
  if (isMissing(cause)) return null
  throw cause
}

export const notThere = (cause?: unknown) => new Failure('not-found', ['noFile'], { cause })
