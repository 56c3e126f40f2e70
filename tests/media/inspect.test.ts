/** Recordings in any state: understood and right, or refused with a cause and a cure. */
import { execFileSync } from 'node:child_process'
import { globSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Failure } from '../../src/failure.ts'
import { wantsLadder } from '../../src/media/make/ladder.ts'
import { makePoster, makeStoryboard } from '../../src/media/make/pictures.ts'
import { makeWaveform, measureLoudness } from '../../src/media/make/sound.ts'
import { audioOf, type Inspection, inspect, type VideoStream, videoOf } from '../../src/media/read/inspect.ts'
import { makeFolder } from '../setup/make-library.ts'
import { ffmpeg, H264, imposter, make, makeTalk, PICTURE, SOUND, theFfmpeg, turn } from './make-media.ts'

const CAUSE_AND_CURE = /^(?:Dit|Er|Het|Van) .{10,}\. [A-Z].{10,}\.$/
const refusal = async (file: string) => {
  const told: unknown = await inspect(theFfmpeg(), file).catch((error: unknown) => error)
  if (!(told instanceof Failure)) throw new Error(`${file} was accepted`)
  expect(told).toMatchObject({ code: 'unreadable', message: expect.stringMatching(CAUSE_AND_CURE) as string })
  return told.message
}

describe.skipIf(!ffmpeg)('what a recording is', () => {
  test('an ordinary talk', async () => {
    const { streams, ...whole } = await inspect(theFfmpeg(), makeTalk(await makeFolder()))
    expect(whole).toMatchObject({
      duration: 6000,
      format: expect.stringMatching(/^mov,mp4/) as string,
      bitRate: expect.any(Number) as number,
    })
    expect(streams).toEqual([
      {
        kind: 'video',
        codec: 'h264',
        default: true,
        width: 320,
        height: 180,
        rotation: 0,
        frameRate: 10,
        pixels: 'yuv420p',
        bitRate: expect.any(Number) as number,
      },
      { kind: 'audio', codec: 'aac', default: true, channels: 1, bitRate: expect.any(Number) as number },
    ])
  })
  test.each([
    ['turned by a telephone', (folder: string) => turn(makeTalk(folder)), { width: 180, height: 320, rotation: 90 }],
    [
      'upright',
      (folder: string) => make(folder, 'a.mp4', '-f', 'lavfi', '-i', 'testsrc=s=180x320:d=2', ...H264),
      { width: 180, height: 320 },
    ],
    [
      'with pixels that are not square',
      (folder: string) => make(folder, 'a.mp4', '-f', 'lavfi', '-i', 'testsrc=s=720x576:d=2', '-vf', 'setsar=16/11', ...H264),
      { width: 1047, height: 576 },
    ],
    [
      'HEVC',
      (folder: string) => make(folder, 'a.mp4', ...PICTURE, '-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=none'),
      { codec: 'hevc', width: 320 },
    ],
    ['MPEG-4 in AVI', (folder: string) => make(folder, 'a.avi', ...PICTURE, ...SOUND, '-c:v', 'mpeg4', '-c:a', 'mp3'), { codec: 'mpeg4' }],
    ['MPEG-TS', (folder: string) => make(folder, 'a.ts', ...PICTURE, ...SOUND, ...H264, '-c:a', 'aac'), { codec: 'h264' }],
    [
      'an uneven frame rate',
      (folder: string) => make(folder, 'a.mkv', ...PICTURE, ...SOUND, '-vf', "select='lt(n,10)+not(mod(n,7))'", ...H264, '-c:a', 'aac'),
      { codec: 'h264', width: 320 },
    ],
  ])('%s', async (_what, build, expected) => {
    const inspection = await inspect(theFfmpeg(), build(await makeFolder()))
    expect(videoOf(inspection)).toMatchObject(expected)
    expect(inspection.duration).toBeGreaterThan(1900)
    expect(inspection.duration).toBeLessThan(6200)
    expect(videoOf(inspection)?.frameRate).toBeLessThanOrEqual(30)
  })
  test('sound only, also with a cover', async () => {
    const folder = await makeFolder()
    const cover = make(folder, 'cover.jpg', '-f', 'lavfi', '-i', 'testsrc=s=64x64:d=1:r=1', '-frames:v', '1')
    const bare = await inspect(theFfmpeg(), make(folder, 'a.mp3', ...SOUND))
    const parameters = [...SOUND, '-i', cover, '-map', '0', '-map', '1', '-c:v', 'copy', '-disposition:v', 'attached_pic']
    const covered = await inspect(theFfmpeg(), make(folder, 'b.mp3', ...parameters))
    expect([videoOf(bare), videoOf(covered)]).toEqual([null, null])
    expect([audioOf(bare)?.codec, audioOf(covered)?.codec]).toEqual(['mp3', 'mp3'])
    expect(covered.duration).toBeCloseTo(6000, -2)
  })
  test('eight tracks of sound', async () => {
    const maps = Array.from({ length: 8 }, () => ['-map', '1:a']).flat()
    const parameters = [...PICTURE, ...SOUND, '-map', '0:v', ...maps, ...H264, '-c:a', 'aac']
    const { streams } = await inspect(theFfmpeg(), make(await makeFolder(), 'a.mp4', ...parameters))
    expect(streams.map(({ kind }) => kind)).toEqual(['video', ...Array<string>(8).fill('audio')])
    expect(streams.map((stream) => stream.default)).toEqual([true, true, ...Array<boolean>(7).fill(false)])
  })
  test('a recording that was never told how long it is', async () => {
    const folder = await makeFolder()
    const file = make(folder, 'live.mkv', ...PICTURE, ...SOUND, ...H264, '-live', '1')
    const { duration } = await inspect(theFfmpeg(), file)
    expect(duration).toBeGreaterThan(5800)
    expect(duration).toBeLessThan(6200)
  })
})

describe.skipIf(!ffmpeg)('what is refused', () => {
  test.each([
    ['nothing at all', () => new Uint8Array(), /leeg \(0 bytes\)/],
    ['something else', () => Buffer.from('Dit is een gewone brief.\n'.repeat(100)), /beschadigd/],
    ['zeroes', () => new Uint8Array(100_000), /beschadigd/],
  ])('%s', async (_what, bytes, message) => {
    const file = join(await makeFolder(), 'a.mp4')
    writeFileSync(file, bytes())
    expect(await refusal(file)).toMatch(message)
  })
  test('a file that is not there is not found', async () => {
    await expect(inspect(theFfmpeg(), join(await makeFolder(), 'a.mp4'))).rejects.toMatchObject({ code: 'not-found' })
  })
  test('a picture of 8192 by 8192, without taking the memory for it', async () => {
    const parameters = ['-f', 'lavfi', '-i', 'color=s=8192x8192:d=1:r=2', '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p']
    const folder = await makeFolder()
    const file = make(folder, 'a.mp4', ...parameters)
    expect(await refusal(file)).toMatch(/groter dan 4096 × 2304/)
    const poster = makePoster(theFfmpeg(), file, join(folder, 'poster.jpg'), { duration: 1000 })
    await expect(poster).rejects.toMatchObject({ message: expect.stringMatching(/groter dan 4096 × 2304/) as string })
    // Under a limit that stops whoever does make room for it, the answer is the same.
    if (theFfmpeg().sandbox === 'none') return
    const real = execFileSync('sh', ['-c', 'command -v ffprobe'], { encoding: 'utf8' }).trim()
    const small = await imposter(await makeFolder(), `exec prlimit --as=500000000 -- ${real} "$@"`, 'ffprobe')
    await expect(inspect(small, file)).rejects.toMatchObject({ message: expect.stringMatching(/groter dan 4096 × 2304/) as string })
  })
  test.each([
    ['a size just over', 'testsrc=s=4112x2304:d=1:r=2', /4112 × 2304/],
    ['240 frames a second', 'testsrc=s=64x64:d=1:r=240', /240 beelden per seconde/],
    ['25 hours', 'color=s=16x16:d=90000:r=1/1000', /langer dan 24 uur/],
  ])('%s', async (_what, source, message) => {
    expect(await refusal(make(await makeFolder(), 'a.mp4', '-f', 'lavfi', '-i', source, ...H264))).toMatch(message)
  })
  test('a codec that no recording is made with', async () => {
    const file = make(await makeFolder(), 'a.avi', ...PICTURE, '-c:v', 'snow', '-strict', '-2', '-pix_fmt', 'yuv420p')
    expect(await refusal(file)).toMatch(/een codec die we niet kennen/)
  })
  test('seventeen streams', async () => {
    const maps = Array.from({ length: 17 }, () => ['-map', '0:a']).flat()
    expect(await refusal(make(await makeFolder(), 'a.mp4', ...SOUND, ...maps, '-c:a', 'aac', '-b:a', '32k'))).toMatch(/meer dan 16 sporen/)
  })
  test('subtitles without a recording', async () => {
    const folder = await makeFolder()
    writeFileSync(join(folder, 'a.srt'), '1\n00:00:00,000 --> 00:00:01,000\nja\n')
    expect(await refusal(make(folder, 'a.mkv', '-i', join(folder, 'a.srt')))).toMatch(/geen beeld of geluid/)
  })
})

describe.skipIf(!ffmpeg)('a file that was cut off', () => {
  const builds = {
    'MP4, index last': ['a.mp4', '-c:a', 'aac'],
    'MP4, index first': ['b.mp4', '-c:a', 'aac', '-movflags', '+faststart'],
    'MP4 in fragments': ['c.mp4', '-c:a', 'aac', '-movflags', '+frag_keyframe+empty_moov'],
    Matroska: ['d.mkv', '-c:a', 'aac'],
    AVI: ['e.avi', '-c:a', 'mp3'],
    'MPEG-TS': ['f.ts', '-c:a', 'aac'],
  } as const
  const shares = [0.02, 0.2, 0.5, 0.8, 0.99]
  const cases = Object.entries(builds).flatMap(([what, [name, ...parameters]]) =>
    shares.map((share) => ({ what, name, parameters, share })),
  )

  test.each(cases)('$what at $share', async ({ name, parameters, share }) => {
    const folder = await makeFolder()
    const long = ['-f', 'lavfi', '-i', 'testsrc=s=160x90:d=30:r=10', '-f', 'lavfi', '-i', 'sine=d=30']
    const whole = readFileSync(make(folder, name, ...long, ...H264, ...parameters))
    const file = join(folder, `cut-${name}`)
    writeFileSync(file, whole.subarray(0, Math.floor(whole.length * share)))
    const inspection = await inspect(theFfmpeg(), file).catch((error: unknown) => error as Failure)
    if (inspection instanceof Error) {
      expect(await refusal(file)).toMatch(/onvolledig|beschadigd|geen speelduur|codec/)
      return
    }
    // What it says is there can be taken out of it. A file of which less is missing than its streams may differ is whole.
    expect(Math.abs(inspection.duration - 30_000 * share)).toBeLessThan(2500)
    if (audioOf(inspection)) await makeWaveform(theFfmpeg(), file, join(folder, 'w.json'), inspection)
  })
})

const CORPUS = join('..', 'shared', 'corpus', 'media')
const found = globSync('**/*.{mp4,webm,ogv,oga,ogg,mp3,m4a,wav,mov}', { cwd: CORPUS })
/** Some are there twice. */
const corpus = [...new Map(found.map((name) => [basename(name), name])).values()].sort()

describe.skipIf(!ffmpeg || corpus.length === 0)('recordings of others (needs ../shared/corpus)', () => {
  test.each(corpus)('%s', async (name) => {
    const [file, folder] = [resolve(CORPUS, name), await makeFolder()]
    if (/invalid-codec|2x2-green\.ogv/.test(name) || statSync(file).size === 0) {
      await refusal(file)
      return
    }
    const inspection = await inspect(theFfmpeg(), file)
    const [video, audio, { duration }] = [videoOf(inspection), audioOf(inspection), inspection]
    expect(duration).toBeGreaterThan(0)
    if (video) {
      const poster = await makePoster(theFfmpeg(), file, join(folder, 'poster.jpg'), { duration })
      expect(Math.abs(poster.width - video.width)).toBeLessThanOrEqual(1)
      const size = { width: video.width, height: video.height }
      await makeStoryboard(theFfmpeg(), file, folder, { duration, ...size })
    }
    if (audio) {
      expect((await makeWaveform(theFfmpeg(), file, join(folder, 'w.json'), { duration })).peaks.length).toBeGreaterThan(0)
      await measureLoudness(theFfmpeg(), file, { duration })
    }
  })
})

describe('whether a ladder is wanted', () => {
  const picture: VideoStream = {
    kind: 'video',
    codec: 'h264',
    default: true,
    width: 1280,
    height: 720,
    rotation: 0,
    frameRate: 25,
    pixels: 'yuv420p',
    bitRate: 150_000,
  }
  const of = (format: string, video: Partial<VideoStream> | null, audio: string | null): Inspection => ({
    duration: 60_000,
    format,
    bitRate: 200_000,
    streams: [
      ...(video ? [{ ...picture, ...video }] : []),
      ...(audio ? [{ kind: 'audio' as const, codec: audio, default: true, channels: 2, bitRate: 50_000 }] : []),
    ],
  })
  const [MP4, MKV] = ['mov,mp4,m4a,3gp,3g2,mj2', 'matroska,webm']
  test.each([
    ['slides with a voice', of(MP4, {}, 'aac'), 'no'],
    ['slides without a voice', of(MP4, {}, null), 'no'],
    ['VP9 and Opus', of(MKV, { codec: 'vp9' }, 'opus'), 'no'],
    ['a camera at 4 Mb/s', of(MP4, { bitRate: 4_000_000 }, 'aac'), 'better'],
    ['a camera whose bit rate only the whole file tells', { ...of(MKV, { bitRate: null }, 'aac'), bitRate: 4_000_000 }, 'better'],
    ['a small picture at 4 Mb/s', of(MP4, { bitRate: 4_000_000, width: 640, height: 480 }, 'aac'), 'no'],
    ['an upright camera', of(MP4, { bitRate: 4_000_000, width: 720, height: 1280 }, 'aac'), 'better'],
    ['VP8 and Vorbis', of(MKV, { codec: 'vp8' }, 'vorbis'), 'better'],
    ['H.264 with MP3', of(MP4, {}, 'mp3'), 'better'],
    ['HEVC', of(MP4, { codec: 'hevc' }, 'aac'), 'needed'],
    ['H.264 in ten bits', of(MP4, { pixels: 'yuv420p10le' }, 'aac'), 'needed'],
    ['H.264 in MPEG-TS', of('mpegts', {}, 'aac'), 'no'],
    ['MPEG-2 in MPEG-TS', of('mpegts', { codec: 'mpeg2video' }, 'mp2'), 'needed'],
    ['H.264 with AC-3', of(MP4, {}, 'ac3'), 'needed'],
    ['AVI', of('avi', { codec: 'mpeg4' }, 'mp3'), 'needed'],
    ['MP3', of('mp3', null, 'mp3'), 'no'],
    ['WAV', of('wav', null, 'pcm_s16le'), 'better'],
    ['WMA', of('asf', null, 'wmav2'), 'needed'],
  ] as const)('%s', (_what, inspection, expected) => {
    expect(wantsLadder(inspection)).toBe(expected)
  })
})
