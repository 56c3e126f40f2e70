/** Small media with the defect a test needs, and programs that pass for ffmpeg and misbehave. */
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Ffmpeg, findFfmpeg } from '../../src/media/ffmpeg/ffmpeg.ts'

export const ffmpeg = await findFfmpeg()

/** For tests that are skipped where there is none. */
export function theFfmpeg(): Ffmpeg {
  if (!ffmpeg) throw new Error('skipped without ffmpeg')
  return ffmpeg
}

export const PICTURE = ['-f', 'lavfi', '-i', 'testsrc=s=320x180:d=6:r=10']
export const SOUND = ['-f', 'lavfi', '-i', 'sine=d=6']
export const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '20']

/** Plain ffmpeg, without our rules. @returns the file */
export function make(folder: string, name: string, ...parameters: readonly string[]): string {
  const file = join(folder, name)
  execFileSync('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-nostdin', '-y', ...parameters, `file:${file}`])
  return file
}

export const makeTalk = (folder: string, name = 'talk.mp4') => make(folder, name, ...PICTURE, ...SOUND, ...H264, '-c:a', 'aac')

/** As a telephone held upright says it: show the stored picture a quarter turn clockwise. */
export function turn(file: string): string {
  const bytes = readFileSync(file)
  const matrix = bytes.indexOf('tkhd', 0, 'latin1') + 4 + 40
  for (const [index, value] of [0, 0x1_0000, 0, -0x1_0000, 0, 0, 0, 0, 0x4000_0000].entries()) bytes.writeInt32BE(value, matrix + 4 * index)
  writeFileSync(file, bytes)
  return file
}

/** Red, green and blue of one pixel. */
export function colourAt(file: string, x: number, y: number): readonly [number, number, number] {
  const filter = ['-vf', `format=rgb24,crop=1:1:${x}:${y}`, '-frames:v', '1', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-']
  const [red = 0, green = 0, blue = 0] = execFileSync('ffmpeg', ['-loglevel', 'error', '-nostdin', '-i', file, ...filter])
  return [red, green, blue]
}

/** What ffprobe says of a file, without our rules. */
export function probed(file: string, entries: string): Record<string, unknown>[] {
  const parameters = ['-loglevel', 'error', '-show_entries', entries, '-of', 'json', file]
  const { packets, streams } = JSON.parse(execFileSync('ffprobe', parameters, { encoding: 'utf8' })) as Record<
    string,
    Record<string, unknown>[]
  >
  return packets ?? streams ?? []
}

/** ffmpeg and ffprobe in a folder: the script given stands for one of them, the other is the real one. */
export async function imposter(folder: string, script: string, as: 'ffmpeg' | 'ffprobe' = 'ffmpeg'): Promise<Ffmpeg> {
  const file = join(folder, as)
  const version = `case "$*" in -version) echo 'ffmpeg version 0-imposter'; exit 0;; esac`
  writeFileSync(file, `#!/bin/sh\n${version}\n${script}\n`)
  chmodSync(file, 0o755)
  const other = as === 'ffmpeg' ? 'ffprobe' : 'ffmpeg'
  const real = (process.env['PATH'] ?? '').split(delimiter).find((place) => existsSync(join(place, other)))
  symlinkSync(join(real ?? '', other), join(folder, other))
  const found = await findFfmpeg(folder)
  if (!found) throw new Error('the imposter does not start')
  return found
}

/** Running processes, other than our own, with one of the marks in their command. One that has ended has no command any more. */
export function processesNaming(marks: readonly string[]): number[] {
  const pids = readdirSync('/proc').map(Number)
  return pids.filter((pid) => pid > 0 && pid !== process.pid && marks.some((mark) => commandOf(pid).includes(mark)))
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}
