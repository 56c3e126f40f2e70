/** Room on a disk, asked before hours of writing; and what was left half-written there. */
import { randomBytes } from 'node:crypto'
import { readdir, statfs } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Failure } from '../failure.ts'

/** Left free, so that a full disk does not stop the library itself. */
const RESERVE = 64 << 20

/** @throws Failure `unavailable` when the folder's disk does not have this much left; a disk that does not say is tried */
export async function requireSpace(folder: string, bytes: number): Promise<void> {
  const disk = await statfs(folder).catch(() => null)
  if (!disk) return
  const free = disk.bavail * disk.bsize
  if (free < bytes + RESERVE) {
    const [needed, left] = [bytes + RESERVE, free].map((count) => `${Math.ceil(count / 1e6).toLocaleString('nl')} MB`)
    throw new Failure(
      'unavailable',
      `Op de schijf van ${folder} is ${left} vrij en er is ${needed} nodig. Maak ruimte of kies een andere schijf.`,
    )
  }
}

/** The name under which something is written until it is whole. */
export function unfinishedName(path: string): string {
  return `${path}.${randomBytes(4).toString('hex')}.part`
}

/** What earlier attempts to write `path` left when they were cut off, or others are writing now: only people know which. */
export async function unfinished(path: string): Promise<string[]> {
  const names = await readdir(dirname(path)).catch((): string[] => [])
  const [start, end] = [`${basename(path)}.`, '.part']
  return names
    .filter((name) => name.startsWith(start) && name.endsWith(end) && name.length === start.length + 8 + end.length)
    .map((name) => join(dirname(path), name))
}
