/** Files on this machine that a manifest names: present, regular, and with the hash they should have. */
import { stat } from 'node:fs/promises'
import { messageOf } from '../failure.ts'
import type { Library } from '../library/library.ts'
import { hashFile } from '../media/store/store.ts'
import { error, type Problem } from '../problem.ts'
import { besideManifest, type ManifestFile } from './find-manifests.ts'

export interface LocalFile {
  readonly path: string
  readonly sha256: string
  readonly size: number
}

type HashMemory = Pick<Library, 'knownHash' | 'recordHash'>

/**
 * @param key where in the manifest the file is named, for the problem's place
 * @param memory spares reading large files again when place, size and time are the same; null: always read
 */
export async function localFile(
  manifest: ManifestFile,
  named: string,
  key: readonly PropertyKey[],
  memory: HashMemory | null,
): Promise<LocalFile | Problem> {
  const path = besideManifest(manifest.path, named)
  const { line, column } = manifest.place(key)
  try {
    const info = await stat(path)
    if (!info.isFile()) return error('missing-file', `${path} is geen bestand.`, line, column)
    const identity = { path, size: info.size, modified: Math.trunc(info.mtimeMs) }
    const known = await memory?.knownHash(identity)
    if (known) return { path, sha256: known, size: info.size }
    const sha256 = await hashFile(path)
    await memory?.recordHash(identity, sha256)
    return { path, sha256, size: info.size }
  } catch (cause) {
    const absent = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
    const why = absent ? 'bestaat niet' : `kan niet worden gelezen (${messageOf(cause)})`
    return error('missing-file', `Het bestand ${path} ${why}. Zet het daar neer of pas het manifest aan.`, line, column)
  }
}

export const isProblem = (value: LocalFile | Problem): value is Problem => 'severity' in value
