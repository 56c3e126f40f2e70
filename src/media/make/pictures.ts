/** Still pictures of a recording: its poster, the picture of one moment, and the storyboard of its seek bar. */
import { readFile, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { byLine, type Ffmpeg, onlyForward, type Work } from '../ffmpeg/ffmpeg.ts'
import { incomplete } from '../ffmpeg/ffmpeg-failure.ts'
import { sheetFile } from '../recipe.ts'
import { jpegSize } from './jpeg.ts'

export interface PictureWork {
  /** Of the recording, in milliseconds. */
  readonly duration: number
  readonly signal?: AbortSignal | undefined
}

export interface StoryboardWork extends PictureWork {
  /** Of the recording as shown. */
  readonly width: number
  readonly height: number
  readonly onProgress?: ((fraction: number) => void) | undefined
}

/** The tile of a time is number ⌊time / every⌋, left to right, top to bottom, sheet after sheet; it shows the picture of the moment it begins. */
export interface Tiles {
  /** Milliseconds. */
  readonly every: number
  readonly columns: number
  /** Of one sheet; the last sheet may be partly empty. */
  readonly rows: number
  /** Of one tile, in pixels. */
  readonly width: number
  readonly height: number
}

const POSTER_WIDTH = 1280
const POSTER_FROM = 0.1
/** The frame that is most like the others is taken from so many. */
const POSTER_CHOICE = 5
/** Per cent of a picture. A dark slide with letters on it is not black. */
const BLACK = 98

/** A short recording has about so many tiles; a longer one has a tile each ten seconds, however many those are. */
const TILES_MEANT = 100
const LONGEST_EVERY_MS = 10_000
/** Pixels of a tile's longer side: enough to recognise a slide. */
const TILE_SIDE = 320
/** A sheet of 16 is about 130 kB, of which a page that shows one moment needs one. */
const COLUMNS = 4
const ROWS = 4
/** As ffmpeg numbers files: the names of `sheetFile`. */
const SHEET_PATTERN = 'sheet-%d.jpg'

/** Some decoders call a frame they were told to skip an error. What counts is the picture that is made. */
const KEYFRAMES = ['-skip_frame', 'nokey', '-max_error_rate', '1']
const SQUARE = 'scale=trunc(iw*sar/2)*2:ih,setsar=1'
/** JPEG knows one colour matrix, and the full range. */
const AS_JPEG = 'out_color_matrix=bt601:out_range=pc,format=yuvj420p'
const JPEG = ['-an', '-sn', '-dn', '-map_metadata', '-1', '-fflags', '+bitexact', '-c:v', 'mjpeg', '-f', 'image2']
const ONE_JPEG = [...JPEG, '-frames:v', '1', '-update', '1']

/**
 * A JPEG of at most 1280 wide from about a tenth in, and not black where anything else can be found.
 * @param output in a folder of its own: a plain name of small letters, digits and hyphens
 * @throws Failure `unreadable` or `unavailable`
 */
export async function makePoster(
  ffmpeg: Ffmpeg,
  input: string,
  output: string,
  { duration, signal }: PictureWork,
): Promise<{ width: number; height: number }> {
  // A seek lands on an earlier keyframe, whose time is then negative, and ffmpeg would not write it.
  const size = `${SQUARE},scale=min(${POSTER_WIDTH}\\,iw):-2:${AS_JPEG},setpts=PTS-STARTPTS`
  const seen = `blackframe=amount=0:threshold=32,metadata=select:key=lavfi.blackframe.pblack:value=${BLACK}:function=less`
  const from = ['-ss', ((duration * POSTER_FROM) / 1000).toFixed(3), '-noaccurate_seek']
  const attempts = [
    { before: [...KEYFRAMES, ...from], filter: `${seen},thumbnail=${POSTER_CHOICE},${size}` },
    { before: KEYFRAMES, filter: `${seen},thumbnail=${POSTER_CHOICE},${size}` },
    { before: [], filter: size },
  ]
  for (const { before, filter } of attempts) {
    const parameters = ['-map', '0:V:0', '-vf', filter, ...ONE_JPEG, '-q:v', '4', nameOf(output)]
    await rm(output, { force: true })
    await ffmpeg.make({ input, before, parameters, folder: dirname(output), duration, signal })
    const made = await sizeOf(output)
    if (made) return made
  }
  throw incomplete('Het voorbeeldplaatje', output)
}

/** Somebody waits for it. */
const FRAME_PATIENCE_MS = 20_000

/**
 * A JPEG, at most 1280 pixels wide, of the frame shown at the given time.
 * @param output as for `makePoster`
 * @returns whether there is a picture at that time
 * @throws Failure `unreadable` or `unavailable`
 */
export async function makeFrame(ffmpeg: Ffmpeg, input: string, output: string, at: number, { duration, signal }: PictureWork) {
  const before = ['-ss', (at / 1000).toFixed(3)]
  const filter = `${SQUARE},scale=min(${POSTER_WIDTH}\\,iw):-2:${AS_JPEG}`
  const parameters = ['-map', '0:V:0', '-vf', filter, ...ONE_JPEG, '-q:v', '4', nameOf(output)]
  const work: Work = {
    input,
    before,
    parameters,
    folder: dirname(output),
    duration,
    signal,
    priority: 'normal',
    patience: FRAME_PATIENCE_MS,
  }
  await ffmpeg.make(work)
  return (await sizeOf(output)) !== null
}

/**
 * Fills a folder with `sheet-1.jpg` and on.
 * @param folder empty
 * @returns how the tiles lie in them
 * @throws Failure `unreadable` or `unavailable`
 */
export async function makeStoryboard(ffmpeg: Ffmpeg, input: string, folder: string, work: StoryboardWork): Promise<Tiles> {
  const { duration, signal } = work
  const tiles = layOutTiles(work)
  const count = Math.max(1, Math.ceil(duration / tiles.every))
  const sheets = Array.from({ length: Math.ceil(count / (COLUMNS * ROWS)) }, (_, i) => join(folder, sheetFile(i + 1)))
  const filter = [
    // Each frame that is decoded tells its time on standard output.
    'metadata=add:key=seen:value=1,metadata=print:file=-',
    // Up: a tile shows what was on the screen at its time, never what came after.
    `fps=fps=1000/${tiles.every}:round=up:start_time=0`,
    'tpad=stop=-1:stop_mode=clone',
    `trim=end_frame=${count}`,
    `scale=${tiles.width}:${tiles.height}:flags=area:${AS_JPEG},setsar=1`,
    `tile=${COLUMNS}x${ROWS}`,
  ].join(',')
  const advance = onlyForward(work.onProgress)
  const make = async (before: readonly string[], share: { from: number; to: number }) => {
    let [last, gap] = [0, 0]
    const onOutput = byLine((line) => {
      const time = Number(/\bpts_time:([\d.]+)/.exec(line)?.[1] ?? NaN) * 1000
      if (!Number.isFinite(time)) return
      gap = Math.max(gap, time - last)
      last = Math.max(last, time)
      advance(share.from + (share.to - share.from) * Math.min(1, last / duration))
    })
    const numbered = ['-frames:v', String(sheets.length), '-start_number', '1', SHEET_PATTERN]
    const parameters = ['-map', '0:V:0', '-vf', filter, ...JPEG, '-q:v', '5', ...numbered]
    const task: Work = { input, before, parameters, folder, duration, signal, onOutput }
    for (const sheet of sheets) await rm(sheet, { force: true })
    await ffmpeg.make(task)
    return Math.max(gap, duration - last)
  }
  // Keyframes cost a thirtieth of all frames. Where they lie further apart than tiles, some tile would show another's time.
  const gap = await make(KEYFRAMES, { from: 0, to: 0.5 })
  if (gap > tiles.every) await make([], { from: 0.5, to: 1 })
  for (const sheet of sheets) {
    const made = await sizeOf(sheet)
    if (made?.width !== tiles.width * COLUMNS || made.height !== tiles.height * ROWS) throw incomplete('Het beeldoverzicht', sheet)
  }
  advance(1)
  return tiles
}

export function layOutTiles({ duration, width, height }: Pick<StoryboardWork, 'duration' | 'width' | 'height'>): Tiles {
  const every = Math.min(LONGEST_EVERY_MS, Math.max(1, Math.ceil(duration / TILES_MEANT / 1000)) * 1000)
  const scale = TILE_SIDE / Math.max(width, height)
  const even = (side: number) => Math.max(2, Math.min(TILE_SIDE, Math.round((side * scale) / 2) * 2))
  return { every, columns: COLUMNS, rows: ROWS, width: even(width), height: even(height) }
}

/** Also keeps ffmpeg from reading a pattern or an option in a name. */
function nameOf(output: string): string {
  const name = basename(output)
  if (!/^[a-z0-9-]+\.jpg$/.test(name) || name.startsWith('-')) throw new TypeError('not the plain name of a JPEG')
  return name
}

async function sizeOf(file: string): Promise<{ width: number; height: number } | null> {
  // Nothing written is an answer: there was no frame of this kind.
  const bytes = await readFile(file).catch(() => null)
  return bytes && jpegSize(bytes)
}
