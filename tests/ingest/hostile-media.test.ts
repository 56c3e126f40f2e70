/** Recordings as people and others send them, through the real door: each becomes a talk that plays, or is refused with cause and cure. */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import type { Job } from '../../src/library/job/job.ts'
import { openLibrary, type RunningServer } from '../../src/wire.ts'
import { ffmpeg, H264, make, makeTalk, PICTURE, SOUND } from '../media/make-media.ts'
import { copyOfCollection, FIXTURES, startTestServer } from '../setup/make-library.ts'
import { program } from '../setup/program.ts'

const VIDEO = readFileSync(join(FIXTURES, 'mdn', 'friday.mp4'))

describe.skipIf(!ffmpeg)('recordings of every kind (skipped where there is no ffmpeg)', () => {
  let server: RunningServer
  let folder: string
  let secret: string
  let hits = 0
  const canary = createServer((_request, response) => {
    hits++
    response.end()
  })
  beforeAll(async () => {
    await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve))
    folder = await copyOfCollection()
    const open = await openLibrary(readConfig({ WOORDELIJK_DATA: folder }))
    const scopes = ['talks:read', 'talks:write', 'uploads:write', 'jobs:write']
    secret = (await open.keys.addToken('test', scopes, null, { kind: 'command', id: null, name: 'test' })).secret
    await open.close()
    server = await startTestServer({ WOORDELIJK_DATA: folder })
  })
  afterAll(async () => {
    await server.close()
    canary.close()
  })

  async function handIn(
    name: string,
    content: Uint8Array,
  ): Promise<{ job: Job; talk: { stage: string; recording: { hls: string | null; original: { url: string; name: string } } } }> {
    const { ask, upload, settled } = program(server, secret)
    const { id } = (await ask('POST', '/talks', { title: 'Proef' })).body
    expect((await upload(name, content, { talk: id })).status).toBe(204)
    return { job: await settled(id), talk: (await ask('GET', `/talks/${id}`)).body }
  }

  test.each([
    ['quotes', `"lezing' “van” Anna".mp4`],
    ['a newline', 'lezing\nvan Anna.mp4'],
    ['an option', '-x.mp4'],
    ['a protocol', 'a:b.mp4'],
    ['a pattern', 'lezing%03d.mp4'],
    ['255 bytes', `${'é'.repeat(125)}a.mp4`],
    ['a path', '../../../etc/passwd.mp4'],
  ])('a name that is %s is only a name', async (_what, name) => {
    const { talk, job } = await handIn(name, VIDEO)
    expect([talk.stage, job.state]).toEqual(['ready', 'done'])
    expect((await fetch(server.address + talk.recording.original.url, { headers: { authorization: `Bearer ${secret}` } })).status).toBe(200)
  })

  const kinds: [string, string, (place: string) => string][] = [
    ['without sound', 'stil.mp4', (place) => make(place, 'stil.mp4', ...PICTURE, ...H264)],
    ['sound alone', 'geluid.mp3', (place) => make(place, 'geluid.mp3', ...SOUND)],
    [
      'with eight sounds',
      'acht.mkv',
      (place) =>
        make(
          place,
          'acht.mkv',
          ...PICTURE,
          ...SOUND,
          '-map',
          '0:v',
          ...Array.from({ length: 8 }, () => ['-map', '1:a']).flat(),
          ...H264,
          '-c:a',
          'aac',
        ),
    ],
    ['of an old camera', 'oud.avi', (place) => make(place, 'oud.avi', ...PICTURE, ...SOUND, '-c:v', 'mpeg4', '-c:a', 'mp3')],
    ['of a broadcaster', 'zender.ts', (place) => make(place, 'zender.ts', ...PICTURE, ...SOUND, '-c:v', 'mpeg2video', '-c:a', 'mp2')],
  ]
  test.each(kinds)('a recording %s becomes a talk that plays', async (_what, name, build) => {
    const { talk, job } = await handIn(name, readFileSync(build(folder)))
    expect(job.steps.filter(({ state }) => state === 'failed')).toEqual([])
    expect(talk.stage).toBe('ready')
    const plays = talk.recording.hls ?? talk.recording.original.url
    expect((await fetch(server.address + plays, { headers: { authorization: `Bearer ${secret}` } })).status).toBe(200)
  })

  test.each([
    ['text', () => Buffer.from('Dit is geen video.')],
    ['zeros', () => Buffer.alloc(100_000)],
    ['the first half of a film whose index is at its end', () => readFileSync(makeTalk(folder, 'half.mp4')).subarray(0, 20_000)],
    [
      'a playlist of somebody else’s file',
      () => Buffer.from(`#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\nfile://${join(folder, 'woordelijk.sqlite')}\n#EXT-X-ENDLIST\n`),
    ],
    [
      'a playlist of another server',
      () =>
        Buffer.from(
          `#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\nhttp://127.0.0.1:${(canary.address() as AddressInfo).port}/a.ts\n#EXT-X-ENDLIST\n`,
        ),
    ],
    [
      'a playlist of a film that lies on the server',
      () => {
        const film = make(folder, 'geheim.ts', ...PICTURE, ...SOUND, ...H264, '-c:a', 'aac')
        return Buffer.from(`#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\n${film}\n#EXT-X-ENDLIST\n`)
      },
    ],
    ['a list of files', () => Buffer.from(`ffconcat version 1.0\nfile '${join(folder, 'woordelijk.sqlite')}'\n`)],
  ])('%s that calls itself a film is refused with cause and cure', async (_what, content) => {
    const { talk, job } = await handIn('film.mp4', content())
    const failed = job.steps.find(({ state }) => state === 'failed')
    expect([talk.stage, job.state, failed?.step]).toEqual(['draft', 'failed', 'probe'])
    expect(failed?.error).toMatch(/^[A-ZÉ“].*\. .*\.$/s)
    expect(failed?.error).not.toMatch(/error|undefined|\/tmp|at .*:\d+/i)
    expect(hits).toBe(0)
  })
})
