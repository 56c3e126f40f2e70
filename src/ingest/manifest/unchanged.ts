/** Manifests that look as they did when they were last imported, themselves and every file they name: they need not be opened. */
import { stat } from 'node:fs/promises'
import { HLS_RECIPE } from '../../media/recipe.ts'
import type { ReadableFolders } from './readable-folders.ts'

/** To be raised when manifests come to be read otherwise: every note is then out of date. */
const READING = 1

/** Path and looks: any write to the file changes the second. */
type Seen = readonly [path: string, looks: string]

/** @returns null when one of the files is not there */
export async function notedSight(paths: readonly string[], folders: ReadableFolders): Promise<string | null> {
  const seen: Seen[] = []
  for (const path of paths) {
    const looks = await looksOf(path)
    if (looks === null) return null
    seen.push([path, looks])
  }
  return JSON.stringify({ reading: READING, recipe: HLS_RECIPE, folders: folders.allowed, seen })
}

/** @param note as `notedSight` wrote it, possibly in an earlier version of the program */
export async function looksTheSame(note: string, folders: ReadableFolders): Promise<boolean> {
  const paths = pathsOf(note)
  return paths !== null && (await notedSight(paths, folders)) === note
}

function pathsOf(note: string): string[] | null {
  const { seen } = JSON.parse(note) as { seen?: readonly Seen[] }
  return seen?.map(([path]) => path) ?? null
}

/** Size, both times in nanoseconds and the inode. The time of change cannot be set back, as `touch` sets back that of writing. */
async function looksOf(path: string): Promise<string | null> {
  const info = await stat(path, { bigint: true }).catch(() => null)
  return info && [info.size, info.mtimeNs, info.ctimeNs, info.ino].join(' ')
}
