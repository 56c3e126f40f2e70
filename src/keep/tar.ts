/**
 * Tar, as far as a backup needs it: plain files one after another, as POSIX ustar. A size over 8 GiB is written in base 256, which GNU tar,
 * BSD tar and Python read too. Reading is strict: what a backup does not hold (links, folders, extensions) is refused, not skipped.
 */
import type { FileHandle } from 'node:fs/promises'
import { Failure } from '../failure.ts'

const BLOCK = 512
const NAME_LIMIT = 100
/** Eleven octal digits. */
const OCTAL_LIMIT = 8 ** 11
const CHECKSUM_AT = 148
const PIECE = 1 << 20
const USTAR = 'ustar\0' + '00'
const DAMAGED = 'er staat iets tussen de bestanden dat daar niet hoort; het is beschadigd of geen reservekopie'

export interface TarEntry {
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** Where its content begins in the archive. */
  readonly offset: number
}

/** @param name at most 100 bytes of ASCII */
export function tarHeader(name: string, size: number, modified: Date): Buffer {
  const block = Buffer.alloc(BLOCK)
  if (Buffer.byteLength(name) > NAME_LIMIT) throw new TypeError(`a name of over ${NAME_LIMIT} bytes`)
  block.write(name, 0, 'ascii')
  block.write('0000600\0' + '0000000\0' + '0000000\0', 100, 'ascii')
  if (size < OCTAL_LIMIT) block.write(`${octal(size, 11)}\0`, 124, 'ascii')
  else {
    block[124] = 0x80
    block.writeBigUInt64BE(BigInt(size), 128)
  }
  block.write(`${octal(Math.floor(modified.getTime() / 1000), 11)}\0`, 136, 'ascii')
  block.write('0', 156, 'ascii')
  block.write(USTAR, 257, 'ascii')
  block.write(`${octal(checksum(block), 6)}\0 `, CHECKSUM_AT, 'ascii')
  return block
}

/** Writes an archive into an empty file, from its beginning. */
export function createTar(file: FileHandle, modified: Date) {
  let at = 0
  const write = async (bytes: Buffer) => {
    // A write may take less than it was given.
    for (let done = 0; done < bytes.length; ) done += (await file.write(bytes, done, bytes.length - done, at + done)).bytesWritten
    at += bytes.length
  }
  return {
    /**
     * @returns false, and the archive as it was, when `content` is not of `size` bytes or `accept` says no after the last of them
     * @throws what reading or writing throws
     */
    async add(name: string, size: number, content: AsyncIterable<Buffer>, accept: () => boolean = () => true): Promise<boolean> {
      const start = at
      await write(tarHeader(name, size, modified))
      let left = size
      for await (const piece of content) {
        left -= piece.length
        if (left < 0) break
        await write(piece)
      }
      if (left !== 0 || !accept()) {
        await file.truncate(start)
        at = start
        return false
      }
      await write(Buffer.alloc(padding(size)))
      return true
    },

    /** The archive is whole when this resolves, and on disk. */
    async end(): Promise<void> {
      await write(Buffer.alloc(2 * BLOCK))
      await file.sync()
    },
  }
}

/**
 * The entries, without their content.
 * @throws Failure `unreadable` when it is no whole archive, `invalid` when it holds more than plain files
 */
export async function readTar(file: FileHandle): Promise<TarEntry[]> {
  const { size: length } = await file.stat()
  const entries: TarEntry[] = []
  for (let at = 0; ; ) {
    const block = await readAt(file, at, BLOCK)
    at += BLOCK
    if (block.length < BLOCK) throw new Failure('unreadable', 'het einde ontbreekt; het bestand is afgebroken')
    if (isZero(block)) {
      await expectZeros(file, at)
      return entries
    }
    const entry = { ...readHeader(block), offset: at }
    at += entry.size + padding(entry.size)
    if (at > length) throw new Failure('unreadable', `${shown(entry.name)} is niet compleet; het bestand is afgebroken`)
    if (!isZero(await readAt(file, entry.offset + entry.size, padding(entry.size)))) throw new Failure('unreadable', DAMAGED)
    entries.push(entry)
  }
}

/** The content of an entry, a piece at a time. It ends early when the archive does. */
export async function* readEntry(file: FileHandle, { offset, size }: TarEntry): AsyncGenerator<Buffer> {
  for (let done = 0; done < size; ) {
    const piece = await readAt(file, offset + done, Math.min(PIECE, size - done))
    if (piece.length === 0) return
    done += piece.length
    yield piece
  }
}

function readHeader(block: Buffer): { name: string; size: number } {
  const summed = block.toString('latin1', CHECKSUM_AT, CHECKSUM_AT + 8) === `${octal(checksum(block), 6)}\0 `
  if (!summed || block.toString('latin1', 257, 265) !== USTAR) throw new Failure('unreadable', DAMAGED)
  const prefix = text(block, 345, 155)
  const name = prefix === '' ? text(block, 0, NAME_LIMIT) : `${prefix}/${text(block, 0, NAME_LIMIT)}`
  if (block[156] !== 0x30) throw new Failure('invalid', `${shown(name)} is geen gewoon bestand`)
  const size = readSize(block)
  if (size === null) throw new Failure('unreadable', `de grootte van ${shown(name)} is onleesbaar`)
  return { name, size }
}

function readSize(block: Buffer): number | null {
  if (block[124] === 0x80) {
    const size = block.readBigUInt64BE(128)
    return size <= BigInt(Number.MAX_SAFE_INTEGER) && block.readUInt32BE(124) === 0x80000000 ? Number(size) : null
  }
  const digits = text(block, 124, 12).trim()
  return /^[0-7]{1,11}$/.test(digits) ? Number.parseInt(digits, 8) : null
}

/** A name from elsewhere, safe to print. */
function shown(name: string): string {
  return `“${name.replace(/[^\x20-\x7e]/g, '?').slice(0, NAME_LIMIT)}”`
}

/** Of one block the second is still to come; archivers fill up with more. */
async function expectZeros(file: FileHandle, from: number): Promise<void> {
  let at = from
  for (;;) {
    const piece = await readAt(file, at, PIECE)
    at += piece.length
    if (!isZero(piece)) throw new Failure('unreadable', 'er staat nog iets achter het einde')
    if (piece.length < PIECE) break
  }
  if (at - from < BLOCK) throw new Failure('unreadable', 'het einde ontbreekt; het bestand is afgebroken')
}

async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length)
  let done = 0
  while (done < length) {
    const { bytesRead } = await file.read(buffer, done, length - done, at + done)
    if (bytesRead === 0) break
    done += bytesRead
  }
  return buffer.subarray(0, done)
}

const padding = (size: number) => (BLOCK - (size % BLOCK)) % BLOCK
const octal = (value: number, digits: number) => value.toString(8).padStart(digits, '0')
const isZero = (bytes: Buffer) => bytes.every((byte) => byte === 0)

/** Up to the first NUL. */
function text(block: Buffer, at: number, length: number): string {
  const end = block.subarray(at, at + length).indexOf(0)
  return block.toString('latin1', at, at + (end < 0 ? length : end))
}

/** The sum of all bytes, its own field read as spaces. */
function checksum(block: Buffer): number {
  return block.reduce((sum, byte, i) => sum + (i >= CHECKSUM_AT && i < CHECKSUM_AT + 8 ? 0x20 : byte), 0)
}
