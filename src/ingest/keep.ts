/** Local files into the media store and the library's list of them. */
import { extname } from 'node:path'
import type { Library } from '../library/library.ts'
import type { Attachment, StoredFile } from '../library/talk.ts'
import type { MediaStore } from '../media/store/store.ts'
import { typeOfName } from '../media/types.ts'
import type { LocalFile } from './local-files.ts'
import type { Manifest } from './manifest.ts'

export interface Into {
  readonly library: Library
  readonly store: MediaStore
}

/** Copies a file in and notes it; safe to repeat. */
export async function storeFile(file: LocalFile, mime: string, { library, store }: Into): Promise<StoredFile> {
  if (!(await store.has(file.sha256))) await store.put(file.path)
  await library.recordMedia({ sha256: file.sha256, size: file.size, mime })
  // An old file nobody needed may have been swept between the two; from here on it is needed.
  if (!(await store.has(file.sha256))) await store.put(file.path)
  return { name: storedName(file.name), sha256: file.sha256 }
}

export async function storeAttachments(
  attachments: Manifest['attachments'],
  files: ReadonlyMap<string, LocalFile>,
  into: Into,
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
