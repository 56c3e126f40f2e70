/** Which files a media folder holds, needed or not. */
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { HeldFile, Inventory, Leftover, RenditionSize } from './store.ts'

/** The subfolder for unfinished files. */
export const UNFINISHED = 'tmp'
/** The name of the file as it was stored; its renditions are beside it. */
export const ORIGINAL = 'original'

const GROUP = /^[0-9a-f]{2}$/
export const SHA256 = /^[0-9a-f]{64}$/

export function mediaFolder(root: string, sha256: string): string {
  if (!SHA256.test(sha256)) throw new TypeError('not a SHA-256')
  return join(root, sha256.slice(0, 2), sha256)
}

export async function takeInventory(root: string): Promise<Inventory> {
  const files: HeldFile[] = []
  const strangers: string[] = []
  for (const group of await readdir(root)) {
    if (group === UNFINISHED) continue
    if (!GROUP.test(group)) {
      strangers.push(join(root, group))
      continue
    }
    for (const name of await readdir(join(root, group))) {
      const path = join(root, group, name)
      if (SHA256.test(name) && name.startsWith(group)) files.push(await heldFile(path, name))
      else strangers.push(path)
    }
  }
  return { files, leftovers: await leftoversIn(join(root, UNFINISHED)), strangers }
}

/** A folder that goes meanwhile counts as empty. */
export async function* renditionSizesIn(root: string): AsyncGenerator<RenditionSize> {
  const namesIn = (folder: string) => readdir(folder).catch((): string[] => [])
  for (const group of await namesIn(root)) {
    if (!GROUP.test(group)) continue
    for (const sha256 of await namesIn(join(root, group))) {
      if (!SHA256.test(sha256)) continue
      const folder = join(root, group, sha256)
      for (const recipe of await namesIn(folder)) {
        if (recipe === ORIGINAL) continue
        const names = await namesIn(join(folder, recipe))
        let size = 0
        // One after another: beside requests, thousands of segments at once would take every thread that reads files.
        for (const name of names) size += await sizeOf(join(folder, recipe, name))
        yield { sha256, recipe, size }
      }
    }
  }
}

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  )

export async function leftoversIn(folder: string): Promise<Leftover[]> {
  return Promise.all(
    (await readdir(folder)).map(async (name) => {
      const address = join(folder, name)
      return { address, modified: await lastChange([address]), remove: () => rm(address, { recursive: true, force: true }) }
    }),
  )
}

async function heldFile(folder: string, sha256: string): Promise<HeldFile> {
  const names = await readdir(folder)
  const file = names.includes(ORIGINAL) ? await stat(join(folder, ORIGINAL)) : null
  return {
    sha256,
    size: file?.size ?? null,
    modified: await lastChange([folder, ...names.map((name) => join(folder, name))]),
    derived: names.filter((name) => name !== ORIGINAL),
  }
}

async function lastChange(paths: readonly string[]): Promise<Date> {
  const times = await Promise.all(paths.map(async (path) => (await stat(path)).mtimeMs))
  return new Date(Math.max(...times))
}
