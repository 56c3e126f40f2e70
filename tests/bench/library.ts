/**
 * `library`: what grows with the library and what must not. The same built program serves a large synthetic library and one of twelve
 * talks side by side, and every page and list is asked of both in turn; then an import, a rebuilt index, the doctor and a backup.
 * Rows appear on stderr as they are measured.
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { stringify } from 'yaml'
import { type LibraryServer, startLibraryServer } from './library-server.ts'
import { load } from './load.ts'
import { type LargeLibrary, makeLargeLibrary, planLibrary } from './make-large-library.ts'
import type { Row } from './run.ts'
import { percentiles } from './statistics.ts'

const SMALL = 12
/** Each page is asked so often, of so many different talks, people and so on. */
const ROUNDS = 60
const HEALTH_EVERY_MS = 25
/** Without pages kept in memory, so that the making of each is what is measured. */
const NOTHING_KEPT = { WOORDELIJK_PAGE_MEMORY: '0' }

interface Options {
  readonly talks: number
  /** Keeps the large library in the system's temporary folder and uses the one kept before. */
  readonly keep: boolean
  /** Also measures the slow parts: import, a rebuilt index while searches go on, doctor, backup. */
  readonly whole: boolean
}

/** Paths of one kind; several, so that a library's own caches are not all that is measured. */
type Paths = (library: LargeLibrary, round: number) => string

const at = <T>(list: readonly T[], round: number): T => list[(round * 7919) % list.length] as T
const WORDS = ['armoede', 'wijk', 'onderwijs', 'gemeente werk', 'huis', 'samen leven']

const PAGES: readonly (readonly [name: string, paths: Paths])[] = [
  ['/', () => '/'],
  ['/bijeenkomsten', () => '/bijeenkomsten'],
  ['/bijeenkomsten?jaar=', (_, round) => `/bijeenkomsten?jaar=${2007 + (round % 15)}`],
  ['/bijeenkomsten/…', ({ events }, round) => `/bijeenkomsten/${at(events, round)}`],
  ['/opnames/…', ({ talks }, round) => `/opnames/${at(talks, round)}`],
  ['/sprekers', () => '/sprekers'],
  ['/sprekers?letter=', (_, round) => `/sprekers?letter=${'abdekmstvw'.charAt(round % 10)}`],
  ['/sprekers/…', ({ people }, round) => `/sprekers/${at(people, round).id}`],
  ['/themas', () => '/themas'],
  ['/themas/…', ({ themes }, round) => `/themas/${at(themes, round).id}`],
  ['/zoek?q=', (_, round) => `/zoek?q=${encodeURIComponent(at(WORDS, round))}`],
  ['/zoek?q=&speaker=', ({ people }, round) => `/zoek?q=wijk&speaker=${at(people, round).id}`],
  ['/zoek?q= spreker:', ({ people }, round) => `/zoek?q=${encodeURIComponent(`wijk spreker:${at(people, round).name.split(' ')[0]}`)}`],
  ['/zoek?q= (misspelt)', () => '/zoek?q=armoedde'],
  ['/toegankelijkheid', () => '/toegankelijkheid'],
  ['/opnames?pagina=', () => '/opnames?pagina=1'],
  ['/insluiten/…', ({ talks }, round) => `/insluiten/${at(talks, round)}`],
  ['/feeds/opnames.rss', () => '/feeds/opnames.rss'],
  ['/feeds/zoek.atom?q=', () => '/feeds/zoek.atom?q=wijk'],
  ['/sitemap.xml', () => '/sitemap.xml'],
  ['/oai?verb=ListRecords', () => '/oai?verb=ListRecords&metadataPrefix=oai_dc'],
  ['/iiif/collection', () => '/iiif/collection'],
  ['/iiif/…/search', ({ talks }, round) => `/iiif/${at(talks, round)}/search?q=wijk`],
  ['/beheer', () => '/beheer'],
  ['/beheer?stand=', (_, round) => `/beheer?stand=${round % 2 === 0 ? 'ready' : 'published'}`],
  ['/beheer?titel=', (_, round) => `/beheer?titel=${encodeURIComponent(at(WORDS, round))}`],
  ['/beheer/nieuw', () => '/beheer/nieuw'],
  ['/beheer/opnames/…', ({ talks }, round) => `/beheer/opnames/${at(talks, round)}`],
  ['/beheer/bijeenkomsten', () => '/beheer/bijeenkomsten'],
  ['/beheer/bijeenkomsten/…', ({ events }, round) => `/beheer/bijeenkomsten/${at(events, round)}`],
  ['/beheer/personen', () => '/beheer/personen'],
  ['/beheer/personen?naam=', () => '/beheer/personen?naam=de'],
  ['/beheer/prullenbak', () => '/beheer/prullenbak'],
  ['/api/v1/suggest?q=', () => '/api/v1/suggest?q=wij'],
  ['/api/v1/search?q=', () => '/api/v1/search?q=wijk'],
  ['/api/v1/changes', () => '/api/v1/changes?since=0'],
  ['/api/v1/talks', () => '/api/v1/talks'],
  ['/api/v1/talks?cursor=', ({ talks }, round) => `/api/v1/talks?cursor=${at(talks, round)}`],
  ['/api/v1/events', () => '/api/v1/events'],
  ['/api/v1/events?cursor=', ({ events }, round) => `/api/v1/events?cursor=${at(events, round)}`],
  ['/api/v1/people', () => '/api/v1/people'],
  ['/api/v1/people?cursor=', ({ people }, round) => `/api/v1/people?cursor=${at(people, round).id}`],
  ['/api/v1/themes', () => '/api/v1/themes'],
]
/** Of these the library of twelve gives fewer entries a page, or none; only the large one's time is told. */
const PAGES_A_SECOND = ['/', '/bijeenkomsten/…', '/opnames/…', '/zoek?q=']

export async function benchLibrary({ talks, keep, whole }: Options): Promise<Row[]> {
  const rows: Row[] = []
  const row = (what: string, value: number, unit: string, ratio?: number) => {
    const made = {
      bench: 'library',
      what,
      value: Math.round(value * 10) / 10,
      unit,
      ...(ratio === undefined ? {} : { ratio: Math.round(ratio * 100) / 100 }),
    }
    rows.push(made)
    console.error(
      `  ${what.padEnd(64)} ${made.value.toLocaleString('en').padStart(10)} ${unit}${ratio === undefined ? '' : `  ${made.ratio} ×`}`,
    )
  }
  const folder = await mkdtemp(join(tmpdir(), 'woordelijk-bench-'))
  try {
    const data = { large: join(folder, 'large'), small: join(folder, 'small') }
    const kept = join(tmpdir(), `woordelijk-bench-library-${talks}`)
    if (keep && existsSync(kept)) data.large = kept
    else {
      const seconds = await makeLargeLibrary(data.large, talks, (done) => console.error(`  … ${done} of ${talks} talks made`))
      row(`making ${talks.toLocaleString('en')} talks`, seconds, 's')
      const { seconds: indexing, memory } = await command(data.large, ['reindex'])
      row(`indexing ${(talks * 100).toLocaleString('en')} cues`, indexing, 's')
      row('memory of that', memory / 1e6, 'MB')
      if (keep) {
        await rename(data.large, kept)
        data.large = kept
      }
    }
    await makeLargeLibrary(data.small, SMALL, () => {})
    await command(data.small, ['reindex'])
    await measurePages(data, talks, row)
    await measureMemoryPages(data.small, row)
    if (whole) await measureUpkeep(folder, data.large, talks, row)
    return rows
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

type Tell = (what: string, value: number, unit: string, ratio?: number) => void

async function measurePages(data: { large: string; small: string }, talks: number, row: Tell): Promise<void> {
  const secrets = { large: await token(data.large), small: await token(data.small) }
  const ready = { small: await timeToReady(data.small), large: await timeToReady(data.large) }
  row('ready, twelve talks', ready.small, 's')
  row(`ready, ${talks.toLocaleString('en')} talks`, ready.large, 's', ready.large / ready.small)
  const plan = { large: planLibrary(talks), small: planLibrary(SMALL) }
  const servers = { large: await startLibraryServer(data.large, NOTHING_KEPT), small: await startLibraryServer(data.small, NOTHING_KEPT) }
  const health = askSteadily(servers.large, '/healthz')
  try {
    for (const [name, paths] of PAGES) {
      const times: { large: number[]; small: number[] } = { large: [], small: [] }
      let bytes = 0
      // The first round warms statements and code, as in a server that has run for a while.
      for (let round = -5; round < ROUNDS; round++) {
        for (const size of ['large', 'small'] as const) {
          const path = paths(plan[size], Math.abs(round))
          const start = performance.now()
          const body = await servers[size].get(path, { authorization: `Bearer ${secrets[size]}`, accept: 'text/html' })
          if (round >= 0) times[size].push(performance.now() - start)
          if (size === 'large') bytes = Math.max(bytes, Buffer.byteLength(body))
        }
      }
      const [large, small] = [percentiles(times.large), percentiles(times.small)]
      row(`${name}  p50`, large.p50, 'ms', large.p50 / small.p50)
      row(`${name}  p95`, large.p95, 'ms', large.p95 / small.p95)
      row(`${name}  largest answer`, bytes / 1000, 'kB')
    }
    const waited = percentiles(await health.stop())
    row('/healthz meanwhile, p99', waited.p99, 'ms')
    row('memory of the server, twelve talks', (await servers.small.report()).memory / 1e6, 'MB')
    row(`memory of the server, ${talks.toLocaleString('en')} talks`, (await servers.large.report()).memory / 1e6, 'MB')
  } finally {
    await health.stop()
    await servers.large.close()
    await servers.small.close()
  }
}

/** Pages a second of the small library as it runs, beside the cheapest answer there is. */
async function measureMemoryPages(small: string, row: Tell): Promise<void> {
  const plan = planLibrary(SMALL)
  const server = await startLibraryServer(small)
  try {
    const { port } = new URL(server.address)
    const second = async (path: string) => (await load(`http://127.0.0.1:${port}${path}`, { connections: 8, seconds: 3 })).requestsPerSecond
    await second('/healthz')
    const healthz = await second('/healthz')
    row('/healthz a second', healthz, 'answers/s')
    for (const [name, paths] of PAGES.filter(([name]) => PAGES_A_SECOND.includes(name)))
      row(`${name} a second, twelve talks`, await second(paths(plan, 1)), 'pages/s')
  } finally {
    await server.close()
  }
}

async function measureUpkeep(folder: string, data: string, talks: number, row: Tell): Promise<void> {
  const manifests = join(folder, 'manifests')
  await mkdir(manifests)
  await writeFile(join(manifests, 'nieuw.vtt'), 'WEBVTT\n\n00:00.000 --> 00:04.000\nEen nieuwe lezing over de wijk.\n')
  const talk = { kind: 'talk', id: 'nieuw', title: 'Nieuw', recording: { hls: 'https://media.invalid/nieuw.m3u8' } }
  await writeFile(
    join(manifests, 'nieuw.yaml'),
    stringify({ ...talk, transcripts: [{ file: 'nieuw.vtt', language: 'nl', made: 'human', reviewed: true }] }),
  )
  row('import of one talk', (await command(data, ['import', manifests])).seconds, 's')
  row('doctor', (await command(data, ['doctor'])).seconds, 's')
  const backup = join(folder, 'library.backup')
  row('backup', (await command(data, ['backup', backup])).seconds, 's')
  row('size of it', statSync(backup).size / 1e6, 'MB')
  await rm(backup)
  const server = await startLibraryServer(data, NOTHING_KEPT)
  try {
    const asking = askSteadily(server, '/api/v1/search?q=wijk')
    const { seconds, memory } = await command(data, ['reindex'])
    const waited = percentiles(await asking.stop())
    row(`reindex of ${(talks * 100).toLocaleString('en')} cues beside a server`, seconds, 's')
    row('memory of that', memory / 1e6, 'MB')
    row('searches meanwhile, p99', waited.p99, 'ms')
  } finally {
    await server.close()
  }
}

/** Seconds from the start of the process to the first 200 of /readyz. */
async function timeToReady(data: string): Promise<number> {
  const start = performance.now()
  const server = await startLibraryServer(data)
  await server.get('/readyz')
  const seconds = (performance.now() - start) / 1000
  await server.close()
  return seconds
}

/** Asks one path again and again; a failed answer ends the measurement. @returns how long each answer took, in ms */
function askSteadily(server: LibraryServer, path: string): { stop(): Promise<number[]> } {
  const times: number[] = []
  let going = true
  const asking = (async () => {
    while (going) {
      const start = performance.now()
      await server.get(path)
      times.push(performance.now() - start)
      await wait(HEALTH_EVERY_MS)
    }
  })()
  return {
    async stop() {
      going = false
      await asking
      return times
    },
  }
}

async function token(data: string): Promise<string> {
  const { output } = await command(data, ['token', 'create', '--scope', 'talks:read,talks:write,jobs:write', '--json'])
  return (JSON.parse(output) as { secret: string }).secret
}

/** Runs the built program. `memory`: the most it held, in bytes. @throws Error when it fails */
async function command(data: string, words: readonly string[]): Promise<{ seconds: number; memory: number; output: string }> {
  const start = performance.now()
  const child = spawn(process.execPath, ['dist/src/main.js', ...words], {
    env: { ...process.env, WOORDELIJK_DATA: data, WOORDELIJK_LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [output, errors, memory] = ['', '', 0]
  child.stdout.on('data', (chunk) => (output += chunk))
  child.stderr.on('data', (chunk) => (errors = (errors + chunk).slice(-2000)))
  const watching = setInterval(() => {
    try {
      memory = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) * 1024 || memory
    } catch {
      // It has ended, or this system has no /proc.
    }
  }, 100)
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  clearInterval(watching)
  if (code !== 0) throw new Error(`woordelijk ${words.join(' ')} ended with ${code}: ${errors}`)
  return { seconds: (performance.now() - start) / 1000, memory, output }
}
