/** A PostgreSQL server of the tests' own: in a temporary folder, on a free port of this machine, gone afterwards. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { freePort } from '../setup/free-ports.ts'

const NEWEST_FIRST = (a: string, b: string) => Number(b) - Number(a)

/** Where PostgreSQL's programs are: on the path, or where Debian puts them. Null: it is not installed. */
export function postgresPrograms(): string | null {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort(NEWEST_FIRST) : []
  const folders = [...versions.map((version) => join(debian, version, 'bin')), ...(process.env.PATH ?? '').split(delimiter)]
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres'))) ?? null
}

export interface PostgresServer {
  readonly port: number
  address(database: string): string
  /** Statements outside any database of the tests. */
  admin(statement: string): Promise<void>
  /** Makes an empty database whose own order of text is Dutch, so that a list that relies on it is found. @returns its address */
  create(database: string): Promise<string>
  /** All its processes end at once; what was committed stays. */
  crash(): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
}

const USER = 'woordelijk'

export async function startPostgres(): Promise<PostgresServer> {
  const programs = postgresPrograms()
  if (programs === null) throw new Error('PostgreSQL is not installed: sudo apt-get install postgresql')
  const folder = mkdtempSync(join(tmpdir(), 'woordelijk-postgres-'))
  // PostgreSQL refuses to run as root.
  const idOf = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }))
  const user = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : null
  if (user) chownSync(folder, user.uid, user.gid)
  const data = join(folder, 'data')
  const made = spawnSync(
    join(programs, 'initdb'),
    ['-D', data, '-U', USER, '--auth=trust', '--encoding=UTF8', '--no-locale', '--no-sync'],
    {
      ...user,
      encoding: 'utf8',
      cwd: folder,
    },
  )
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`)
  const port = await freePort()
  let child: ChildProcess | null = null
  const address = (database: string) => `postgres://${USER}@127.0.0.1:${port}/${database}`

  async function admin(statement: string): Promise<void> {
    const client = new pg.Client({ connectionString: address('postgres') })
    await client.connect()
    try {
      await client.query(statement)
    } finally {
      await client.end()
    }
  }

  async function start(): Promise<void> {
    // What was committed must outlive `crash`: the operating system has it, though not the disk.
    const quick = ['fsync=off', 'full_page_writes=off', 'max_connections=400', 'shared_buffers=64MB']
    const settings = ['listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`, `port=${port}`, ...quick]
    const server = spawn(join(programs ?? '', 'postgres'), ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], {
      ...user,
      cwd: folder,
      stdio: 'ignore',
    })
    child = server
    while (server.exitCode === null) {
      if (
        await admin('select 1').then(
          () => true,
          () => false,
        )
      )
        return
      await wait(50)
    }
    throw new Error(`postgres ended with ${server.exitCode}`)
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const server = child
    child = null
    if (!server || server.exitCode !== null || server.signalCode !== null) return
    const ended = once(server, 'exit')
    server.kill(signal)
    await ended
  }

  // Vitest that ends without tearing down takes the server with it.
  process.once('exit', () => child?.kill('SIGQUIT'))
  await start()
  return {
    port,
    address,
    admin,
    async create(database) {
      await admin(`create database ${database} template template0 encoding 'UTF8' locale_provider icu icu_locale 'nl'`)
      return address(database)
    },
    crash: () => end('SIGQUIT'),
    start,
    async stop() {
      await end('SIGQUIT')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
