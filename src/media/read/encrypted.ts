/** Whether a recording is encrypted (ISO/IEC 23001-7, Common Encryption), by what its tracks are said to hold. */
import { open } from 'node:fs/promises'
import { Failure } from '../../failure.ts'
import { boundedIndex } from './container-index.ts'
import { atoms, child, isMp4 } from './mp4-atoms.ts'

const ENCRYPTED = ['encv', 'enca', 'encs', 'enct']

/** @returns false too for another container, and for an index that cannot be followed @throws what the file system throws */
export async function isEncryptedMp4(file: string): Promise<boolean> {
  await using handle = await open(file, 'r')
  const { size } = await handle.stat()
  if (size < 8) return false
  const index = boundedIndex(handle, size)
  try {
    if (!isMp4(await index.read(0, 8))) return false
    const moov = await child(index, { body: 0, end: size }, 'moov')
    if (!moov) return false
    for await (const track of atoms(index, moov)) {
      const samples = track.type === 'trak' ? await child(index, track, 'mdia', 'minf', 'stbl', 'stsd') : null
      // A version, flags and a count come first; the first entry speaks for its track.
      if (samples && ENCRYPTED.includes((await index.read(samples.body + 8, 8)).toString('latin1', 4, 8))) return true
    }
    return false
  } catch (error) {
    if (error instanceof Failure) return false
    throw error
  }
}
