/** What the browser needs to keep talks for offline: the files by name and size, the worker, the manifest; and how a recording is cut down. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunningServer } from '../../src/wire.ts'
import { filesOf, variantsOf } from '../../web/offline/playlists.ts'
import { startTestServer } from '../setup/make-library.ts'

let server: RunningServer
beforeAll(async () => {
  server = await startTestServer({ WOORDELIJK_NAME: 'Mediatheek van de Hogeschool' })
})
afterAll(() => server.close())

test.each(['nl', 'en'])('every file that a kept page in %s names is on the list, with its size', async (language) => {
  const { files } = (await (await fetch(`${server.address}/offline/bestanden.json?taal=${language}`)).json()) as {
    files: { path: string; size: number }[]
  }
  const listed = new Map(files.map(({ path, size }) => [path, size]))
  for (const page of ['/opnames/academie-2-martens', '/mijn-citaten', '/offline']) {
    const html = await (await fetch(`${server.address + page}?taal=${language}`)).text()
    const named = [...html.matchAll(/(?:src|href)="(\/static\/[^"]+)"/g)].map(([, path = '']) => path)
    expect(named.length).toBeGreaterThan(4)
    // Icons are the device's own copy once the library is installed.
    expect(named.filter((path) => !path.endsWith('.png') && !listed.has(path))).toEqual([])
  }
  for (const [path, size] of listed) {
    const answer = await fetch(server.address + path, { headers: { 'Accept-Encoding': 'identity' } })
    expect([path, answer.status, (await answer.arrayBuffer()).byteLength]).toEqual([path, 200, size])
  }
})

test('the worker is asked for anew each time, and its scope is the library', async () => {
  const answer = await fetch(`${server.address}/offline.js`)
  expect(answer.headers.get('Cache-Control')).toBe('no-cache')
  expect(answer.headers.get('Content-Type')).toMatch(/^text\/javascript/)
  expect(await answer.text()).not.toMatch(/^\s*(?:import|export)\b/m)
})

test('the manifest has the institution’s name, and icons that are there', async () => {
  const answer = await fetch(`${server.address}/app.webmanifest`)
  expect(answer.headers.get('Content-Type')).toMatch(/^application\/manifest\+json/)
  const manifest = (await answer.json()) as { name: string; short_name: string; icons: { src: string; sizes: string }[] }
  expect([manifest.name, manifest.short_name]).toEqual(['Mediatheek van de Hogeschool', 'Woordelijk'])
  for (const { src, sizes } of manifest.icons) {
    const image = Buffer.from(await (await fetch(server.address + src)).arrayBuffer())
    // PNG (ISO 15948 §11.2.2): the width stands at byte 16.
    if (src.endsWith('.png')) expect(`${image.readUInt32BE(16)}x${image.readUInt32BE(20)}`).toBe(sizes)
  }
})

test('a recording in several sizes is cut down to one, and to its sound where that stands alone', () => {
  const [small, large, ...others] = variantsOf(MUXED)
  expect(others).toEqual([])
  expect([small?.height, large?.height]).toEqual([360, 720])
  expect(small?.playlists).toEqual(['s.m3u8'])
  expect(small?.master).toBe(
    '#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION=640x360,CODECS="avc1.64,mp4a.40.2"\ns.m3u8\n',
  )

  const [sound, picture] = variantsOf(APART)
  expect([sound?.height, sound?.playlists]).toEqual([null, ['a.m3u8']])
  expect([picture?.height, picture?.playlists]).toEqual([720, ['v.m3u8', 'a.m3u8']])
  expect(picture?.master).toContain('TYPE=AUDIO,GROUP-ID="snd"')

  expect(filesOf('#EXTM3U\n#EXT-X-MAP:URI="s.m4s",BYTERANGE="9@0"\n#EXTINF:2,\n#EXT-X-BYTERANGE:5@9\ns.m4s\n#EXTINF:2,\nt.m4s\n')).toEqual([
    's.m4s',
    't.m4s',
  ])
})

const MUXED = `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-STREAM-INF:BANDWIDTH=2,RESOLUTION=1280x720,CODECS="avc1.64,mp4a.40.2"
l.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION=640x360,CODECS="avc1.64,mp4a.40.2"
s.m3u8
`
const APART = `#EXTM3U
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="snd",NAME="nl",URI="a.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=2,RESOLUTION=1280x720,AUDIO="snd"
v.m3u8
`
