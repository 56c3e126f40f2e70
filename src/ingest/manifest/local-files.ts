/** Files on this machine that a manifest names: present, regular, in a folder it may name files from. */
import { realpath, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { messageOf } from '../../failure.ts'
import type { Library } from '../../library/library.ts'
import { hashFile } from '../../media/store/durable.ts'
import { error, type Problem } from '../../problem.ts'
import { besideManifest, type ManifestFile } from './find-manifests.ts'
import { isReadable } from './readable-folders.ts'

export interface LocalFile {
  /** Absolute, without links: what was checked is what is read. */
  readonly path: string
  /** As the manifest calls it, without folders. */
  readonly name: string
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
  signal?: AbortSignal,
): Promise<LocalFile | Problem> {
  const wanted = besideManifest(manifest.path, named)
  const name = basename(wanted)
  const wrong = (code: string, message: string) => {
    const { line, column } = manifest.place(key)
    return error(code, message, line, column)
  }
  try {
    const path = await realpath(wanted)
    if (!isReadable(path, manifest.folders)) return wrong('outside-folders', outside(wanted, manifest))
    const info = await stat(path)
    if (!info.isFile()) return wrong('missing-file', `${wanted} is geen bestand.`)
    const identity = { path, size: info.size, modified: Math.trunc(info.mtimeMs) }
    const known = await memory?.knownHash(identity)
    if (known) return { path, name, sha256: known, size: info.size }
    const sha256 = await hashFile(path, signal)
    await memory?.recordHash(identity, sha256)
    return { path, name, sha256, size: info.size }
  } catch (cause) {
    const absent = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
    const why = absent ? 'bestaat niet' : `kan niet worden gelezen (${messageOf(cause)})`
    return wrong('missing-file', `Het bestand ${wanted} ${why}. Zet het daar neer of pas het manifest aan.`)
  }
}

function outside(file: string, { folders }: ManifestFile): string {
  return `Het bestand ${file} ligt buiten de mappen waaruit dit manifest bestanden mag noemen (${folders.allowed.join(', ')}; nooit de gegevensmap). Zet het daarin, of noem zijn map met --files-from of WOORDELIJK_FILES_FROM.`
}

export const isProblem = (value: LocalFile | Problem): value is Problem => 'severity' in value
