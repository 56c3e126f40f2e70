/**
 * Copies of stored files on this machine's disk, bounded in size; the copy longest unused goes first. Several processes may share the
 * folder. A lease is a hard link of its own, so removing a cached file never takes a leased copy away.
 */
import { randomUUID } from 'node:crypto'
import { link, mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { leftoversIn } from './folder-inventory.ts'
import type { Leftover, LocalCopy } from './store.ts'

export interface LocalCache {
  /** Where a copy of this name is or would be. */
  pathOf(name: string): string
  /** A new name for something unfinished. */
  scratch(): string
  /**
   * Makes sure that the copy is there. Callers that want the same copy at once share one download.
   * @param fill writes it to a new file
   * @param modified the stored file's own time, which the copy gets
   */
  fill(name: string, modified: Date, fill: (path: string) => Promise<void>): Promise<string>
  /** A copy that stays until it is disposed of; null where `name` is not in the cache. */
  lease(name: string): Promise<LocalCopy | null>
  remove(name: string): Promise<void>
  leftovers(): Promise<Leftover[]>
}

export async function openLocalCache(root: string, limit: number): Promise<LocalCache> {
  const [copies, unfinished] = [join(root, 'copies'), join(root, 'tmp')]
  await mkdir(copies, { recursive: true })
  await mkdir(unfinished, { recursive: true })
  const filling = new Map<string, Promise<string>>()
  let trimming: Promise<void> = Promise.resolve()
  const pathOf = (name: string) => join(copies, name)
  const scratch = () => join(unfinished, `${randomUUID()}.part`)

  /** Removes the copies longest unused until the rest fits. The access time is the time of the last use. */
  async function trim(newest: string): Promise<void> {
    const names = await readdir(copies)
    const infos = await Promise.all(names.map((name) => stat(pathOf(name)).catch(() => null)))
    const entries = names.flatMap((name, i) => {
      const info = infos[i]
      return info ? [{ name, size: info.size, used: info.atimeMs }] : []
    })
    let total = entries.reduce((sum, { size }) => sum + size, 0)
    for (const { name, size } of entries.toSorted((a, b) => a.used - b.used)) {
      if (total <= limit) return
      // The newest copy stays even when it is larger than the limit: its caller has not opened it yet.
      if (name === newest) continue
      await rm(pathOf(name), { force: true })
      total -= size
    }
  }

  async function fetchCopy(name: string, modified: Date, fill: (path: string) => Promise<void>): Promise<string> {
    const path = pathOf(name)
    if (await stat(path).catch(() => null)) return path
    const part = scratch()
    try {
      await fill(part)
      await utimes(part, new Date(), modified)
      await rename(part, path)
    } finally {
      await rm(part, { force: true })
    }
    trimming = trimming.then(() => trim(name)).catch(() => undefined)
    await trimming
    return path
  }

  return {
    pathOf,
    scratch,
    fill(name, modified, fill) {
      const under = filling.get(name)
      if (under) return under
      const work = fetchCopy(name, modified, fill).finally(() => filling.delete(name))
      filling.set(name, work)
      return work
    },
    async lease(name) {
      const path = join(unfinished, `${randomUUID()}.lease`)
      try {
        await link(pathOf(name), path)
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null
        throw cause
      }
      const { mtime } = await stat(path)
      await utimes(path, new Date(), mtime)
      return { path, isStored: false, [Symbol.asyncDispose]: () => rm(path, { force: true }) }
    },
    remove: (name) => rm(pathOf(name), { force: true }),
    leftovers: () => leftoversIn(unfinished),
  }
}
