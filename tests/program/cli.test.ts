/** The program as people start it: real processes, exit codes, messages. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, inject, test } from 'vitest'
import { makeFolder, vtt, writeFiles } from '../setup/make-library.ts'
import { run } from '../setup/run-cli.ts'

/** Starts a server process; resolves with its address. */
function serve(environment: Record<string, string>): Promise<{ process: ChildProcess; address: string; ended: Promise<number | null> }> {
  const child = spawn(process.execPath, ['src/launch.mjs', 'serve'], { env: { ...process.env, PORT: '0', ...environment } })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  return new Promise((resolve, reject) => {
    let out = ''
    child.stdout.on('data', (chunk) => {
      out += chunk
      const address = /klaar op (http:\S+)/.exec(out)?.[1]
      if (address !== undefined) resolve({ process: child, address, ended })
    })
    void ended.then((code) => reject(new Error(`ended with ${code}`)))
  })
}

describe('exit codes', () => {
  test('0 and help', async () => {
    expect(await run(['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('import') })
  })
  test.each([
    [['dans']],
    [['transcript']],
    [['transcript', 'x.vtt', '--to', 'pdf']],
    [['transcript', 'x.vtt', '--shift', 'straks']],
    [['search', 'x', '--limit', '0']],
    [['talks', '--onbekend']],
    [[]],
  ])('2 for %j', async (args) => {
    const { code, stdout } = await run(args)
    expect([code, stdout]).toEqual([2, ''])
  })
  test('1 for settings that are wrong, all of them named', async () => {
    const { code, stderr } = await run(['talks'], { PORT: 'veel', WOORDELIJK_DATTA: 'x' })
    expect(code).toBe(1)
    expect(stderr).toMatch(/PORT moet een getal zijn/)
    expect(stderr).toMatch(/WOORDELIJK_DATTA is geen instelling/)
    expect(stderr).not.toMatch(/at .*\.js/)
  })
  test.each([
    [['show', 'bestaat-niet'], /bestaat-niet” staat niet in de bibliotheek/],
    [['import', '/bestaat/niet'], /\/bestaat\/niet bestaat niet/],
    [['check', '/bestaat/niet'], /\/bestaat\/niet bestaat niet/],
    [['transcript', '/bestaat/niet'], /\/bestaat\/niet kan niet worden gelezen/],
  ])('1 for %j, with the cause', async (args, cause) => {
    const { code, stderr } = await run(args, { WOORDELIJK_DATA: await makeFolder() })
    expect(code).toBe(1)
    expect(stderr).toMatch(cause)
  })
})

test('transcript: any form in, the contract’s JSON out', async () => {
  const folder = await makeFolder()
  await writeFiles(folder, { 'a.srt': Buffer.from('1\r\n00:00:01,000 --> 00:00:02,000\r\nideeën\r\n', 'latin1') })
  const { code, stdout } = await run(['transcript', join(folder, 'a.srt')])
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toEqual({
    format: 'srt',
    encoding: 'windows-1252',
    cues: [{ id: '1', start: 1000, end: 2000, speaker: null, text: 'ideeën', words: null }],
    problems: [{ severity: 'warning', code: 'encoding', line: 0, column: 0, message: expect.any(String), english: expect.any(String) }],
  })
  const written = await run(['transcript', join(folder, 'a.srt'), '--to', 'vtt'])
  expect(written.stdout).toBe('WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nideeën\n')
  const earlier = await run(['transcript', join(folder, 'a.srt'), '--to', 'vtt', '--shift', '-0:00.5'])
  expect(earlier.stdout).toBe('WEBVTT\n\n1\n00:00:00.500 --> 00:00:01.500\nideeën\n')
  writeFileSync(join(folder, 'brief.txt'), String.raw`{\rtf1 Geachte heer}`)
  expect((await run(['transcript', join(folder, 'brief.txt')])).code).toBe(1)
})

test('check: a line a problem, in the form editors jump to', async () => {
  const folder = await makeFolder()
  await writeFiles(folder, {
    'a.vtt': 'WEBVTT\n\n00:05.000 --> 00:01.000\nja\n',
    'b.yaml': 'kind: talk\nid: B\ntitle: x\n',
    'goed.vtt': vtt([{ start: 0, end: 1, text: 'ja' }]),
  })
  const { code, stdout } = await run(['check', folder])
  expect(code).toBe(1)
  expect(stdout.trim().split('\n').sort()).toEqual([
    `${folder}/a.vtt:3:1: warning end-before-start De eindtijd ligt vóór de begintijd.`,
    `${folder}/b.yaml:2:1: error invalid “id” mag alleen kleine letters, cijfers en losse koppeltekens bevatten.`,
  ])
  expect(await run(['check', 'media-manifests', 'transcripts'])).toMatchObject({ code: 0, stdout: '' })
})

test('talks, show and search read the library', async () => {
  const environment = { WOORDELIJK_DATA: inject('collection') }
  const talks = JSON.parse((await run(['talks', '--json'], environment)).stdout) as { id: string }[]
  expect(talks.length).toBeGreaterThanOrEqual(11)
  expect(JSON.parse((await run(['show', 'academie-2-martens'], environment)).stdout)).toMatchObject({
    id: 'academie-2-martens',
    demonstration: true,
  })
  const found = JSON.parse((await run(['search', 'armoede', '--json', '--limit', '2'], environment)).stdout) as {
    talks: { moments: { url: string }[] }[]
  }
  expect(found.talks).toHaveLength(2)
  expect(found.talks[0]?.moments[0]?.url).toMatch(/^\/opnames\/[a-z0-9-]+\?t=[\d.]+$/)
})

describe('the server', () => {
  test('starts on what is there, stops when asked, and comes back', async () => {
    const data = await makeFolder()
    const first = await serve({ WOORDELIJK_DATA: data })
    expect(await (await fetch(`${first.address}/api/v1/talks?limit=100`)).json()).toMatchObject({
      talks: expect.arrayContaining([expect.objectContaining({ id: 'academie-2-martens' })]),
    })
    first.process.kill('SIGTERM')
    expect(await first.ended).toBe(0)
    const again = await serve({ WOORDELIJK_DATA: data })
    expect((await fetch(`${again.address}/readyz`)).status).toBe(200)
    again.process.kill('SIGINT')
    expect(await again.ended).toBe(0)
  })

  test('killed during its first import, it has nothing half-done the next time', async () => {
    const data = await makeFolder()
    const child = spawn(process.execPath, ['src/launch.mjs', 'serve'], {
      env: { ...process.env, PORT: '0', WOORDELIJK_DATA: data },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    // The third talk is stored: others are under way or still to come.
    await new Promise<void>((resolve) => {
      let log = ''
      child.stderr.on('data', (chunk) => {
        log += chunk
        if ((log.match(/"kind":"talk"/g)?.length ?? 0) >= 3) resolve()
      })
    })
    child.kill('SIGKILL')
    const again = await serve({ WOORDELIJK_DATA: data })
    const { talks } = (await (await fetch(`${again.address}/api/v1/talks?limit=100`)).json()) as {
      talks: { recording: { original: { url: string }; hls: string } | null }[]
    }
    expect(talks.length).toBeGreaterThanOrEqual(11)
    for (const { recording } of talks) {
      if (!recording) continue
      expect((await fetch(again.address + recording.hls)).status).toBe(200)
      expect((await fetch(again.address + recording.original.url, { method: 'HEAD' })).status).toBe(200)
    }
    again.process.kill('SIGTERM')
    await again.ended
  })

  test('a port that is taken is named, with another to try', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => taken.once('listening', resolve))
    const { port } = taken.address() as { port: number }
    const { code, stderr } = await run(['serve', '--port', String(port)], {
      WOORDELIJK_DATA: await makeFolder(),
      WOORDELIJK_MANIFESTS: '/none',
      WOORDELIJK_LOG_LEVEL: 'silent',
    })
    expect([code, stderr.trim()]).toEqual([
      1,
      `Poort ${port} is al in gebruik. Stop het andere programma of kies een andere poort: PORT=${port + 1} npm start`,
    ])
    taken.close()
  })
})

test('an old Node is told what to do, before anything is loaded', () => {
  const source = readFileSync('src/launch.mjs', 'utf8')
  expect(source).not.toMatch(/^import /m)
  expect(source.indexOf('process.exit(1)')).toBeLessThan(source.indexOf('await import('))
})
