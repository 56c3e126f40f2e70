/** The one door to ffmpeg: what a hostile file, a broken ffmpeg or an impatient owner can do to us. */
import { execFile, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { symlinkSync, writeFileSync } from 'node:fs'
import { mkdir, readdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { Failure } from '../../src/failure.ts'
import { findFfmpeg } from '../../src/media/ffmpeg/ffmpeg.ts'
import { makePoster } from '../../src/media/make/pictures.ts'
import { inspect } from '../../src/media/read/inspect.ts'
import { makeFolder } from '../setup/make-library.ts'
import { ffmpeg, imposter, makeTalk, processesNaming, theFfmpeg } from './make-media.ts'

const COPY = ['-map', '0', '-c', 'copy', '-f', 'null', '-']
const failureOf = (attempt: Promise<unknown>): Promise<Failure> =>
  attempt.then(
    () => Promise.reject(new Error('it succeeded')),
    (error: unknown) => (error instanceof Failure ? error : Promise.reject(error as Error)),
  )

test('where there is no ffmpeg, that is the answer', async () => {
  const path = process.env['PATH']
  onTestFinished(() => {
    process.env['PATH'] = path
  })
  process.env['PATH'] = await makeFolder()
  expect(await findFfmpeg()).toBeNull()
})

describe.skipIf(!ffmpeg)('a name is only a name', () => {
  test.each([
    ['quotes', `aan'haling".mp4`],
    ['a newline', 'twee\nregels.mp4'],
    ['a hyphen first', '-i.mp4'],
    ['a protocol', 'a:b.mp4'],
    ['a pattern', '%03d.mp4'],
    ['a command', '$(id);`id`.mp4'],
    ['255 bytes', `${'é'.repeat(125)}x.mp4`],
  ])('%s', async (_what, name) => {
    const folder = await makeFolder()
    makeTalk(folder)
    // Through a link: ffmpeg itself could not write some of these.
    symlinkSync(join(folder, 'talk.mp4'), join(folder, name))
    expect((await inspect(theFfmpeg(), join(folder, name))).duration).toBeCloseTo(6000, -2)
    const output = join(folder, 'poster.jpg')
    expect(await makePoster(theFfmpeg(), join(folder, name), output, { duration: 6000 })).toEqual({ width: 320, height: 180 })
  })

  test('of an output folder too', async () => {
    const folder = join(await makeFolder(), `-y %03d 'a:b"`)
    await mkdir(folder)
    await makePoster(theFfmpeg(), makeTalk(folder), join(folder, 'poster.jpg'), { duration: 6000 })
    expect(await readdir(folder)).toEqual(['poster.jpg', 'talk.mp4'])
  })
})

describe.skipIf(!ffmpeg)('a file that names other files is refused', () => {
  const disguise = async (text: (folder: string) => string) => {
    const folder = await makeFolder()
    makeTalk(folder, 'secret.mp4')
    const file = join(folder, 'x.mp4')
    writeFileSync(file, text(folder))
    return file
  }
  const playlist = (address: string) => `#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\n${address}\n#EXT-X-ENDLIST\n`
  const refused = async (file: string) => {
    const told = await failureOf(inspect(theFfmpeg(), file))
    expect(told).toMatchObject({ code: 'unreadable', message: expect.stringMatching(/geen video of geluid.*Kies|beschadigd/s) as string })
    const work = { input: file, parameters: COPY, folder: null, duration: 6000 }
    expect((await failureOf(theFfmpeg().make(work))).code).toBe('unreadable')
  }

  test('a playlist of a neighbour, which ffmpeg by itself would play', async () => {
    const file = await disguise((folder) => playlist(`file://${folder}/secret.mp4`))
    const plain = await promisify(execFile)('ffprobe', ['-loglevel', 'error', '-show_entries', 'format=duration', file])
    expect(plain.stdout).toMatch(/duration=6/)
    await refused(file)
  })
  test('a playlist of another machine, which hears nothing', async () => {
    let hits = 0
    const canary = createServer((_request, response) => {
      hits++
      response.writeHead(404).end()
    })
    await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => new Promise((resolve) => canary.close(() => resolve())))
    const address = `http://127.0.0.1:${(canary.address() as AddressInfo).port}/canary.ts`
    const file = await disguise(() => playlist(address))
    await refused(file)
    expect(hits).toBe(0)
    const open = ['-loglevel', 'quiet', '-protocol_whitelist', 'file,http,tcp', file]
    await promisify(execFile)('ffprobe', open).catch(() => null)
    expect(hits, 'the canary can be heard').toBeGreaterThan(0)
  })
  test.each([
    ['a concat script', (folder: string) => `ffconcat version 1.0\nfile ${folder}/secret.mp4\n`],
    [
      'a DASH manifest',
      (folder: string) => `<?xml version="1.0"?>
        <MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-on-demand:2011" type="static"
          mediaPresentationDuration="PT6S"><Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1">
          <BaseURL>file://${folder}/secret.mp4</BaseURL></Representation></AdaptationSet></Period></MPD>`,
    ],
    ['a session description', () => 'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n'],
  ])('%s', async (_what, text) => {
    await refused(await disguise(text))
  })
})

describe.skipIf(!ffmpeg)('an ffmpeg that fails is believed, and one that lies is not', () => {
  test.each([
    ['killed from outside', 'kill -9 $$', 'unavailable', /afgebroken \(ffmpeg kreeg SIGKILL\)/],
    ['asked to stop from outside', 'exit 255', 'unavailable', /afgebroken \(ffmpeg kreeg SIGTERM\)/],
    ['crashed', 'kill -11 $$', 'unreadable', /liep vast op dit bestand \(SIGSEGV\)\. Zet het om/],
    ['crashed in a sandbox', 'exit 139', 'unreadable', /liep vast op dit bestand \(SIGSEGV\)/],
    ['endless output', 'yes > uit.txt', 'unreadable', /werd veel groter dan de opname/],
    ['out of memory', 'echo "x: Cannot allocate memory" >&2; exit 1', 'unreadable', /meer geheugen dan is toegestaan\. Zet het om/],
    [
      'a full disk',
      'echo "av_interleaved_write_frame(): No space left on device" >&2; exit 1',
      'unavailable',
      /schijf is vol\. Maak ruimte/,
    ],
    ['a full disk called success', 'echo "No space left on device" >&2; exit 0', 'unavailable', /schijf is vol/],
    ['an unknown sentence', 'echo "iets nieuws" >&2; exit 1', 'unreadable', /kan niet worden verwerkt\. Zet het om/],
    ['nothing made', 'exit 0', 'unreadable', /voorbeeldplaatje is niet volledig gemaakt, hoewel ffmpeg dat zei/],
    [
      'half a picture',
      'for name; do :; done; printf "\\377\\330\\377\\300\\0\\21\\10\\0\\20\\0\\20\\3\\1" > "$name"',
      'unreadable',
      /niet volledig gemaakt/,
    ],
  ])('%s', async (what, script, code, message) => {
    const [folder, programs] = [await makeFolder(), await makeFolder()]
    const input = join(folder, 'a.mp4')
    writeFileSync(input, 'x')
    const broken = await imposter(programs, script)
    // Only limits keep a file from growing without end.
    if (what === 'endless output' && broken.sandbox === 'none') return
    const told = await failureOf(makePoster(broken, input, join(folder, 'poster.jpg'), { duration: 1000 }))
    expect(told).toMatchObject({ code, message: expect.stringMatching(message) as string })
    expect(told.message).not.toContain(folder)
  })
  test('a disk that is really full', async () => {
    const folder = await makeFolder()
    symlinkSync('/dev/full', join(folder, 'full.mkv'))
    const parameters = ['-map', '0', '-c', 'copy', 'full.mkv']
    const told = await failureOf(theFfmpeg().make({ input: makeTalk(folder), parameters, folder, duration: 6000 }))
    expect(told).toMatchObject({ code: 'unavailable', message: expect.stringMatching(/schijf is vol/) as string })
  })
})

describe.skipIf(!ffmpeg)('nothing is left of an ffmpeg that is ended', () => {
  /** Whatever it was started with, in a sandbox or not, names the folder; what it starts itself, the number. */
  const hang = async (wait = 'sleep 1000.MARK & until [ "$(cat /proc/$!/comm)" = sleep ]; do :; done; echo begun; wait') => {
    const [folder, programs] = [await makeFolder(), await makeFolder()]
    writeFileSync(join(folder, 'a.mp4'), 'x')
    const mark = String(randomInt(10 ** 12))
    const script = wait.replace('MARK', mark)
    const marks = [programs, mark]
    return {
      hanging: await imposter(programs, script),
      programs,
      work: { input: join(folder, 'a.mp4'), parameters: [], folder: null, duration: 1000 },
      alive: () => processesNaming(marks),
    }
  }
  const gone = (alive: () => readonly number[]) => vi.waitFor(() => expect(alive()).toEqual([]), 5000)

  test('when it takes too long', async () => {
    const { hanging, work, alive } = await hang()
    let seen: readonly number[] = []
    const onOutput = () => {
      seen = alive()
    }
    const told = await failureOf(hanging.make({ ...work, patience: 2000, onOutput }))
    expect(told).toMatchObject({ code: 'unreadable', message: expect.stringMatching(/duurde veel langer.*Zet het om/) as string })
    expect(seen.length).toBeGreaterThanOrEqual(2)
    await gone(alive)
  })
  test('when its owner does not want it any more', async () => {
    const { hanging, work, alive } = await hang()
    const owner = new AbortController()
    let seen: readonly number[] = []
    const onOutput = () => {
      seen = alive()
      owner.abort()
    }
    const told = await failureOf(hanging.make({ ...work, signal: owner.signal, onOutput }))
    expect(told).toMatchObject({ code: 'unavailable', message: expect.stringMatching(/gestopt/) as string })
    expect(seen.length).toBeGreaterThanOrEqual(2)
    await gone(alive)
  })
  test('when what it printed cannot be used', async () => {
    const { hanging, work, alive } = await hang()
    const onOutput = () => {
      throw new Failure('unreadable', 'genoeg')
    }
    expect((await failureOf(hanging.make({ ...work, onOutput }))).message).toBe('genoeg')
    await gone(alive)
  })
  test('and nobody waits for what it hid from us', async () => {
    // In a group of its own, with our pipes in hand.
    const { hanging, work, alive } = await hang(`setsid sleep 1000.MARK & until [ "$(cut -d' ' -f5 /proc/$!/stat)" = $! ]; do :; done`)
    const told = await failureOf(hanging.make({ ...work, patience: 3000 })).catch((error: unknown) => error)
    // A sandbox takes it down as well, and then it is an end like any other.
    if (hanging.sandbox !== 'bwrap') expect(told).toMatchObject({ message: expect.stringMatching(/duurde veel langer/) as string })
    else await gone(alive)
    for (const pid of alive()) process.kill(pid)
  })
  test('and nothing is begun for an owner who is gone already', async () => {
    const { hanging, work, alive } = await hang()
    expect((await failureOf(hanging.make({ ...work, signal: AbortSignal.abort() }))).message).toMatch(/gestopt/)
    expect(alive()).toEqual([])
  })
  test.each([
    ['when our own process ends', 'process.exit(0)'],
    ['when our own process is killed', "process.kill(process.pid, 'SIGKILL')"],
  ])('%s', async (what, end) => {
    const { hanging, programs, work, alive } = await hang()
    // Without limits only our own kill could end it.
    if (what.includes('killed') && hanging.sandbox === 'none') return
    const module = new URL('../../src/media/ffmpeg/ffmpeg.ts', import.meta.url).href
    const program = `import { findFfmpeg } from ${JSON.stringify(module)}
      const ffmpeg = await findFfmpeg(${JSON.stringify(programs)})
      const onOutput = (chunk) => process.stdout.write(chunk, () => ${end})
      await ffmpeg.make({ ...${JSON.stringify(work)}, onOutput })`
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: ['ignore', 'pipe', 'inherit'] })
    let printed = ''
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString()
    })
    await new Promise((resolve) => child.once('exit', resolve))
    expect(printed).toBe('begun\n')
    // Killed, we end the process we started and a sandbox with all in it; without one, what that started is out of our reach.
    const reach = what.includes('killed') && hanging.sandbox !== 'bwrap' ? () => processesNaming([programs]) : alive
    await gone(reach)
    for (const pid of alive()) process.kill(pid)
  })
})

describe.skipIf(!ffmpeg)('what confines it', () => {
  test('a sandbox that does not start is not counted on', async () => {
    const programs = await makeFolder()
    writeFileSync(join(programs, 'bwrap'), '#!/bin/sh\nexit 1\n', { mode: 0o755 })
    await imposter(programs, 'exit 0')
    expect((await findFfmpeg(programs))?.sandbox).not.toBe('bwrap')
  })
  test.runIf(ffmpeg?.sandbox === 'bwrap')('in a sandbox no other file and no network is seen', async () => {
    const folder = await makeFolder()
    const [talk, parameters] = [makeTalk(folder), ['-i', `file:${folder}/other.mp4`, ...COPY]]
    makeTalk(folder, 'other.mp4')
    expect((await failureOf(theFfmpeg().make({ input: talk, parameters, folder: null, duration: 6000 }))).code).toBe('unreadable')
  })
  test('progress goes from nothing to all, and never back', async () => {
    const seen: number[] = []
    const onProgress = (fraction: number) => seen.push(fraction)
    const slowly = ['-map', '0:v', '-c:v', 'libx264', '-preset', 'veryslow', '-f', 'null', '-']
    await theFfmpeg().make({ input: makeTalk(await makeFolder()), parameters: slowly, folder: null, duration: 6000, onProgress })
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b))
    expect(seen.at(-1)).toBe(1)
    expect(Math.min(...seen)).toBeGreaterThan(0)
  })
  test('its version is known', () => {
    expect(theFfmpeg().version).toMatch(/\d/)
  })
})
