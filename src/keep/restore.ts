/** A backup back into a data folder: everything, checked, or nothing. */
import { mkdir, open, readdir, realpath, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { Failure, messageOf } from '../failure.ts'
import { DATABASE_FILE, PRIVATE_FOLDER } from '../library/open.ts'
import { type DatabaseContents, describeDatabase, foreignCode } from '../library/upkeep.ts'
import { syncFolder } from '../media/store/durable.ts'
import { type MediaPlace, openMediaStore } from '../media/store/open-store.ts'
import { type BackupFile, type BackupManifest, type BackupPart, openBackup } from './backup-file.ts'
import { requireSpace, unfinished, unfinishedName } from './disk.ts'

export interface Restored {
  readonly manifest: BackupManifest
  /** Folders that earlier attempts left when they were cut off; they may be thrown away. */
  readonly leftovers: readonly string[]
}

export interface RestoreOptions {
  /** Where the media go; left out: into the data folder. */
  readonly media?: MediaPlace
  /** Called as each file of the backup is stored. */
  readonly onFile?: ((sha256: string) => void) | undefined
}

const IN_FOLDER: MediaPlace = { bucket: null, redirect: false, cacheLimit: 0 }

/**
 * Laid out and checked beside the data folder, which then gets its name in one step.
 * @param data the data folder; absent or empty
 * @throws Failure as `openBackup`; `conflict` when the folder holds anything, `unavailable` when it cannot be written
 */
export async function restore(path: string, data: string, { media = IN_FOLDER, onFile }: RestoreOptions = {}): Promise<Restored> {
  const target = await realpath(data).catch(() => resolve(data))
  await requireEmpty(target)
  const file = await openBackup(path)
  const part = unfinishedName(target)
  try {
    const leftovers = await unfinished(target)
    await mkdir(part, { recursive: true, mode: PRIVATE_FOLDER })
    await requireSpace(
      part,
      file.parts.reduce((sum, { size }) => sum + size, 0),
    )
    await layOut(file, part, media, onFile)
    requireSameContents(describeDatabase(join(part, DATABASE_FILE)), file.manifest)
    await requireOwnCode(join(part, DATABASE_FILE))
    await nameFolder(part, target)
    return { manifest: file.manifest, leftovers }
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    throw new Failure(
      'unavailable',
      `De reservekopie kan niet worden teruggezet in ${target} (${messageOf(cause)}). Er is niets veranderd.`,
      { cause },
    )
  } finally {
    await file.close()
    await rm(part, { recursive: true, force: true })
  }
}

async function layOut(
  { parts }: BackupFile,
  folder: string,
  media: MediaPlace,
  onFile: ((sha256: string) => void) | undefined,
): Promise<void> {
  const store = await openMediaStore(folder, media)
  await store.ready()
  await using work = await store.workFolder()
  for (const part of parts) {
    const path = part.media === null ? join(folder, DATABASE_FILE) : join(work.path, part.media)
    await writePart(part, path)
    if (part.media !== null) await store.adopt(path, part.media)
    onFile?.(part.sha256)
  }
  const folders = await readdir(folder, { withFileTypes: true, recursive: true })
  for (const entry of folders) if (entry.isDirectory()) await syncFolder(join(entry.parentPath, entry.name))
  await syncFolder(folder)
}

async function writePart(part: BackupPart, path: string): Promise<void> {
  await using file = await open(path, 'wx')
  await part.read(async (piece) => {
    for (let done = 0; done < piece.length; ) done += (await file.write(piece, done)).bytesWritten
  })
  await file.sync()
}

/** The database's own word on what belongs to it. */
function requireSameContents({ counts, media }: DatabaseContents, manifest: BackupManifest): void {
  const named = (files: readonly { sha256: string; size: number }[]) =>
    JSON.stringify(files.map((file) => `${file.sha256} ${file.size}`).sort())
  const same = (a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>) =>
    JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort())
  if (named(media) !== named([...manifest.media, ...manifest.damaged]) || !same(counts, manifest.counts))
    throw new Failure(
      'unreadable',
      'De reservekopie is niet te gebruiken: haar database en haar manifest spreken elkaar tegen. Neem een andere reservekopie.',
    )
}

/** A trigger or view runs with every later change: one that is not ours is no data, and one of ours that is gone no longer guards the log. */
async function requireOwnCode(database: string): Promise<void> {
  const foreign = await foreignCode(database)
  if (foreign.length > 0)
    throw new Failure(
      'unreadable',
      `De reservekopie is niet te vertrouwen: in haar database staat code die niet van Woordelijk is of die ontbreekt (${foreign.join(', ')}). Neem een andere reservekopie.`,
    )
}

async function nameFolder(part: string, target: string): Promise<void> {
  try {
    // Takes the place of an empty folder, and of no other.
    await rename(part, target)
  } catch (cause) {
    throw new Failure(
      'unavailable',
      `${target} kan niet worden vervangen (${(cause as NodeJS.ErrnoException).code}). Is het een koppelpunt, zet dan terug in een map daarin, bijvoorbeeld WOORDELIJK_DATA=${join(target, 'bibliotheek')}.`,
      { cause },
    )
  }
  await syncFolder(dirname(target))
}

async function requireEmpty(target: string): Promise<void> {
  const names = await readdir(target).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return []
    throw new Failure('unavailable', `De map ${target} kan niet worden gelezen (${messageOf(cause)}).`, { cause })
  })
  if (names.length > 0)
    throw new Failure('conflict', `De map ${target} is niet leeg. Terugzetten overschrijft niets; kies een nieuwe map met WOORDELIJK_DATA.`)
}
