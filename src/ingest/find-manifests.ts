/** Which files are manifests: the YAML files given, and those in the folders given. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { Failure, messageOf } from '../failure.ts'
import { error, type Problem } from '../problem.ts'
import type { EventManifest, Manifest, TalkManifest } from './manifest.ts'
import { type ReadManifest, readManifest } from './read-manifest.ts'
import { type FileRules, type ReadableFolders, readableFolders } from './readable-folders.ts'

export interface ManifestFile<M extends Manifest = Manifest> extends Pick<ReadManifest, 'place'> {
  /** Absolute. */
  readonly path: string
  readonly value: M
  /** Where the files it names may lie. */
  readonly folders: ReadableFolders
}

export interface FoundManifests {
  readonly events: readonly ManifestFile<EventManifest>[]
  readonly talks: readonly ManifestFile<TalkManifest>[]
  /** One list a file, also for files without problems. */
  readonly files: readonly { readonly path: string; readonly id: string | null; readonly problems: readonly Problem[] }[]
}

/**
 * @param paths files and folders; folders are searched through, links are not followed
 * @param rules where the files that manifests name may lie
 * @throws Failure `not-found` when a path does not exist
 */
export async function findManifests(paths: readonly string[], rules: FileRules): Promise<FoundManifests> {
  const folders = new Map<string, ReadableFolders>()
  for (const named of paths) {
    const { root, files } = await yamlFiles(named)
    const readable = await readableFolders(root, rules)
    for (const file of files) if (!folders.has(file)) folders.set(file, readable)
  }
  const read = await Promise.all(
    [...folders].map(async ([path, readable]) => ({ path, folders: readable, ...readManifest(await readFile(path)) })),
  )
  const taken = new Map<string, string>()
  const events: ManifestFile<EventManifest>[] = []
  const talks: ManifestFile<TalkManifest>[] = []
  const files = read.map(({ path, folders: readable, value, id, problems, place }) => {
    if (!value) return { path, id, problems }
    const key = `${value.kind} ${value.id}`
    const other = taken.get(key)
    if (other !== undefined) {
      const { line, column } = place(['id'])
      return { path, id, problems: [...problems, error('duplicate-id', `Het id “${value.id}” staat ook in ${other}.`, line, column)] }
    }
    taken.set(key, path)
    if (value.kind === 'event') events.push({ path, value, place, folders: readable })
    else talks.push({ path, value, place, folders: readable })
    return { path, id, problems }
  })
  return { events, talks, files }
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
