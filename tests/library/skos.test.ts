/** Vocabularies in SKOS: written and read back, read with every problem at its line, and taken in as themes. */
import { createServer } from 'node:http'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { readVocabularyApart } from '../../src/ingest/apart/vocabulary-apart.ts'
import { exportLibrary } from '../../src/ingest/manifest/export.ts'
import { readSkos } from '../../src/skos/read.ts'
import type { Concept } from '../../src/skos/vocabulary.ts'
import { writeRdfXml, writeTurtle } from '../../src/skos/write.ts'
import { askApp } from '../setup/ask-app.ts'
import { makeLibrary, startTestServer } from '../setup/make-library.ts'
import { PASSWORD, signedIn, visitor } from '../setup/people.ts'

const ACTOR = { kind: 'command', id: null, name: 'test' } as const
const OWN = 'https://woorden.example/themas/'
const GTAA = 'http://data.beeldengeluid.nl/gtaa/'

const bytes = (text: string, size = 7) => {
  const all = new TextEncoder().encode(text)
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.subarray(i * size, (i + 1) * size))
}

/** Any text of one line that survives XML, trimmed as labels are. */
const label = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .map((text) =>
    text
      .replace(/[^\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
      .replace(/\s+/g, ' ')
      .trim(),
  )
  .filter((text) => text !== '')

/** Turtle's reader takes `/.` and `/..` out of an address, as RFC 3986 §5.2.4 has it. */
const address = fc.webUrl({ withQueryParameters: true }).filter((url) => !/\/\.{1,2}(?:[/?#]|$)/.test(url))

const uris = ['a', 'b', 'c', 'd'].map((letter) => `${GTAA}${letter}`)
const several = fc.uniqueArray(fc.constantFrom(...uris), { maxLength: 3 })
const vocabulary: fc.Arbitrary<Concept[]> = fc
  .tuple(
    ...uris.map((uri) =>
      fc.record({
        uri: fc.constant(uri),
        name: label,
        english: fc.option(label),
        labels: fc.array(fc.record({ language: fc.constantFrom('nl' as const, 'en' as const), text: label, hidden: fc.boolean() }), {
          maxLength: 4,
        }),
        description: fc.option(label),
        broader: several,
        related: several,
        matches: fc.uniqueArray(address, { maxLength: 2 }),
      }),
    ),
  )
  .map((concepts) =>
    concepts.map((concept) => ({
      ...concept,
      broader: concept.broader.filter((uri) => uri !== concept.uri),
      related: concept.related.filter((uri) => uri !== concept.uri),
    })),
  )

const plain = (concepts: readonly Concept[]) =>
  concepts
    .map((concept) => ({
      ...concept,
      broader: concept.broader.toSorted(),
      related: concept.related.toSorted(),
      labels: concept.labels.map((one) => JSON.stringify(one)).toSorted(),
    }))
    .toSorted((a, b) => (a.uri < b.uri ? -1 : 1))

test.each([
  ['Turtle', writeTurtle],
  ['RDF/XML', writeRdfXml],
] as const)('what is written as %s is read back, in pieces of any size', async (_, write) => {
  await fc.assert(
    fc.asyncProperty(vocabulary, fc.integer({ min: 1, max: 5000 }), async (concepts, size) => {
      const read = await readSkos(bytes(write(concepts), size))
      expect(read.problems).toEqual([])
      expect(plain(read.concepts)).toEqual(plain(concepts))
    }),
    { numRuns: 60 },
  )
})

const TURTLE = `@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix g: <${GTAA}> .
g:schema a skos:ConceptScheme ; skos:prefLabel "Schema"@nl .
g:1 a skos:Concept ; skos:prefLabel "Mantelzorg"@nl, "Informal care"@en, "Aide informelle"@fr ;
  skos:altLabel "Informele zorg"@nl-NL ; skos:hiddenLabel "mantelzogr"@nl ;
  skos:scopeNote "Zorg voor naasten."@nl ; skos:broader g:2 ; skos:related g:9 ; skos:inScheme g:schema .
g:2 skos:prefLabel "Zorg"@nl ; skos:narrower g:3 .
g:3 skos:prefLabel "Thuiszorg"@nl .
g:4 skos:prefLabel "Aide"@fr ; skos:altLabel "Hulp"@nl .
g:5 skos:prefLabel "Varen"@nl ; skos:broader g:2 .
g:6 skos:prefLabel "${'x'.repeat(201)}"@nl .
`

test('a file says what it holds and what is wrong at which line', async () => {
  const read = await readVocabularyApart({ bytes: new TextEncoder().encode(TURTLE) })
  expect(read.concepts.map(({ name }) => name)).toEqual(['Mantelzorg', 'Zorg', 'Thuiszorg', 'Varen'])
  expect(read.concepts[0]).toMatchObject({
    english: 'Informal care',
    description: 'Zorg voor naasten.',
    labels: [{ text: 'Informele zorg' }, { text: 'mantelzogr', hidden: true }],
    broader: [`${GTAA}2`],
    related: [`${GTAA}9`],
  })
  expect(read.concepts[2]?.broader).toEqual([`${GTAA}2`])
  expect(read.problems).toEqual([
    { line: 11, kind: 'too-long', about: `${GTAA}6 prefLabel` },
    { line: 9, kind: 'no-name', about: `${GTAA}4` },
  ])
  expect(read.otherLanguages).toEqual({ fr: 2 })
  const problems = async (text: string) => (await readSkos(bytes(text))).problems.map(({ line, kind }) => [line, kind])
  expect(await problems('@prefix a: <b:> .\na:1 a:2 "open .\n')).toEqual([[2, 'syntax']])
  expect(await problems('<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n<open>\n')).toEqual([
    [4, 'syntax'],
  ])
  expect(await problems('')).toEqual([[null, 'no-concepts']])
  expect((await readSkos([Uint8Array.of(0x3c, 0x61, 0xff, 0x0a)])).problems).toMatchObject([{ kind: 'syntax', about: 'UTF-8' }])
})

test('nothing is fetched, and entities that grow end with the thread', async () => {
  let asked = 0
  const server = createServer((_, answer) => void (asked++, answer.end('x'))).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  const there = `http://127.0.0.1:${port}/`
  const rdf = (doctype: string, text: string) => `<?xml version="1.0"?>
<!DOCTYPE rdf:RDF [${doctype}]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:owl="http://www.w3.org/2002/07/owl#" xmlns:skos="http://www.w3.org/2004/02/skos/core#">
<owl:Ontology rdf:about="${there}"><owl:imports rdf:resource="${there}"/></owl:Ontology>
<skos:Concept rdf:about="${there}1"><skos:prefLabel xml:lang="nl">${text}</skos:prefLabel></skos:Concept>
</rdf:RDF>`
  expect((await readSkos(bytes(rdf('<!ENTITY dag "Wonen">', '&dag;')))).concepts.map(({ name }) => name)).toEqual(['Wonen'])
  expect((await readSkos(bytes(rdf(`<!ENTITY far SYSTEM "${there}far">`, '&far;')))).concepts).toEqual([])
  expect((await readSkos(bytes(rdf('<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">', '&b;')))).concepts[0]?.name.length ?? 0).toBeLessThan(
    50,
  )
  expect(asked).toBe(0)
})

const FILES = {
  'een.yaml': { kind: 'talk', id: 'een', title: 'Een', themes: ['Informele zorg', 'Wonen'] },
  'twee.yaml': { kind: 'talk', id: 'twee', title: 'Twee', themes: ['Wonen'] },
}

test('a vocabulary is taken in around the themes of talks, again without a change, and comes back from an export', async () => {
  const library = await makeLibrary(FILES)
  await library.import()
  const { app, ask } = await askApp(library)
  const { library: record } = library
  const read = await readSkos(bytes(TURTLE, 4096))
  const planned = await record.planVocabulary(read, 'used', OWN)
  expect(planned.fresh.map(({ name }) => name)).toEqual(['Zorg'])
  expect(planned.changed.map(({ before, after, fields }) => [before.name, after.name, fields])).toEqual([
    ['Informele zorg', 'Mantelzorg', ['name', 'english', 'description', 'labels', 'matches']],
  ])
  expect(planned.passedOver).toBe(2)
  expect(planned.problems).toEqual([{ kind: 'unknown', about: 'Mantelzorg', other: `${GTAA}9` }])
  expect((await ask('GET', '/themes/informele-zorg')).body.name).toBe('Informele zorg')

  await record.takeInVocabulary(read, { scope: 'used', own: OWN, source: 'gtaa.ttl' }, ACTOR)
  expect((await ask('GET', '/themes/informele-zorg')).body).toMatchObject({
    name: 'Mantelzorg',
    english: 'Informal care',
    labels: [{ text: 'Informele zorg' }, { text: 'mantelzogr', hidden: true }],
    broader: [{ id: 'zorg', name: 'Zorg' }],
    matches: [`${GTAA}1`],
  })
  expect((await record.talk('een'))?.themes[0]?.name).toBe('Mantelzorg')
  expect((await record.deeds({ limit: 1 }))[0]).toMatchObject({ action: 'theme.import', detail: { file: 'gtaa.ttl', new: 1, changed: 1 } })
  const again = await record.planVocabulary(read, 'used', OWN)
  // What is next below a theme that came in now is near too.
  expect([again.changed, again.fresh.map(({ name }) => name).sort()]).toEqual([[], ['Thuiszorg', 'Varen']])
  await record.takeInVocabulary(read, { scope: 'all', own: OWN, source: 'gtaa.ttl' }, ACTOR)
  const last = await record.planVocabulary(read, 'all', OWN)
  expect([last.fresh, last.changed, last.broader, last.related]).toEqual([[], [], [], []])
  // A circle across the file and the library, and a name that another theme has.
  const circle = TURTLE.replace('g:2 skos:prefLabel "Zorg"@nl', 'g:2 skos:broader g:3 ; skos:prefLabel "Wonen"@nl')
  expect((await record.planVocabulary(await readSkos(bytes(circle, 4096)), 'all', OWN)).problems.map(({ kind }) => kind).sort()).toEqual([
    'circle',
    'same-name',
    'unknown',
  ])

  // Visitors get what they can see; an export has all, and gives it back in an empty library.
  const turtle = await app.request('/themas.ttl')
  expect([turtle.status, turtle.headers.get('content-type')]).toEqual([200, 'text/turtle; charset=utf-8'])
  const shown = await readSkos(bytes(await turtle.text(), 4096))
  expect(shown.concepts.map(({ name }) => name).sort()).toEqual(['Mantelzorg', 'Wonen', 'Zorg'])
  const one = await readSkos(bytes(await (await app.request('/themas/informele-zorg.rdf')).text(), 4096))
  expect(one.concepts.map(({ name }) => name)).toEqual(['Mantelzorg'])
  expect((await app.request('/themas/thuiszorg.ttl')).status).toBe(404)
  const folder = join(library.folder, 'weg')
  await exportLibrary(folder, library)
  const back = await makeLibrary()
  const file = await readVocabularyApart({ path: join(folder, 'themas.ttl') })
  await back.library.takeInVocabulary(file, { scope: 'all', own: OWN, source: 'themas.ttl' }, ACTOR)
  expect(await back.library.concepts(OWN)).toEqual(await record.concepts(OWN))
})

test('archivists look at a file first, and take in the file they looked at', async () => {
  const library = await makeLibrary(FILES)
  await library.import()
  await library.accounts.add({ email: 'anna@example.nl', role: 'archivist', password: PASSWORD }, ACTOR)
  await library.close()
  const server = await startTestServer({ WOORDELIJK_DATA: library.data })
  onTestFinished(() => server.close())
  const anna = await signedIn(server, 'anna@example.nl')
  const send = async (who: typeof anna, text: string, fields: Record<string, string> = {}) => {
    const body = new FormData()
    for (const [name, value] of Object.entries(fields)) body.set(name, value)
    body.set('bestand', new File([text], 'gtaa.ttl'))
    const answer = await who.ask('/beheer/thesaurus', { method: 'POST', body, headers: { origin: server.address } })
    return { status: answer.status, location: answer.headers.get('location'), html: await answer.text() }
  }
  const seenIn = (html: string) => /name="gezien" value="([^"]+)"/.exec(html)?.[1] ?? ''
  const themes = async () => (await (await anna.ask('/beheer/themas')).text()).includes('Mantelzorg')
  expect((await send(visitor(server), TURTLE)).html).not.toContain('Mantelzorg')
  const preview = await send(anna, TURTLE)
  expect(preview.status).toBe(200)
  for (const shown of ['Informele zorg → Mantelzorg', 'Engelse naam', 'regel 11', `${GTAA}9`, 'fr 2']) expect(preview.html).toContain(shown)
  const broken = await send(anna, '@prefix a: <b:> .\na:1 a:2 "open .\n')
  expect([broken.html.includes('regel 2'), seenIn(broken.html)]).toEqual([true, ''])
  expect((await send(anna, '')).status).toBe(400)
  // Another file than the one that was looked at is looked at first.
  const gezien = seenIn(preview.html)
  expect((await send(anna, `${TURTLE}\n`, { gezien })).status).toBe(200)
  expect(await themes()).toBe(false)
  expect(await send(anna, TURTLE, { gezien })).toMatchObject({ status: 303, location: '/beheer/themas?gedaan=thesaurus' })
  expect(await themes()).toBe(true)
})
