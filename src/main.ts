/** Where the program starts: the command line on the real environment. */
import { createProgram, runProgram } from './cli.ts'
import { openLibrary, startServer } from './wire.ts'

// `woordelijk talks | head` closes the pipe early: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

process.exitCode = await runProgram(createProgram({ openLibrary, startServer, environment: process.env }), process.argv, process.env)
