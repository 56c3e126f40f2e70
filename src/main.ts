/** Where the program starts: the command line on the real environment. What only some commands need is loaded when one of them runs. */
import { createProgram, runProgram } from './cli.ts'

// `woordelijk talks | head` closes the pipe early: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

const program = createProgram({
  openLibrary: async (config) => (await import('./wire.ts')).openLibrary(config),
  exportStaticLibrary: async (...args) => (await import('./wire-static.ts')).exportStaticLibrary(...args),
  startServer: async (config) => (await import('./wire-server.ts')).startServer(config),
  environment: process.env,
})
process.exitCode = await runProgram(program, process.argv, process.env)
