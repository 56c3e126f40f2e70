/** Reads of a media file's index by position: within bounds, so that a size that lies costs nothing. */
import type { FileHandle } from 'node:fs/promises'
import { Failure } from '../../failure.ts'

/** A day of speech has a few hundred. */
export const MOST_CHAPTERS = 10_000
/** An index with as many titles as that is a tenth of this. */
const MOST_BYTES = 16 * 2 ** 20
/** Each element that is passed over takes one. */
const MOST_READS = 50_000

/** As it stands in the file, in the file's order. Milliseconds; a title too long to be one is null. */
export interface RawChapter {
  readonly start: number
  readonly end: number | null
  readonly title: string | null
}

export interface ContainerIndex {
  /** Of the whole file, in bytes. */
  readonly size: number
  /** @throws Failure `unreadable` where the file ends before that, `too-large` past the bounds */
  read(at: number, length: number): Promise<Buffer>
}

export function boundedIndex(handle: FileHandle, size: number): ContainerIndex {
  let bytes = 0
  let reads = 0
  return {
    size,
    async read(at, length) {
      if (at + length > size) throw broken(at, `hier zouden ${length} bytes staan en het bestand houdt op`)
      bytes += length
      reads++
      if (bytes > MOST_BYTES || reads > MOST_READS)
        throw new Failure(
          'too-large',
          `De index van dit bestand is bij byte ${at} groter dan we lezen: ${MOST_BYTES / 2 ** 20} MB of ${MOST_READS} delen.`,
        )
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at)
      if (bytesRead < length) throw broken(at + bytesRead, 'het bestand houdt op')
      return buffer
    },
  }
}

/** @param at the byte where it went wrong, from the start of the file */
export function broken(at: number, what: string): Failure {
  return new Failure('unreadable', `De index van dit bestand klopt niet bij byte ${at}: ${what}.`)
}

/** An error for bytes already read. @param place the offset of `bytes` in the file */
export function part(bytes: Buffer, from: number, length: number, place: number): Buffer {
  if (from + length > bytes.length) throw broken(place + from, `hier zouden ${length} bytes staan en het deel houdt op`)
  return bytes.subarray(from, from + length)
}

/** @throws Failure `too-large` */
export function refuseTooMany(count: number, at: number): void {
  if (count > MOST_CHAPTERS)
    throw new Failure('too-large', `Het bestand noemt bij byte ${at} ${count} hoofdstukken; meer dan ${MOST_CHAPTERS} lezen we niet.`)
}

/** UTF-8, or UTF-16 with its mark, as QuickTime allows. Other bytes become �. */
export function decodeTitle(bytes: Buffer): string {
  const [first, second] = bytes
  const encoding = first === 0xfe && second === 0xff ? 'utf-16be' : first === 0xff && second === 0xfe ? 'utf-16le' : 'utf-8'
  return new TextDecoder(encoding).decode(bytes)
}
