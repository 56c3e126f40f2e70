/** One command of the program, in a process of its own. */
import { execFile } from 'node:child_process'

interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export function run(args: readonly string[], environment: Record<string, string> = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['src/launch.mjs', ...args],
      { env: { ...process.env, ...environment }, maxBuffer: 1e8 },
      (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr })
      },
    )
  })
}
