/** Where the program starts: the command line on the real environment. */
import { createProgram, runProgram } from './cli.ts'
import { openLibrary, startServer } from './wire.ts'

process.exitCode = await runProgram(createProgram({ openLibrary, startServer, environment: process.env }), process.argv)
