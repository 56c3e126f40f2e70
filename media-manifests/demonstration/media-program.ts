/** ffmpeg and ffprobe, run without a shell. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** What the program prints: `ffprobe` answers on stdout, `ffmpeg` reports on stderr. */
export async function run(program: 'ffmpeg' | 'ffprobe', parameters: readonly string[], level = 'error'): Promise<string> {
  const quiet = ['-hide_banner', '-loglevel', level]
  try {
    const options = program === 'ffmpeg' ? [...quiet, '-nostdin', '-y'] : quiet
    const { stdout, stderr } = await promisify(execFile)(program, [...options, ...parameters], { maxBuffer: 2 ** 26 })
    return stdout + stderr
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') {
      throw new Error(`${program} is missing; install it: apt-get install ffmpeg`, { cause })
    }
    throw cause
  }
}
