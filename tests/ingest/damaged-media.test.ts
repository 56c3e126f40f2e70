/** Recordings that are damaged, cut off, or count their time from elsewhere: each is its own talk's problem, and nothing of it is left. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { doctor } from '../../src/keep/doctor.ts'
import { HLS_MASTER, HLS_RECIPE } from '../../src/media/recipe.ts'
import { ffmpeg, H264, make, PICTURE, SOUND } from '../media/make-media.ts'
import { FIXTURES, makeLibrary, startTestServer, type TestLibrary, writeFiles } from '../setup/make-library.ts'
import { run } from '../setup/run-cli.ts'
import { random } from '../setup/serve.ts'
import { mediaRoot, renditionPath } from '../setup/stored-paths.ts'

const CASES = join(FIXTURES, 'cases', 'media')
/** TypeScript's own tools would take a transport stream's usual name for theirs. */
const read = (name: string) => readFileSync(join(CASES, name.replace(/\.ts$/, '-ts.bin')))
const talk = (id: string, file: string, more: object = {}) => ({ kind: 'talk', id, title: id, recording: { file }, ...more })

/** What lies in the media folder: the hashes of originals, and what is unfinished. */
function stored(library: TestLibrary): string[] {
  return readdirSync(mediaRoot(library)).flatMap((group) => readdirSync(join(mediaRoot(library), group)))
}

const DAMAGED = {
  'chunk-out-of-range.mp4': /van de 6 s kan niets/,
  'cut-half.mp4': /van de 6 s kunnen er 3 s/,
  'index-past-end.mp4': /van de 6 s kunnen er 3 s/,
}

test('a damaged recording is its own talk’s problem, with its file and both lengths; the others are imported', async () => {
  const names = [...Object.keys(DAMAGED), 'small.mp4']
  const library = await makeLibrary(
    Object.fromEntries(
      names.flatMap((name) => [[name, read(name)] as const, [`${name}.yaml`, talk(name.replaceAll('.', '-'), name)] as const]),
    ),
  )
  const manifests = join(library.folder, 'manifests')
  const rows = new Map((await library.import()).map((row) => [row.id, row]))
  for (const [name, message] of Object.entries(DAMAGED)) {
    const row = rows.get(name.replaceAll('.', '-'))
    expect(row).toMatchObject({ status: 'failed', problems: [{ problem: { code: 'unreadable-media', line: 5 } }] })
    expect(row?.problems[0]?.problem.message).toMatch(message)
    expect(row?.problems[0]?.problem.message).toContain(name)
  }
  expect(rows.get('small-mp4')?.status).toBe('added')
  expect(stored(library)).toHaveLength(1)
  expect(await doctor(library)).toEqual([])

  // The same is found before anything is stored, and does not keep the server closed.
  const checked = await run(['check', manifests])
  expect(checked.code).toBe(1)
  for (const name of Object.keys(DAMAGED)) expect(checked.stdout).toContain(name)
  const server = await startTestServer({ WOORDELIJK_MANIFESTS: manifests, WOORDELIJK_DATA: join(library.folder, 'other') })
  expect((await fetch(`${server.address}/opnames/small-mp4`)).status).toBe(200)
  await server.close()
})

test('a file whose second half is zeros is refused with both lengths', async () => {
  const whole = read('small.mp4')
  const data = whole.indexOf('mdat', 0, 'latin1')
  const isFast = whole.indexOf('moov', 0, 'latin1') < data
  expect(isFast).toBe(false)
  const index = whole.indexOf('moov', 0, 'latin1') - 4
  const zeroed = Buffer.from(whole)
  zeroed.fill(0, Math.floor((data + index) / 2), index)
  const library = await makeLibrary({ 'a.mp4': zeroed, 'a.yaml': talk('a', 'a.mp4') })
  const [row] = await library.import()
  expect(row?.problems[0]?.problem.message).toMatch(/van de 4 s kunnen er 2 s/)
  expect(stored(library)).toEqual([])
})

/** Bytes changed, cut off, doubled, left out or zeroed, in one to four places. */
function damage(bytes: Buffer, chance: () => number): Buffer {
  let result = Buffer.from(bytes)
  const place = () => Math.floor(chance() * result.length)
  for (let times = 1 + Math.floor(chance() * 4); times > 0 && result.length > 16; times--) {
    const at = place()
    const length = 1 + Math.floor(chance() ** 3 * (result.length - at))
    const kinds = [
      () => result.writeUInt8(Math.floor(chance() * 256), at),
      () => result.fill(0, at, at + length),
      () => result.fill(0xff, at, Math.min(result.length, at + 8)),
      () => (result = result.subarray(0, at)),
      () => (result = Buffer.concat([result.subarray(0, at), result.subarray(at + length)])),
      () => (result = Buffer.concat([result.subarray(0, at + length), result.subarray(at)])),
    ]
    kinds[Math.floor(chance() * kinds.length)]?.()
  }
  return result
}

test.each(['small.mp4', 'small.mkv', 'small.ts'])(
  '30 seeded damages of %s: the import ends, names each file it cannot take, and leaves no orphan',
  async (name) => {
    const bytes = read(name)
    const extension = name.slice(name.indexOf('.'))
    const damaged = Array.from({ length: 30 }, (_, seed) => damage(bytes, random(1000 * extension.length + seed)))
    const library = await makeLibrary(
      Object.fromEntries(
        damaged.flatMap((content, i) => [
          [`film-${i}${extension}`, content] as const,
          [`film-${i}.yaml`, talk(`film-${i}`, `film-${i}${extension}`)] as const,
        ]),
      ),
    )
    const rows = await library.import()
    expect(rows).toHaveLength(30)
    for (const { id, status, problems } of rows) {
      if (status !== 'failed') continue
      const messages = problems.map(({ problem }) => problem.message).join('\n')
      expect(messages, id).toContain(`${id}${extension}`)
      // In the words of people: nothing a demuxer says to programmers.
      expect(messages, id).not.toMatch(/assert|undefined|null|expected|invalid|error|NaN|RangeError/i)
    }
    expect(await doctor(library)).toEqual([])
    // What was taken in plays as long as it says.
    for (const { id } of rows.filter(({ status }) => status !== 'failed')) {
      const recording = (await library.library.talk(id))?.recording
      if (!recording?.original || recording.hls === null) continue
      const length = lengthOf(readFileSync(join(renditionPath(library, recording.original.sha256, HLS_RECIPE), 'stream.m3u8'), 'utf8'))
      expect(length, id).toBeGreaterThan((recording.duration ?? 0) - 2100)
    }
  },
  240_000,
)

const lengthOf = (playlist: string) =>
  Array.from(playlist.matchAll(/^#EXTINF:([\d.]+)/gm), ([, seconds]) => Number(seconds) * 1000).reduce((sum, part) => sum + part, 0)

test('two imports at once over the same files both succeed', async () => {
  const library = await makeLibrary(
    Object.fromEntries(
      ['mp4', 'mkv', 'ts'].flatMap((kind) => [
        [`small.${kind}`, read(`small.${kind}`)] as const,
        [`${kind}.yaml`, talk(kind, `small.${kind}`)] as const,
      ]),
    ),
  )
  const environment = { WOORDELIJK_DATA: join(library.folder, 'data') }
  const both = await Promise.all([1, 2].map(() => run(['import', join(library.folder, 'manifests')], environment)))
  expect(both.map(({ code, stderr }) => [code, stderr.replace(/^.*gebouwd.*$/m, '').trim()])).toEqual([
    [0, ''],
    [0, ''],
  ])
  expect(await doctor(library)).toEqual([])
  expect(stored(library)).toHaveLength(3)
})

test('a recording that is stored and packaged is not read again for another talk', async () => {
  const library = await makeLibrary({ 'small.mp4': read('small.mp4'), 'a.yaml': talk('a', 'small.mp4') })
  await library.import()
  // What is stored is not what lies here now, though it bears its hash: a probe would fail.
  const { size, mtime, path } = await damagedInPlace(join(library.folder, 'manifests', 'small.mp4'))
  expect(await library.library.knownHash({ path, size, modified: Math.trunc(mtime) })).not.toBeNull()
  await writeFiles(join(library.folder, 'manifests'), { 'b.yaml': talk('b', 'small.mp4') })
  expect((await library.import()).map(({ id, status }) => [id, status])).toEqual([
    ['a', 'unchanged'],
    ['b', 'added'],
  ])
  expect((await library.library.talk('b'))?.recording).toMatchObject({ duration: 4000, width: 96, height: 54, hls: HLS_RECIPE })
})

/** Other bytes, the same name, size and time. */
async function damagedInPlace(path: string): Promise<{ path: string; size: number; mtime: number }> {
  const { size, atime, mtimeMs } = await stat(path)
  await writeFile(path, Buffer.alloc(size))
  // In the middle of the same millisecond: a Date is rounded, and comes back as the millisecond before or after in half of all cases.
  await utimes(path, atime, (Math.trunc(mtimeMs) + 0.5) / 1000)
  return { path, size, mtime: mtimeMs }
}

describe.skipIf(!ffmpeg)('one notion of media time: it starts at zero (skipped without ffmpeg)', () => {
  test('a clock that begins elsewhere changes neither the length nor the chapters', async () => {
    const library = await makeLibrary()
    const folder = join(library.folder, 'manifests')
    const chapters = join(library.folder, 'chapters.txt')
    await writeFiles(library.folder, {
      'chapters.txt': [
        ';FFMETADATA1',
        ...[0, 3000].map((start, i) => `[CHAPTER]\nTIMEBASE=1/1000\nSTART=${start}\nEND=${start + 3000}\ntitle=Deel ${i + 1}`),
      ].join('\n'),
    })
    make(folder, 'zero.mkv', ...PICTURE, ...SOUND, '-i', chapters, '-map_metadata', '2', ...H264, '-c:a', 'aac')
    const zero = ['-i', join(folder, 'zero.mkv'), '-c', 'copy']
    make(folder, 'late.ts', ...zero, '-f', 'mpegts')
    make(folder, 'late.mp4', ...zero, '-output_ts_offset', '5', '-map_chapters', '-1')
    make(folder, 'late.mkv', ...zero, '-output_ts_offset', '3600', '-map_chapters', '-1')
    const files = ['zero.mkv', 'late.ts', 'late.mp4', 'late.mkv']
    await writeFiles(folder, Object.fromEntries(files.map((file) => [`${file}.yaml`, talk(file.replace('.', '-'), file)])))
    const rows = await library.import()
    expect(rows.flatMap(({ problems }) => problems)).toEqual([])
    for (const file of files) {
      const found = await library.library.talk(file.replace('.', '-'))
      expect(Math.abs((found?.recording?.duration ?? 0) - 6000), file).toBeLessThan(60)
      const folderOf = renditionPath(library, found?.recording?.original?.sha256 ?? '', HLS_RECIPE)
      expect(Math.abs(lengthOf(readFileSync(join(folderOf, 'stream.m3u8'), 'utf8')) - 6000), file).toBeLessThan(60)
      expect(readFileSync(join(folderOf, HLS_MASTER), 'utf8')).toContain('RESOLUTION=320x180')
    }
    expect((await library.library.talk('zero-mkv'))?.chapters.map(({ start }) => start)).toEqual([0, 3000])
  })

  test.each([
    ['theora', 'ogv', ['-c:v', 'libtheora', '-c:a', 'libvorbis'], /Theora/],
    ['speex', 'ogg', ['-vn', '-ar', '16000', '-ac', '1', '-c:a', 'libspeex'], /Speex/],
    ['flac', 'ogg', ['-vn', '-c:a', 'flac'], /FLAC/],
    ['vp8', 'ogv', ['-c:v', 'libvpx', '-c:a', 'libvorbis'], /VP8/],
    ['encrypted', 'mp4', [...H264, '-c:a', 'aac', ...encryption()], /beveiligd/],
  ])('%s: what is refused says the truth', async (name, extension, parameters, message) => {
    const library = await makeLibrary({ 'film.yaml': talk('film', `film.${extension}`) })
    const encoder = /lib(?:theora|speex|vpx)/.exec(parameters.join(' '))?.[0]
    if (encoder && !execFileSync('ffmpeg', ['-hide_banner', '-encoders'], { encoding: 'utf8' }).includes(encoder)) return
    make(join(library.folder, 'manifests'), `film.${extension}`, ...PICTURE, ...SOUND, ...parameters)
    const [row] = await library.import()
    const text = row?.problems[0]?.problem.message ?? name
    expect(text).toMatch(message)
    expect(text).not.toMatch(/geen beeld of geluid|Encrypted|Assertion/)
  })
})

function encryption(): string[] {
  const key = '0123456789abcdef0123456789abcdef'
  return ['-encryption_scheme', 'cenc-aes-ctr', '-encryption_key', key, '-encryption_kid', key]
}
