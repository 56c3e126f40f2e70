/** Ogg's logical streams by the first bytes of each (RFC 3533 §6; the mappings of each codec). */
import { open } from 'node:fs/promises'

/** Codecs that browsers or mediabunny do not read in Ogg. */
const FOREIGN: readonly (readonly [magic: string, name: string])[] = [
  ['\x80theora', 'beeld (Theora)'],
  ['OVP80', 'beeld (VP8 in Ogg)'],
  ['BBCD\0', 'beeld (Dirac)'],
  ['\x7fFLAC', 'geluid (FLAC in Ogg)'],
  ['Speex   ', 'geluid (Speex)'],
  ['PCM     ', 'geluid (PCM in Ogg)'],
]

const HEAD = 16_384
const PAGE_HEADER = 27
const FIRST_PAGE = 2

/** @returns what is in the file and cannot be played, for people; empty for any other container */
export async function oggCodecs(file: string): Promise<string[]> {
  await using handle = await open(file, 'r')
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD), 0, HEAD, 0)
  const head = buffer.subarray(0, bytesRead)
  const names: string[] = []
  // The first page of every stream stands before any other page.
  for (let at = 0; at + PAGE_HEADER <= head.length && head.toString('latin1', at, at + 4) === 'OggS'; ) {
    if (((head[at + 5] ?? 0) & FIRST_PAGE) === 0) break
    const segments = head[at + 26] ?? 0
    const start = at + PAGE_HEADER + segments
    const length = head.subarray(at + PAGE_HEADER, start).reduce((sum, size) => sum + size, 0)
    const content = head.toString('latin1', start, start + 8)
    const found = FOREIGN.find(([magic]) => content.startsWith(magic))
    if (found) names.push(found[1])
    at = start + length
  }
  return names
}
