/** The search's caches. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCache } from '../../src/search/cache.ts'
import { makeLibrary, vtt } from '../setup/make-library.ts'

test('a cache gives what was last put in, keeps no more than it may, and drops what was longest not used', () => {
  const step = fc.record({ key: fc.nat(6), size: fc.integer({ min: 1, max: 6 }), look: fc.boolean() })
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const cache = createCache<number, { size: number }>(10, ({ size }) => size)
      let model: [key: number, value: { size: number }][] = []
      for (const { key, size, look } of steps) {
        const value = { size }
        const known = model.find(([other]) => other === key)
        if (look) {
          expect(cache.get(key)).toBe(known?.[1])
          if (known) model = [...model.filter((entry) => entry !== known), known]
          continue
        }
        cache.set(key, value)
        model = [...model.filter((entry) => entry !== known), [key, value]]
        while (model.length > 1 && model.reduce((sum, [, held]) => sum + held.size, 0) > 10) model.shift()
      }
      for (const [key, value] of model) expect(cache.get(key)).toBe(value)
    }),
  )
})

test('a talk that is added is found by a word that was asked before', async () => {
  const talk = (id: string) => ({
    [`${id}.yaml`]: { kind: 'talk', id, title: id, transcripts: [{ file: `${id}.vtt`, language: 'nl', made: 'human' }] },
    [`${id}.vtt`]: vtt([{ start: 0, end: 2, text: 'Een woordzonderweerga valt.' }]),
  })
  const library = await makeLibrary({ ...talk('een'), ...talk('twee') })
  const found = async () => (await library.search().search({ q: 'woordzonderweerga', limit: 5 })).total
  await library.import([`${library.folder}/manifests/een.yaml`])
  expect([await found(), await found()]).toEqual([1, 1])
  await library.import()
  expect(await found()).toBe(2)
})
