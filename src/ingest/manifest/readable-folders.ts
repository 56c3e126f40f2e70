/** Which local files a manifest may name. Manifests come from others too: a path in one must not publish whatever the server can read. */
import { realpath } from 'node:fs/promises'
import { basename, dirname, join, resolve, sep } from 'node:path'

export interface FileRules {
  /** The data folder: its database, secret and stored media are never taken in, wherever it lies. */
  readonly data: string
  /** Folders the operator adds to the ones of the manifests. */
  readonly filesFrom?: readonly string[] | undefined
}

export interface ReadableFolders {
  /** Absolute, without links. */
  readonly allowed: readonly string[]
  readonly data: string
}

/** The folder of manifests in the repository, in an export and in a bag; transcripts lie in a folder beside it. */
const MANIFESTS = 'media-manifests'
const TRANSCRIPTS = 'transcripts'

/**
 * The folder that was named, `transcripts/` beside it, and what the operator adds. A folder or file inside `media-manifests/` counts as
 * that whole folder, so that one event can be imported alone.
 * @param folder the folder of manifests that was named, or that of the file that was named
 */
export async function readableFolders(folder: string, { data, filesFrom = [] }: FileRules): Promise<ReadableFolders> {
  const root = wholeCollection(resolve(folder))
  const wanted = [root, join(dirname(root), TRANSCRIPTS), ...filesFrom]
  return { allowed: await Promise.all(wanted.map(withoutLinks)), data: await withoutLinks(data) }
}

/** @param path absolute, without links */
export function isReadable(path: string, { allowed, data }: ReadableFolders): boolean {
  return !isInside(path, data) && allowed.some((folder) => isInside(path, folder))
}

function wholeCollection(folder: string): string {
  for (let at = folder; dirname(at) !== at; at = dirname(at)) if (basename(at) === MANIFESTS) return at
  return folder
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}

/** A folder that does not exist stays as it is: nothing can lie in it. */
async function withoutLinks(folder: string): Promise<string> {
  return realpath(folder).catch(() => resolve(folder))
}
