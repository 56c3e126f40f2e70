/**
 * A backup as it lies there: a tar that any archiver opens, with `SHA256SUMS` for `sha256sum -c`. What it must hold follows from its
 * manifest, to the byte; anything more, less or other is refused before a byte of it is used.
 */
import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { z } from 'zod'
import { Failure, messageOf } from '../failure.ts'
import { requireKnownSchema } from '../library/upkeep.ts'
import { readEntry, readTar, type TarEntry } from './tar.ts'

const DATABASE = 'database.sqlite'
const MANIFEST = 'manifest.json'
const SUMS = 'SHA256SUMS'
export const BACKUP_NAMES = { database: DATABASE, manifest: MANIFEST, sums: SUMS, media: (sha256: string) => `media/${sha256}/original` }

/** A manifest names each file; far beyond any library's. */
const MANIFEST_LIMIT = 256 << 20

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const size = z.int().min(0)
const manifestType = z.strictObject({
  format: z.literal('woordelijk-backup'),
  version: z.literal(1),
  /** Of the program that made it. */
  program: z.string(),
  /** UTC instant. */
  created: z.iso.datetime(),
  schema: z.string(),
  /** Rows of each table. */
  counts: z.record(z.string(), z.int().min(0)),
  database: z.strictObject({ sha256, size }),
  media: z.array(z.strictObject({ sha256, size })),
  /** Files that were not as they had been stored, so that there was nothing to keep. */
  damaged: z.array(z.strictObject({ sha256, size })),
})

export type BackupManifest = z.infer<typeof manifestType>

/** A file in a backup whose content is still to be read and hashed. */
export interface BackupPart {
  /** Null for the database, the SHA-256 for a media file. */
  readonly media: string | null
  readonly sha256: string
  readonly size: number
  /** @param take gets each piece. @throws Failure `unreadable` after the last, when they are not the bytes that were kept */
  read(take?: (piece: Buffer) => Promise<void>): Promise<void>
}

export interface BackupFile {
  readonly manifest: BackupManifest
  /** Database first. */
  readonly parts: readonly BackupPart[]
  close(): Promise<void>
}

/**
 * Opens a backup and checks everything but the content of its files.
 * @throws Failure `not-found`, `unreadable` for a damaged one, `invalid` for one that holds what it should not, `conflict` for a newer one
 */
export async function openBackup(path: string): Promise<BackupFile> {
  const file = await open(path, 'r').catch((cause: unknown) => {
    throw new Failure('not-found', `De reservekopie ${path} kan niet worden gelezen (${messageOf(cause)}).`, { cause })
  })
  try {
    const { manifest, entries } = await readContents(file)
    const parts = expectedParts(manifest).map(({ name, ...part }) => {
      const entry = entries.get(name)
      if (!entry) throw new TypeError('the names were compared before')
      return { ...part, read: (take?: (piece: Buffer) => Promise<void>) => readPart(file, entry, part.sha256, path, take) }
    })
    return { manifest, parts, close: () => file.close() }
  } catch (error) {
    await file.close()
    if (error instanceof Failure) throw new Failure(error.code, refusal(path, error.message), { cause: error })
    throw new Failure('unreadable', refusal(path, messageOf(error)), { cause: error })
  }
}

/** `sha256sum -c` reads it. */
export function sumsOf(manifest: BackupManifest, written: Buffer): Buffer {
  const lines = [...expectedParts(manifest), { name: MANIFEST, sha256: createHash('sha256').update(written).digest('hex') }]
  return Buffer.from(lines.map(({ name, sha256: sum }) => `${sum}  ${name}\n`).join(''))
}

const refusal = (path: string, why: string) => `De reservekopie ${path} is niet te gebruiken: ${why}. Neem een andere reservekopie.`

function expectedParts({ database, media }: BackupManifest) {
  return [
    { name: DATABASE, media: null, ...database },
    ...media.map((file) => ({ name: BACKUP_NAMES.media(file.sha256), media: file.sha256, ...file })),
  ]
}

async function readContents(file: FileHandle): Promise<{ manifest: BackupManifest; entries: Map<string, TarEntry> }> {
  const list = await readTar(file)
  const entries = new Map(list.map((entry) => [entry.name, entry]))
  if (entries.size < list.length) throw new Failure('invalid', 'een bestand staat er twee keer in')
  const written = await readWhole(file, entries.get(MANIFEST))
  const manifest = readManifest(written)
  const expected = expectedParts(manifest)
  for (const { name, size: bytes } of expected) {
    const entry = entries.get(name)
    if (!entry) throw new Failure('unreadable', `${name} ontbreekt`)
    if (entry.size !== bytes) throw new Failure('unreadable', `${name} heeft ${entry.size} bytes in plaats van ${bytes}`)
  }
  const names = new Set([...expected.map(({ name }) => name), MANIFEST, SUMS])
  if (list.some(({ name }) => !names.has(name))) throw new Failure('invalid', 'er zitten bestanden in die niet in het manifest staan')
  if (!(await readWhole(file, entries.get(SUMS))).equals(sumsOf(manifest, written)))
    throw new Failure('unreadable', 'de controlegetallen kloppen niet met de inhoud')
  return { manifest, entries }
}

function readManifest(written: Buffer): BackupManifest {
  const value = json(written)
  const version = z.looseObject({ format: z.literal('woordelijk-backup'), version: z.int() }).safeParse(value)
  if (version.success && version.data.version > 1)
    throw new Failure('conflict', 'ze is gemaakt door een nieuwere versie van Woordelijk; werk het programma eerst bij')
  const manifest = manifestType.safeParse(value)
  if (!manifest.success) throw new Failure('unreadable', 'het manifest is beschadigd')
  requireKnownSchema(manifest.data.schema)
  return manifest.data
}

/** Undefined when it is none. */
function json(written: Buffer): unknown {
  try {
    return JSON.parse(written.toString('utf8'))
  } catch {
    return undefined
  }
}

async function readWhole(file: FileHandle, entry: TarEntry | undefined): Promise<Buffer> {
  if (!entry || entry.size > MANIFEST_LIMIT)
    throw new Failure('unreadable', 'het manifest ontbreekt; ze is niet afgemaakt of is geen reservekopie')
  const pieces: Buffer[] = []
  for await (const piece of readEntry(file, entry)) pieces.push(piece)
  return Buffer.concat(pieces)
}

async function readPart(
  file: FileHandle,
  entry: TarEntry,
  expected: string,
  path: string,
  take: (piece: Buffer) => Promise<void> = async () => {},
): Promise<void> {
  const hash = createHash('sha256')
  for await (const piece of readEntry(file, entry)) {
    hash.update(piece)
    await take(piece)
  }
  if (hash.digest('hex') !== expected) throw new Failure('unreadable', refusal(path, `${entry.name} is beschadigd`))
}
