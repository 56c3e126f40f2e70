/** 500 mutations of the fixtures through every reader; `npm run bench -- fuzz` does 10,000 of any seed. */
import { expect, test } from 'vitest'
import { fuzzReaders } from './fuzz.ts'

test('mutated files: nothing throws, nothing is lost without a word, what is written is valid', async () => {
  const { failures, read } = await fuzzReaders(500, 20_241_129)
  expect(failures.map(({ name, number, why }) => ({ name, number, why }))).toEqual([])
  // A fuzzer whose files are all refused tests nothing.
  expect(read).toBeGreaterThan(200)
})
