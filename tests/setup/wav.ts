/** Sound as a file: WAVE with one channel of 16-bit samples (RIFF, “Multimedia Programming Interface 1.0”). */

/** Bytes before the first sample. */
export const WAV_HEADER = 44

/** @param sound little-endian samples @param rate samples a second */
export function wavOf(sound: Buffer, rate: number): Buffer {
  const header = Buffer.alloc(WAV_HEADER)
  header.write('RIFF', 0)
  header.writeUInt32LE(WAV_HEADER - 8 + sound.length, 4)
  header.write('WAVEfmt ', 8)
  for (const [offset, value, size] of [
    [16, 16, 4],
    [20, 1, 2],
    [22, 1, 2],
    [24, rate, 4],
    [28, 2 * rate, 4],
    [32, 2, 2],
    [34, 16, 2],
  ] as const)
    header.writeUIntLE(value, offset, size)
  header.write('data', 36)
  header.writeUInt32LE(sound.length, 40)
  return Buffer.concat([header, sound])
}
