/** Serving media: our handler, behind the whole application, beside hono's serveStatic and nginx; rounds interleaved, medians. */
import { type ChildProcess, fork, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { freePort } from '../setup/free-ports.ts'
import { type Load, load } from './load.ts'
import type { Row } from './run.ts'

const SIZE = 2_000_000
const NGINX = '/usr/sbin/nginx'
const ROUNDS = 5
const SECONDS = 3
const CONNECTIONS = 16

export async function benchServe(): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'woordelijk-bench-'))
  await writeFile(join(folder, 'bestand.pdf'), randomBytes(SIZE))
  await writeFile(
    join(folder, 'lezing.yaml'),
    stringify({ kind: 'talk', id: 'lezing', title: 'De lezing', attachments: [{ kind: 'report', title: 'Bestand', file: 'bestand.pdf' }] }),
  )
  const servers: { name: string; url: string; process: ChildProcess }[] = [
    { name: 'serveStatic', ...(await start('static', folder)) },
    { name: 'ours', ...(await start('own', folder)) },
  ]
  if (existsSync(NGINX)) servers.push({ name: 'nginx', ...(await startNginx(folder)) })
  else console.error(`${NGINX} is not there: its rows are left out.`)
  try {
    const cases = [
      { what: 'whole 2 MB file', headers: {}, measure: (result: Load) => result.bytesPerSecond / 1e6, unit: 'MB/s' },
      {
        what: '64 kB range of it',
        headers: { range: 'bytes=524288-589823' },
        measure: (result: Load) => result.requestsPerSecond,
        unit: 'requests/s',
      },
    ]
    const rows: Row[] = []
    for (const { what, headers, measure, unit } of cases) {
      const measured: number[][] = servers.map(() => [])
      for (let round = 0; round < ROUNDS; round++) {
        for (const [i, { url }] of servers.entries())
          measured[i]?.push(measure(await load(url, { headers, connections: CONNECTIONS, seconds: SECONDS })))
      }
      const values = Object.fromEntries(servers.map(({ name }, i) => [name, median(measured[i] ?? [])]))
      const { ours = 0, nginx } = values
      for (const [name, value] of Object.entries(values)) rows.push({ bench: 'serve', what: `${what}: ${name}`, value: round(value), unit })
      // Last, so that it stands beside what it is compared with.
      if (nginx !== undefined)
        rows.push({ bench: 'serve', what: `${what}: ours beside nginx`, value: round(ours), unit, ratio: round(ours / nginx) })
    }
    return rows
  } finally {
    for (const { process } of servers) process.kill()
    await rm(folder, { recursive: true })
  }
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
const round = (value: number) => Math.round(value * 100) / 100

function start(kind: 'own' | 'static', folder: string): Promise<{ url: string; process: ChildProcess }> {
  const child = fork(join(import.meta.dirname, 'serve-process.mjs'), [kind, folder])
  return new Promise((resolve, reject) => {
    child.once('message', (url) => resolve({ url: url as string, process: child }))
    child.once('exit', (code) => reject(new Error(`the ${kind} server ended with ${code}`)))
  })
}

/** As a site with much to serve sets it up: two workers, the kernel sends. It writes only in its folder and listens on loopback. */
async function startNginx(folder: string): Promise<{ url: string; process: ChildProcess }> {
  const port = await freePort()
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder}/nginx-${kind};`)
  const config = `
    worker_processes 2; daemon off; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log warn;
    ${process.getuid?.() === 0 ? 'user root;' : ''}
    events { worker_connections 1024; }
    http {
      access_log off; sendfile on; tcp_nopush off; tcp_nodelay on; keepalive_requests 1000000; open_file_cache max=100;
      ${temporary.join(' ')}
      types { application/pdf pdf; }
      server { listen 127.0.0.1:${port}; root ${folder}; }
    }`
  await writeFile(join(folder, 'nginx.conf'), config)
  const child = spawn(NGINX, ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'nginx.log')], { stdio: 'inherit' })
  const url = `http://127.0.0.1:${port}/bestand.pdf`
  while (child.exitCode === null) {
    const answer = await fetch(url, { method: 'HEAD' }).catch(() => null)
    if (answer?.ok) return { url, process: child }
  }
  throw new Error(`nginx ended with ${child.exitCode}`)
}
