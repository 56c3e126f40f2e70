/** Fixity: every stored file read again and held against the SHA-256 it was stored under. Finds; never mends. */
import { Failure } from '../failure.ts'
import type { FixityOutcome, KeptFile } from '../library/files/fixity.ts'
import type { Library } from '../library/library.ts'
import { hashStored, type MediaStore, original } from '../media/store/store.ts'

export interface KeptIn {
  readonly library: Library
  readonly store: MediaStore
}

export interface CheckedFile extends Pick<KeptFile, 'sha256' | 'size' | 'usedBy'> {
  readonly outcome: FixityOutcome
  /** What was found instead, for who looks into it; null when nothing is to be said. */
  readonly detail: string | null
}

export interface VerifyOptions {
  /** Called as each file is done. */
  readonly onFile?: (file: CheckedFile) => void
  /** No next file is begun once this many bytes were read; at least one always is. */
  readonly limitBytes?: number
  /** Stops between two reads; the file under way is left unchecked. */
  readonly signal?: AbortSignal
}

export interface VerifyTotals {
  readonly files: number
  /** Bytes read. */
  readonly bytes: number
  /** Files whose outcome is not ok. */
  readonly wrong: number
  /** Files not come to, because of the limit or the signal. */
  readonly left: number
}

/** The longest unchecked first, so that short turns come round to every file. Each outcome is on record before the next file is begun. */
export async function verify({ library, store }: KeptIn, { onFile, limitBytes, signal }: VerifyOptions = {}): Promise<VerifyTotals> {
  const kept = await library.keptFiles()
  return check(kept, { library, store }, { onFile, limitBytes: limitBytes ?? Number.POSITIVE_INFINITY, signal })
}

/** One of `turns` equal portions of the library: called once a day with 30, each file is read about once a month. */
export async function verifySome({ library, store }: KeptIn, turns: number, signal?: AbortSignal): Promise<VerifyTotals> {
  const kept = await library.keptFiles()
  const all = kept.reduce((sum, { size }) => sum + size, 0)
  return check(kept, { library, store }, { limitBytes: Math.ceil(all / turns), signal })
}

async function check(
  kept: readonly KeptFile[],
  { library, store }: KeptIn,
  { onFile, limitBytes, signal }: { onFile?: VerifyOptions['onFile']; limitBytes: number; signal: AbortSignal | undefined },
): Promise<VerifyTotals> {
  let [files, bytes, wrong] = [0, 0, 0]
  for (const { sha256, size, usedBy } of kept) {
    if (signal?.aborted || (files > 0 && bytes >= limitBytes)) break
    const found = await read(store, { sha256, size }, signal)
    if (!found) break
    await library.recordCheck(sha256, found)
    files++
    bytes += found.outcome === 'missing' ? 0 : size
    if (found.outcome !== 'ok') wrong++
    onFile?.({ sha256, size, usedBy, ...found })
  }
  return { files, bytes, wrong, left: kept.length - files }
}

/** @returns null when stopped by the signal */
async function read(
  store: MediaStore,
  { sha256, size }: { sha256: string; size: number },
  signal: AbortSignal | undefined,
): Promise<Pick<CheckedFile, 'outcome' | 'detail'> | null> {
  try {
    const facts = await store.stat(original(sha256))
    if (!facts) return { outcome: 'missing', detail: null }
    if (facts.size !== size) return { outcome: 'wrong', detail: `${facts.size} bytes` }
    const found = await hashStored(store, sha256, signal)
    return found === sha256 ? { outcome: 'ok', detail: null } : { outcome: 'wrong', detail: `sha256 ${found}` }
  } catch (error) {
    if (signal?.aborted) return null
    // A store that does not answer says nothing about this file.
    if (error instanceof Failure && error.code === 'unavailable') throw error
    if (error instanceof Failure && error.code === 'not-found') return { outcome: 'missing', detail: null }
    return { outcome: 'unreadable', detail: (error as NodeJS.ErrnoException).code ?? 'unknown' }
  }
}

/** Names the file, its fault and the cure, in Dutch, for people. */
export function problemOf({ sha256, usedBy, outcome, detail }: CheckedFile, store: MediaStore): [what: string, problem: string] {
  const what = usedBy.map(({ owner, name }) => `${owner}: ${name}`).join(', ') || sha256
  const found = detail === null ? '' : ` (${detail})`
  if (outcome === 'unreadable')
    return [
      what,
      `kan niet worden gelezen${found}. Controleer de schijf en de rechten van ${store.address(sha256)} en voer “woordelijk verify” opnieuw uit.`,
    ]
  const state = outcome === 'missing' ? 'ontbreekt' : `is veranderd sinds het werd opgeslagen${found}`
  const cure = store.restoreCommand(sha256, `tar -xOf RESERVEKOPIE media/${sha256}/original`)
  return [what, `${state}. Haal het uit een reservekopie: ${cure}`]
}
