import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeCueTimes, encodeCueTimes } from '../../src/transcript/cue-times.ts'

test('cues in a row cost their length only', () => {
  const cues = [
    { start: 61_000, end: 62_500 },
    { start: 62_500, end: 63_000 },
    { start: 63_200, end: 64_000 },
  ]
  expect(encodeCueTimes(cues)).toBe('61000,1500 500 200,800')
  expect(encodeCueTimes([])).toBe('')
})

test('any times come back, also where cues overlap, go back or end before they begin', () => {
  const time = fc.integer({ min: 0, max: 400_000_000 })
  fc.assert(
    fc.property(fc.array(fc.record({ start: time, end: time })), (cues) => {
      expect(decodeCueTimes(encodeCueTimes(cues))).toEqual(cues)
    }),
  )
})
