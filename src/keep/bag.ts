/** BagIt 1.0 (RFC 8493): a talk as the package archives take in, whose payload is what `import` takes back. */
import { createHash } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { Failure } from '../failure.ts'
import { emptyFolder, exportTalkApart } from '../ingest/manifest/export.ts'
import type { TalkRecord } from '../library/talk/talk.ts'
import { hashFile, syncFolder } from '../media/store/durable.ts'
import { unfinishedName } from './disk.ts'
import type { KeptIn } from './verify.ts'

export interface BagMaker {
  /** Who hands it over. */
  readonly organisation: string
  /** Name and version of this program. */
  readonly agent: string
}

interface PayloadFile {
  /** From the bag's folder, with slashes. */
  readonly path: string
  readonly sha256: string
  readonly size: number
}

/**
 * A folder a talk, under its id. A bag has its name only when it is whole.
 * @returns how many
 * @throws Failure `conflict` when the folder holds anything, or when a stored file is not what it was: a bag would vouch for it
 */
export async function exportBags(folder: string, from: KeptIn, maker: BagMaker): Promise<number> {
  await emptyFolder(folder)
  const ids = await from.library.allTalkIds()
  for (const id of ids) {
    const talk = await from.library.record(id)
    if (talk) await writeBag(join(folder, id), talk, from, maker)
  }
  return ids.length
}

async function writeBag(target: string, talk: TalkRecord, from: KeptIn, maker: BagMaker): Promise<void> {
  const part = unfinishedName(target)
  try {
    await mkdir(part)
    await exportTalkApart(join(part, 'data'), talk, from)
    const payload = await payloadOf(part)
    requireStoredFiles(talk, payload)
    const tags = {
      'bagit.txt': 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n',
      'bag-info.txt': bagInfo(talk, payload, maker),
      'manifest-sha256.txt': payload.map(({ sha256, path }) => manifestLine(sha256, path)).join(''),
    }
    const sums = Object.entries(tags).map(([name, text]) => manifestLine(createHash('sha256').update(text).digest('hex'), name))
    for (const [name, text] of Object.entries({ ...tags, 'tagmanifest-sha256.txt': sums.join('') }))
      await writeFile(join(part, name), text, { flag: 'wx', flush: true })
    await syncFolder(part)
    await rename(part, target)
  } finally {
    await rm(part, { recursive: true, force: true })
  }
}

async function payloadOf(bag: string): Promise<PayloadFile[]> {
  const entries = await readdir(join(bag, 'data'), { withFileTypes: true, recursive: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const payload: PayloadFile[] = []
  for (const file of files.sort()) {
    const path = relative(bag, file).split(sep).join('/')
    payload.push({ path, sha256: await hashFile(file), size: (await stat(file)).size })
  }
  return payload
}

function requireStoredFiles(talk: TalkRecord, payload: readonly PayloadFile[]): void {
  const { recording } = talk
  const stored = [
    recording?.original,
    recording?.poster,
    recording?.storyboard?.sheet,
    ...talk.attachments.map(({ file }) => file),
    ...talk.transcripts.flatMap(({ revisions }) => revisions.map(({ source }) => source)),
  ]
  const held = new Set(payload.map(({ sha256 }) => sha256))
  const changed = stored.find((file) => file && !held.has(file.sha256))
  if (changed)
    throw new Failure(
      'conflict',
      `${changed.name} van “${talk.id}” is veranderd sinds het werd opgeslagen en wordt niet ingepakt. “woordelijk verify” zegt wat u kunt doen.`,
    )
}

function bagInfo(talk: TalkRecord, payload: readonly PayloadFile[], { organisation, agent }: BagMaker): string {
  const bytes = payload.reduce((sum, { size }) => sum + size, 0)
  const fields = {
    'Source-Organization': organisation,
    'External-Identifier': talk.id,
    'External-Description': talk.title,
    'Bagging-Date': new Date().toISOString().slice(0, 10),
    'Bag-Software-Agent': agent,
    'Payload-Oxum': `${bytes}.${payload.length}`,
    'Bag-Size': bagSize(bytes),
  }
  // A value is one line.
  return Object.entries(fields)
    .map(([name, value]) => `${name}: ${value.replace(/\s+/g, ' ').trim()}\n`)
    .join('')
}

/** Only what would end a line, and the sign that says so, is written otherwise (RFC 8493, 2.1.3). */
function manifestLine(sha256: string, path: string): string {
  return `${sha256}  ${path.replace(/[%\r\n]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)}\n`
}

/** For people: `1.4 GB`. */
function bagSize(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e3).toFixed(1)} kB`
}
