/** Serving media: our handler, behind the whole application, against hono's serveStatic; rounds interleaved, medians. */
import { type ChildProcess, fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { type Load, load } from './load.ts'
import type { Row } from './run.ts'

const SIZE = 2_000_000
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
  const servers = await Promise.all([start('own', folder), start('static', folder)])
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
      const [own = 0, plain = 0] = measured.map(median)
      rows.push({ bench: 'serve', what: `${what}: serveStatic`, value: round1(plain), unit })
      rows.push({ bench: 'serve', what: `${what}: ours`, value: round1(own), unit, ratio: round1(own / plain) })
    }
    return rows
  } finally {
    for (const { process } of servers) process.kill()
    await rm(folder, { recursive: true })
  }
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
const round1 = (value: number) => Math.round(value * 10) / 10

function start(kind: 'own' | 'static', folder: string): Promise<{ url: string; process: ChildProcess }> {
  const child = fork(join(import.meta.dirname, 'serve-process.mjs'), [kind, folder])
  return new Promise((resolve, reject) => {
    child.once('message', (url) => resolve({ url: url as string, process: child }))
    child.once('exit', (code) => reject(new Error(`the ${kind} server ended with ${code}`)))
  })
}
