/** Which files are manifests: the YAML files given, and those in the folders given. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { Failure, messageOf } from '../../failure.ts'
import type { ManifestNote } from '../../library/import-records.ts'
import type { Library } from '../../library/library.ts'
import { error, type Problem } from '../../problem.ts'
import type { EventManifest, Manifest, TalkManifest } from './manifest.ts'
import { type ReadManifest, readManifest } from './read-manifest.ts'
import { type FileRules, type ReadableFolders, readableFolders } from './readable-folders.ts'
import { looksTheSame } from './unchanged.ts'

export interface ManifestFile<M extends Manifest = Manifest> extends Pick<ReadManifest, 'place'> {
  /** Absolute. */
  readonly path: string
  readonly value: M
  /** Where the files it names may lie. */
  readonly folders: ReadableFolders
}

/** How a manifest and its files look now is compared with what is noted here. */
export type ManifestMemory = Pick<Library, 'manifestNotes'>

export interface UnchangedManifest {
  readonly path: string
  readonly kind: 'event' | 'talk'
  readonly id: string
}

export interface FoundManifests {
  /** Not opened: they and the files they name look as they did at the last import. */
  readonly unchanged: readonly UnchangedManifest[]
  readonly events: readonly ManifestFile<EventManifest>[]
  readonly talks: readonly ManifestFile<TalkManifest>[]
  /** One list for each file that was opened, also for files without problems. */
  readonly files: readonly { readonly path: string; readonly id: string | null; readonly problems: readonly Problem[] }[]
}

/**
 * @param paths files and folders; folders are searched through, links are not followed
 * @param rules where the files that manifests name may lie
 * @param memory null: every manifest is opened
 * @throws Failure `not-found` when a path does not exist
 */
export async function findManifests(
  paths: readonly string[],
  rules: FileRules,
  memory: ManifestMemory | null = null,
): Promise<FoundManifests> {
  const folders = new Map<string, ReadableFolders>()
  for (const named of paths) {
    const { root, files } = await yamlFiles(named)
    const readable = await readableFolders(root, rules)
    for (const file of files) if (!folders.has(file)) folders.set(file, readable)
  }
  const notes = (await memory?.manifestNotes([...folders.keys()])) ?? new Map<string, ManifestNote>()
  const taken = new Map<string, string>()
  const unchanged: UnchangedManifest[] = []
  const events: ManifestFile<EventManifest>[] = []
  const talks: ManifestFile<TalkManifest>[] = []
  const files: { path: string; id: string | null; problems: readonly Problem[] }[] = []
  for (const [path, readable] of folders) {
    const noted = notes.get(path)
    if (noted && !taken.has(`${noted.kind} ${noted.id}`) && (await looksTheSame(noted.note, readable))) {
      taken.set(`${noted.kind} ${noted.id}`, path)
      unchanged.push({ path, kind: noted.kind, id: noted.id })
      continue
    }
    const bytes = await readFile(path)
    const { value, id, problems } = readManifest(bytes)
    if (!value) {
      files.push({ path, id, problems })
      continue
    }
    // Read again when a place is asked for: ten thousand documents kept open would fill the memory.
    const place: ManifestFile['place'] = (key) => readManifest(bytes).place(key)
    const key = `${value.kind} ${value.id}`
    const other = taken.get(key)
    if (other !== undefined) {
      const { line, column } = place(['id'])
      files.push({ path, id, problems: [...problems, error('duplicate-id', `Het id “${value.id}” staat ook in ${other}.`, line, column)] })
      continue
    }
    taken.set(key, path)
    files.push({ path, id, problems })
    if (value.kind === 'event') events.push({ path, value, place, folders: readable })
    else talks.push({ path, value, place, folders: readable })
  }
  return { unchanged, events, talks, files }
}

/** Where a file named in a manifest lies. */
export function besideManifest(manifest: string, file: string): string {
  return resolve(dirname(manifest), file)
}

/** @returns absolute paths; `root` is the folder that was named, or the folder of the file that was */
async function yamlFiles(path: string): Promise<{ root: string; files: string[] }> {
  const absolute = resolve(path)
  const info = await stat(absolute).catch((cause: unknown) => {
    throw new Failure('not-found', `${path} bestaat niet of is niet leesbaar (${messageOf(cause)}).`, { cause })
  })
  if (!info.isDirectory()) return { root: dirname(absolute), files: [absolute] }
  const entries = await readdir(absolute, { withFileTypes: true, recursive: true })
  const files = entries
    .filter((entry) => entry.isFile() && /\.ya?ml$/i.test(entry.name) && !basename(entry.name).startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.slice(absolute.length).split(/[\\/]/).includes('node_modules'))
    .sort()
  return { root: absolute, files }
}
