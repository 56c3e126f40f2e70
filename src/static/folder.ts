/**
 * The folder of a static library. A marker file says that it is ours; `SHA256SUMS` lists what is in it. A run writes what changed and
 * removes only files that a run of ours wrote, so that what somebody adds (`CNAME`, `.htaccess`) stays.
 */
import { createHash } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import {
  appendFile,
  copyFile,
  link,
  lstat,
  mkdir,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Failure, messageOf } from '../failure.ts'
import type { LocalCopy } from '../media/store/store.ts'

const MARKER = '.woordelijk-statisch'
const MARKER_TEXT = 'Deze map is gemaakt door “woordelijk export --static” en wordt door een volgende keer bijgewerkt.\n'
export const SUMS = 'SHA256SUMS'
/** Names of files that a run has begun to write: one that is broken off leaves them for the next run to remove. */
const JOURNAL = '.woordelijk-statisch-bezig'

/** How recordings come into the folder. */
export type MediaMode = 'copy' | 'link' | 'none'

export interface FolderTotals {
  readonly files: number
  readonly written: number
  readonly removed: number
  /** Media files by how they came in. */
  readonly copied: number
  readonly hardLinks: number
  readonly symbolicLinks: number
}

export interface StaticFolder {
  /** Writes a file unless it is there already with this content. */
  write(file: string, content: string | Uint8Array): Promise<void>
  /**
   * Puts a stored file in, under its known SHA-256 where there is one; a file that is there already is left alone. Only the stored file
   * itself is linked to: a temporary copy of it is always copied.
   */
  place(file: string, source: Pick<LocalCopy, 'path' | 'isStored'>, sha256: string | null): Promise<void>
  /** Removes what earlier runs wrote and this one did not, and writes the checksums. */
  finish(): Promise<FolderTotals>
}

/** @throws Failure `conflict` where the folder holds something else, `unavailable` where it cannot be written */
export async function openFolder(root: string, mode: MediaMode): Promise<StaticFolder> {
  const folder = await claim(root)
  const earlier = await readSums(join(folder, SUMS))
  const journal = join(folder, JOURNAL)
  const unfinished = await readFile(journal, 'utf8').then(
    (text) => text.split('\n').filter((line) => line !== ''),
    () => [],
  )
  const sums = new Map<string, string>()
  const counts = { written: 0, copied: 0, hardLinks: 0, symbolicLinks: 0 }

  /** @returns the file's path, with its folder made. @throws Failure `conflict` where a link leads out of the folder */
  async function pathFor(file: string): Promise<string> {
    const path = join(folder, file)
    if (!path.startsWith(folder + sep)) throw new Failure('invalid', `“${file}” ligt buiten de map.`)
    const parent = dirname(path)
    await mkdir(parent, { recursive: true })
    if ((await realpath(parent)) !== parent)
      throw new Failure(
        'conflict',
        `${parent} is een koppeling naar een andere map. Verwijder die koppeling; de export schrijft alleen in ${folder}.`,
      )
    return path
  }

  async function begin(file: string): Promise<void> {
    if (!earlier.has(file)) await appendFile(journal, `${file}\n`)
  }

  /** Under another name first, so that a run that is broken off leaves no half file. */
  async function settle(path: string, make: (part: string) => Promise<void>): Promise<void> {
    const part = `${path}.part`
    await rm(part, { force: true })
    try {
      await make(part)
      await rename(part, path)
    } finally {
      await rm(part, { force: true })
    }
  }

  return {
    async write(file, content) {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      if (sums.has(file)) throw new Error(`${file} is written twice`)
      sums.set(file, sha256)
      const path = await pathFor(file)
      if (await holds(path, bytes)) return
      await begin(file)
      await settle(path, (part) => writeFile(part, bytes, { flag: 'wx' }))
      counts.written++
    },

    async place(file, { path: source, isStored }, sha256) {
      if (sums.has(file)) return
      const how = isStored ? mode : 'copy'
      const path = await pathFor(file)
      const there = await lstat(path).catch(() => null)
      const held = await stat(path).catch(() => null)
      const wanted = await stat(source)
      const asWanted = there !== null && (how === 'copy' ? there.isFile() && (there.ino !== wanted.ino || there.dev !== wanted.dev) : true)
      const known = earlier.get(file)
      if (asWanted && held?.size === wanted.size && known !== undefined && (sha256 === null || known === sha256)) {
        sums.set(file, known)
        return
      }
      await begin(file)
      await settle(path, async (part) => {
        counts[await bringIn(source, part, how)]++
      })
      sums.set(file, sha256 ?? (await hashOf(path)))
      counts.written++
    },

    async finish() {
      const gone = [...new Set([...earlier.keys(), ...unfinished])].filter((file) => !sums.has(file) && isInside(folder, file))
      let removed = 0
      for (const file of gone) {
        const path = join(folder, file)
        await rm(`${path}.part`, { force: true })
        if (!(await lstat(path).catch(() => null))) continue
        await rm(path)
        removed++
        await removeEmptyFolders(dirname(path), folder)
      }
      const lines = [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([file, sha256]) => `${sha256}  ${file}\n`)
      const path = join(folder, SUMS)
      const bytes = Buffer.from(lines.join(''))
      if (!(await holds(path, bytes))) await settle(path, (part) => writeFile(part, bytes, { flag: 'wx' }))
      await rm(journal, { force: true })
      return { files: sums.size, removed, ...counts }
    },
  }
}

/** Makes the folder ours: a new or empty one, or one of an earlier run. */
async function claim(root: string): Promise<string> {
  const folder = resolve(root)
  try {
    await mkdir(folder, { recursive: true })
    const entries = await readdir(folder)
    if (!entries.includes(MARKER)) {
      if (entries.length > 0)
        throw new Failure(
          'conflict',
          `De map ${folder} bevat al iets anders. Kies een nieuwe of lege map, of een map die eerder zo is gemaakt.`,
        )
      await writeFile(join(folder, MARKER), MARKER_TEXT, { flag: 'wx' })
    }
    return await realpath(folder)
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    throw new Failure('unavailable', `De map ${folder} kan niet worden gemaakt of geschreven (${messageOf(cause)}).`, { cause })
  }
}

async function readSums(file: string): Promise<Map<string, string>> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return new Map(
    text.split('\n').flatMap((line): [string, string][] => {
      const [, sha256, name] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? []
      return sha256 !== undefined && name !== undefined ? [[name, sha256]] : []
    }),
  )
}

const isInside = (folder: string, file: string) => join(folder, file).startsWith(folder + sep)

async function holds(path: string, bytes: Uint8Array): Promise<boolean> {
  const there = await lstat(path).catch(() => null)
  return there !== null && there.isFile() && there.size === bytes.length && Buffer.compare(await readFile(path), bytes) === 0
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

async function bringIn(source: string, target: string, mode: MediaMode): Promise<'copied' | 'hardLinks' | 'symbolicLinks'> {
  if (mode === 'link') {
    try {
      await link(source, target)
      return 'hardLinks'
    } catch (cause) {
      // On another disk, or one without hard links.
      if (!['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP'].includes((cause as NodeJS.ErrnoException).code ?? '')) throw cause
    }
    try {
      await symlink(resolve(source), target)
      return 'symbolicLinks'
    } catch (cause) {
      throw new Failure(
        'unavailable',
        `Op deze schijf kunnen geen koppelingen worden gemaakt (${messageOf(cause)}). Gebruik --media copy.`,
        { cause },
      )
    }
  }
  await copyFile(source, target, constants.COPYFILE_FICLONE)
  return 'copied'
}

async function removeEmptyFolders(from: string, root: string): Promise<void> {
  for (let folder = from; folder !== root && folder.startsWith(root + sep); folder = dirname(folder)) {
    try {
      await rmdir(folder)
    } catch {
      return
    }
  }
}
