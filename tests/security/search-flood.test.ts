/** One visitor's many questions hold nobody else up, and a search that broke comes back. */
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { copyDatabase } from '../../src/library/upkeep.ts'
import { INDEX_FILE } from '../../src/search/index/file.ts'
import { createFairQueue } from '../../src/search/queue.ts'
import { openSearch } from '../../src/search/search.ts'
import { makeLibrary, startTestServer, vtt } from '../setup/make-library.ts'

test('visitors take turns; nobody waits behind more than one question of each other visitor', () => {
  const visitors = fc.constantFrom('a', 'b', 'c')
  fc.assert(
    fc.property(fc.array(fc.oneof(visitors, fc.constant(null)), { maxLength: 60 }), (steps) => {
      const queue = createFairQueue<string>({ each: 5, all: 8 })
      const waiting: string[] = []
      let served: string[] = []
      for (const [i, visitor] of steps.entries()) {
        if (visitor === null) {
          const item = queue.next()
          expect(item === undefined).toBe(waiting.length === 0)
          if (item === undefined) continue
          const who = item[0] ?? ''
          // The oldest of its own visitor.
          expect(waiting.find((other) => other[0] === who)).toBe(item)
          waiting.splice(waiting.indexOf(item), 1)
          // Not twice in a row while somebody else has waited all along.
          served = served.at(-1) === who && waiting.every((other) => other[0] === who) ? [who] : [...served, who]
        } else {
          const own = waiting.filter((other) => other[0] === visitor).length
          const refusal = queue.add(visitor, `${visitor}${i}`)
          expect(refusal).toBe(own >= 5 ? 'visitor-full' : waiting.length >= 8 ? 'full' : null)
          if (refusal === null) waiting.push(`${visitor}${i}`)
        }
      }
    }),
  )
  const queue = createFairQueue<string>({ each: 100, all: 200 })
  for (let i = 0; i < 100; i++) queue.add('druk', `druk ${i}`)
  queue.add('rustig', 'rustig')
  expect([queue.next(), queue.next(), queue.next()]).toEqual(['druk 0', 'rustig', 'druk 1'])
})

test('two hundred questions of one visitor: another is answered, and what is too much is told when to come back', async () => {
  const server = await startTestServer({ WOORDELIJK_PROXY: 'yes' })
  onTestFinished(() => server.close())
  const ask = (from: string, path: string) => fetch(server.address + path, { headers: { 'x-forwarded-for': from } })
  const flood = Array.from({ length: 200 }, (_, i) => ask('192.0.2.1', `/api/v1/search?q=zorg+wonen+werk+${i}`))
  const others = await Promise.all(['198.51.100.1', '2001:db8::1'].map((from) => ask(from, '/api/v1/search?q=armoede')))
  expect(others.map(({ status }) => status)).toEqual([200, 200])
  expect((await ask('198.51.100.2', '/zoek?q=zorg')).status).toBe(200)
  const answers = await Promise.all(flood)
  for (const answer of answers) {
    expect([200, 429]).toContain(answer.status)
    if (answer.status === 429) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    await answer.arrayBuffer()
  }
  expect(answers.some(({ status }) => status === 200)).toBe(true)
})

test('a thread that could not start for a while searches again', async () => {
  const library = await makeLibrary({
    'tekst.vtt': vtt([{ start: 0, end: 2, text: 'Over de zorg in de wijk.' }]),
    'lezing.yaml': { kind: 'talk', id: 'lezing', title: 'De lezing', transcripts: [{ file: 'tekst.vtt', language: 'nl', made: 'human' }] },
  })
  await library.import()
  await library.caughtUp()
  const file = join(library.folder, INDEX_FILE)
  const search = openSearch(file, 1)
  onTestFinished(() => search.close())
  // Nothing is there to open, for longer than the search once tried.
  await expect(search.search({ q: 'zorg', limit: 1 })).rejects.toThrow()
  await copyDatabase(library.index().file, `${file}.part`)
  await rename(`${file}.part`, file)
  await expect
    .poll(
      () =>
        search.search({ q: 'zorg', limit: 1 }).then(
          ({ total }) => total > 0,
          () => false,
        ),
      { timeout: 60_000 },
    )
    .toBe(true)
})
