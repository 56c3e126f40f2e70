/** What lies in the media folder, whether anything needs it or not; and how what nothing needs leaves it. */
import { randomUUID } from 'node:crypto'
import { readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { mediaFolder, ORIGINAL, UNFINISHED } from './store.ts'

export interface HeldFile {
  readonly sha256: string
  /** Of the original, in bytes; null when there is none. */
  readonly size: number | null
  /** The last change to it or to what is made from it. */
  readonly modified: Date
  /** Names of what is made from it. */
  readonly derived: readonly string[]
}

export interface Leftover {
  readonly path: string
  readonly modified: Date
}

export interface Inventory {
  readonly files: readonly HeldFile[]
  /** Unfinished things: under way, or cut off. */
  readonly leftovers: readonly Leftover[]
  /** Names that no part of the program gives. */
  readonly strangers: readonly string[]
}

const GROUP = /^[0-9a-f]{2}$/
const SHA256 = /^[0-9a-f]{64}$/

/** @param root the store's */
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
  const leftovers = await Promise.all(
    (await readdir(join(root, UNFINISHED))).map(async (name) => {
      const path = join(root, UNFINISHED, name)
      return { path, modified: await lastChange([path]) }
    }),
  )
  return { files, leftovers, strangers }
}

/**
 * Takes a file and what is made from it out of the store, unless it turns out to be needed: it is out of sight first and asked for
 * again then, so that whoever stores it at that moment stores it anew.
 * @returns whether it is gone
 */
export async function discard(root: string, sha256: string, isNeeded: () => Promise<boolean>): Promise<boolean> {
  const folder = mediaFolder(root, sha256)
  const aside = join(root, UNFINISHED, `${randomUUID()}.part`)
  await rename(folder, aside)
  const needed = await isNeeded()
  // Stored anew meanwhile: then that one stays.
  if (needed) await rename(aside, folder).catch(() => {})
  await rm(aside, { recursive: true, force: true })
  return !needed
}

async function heldFile(folder: string, sha256: string): Promise<HeldFile> {
  const names = await readdir(folder)
  const original = names.includes(ORIGINAL) ? await stat(join(folder, ORIGINAL)) : null
  return {
    sha256,
    size: original?.size ?? null,
    modified: await lastChange([folder, ...names.map((name) => join(folder, name))]),
    derived: names.filter((name) => name !== ORIGINAL),
  }
}

async function lastChange(paths: readonly string[]): Promise<Date> {
  const times = await Promise.all(paths.map(async (path) => (await stat(path)).mtimeMs))
  return new Date(Math.max(...times))
}
