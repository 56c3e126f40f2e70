/** Which files a media folder holds, needed or not. */
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { HeldFile, Inventory, Leftover } from './store.ts'

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
