/**
 * A library in use as one file: its database as it was at one moment, and every stored original. What is made from those (renditions for the
 * player) is left out, since it is made again; so are secrets in the data folder, which are not the library's.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat, open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { Failure, messageOf } from '../failure.ts'
import { DATABASE_FILE } from '../library/open.ts'
import { copyDatabase, type DatabaseContents, describeDatabase } from '../library/upkeep.ts'
import { hashFile, syncFolder } from '../media/store/durable.ts'
import { type MediaStore, original } from '../media/store/store.ts'
import { BACKUP_NAMES, type BackupManifest, openBackup, sumsOf } from './backup-file.ts'
import { requireSpace, unfinishedName } from './disk.ts'
import { createTar } from './tar.ts'

export interface BackupParts {
  /** The database's path. */
  readonly database: string
  readonly store: MediaStore
}

export interface BackupOptions {
  /** The program's version, for the manifest. */
  readonly program: string
  /** Called as each file is in, by its name in the backup. */
  readonly onFile?: (name: string) => void
}

/**
 * The backup has its name only when it is whole, on disk and read back. Nothing is ever overwritten.
 * @returns what it holds; `damaged` names stored files that are missing or changed and therefore not in it
 * @throws Failure `conflict` when there is such a file, `unavailable` when it cannot be written, `unreadable` for a damaged database
 */
export async function backup(
  { database, store }: BackupParts,
  target: string,
  { program, onFile }: BackupOptions,
): Promise<BackupManifest> {
  const path = resolve(target)
  await requireFree(path)
  await using work = await store.workFolder()
  const copy = join(work.path, DATABASE_FILE)
  const part = unfinishedName(path)
  try {
    await copyDatabase(database, copy)
    const contents = describeDatabase(copy)
    const { size } = await stat(copy)
    await requireSpace(
      dirname(path),
      contents.media.reduce((sum, file) => sum + file.size, size),
    )
    const known = { program, created: new Date().toISOString(), schema: contents.schema, counts: contents.counts }
    const manifest = await writeBackup(part, { copy, size, media: contents.media, known, store, onFile })
    await readBack(part)
    await requireFree(path)
    await rename(part, path)
    await syncFolder(dirname(path))
    return manifest
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    throw new Failure(
      'unavailable',
      `De reservekopie ${path} kan niet worden geschreven (${messageOf(cause)}). Controleer of de map bestaat en of u erin mag schrijven.`,
      { cause },
    )
  } finally {
    await rm(part, { force: true })
  }
}

/** Reads a backup whole. @throws Failure as `openBackup`, and `unreadable` when a file in it is not what was kept */
export async function checkBackup(path: string): Promise<BackupManifest> {
  const file = await openBackup(path)
  try {
    for (const part of file.parts) await part.read()
    return file.manifest
  } finally {
    await file.close()
  }
}

interface Contents {
  readonly copy: string
  readonly size: number
  readonly media: DatabaseContents['media']
  readonly known: Pick<BackupManifest, 'program' | 'created' | 'schema' | 'counts'>
  readonly store: MediaStore
  readonly onFile: BackupOptions['onFile']
}

async function writeBackup(part: string, { copy, size, media, known, store, onFile }: Contents): Promise<BackupManifest> {
  await using file = await open(part, 'wx', 0o600)
  const tar = createTar(file, new Date(known.created))
  const database = { sha256: await hashFile(copy), size }
  if (!(await addFile(tar, BACKUP_NAMES.database, createReadStream(copy, { highWaterMark: 1 << 20 }), database)))
    throw new Error('the copy of the database changed')
  onFile?.(BACKUP_NAMES.database)
  const kept: BackupManifest['media'] = []
  const damaged: BackupManifest['media'] = []
  for (const one of media) {
    const isKept = await addFile(tar, BACKUP_NAMES.media(one.sha256), store.read(original(one.sha256)), one)
    ;(isKept ? kept : damaged).push(one)
    onFile?.(BACKUP_NAMES.media(one.sha256))
  }
  const manifest: BackupManifest = { format: 'woordelijk-backup', version: 1, ...known, database, media: kept, damaged }
  const written = Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`)
  await addBytes(tar, BACKUP_NAMES.manifest, written)
  await addBytes(tar, BACKUP_NAMES.sums, sumsOf(manifest, written))
  await tar.end()
  onFile?.(BACKUP_NAMES.sums)
  return manifest
}

type Tar = ReturnType<typeof createTar>

/** @returns false, and nothing added, when the file is not what was stored: a wrong file must not pass for a kept one */
async function addFile(
  tar: Tar,
  name: string,
  bytes: AsyncIterable<Buffer>,
  { sha256, size }: { sha256: string; size: number },
): Promise<boolean> {
  const hash = createHash('sha256')
  const content = async function* () {
    try {
      for await (const piece of bytes) {
        hash.update(piece)
        yield piece
      }
    } catch (cause) {
      if (cause instanceof Failure && cause.code === 'unavailable') throw cause
      // The file is missing, or the disk cannot read it: then the bytes are too few.
    }
  }
  return tar.add(name, size, content(), () => hash.digest('hex') === sha256)
}

async function addBytes(tar: Tar, name: string, bytes: Buffer): Promise<void> {
  await tar.add(
    name,
    bytes.length,
    (async function* () {
      yield bytes
    })(),
  )
}

async function readBack(part: string): Promise<void> {
  await checkBackup(part).catch((cause: unknown) => {
    throw new Failure('unavailable', 'De reservekopie is anders van de schijf gekomen dan ze is geschreven. Gebruik een andere schijf.', {
      cause,
    })
  })
}

async function requireFree(path: string): Promise<void> {
  const taken = await lstat(path).catch(() => null)
  if (taken)
    throw new Failure('conflict', `${path} bestaat al. Een reservekopie overschrijft niets; kies een andere naam dan ${basename(path)}.`)
}
