/** Still pictures: what a poster shows, and that a tile shows its own time. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { placeOfTile } from '../../src/library/talk/storyboard.ts'
import { jpegSize } from '../../src/media/make/jpeg.ts'
import { makePoster, makeStoryboard, type Tiles } from '../../src/media/make/pictures.ts'
import { inspect, videoOf } from '../../src/media/read/inspect.ts'
import { sheetFile } from '../../src/media/recipe.ts'
import { makeFolder } from '../setup/make-library.ts'
import { colourAt, ffmpeg, H264, imposter, make, makeTalk, theFfmpeg, turn } from './make-media.ts'

const lavfi = (source: string) => ['-f', 'lavfi', '-i', source]
const near = (value: number): number => expect.closeTo(value, -1.5) as number
const [RED, BLUE] = [
  [near(254), near(0), near(0)],
  [near(0), near(0), near(254)],
]
/** Red to the left, blue to the right. */
const TWO_SIDES = 'color=red:s=160x180:d=2:r=10[l];color=blue:s=160x180:d=2:r=10[r];[l][r]hstack'

describe.skipIf(!ffmpeg)('a poster', () => {
  test.each([
    ['a large picture', 'testsrc=s=1920x1080:d=1:r=5', { width: 1280, height: 720 }],
    ['a small picture', 'testsrc=s=322x182:d=1:r=5', { width: 322, height: 182 }],
    ['an upright picture', 'testsrc=s=180x320:d=1:r=5', { width: 180, height: 320 }],
    ['pixels that are not square', 'testsrc=s=720x576:d=1:r=5,setsar=16/11', { width: 1046, height: 576 }],
  ])('of %s', async (_what, source, size) => {
    const folder = await makeFolder()
    const output = join(folder, 'poster.jpg')
    expect(await makePoster(theFfmpeg(), make(folder, 'a.mp4', ...lavfi(source), ...H264), output, { duration: 1000 })).toEqual(size)
    expect(jpegSize(readFileSync(output))).toEqual(size)
  })
  test('of a recording turned by a telephone stands upright', async () => {
    const folder = await makeFolder()
    const file = turn(make(folder, 'a.mp4', ...lavfi(TWO_SIDES), ...H264))
    const output = join(folder, 'poster.jpg')
    expect(await makePoster(theFfmpeg(), file, output, { duration: 2000 })).toEqual({ width: 180, height: 320 })
    expect(colourAt(output, 90, 20)).toEqual(RED)
    expect(colourAt(output, 90, 300)).toEqual(BLUE)
  })
  test.each([
    ['only towards the end', 'lt(t,48)'],
    ['only shortly after the beginning', 'lt(t,1.5)+gt(t,3)'],
  ])('is not black where there is anything else, %s', async (_what, black) => {
    const folder = await makeFolder()
    const source = `color=lime:s=160x90:d=60:r=10,drawbox=c=black:t=fill:enable='${black}'`
    const output = join(folder, 'poster.jpg')
    await makePoster(theFfmpeg(), make(folder, 'a.mp4', ...lavfi(source), ...H264), output, { duration: 60_000 })
    expect(colourAt(output, 80, 45)[1]).toBeGreaterThan(200)
  })
  test('is black where there is nothing else', async () => {
    const folder = await makeFolder()
    const output = join(folder, 'poster.jpg')
    await makePoster(theFfmpeg(), make(folder, 'a.mp4', ...lavfi('color=black:s=160x90:d=2:r=10'), ...H264), output, { duration: 2000 })
    expect(Math.max(...colourAt(output, 80, 45))).toBeLessThan(10)
  })
  test('comes from a tenth in, not from the title before it', async () => {
    const folder = await makeFolder()
    const source = `color=blue:s=160x90:d=100:r=10,drawbox=c=red:t=fill:enable='lt(t,10)'`
    const output = join(folder, 'poster.jpg')
    await makePoster(theFfmpeg(), make(folder, 'a.mp4', ...lavfi(source), ...H264), output, { duration: 100_000 })
    expect(colourAt(output, 80, 45)).toEqual(BLUE)
  })
  test.each(['-y.jpg', '%03d.jpg', 'a:b.jpg', 'poster.png'])('is not written under the name %s', async (name) => {
    const folder = await makeFolder()
    await expect(makePoster(theFfmpeg(), makeTalk(folder), join(folder, name), { duration: 6000 })).rejects.toThrow(TypeError)
  })
})

/** A picture that tells its own time in units of `unit` seconds: tens by how light its left half is, units by its right half. */
const clock = ({ unit, duration, rate, size = '160x90' }: { unit: number; duration: number; rate: number; size?: string }) => {
  const count = `floor((T+0.001)/${unit})`
  const light = `if(lt(X,W/2),floor(${count}/10),mod(${count},10))`
  return lavfi(`nullsrc=s=${size}:d=${duration}:r=${rate},format=gray,geq=lum='10+25*${light}'`)
}
function readClock(sheets: string, tiles: Tiles, tile: number): number {
  const place = placeOfTile({ ...tiles, sheet: null, recipe: null }, tile)
  const sheet = join(sheets, sheetFile(place.sheet + 1))
  const [x, y] = [place.x, place.y + Math.round(tiles.height / 2)]
  const digit = (share: number) => Math.round((colourAt(sheet, x + Math.round(tiles.width * share), y)[0] - 10) / 25)
  return 10 * digit(0.25) + digit(0.75)
}

describe.skipIf(!ffmpeg)('the tile of a time shows that time', () => {
  const storyboard = async (folder: string, file: string, onProgress?: (fraction: number) => void) => {
    const inspection = await inspect(theFfmpeg(), file)
    const { width = 0, height = 0 } = videoOf(inspection) ?? {}
    const sheets = join(folder, 'sheets')
    mkdirSync(sheets)
    const tiles = await makeStoryboard(theFfmpeg(), file, sheets, { duration: inspection.duration, width, height, onProgress })
    return { sheets, tiles, duration: inspection.duration }
  }
  // In full range, so that a digit stays as light as it was drawn.
  const encode = (gop: number) => ['-vf', 'format=yuvj420p', '-c:v', 'libx264', '-preset', 'ultrafast', '-g', String(gop)]
  test.each([
    ['keyframes less often than tiles', 'a.mp4', encode(50)],
    ['a keyframe for each tile', 'a.mp4', encode(10)],
    ['MPEG-TS, which does not begin at nought', 'a.ts', encode(50)],
    ['AVI of nothing but keyframes', 'a.avi', ['-vf', 'format=yuvj420p', '-c:v', 'mjpeg', '-q:v', '2']],
    ['frames in another order than shown', 'a.mkv', [...encode(50), '-preset', 'medium', '-bf', '3']],
  ])('%s', async (_what, name, parameters) => {
    const folder = await makeFolder()
    const seen: number[] = []
    const file = make(folder, name, ...clock({ unit: 1, duration: 24, rate: 10 }), ...parameters)
    const { sheets, tiles } = await storyboard(folder, file, (fraction) => seen.push(fraction))
    expect(tiles).toEqual({ every: 1000, columns: 4, rows: 4, width: 320, height: 180 })
    expect(readdirSync(sheets)).toEqual(['sheet-1.jpg', 'sheet-2.jpg'])
    expect(jpegSize(readFileSync(join(sheets, 'sheet-2.jpg')))).toEqual({ width: 1280, height: 720 })
    const shown = [0, 1, 7, 9, 10, 16, 23].map((tile) => readClock(sheets, tiles, tile))
    expect(shown).toEqual([0, 1, 7, 9, 10, 16, 23])
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b))
    expect(seen.at(-1)).toBe(1)
  })
  test('of a long recording there is a tile each ten seconds, however long it is', async () => {
    const folder = await makeFolder()
    const { sheets, tiles } = await storyboard(
      folder,
      make(folder, 'a.mp4', ...clock({ unit: 20, duration: 1300, rate: 0.2 }), ...encode(4)),
    )
    expect(tiles.every).toBe(10_000)
    expect(readdirSync(sheets)).toHaveLength(9)
    expect([0, 1, 2, 49, 50, 129].map((tile) => readClock(sheets, tiles, tile))).toEqual([0, 0, 1, 24, 25, 64])
  })
  test('where frames are left out, the last one before', async () => {
    const folder = await makeFolder()
    const uneven = ['-vf', `select='not(between(t,5,8.95))',format=yuvj420p`, '-vsync', 'vfr', '-c:v', 'libx264', '-g', '20']
    const { sheets, tiles } = await storyboard(folder, make(folder, 'a.mkv', ...clock({ unit: 1, duration: 12, rate: 10 }), ...uneven))
    expect([4, 5, 7, 8, 9, 11].map((tile) => readClock(sheets, tiles, tile))).toEqual([4, 4, 4, 4, 9, 11])
  })
  test('of an upright recording, upright', async () => {
    const folder = await makeFolder()
    const file = make(folder, 'a.mp4', ...clock({ unit: 1, duration: 12, rate: 10, size: '90x160' }), ...encode(50))
    const { sheets, tiles } = await storyboard(folder, file)
    expect(tiles).toMatchObject({ width: 180, height: 320 })
    expect(readClock(sheets, tiles, 11)).toBe(11)
  })
  test('of a recording turned by a telephone, as it is watched', async () => {
    const folder = await makeFolder()
    const file = turn(make(folder, 'a.mp4', ...clock({ unit: 1, duration: 12, rate: 10 }), ...encode(50)))
    const { sheets, tiles } = await storyboard(folder, file)
    expect(tiles).toMatchObject({ width: 180, height: 320 })
    // What was left is now above: tens over units.
    const light = (y: number) => Math.round((colourAt(join(sheets, 'sheet-1.jpg'), tiles.width + 90, 2 * tiles.height + y)[0] - 10) / 25)
    expect([light(80), light(240)]).toEqual([0, 9])
  })
  test('of the shortest recording there is one', async () => {
    const folder = await makeFolder()
    const { sheets, tiles } = await storyboard(folder, make(folder, 'a.mp4', ...clock({ unit: 1, duration: 0.1, rate: 10 }), ...encode(1)))
    expect(readdirSync(sheets)).toEqual(['sheet-1.jpg'])
    expect(readClock(sheets, tiles, 0)).toBe(0)
  })
  test.each([
    ['nothing', 'exit 0'],
    ['a sheet of another size', `for name; do :; done; exec ffmpeg -v quiet -f lavfi -i color=s=16x16:d=1 -frames:v 1 "$name"`],
  ])('an ffmpeg that makes %s and calls it success is not believed', async (_what, script) => {
    const [folder, programs] = [await makeFolder(), await makeFolder()]
    writeFileSync(join(folder, 'a.mp4'), 'x')
    const work = { duration: 1000, width: 320, height: 180 }
    const attempt = makeStoryboard(await imposter(programs, script), join(folder, 'a.mp4'), folder, work)
    await expect(attempt).rejects.toMatchObject({ code: 'unreadable', message: expect.stringMatching(/niet volledig gemaakt/) as string })
  })
})
