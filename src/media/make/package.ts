/**
 * The streams of a recording, untouched, as CMAF-like HLS: one fragmented MP4 with two playlists over it. ffmpeg copies where it is there
 * and keeps the streams as they are; mediabunny copies everywhere else. The result is checked and listed by the same code for both.
 */
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../failure.ts'
import type { Ffmpeg } from '../ffmpeg/ffmpeg.ts'
import { copyStreams, probe } from '../media.ts'
import { AGAIN, incompleteness, type Probe } from '../probe.ts'
import { HLS_MASTER, HLS_RECIPE } from '../recipe.ts'
import { type MediaStore, original } from '../store/store.ts'
import { type FragmentedFile, readFragments } from './fragments.ts'
import { writeMaster, writeRendition } from './hls-playlist.ts'

const STREAM = 'stream.m4s'
const PLAYLIST = 'stream.m3u8'
/** Somewhat less than the two seconds that are meant: keyframes at 1.98 s then count too. */
const LEAST_FRAGMENT_US = 1_900_000

export interface PackageWork {
  /** Null: not on this machine. */
  readonly ffmpeg: Ffmpeg | null
  /** Of the stored original, where it is known; otherwise it is probed. */
  readonly probe?: Probe | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Made once per content.
 * @throws Failure `unreadable` for a recording that cannot be packaged, or is not all there
 */
export async function packageHls(store: MediaStore, sha256: string, work: PackageWork): Promise<void> {
  await store.derive(sha256, HLS_RECIPE, async (folder) => {
    await using input = await store.local(original(sha256))
    await fill(folder, input.path, work)
  })
}

async function fill(folder: string, input: string, { ffmpeg, signal, probe: known }: PackageWork): Promise<void> {
  const facts = known ?? (await probe(input, signal))
  if (!facts.packageable || !facts.picture)
    throw new Failure('unreadable', 'Deze opname kan niet worden ingepakt zoals ze is: browsers spelen haar codecs zo niet af.')
  const output = join(folder, STREAM)
  const copied = ffmpeg !== null && facts.firstTracks && (await copyByFfmpeg(ffmpeg, input, folder, facts, signal))
  let fragments = copied ? await readCopy(output) : null
  if (!fragments) {
    await rm(output, { force: true })
    await copyStreams(input, output, signal)
    fragments = await readCopy(output)
  }
  if (!fragments) throw new Failure('unreadable', `Dit bestand is beschadigd: er is geen versie voor de speler van te maken. ${AGAIN}`)
  const missing = incompleteness(fragments.playable, facts.duration)
  if (missing !== null) throw new Failure('unreadable', missing)
  const rendition = { file: STREAM, ...fragments }
  const entry = { playlist: PLAYLIST, rendition, codec: facts.codecs.join(','), ...facts.picture, frameRate: null }
  await writeFile(join(folder, PLAYLIST), writeRendition(rendition))
  await writeFile(join(folder, HLS_MASTER), writeMaster([entry], null))
}

/** @returns null for a copy that is not whole. A box that lies about its size throws: that copy is not whole either. */
async function readCopy(output: string): Promise<FragmentedFile | null> {
  return readFragments(output).catch((error: unknown) => {
    if (error instanceof RangeError) return null
    throw error
  })
}

/** @returns false when ffmpeg cannot copy this file, and mediabunny may */
async function copyByFfmpeg(
  ffmpeg: Ffmpeg,
  input: string,
  folder: string,
  { duration, codecs }: Probe,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const isAac = codecs.some((codec) => codec.startsWith('mp4a'))
  const parameters = [
    ['-map', '0:V:0', '-map', '0:a:0?', '-c', 'copy', '-map_metadata', '-1', '-map_chapters', '-1', '-sn', '-dn'],
    // In transport streams AAC carries headers that MP4 has no place for; elsewhere this changes nothing.
    isAac ? ['-bsf:a', 'aac_adtstoasc'] : [],
    ['-f', 'mp4', '-movflags', 'frag_keyframe+delay_moov+default_base_moof+negative_cts_offsets+skip_trailer'],
    // Players of fragments pass over edit lists.
    ['-use_editlist', '0', '-min_frag_duration', String(LEAST_FRAGMENT_US), '-write_tmcd', '0', '-fflags', '+bitexact', STREAM],
  ].flat()
  try {
    await ffmpeg.make({ input, parameters, folder, duration, signal, priority: 'normal' })
    return true
  } catch (error) {
    if (error instanceof Failure && error.code === 'unreadable') return false
    throw error
  }
}
