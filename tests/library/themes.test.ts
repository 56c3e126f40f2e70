/** Themes as a small thesaurus: labels, relations without circles, two that become one, and what talks and manifests do to them. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { askApp } from '../setup/ask-app.ts'
import { makeLibrary, startTestServer, writeFiles } from '../setup/make-library.ts'
import { PASSWORD, signedIn } from '../setup/people.ts'

const ACTOR = { kind: 'command', id: null, name: 'test' } as const

const FILES = {
  'een.yaml': { kind: 'talk', id: 'een', title: 'Een', themes: ['Wonen', 'Zorg'] },
  'twee.yaml': { kind: 'talk', id: 'twee', title: 'Twee', themes: ['Huisvesting', 'Wonen'] },
  'drie.yaml': { kind: 'talk', id: 'drie', title: 'Drie', themes: ['Mantelzorg'] },
  'concept.yaml': { kind: 'talk', id: 'concept', title: 'Concept', themes: ['Geheim'], stage: 'draft' },
}

async function start() {
  const library = await makeLibrary(FILES)
  await library.import()
  const { app, ask } = await askApp(library)
  const page = async (path: string, headers: Record<string, string> = {}) => {
    const answer = await app.request(path, { headers })
    return { status: answer.status, location: answer.headers.get('location'), text: await answer.text() }
  }
  return { library, ask, page }
}

test('labels and relations: kept once for both directions, shown, in both languages, and not undone by a manifest', async () => {
  const { library, ask, page } = await start()
  const { etag } = await ask('GET', '/themes/zorg')
  expect((await ask('POST', '/themes', { name: 'Samenleving' })).body).toMatchObject({ id: 'samenleving', talks: 0 })
  // A theme that nothing shows has no page, as that of a draft.
  expect([(await page('/themas/samenleving')).status, (await page('/themas/geheim')).status]).toEqual([404, 404])
  const change = {
    name: 'Zorg en welzijn',
    english: 'Care',
    description: 'Van mens tot mens.',
    labels: [
      { language: 'nl', text: 'Hulp', hidden: false },
      { language: 'nl', text: 'sorg', hidden: true },
      { language: 'en', text: 'Welfare', hidden: false },
      // The preferred labels, and one twice.
      { language: 'nl', text: 'zorg en welzijn', hidden: false },
      { language: 'en', text: 'CARE', hidden: false },
      { language: 'nl', text: 'hulp', hidden: true },
    ],
    broader: ['samenleving'],
    related: ['wonen', 'geheim'],
    matches: ['http://data.beeldengeluid.nl/gtaa/1', 'https://www.wikidata.org/entity/Q1', 'https://www.wikidata.org/entity/Q1'],
  }
  const changed = await ask('PATCH', '/themes/zorg', change, { 'if-match': etag })
  expect(changed.body).toMatchObject({
    id: 'zorg',
    name: 'Zorg en welzijn',
    english: 'Care',
    labels: change.labels.slice(0, 3),
    broader: [{ id: 'samenleving', name: 'Samenleving', url: '/themas/samenleving' }],
    related: [{ id: 'geheim' }, { id: 'wonen' }],
    matches: change.matches.slice(0, 2),
  })
  expect((await ask('PATCH', '/themes/zorg', { description: null }, { 'if-match': etag })).status).toBe(412)
  await ask('PATCH', '/themes/mantelzorg', { broader: ['zorg'] })

  // The other side of each relation follows.
  expect((await ask('GET', '/themes/samenleving')).body).toMatchObject({ narrower: 1, broader: [] })
  expect((await ask('GET', '/themes/wonen')).body.related).toMatchObject([{ id: 'zorg' }])
  expect((await ask('GET', '/themes/zorg')).body.related).toMatchObject([{ id: 'wonen' }])
  const dutch = (await page('/themas/zorg')).text
  for (const shown of [
    'Zorg en welzijn',
    'Van mens tot mens.',
    'Hulp',
    '/themas/samenleving',
    '/themas/mantelzorg',
    '/themas/wonen',
    'gtaa/1',
  ])
    expect(dutch).toContain(shown)
  for (const hidden of ['sorg<', 'Welfare', '/themas/geheim', 'Geheim']) expect(dutch).not.toContain(hidden)
  const english = (await page('/themas/zorg', { 'accept-language': 'en' })).text
  expect(english).toMatch(/<h1[^>]*>Care<\/h1>/)
  expect(english).toContain('Welfare')
  expect((await page('/themas/samenleving', { 'accept-language': 'en' })).text).toContain('>Care</a>')
  expect((await page('/themas?onder=samenleving')).text).toMatch(/Thema’s onder Samenleving[\s\S]*\/themas\/zorg/)
  expect((await page('/themas?onder=geheim')).status).toBe(404)

  // Talks show the new name; a manifest with the old one does not bring it back, and the new one as typed is the same theme.
  const themes = async (id: string) => (await library.library.talk(id))?.themes
  expect((await themes('een'))?.[1]).toEqual({ id: 'zorg', name: 'Zorg en welzijn' })
  await writeFiles(join(library.folder, 'manifests'), { 'een.yaml': { ...FILES['een.yaml'], title: 'Een, beter' } })
  const rows = await library.import()
  expect(rows.filter(({ status }) => status === 'changed').map(({ id, problems }) => [id, problems])).toEqual([['een', []]])
  expect((await themes('een'))?.[1]).toEqual({ id: 'zorg', name: 'Zorg en welzijn' })
  await ask('PATCH', '/talks/drie', { themes: ['ZORG EN WELZIJN', 'zorg'] })
  expect(await themes('drie')).toEqual([{ id: 'zorg', name: 'Zorg en welzijn' }])
})

test('a circle, a name that is taken and a theme that is not there are refused with what to do', async () => {
  const { ask } = await start()
  await ask('PATCH', '/themes/mantelzorg', { broader: ['zorg'] })
  await ask('PATCH', '/themes/zorg', { broader: ['wonen'] })
  const refusals = [
    [{ broader: ['mantelzorg'] }, 400, 'kring'],
    [{ broader: ['wonen'] }, 400, 'het thema zelf'],
    [{ related: ['wonen'] }, 400, 'het thema zelf'],
    [{ broader: ['nergens'] }, 400, '“nergens” bestaat niet'],
    [{ name: 'ZORG' }, 409, 'Er is al een thema “Zorg”'],
    [{ name: ' ' }, 400, ''],
    [{ matches: ['javascript:alert(1)'] }, 400, ''],
    [{ labels: [{ language: 'fr', text: 'Logement' }] }, 400, ''],
  ] as const
  for (const [change, status, message] of refusals) {
    const answer = await ask('PATCH', '/themes/wonen', change)
    expect([change, answer.status, JSON.stringify(answer.body).includes(message)]).toEqual([change, status, true])
  }
  expect((await ask('GET', '/themes/wonen')).body).toMatchObject({ name: 'Wonen', broader: [], related: [] })
  expect((await ask('POST', '/themes', { name: 'zorg' })).status).toBe(409)
  expect((await ask('PATCH', '/themes/nergens', { name: 'Iets' })).status).toBe(404)
})

test('two themes become one: talks, labels, relations without circles, old addresses, and imports again', async () => {
  const { library, ask, page } = await start()
  const { library: record } = library
  await ask('PATCH', '/themes/wonen', { broader: ['huisvesting'], english: 'Living' })
  await ask('PATCH', '/themes/mantelzorg', { broader: ['wonen'], related: ['huisvesting'] })
  await ask('PATCH', '/themes/zorg', { broader: ['wonen'] })
  await ask('PATCH', '/themes/huisvesting', { english: 'Housing', labels: [{ language: 'nl', text: 'Onderdak', hidden: false }] })
  expect((await ask('POST', '/themes/huisvesting/merge', { into: 'huisvesting' })).status).toBe(400)
  expect((await ask('POST', '/themes/huisvesting/merge', { into: 'wonen' }, { 'if-match': '"ander"' })).status).toBe(412)
  const before = await record.lastChange()
  const merged = await ask('POST', '/themes/huisvesting/merge', { into: 'wonen' })
  expect(merged.body).toMatchObject({
    id: 'wonen',
    english: 'Living',
    labels: [
      { language: 'nl', text: 'Huisvesting' },
      { language: 'en', text: 'Housing' },
      { language: 'nl', text: 'Onderdak' },
    ],
    broader: [],
    related: [{ id: 'mantelzorg' }],
    narrower: 2,
    talks: 2,
    formerly: ['huisvesting'],
  })
  expect((await record.changes(before, 10)).map(({ talk }) => talk)).toContain('twee')
  const check = async () => expect((await record.talk('twee'))?.themes).toEqual([{ id: 'wonen', name: 'Wonen' }])
  await check()
  const moved = async (path: string) => [(await page(path)).status, (await page(path)).location]
  expect(await moved('/themas/huisvesting')).toEqual([308, '/themas/wonen'])
  expect(await moved('/feeds/themas/huisvesting.rss')).toEqual([308, '/feeds/themas/wonen.rss'])
  expect(await moved('/api/v1/themes/huisvesting')).toEqual([308, '/api/v1/themes/wonen'])
  await writeFiles(join(library.folder, 'manifests'), { 'twee.yaml': { ...FILES['twee.yaml'], title: 'Twee, beter' } })
  expect((await library.import()).filter(({ status }) => status === 'changed').map(({ id, problems }) => [id, problems])).toEqual([
    ['twee', []],
  ])
  await check()
  await ask('PATCH', '/talks/drie', { themes: ['Huisvesting', 'Mantelzorg'] })
  expect((await record.talk('drie'))?.themes.map(({ id }) => id)).toEqual(['wonen', 'mantelzorg'])
  expect((await ask('POST', '/themes', { name: 'Huisvesting!' })).body.id).toBe('huisvesting-2')
  // A theme of talks stays, and one of no talk goes with its relations.
  expect((await ask('DELETE', '/themes/wonen')).status).toBe(409)
  expect((await ask('DELETE', '/themes/huisvesting-2')).status).toBe(204)
  expect((await record.deeds({ subject: 'huisvesting-2', limit: 5 })).map(({ action }) => action)).toEqual(['theme.remove', 'theme.add'])
})

test('the pages: made, changed, compared and merged by forms alone', async () => {
  const library = await makeLibrary(FILES)
  await library.import()
  await library.accounts.add({ email: 'anna@example.nl', role: 'archivist', password: PASSWORD }, ACTOR)
  await library.close()
  const server = await startTestServer({ WOORDELIJK_DATA: library.data })
  const anna = await signedIn(server, 'anna@example.nl')
  const made = await anna.send('/beheer/themas', { name: 'Samenleving' })
  expect(made.headers.get('location')).toBe('/beheer/themas/samenleving?gedaan=bewaard')
  expect((await anna.send('/beheer/themas', { name: 'samenleving' })).status).toBe(409)
  expect((await anna.send('/beheer/themas', { name: '' })).status).toBe(400)
  expect(await (await anna.ask('/beheer/themas?naam=zorg')).text()).not.toContain('Wonen')

  const stampOf = (html: string) => /name="versie" value="([^"]+)"/.exec(html)?.[1]?.replaceAll('&quot;', '"') ?? ''
  const versie = stampOf(await (await anna.ask('/beheer/themas/zorg')).text())
  const fields = {
    name: 'Zorg',
    english: 'Care',
    description: 'Van mens tot mens.',
    labelsNl: 'Hulp\nWelzijn',
    labelsEn: '',
    hiddenNl: 'sorg',
    hiddenEn: '',
    broader: 'samenleving',
    related: 'Wonen',
    matches: 'https://www.wikidata.org/entity/Q1',
    versie,
  }
  const refused = await anna.send('/beheer/themas/zorg', { ...fields, related: 'Nergens', hiddenNl: 'x'.repeat(201), matches: 'zomaar' })
  expect(refused.status).toBe(400)
  const html = await refused.text()
  expect(html).toMatch(/id="veld-related-fout"[^>]*>[^<]*“Nergens” bestaat niet/)
  for (const field of ['hiddenNl', 'matches']) expect(html).toContain(`id="veld-${field}-fout"`)
  expect(html).toContain('Van mens tot mens.')
  expect((await anna.send('/beheer/themas/zorg', fields)).status).toBe(303)
  expect((await anna.send('/beheer/themas/zorg', { ...fields, description: 'Anders' })).status).toBe(412)
  const page = await (await anna.ask('/beheer/themas/zorg')).text()
  expect(page).toMatch(/Hulp\nWelzijn[\s\S]*Samenleving[\s\S]*Wonen/)
  expect(page).toContain('thema gewijzigd')
  const above = await anna.ask('/beheer/themas/samenleving')
  const circle = await anna.send('/beheer/themas/samenleving', {
    name: 'Samenleving',
    broader: 'Zorg',
    versie: stampOf(await above.text()),
  })
  expect([circle.status, (await circle.text()).includes('id="veld-broader-fout"')]).toEqual([400, true])

  const preview = await (await anna.ask('/beheer/themas/huisvesting/samenvoegen?met=wonen')).text()
  const done = await anna.send('/beheer/themas/huisvesting/samenvoegen', { met: 'wonen', versie: stampOf(preview) })
  expect(done.headers.get('location')).toBe('/beheer/themas/wonen?gedaan=thema-samengevoegd')
  expect((await anna.ask('/beheer/themas/huisvesting')).headers.get('location')).toBe('/beheer/themas/wonen')
  expect((await anna.send('/beheer/themas/samenleving/verwijderen', {})).headers.get('location')).toBe('/beheer/themas?gedaan=thema-weg')
  expect((await anna.ask('/beheer/themas/samenleving')).status).toBe(404)
  await server.close()
})
