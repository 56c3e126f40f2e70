/** The sound of a recording as one file: its times are those of the recording, whatever the recording does. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeAudio, wantsAudio } from '../../src/media/make/audio.ts'
import { makeWaveform } from '../../src/media/make/sound.ts'
import { audioOf, inspect, videoOf } from '../../src/media/read/inspect.ts'
import { AUDIO_FILE } from '../../src/media/recipe.ts'
import { makeFolder } from '../setup/make-library.ts'
import { ffmpeg, H264, imposter, make, PICTURE, theFfmpeg } from './make-media.ts'

/** Loud from its second second to its third; silence around it. */
const MARK = ['-f', 'lavfi', '-i', "aevalsrc='if(between(t,1,2),0.8,0)*sin(2*PI*440*t)':s=48000:d=4"]

const MONO = { channels: 1, bitRate: null }

describe.skipIf(!ffmpeg)('sound on its own (skipped without ffmpeg)', () => {
  const loudFrom = async (folder: string, file: string) => {
    const { everyMs, peaks } = await makeWaveform(theFfmpeg(), file, join(folder, 'peaks.json'), { duration: 6000 })
    return peaks.findIndex((peak) => peak > 20) * everyMs
  }

  test.each([
    ['begins with the picture', 'a.mp4', [...PICTURE, ...MARK, ...H264, '-c:a', 'aac'], 1000],
    ['begins two seconds later', 'b.mkv', [...PICTURE, '-itsoffset', '2', ...MARK, ...H264, '-c:a', 'flac'], 3000],
    ['of a file that is nothing else', 'c.flac', [...MARK], 1000],
  ])('%s', async (_what, name, parameters, at) => {
    const folder = await makeFolder()
    const file = make(folder, name, ...parameters)
    const { duration, streams } = await inspect(theFfmpeg(), file)
    expect(streams.length).toBeGreaterThan(0)
    const bytes = await makeAudio(theFfmpeg(), file, folder, { track: MONO, duration })
    const made = join(folder, AUDIO_FILE)
    const found = await inspect(theFfmpeg(), made)
    expect([videoOf(found), audioOf(found)]).toMatchObject([null, { codec: 'aac', channels: 1 }])
    expect(bytes).toBe(statSync(made).size)
    expect(Math.abs((await loudFrom(folder, made)) - at)).toBeLessThan(100)
  })

  test('has no more bits than the recording’s own sound', async () => {
    const folder = await makeFolder()
    const file = make(folder, 'a.wav', '-f', 'lavfi', '-i', 'anoisesrc=d=8:c=pink:r=48000')
    const [full, less] = [await makeFolder(), await makeFolder()]
    const bytes = await makeAudio(theFfmpeg(), file, full, { track: MONO, duration: 8000 })
    const fewer = await makeAudio(theFfmpeg(), file, less, { track: { channels: 1, bitRate: 40_000 }, duration: 8000 })
    expect(fewer).toBeLessThan(bytes * 0.8)
  })

  test('that comes out shorter than what it was made of is refused', async () => {
    const folder = await makeFolder()
    const file = make(folder, 'a.mp4', ...PICTURE, ...MARK, ...H264, '-c:a', 'aac')
    const program = `exec "$(PATH=/usr/local/bin:/usr/bin:/bin command -v ffmpeg)"`
    const half = `case "$*" in *" -f mp4 ${AUDIO_FILE}") ${program} $(echo "$*" | sed 's/ -f mp4 / -t 1 -f mp4 /');; esac`
    const short = await imposter(await makeFolder(), `${half}\n${program} "$@"`)
    await expect(makeAudio(short, file, folder, { track: MONO, duration: 4000 })).rejects.toThrow(/losse geluid/)
    const nothing = await imposter(await makeFolder(), 'exit 0')
    await expect(makeAudio(nothing, file, await makeFolder(), { track: MONO, duration: 4000 })).rejects.toThrow(/losse geluid/)
  })
})

test.each([
  ['a film', { mime: 'video/mp4', width: 640, codecs: ['avc1.640032', 'mp4a.40.2'] }, true],
  ['a film without sound', { mime: 'video/mp4', width: 640, codecs: ['avc1.640032'] }, false],
  ['an MP3', { mime: 'audio/mpeg', width: null, codecs: ['mp3'] }, false],
  ['a FLAC', { mime: 'audio/flac', width: null, codecs: ['flac'] }, true],
])('%s wants it or not', (_what, recording, wanted) => {
  expect(wantsAudio(recording)).toBe(wanted)
})
