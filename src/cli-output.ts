/** How commands speak: results on stdout, everything else on stderr. */

/** Thrown after the problems were printed, to end with exit code 1. */
export class ProblemsFound extends Error {}

export const print = (text: string): void => void process.stdout.write(`${text}\n`)
export const tell = (text: string): void => void process.stderr.write(`${text}\n`)
export const printJson = (value: unknown): void => print(JSON.stringify(value, null, 2))
