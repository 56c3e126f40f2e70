/** As much of a JPEG as tells that it is whole. */

/** @returns its size in pixels; null when this is no JPEG from its first to its last marker */
export function jpegSize(bytes: Uint8Array): { readonly width: number; readonly height: number } | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = view.byteLength
  if (length < 4 || view.getUint16(0) !== START || view.getUint16(length - 2) !== END) return null
  let at = 2
  while (at + 9 <= length) {
    const marker = view.getUint16(at)
    if (FRAMES.has(marker)) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) }
    if (marker < 0xff01 || marker === SCAN) return null
    at += 2 + view.getUint16(at + 2)
  }
  return null
}

const START = 0xffd8
const END = 0xffd9
const SCAN = 0xffda
/** Baseline, extended and progressive. */
const FRAMES = new Set([0xffc0, 0xffc1, 0xffc2])
