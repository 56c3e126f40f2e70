/**
 * What archivists do, measured on a real server in a process of its own: a very large upload at steady memory, five at once, and how pages
 * answer while a recording is converted, against the same pages when nothing happens.
 */
import { execFileSync, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Row } from './run.ts'
import { percentiles } from './statistics.ts'

const MB = 1e6
const PAGES = ['/', '/opnames/academie-2-martens', '/zoek?q=armoede', '/opnames/academie-2-martens/transcript.vtt']
const ROUNDS = 60

/** @param gigabytes of the one large upload */
export async function benchArchive(gigabytes: number): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'woordelijk-bench-'))
  const data = join(folder, 'data')
  // By the program itself: its pages are only readable once built.
  const command = (...words: string[]) =>
    execFileSync(process.execPath, ['dist/src/main.js', ...words], { env: { ...process.env, WOORDELIJK_DATA: data }, encoding: 'utf8' })
  command('import')
  const scopes = ['talks:read', 'talks:write', 'uploads:write', 'jobs:write']
  const { secret } = JSON.parse(command('token', 'create', '--scope', scopes.join(','), '--json')) as { secret: string }
  const server = await start(data, secret)
  const rows: Row[] = []
  const row = (what: string, value: number, unit: string, ratio?: number) =>
    rows.push({
      bench: 'archive',
      what,
      value: Math.round(value * 10) / 10,
      unit,
      ...(ratio === undefined ? {} : { ratio: Math.round(ratio * 100) / 100 }),
    })
  try {
    const small = await server.upload(200 * MB)
    row('memory of the server after an upload of 0.2 GB', small.memory / MB, 'MB')
    const large = await server.upload(gigabytes * 1e9)
    row(`memory at its highest during an upload of ${gigabytes} GB`, large.memory / MB, 'MB', large.memory / small.memory)
    row(`receiving ${gigabytes} GB, without the hash`, (gigabytes * 1000) / large.sendSeconds, 'MB/s')
    row('from the last byte until it is stored', large.storeSeconds, 's')
    const five = await Promise.all(Array.from({ length: 5 }, () => server.upload(400 * MB)))
    row('memory at its highest during five uploads at once', Math.max(...five.map(({ memory }) => memory)) / MB, 'MB')

    const idle = await server.pages()
    row('pages, nothing else going on, p95', percentiles(idle).p95, 'ms')
    const film = join(folder, 'film.mp4')
    const picture = ['-f', 'lavfi', '-i', 'testsrc2=s=1280x720:r=25:d=90', '-f', 'lavfi', '-i', 'sine=d=90']
    execFileSync('ffmpeg', [
      '-loglevel',
      'error',
      ...picture,
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-b:v',
      '6M',
      '-pix_fmt',
      'yuv420p',
      '-c:a',
      'aac',
      film,
    ])
    const converting = await server.convert(film)
    const all = await server.pages()
    row(
      'pages while a recording is packaged, measured and converted at once, p95',
      percentiles(all).p95,
      'ms',
      percentiles(all).p95 / percentiles(idle).p95,
    )
    await converting.alone()
    const busy = await server.pages()
    if (!(await converting.underway())) throw new Error('the conversion was over before the pages were measured')
    row('pages while a recording is converted, p95', percentiles(busy).p95, 'ms', percentiles(busy).p95 / percentiles(idle).p95)
  } finally {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
  return rows
}

async function start(data: string, secret: string) {
  await mkdir(data, { recursive: true })
  const child = spawn(process.execPath, ['dist/src/main.js', 'serve'], {
    env: { ...process.env, PORT: '0', WOORDELIJK_DATA: data, WOORDELIJK_MANIFESTS: join(data, 'none'), WOORDELIJK_LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      const found = /op (http:\S+)/.exec(String(chunk))?.[1]
      if (found !== undefined) resolve(found)
    })
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
  })
  const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) * 1024
  const headers = { authorization: `Bearer ${secret}`, 'tus-resumable': '1.0.0' }

  async function begin(size: number, fields: Record<string, string>): Promise<string> {
    const metadata = Object.entries(fields).map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    const answer = await fetch(`${address}/api/v1/uploads`, {
      method: 'POST',
      headers: { ...headers, 'upload-length': String(size), 'upload-metadata': metadata.join(',') },
    })
    if (!answer.ok) throw new Error(`an upload was refused: ${await answer.text()}`)
    return address + (answer.headers.get('location') ?? '')
  }

  /** Zeros, made as they are sent. */
  function send(url: string, size: number, content: (offset: number) => Buffer): Promise<number> {
    return new Promise((resolve, reject) => {
      const patch = request(url, {
        method: 'PATCH',
        headers: { ...headers, 'content-type': 'application/offset+octet-stream', 'upload-offset': '0', 'content-length': String(size) },
      })
      let sentAt = 0
      patch.on('error', reject)
      patch.on('response', (answer) => {
        answer.resume()
        if (answer.statusCode === 204) resolve(sentAt)
        else reject(new Error(`an upload ended with ${answer.statusCode}`))
      })
      let offset = 0
      const write = () => {
        while (offset < size) {
          const piece = content(offset)
          offset += piece.length
          if (!patch.write(piece)) return void patch.once('drain', write)
        }
        sentAt = performance.now()
        patch.end()
      }
      write()
    })
  }

  return {
    async upload(size: number): Promise<{ memory: number; sendSeconds: number; storeSeconds: number }> {
      // Another first byte each time, so that none is there already.
      const first = Buffer.alloc(1, Math.floor(Math.random() * 256))
      const zeros = Buffer.alloc(1 * MB)
      const url = await begin(size, { filename: `${Math.random()}.mp4` })
      let most = 0
      const watching = setInterval(() => (most = Math.max(most, memory())), 200)
      const began = performance.now()
      const sent = await send(url, size, (offset) => (offset === 0 ? first : zeros.subarray(0, Math.min(zeros.length, size - offset))))
      clearInterval(watching)
      const ended = performance.now()
      return { memory: Math.max(most, memory()), sendSeconds: (sent - began) / 1000, storeSeconds: (ended - sent) / 1000 }
    },

    /** Begins a conversion and comes back when it is under way. */
    async convert(film: string): Promise<{ underway(): Promise<boolean>; alone(): Promise<void> }> {
      const content = readFileSync(film)
      const made = await fetch(`${address}/api/v1/talks`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ title: 'Film' }),
      })
      const { id } = (await made.json()) as { id: string }
      await send(await begin(content.length, { filename: 'film.mp4', talk: id }), content.length, (offset) =>
        content.subarray(offset, offset + MB),
      )
      const stateOf = async (step: string) => {
        const { jobs } = (await (await fetch(`${address}/api/v1/jobs?talk=${id}`, { headers })).json()) as {
          jobs: { steps: { step: string; state: string }[] }[]
        }
        return jobs[0]?.steps.find((one) => one.step === step)?.state
      }
      const until = async (step: string, wanted: string) => {
        while ((await stateOf(step)) !== wanted) await new Promise((resolve) => setTimeout(resolve, 100))
      }
      await until('ladder', 'running')
      return { underway: async () => (await stateOf('ladder')) === 'running', alone: () => until('ready', 'done') }
    },

    /** Milliseconds each, one after the other. */
    async pages(): Promise<number[]> {
      const times: number[] = []
      for (let i = 0; i < ROUNDS; i++)
        for (const path of PAGES) {
          const began = performance.now()
          await (await fetch(address + path)).arrayBuffer()
          times.push(performance.now() - began)
        }
      return times
    },

    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await ended
    },
  }
}
