/** One command of the program, in a process of its own. */
import { execFile } from 'node:child_process'
import { databaseEnvironment } from '../postgres/database-of.ts'

interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export async function run(args: readonly string[], environment: Record<string, string> = {}): Promise<Outcome> {
  const database = await databaseEnvironment(environment)
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['src/launch.mjs', ...args],
      { env: { ...process.env, ...database, ...environment }, maxBuffer: 1e8 },
      (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr })
      },
    )
  })
}
