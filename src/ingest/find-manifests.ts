/** Which files are manifests: the YAML files given, and those in the folders given. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { Failure, messageOf } from '../failure.ts'
import { error, type Problem } from '../problem.ts'
import type { EventManifest, Manifest, TalkManifest } from './manifest.ts'
import { type ReadManifest, readManifest } from './read-manifest.ts'

export interface ManifestFile<M extends Manifest = Manifest> extends Pick<ReadManifest, 'place'> {
  /** Absolute. */
  readonly path: string
  readonly value: M
}

export interface FoundManifests {
  readonly events: readonly ManifestFile<EventManifest>[]
  readonly talks: readonly ManifestFile<TalkManifest>[]
  /** One list a file, also for files without problems. */
  readonly files: readonly { readonly path: string; readonly id: string | null; readonly problems: readonly Problem[] }[]
}

/**
 * @param paths files and folders; folders are searched through, links are not followed
 * @throws Failure `not-found` when a path does not exist
 */
export async function findManifests(paths: readonly string[]): Promise<FoundManifests> {
  const found = (await Promise.all(paths.map(yamlFiles))).flat()
  const read = await Promise.all([...new Set(found)].map(async (path) => ({ path, ...readManifest(await readFile(path)) })))
  const taken = new Map<string, string>()
  const events: ManifestFile<EventManifest>[] = []
  const talks: ManifestFile<TalkManifest>[] = []
  const files = read.map(({ path, value, id, problems, place }) => {
    if (!value) return { path, id, problems }
    const key = `${value.kind} ${value.id}`
    const other = taken.get(key)
    if (other !== undefined) {
      const { line, column } = place(['id'])
      return { path, id, problems: [...problems, error('duplicate-id', `Het id “${value.id}” staat ook in ${other}.`, line, column)] }
    }
    taken.set(key, path)
    if (value.kind === 'event') events.push({ path, value, place })
    else talks.push({ path, value, place })
    return { path, id, problems }
  })
  return { events, talks, files }
}

/** Where a file named in a manifest lies. */
export function besideManifest(manifest: string, file: string): string {
  return resolve(dirname(manifest), file)
}

async function yamlFiles(path: string): Promise<string[]> {
  const absolute = resolve(path)
  const info = await stat(absolute).catch((cause: unknown) => {
    throw new Failure('not-found', `${path} bestaat niet of is niet leesbaar (${messageOf(cause)}).`, { cause })
  })
  if (!info.isDirectory()) return [absolute]
  const entries = await readdir(absolute, { withFileTypes: true, recursive: true })
  return entries
    .filter((entry) => entry.isFile() && /\.ya?ml$/i.test(entry.name) && !basename(entry.name).startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.slice(absolute.length).split(/[\\/]/).includes('node_modules'))
    .sort()
}
