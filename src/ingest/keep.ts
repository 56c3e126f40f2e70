/** Local files into the media store and the library's list of them. */
import { extname } from 'node:path'
import { Failure } from '../failure.ts'
import type { Library } from '../library/library.ts'
import type { Attachment, StoredFile } from '../library/talk/talk.ts'
import type { MediaStore } from '../media/store/store.ts'
import { typeOfName } from '../media/types.ts'
import type { LocalFile } from './manifest/local-files.ts'
import type { Manifest } from './manifest/manifest.ts'

/** A library's record and its media store. */
export interface LibraryParts {
  readonly library: Library
  readonly store: MediaStore
}

/**
 * Copies a file in and notes it; safe to repeat.
 * @param prepare runs once the file is stored and before the library knows it; when it fails, the file is taken out again
 */
export async function storeFile(
  file: LocalFile,
  mime: string,
  { library, store }: LibraryParts,
  prepare: () => Promise<void> = async () => {},
): Promise<StoredFile> {
  const { sha256, size } = file
  await copyIn(file, store)
  try {
    await prepare()
  } catch (error) {
    const isKept = () => library.isKept(sha256)
    if (!(await isKept())) await store.remove(sha256, isKept)
    throw error
  }
  await library.recordMedia({ sha256, size, mime })
  // The doctor may have swept an old, unused copy before it was noted; from here on it is in use.
  await copyIn(file, store)
  return { name: storedName(file.name), sha256 }
}

/** @throws Failure `unavailable` when the file is no longer what was hashed */
async function copyIn({ path, sha256 }: LocalFile, store: MediaStore): Promise<void> {
  if (await store.has(sha256)) return
  const stored = await store.put(path)
  if (stored.sha256 !== sha256) throw new Failure('unavailable', `${path} veranderde tijdens het inlezen. Probeer het opnieuw.`)
}

export async function storeAttachments(
  attachments: Manifest['attachments'],
  files: ReadonlyMap<string, LocalFile>,
  into: LibraryParts,
): Promise<Attachment[]> {
  const stored: Attachment[] = []
  for (const { kind, title, file, url } of attachments) {
    const local = file === undefined ? undefined : files.get(file)
    stored.push({ kind, title, file: local ? await storeFile(local, typeOfName(local.name), into) : null, url: url ?? null })
  }
  return stored
}

/** The name a file is known by in the library: no folders, and no control characters. */
function storedName(given: string): string {
  const name = given.replace(/\p{Cc}/gu, '')
  return name === extname(name) ? `bestand${name}` : name
}
