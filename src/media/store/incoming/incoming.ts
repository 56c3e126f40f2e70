/**
 * Files while they come in, until they are in the media store under their hash. `folder.ts` keeps them on this machine's disk, and
 * `segments.ts` in the bucket, where an upload that began on one node continues on another.
 */
import type { LocalCopy } from '../store.ts'

export interface IncomingFacts {
  /** Bytes from the start of the file without a gap. */
  readonly size: number
  /** When bytes came in last. */
  readonly modified: Date
}

/** Ids are the program's own: letters and digits. Methods throw Failure `unavailable` when the bucket does not answer. */
export interface Incoming {
  /** Begins an empty file. */
  create(id: string): Promise<void>
  /**
   * Adds bytes at the file's end. What came in before the content broke off stays.
   * @param offset the file's size
   * @returns how many bytes were added
   * @throws what broke the content off, or could not be written
   */
  write(id: string, offset: number, content: AsyncIterable<Uint8Array>): Promise<number>
  /** Null where nothing of it is here. */
  stat(id: string): Promise<IncomingFacts | null>
  /** @throws RangeError where the file is shorter than `to` */
  read(id: string, from: number, to: number): Promise<Buffer>
  /** The whole file on this machine's disk, durably written. The media store may move it. */
  local(id: string): Promise<LocalCopy>
  remove(id: string): Promise<void>
  list(): AsyncIterable<{ readonly id: string; readonly modified: Date }>
  /** Where it lies, for people. */
  address(id: string): string
  /** Whether what comes in takes room on this machine's disk. */
  readonly isLocal: boolean
}
