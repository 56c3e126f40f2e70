/** What a recording sounds like: peaks where the sound is, loudness as the standard has it. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { makeWaveform, measureLoudness, reducePeaks } from '../../src/media/make/sound.ts'
import { makeFolder } from '../setup/make-library.ts'
import { ffmpeg, H264, imposter, make, PICTURE, theFfmpeg } from './make-media.ts'

const tone = (loudness: string, duration: number) => ['-f', 'lavfi', '-i', `aevalsrc='(${loudness})*sin(2*PI*440*t)':s=48000:d=${duration}`]
/** Silence, loud, half as loud: two seconds each. */
const STEPS = 'if(lt(t,2),0,if(lt(t,4),0.8,0.4))'
const NAME = 'waveform.json'
const within = (values: readonly number[]) => [Math.min(...values), Math.max(...values)]
/** Lossy codecs are off by a few. */
const about = (value: number): number => expect.closeTo(value, -1) as number

describe.skipIf(!ffmpeg)('a waveform', () => {
  const wave = async (folder: string, file: string, duration: number, onProgress?: (fraction: number) => void) => {
    const waveform = await makeWaveform(theFfmpeg(), file, join(folder, NAME), { duration, onProgress })
    expect(JSON.parse(readFileSync(join(folder, NAME), 'utf8'))).toEqual(waveform)
    return waveform
  }
  test.each([
    ['WAV', 'a.wav', []],
    ['MP3', 'a.mp3', []],
    ['ALAC with a picture', 'a.mp4', [...PICTURE, ...H264, '-c:a', 'alac']],
    ['both ears', 'a.flac', ['-af', 'pan=stereo|c0=c0|c1=c0']],
  ])('is high where it is loud: %s', async (_what, name, more) => {
    const folder = await makeFolder()
    const { version, everyMs, peaks } = await wave(folder, make(folder, name, ...tone(STEPS, 6), ...more), 6000)
    expect([version, everyMs, peaks.length]).toEqual([1, 20, 300])
    expect(within(peaks.slice(0, 95))).toEqual([0, 0])
    expect(within(peaks.slice(110, 190))).toEqual([about(80), about(80)])
    expect(within(peaks.slice(210, 290))).toEqual([about(40), about(40)])
  })
  test('of a long recording has no more than 4000 peaks', async () => {
    const folder = await makeFolder()
    const file = make(folder, 'a.flac', '-f', 'lavfi', '-i', 'anullsrc=r=8000:cl=mono:d=7201')
    const seen: number[] = []
    const { everyMs, peaks } = await wave(folder, file, 7_201_000, (fraction) => seen.push(fraction))
    expect(everyMs).toBe(1801)
    expect(peaks.length).toBe(3999)
    expect(seen.at(-1)).toBe(1)
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b))
  })
  test('begins with the recording, also when the sound begins later and ends sooner', async () => {
    const folder = await makeFolder()
    const late = ['-itsoffset', '3', ...tone('0.8', 2)]
    const { peaks } = await wave(folder, make(folder, 'a.mkv', ...PICTURE, ...late, ...H264, '-c:a', 'flac'), 6000)
    expect(within(peaks.slice(0, 149))).toEqual([0, 0])
    expect(within(peaks.slice(155, 245))).toEqual([about(80), about(80)])
    expect(within(peaks.slice(252))).toEqual([0, 0])
  })
  test('of a picture without sound cannot be made', async () => {
    const folder = await makeFolder()
    await expect(wave(folder, make(folder, 'a.mp4', ...PICTURE, ...H264), 6000)).rejects.toMatchObject({
      code: 'unreadable',
      message: expect.stringMatching(/geen beeld of geluid/) as string,
    })
  })
  test('is not believed when ffmpeg stops short of the end and calls it success', async () => {
    const folder = await makeFolder()
    writeFileSync(join(folder, 'a.mp3'), 'x')
    const short = await imposter(await makeFolder(), 'head -c 32000 /dev/zero')
    const attempt = makeWaveform(short, join(folder, 'a.mp3'), join(folder, NAME), { duration: 6000 })
    await expect(attempt).rejects.toMatchObject({ message: expect.stringMatching(/golfvorm is niet volledig gemaakt/) as string })
  })
  test('that cannot be kept says so', async () => {
    const folder = await makeFolder()
    const attempt = makeWaveform(theFfmpeg(), make(folder, 'a.wav', ...tone('1', 1)), join(folder, 'weg', NAME), { duration: 1000 })
    await expect(attempt).rejects.toMatchObject({ code: 'unavailable' })
  })
})

test('wherever the pipe cuts the samples, the peaks are those of the whole', () => {
  const samples = fc.array(fc.integer({ min: -32_768, max: 32_767 }), { maxLength: 400 })
  fc.assert(
    fc.property(samples, fc.array(fc.nat(50)), fc.integer({ min: 1, max: 5 }), (values, cuts, everyMs) => {
      const bytes = Buffer.alloc(2 * values.length)
      for (const [index, value] of values.entries()) bytes.writeInt16LE(value, 2 * index)
      const count = Math.max(1, Math.ceil(values.length / (8 * everyMs)))
      const peaks = reducePeaks({ everyMs, count })
      let at = 0
      for (const length of [...cuts, bytes.length]) {
        peaks.read(bytes.subarray(at, at + length))
        at += length
      }
      const expected = Array.from({ length: count }, (_, index) => {
        const part = values.slice(index * 8 * everyMs, (index + 1) * 8 * everyMs)
        return Math.round((100 * Math.max(0, ...part.map(Math.abs))) / 32_768)
      })
      expect(peaks.samples()).toBe(values.length)
      expect(peaks.result()).toEqual(expected)
    }),
  )
})

describe.skipIf(!ffmpeg)('loudness', () => {
  test.each([-23, -33])('a tone of %i dB in both ears is as many LUFS (EBU Tech 3341, cases 1 and 2)', async (level) => {
    const folder = await makeFolder()
    const source = `aevalsrc='pow(10,${level}/20)*sin(2*PI*1000*t)|pow(10,${level}/20)*sin(2*PI*1000*t)':s=48000:d=20`
    const file = make(folder, 'a.wav', '-f', 'lavfi', '-i', source)
    const seen: number[] = []
    const { integrated, truePeak, silences } = await measureLoudness(theFfmpeg(), file, {
      duration: 20_000,
      onProgress: (fraction) => seen.push(fraction),
    })
    expect(Math.abs((integrated ?? 0) - level)).toBeLessThanOrEqual(0.1)
    expect(Math.abs((truePeak ?? 0) - level)).toBeLessThanOrEqual(0.3)
    expect(silences).toEqual([])
    expect(seen.at(-1)).toBe(1)
  })
  test('silence has none', async () => {
    const folder = await makeFolder()
    const file = make(folder, 'a.wav', '-f', 'lavfi', '-i', 'anullsrc=r=48000:d=5')
    const expected = { integrated: null, truePeak: null, silences: [{ start: 0, end: 5000 }] }
    expect(await measureLoudness(theFfmpeg(), file, { duration: 5000 })).toEqual(expected)
  })
  test('silences of two seconds and more are found, shorter ones are pauses', async () => {
    const folder = await makeFolder()
    const quiet = 'if(between(t,3,6)+between(t,8,9)+gt(t,11),0,0.3)'
    const { silences } = await measureLoudness(theFfmpeg(), make(folder, 'a.mp4', ...tone(quiet, 14), '-c:a', 'aac'), { duration: 14_000 })
    expect(silences.flatMap(({ start, end }) => [start, end]).map((time) => Math.round(time / 100) * 100)).toEqual([
      3000, 6000, 11_000, 14_000,
    ])
  })
  test('times count from the beginning of the recording, not of its sound', async () => {
    const folder = await makeFolder()
    const late = ['-itsoffset', '3', ...tone('0.5', 3)]
    const file = make(folder, 'a.mkv', ...PICTURE, ...late, ...H264, '-c:a', 'flac')
    const { silences } = await measureLoudness(theFfmpeg(), file, { duration: 6000 })
    expect(silences).toEqual([{ start: 0, end: expect.closeTo(3000, -2) as number }])
  })
  test('an ffmpeg that says nothing has measured nothing', async () => {
    const folder = await makeFolder()
    writeFileSync(join(folder, 'a.mp3'), 'x')
    const attempt = measureLoudness(await imposter(await makeFolder(), 'exit 0'), join(folder, 'a.mp3'), { duration: 6000 })
    await expect(attempt).rejects.toMatchObject({ message: expect.stringMatching(/meting van het geluid is niet volledig/) as string })
  })
})
