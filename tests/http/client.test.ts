/** The API as a program of others has it: a client whose types are made of the description, and calls that ask what the description says. */
import { execFile } from 'node:child_process'
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { SCOPES } from '../../src/access/viewer.ts'
import { readConfig } from '../../src/config.ts'
import { openLibrary } from '../../src/wire.ts'
import { startArchive } from '../setup/archive.ts'
import { clientTypes, type Description } from '../setup/client-types.ts'

const run = promisify(execFile)
const ACTOR = { kind: 'command', id: null, name: 'test' } as const

test('a client made of the description compiles, refuses what is not described, and works', async () => {
  const { server, secret } = await startArchive()
  const description = (await (await fetch(`${server.address}/api/v1/openapi.json`)).json()) as Description
  // Here, so that the packages of the client are found.
  const folder = await mkdtemp(join('node_modules', 'client-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'api.d.ts'), await clientTypes(description))
  await copyFile('tests/fixtures/client/journey.ts', join(folder, 'journey.ts'))
  const options = ['--strict', '--target', 'es2025', '--module', 'nodenext', '--lib', 'es2025,dom', '--rewriteRelativeImportExtensions']
  await run(join('node_modules', '.bin', 'tsc'), [...options, '--ignoreConfig', '--types', '', join(folder, 'journey.ts')]).catch(
    (error) => {
      throw new Error(error.stdout)
    },
  )
  const { journey } = await import(pathToFileURL(join(folder, 'journey.js')).href)
  expect(await journey(server.address, secret)).toEqual({
    titles: ['Een proef', 'Een tweede proef'],
    refused: { status: 412, detail: expect.stringContaining('intussen gewijzigd') },
    revision: 1,
    cue: { start: 1000, text: 'Hier zegt iemand een proefwoord.' },
    nowhere: 404,
    statuses: [404, 400],
  })
})

test('each call asks for the scope that is described, and no other', async () => {
  const { server, data } = await startArchive()
  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: data }))
  const tokens = new Map<string, string>()
  for (const scope of SCOPES) {
    const others = SCOPES.filter((other) => other !== scope)
    tokens.set(scope, (await open.keys.addToken(scope, [scope], null, ACTOR)).secret)
    tokens.set(`without ${scope}`, (await open.keys.addToken(`without ${scope}`, others, null, ACTOR)).secret)
  }
  await open.close()
  const { paths } = (await (await fetch(`${server.address}/api/v1/openapi.json`)).json()) as Description
  const calls = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security }]) => ({
      path,
      method: method.toUpperCase(),
      scope: security?.[0]?.token[0] ?? null,
    })),
  )
  const status = async (method: string, path: string, token?: string) => {
    const url = `${server.address}/api/v1${path.replace(/\{\w+\}/g, '1')}`
    const sends = method !== 'GET' && method !== 'DELETE'
    const headers = { ...(sends ? { 'content-type': 'application/json' } : {}), ...(token ? { authorization: `Bearer ${token}` } : {}) }
    return (await fetch(url, { method, headers, ...(sends ? { body: '{}' } : {}), redirect: 'manual' })).status
  }
  const answers = []
  for (const { path, method, scope } of calls)
    answers.push({
      call: `${method} ${path}`,
      visitor: (await status(method, path)) === 401 ? 'sign in' : 'answered',
      without: scope && (await status(method, path, tokens.get(`without ${scope}`))),
      with: scope && [401, 403].includes(await status(method, path, tokens.get(scope))),
    })
  expect(answers).toEqual(
    calls.map(({ path, method, scope }) => ({
      call: `${method} ${path}`,
      visitor: scope ? 'sign in' : 'answered',
      without: scope && 403,
      with: scope && false,
    })),
  )
  expect(calls.filter(({ scope }) => scope).length).toBeGreaterThan(30)
})
