/**
 * The media of a library into another store: each original that the record names, with its renditions. An original counts as copied when its
 * SHA-256 was computed from what the new store gives back.
 */
import { join } from 'node:path'
import { Failure } from '../failure.ts'
import { hashFile } from '../media/store/durable.ts'
import { hashStored, type MediaStore, original, rendition } from '../media/store/store.ts'
import { requireSpace } from './disk.ts'
import type { MoveJournal } from './move-journal.ts'

interface MediaFile {
  readonly sha256: string
  readonly size: number
}

export interface MediaMove {
  readonly files: readonly MediaFile[]
  readonly source: MediaStore
  readonly target: MediaStore
  readonly journal: MoveJournal
  /** A folder on the target's disk; null: the target is elsewhere. */
  readonly disk: string | null
  readonly onProgress: (files: number, all: number, bytes: number) => void
}

export interface MovedMedia {
  readonly files: number
  readonly bytes: number
  readonly renditions: number
  /** Originals and renditions that were not there yet. */
  readonly copied: number
  /** Files of an earlier copy that the library no longer has. */
  readonly removed: number
  /** Originals that the source does not have, or that are not what they were: they were not copied. */
  readonly damaged: readonly { readonly sha256: string; readonly problem: 'missing' | 'changed' }[]
}

/** A store far away answers slowly, and many files are small. */
const AT_ONCE = 4

/** @throws Failure `conflict` when the target holds files of another library; nothing was copied then */
export async function moveMedia(move: MediaMove): Promise<MovedMedia> {
  const { files, source, target, journal, disk } = move
  const wanted = new Set(files.map(({ sha256 }) => sha256))
  const there = new Map((await target.list()).files.map((file) => [file.sha256, file]))
  const others = [...there.keys()].filter((sha256) => !wanted.has(sha256) && !journal.hasBegun(sha256))
  if (others.length > 0)
    throw new Failure(
      'conflict',
      `De nieuwe mediaopslag bevat ${others.length} bestanden die niet van deze bibliotheek zijn, zoals ${target.address(others[0] ?? '')}. Kies een lege map of een eigen voorvoegsel (s3://bucket/voorvoegsel).`,
    )
  if (disk !== null) {
    const bytes = files.reduce((sum, { sha256, size }) => sum + (there.get(sha256)?.size === size ? 0 : size), 0)
    await requireSpace(disk, bytes)
  }
  const recipes = new Map((await source.list()).files.map(({ sha256, derived }) => [sha256, derived]))
  let [done, bytes, copied, renditions, removed] = [0, 0, 0, 0, 0]
  const damaged: { sha256: string; problem: 'missing' | 'changed' }[] = []

  async function moveFile(file: MediaFile): Promise<void> {
    const held = there.get(file.sha256)
    if (!(journal.isDone(file.sha256) && held?.size === file.size)) {
      await journal.begin(file.sha256)
      const outcome = await copyOriginal(file, move, held?.size != null)
      if (outcome === 'missing' || outcome === 'changed') return void damaged.push({ sha256: file.sha256, problem: outcome })
      if (outcome === 'copied') copied++
      await journal.done(file.sha256)
    }
    bytes += file.size
    for (const recipe of recipes.get(file.sha256) ?? []) {
      const name = `${file.sha256}/${recipe}`
      const isThere = journal.isDone(name) && held?.derived.includes(recipe)
      if (!isThere) {
        const outcome = await copyRendition(file.sha256, recipe, move)
        if (outcome === 'missing') continue
        if (outcome === 'copied') copied++
        await journal.done(name)
      }
      renditions++
    }
  }

  const queue = files.values()
  let stopped = false
  const lane = async () => {
    for (const file of queue) {
      if (stopped) return
      await moveFile(file).catch((error: unknown) => {
        stopped = true
        throw error
      })
      move.onProgress(++done, files.length, bytes)
    }
  }
  const lanes = await Promise.allSettled(Array.from({ length: AT_ONCE }, lane))
  for (const outcome of lanes) if (outcome.status === 'rejected') throw outcome.reason
  for (const sha256 of there.keys())
    if (!wanted.has(sha256)) {
      await target.remove(sha256, async () => false)
      removed++
    }
  return { files: files.length - damaged.length, bytes, renditions, copied, removed, damaged }
}

type Outcome = 'copied' | 'there' | 'missing' | 'changed'

const orMissing = (error: unknown): null => {
  if (error instanceof Failure && error.code === 'not-found') return null
  throw error
}

async function copyOriginal({ sha256 }: MediaFile, { source, target }: MediaMove, isThere: boolean): Promise<Outcome> {
  if (isThere) {
    if ((await hashStored(target, sha256).catch(orMissing)) === sha256) return 'there'
    await target.remove(sha256, async () => false)
  }
  const local = await source.local(original(sha256)).catch((error: unknown) => {
    // A store that keeps copies on this disk compares them as it makes them.
    if (error instanceof Failure && error.code === 'unreadable') return 'changed' as const
    return orMissing(error)
  })
  if (local === null) return 'missing'
  if (local === 'changed') return 'changed'
  await using copy = local
  // A damaged file would be stored under the name of its damage.
  if ((await hashFile(copy.path)) !== sha256) return 'changed'
  const stored = await target.put(copy.path)
  // A store far away has read it back before it says that the file is stored.
  const arrived = target.isRemote ? stored.sha256 : await hashStored(target, sha256)
  if (arrived === sha256) return 'copied'
  await target.remove(sha256, async () => false)
  throw new Failure(
    'unavailable',
    `${target.address(sha256)} is anders teruggelezen dan het is geschreven. Controleer de schijf of de opslag en voer de opdracht nog eens uit.`,
  )
}

async function copyRendition(sha256: string, recipe: string, { source, target }: MediaMove): Promise<Outcome> {
  const names = await source.filesOf(sha256, recipe).catch(orMissing)
  if (names === null) return 'missing'
  for (let times = 0; ; times++) {
    let isNew = false
    const copy = async (folder: string) => {
      isNew = true
      for (const name of names) await source.copyTo(rendition(sha256, recipe, name), join(folder, name))
    }
    const made = await target.derive(sha256, recipe, copy).then(() => true, orMissing)
    // Removed from the source meanwhile.
    if (made === null) return 'missing'
    if (await hasSameFiles(names, sha256, recipe, source, target)) return isNew ? 'copied' : 'there'
    // Left by an earlier attempt, or remade in the source since.
    await target.removeRendition(sha256, recipe)
    if (times === 1) throw new Failure('unavailable', `${target.address(sha256)} (${recipe}) is anders teruggelezen dan het is geschreven.`)
  }
}

async function hasSameFiles(
  names: readonly string[],
  sha256: string,
  recipe: string,
  source: MediaStore,
  target: MediaStore,
): Promise<boolean> {
  const theirs = await target.filesOf(sha256, recipe).catch(orMissing)
  if (theirs === null || theirs.toSorted().join('\n') !== names.toSorted().join('\n')) return false
  for (const name of names) {
    const file = rendition(sha256, recipe, name)
    const [ours, other] = [await source.stat(file), await target.stat(file)]
    if (ours?.size !== other?.size) return false
  }
  return true
}
