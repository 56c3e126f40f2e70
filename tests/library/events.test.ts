/** Events made and changed by archivists: over the API, by forms alone, and kept from older pages and from manifests. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { moveSlots } from '../../src/http/archivist/fields/event-fields.ts'
import { exportLibrary } from '../../src/ingest/manifest/export.ts'
import { isAnnounced } from '../../src/library/event/event.ts'
import { askApp } from '../setup/ask-app.ts'
import { makeFolder, makeLibrary, startTestServer, writeFiles } from '../setup/make-library.ts'
import { PASSWORD, signedIn } from '../setup/people.ts'

const ACTOR = { kind: 'command', id: null, name: 'test' } as const

const FILES = {
  'dag.yaml': {
    kind: 'event',
    id: 'dag',
    title: 'Een dag',
    date: '2024-04-15',
    programme: [{ time: '09:00-10:00', title: 'Opening', speakers: [{ id: 'bea-s', name: 'Bea Smit', role: 'wethouder' }] }],
  },
  'los.yaml': { kind: 'talk', id: 'los', title: 'Een losse opname' },
  'vast.yaml': { kind: 'talk', id: 'vast', title: 'Een opname van de dag', event: 'dag' },
}

test('an event is made, changed and read back; a recording in a slot belongs to it; nothing is overwritten unseen', async () => {
  const library = await makeLibrary(FILES)
  await library.import()
  const { app, ask } = await askApp(library)
  const programme = [
    {
      from: '10:00',
      to: '11:00',
      part: 'Ochtend',
      title: 'Lezing',
      kind: 'lecture',
      speakers: [{ name: 'Bea Smit', role: 'minister' }],
      talk: 'los',
    },
    { title: 'Lunch', kind: 'lunch' },
  ]
  const made = await ask('POST', '/events', {
    title: 'Academie #3',
    from: '2999-03-01',
    to: '2999-03-02',
    programme,
    links: [{ title: 'Aanmelden', url: 'https://aanmelden.example/' }],
  })
  expect(made).toMatchObject({
    status: 201,
    body: { id: 'academie-3', from: '2999-03-01', programme: [{ talk: 'los' }, { title: 'Lunch' }] },
  })
  expect((await library.library.talk('los'))?.event?.id).toBe('academie-3')
  expect(await (await app.request('/bijeenkomsten/academie-3')).text()).toContain('https://aanmelden.example/')
  const wrong = await ask('PATCH', '/events/academie-3', { from: '2024-02-31', programme: [{ title: '', from: '25:00' }] })
  expect([wrong.status, wrong.body.errors.map((error: { path: string }) => error.path).sort()]).toEqual([
    400,
    ['from', 'programme.0.from', 'programme.0.title'],
  ])
  const taken = await ask('PATCH', '/events/academie-3', { programme: [{ title: 'X', talk: 'vast' }] })
  expect([taken.status, taken.body.errors]).toEqual([
    400,
    [{ path: 'programme.0.talk', message: 'hoort bij “Een dag”; haal de opname daar eerst weg' }],
  ])
  expect((await ask('PATCH', '/events/academie-3', { to: '2999-02-01' })).status).toBe(400)
  const changed = await ask('PATCH', '/events/academie-3', { place: 'Heerlen' }, { 'if-match': made.etag })
  expect(changed).toMatchObject({ status: 200, body: { place: 'Heerlen', programme: [{ from: '10:00' }, {}] } })
  expect((await ask('PATCH', '/events/academie-3', { place: 'Elders' }, { 'if-match': made.etag })).status).toBe(412)
  expect((await library.library.deeds({ subject: 'academie-3', limit: 5 })).map(({ action }) => action)).toEqual([
    'event.change',
    'event.create',
  ])

  // What people changed of an imported event, a newer manifest leaves; the rest it changes.
  await ask('PATCH', '/events/dag', { title: 'Een mooie dag' })
  await writeFiles(join(library.folder, 'manifests'), {
    'dag.yaml': { ...FILES['dag.yaml'], title: 'Een andere dag', place: 'Maastricht' },
  })
  await library.import()
  expect(await library.library.event('dag')).toMatchObject({ title: 'Een mooie dag', place: 'Maastricht' })

  // Out as a manifest and back without loss.
  const folder = await makeFolder()
  await exportLibrary(folder, library)
  const copy = await makeLibrary()
  await copy.import([join(folder, 'media-manifests')], { filesFrom: [folder] })
  for (const id of ['dag', 'academie-3']) expect(await copy.library.event(id)).toEqual(await library.library.event(id))
})

test('an event to come says so, and where to register; it goes out as a manifest and back without loss', async () => {
  const library = await makeLibrary(FILES)
  await library.import()
  const { app, ask } = await askApp(library)
  const registration = 'https://aanmelden.example/dag'
  const programme = [{ from: '10:00', title: 'De lezing', kind: 'lecture', speakers: [{ name: 'Bea Smit' }] }]
  expect(await ask('POST', '/events', { id: 'straks', title: 'Straks', from: '2999-03', registration, programme })).toMatchObject({
    status: 201,
    body: { registration, announced: true },
  })
  expect((await ask('PATCH', '/events/straks', { registration: 'javascript:alert(1)' })).status).toBe(400)
  const page = async (path: string) => (await app.request(path)).text()
  const come = await page('/bijeenkomsten/straks')
  for (const text of [
    'Aangekondigd',
    `href="${registration}"`,
    'De lezing',
    'moet nog komen',
    '"eventStatus":"https://schema.org/EventScheduled"',
  ])
    expect(come).toContain(text)
  expect(come).not.toContain('is geen opname')
  for (const path of ['/', '/bijeenkomsten']) expect(await page(path)).toContain('Aangekondigd')
  expect(await page('/bijeenkomsten?taal=en')).toContain('Announced')

  const folder = await makeFolder()
  await exportLibrary(folder, library)
  const copy = await makeLibrary()
  await copy.import([join(folder, 'media-manifests')], { filesFrom: [folder] })
  expect(await copy.library.event('straks')).toEqual(await library.library.event('straks'))

  // Once the day has come the page is of a day that was.
  expect(await ask('PATCH', '/events/straks', { from: '2020-03' })).toMatchObject({ body: { announced: false } })
  const past = await page('/bijeenkomsten/straks')
  for (const text of ['Aangekondigd', registration, 'EventScheduled']) expect(past).not.toContain(text)
  expect(past).toContain('is geen opname')
})

test('a day, a month and a year are still to come while they have not begun', () => {
  const come = (from: string | null) => isAnnounced({ from }, '2024-04-15')
  expect(['2024-04-16', '2024-05', '2025'].map(come)).toEqual([true, true, true])
  expect(['2024-04-15', '2024-04-14', '2024-04', '2024', null].map(come)).toEqual([false, false, false, false, false])
})

test('last year’s event is copied: by the API, and as a proposal in the form', async () => {
  const event = {
    ...FILES['dag.yaml'],
    title: 'Ontmoetingsdag 2024',
    date: { from: '2024-02-28', to: '2024-02-29' },
    place: 'Heerlen',
    links: [{ title: 'Verslag', url: 'https://verslag.example/' }],
    programme: [{ ...FILES['dag.yaml'].programme[0], talk: 'vast' }],
  }
  const library = await makeLibrary({ ...FILES, 'dag.yaml': event })
  await library.import()
  const { ask } = await askApp(library)
  const copied = await ask('POST', '/events/dag/copy', {})
  expect(copied).toMatchObject({
    status: 201,
    body: {
      id: 'ontmoetingsdag-2025',
      title: 'Ontmoetingsdag 2025',
      from: '2025-02-28',
      to: '2025-02-28',
      place: 'Heerlen',
      links: [],
      programme: [{ from: '09:00', title: 'Opening', talk: null, speakers: [{ id: 'bea-s' }] }],
    },
  })
  const [deed] = await library.library.deeds({ subject: 'ontmoetingsdag-2025', limit: 1 })
  expect(deed).toMatchObject({ action: 'event.copy', detail: { from: 'dag' } })
  expect(await ask('POST', '/events/dag/copy', { id: 'dag' })).toMatchObject({ status: 409 })
  expect(await ask('POST', '/events/dag/copy', { to: '2020' })).toMatchObject({ status: 400 })
  expect(await ask('POST', '/events/geen/copy', {})).toMatchObject({ status: 404 })
  expect(await library.library.event('dag')).toMatchObject({ title: 'Ontmoetingsdag 2024', programme: [{ talk: 'vast' }] })

  await library.accounts.add({ email: 'anna@example.nl', role: 'archivist', password: PASSWORD }, ACTOR)
  await library.close()
  const server = await startTestServer({ WOORDELIJK_DATA: library.data })
  const anna = await signedIn(server, 'anna@example.nl')
  expect(await (await anna.ask('/beheer/bijeenkomsten/dag')).text()).toContain('href="/beheer/bijeenkomsten/nieuw?kopie=dag"')
  const proposal = await (await anna.ask('/beheer/bijeenkomsten/nieuw?kopie=dag')).text()
  for (const text of ['value="Ontmoetingsdag 2025"', 'value="2025-02-28"', 'value="Opening"', 'Er is nog niets bewaard'])
    expect(proposal).toContain(text)
  // The id that follows from the title is taken by the copy above.
  const kenmerk = /name="kenmerk"[^>]* value="([^"]+)"/.exec(proposal)?.[1] ?? ''
  expect(kenmerk).toMatch(/^ontmoetingsdag-2025-[a-z0-9]{4}$/)
  const form = { kopie: 'dag', titel: 'Ontmoetingsdag 2025', begin: '2025-03-01', onderdeel: 'Opening', soort: 'welcome' }
  const path = '/beheer/bijeenkomsten/nieuw'
  const pressed = await (await anna.send(path, { ...form, kenmerk, doe: 'erna-0' })).text()
  for (const text of ['name="kopie" value="dag"', `value="${kenmerk}"`]) expect(pressed).toContain(text)
  for (const [wrong, status] of [
    ['Geen Kenmerk', 400],
    ['dag', 400],
  ] as const) {
    const refused = await anna.send(path, { ...form, kenmerk: wrong })
    expect([refused.status, await refused.text()]).toEqual([status, expect.stringMatching(/id="veld-kenmerk"[^>]*aria-invalid="true"/)])
  }
  expect((await anna.send(path, { ...form, kenmerk })).headers.get('location')).toBe(`/beheer/bijeenkomsten/${kenmerk}?gedaan=bewaard`)
  expect(await (await anna.ask(`/beheer/bijeenkomsten/${kenmerk}`)).text()).toContain('bijeenkomst gekopieerd')
  await server.close()
})

test('the form: slots are added, moved and removed by buttons, and what was typed comes back with what is wrong', async () => {
  const library = await makeLibrary(FILES)
  await library.import()
  await library.accounts.add({ email: 'anna@example.nl', role: 'archivist', password: PASSWORD }, ACTOR)
  await library.close()
  const server = await startTestServer({ WOORDELIJK_DATA: library.data })
  const anna = await signedIn(server, 'anna@example.nl')
  const page = await (await anna.ask('/beheer/bijeenkomsten/dag')).text()
  const version = /name="versie" value="([^"]+)"/.exec(page)?.[1]?.replaceAll('&quot;', '"') ?? ''
  const fields = {
    versie: version,
    titel: 'Een dag',
    begin: '2024-04-15',
    einde: '',
    plaats: '',
    organisatoren: 'Gemeente Heerlen\nOpen Universiteit',
    samenvatting: '',
    links: 'Verslag | https://verslag.example/',
    van: ['9:00', '10.00'],
    tot: ['10:00', ''],
    deel: ['', ''],
    onderdeel: ['Opening', 'Lunch'],
    soort: ['welcome', 'lunch'],
    'spreker-naam-0': ['Bea Smit', ''],
    'spreker-rol-0': ['wethouder', ''],
    'spreker-naam-1': '',
    beschrijving: ['', ''],
    opname: ['', ''],
  }
  const moved = await (await anna.send('/beheer/bijeenkomsten/dag', { ...fields, doe: 'omhoog-1' })).text()
  expect(moved.indexOf('value="Lunch"')).toBeLessThan(moved.indexOf('value="Opening"'))
  expect(await (await anna.ask('/beheer/bijeenkomsten/dag')).text()).not.toContain('value="Lunch"')
  const refused = await anna.send('/beheer/bijeenkomsten/dag', { ...fields, van: ['half tien', '10:00'] })
  expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('moet een tijd zijn')])
  expect((await anna.send('/beheer/bijeenkomsten/dag', fields)).headers.get('location')).toBe('/beheer/bijeenkomsten/dag?gedaan=bewaard')
  const { body } = { body: await (await anna.ask('/api/v1/events/dag')).json() }
  expect(body).toMatchObject({
    organisers: ['Gemeente Heerlen', 'Open Universiteit'],
    programme: [
      { from: '09:00', to: '10:00', speakers: [{ id: 'bea-s', role: 'wethouder' }] },
      { from: '10:00', to: null },
    ],
  })
  // A page opened earlier keeps what was typed and overwrites nothing.
  const late = await anna.send('/beheer/bijeenkomsten/dag', { ...fields, titel: 'Laat' })
  expect([late.status, await late.text()]).toEqual([412, expect.stringContaining('value="Laat"')])
  const fresh = await anna.send('/beheer/bijeenkomsten/nieuw', { ...fields, titel: 'Nieuwe dag', versie: '' })
  expect(fresh.headers.get('location')).toBe('/beheer/bijeenkomsten/nieuwe-dag?gedaan=bewaard')
  await server.close()
})

test('a button moves one slot and leaves the others in their order', () => {
  const slots = ['a', 'b', 'c'].map((onderdeel) => ({ onderdeel }) as Parameters<typeof moveSlots>[0][number])
  const after = (pressed: string) => moveSlots(slots, pressed).map(({ onderdeel }) => onderdeel)
  expect(after('omhoog-2')).toEqual(['a', 'c', 'b'])
  expect(after('omlaag-0')).toEqual(['b', 'a', 'c'])
  expect(after('omlaag-2')).toEqual(['a', 'b', 'c'])
  expect(after('weg-1')).toEqual(['a', 'c'])
  expect(after('erna-1')).toEqual(['a', 'b', '', 'c'])
  expect(after('erna--1')).toEqual(['', 'a', 'b', 'c'])
  expect(after('weg-9')).toEqual(['a', 'b', 'c'])
})

test('a new event needs no programme, and a date is read as people write it; what is no date is said, and not a failure', async () => {
  const library = await makeLibrary(FILES)
  await library.import()
  const { ask } = await askApp(library)
  for (const from of ['15 april 2027', '31 februari 2027', '2027-02-31', 'morgen', 'x'.repeat(5000)]) {
    const { status, body } = await ask('POST', '/events', { title: 'Najaarsdag', from })
    expect([status, body.errors.map((error: { path: string }) => error.path)]).toEqual([400, ['from']])
  }
  await library.accounts.add({ email: 'anna@example.nl', role: 'archivist', password: PASSWORD }, ACTOR)
  await library.close()
  const server = await startTestServer({ WOORDELIJK_DATA: library.data })
  const anna = await signedIn(server, 'anna@example.nl')
  const path = '/beheer/bijeenkomsten/nieuw'
  // As the page sends it when nothing was typed in the item that it offers.
  const empty = {
    ...Object.fromEntries(['van', 'tot', 'deel', 'onderdeel', 'beschrijving', 'opname'].map((name) => [name, ['']])),
    ...Object.fromEntries(['naam', 'rol', 'organisatie', 'id'].map((name) => [`spreker-${name}-0`, ['']])),
    soort: ['other'],
  }
  const refused = await anna.send(path, { titel: 'Najaarsdag', begin: 'morgen om tien uur', ...empty })
  expect([refused.status, (await refused.text()).includes('value="morgen om tien uur"')]).toEqual([400, true])
  const made = await anna.send(path, { titel: 'Najaarsdag', begin: '15 oktober 2027', einde: '16-10-2027', ...empty })
  expect(made.headers.get('location')).toBe('/beheer/bijeenkomsten/najaarsdag?gedaan=bewaard')
  const shown = await (await anna.ask('/beheer/bijeenkomsten/najaarsdag')).text()
  for (const text of ['value="2027-10-15"', 'value="2027-10-16"']) expect(shown).toContain(text)
  // An item of which only the title was forgotten is no empty one.
  const nameless = await anna.send(path, { titel: 'Winterdag', begin: '2027-12', ...empty, van: ['10:00'] })
  expect(nameless.status).toBe(400)
})
