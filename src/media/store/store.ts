/**
 * The media store: every original under its SHA-256, written once and never changed, and beside it the renditions made from it. It has no
 * paths: a caller opens a file by name, or leases a local copy for a program that needs one. `folder.ts` keeps it on this machine's disk.
 */
import { createHash } from 'node:crypto'

/** Names a stored file. */
export interface MediaName {
  readonly sha256: string
  /** Null for the original. */
  readonly rendition: { readonly recipe: string; readonly file: string } | null
}

export const original = (sha256: string): MediaName => ({ sha256, rendition: null })
export const rendition = (sha256: string, recipe: string, file: string): MediaName => ({ sha256, rendition: { recipe, file } })

export interface StoredFileFacts {
  readonly size: number
  readonly modified: Date
}

export interface OpenFile extends StoredFileFacts {
  /** @throws when the file is shorter than it was, or the store does not answer */
  read(start: number, length: number): Promise<Buffer>
  /**
   * The bytes in pieces, read only as fast as the reader takes them. Releases the file at its end, when it fails, and when the reader
   * cancels it: do not call `release` as well.
   */
  stream(start: number, length: number): ReadableStream<Uint8Array>
  /** Must be called once when done; only then may the file be closed. */
  release(): void
}

/** A stored file on this machine's disk, for ffmpeg and other programs that want a path. It stays until it is disposed of. */
export interface LocalCopy extends AsyncDisposable {
  /** Never write here. */
  readonly path: string
  /** Whether this is the stored file itself, which also stays after the lease. */
  readonly isStored: boolean
}

/** An empty folder on this machine's disk that is removed, with its contents, when it is disposed of. */
export interface WorkFolder extends AsyncDisposable {
  readonly path: string
}

export interface HeldFile {
  readonly sha256: string
  /** The original's bytes; null where there is no original. */
  readonly size: number | null
  /** The last change to the original or to a rendition. */
  readonly modified: Date
  /** The recipes of its renditions. */
  readonly derived: readonly string[]
}

/** Something unfinished: work that goes on, or that was cut off. */
export interface Leftover {
  /** For people. */
  readonly address: string
  readonly modified: Date
  remove(): Promise<void>
}

export interface Inventory {
  readonly files: readonly HeldFile[]
  readonly leftovers: readonly Leftover[]
  /** Addresses of files that this program did not name. */
  readonly strangers: readonly string[]
}

export interface RenditionSize {
  readonly sha256: string
  readonly recipe: string
  /** Bytes of all its files. */
  readonly size: number
}

export interface DirectAddresses {
  /** Where the addresses lead. */
  readonly origin: string
  /** An address that works for some minutes, for everybody who has it. The answer has these headers. */
  sign(name: MediaName, headers: { readonly type: string; readonly disposition: string | null }): Promise<string>
}

/**
 * Every method throws Failure `unavailable` when the store does not answer; `open`, `read`, `local`, `copyTo` and `filesOf` throw Failure
 * `not-found` for a file that is not there.
 */
export interface MediaStore {
  /** @throws Failure with `forOperator` where the store cannot be used */
  ready(): Promise<void>
  /** Copies a local file in. It is stored durably when this resolves. */
  put(source: string): Promise<{ sha256: string; size: number }>
  /**
   * Stores a local file of ours that has this hash, and may move it. A file stored before stays. It is stored durably when this resolves.
   */
  adopt(source: string, sha256: string): Promise<void>
  /** Whether the original is there. */
  has(sha256: string): Promise<boolean>
  /** Null where there is no such file. */
  stat(name: MediaName): Promise<StoredFileFacts | null>
  /** For serving: may answer from a cache. */
  open(name: MediaName): Promise<OpenFile>
  /** The whole file from where it is stored, past every cache. */
  read(name: MediaName, signal?: AbortSignal): AsyncIterable<Buffer>
  local(name: MediaName): Promise<LocalCopy>
  /** @param target a local file that does not exist yet */
  copyTo(name: MediaName, target: string): Promise<void>
  workFolder(): Promise<WorkFolder>
  /** Makes a rendition once: `make` fills a folder, and the rendition exists only when all its files are stored. */
  derive(sha256: string, recipe: string, make: (folder: string) => Promise<void>): Promise<void>
  /** Names of a rendition's files. */
  filesOf(sha256: string, recipe: string): Promise<string[]>
  removeRendition(sha256: string, recipe: string): Promise<void>
  list(): Promise<Inventory>
  /** Bytes of every rendition, one original after another; reads the whole store. */
  renditionSizes(): AsyncIterable<RenditionSize>
  /**
   * Removes an original and its renditions, unless `isNeeded` says that it is needed: that is asked when `has` no longer finds the file, so
   * that a caller who records it meanwhile and then looks stores it again.
   * @returns whether it is gone
   */
  remove(sha256: string, isNeeded: () => Promise<boolean>): Promise<boolean>
  /** Removes this machine's own copies of files that are not kept. The stored files stay. */
  dropCopies(isKept: (sha256: string) => Promise<boolean>): Promise<void>
  /** Whether each question travels a network: then do not ask one for every file of the library. */
  readonly isRemote: boolean
  /** Gives browsers an address in the store itself; null where the program serves every file. */
  readonly direct: DirectAddresses | null
  /** Where the original is or should be, for people. */
  address(sha256: string): string
  /** Closes the files that are kept open. */
  close(): void
  /** A shell command that puts back the original that the command `extract` prints. */
  restoreCommand(sha256: string, extract: string): string
}

/** @throws as `read`, or the signal's reason */
export async function hashStored(store: MediaStore, sha256: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of store.read(original(sha256), signal)) {
    signal?.throwIfAborted()
    hash.update(piece)
  }
  return hash.digest('hex')
}
