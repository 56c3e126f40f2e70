/** Where a query's words fall in a talk. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Matcher } from '../../src/match/matcher.ts'
import { EXACT, PART, placesIn, type Quality, STEM, soughtFor } from '../../src/match/moments.ts'
import { inSpokenOrder } from '../../src/match/spoken-words.ts'

const matcher = (forms: [number, Quality][]): Matcher => ({
  forms: new Map(forms),
  row: null,
  rowQuality: EXACT,
  parts: [],
  within: 0,
  apart: new Set(),
  talks: new Map(),
  doubtful: new Set(),
  known: true,
})

test('a form that two alternatives of a clause meet counts once, at its best', () => {
  const clauses = [[matcher([[3, STEM]]), matcher([[3, EXACT]]), matcher([[3, PART]])], [matcher([[3, PART]])]]
  expect(placesIn(0, inSpokenOrder(Uint32Array.of(1, 3, 2, 3)), soughtFor(clauses))).toEqual(
    [1, 3].flatMap((at) => [
      { at, length: 1, clause: 0, quality: EXACT },
      { at, length: 1, clause: 1, quality: PART },
    ]),
  )
})

test('words in a row are found wherever they stand, also over each other', () => {
  const form = fc.nat(3)
  fc.assert(
    fc.property(fc.array(form, { maxLength: 60 }), fc.array(form, { minLength: 1, maxLength: 4 }), (spoken, row) => {
      const rows = [[{ ...matcher([]), row }]]
      const found = placesIn(0, inSpokenOrder(Uint32Array.from(spoken)), soughtFor(rows)).map(({ at }) => at)
      expect(found).toEqual(spoken.flatMap((_, at) => (row.every((each, i) => spoken[at + i] === each) ? [at] : [])))
    }),
  )
})
