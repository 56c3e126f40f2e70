/** What must not be had at all: by another method, another site's name, another's id, or from the disk. */
import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import Sqlite from 'better-sqlite3'
import { type Logger, pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { createApp } from '../../src/http/app.ts'
import { loadAssets } from '../../src/http/files/assets.ts'
import { backup } from '../../src/keep/backup.ts'
import { restore } from '../../src/keep/restore.ts'
import { openLibrary } from '../../src/wire.ts'
import { copyOfCollection, makeFolder, makeLibrary, startTestServer, vtt } from '../setup/make-library.ts'
import { PASSWORD, signedIn } from '../setup/people.ts'
import { onSqlite, sqliteOf } from '../setup/sqlite-of.ts'

const ACTOR = { kind: 'command', id: null, name: 'test' } as const

/** The application itself, on a library of its own, with what it logs. */
async function makeApp(files: Parameters<typeof makeLibrary>[0] = {}, settings: Record<string, string> = {}) {
  const library = await makeLibrary(files)
  await library.import()
  const lines: string[] = []
  const log: Logger = pino({ level: 'info' }, new Writable({ write: (line, _encoding, done) => (lines.push(String(line)), done()) }))
  const config = readConfig({ WOORDELIJK_DATA: library.data, ...settings })
  const assets = loadAssets(join(import.meta.dirname, '../../dist/client'))
  return { library, lines, app: createApp({ ...library, config, assets, log, search: library.search() }) }
}

const TALKS = {
  'dag.yaml': {
    kind: 'event',
    id: 'dag',
    title: 'Een dag',
    date: '2024-04-15',
    programme: ['open', 'concept', 'verborgen', 'intern', 'bestaat-niet'].map((talk) => ({ title: `Over ${talk}`, talk })),
  },
  'a.vtt': vtt([{ start: 0, end: 2, text: 'Geheime woorden over de plannen.' }]),
  ...Object.fromEntries(
    Object.entries({
      open: {},
      concept: { stage: 'draft' },
      verborgen: { visibility: 'unlisted' },
      intern: { visibility: 'internal' },
    }).map(([id, fields]) => [
      `${id}.yaml`,
      {
        kind: 'talk',
        id,
        title: `De lezing ${id}`,
        event: 'dag',
        transcripts: [{ file: 'a.vtt', language: 'nl', made: 'human' }],
        ...fields,
      },
    ]),
  ),
}

test('HEAD and odd methods give nothing that GET and POST would not', async () => {
  const { app, library } = await makeApp(TALKS)
  const by = { kind: 'account', id: 'x', name: 'Een archivaris' } as const
  await library.drafts.save('open', 'nl', { base: 1, cues: [] }, { expected: null }, by)
  const paths = [
    '/api/v1/talks/open/draft',
    '/api/v1/talks/concept',
    '/api/v1/talks/concept/transcript',
    '/api/v1/jobs',
    '/api/v1/jobs/x',
    '/api/v1/jobs/x/events',
    '/api/v1/uploads',
    '/api/v1/uploads/x',
    '/beheer',
    '/beheer/nieuw',
    '/beheer/importeren',
    '/beheer/importeren/sjabloon.csv',
    '/beheer/opnames/open',
    '/beheer/opnames/open/transcript',
    '/beheer/accounts',
    '/beheer/tokens',
    '/beheer/logboek',
    '/opnames/concept',
    '/opnames/intern',
    '/opnames/intern/transcript.vtt',
    '/insluiten/concept',
  ]
  for (const path of paths) {
    const get = await app.request(path)
    expect([path, get.status >= 300]).toEqual([path, true])
    for (const method of ['HEAD', 'OPTIONS', 'PROPFIND', 'QUERY', 'PUT', 'PATCH', 'DELETE', 'POST']) {
      const answer = await app.request(path, { method, headers: { 'tus-resumable': '1.0.0' } })
      const allowed = method === 'HEAD' ? [get.status, 401] : [200, 204, 303, 400, 401, 403, 404, 405, 410, 412, 415]
      expect([method, path, allowed]).toEqual([method, path, expect.arrayContaining([answer.status])])
      const text = await answer.text()
      expect([method, path, text]).toEqual([method, path, expect.not.stringContaining('Geheime')])
      // The one thing that says yes: what tus can do.
      if (answer.status === 200 || answer.status === 204) expect([method, path]).toEqual(['OPTIONS', expect.stringContaining('/uploads')])
    }
  }
})

test('a body of another type than a route reads is refused, never run', async () => {
  const { app, library } = await makeApp(TALKS)
  const { secret } = await library.keys.addToken('alles', ['talks:write', 'talks:publish', 'talks:read'], null, ACTOR)
  const types = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml', '', null]
  for (const type of types)
    for (const [method, path] of [
      ['POST', '/talks'],
      ['PATCH', '/talks/open'],
      ['POST', '/talks/open/publish'],
      ['POST', '/talks/open/withdraw'],
      ['PUT', '/talks/open/draft'],
      ['POST', '/quotes'],
    ] as const) {
      const headers = { authorization: `Bearer ${secret}`, ...(type === null ? {} : { 'content-type': type }) }
      const answer = await app.request(`/api/v1${path}`, { method, headers, body: Buffer.from('{"title":"x"}') })
      expect([type, path, [400, 415]]).toEqual([type, path, expect.arrayContaining([answer.status])])
    }
  expect((await library.library.talk('open'))?.title).toBe('De lezing open')
  const form = await app.request('/beheer/aanmelden', {
    method: 'POST',
    headers: { origin: 'http://localhost', 'content-type': 'application/json' },
    body: '{"email":"a@b.nl"}',
  })
  expect(form.status).toBe(400)
})

test('what only members may see is kept by nobody and read by no other site', async () => {
  const { app, library } = await makeApp(TALKS)
  const { secret } = await library.keys.addToken('lezer', ['talks:read'], null, ACTOR)
  const files = ['transcript.vtt', 'transcript.json', 'transcript.txt', 'chapters.vtt', 'chapters.json', 'citation.bib']
  for (const talk of ['intern', 'concept'])
    for (const file of files) {
      const answer = await app.request(`/opnames/${talk}/${file}`, { headers: { authorization: `Bearer ${secret}` } })
      expect([file, answer.status]).toEqual([file, 200])
      expect([file, answer.headers.get('cache-control')]).toEqual([file, 'private, no-store'])
      expect([file, answer.headers.get('access-control-allow-origin')]).toEqual([file, null])
    }
  const open = await app.request('/opnames/open/transcript.vtt')
  expect([open.headers.get('cache-control'), open.headers.get('access-control-allow-origin')]).toEqual(['no-cache', '*'])
})

test('the event API names no talk that may not be listed', async () => {
  const { app } = await makeApp(TALKS)
  for (const path of ['/api/v1/events', '/api/v1/events/dag']) {
    const text = await (await app.request(path)).text()
    expect(text).toContain('"talk":"open"')
    for (const id of ['concept', 'verborgen', 'intern', 'bestaat-niet']) expect(text).not.toContain(`"talk":"${id}"`)
  }
})

test('neither the log nor the public history says what is private', async () => {
  const { app, library, lines } = await makeApp(TALKS)
  const { secret } = await library.keys.addPreview('concept', ACTOR)
  expect((await app.request(`/voorvertoning/${secret}`)).status).toBe(303)
  expect(lines.join('')).toContain('/voorvertoning/…')
  expect(lines.join('')).not.toContain(secret)
  const account = await library.accounts.add({ email: 'anna@instelling.nl', role: 'archivist', password: PASSWORD }, ACTOR)
  expect(account.name).toMatch(/^Medewerker /)
  const cues = [{ id: null, start: 0, end: 2000, speaker: null, text: 'Nieuwe woorden.', words: null }]
  // As earlier versions kept it.
  await library.library.addRevision('open', 'nl', { base: 1, cues, author: 'anna@instelling.nl', note: null, origin: 'edit' })
  const history = await (await app.request('/opnames/open/geschiedenis')).text()
  expect(history).not.toContain('anna@')
  expect(history).toContain('een medewerker')
})

test('with a public address this server answers to no other name', async () => {
  const { app } = await makeApp({}, { WOORDELIJK_URL: 'https://opnames.example' })
  const status = async (host: string, path = '/') => (await app.request(`http://${host}${path}`, { headers: { host } })).status
  expect(await status('opnames.example')).toBe(200)
  expect(await status('localhost:3000')).toBe(200)
  expect(await status('evil.example')).toBe(421)
  expect(await status('opnames.example.evil.example')).toBe(421)
  expect(await status('10.0.0.7', '/healthz')).toBe(200)
})

test('the owner of an upload is that of the one that is written to', async () => {
  const library = await makeLibrary()
  const token = async (name: string) => (await library.keys.addToken(name, ['uploads:write'], null, ACTOR)).secret
  const [mine, theirs] = [await token('mijn'), await token('hun')]
  await library.close()
  const server = await startTestServer({ WOORDELIJK_DATA: library.data })
  onTestFinished(() => server.close())
  const ask = (secret: string, path: string, method: string, headers: Record<string, string> = {}, body?: string) =>
    fetch(server.address + path, {
      method,
      headers: { authorization: `Bearer ${secret}`, 'tus-resumable': '1.0.0', ...headers },
      ...(body === undefined ? {} : { body }),
    })
  const begin = async (secret: string) =>
    (await ask(secret, '/api/v1/uploads', 'POST', { 'upload-length': '10', 'upload-metadata': `filename ${btoa('a.mp4')}` })).headers.get(
      'location',
    ) ?? ''
  const [own, other] = [await begin(mine), await begin(theirs)]
  const bytes = { 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' }
  for (const trick of [
    `?a=${other}`,
    `?a=/${other.split('/').at(-1)}`,
    `/../${other.split('/').at(-1)}`,
    `%2f..%2f${other.split('/').at(-1)}`,
  ])
    await ask(mine, own + trick, 'PATCH', bytes, 'AAAAA')
  expect((await ask(theirs, other, 'HEAD')).headers.get('upload-offset')).toBe('0')
  // An id that a header claims is not the route's either.
  await ask(mine, own, 'PATCH', { ...bytes, 'x-woordelijk-upload': other.split('/').at(-1) ?? '' }, 'AAAAA')
  expect((await ask(theirs, other, 'HEAD')).headers.get('upload-offset')).toBe('0')
})

test.runIf(onSqlite)('the data folder and its database are for the user that runs the program alone', async () => {
  const folder = join(await makeFolder(), 'data')
  await mkdir(folder, { mode: 0o755 })
  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: folder }))
  onTestFinished(() => open.close())
  const mode = async (name: string) => ((await stat(join(folder, name))).mode & 0o777).toString(8)
  expect(await mode('.')).toBe('700')
  for (const file of ['woordelijk.sqlite', 'woordelijk.sqlite-wal', 'woordelijk.sqlite-shm', 'secret'])
    expect([file, await mode(file)]).toEqual([file, '600'])
})

test.runIf(onSqlite).each([
  ['a trigger that is not ours', 'create trigger erbij after insert on quote begin delete from session; end', 'erbij'],
  ['a view that is not ours', 'create view kijk as select * from "user"', 'kijk'],
  ['a guard that is gone', 'drop trigger audit_event_never_deleted', 'audit_event_never_deleted'],
])('a backup with %s is not restored', async (_name, sql, name) => {
  const folder = await makeFolder()
  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: join(folder, 'data') }))
  onTestFinished(() => open.close())
  const save = (to: string) => backup({ database: sqliteOf(open.database).file, store: open.store }, join(folder, to), { program: 'test' })
  await save('goed.tar')
  await restore(join(folder, 'goed.tar'), join(folder, 'terug'))
  expect(((await stat(join(folder, 'terug'))).mode & 0o777).toString(8)).toBe('700')
  const database = new Sqlite(sqliteOf(open.database).file)
  database.exec(sql)
  database.close()
  await save('slecht.tar')
  await expect(restore(join(folder, 'slecht.tar'), join(folder, 'nieuw'))).rejects.toThrow(name)
})

test('an institution’s name that is a script is text on every page', async () => {
  const name = '</title><script>alert(1)</script>"><img src=x onerror=alert(1)>'
  const data = await copyOfCollection()
  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: data }))
  await open.accounts.add({ email: 'admin@example.nl', name: '<b onclick=alert(1)>Ada</b>', role: 'admin', password: PASSWORD }, ACTOR)
  await open.close()
  const server = await startTestServer({
    WOORDELIJK_DATA: data,
    WOORDELIJK_NAME: name.slice(0, 80),
    WOORDELIJK_OIDC_ISSUER: 'https://aanmelden.example',
    WOORDELIJK_OIDC_CLIENT: 'x',
    WOORDELIJK_OIDC_SECRET: 'x',
    WOORDELIJK_OIDC_NAME: '"><script>alert(2)</script>',
  })
  onTestFinished(() => server.close())
  const admin = await signedIn(server, 'admin@example.nl')
  const paths = [
    '/',
    '/zoek?q=zorg',
    '/opnames/academie-2-martens',
    '/insluiten/academie-2-martens',
    '/sprekers',
    '/toegankelijkheid',
    '/beheer',
    '/beheer/account',
    '/beheer/accounts',
    '/beheer/logboek',
    '/api/docs',
    '/bestaat-niet',
    '/opensearch.xml',
  ]
  for (const path of paths) {
    const text = await (await admin.ask(path, { headers: { accept: 'text/html' } })).text()
    expect([path, text]).toEqual([path, expect.not.stringMatching(/<script>alert|<img src=x|<b onclick/)])
  }
  const page = await (await fetch(`${server.address}/beheer/aanmelden`)).text()
  expect(page).not.toMatch(/<script>alert/)
})
