/** The sound of a recording as a speech recogniser takes it: 16 kHz, one channel, 16 bits. */
import type { Ffmpeg } from '../../media/ffmpeg/ffmpeg.ts'

export const SAMPLE_RATE = 16_000
export const SAMPLE_BYTES = 2
const HEADER_BYTES = 44

/** Part of a file of samples. */
export interface Sound {
  readonly file: string
  /** Bytes: [from, to). */
  readonly from: number
  readonly to: number
}

/** Writes the samples to `sound.raw` in a folder, on the recording's own clock: gaps in the sound become silence. */
export async function decodeSound(
  ffmpeg: Ffmpeg,
  work: { input: string; folder: string; duration: number; signal: AbortSignal; onProgress: (fraction: number) => void },
): Promise<string> {
  const filter = `aresample=${SAMPLE_RATE}:async=1:first_pts=0`
  await ffmpeg.make({ ...work, parameters: ['-map', '0:a:0', '-af', filter, '-ac', '1', '-f', 's16le', SOUND_FILE] })
  return SOUND_FILE
}

const SOUND_FILE = 'sound.raw'

/** @param size bytes in the file */
export function soundBetween(file: string, size: number, { start, end }: { start: number; end: number }): Sound {
  const byteAt = (ms: number) => Math.min(size, ((ms * SAMPLE_RATE) / 1000) * SAMPLE_BYTES)
  return { file, from: byteAt(start), to: byteAt(end) }
}

/** The first bytes of a WAV file with this sound. */
export function wavHeader({ from, to }: Pick<Sound, 'from' | 'to'>): Buffer {
  const bytes = to - from
  const header = Buffer.alloc(HEADER_BYTES)
  header.write('RIFF', 0)
  header.writeUInt32LE(HEADER_BYTES - 8 + bytes, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  // PCM, one channel.
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(SAMPLE_RATE, 24)
  header.writeUInt32LE(SAMPLE_RATE * SAMPLE_BYTES, 28)
  header.writeUInt16LE(SAMPLE_BYTES, 32)
  header.writeUInt16LE(8 * SAMPLE_BYTES, 34)
  header.write('data', 36)
  header.writeUInt32LE(bytes, 40)
  return header
}
