/** Fragmented MP4 (ISO/IEC 14496-12 §8.8) as a list of segments: where each lies, how long it plays, and whether anything is in it. */
import { type FileHandle, open } from 'node:fs/promises'
import type { Segment } from './hls-playlist.ts'

export interface FragmentedFile {
  /** Bytes of the part every segment needs first. */
  readonly initialisation: number
  readonly segments: readonly Segment[]
  /** Milliseconds that play; segments whose data begins with zeros do not. */
  readonly playable: number
}

interface Track {
  readonly isVideo: boolean
  /** Units a second. */
  readonly timescale: number
}

interface Fragment {
  readonly offset: number
  readonly end: number
  /** Seconds, by the picture where the fragment has any. */
  readonly start: number
  /** Seconds from `start` to the end of what plays longest. */
  readonly length: number
  readonly isEmpty: boolean
}

interface Box {
  readonly type: string
  readonly start: number
  /** Of its content. */
  readonly content: number
  readonly end: number
}

/** A day of speech has a moov and moofs of a few hundred kilobytes. */
const LARGEST_BOX = 64 * 2 ** 20
const ZEROS = 32

/** @returns null for a file that is not whole, or has no fragment */
export async function readFragments(path: string): Promise<FragmentedFile | null> {
  await using handle = await open(path, 'r')
  const { size } = await handle.stat()
  const fragments: Fragment[] = []
  let tracks: ReadonlyMap<number, Track> = new Map()
  let moof: { box: Box; bytes: Buffer } | null = null
  let initialisation = 0
  let from = 0
  for (let at = 0; at < size; ) {
    const box = await boxAt(handle, at, size)
    if (!box) return null
    if (box.type === 'moov' || box.type === 'moof') {
      if (box.end - box.start > LARGEST_BOX) return null
      const bytes = await readAt(handle, box.start, box.end - box.start)
      if (box.type === 'moov') {
        tracks = tracksOf(bytes)
        initialisation = box.end
        from = box.end
      } else moof = { box, bytes }
    } else if (box.type === 'mdat' && moof && tracks.size > 0) {
      const timing = timingOf(moof.bytes, tracks)
      if (!timing) return null
      const data = timing.data.map((offset) => (moof?.box.start ?? 0) + offset)
      fragments.push({ offset: from, end: box.end, ...timing, isEmpty: await beginsWithZeros(handle, data, box.end) })
      from = box.end
      moof = null
    }
    at = box.end
  }
  if (fragments.length === 0 || moof) return null
  return listed(fragments, initialisation)
}

function listed(fragments: readonly Fragment[], initialisation: number): FragmentedFile | null {
  let playable = 0
  const segments: Segment[] = []
  for (const [i, { offset, end, start, length, isEmpty }] of fragments.entries()) {
    const next = fragments[i + 1]
    const duration = (next ? next.start - start : length) * 1000
    if (!(duration > 0)) return null
    if (!isEmpty) playable += duration
    segments.push({ duration, offset, length: end - offset })
  }
  return { initialisation, segments, playable: Math.round(playable) }
}

async function boxAt(handle: FileHandle, start: number, size: number): Promise<Box | null> {
  if (start + 8 > size) return null
  const head = await readAt(handle, start, Math.min(16, size - start))
  const short = head.readUInt32BE(0)
  if (short === 1 && head.length < 16) return null
  const [length, header] = short === 1 ? [Number(head.readBigUInt64BE(8)), 16] : [short === 0 ? size - start : short, 8]
  const end = start + length
  return length >= header && end <= size ? { type: head.toString('latin1', 4, 8), start, content: start + header, end } : null
}

async function readAt(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at)
  return buffer.subarray(0, bytesRead)
}

async function beginsWithZeros(handle: FileHandle, places: readonly number[], end: number): Promise<boolean> {
  for (const place of places) {
    const bytes = await readAt(handle, place, Math.min(ZEROS, end - place))
    if (bytes.length === ZEROS && bytes.every((byte) => byte === 0)) return true
  }
  return false
}

/** Boxes of one type inside a box that was read whole. @param from where its content begins */
function* inside(bytes: Buffer, from: number, end: number, type: string): Generator<{ content: number; end: number }> {
  for (let at = from; at + 8 <= end; ) {
    const length = bytes.readUInt32BE(at)
    if (length < 8 || at + length > end) return
    if (bytes.toString('latin1', at + 4, at + 8) === type) yield { content: at + 8, end: at + length }
    at += length
  }
}

function tracksOf(moov: Buffer): Map<number, Track> {
  const tracks = new Map<number, Track>()
  for (const trak of inside(moov, 8, moov.length, 'trak')) {
    const [tkhd] = inside(moov, trak.content, trak.end, 'tkhd')
    const [mdia] = inside(moov, trak.content, trak.end, 'mdia')
    if (!tkhd || !mdia) continue
    const [mdhd] = inside(moov, mdia.content, mdia.end, 'mdhd')
    const [hdlr] = inside(moov, mdia.content, mdia.end, 'hdlr')
    if (!mdhd || !hdlr) continue
    const id = moov.readUInt32BE(tkhd.content + (moov[tkhd.content] === 1 ? 20 : 12))
    const timescale = moov.readUInt32BE(mdhd.content + (moov[mdhd.content] === 1 ? 20 : 12))
    if (timescale > 0) tracks.set(id, { timescale, isVideo: moov.toString('latin1', hdlr.content + 8, hdlr.content + 12) === 'vide' })
  }
  return tracks
}

/** @returns seconds, and from the moof's start the places where each track's data begins; null when there is nothing in it */
function timingOf(moof: Buffer, tracks: ReadonlyMap<number, Track>): { start: number; length: number; data: number[] } | null {
  const runs: { isVideo: boolean; start: number; end: number }[] = []
  const data: number[] = []
  for (const traf of inside(moof, 8, moof.length, 'traf')) {
    const [tfhd] = inside(moof, traf.content, traf.end, 'tfhd')
    const [tfdt] = inside(moof, traf.content, traf.end, 'tfdt')
    const track = tfhd && tracks.get(moof.readUInt32BE(tfhd.content + 4))
    if (!tfhd || !tfdt || !track) continue
    const start = moof[tfdt.content] === 1 ? Number(moof.readBigUInt64BE(tfdt.content + 4)) : moof.readUInt32BE(tfdt.content + 4)
    let duration = 0
    for (const trun of inside(moof, traf.content, traf.end, 'trun')) {
      const run = runOf(moof, trun.content, defaultDuration(moof, tfhd.content))
      duration += run.duration
      if (run.data !== null) data.push(run.data)
    }
    runs.push({ isVideo: track.isVideo, start: start / track.timescale, end: (start + duration) / track.timescale })
  }
  const leading = runs.find(({ isVideo }) => isVideo) ?? runs[0]
  if (!leading) return null
  return { start: leading.start, length: Math.max(...runs.map(({ end }) => end)) - leading.start, data }
}

/** tfhd, §8.8.7: optional fields in a fixed order, each there when its flag is set. */
function defaultDuration(moof: Buffer, tfhd: number): number {
  const flags = moof.readUIntBE(tfhd + 1, 3)
  const at = tfhd + 8 + (flags & 0x01 ? 8 : 0) + (flags & 0x02 ? 4 : 0)
  return flags & 0x08 ? moof.readUInt32BE(at) : 0
}

/** trun, §8.8.8. */
function runOf(moof: Buffer, trun: number, usual: number): { duration: number; data: number | null } {
  const flags = moof.readUIntBE(trun + 1, 3)
  const count = moof.readUInt32BE(trun + 4)
  const data = flags & 0x01 ? moof.readInt32BE(trun + 8) : null
  const first = trun + 8 + (flags & 0x01 ? 4 : 0) + (flags & 0x04 ? 4 : 0)
  if (!(flags & 0x100)) return { duration: count * usual, data }
  const step = [0x100, 0x200, 0x400, 0x800].filter((flag) => flags & flag).length * 4
  let duration = 0
  for (let i = 0; i < count; i++) duration += moof.readUInt32BE(first + i * step)
  return { duration, data }
}
