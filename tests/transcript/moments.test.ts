/** Where a query's words fall in a talk. */
import { expect, test } from 'vitest'
import type { Matcher } from '../../src/transcript/matcher.ts'
import { EXACT, PART, placesIn, type Quality, STEM, soughtFor } from '../../src/transcript/moments.ts'

const matcher = (forms: [number, Quality][]): Matcher => ({
  forms: new Map(forms),
  row: null,
  parts: [],
  within: 0,
  apart: new Set(),
  talks: new Map(),
  doubtful: new Set(),
  known: true,
})

test('a form that two alternatives of a clause meet counts once, at its best, and the scratch space is left clean', () => {
  const marks = new Int32Array(10)
  const clauses = [[matcher([[3, STEM]]), matcher([[3, EXACT]]), matcher([[3, PART]])], [matcher([[3, PART]])]]
  expect(placesIn(0, Uint32Array.of(1, 3, 2, 3), soughtFor(clauses), marks)).toEqual(
    [1, 3].flatMap((at) => [
      { at, length: 1, clause: 0, quality: EXACT },
      { at, length: 1, clause: 1, quality: PART },
    ]),
  )
  expect([...marks]).toEqual(Array.from({ length: 10 }, () => 0))
})
