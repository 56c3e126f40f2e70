/** A ladder: its sizes, names and times; incomplete output is rejected. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Ffmpeg } from '../../src/media/ffmpeg/ffmpeg.ts'
import { bytesOf, lengthOf, readRendition } from '../../src/media/make/hls-playlist.ts'
import { makeLadder } from '../../src/media/make/ladder.ts'
import { audioOf, inspect, videoOf } from '../../src/media/read/inspect.ts'
import { makeFolder } from '../setup/make-library.ts'
import { ffmpeg, H264, imposter, make, makeTalk, PICTURE, probed, SOUND, theFfmpeg, turn } from './make-media.ts'

const picture = (size: string, duration = 4) => ['-f', 'lavfi', '-i', `testsrc=s=${size}:d=${duration}:r=10`]

interface Asked {
  readonly signal?: AbortSignal
  readonly onProgress?: (fraction: number) => void
  readonly with?: Ffmpeg
}

/** Inspected and then made, as a job does it. @returns the folder and the master playlist */
async function ladder(file: string, asked: Asked = {}): Promise<{ folder: string; master: string }> {
  const inspection = await inspect(theFfmpeg(), file)
  const [video, folder] = [videoOf(inspection), join(await makeFolder(), 'ladder')]
  await mkdir(folder)
  await makeLadder(asked.with ?? theFfmpeg(), file, folder, {
    duration: inspection.duration,
    width: video?.width ?? null,
    height: video?.height ?? null,
    frameRate: video?.frameRate ?? null,
    hasAudio: audioOf(inspection) !== null,
    bitRate: inspection.bitRate,
    signal: asked.signal,
    onProgress: asked.onProgress,
  })
  return { folder, master: readFileSync(join(folder, 'master.m3u8'), 'utf8') }
}

const sizes = (master: string) => [...master.matchAll(/RESOLUTION=(\d+x\d+)/g)].map(([, size]) => size)
const seconds = (file: string) =>
  Number(execFileSync('ffprobe', ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', file]))

describe.skipIf(!ffmpeg)('a ladder', () => {
  test('of a camera has four sizes and one sound, each in one file', async () => {
    const source = make(await makeFolder(), 'a.mp4', ...picture('1920x1080'), ...SOUND, ...H264, '-metadata', 'title=geheim', '-t', '4')
    const seen: number[] = []
    const { folder, master } = await ladder(source, { onProgress: (fraction) => seen.push(fraction) })
    const names = ['p1080', 'p720', 'p480', 'p360', 'sound']
    expect(readdirSync(folder).sort()).toEqual(['master.m3u8', ...names.flatMap((name) => [`${name}.m3u8`, `${name}.m4s`])].sort())
    expect(sizes(master)).toEqual(['1920x1080', '1280x720', '854x480', '640x360'])
    expect([...master.matchAll(/^p\d+\.m3u8$/gm)].map(([name]) => name)).toEqual(['p1080.m3u8', 'p720.m3u8', 'p480.m3u8', 'p360.m3u8'])
    expect(master).toMatch(/^#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",.*DEFAULT=YES,.*URI="sound\.m3u8"$/m)
    for (const [line] of master.matchAll(/^#EXT-X-STREAM-INF:.*$/gm)) {
      expect(line).toMatch(/FRAME-RATE=10\.000,AUDIO="sound"$/)
      const [, peak = 0, average = 0] = (/:BANDWIDTH=(\d+),AVERAGE-BANDWIDTH=(\d+),/.exec(line) ?? []).map(Number)
      expect(peak).toBeGreaterThanOrEqual(average)
      expect(average).toBeGreaterThan(20_000)
    }
    for (const name of names) expect(readFileSync(join(folder, `${name}.m4s`)).includes('geheim')).toBe(false)
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b))
    expect(seen.at(-1)).toBe(1)
  })

  test('is played by others as the master tells it', async () => {
    const { folder, master } = await ladder(makeTalk(await makeFolder()))
    const entries = 'stream=codec_name,profile,level,width,height,pix_fmt,channels,sample_rate'
    const [video] = probed(join(folder, 'p180.m4s'), entries)
    expect(video).toMatchObject({ codec_name: 'h264', width: 320, height: 180, pix_fmt: 'yuv420p' })
    const [, profile = '', level = ''] = /CODECS="avc1\.([0-9a-f]{4})([0-9a-f]{2}),mp4a\.40\.2"/.exec(master) ?? []
    expect([profile.slice(0, 2), Number.parseInt(level, 16)]).toEqual(['64', video?.level])
    expect(probed(join(folder, 'sound.m4s'), entries)[0]).toMatchObject({
      codec_name: 'aac',
      profile: 'LC',
      channels: 2,
      sample_rate: '48000',
    })
    expect(seconds(join(folder, 'master.m3u8'))).toBeCloseTo(6, 0)
    execFileSync('ffmpeg', ['-v', 'error', '-xerror', '-i', join(folder, 'master.m3u8'), '-f', 'null', '-'])
  })

  test.each([
    ['an even pace', ['-r', '10']],
    ['29.97 frames a second', ['-r', '30000/1001']],
    ['an uneven pace', ['-vf', "select='lt(n,10)+not(mod(n,7))'", '-vsync', 'vfr']],
    ['few frames', ['-r', '1']],
  ])('begins each two seconds with a frame of its own: %s', async (_what, pace) => {
    const source = make(await makeFolder(), 'a.mkv', ...picture('320x180', 10), ...SOUND, ...pace, ...H264, '-c:a', 'aac')
    const { folder } = await ladder(source)
    const packets = probed(join(folder, 'p180.m4s'), 'packet=pts_time,flags')
    const keyframes = packets.filter(({ flags }) => String(flags).startsWith('K')).map(({ pts_time: time }) => Number(time))
    expect(keyframes.length).toBeGreaterThanOrEqual(5)
    for (const [index, time] of keyframes.entries()) expect(Math.abs(time - 2 * index)).toBeLessThan(0.21)
    const rendition = readRendition(readFileSync(join(folder, 'p180.m3u8'), 'utf8'))
    expect(rendition?.segments).toHaveLength(keyframes.length)
    expect(rendition && bytesOf(rendition)).toBe(statSync(join(folder, 'p180.m4s')).size)
  })

  test.each([
    ['upright', '720x1280', [], ['720x1280', '480x854', '360x640']],
    ['of an odd size', '853x481', ['-pix_fmt', 'yuv444p'], ['852x480', '638x360']],
    ['with pixels that are not square', '720x576', ['-vf', 'setsar=16/11'], ['872x480', '654x360']],
    ['smaller than all sizes', '101x57', ['-pix_fmt', 'yuv444p'], ['102x58']],
  ])('of a picture %s', async (_what, size, more, expected) => {
    const { folder, master } = await ladder(make(await makeFolder(), 'a.mkv', ...picture(size, 2), ...H264, ...more))
    expect(sizes(master)).toEqual(expected)
    expect(master).not.toMatch(/AUDIO|mp4a/)
    for (const told of expected) {
      const name = readdirSync(folder).find((file) => file === `p${Math.min(...told.split('x').map(Number))}.m4s`) ?? 'p57.m4s'
      const { width, height, sample_aspect_ratio: shape } = probed(join(folder, name), 'stream=width,height,sample_aspect_ratio')[0] ?? {}
      expect([`${String(width)}x${String(height)}`, shape ?? '1:1']).toEqual([told, '1:1'])
    }
  })
  test('of a recording turned by a telephone stands upright', async () => {
    const { folder, master } = await ladder(turn(makeTalk(await makeFolder())))
    expect(sizes(master)).toEqual(['180x320'])
    expect(probed(join(folder, 'p180.m4s'), 'stream=width,height:stream_side_data=rotation')).toEqual([{ width: 180, height: 320 }])
  })
  test('of sound only has the sound', async () => {
    const { folder, master } = await ladder(make(await makeFolder(), 'a.wav', ...SOUND))
    expect(readdirSync(folder).sort()).toEqual(['master.m3u8', 'sound.m3u8', 'sound.m4s'])
    expect(master).toMatch(/^#EXT-X-STREAM-INF:BANDWIDTH=\d+,AVERAGE-BANDWIDTH=\d+,CODECS="mp4a\.40\.2"\nsound\.m3u8$/m)
  })
  test('takes the first of eight tracks of sound', async () => {
    const maps = Array.from({ length: 8 }, () => ['-map', '1:a']).flat()
    const source = make(await makeFolder(), 'a.mp4', ...PICTURE, ...SOUND, '-map', '0:v', ...maps, ...H264, '-c:a', 'aac')
    expect(readdirSync((await ladder(source)).folder).filter((name) => name.endsWith('.m4s'))).toEqual(['p180.m4s', 'sound.m4s'])
  })
  test.each([
    ['MPEG-4 in AVI', 'a.avi', ['-c:v', 'mpeg4', '-c:a', 'mp3']],
    ['MPEG-2 in MPEG-TS', 'a.ts', ['-c:v', 'mpeg2video', '-r', '25', '-c:a', 'mp2']],
    ['WMV', 'a.wmv', ['-c:v', 'wmv2', '-c:a', 'wmav2']],
    ['H.264 in ten bits', 'a.mkv', ['-c:v', 'libx264', '-pix_fmt', 'yuv420p10le', '-c:a', 'ac3']],
  ])('makes H.264 and AAC of %s', async (_what, name, codecs) => {
    const { folder } = await ladder(make(await makeFolder(), name, ...PICTURE, ...SOUND, ...codecs))
    expect(probed(join(folder, 'p180.m4s'), 'stream=codec_name,pix_fmt')).toEqual([{ codec_name: 'h264', pix_fmt: 'yuv420p' }])
    expect(seconds(join(folder, 'sound.m4s'))).toBeCloseTo(6, 0)
  })
  test('keeps picture and sound together when one begins later', async () => {
    const late = ['-itsoffset', '2', ...SOUND]
    const { folder } = await ladder(make(await makeFolder(), 'a.mkv', ...PICTURE, ...late, ...H264, '-c:a', 'flac', '-t', '6'))
    expect([seconds(join(folder, 'p180.m4s')), seconds(join(folder, 'sound.m4s'))].map(Math.round)).toEqual([6, 6])
  })
  test('of a recording cut off by less than its streams may differ is as long as what is left', async () => {
    const folder = await makeFolder()
    const whole = readFileSync(make(folder, 'a.mkv', ...picture('160x90', 30), '-f', 'lavfi', '-i', 'sine=d=30', ...H264, '-c:a', 'aac'))
    writeFileSync(join(folder, 'cut.mkv'), whole.subarray(0, Math.floor(whole.length * 0.95)))
    const made = await ladder(join(folder, 'cut.mkv'))
    expect(Math.abs(seconds(join(made.folder, 'sound.m4s')) - 28.5)).toBeLessThan(1)
  })
})

describe.skipIf(!ffmpeg)('a ladder that is not whole is not believed', () => {
  const real = () => execFileSync('sh', ['-c', 'command -v ffmpeg'], { encoding: 'utf8' }).trim()
  const REAL = 'for last; do :; done; case "$last" in *.m3u8) ;; *) exec FFMPEG "$@";; esac'
  test.each([
    ['nothing', 'exit 0'],
    ['the first seconds', 'exec FFMPEG -t 3 "$@"'],
    ['a file that is cut off', 'FFMPEG "$@"; truncate -s -100 p180.m4s'],
    ['sound that is cut off', 'FFMPEG "$@"; truncate -s 500 sound.m4s'],
    ['a playlist without an end', `FFMPEG "$@"; sed -i /ENDLIST/d p180.m3u8`],
    ['zeroes', `FFMPEG "$@"; size=$(stat -c %s p180.m4s); head -c $size /dev/zero > p180.m4s`],
    ['zeroes after a good beginning', `FFMPEG "$@"; dd if=/dev/zero of=p180.m4s bs=1 seek=2000 count=20000 conv=notrunc status=none`],
  ])('ffmpeg makes %s and calls it success', async (_what, script) => {
    const lying = await imposter(await makeFolder(), `${REAL}\n${script}`.replaceAll('FFMPEG', real()))
    const attempt = ladder(makeTalk(await makeFolder()), { with: lying })
    await expect(attempt).rejects.toMatchObject({
      code: 'unreadable',
      message: expect.stringMatching(/omgezette opname is niet volledig gemaakt|beschadigd/) as string,
    })
  })
  test('one that is not wanted any more ends', async () => {
    const owner = new AbortController()
    const source = make(await makeFolder(), 'a.mp4', ...picture('1280x720', 20), ...H264)
    const attempt = ladder(source, { signal: owner.signal, onProgress: () => owner.abort() })
    await expect(attempt).rejects.toMatchObject({ code: 'unavailable', message: expect.stringMatching(/gestopt/) as string })
  })
})

describe('a playlist', () => {
  const segment = fc.record({ duration: fc.integer({ min: 1, max: 9999 }), length: fc.integer({ min: 1, max: 1_000_000 }) })
  const text = (initialisation: number, segments: readonly { duration: number; length: number }[]) => {
    let offset = initialisation
    const lines = segments.map(({ duration, length }) => {
      const line = `#EXTINF:${(duration / 1000).toFixed(6)},\n#EXT-X-BYTERANGE:${length}@${offset}\np720.m4s`
      offset += length
      return line
    })
    return ['#EXTM3U', `#EXT-X-MAP:URI="p720.m4s",BYTERANGE="${initialisation}@0"`, ...lines, '#EXT-X-ENDLIST', ''].join('\n')
  }
  test('is read as it was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.array(segment, { minLength: 1 }), (initialisation, segments) => {
        const rendition = readRendition(text(initialisation, segments))
        expect(rendition?.segments.map(({ duration, length }) => ({ duration: Math.round(duration), length }))).toEqual(segments)
        expect(rendition && bytesOf(rendition)).toBe(segments.reduce((sum, { length }) => sum + length, initialisation))
        expect(rendition && Math.round(lengthOf(rendition))).toBe(segments.reduce((sum, { duration }) => sum + duration, 0))
      }),
    )
  })
  test('of which a line is missing is no playlist', () => {
    fc.assert(
      fc.property(fc.array(segment, { minLength: 2, maxLength: 6 }), fc.nat(), (segments, which) => {
        const lines = text(700, segments).trimEnd().split('\n')
        lines.splice(which % lines.length, 1)
        expect(readRendition(lines.join('\n'))).toBeNull()
      }),
    )
  })
})
