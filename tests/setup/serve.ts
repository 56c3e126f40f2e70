/** The built program as a server in a process of its own: it can be killed, and its descriptors and memory can be counted. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { databaseEnvironment } from '../postgres/database-of.ts'

export interface ServerProcess {
  readonly address: string
  readonly process: ChildProcess
  /** SIGKILL: no goodbyes. */
  kill(): Promise<void>
}

export async function serve(data: string, environment: Record<string, string> = {}): Promise<ServerProcess> {
  const database = await databaseEnvironment({ WOORDELIJK_DATA: data })
  const child = spawn(process.execPath, ['dist/src/main.js', 'serve'], {
    env: {
      ...process.env,
      PORT: '0',
      WOORDELIJK_DATA: data,
      WOORDELIJK_MANIFESTS: join(data, 'none'),
      WOORDELIJK_LOG_LEVEL: 'error',
      WOORDELIJK_DISK_RESERVE_GB: '0',
      ...database,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const kill = async () => {
    child.kill('SIGKILL')
    await ended
  }
  onTestFinished(kill)
  const address = await new Promise<string>((resolve, reject) => {
    let output = ''
    const listen = (chunk: Buffer) => {
      output += chunk.toString()
      const ready = /op (http:\S+)/.exec(output)?.[1]
      if (ready !== undefined) resolve(ready)
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${output}`)))
  })
  return { address, process: child, kill }
}

/** Linux only. Resident bytes, and open descriptors of any kind. */
export function resourcesOf({ process: { pid } }: ServerProcess): { readonly memory: number; readonly descriptors: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const memory = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024
  return { memory, descriptors: readdirSync(`/proc/${pid}/fd`).length }
}

/** mulberry32: a small generator whose rounds can be played again by their seed. @returns numbers from 0 to 1 */
export function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
