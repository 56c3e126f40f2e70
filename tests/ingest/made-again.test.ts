/** What is made from a recording: pictures also where it came by a manifest, and all of it again after a restore. Through a real server. */
import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { backup } from '../../src/keep/backup.ts'
import { doctor } from '../../src/keep/doctor.ts'
import { restore } from '../../src/keep/restore.ts'
import { AUDIO_FILE, AUDIO_RECIPE, HLS_MASTER, STORYBOARD_RECIPE, sheetFile } from '../../src/media/recipe.ts'
import { openLibrary, type RunningServer } from '../../src/wire.ts'
import { ffmpeg } from '../media/make-media.ts'
import { FIXTURES, makeLibrary, startTestServer } from '../setup/make-library.ts'
import { program } from '../setup/program.ts'
import { sqliteOf } from '../setup/sqlite-of.ts'

const ACTOR = { kind: 'command' as const, id: null, name: 'test' }

/** Every file that a player asks for, from the page's own addresses. */
async function everythingPlays({ address }: RunningServer): Promise<void> {
  const { recording } = (await (await fetch(`${address}/api/v1/talks/film`)).json()) as {
    recording: { hls: string; audio: { url: string; bytes: number } }
  }
  const sound = await fetch(new URL(recording.audio.url, address))
  expect([sound.status, sound.headers.get('content-type')]).toEqual([200, 'audio/mp4'])
  expect((await sound.arrayBuffer()).byteLength).toBe(recording.audio.bytes)
  const master = new URL(recording.hls, address)
  const playlist = new URL(lines(await text(master))[0] ?? '', master)
  const parts = new Set(lines(await text(playlist)))
  expect(parts.size).toBe(1)
  for (const part of parts) expect((await fetch(new URL(part, playlist))).headers.get('content-type')).toBe('video/iso.segment')
  const sheets = new Set(lines(await text(`${address}/opnames/film/storyboard.vtt`)).filter((line) => line.startsWith('/media/')))
  expect(sheets.size).toBeGreaterThan(0)
  for (const sheet of sheets) expect((await fetch(address + sheet)).headers.get('content-type')).toBe('image/jpeg')
}

const lines = (content: string) => content.split('\n').filter((line) => /^[^#\s]/.test(line))

async function text(url: URL | string): Promise<string> {
  const answer = await fetch(url)
  expect(answer.status).toBe(200)
  return answer.text()
}

test.skipIf(!ffmpeg)(
  'a recording from a manifest gets its pictures; after a restore and a repair everything plays and shows again (skipped without ffmpeg)',
  async () => {
    const library = await makeLibrary({
      'small.mp4': readFileSync(join(FIXTURES, 'cases', 'media', 'small.mp4')),
      'film.yaml': { kind: 'talk', id: 'film', title: 'Film', recording: { file: 'small.mp4' } },
    })
    await library.import()
    const { secret } = await library.keys.addToken('test', ['talks:read', 'jobs:write'], null, ACTOR)
    const sha256 = (await library.library.talk('film'))?.recording?.original?.sha256 ?? ''
    const data = join(library.folder, 'data')
    const settled = async (server: RunningServer) => {
      const { ask, settled: follow } = program(server, secret)
      // It is queued once the server has looked at every recording's files.
      await expect.poll(async () => (await ask('GET', '/jobs?talk=film')).body.jobs.length, { timeout: 60_000 }).toBeGreaterThan(0)
      return follow('film')
    }

    const server = await startTestServer({ WOORDELIJK_DATA: data })
    expect((await settled(server)).steps.find(({ step }) => step === 'pictures')).toMatchObject({ state: 'done' })
    const { recording } = (await library.library.talk('film')) ?? {}
    expect(recording).toMatchObject({ poster: { name: 'poster.jpg' }, storyboard: { width: 320, recipe: STORYBOARD_RECIPE, sheet: null } })
    await everythingPlays(server)
    // The manifest imported again says nothing of pictures, and takes none away.
    await library.library.recordImport('talk', 'film', { fingerprint: 'older', fields: null })
    await library.import()
    expect((await library.library.talk('film'))?.recording).toEqual(recording)
    await server.close()

    const copy = join(library.folder, 'copy.tar')
    await backup({ database: sqliteOf(library.database).file, store: library.store }, copy, { program: 'test' })
    const other = join(library.folder, 'other')
    await restore(copy, other)
    const restored = await openLibrary(readConfig({ WOORDELIJK_DATA: other }))
    const findings = await doctor(restored, { repair: true })
    expect(findings).toMatchObject([
      {
        code: 'rendition',
        severity: 'error',
        repaired: true,
        message: expect.stringMatching(/de versie voor de speler, de plaatjes, het losse geluid.*in de rij/i),
      },
    ])
    await restored.close()
    const second = await startTestServer({ WOORDELIJK_DATA: other })
    const { steps } = await settled(second)
    expect(steps.filter(({ state }) => state !== 'skipped').map(({ step, state }) => [step, state])).toEqual([
      ['pictures', 'done'],
      ['audio', 'done'],
    ])
    await everythingPlays(second)
    await second.close()

    // A server that starts without a repair makes all of it by itself.
    await rm(join(other, 'media', sha256.slice(0, 2), sha256, 'hls-2'), { recursive: true })
    for (const recipe of [STORYBOARD_RECIPE, AUDIO_RECIPE])
      await rm(join(other, 'media', sha256.slice(0, 2), sha256, recipe), { recursive: true })
    const third = await startTestServer({ WOORDELIJK_DATA: other })
    await expect
      .poll(async () => (await program(third, secret).ask('GET', '/jobs?talk=film')).body.jobs.length, { timeout: 60_000 })
      .toBe(3)
    await settled(third)
    await everythingPlays(third)
    await third.close()

    // What is left of a rendition does not pass for a whole one.
    for (const [recipe, file] of [
      ['hls-2', HLS_MASTER],
      [STORYBOARD_RECIPE, sheetFile(1)],
      [AUDIO_RECIPE, AUDIO_FILE],
    ] as const)
      await rm(join(other, 'media', sha256.slice(0, 2), sha256, recipe, file))
    const fourth = await startTestServer({ WOORDELIJK_DATA: other })
    await expect
      .poll(async () => (await program(fourth, secret).ask('GET', '/jobs?talk=film')).body.jobs.length, { timeout: 60_000 })
      .toBe(4)
    await settled(fourth)
    await everythingPlays(fourth)
    await fourth.close()
  },
  240_000,
)
