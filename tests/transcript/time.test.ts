import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseVttTimestamp } from '../../src/transcript/read/subtitles/vtt-text.ts'
import { clampRange, formatTimeRange, parseTimeRange } from '../../src/transcript/time-link.ts'
import {
  formatClock,
  formatExactClock,
  formatIsoDuration,
  formatSeconds,
  formatTimestamp,
  parseTime,
} from '../../src/transcript/timecode.ts'

const at = (query: string) => parseTimeRange(new URLSearchParams(query))
const moment = fc.nat(3_500_000_000)

describe('time in links', () => {
  test.each([
    ['t=754', 754_000, null],
    ['t=754s', 754_000, null],
    ['t=754.5', 754_500, null],
    ['t=12m34s', 754_000, null],
    ['t=1h2m3s', 3_723_000, null],
    ['t=1H2M', 3_720_000, null],
    ['t=12:34', 754_000, null],
    ['t=1:02:03', 3_723_000, null],
    ['t=npt:12:34.250', 754_250, null],
    ['t=NPT:10,20', 10_000, 20_000],
    ['t=,20', 0, 20_000],
    ['t=10,', 10_000, null],
    ['t=0:41,1m2s', 41_000, 62_000],
    ['start=754', 754_000, null],
    ['start=10&end=20', 10_000, 20_000],
    ['start=10&stop=20', 10_000, 20_000],
    ['t=20,10', 20_000, null],
    ['t=10,10', 10_000, null],
  ])('%s', (query, start, end) => expect(at(query)).toEqual({ start, end }))

  test.each(['', 'x=1', 't=', 't=,', 't=abc', 't=1:2:3:4', 't=-5', 't=1:75', 't=10,abc', 't=1e5', 't=99999999999', 't=٣'])(
    '%j is ignored',
    (query) => expect(at(query)).toBeNull(),
  )

  test('a written range is read back', () => {
    fc.assert(
      fc.property(moment, fc.option(fc.integer({ min: 1, max: 1_000_000 })), (start, length) => {
        const range = { start, end: length === null ? null : start + length }
        expect(at(formatTimeRange(range))).toEqual(range)
      }),
    )
  })

  test('is kept inside the recording', () => {
    expect(clampRange({ start: 99_000, end: null }, 60_000)).toEqual({ start: 60_000, end: null })
    expect(clampRange({ start: 10_000, end: 99_000 }, 60_000)).toEqual({ start: 10_000, end: null })
    expect(clampRange({ start: 10_000, end: 20_000 }, 60_000)).toEqual({ start: 10_000, end: 20_000 })
    expect(clampRange({ start: 10_000, end: 20_000 }, null)).toEqual({ start: 10_000, end: 20_000 })
  })
})

test('every written form is read back to the millisecond', () => {
  fc.assert(
    fc.property(moment, (ms) => {
      expect(parseVttTimestamp(formatTimestamp(ms))).toBe(ms)
      expect(parseTime(formatExactClock(ms))).toBe(ms)
      expect(parseTime(formatSeconds(ms))).toBe(ms)
      expect(parseTime(formatClock(ms))).toBe(Math.floor(ms / 1000) * 1000)
    }),
  )
})

test('people and programs read these', () => {
  expect(formatClock(41_900)).toBe('0:41')
  expect(formatClock(3_723_000)).toBe('1:02:03')
  expect(formatIsoDuration(3_723_000)).toBe('PT1H2M3S')
  expect(formatIsoDuration(0)).toBe('PT0S')
  expect(formatTimestamp(3_723_004, ',')).toBe('01:02:03,004')
})

test('no text makes the reader throw or answer nonsense', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const ms = parseTime(text)
      expect(ms === null || (Number.isInteger(ms) && ms >= 0)).toBe(true)
    }),
  )
})
