/** When it is our fault, and what a page may reach. */
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { createApp } from '../../src/http/app.ts'
import { loadAssets } from '../../src/http/files/assets.ts'
import { openLibrary } from '../../src/wire.ts'
import { copyOfCollection, makeLibrary, startTestServer } from '../setup/make-library.ts'
import { sqliteOf } from '../setup/sqlite-of.ts'

test('a fault of ours is a page in Dutch with a code, a problem for programs, and nothing of the inside', async () => {
  const data = await copyOfCollection()
  const server = await startTestServer({ WOORDELIJK_DATA: data })
  onTestFinished(() => server.close())
  const database = new Sqlite(join(data, 'woordelijk.sqlite'))
  // The lists of themes are sorted by it.
  database.exec('alter table theme rename column sort_name to gone')
  database.close()
  const page = await fetch(`${server.address}/themas`, { headers: { accept: 'text/html' } })
  const html = await page.text()
  expect(page.status).toBe(500)
  expect(html).toContain('Er ging iets mis bij ons')
  expect(html).toContain(page.headers.get('x-request-id')?.slice(0, 8).toUpperCase())
  const problem = await fetch(`${server.address}/api/v1/themes`)
  expect(problem.headers.get('content-type')).toContain('application/problem+json')
  const answers = html + (await problem.text())
  expect(answers).not.toMatch(/sort_name|SqliteError|node_modules|\.js:\d/)
  // The rest goes on.
  expect((await fetch(`${server.address}/healthz`)).status).toBe(200)
  expect((await fetch(`${server.address}/sprekers`)).status).toBe(200)
  expect((await fetch(`${server.address}/static/icon.svg`)).status).toBe(200)
})

test('a database that cannot be written is said; what can be read goes on', async () => {
  const config = readConfig({ WOORDELIJK_DATA: await copyOfCollection(), WOORDELIJK_LOG_LEVEL: 'silent' })
  const open = await openLibrary(config)
  onTestFinished(() => open.close())
  const { secret } = await open.keys.addToken('alles', ['talks:write'], null, { kind: 'command', id: null, name: 'test' })
  const assets = loadAssets(join(import.meta.dirname, '../../dist/client'))
  const app = createApp({ ...open, config, assets, search: open.search(), log: pino({ level: 'silent' }) })
  const make = () =>
    app.request('/api/v1/talks', {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({ title: 'Een proef' }),
    })
  sqliteOf(open.database).handle.pragma('query_only = on')
  const refused = await make()
  expect([refused.status, (await refused.json()).detail]).toEqual([503, expect.stringMatching(/alleen-lezen.*niet bewaard/)])
  expect((await app.request('/opnames/academie-2-martens')).status).toBe(200)
  sqliteOf(open.database).handle.pragma('query_only = off')
  expect((await make()).status).toBe(201)
})

test('a page may reach the one origin its recording streams from, and no other page may', async () => {
  const library = await makeLibrary({
    'lezing.yaml': { kind: 'talk', id: 'lezing', title: 'De lezing', recording: { hls: 'https://media.example/lezing/master.m3u8' } },
  })
  await library.import()
  await library.close()
  const server = await startTestServer({ WOORDELIJK_DATA: join(library.folder, 'data') })
  onTestFinished(() => server.close())
  const policy = async (path: string) => (await fetch(server.address + path)).headers.get('content-security-policy') ?? ''
  expect(await policy('/opnames/lezing')).toMatch(
    /media-src 'self' blob: https:\/\/media\.example;.*connect-src 'self' https:\/\/media\.example/,
  )
  expect(await policy('/opnames/lezing')).toContain("script-src 'self';")
  expect(await policy('/')).not.toContain('media.example')
})

test('the institution’s name, mark and address are its own', async () => {
  const data = await copyOfCollection()
  const server = await startTestServer({
    WOORDELIJK_DATA: data,
    WOORDELIJK_NAME: 'Zuyd <Hogeschool>',
    WOORDELIJK_LOGO: 'web/public/icon.svg',
    WOORDELIJK_URL: 'https://opnames.example/',
    WOORDELIJK_CONTACT: 'hulp@opnames.example',
  })
  onTestFinished(() => server.close())
  const response = await fetch(server.address)
  const html = await response.text()
  expect(html).toContain('<title>Zuyd &lt;Hogeschool&gt;</title>')
  expect(html).toContain('<link rel="canonical" href="https://opnames.example/"/>')
  expect(html).toContain('mailto:hulp@opnames.example')
  expect(response.headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains')
  expect((await fetch(`${server.address}/huisstijl/beeldmerk`)).headers.get('content-type')).toBe('image/svg+xml')
})
