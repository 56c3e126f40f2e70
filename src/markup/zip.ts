/** One file out of a zip archive (PKWARE APPNOTE 6.3), with bounds: nothing else is unpacked, and never more than was declared. */
import { Inflate } from 'fflate'

export interface ZipEntry {
  readonly encrypted: boolean
  /** 0 is stored, 8 is deflated. */
  readonly method: number
  /** As declared. */
  readonly size: number
  readonly packed: number
  /** Where its local header stands. */
  readonly at: number
}

export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4
}

/**
 * @param most how many entries are looked at
 * @returns 'too-many' where there are more, null where the archive has no such file or no readable directory
 */
export function findEntry(bytes: Uint8Array, name: string, most: number): ZipEntry | 'too-many' | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = findDirectoryEnd(view)
  if (end < 0) return null
  if (view.getUint16(end + 10, true) > most) return 'too-many'
  const decoder = new TextDecoder()
  let at = view.getUint32(end + 16, true)
  let count = 0
  // The declared number may lie; the signatures end the list as well.
  while (at + 46 <= bytes.length && view.getUint32(at, true) === 0x02014b50) {
    if (++count > most) return 'too-many'
    const nameLength = view.getUint16(at + 28, true)
    if (nameLength === name.length && decoder.decode(bytes.subarray(at + 46, at + 46 + nameLength)) === name) {
      return {
        encrypted: (view.getUint16(at + 8, true) & 1) === 1,
        method: view.getUint16(at + 10, true),
        packed: view.getUint32(at + 20, true),
        size: view.getUint32(at + 24, true),
        at: view.getUint32(at + 42, true),
      }
    }
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return null
}

/** The last one: a comment of up to 65,535 bytes may follow. */
function findDirectoryEnd(view: DataView): number {
  for (let at = view.byteLength - 22; at >= 0 && at >= view.byteLength - 22 - 0xffff; at--) {
    if (view.getUint32(at, true) === 0x06054b50) return at
  }
  return -1
}

/** Small pieces, since deflate makes at most a thousand times as much of each. */
const PIECE = 16_384

/** @returns null where it is damaged, packed otherwise, or not as long as declared */
export function unpack(bytes: Uint8Array, entry: ZipEntry): Uint8Array | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (entry.at + 30 > bytes.length || view.getUint32(entry.at, true) !== 0x04034b50) return null
  const from = entry.at + 30 + view.getUint16(entry.at + 26, true) + view.getUint16(entry.at + 28, true)
  const packed = bytes.subarray(from, from + entry.packed)
  if (packed.length !== entry.packed) return null
  if (entry.method === 0) return packed.length === entry.size ? packed : null
  if (entry.method !== 8) return null
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    const inflate = new Inflate((chunk) => {
      length += chunk.length
      if (length <= entry.size) chunks.push(chunk)
    })
    for (let at = 0; at < packed.length && length <= entry.size; at += PIECE) {
      inflate.push(packed.subarray(at, at + PIECE), at + PIECE >= packed.length)
    }
  } catch {
    return null
  }
  if (length !== entry.size) return null
  const whole = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}
