/** Mutated transcripts through every reader: what fails is printed with the seed and the number that make it again. */
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fuzzReaders } from '../transcript/fuzz.ts'
import type { Row } from './run.ts'

/** Reading one small file takes no longer than this, in ms. */
const LONGEST_MS = 2000

export async function benchFuzz(mutations: number, seed: number): Promise<Row[]> {
  const { failures, slowest, read } = await fuzzReaders(mutations, seed, (done) => {
    if (done % 2000 === 0) console.error(`fuzz: ${done} of ${mutations}`)
  })
  for (const { name, number, why, input } of failures) {
    const file = join(tmpdir(), `woordelijk-fuzz-${seed}-${number}`)
    writeFileSync(file, input)
    console.error(`fuzz: ${name}, seed ${seed}, number ${number}: ${why} (${file})`)
  }
  if (failures.length > 0 || slowest > LONGEST_MS) process.exitCode = 1
  return [
    { bench: 'fuzz', what: `mutations (seed ${seed})`, value: mutations, unit: 'files' },
    { bench: 'fuzz', what: 'read, at least in part', value: read, unit: 'files' },
    { bench: 'fuzz', what: 'failures', value: failures.length, unit: 'files' },
    { bench: 'fuzz', what: 'slowest', value: Math.round(slowest), unit: 'ms' },
  ]
}
