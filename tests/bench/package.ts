/** One hour of MP4 into an empty library, beside what must be done at least: copying its streams and hashing it. Rounds interleaved, medians. */
import { execFileSync, fork } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Row } from './run.ts'

const ROUNDS = 3
const MINUTES = 60

export async function benchPackage(): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'woordelijk-bench-'))
  try {
    const manifests = join(folder, 'manifests')
    await mkdir(manifests)
    const film = join(manifests, 'hour.mp4')
    makeHour(folder, film)
    await writeFile(join(manifests, 'hour.yaml'), 'kind: talk\nid: hour\ntitle: Een uur\nrecording: { file: hour.mp4 }\n')
    const measured: Record<string, { seconds: number; memory: number }[]> = { least: [], ffmpeg: [], mediabunny: [] }
    for (let round = 0; round < ROUNDS; round++) {
      measured.least?.push({ seconds: await least(film, join(folder, 'copy.mp4')), memory: 0 })
      for (const tool of ['ffmpeg', 'mediabunny']) {
        const data = join(folder, 'data')
        measured[tool]?.push(await importOnce(manifests, data, tool))
        await rm(data, { recursive: true })
      }
    }
    const median = (name: string, pick: (one: { seconds: number; memory: number }) => number) =>
      (measured[name] ?? []).map(pick).toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0
    const seconds = (name: string) => Math.round(median(name, (one) => one.seconds) * 10) / 10
    const size = Math.round((await stat(film)).size / 1e6)
    const what = `one hour, ${size} MB`
    const row = (name: string) => ({
      bench: 'package',
      value: seconds(name),
      unit: 's',
      ratio: Math.round((seconds(name) / seconds('least')) * 10) / 10,
    })
    const memory = (name: string) => ({ bench: 'package', value: Math.round(median(name, (one) => one.memory) / 1e6), unit: 'MB' })
    return [
      { ...row('least'), what: `${what}: ffmpeg -c copy, and SHA-256` },
      { ...row('ffmpeg'), what: `${what}: import with ffmpeg` },
      { ...memory('ffmpeg'), what: `${what}: import with ffmpeg, memory` },
      { ...row('mediabunny'), what: `${what}: import without ffmpeg` },
      { ...memory('mediabunny'), what: `${what}: import without ffmpeg, memory` },
    ]
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** 720p of about 1 Mb/s: a minute, sixty times. */
function makeHour(folder: string, film: string): void {
  const minute = join(folder, 'minute.mp4')
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=s=1280x720:r=25:d=60,noise=alls=6:allf=t', '-f', 'lavfi', '-i', 'sine=d=60']
  const encode = ['-c:v', 'libx264', '-preset', 'veryfast', '-b:v', '900k', '-g', '50', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-b:a', '96k']
  execFileSync('ffmpeg', ['-nostdin', '-loglevel', 'error', '-y', ...picture, ...encode, minute])
  execFileSync('ffmpeg', ['-nostdin', '-loglevel', 'error', '-y', '-stream_loop', String(MINUTES - 1), '-i', minute, '-c', 'copy', film])
}

async function least(film: string, copy: string): Promise<number> {
  const start = performance.now()
  execFileSync('ffmpeg', ['-nostdin', '-loglevel', 'error', '-y', '-i', film, '-c', 'copy', copy])
  await pipeline(createReadStream(film), createHash('sha256'))
  const seconds = (performance.now() - start) / 1000
  await rm(copy)
  return seconds
}

function importOnce(manifests: string, data: string, tool: string): Promise<{ seconds: number; memory: number }> {
  const child = fork(join(import.meta.dirname, 'package-process.mjs'), [manifests, data, tool])
  return new Promise((resolve, reject) => {
    child.once('message', (result) => resolve(result as { seconds: number; memory: number }))
    child.once('exit', (code) => reject(new Error(`the import ended with ${code}`)))
  })
}
