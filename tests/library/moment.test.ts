/** A time that an archivist chooses is the time it becomes, around the nights in which the clock changes too. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { readMoment } from '../../src/http/archivist/moment.ts'

test.each([
  ['2026-03-29T01:30', 'Europe/Amsterdam', '2026-03-29T00:30:00.000Z'],
  ['2026-03-29T01:59', 'Europe/Amsterdam', '2026-03-29T00:59:00.000Z'],
  ['2026-03-29T03:00', 'Europe/Amsterdam', '2026-03-29T01:00:00.000Z'],
  ['2026-10-25T01:59', 'Europe/Amsterdam', '2026-10-24T23:59:00.000Z'],
  // Comes twice; the first counts.
  ['2026-10-25T02:30', 'Europe/Amsterdam', '2026-10-25T00:30:00.000Z'],
  ['2026-10-25T03:30', 'Europe/Amsterdam', '2026-10-25T02:30:00.000Z'],
  ['2026-07-01T09:00', 'Europe/Amsterdam', '2026-07-01T07:00:00.000Z'],
  ['2026-07-01T09:00', 'America/Curacao', '2026-07-01T13:00:00.000Z'],
])('%s in %s is %s', (text, zone, instant) => {
  expect(readMoment(text, zone)).toBe(instant)
})

test('a time that the clock skips is refused, with two that exist', () => {
  expect(() => readMoment('2026-03-29T02:30', 'Europe/Amsterdam')).toThrow(/gaat de klok vooruit.*01:30 of 03:30/)
  for (const text of ['', 'morgen', '2026-02-30T10:00', '2026-13-01T10:00', '2026-01-01T24:00', '2026-01-01'])
    expect(() => readMoment(text, 'Europe/Amsterdam')).toThrow('Kies een dag en een tijd')
})

test('a clock in that zone shows the chosen time again', () => {
  const zones = ['Europe/Amsterdam', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'UTC']
  fc.assert(
    fc.property(
      fc.date({ min: new Date('2000-01-01'), max: new Date('2060-01-01'), noInvalidDate: true }),
      fc.constantFrom(...zones),
      (date, timeZone) => {
        const shown = (instant: Date | string) => new Date(instant).toLocaleString('sv-SE', { timeZone }).replace(' ', 'T').slice(0, 16)
        const text = shown(date)
        expect(shown(readMoment(text, timeZone))).toBe(text)
      },
    ),
  )
})

test('a setting that names no time zone is refused', () => {
  expect(readConfig({ WOORDELIJK_TIME_ZONE: 'America/Curacao' }).timeZone).toBe('America/Curacao')
  expect(() => readConfig({ WOORDELIJK_TIME_ZONE: 'Amsterdam' })).toThrow('WOORDELIJK_TIME_ZONE moet een tijdzone zijn')
})
