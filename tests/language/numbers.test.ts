import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { spelledOut, spelledValue } from '../../src/language/numbers.ts'
import { parseQuery } from '../../src/language/query.ts'

const ways = (typed: string) => parseQuery(typed).clauses.map((alternatives) => alternatives.map(({ written }) => written))

describe('numbers', () => {
  test('up to a million are spelled out and read back', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 999_999 }), (value) => spelledValue(spelledOut(value) ?? '') === value))
    expect(spelledOut(45_000)).toBe('vijfenveertigduizend')
    expect(spelledOut(1_000_000)).toBeUndefined()
  })

  test.each([
    ['45000', '45 000'],
    ['45.000', '45000'],
    ['zesduizend', '6000'],
    ['6000', 'zesduizend'],
    ['1 op de 8', 'een op de acht'],
    ['één op de acht', '1 op de 8'],
    ['16:30', 'half vijf'],
    ['16.30 uur', 'half vijf'],
    ['half vijf', '16 30'],
    ['kwart over drie', '3 15'],
    ['15 april', 'vijftien april'],
    ['vijftien april', '15 april'],
    ['2.500.000', '2 5 miljoen'],
    ['2,5 miljoen', '2 500 000'],
  ])('%s is also said as %s', (typed, said) => {
    const [clause, ...others] = ways(typed)
    expect(others).toEqual([])
    expect(clause).toContain(said)
  })

  test('what was typed is the first way, and the rest of the query is left alone', () => {
    expect(ways('17 procent van de woningen')).toEqual([['17', 'zeventien'], ['procent'], ['van'], ['de'], ['woningen']])
    expect(ways('een woning')).toEqual([['een'], ['woning']])
  })

  test('a number in quotes is taken literally', () => {
    expect(ways('"45 000"')).toEqual([['“45 000”']])
  })

  test('any text is read without a throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789.:, een op de half uur miljoen'.split('')) }), (typed) =>
        Array.isArray(ways(typed)),
      ),
    )
  })
})
