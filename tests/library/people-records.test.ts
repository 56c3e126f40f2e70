/** People: what is known of them, and two records of one person that become one, for ever. */
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readIdentifier } from '../../src/library/person/identifiers.ts'
import { askApp } from '../setup/ask-app.ts'
import { makeLibrary, startTestServer } from '../setup/make-library.ts'
import { PASSWORD, signedIn } from '../setup/people.ts'

const ACTOR = { kind: 'command', id: null, name: 'test' } as const

const FILES = {
  'dag.yaml': {
    kind: 'event',
    id: 'dag',
    title: 'Een dag',
    date: '2024-04-15',
    programme: [{ title: 'Slot', speakers: [{ id: 'j-jansen', name: 'J. Jansen', role: 'dagvoorzitter' }] }],
  },
  'een.yaml': { kind: 'talk', id: 'een', title: 'Een', event: 'dag', speakers: [{ id: 'j-jansen', name: 'J. Jansen', role: 'wethouder' }] },
  'twee.yaml': { kind: 'talk', id: 'twee', title: 'Twee', speakers: [{ id: 'jan-janssen', name: 'Jan Janssen', role: 'hoogleraar' }] },
  'beide.yaml': { kind: 'talk', id: 'beide', title: 'Beide', speakers: ['J. Jansen', 'Jan Janssen', 'Bea Smit'] },
}

async function start() {
  const library = await makeLibrary(FILES)
  await library.import()
  const { app, ask } = await askApp(library)
  return { library, app, ask }
}

test('two records of one person become one: roles of each day, old addresses, imports again, and search', async () => {
  const { library, app, ask } = await start()
  expect((await library.library.likelyDoubles()).map((group) => group.map(({ id }) => id))).toEqual([['j-jansen', 'jan-janssen']])
  expect((await ask('POST', '/people/j-jansen/merge', { into: 'j-jansen' })).status).toBe(400)
  expect((await ask('POST', '/people/j-jansen/merge', { into: 'niemand' })).status).toBe(404)
  const { etag } = await ask('GET', '/people/j-jansen')
  expect((await ask('POST', '/people/j-jansen/merge', { into: 'jan-janssen' }, { 'if-match': '"ander"' })).status).toBe(412)
  const before = await library.library.lastChange()
  const merged = await ask('POST', '/people/j-jansen/merge', { into: 'jan-janssen' }, { 'if-match': etag })
  expect(merged).toMatchObject({ status: 200, body: { id: 'jan-janssen', name: 'Jan Janssen', talks: 3, formerly: ['j-jansen'] } })
  expect((await library.library.changes(before, 10)).map(({ talk }) => talk).sort()).toEqual(['beide', 'een'])

  const roles = async (id: string) => (await library.library.talk(id))?.speakers.map((speaker) => [speaker.id, speaker.role])
  const check = async () => {
    expect(await roles('een')).toEqual([['jan-janssen', 'wethouder']])
    expect(await roles('twee')).toEqual([['jan-janssen', 'hoogleraar']])
    expect(await roles('beide')).toEqual([
      ['jan-janssen', null],
      ['bea-smit', null],
    ])
    expect((await library.library.event('dag'))?.programme[0]?.speakers).toMatchObject([{ id: 'jan-janssen', role: 'dagvoorzitter' }])
    expect(await library.library.personRecord('j-jansen')).toBe(null)
  }
  await check()
  const moved = async (path: string) => {
    const answer = await app.request(path)
    return [answer.status, answer.headers.get('location')]
  }
  expect(await moved('/sprekers/j-jansen')).toEqual([308, '/sprekers/jan-janssen'])
  expect(await moved('/feeds/sprekers/j-jansen.rss')).toEqual([308, '/feeds/sprekers/jan-janssen.rss'])
  expect(await moved('/api/v1/people/j-jansen')).toEqual([308, '/api/v1/people/jan-janssen'])

  // Importing again does not bring the merged record back, and the merge does not keep a manifest's new title out.
  const { writeFiles } = await import('../setup/make-library.ts')
  await writeFiles(join(library.folder, 'manifests'), {
    'een.yaml': { ...FILES['een.yaml'], title: 'Een, verbeterd' },
    'dag.yaml': { ...FILES['dag.yaml'], place: 'Heerlen' },
  })
  const rows = await library.import()
  expect(rows.filter(({ status }) => status === 'changed').map(({ id, problems }) => [id, problems])).toEqual([
    ['dag', []],
    ['een', []],
  ])
  await check()
  // A person merged into one who is merged further leads all the way.
  await library.library.mergePeople('jan-janssen', 'bea-smit', ACTOR)
  expect(await moved('/sprekers/j-jansen')).toEqual([308, '/sprekers/bea-smit'])
  expect((await library.library.deeds({ subject: 'jan-janssen', limit: 5 })).map(({ action }) => action)).toEqual(['person.merge'])
})

test('what is known of a person is checked, shown, and not undone by a manifest', async () => {
  const { library, app, ask } = await start()
  const { etag } = await ask('GET', '/people/jan-janssen')
  const wrong = await ask('PATCH', '/people/jan-janssen', {
    orcid: '0000-0002-1825-0098',
    links: [{ title: 'x', url: 'javascript:alert(1)' }],
  })
  expect([wrong.status, wrong.body.errors.map((error: { path: string }) => error.path)]).toEqual([400, ['links.0.url', 'orcid']])
  const change = {
    name: 'Jan J. Janssen',
    description: 'Bouwt aan buurten.',
    links: [{ title: 'Eigen site', url: 'https://janssen.example/' }],
    orcid: 'https://orcid.org/0000-0002-1825-0097',
    isni: '0000000121032683',
    wikidata: 'q42',
  }
  expect((await ask('PATCH', '/people/jan-janssen', change, { 'if-match': etag })).body).toMatchObject({
    ...change,
    orcid: '0000-0002-1825-0097',
    isni: '0000 0001 2103 2683',
    wikidata: 'Q42',
  })
  expect((await ask('PATCH', '/people/jan-janssen', { description: null }, { 'if-match': etag })).status).toBe(412)
  const page = await (await app.request('/sprekers/jan-janssen')).text()
  for (const shown of [
    'Jan J. Janssen',
    'Bouwt aan buurten.',
    'https://janssen.example/',
    'https://orcid.org/0000-0002-1825-0097',
    '"sameAs"',
  ])
    expect(page).toContain(shown)
  expect((await library.library.talk('twee'))?.speakers[0]?.name).toBe('Jan J. Janssen')
  await library.import([join(library.folder, 'manifests')], { full: true } as object)
  await library.library.saveTalk({
    ...((await library.library.record('beide')) ?? never()),
    speakers: [{ id: 'jan-janssen', name: 'J. J.', role: null, organisation: null }],
  })
  expect((await library.library.personRecord('jan-janssen'))?.name).toBe('Jan J. Janssen')
})

test('the last character of an ORCID checks the others', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9]{15}$/), fc.integer({ min: 0, max: 14 }), fc.integer({ min: 1, max: 9 }), (digits, at, add) => {
      const valid = '0123456789X'
        .split('')
        .map((last) => readIdentifier('orcid', digits + last))
        .filter((read) => read !== null)
      expect(valid).toHaveLength(1)
      expect(readIdentifier('isni', valid[0] ?? '')?.replaceAll(' ', '-')).toBe(valid[0])
      const typo = digits.slice(0, at) + ((Number(digits[at]) + add) % 10) + digits.slice(at + 1)
      expect(readIdentifier('orcid', typo + valid[0]?.slice(-1))).toBe(null)
    }),
  )
  expect(readIdentifier('wikidata', 'https://www.wikidata.org/wiki/Q42')).toBe('Q42')
  expect(readIdentifier('wikidata', 'P31')).toBe(null)
})

test('the pages: found, changed, compared and merged by forms alone', async () => {
  const library = await makeLibrary(FILES)
  await library.import()
  await library.accounts.add({ email: 'anna@example.nl', role: 'archivist', password: PASSWORD }, ACTOR)
  await library.close()
  const server = await startTestServer({ WOORDELIJK_DATA: library.data })
  const anna = await signedIn(server, 'anna@example.nl')
  const list = await (await anna.ask('/beheer/personen')).text()
  expect(list).toContain('/beheer/personen/jan-janssen/samenvoegen?met=j-jansen')
  expect(await (await anna.ask('/beheer/personen?naam=smit')).text()).not.toContain('Jan Janssen')
  const page = await (await anna.ask('/beheer/personen/jan-janssen')).text()
  const version = /name="versie" value="([^"]+)"/.exec(page)?.[1]?.replaceAll('&quot;', '"') ?? ''
  const fields = { name: 'Jan Janssen', description: 'Ingenieur', links: 'Site | https://a.example/', orcid: '', isni: '1', wikidata: '' }
  const refused = await anna.send('/beheer/personen/jan-janssen', { ...fields, versie: version })
  expect(refused.status).toBe(400)
  expect(await refused.text()).toMatch(/Ingenieur[\s\S]*geen bestaande ISNI/)
  expect((await anna.send('/beheer/personen/jan-janssen', { ...fields, isni: '', versie: version })).status).toBe(303)
  // A page opened earlier does not overwrite it.
  expect((await anna.send('/beheer/personen/jan-janssen', { ...fields, isni: '', description: 'Anders', versie: version })).status).toBe(
    412,
  )
  const preview = await (await anna.ask('/beheer/personen/j-jansen/samenvoegen?met=jan-janssen')).text()
  const stamp = /name="versie" value="([^"]+)"/.exec(preview)?.[1]?.replaceAll('&quot;', '"') ?? ''
  const done = await anna.send('/beheer/personen/j-jansen/samenvoegen', { met: 'jan-janssen', versie: stamp })
  expect(done.headers.get('location')).toBe('/beheer/personen/jan-janssen?gedaan=samengevoegd')
  expect((await anna.ask('/beheer/personen/j-jansen')).headers.get('location')).toBe('/beheer/personen/jan-janssen')
  await server.close()
})

function never(): never {
  throw new Error('the talk is gone')
}
