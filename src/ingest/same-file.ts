/**
 * Proof that a file is the one an upload began with, before it may continue that upload. Name and size prove nothing: two recordings of
 * one camera can share both. The ends and blocks between them are hashed on both sides; the SHA-256 of the whole file follows at the end.
 */
import { createHash } from 'node:crypto'

export interface Range {
  readonly from: number
  /** Not included. */
  readonly to: number
}

const END = 2 ** 20
const BLOCK = 2 ** 16
const BLOCKS = 16

/** The first and last MiB of what came in, and a block somewhere in each sixteenth of it; a short beginning as a whole. */
export function sampleRanges(id: string, received: number): Range[] {
  if (received === 0) return []
  if (received <= 2 * END + BLOCKS * BLOCK) return [{ from: 0, to: received }]
  const stretch = Math.floor(received / BLOCKS)
  const blocks = Array.from({ length: BLOCKS }, (_, i) => {
    // The place follows from the upload's id: no file can be made to fit it, and both requests agree on it.
    const offset = createHash('sha256').update(`${id}:${received}:${i}`).digest().readUInt32BE() % (stretch - BLOCK)
    return { from: i * stretch + offset, to: i * stretch + offset + BLOCK }
  })
  return [{ from: 0, to: END }, ...blocks, { from: received - END, to: received }]
}

/**
 * SHA-256 of each range of a file.
 * @param read gives the bytes of one range
 */
export async function hashRanges(read: (range: Range) => Promise<Uint8Array>, ranges: readonly Range[]): Promise<string[]> {
  const hashes: string[] = []
  for (const range of ranges)
    hashes.push(
      createHash('sha256')
        .update(await read(range))
        .digest('hex'),
    )
  return hashes
}
