/** Where the program starts: the command line on the real environment. */
import { createProgram, runProgram } from './cli.ts'
import { openLibrary, startServer } from './wire.ts'
import { exportStaticLibrary } from './wire-static.ts'

// `woordelijk talks | head` closes the pipe early: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

const program = createProgram({ openLibrary, exportStaticLibrary, startServer, environment: process.env })
process.exitCode = await runProgram(program, process.argv, process.env)
