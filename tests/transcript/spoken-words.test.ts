/** A talk's words by their form: the same words as read one by one. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eachSpoken, indexOfForm, inSpokenOrder } from '../../src/match/spoken-words.ts'

const forms = fc.array(fc.nat(2 ** 32 - 1), { minLength: 1, maxLength: 60 })

test('every word of the forms that are sought is found, in spoken order', () => {
  fc.assert(
    fc.property(
      forms,
      fc.array(fc.nat(), { maxLength: 200 }),
      fc.array(fc.nat(), { maxLength: 80 }),
      forms,
      (said, picks, sought, others) => {
        const some = (from: readonly number[], pick: number) => from[pick % from.length] ?? 0
        const spoken = Uint32Array.from(picks, (pick) => some(said, pick))
        const wanted = Uint32Array.from(new Set([...sought.map((pick) => some(said, pick)), ...others])).sort()
        const found: [at: number, form: number | undefined][] = []
        eachSpoken(inSpokenOrder(spoken), wanted, (at, which) => found.push([at, wanted[which]]))
        expect(found).toEqual(Array.from(spoken, (form, at) => [at, form]).filter(([, form]) => wanted.includes(form ?? -1)))
      },
    ),
  )
})

test('read back, the words are those that were spoken', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(30), { maxLength: 100 }), (spoken) => {
      const { forms: held, order } = inSpokenOrder(Uint32Array.from(spoken))
      expect(Array.from(order, (n) => held[n])).toEqual(spoken)
      expect([...held]).toEqual([...new Set(spoken)].sort((a, b) => a - b))
    }),
  )
})

test('a talk of more forms and words than sixteen bits can count is read like any other', () => {
  const spoken = Uint32Array.from({ length: 2 ** 16 + 5 }, (_, at) => at * 3)
  spoken[1] = spoken.at(-1) ?? 0
  const words = inSpokenOrder(spoken)
  expect(indexOfForm(words, spoken.at(-1) ?? 0)).toBe(words.forms.length - 1)
  expect(indexOfForm(words, 4)).toBe(-1)
  const found: number[] = []
  eachSpoken(words, Uint32Array.of(spoken.at(-1) ?? 0), (at) => found.push(at))
  expect(found).toEqual([1, spoken.length - 1])
})

test('as many forms as sixteen bits can count, and one more', () => {
  for (const count of [2 ** 16, 2 ** 16 + 1]) {
    const { forms: held, order } = inSpokenOrder(Uint32Array.from({ length: count }, (_, at) => at))
    expect(order.BYTES_PER_ELEMENT).toBe(count > 2 ** 16 ? 4 : 2)
    expect([held.length, order.at(-1)]).toEqual([count, count - 1])
  }
})
