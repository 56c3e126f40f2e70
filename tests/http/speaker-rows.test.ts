/** Speakers as rows of a form: read, compared with a colleague's, checked by row, and offered from the people the library knows. */
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { newEvent } from '../../src/http/api/events-api.ts'
import { draftOf } from '../../src/http/archivist/fields/talk-fields.ts'
import { openLibrary } from '../../src/wire.ts'
import { makeFolder, startTestServer } from '../setup/make-library.ts'
import { PASSWORD, signedIn, visitor } from '../setup/people.ts'

const actor = { kind: 'command' as const, id: null, name: 'test' }
const PAGE = '/beheer/opnames/een'

async function start() {
  const data = join(await makeFolder(), 'data')
  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: data }))
  for (const name of ['Anna', 'Ben'])
    await open.accounts.add({ email: `${name.toLowerCase()}@example.nl`, name, role: 'archivist', password: PASSWORD }, actor)
  const jan = { name: 'Jan Jansen', role: 'wethouder', organisation: 'Heerlen' }
  await open.library.createTalk(
    draftOf({ id: 'een', title: 'Een', speakers: [jan, { name: 'Bea Smit', role: null, organisation: null }] }),
    actor,
  )
  const namesakes = [
    { id: 'jan-jansen-2', name: 'Jan Jansen', role: 'bakker | molenaar', organisation: null },
    { name: 'Zoë van den Berg', role: null, organisation: null },
  ]
  await open.library.createTalk(draftOf({ id: 'twee', title: 'Twee', speakers: namesakes }), actor)
  await open.library.createEvent(newEvent('dag', 'Een dag', {}), actor)
  await open.close()
  const server = await startTestServer({ WOORDELIJK_DATA: data })
  onTestFinished(() => server.close())
  const [anna, ben] = [await signedIn(server, 'anna@example.nl'), await signedIn(server, 'ben@example.nl')]
  const speakers = async (talk: string) => (await (await anna.ask(`/api/v1/talks/${talk}`)).json()).speakers
  const versions = async (path = PAGE) => /name="versies" value="([^"]+)"/.exec(await (await anna.ask(path)).text())?.[1] ?? ''
  return { server, anna, ben, speakers, versions }
}

const rows = (...cells: [name: string, role?: string, organisation?: string, id?: string][]) => ({
  'spreker-naam': cells.map(([name]) => name),
  'spreker-rol': cells.map(([, role = '']) => role),
  'spreker-organisatie': cells.map(([, , organisation = '']) => organisation),
  'spreker-id': cells.map(([, , , id = '']) => id),
})

test('rows are saved in their order, with the very person who was chosen and the bars that a role has', async () => {
  const { anna, speakers, versions } = await start()
  // An id stays in its row when another name is typed without scripts: it is that person's only under that person's name.
  const typed = rows(['Bea Smit'], ['', ''], ['Jan Jansen', 'voorzitter', '', 'jan-jansen-2'], ['Piet Bos', '', '', 'jan-jansen'])
  expect((await anna.send(PAGE, { versies: await versions(), ...typed })).status).toBe(303)
  expect(await speakers('een')).toMatchObject([
    { id: 'bea-smit', role: null },
    { id: 'jan-jansen-2', name: 'Jan Jansen', role: 'voorzitter' },
    { id: 'piet-bos', name: 'Piet Bos' },
  ])
  // Sent back as it was shown, nothing changes: not the bar in a role, and not the id that differs from the name.
  const other = '/beheer/opnames/twee'
  const page = await (await anna.ask(other)).text()
  const cells = (name: string) =>
    [...page.matchAll(new RegExp(`<input[^>]* name="${name}" value="([^"]*)"`, 'g'))].map(([, value = '']) => value)
  const shown = Object.fromEntries(['naam', 'rol', 'organisatie', 'id'].map((name) => [`spreker-${name}`, cells(`spreker-${name}`)]))
  expect(shown['spreker-rol']?.[0]).toBe('bakker | molenaar')
  const before = await speakers('twee')
  await anna.send(other, { versies: await versions(other), title: 'Twee!', ...shown })
  expect(await speakers('twee')).toEqual(before)
})

test('two archivists at the rows: other fields pass, the same rows are a question, and nothing is lost', async () => {
  const { anna, ben, speakers, versions } = await start()
  const seen = await versions()
  expect((await anna.send(PAGE, { versies: seen, ...rows(['Jan Jansen', 'minister']) })).status).toBe(303)
  // Ben changed the title alone; his older rows go along and change nothing.
  const older = rows(['Jan Jansen', 'wethouder', 'Heerlen', 'jan-jansen'], ['Bea Smit', '', '', 'bea-smit'], [''])
  expect((await ben.send(PAGE, { versies: seen, title: 'Beter', ...older })).status).toBe(303)
  expect(await speakers('een')).toMatchObject([{ role: 'minister' }])
  const clash = await ben.send(PAGE, { versies: seen, title: 'Beter', ...rows(['Jan Jansen', 'burgemeester']) })
  const page = await clash.text()
  expect(clash.status).toBe(409)
  for (const text of ['Anna schreef hier intussen', 'Jan Jansen (minister)', 'value="burgemeester"']) expect(page).toContain(text)
  expect(await speakers('een')).toMatchObject([{ role: 'minister' }])
})

test('a button of the rows saves nothing and loses nothing; what is wrong stands at its row', async () => {
  const { anna, speakers, versions } = await start()
  const before = await speakers('een')
  const typed = {
    versies: await versions(),
    alle: 'ja',
    title: 'Getypt',
    abstract: 'Een uur getypt.',
    ...rows(['A'], ['B', 'rol van B'], ['', 'zonder naam']),
  }
  const names = (page: string) => [...page.matchAll(/name="spreker-naam" value="([^"]*)"/g)].map(([, value]) => value)
  const pressed = async (doe: string) => (await anna.send(PAGE, { ...typed, doe })).text()
  expect(names(await pressed('spreker-omhoog-1'))).toEqual(['B', 'A', '', ''])
  expect(names(await pressed('spreker-weg-0'))).toEqual(['B', '', ''])
  const more = await pressed('spreker-erbij')
  expect(names(more)).toEqual(['A', 'B', '', ''])
  for (const text of ['value="Getypt"', 'Een uur getypt.', 'value="rol van B"', 'value="zonder naam"', typed.versies])
    expect(more).toContain(text)
  const refused = await anna.send(PAGE, typed)
  const page = await refused.text()
  expect(refused.status).toBe(400)
  expect(page).toContain('Sprekers: regel 3 heeft geen naam')
  expect(page).toMatch(/<input id="veld-spreker-naam-2"[^>]*aria-invalid="true"/)
  expect(page).toContain('value="zonder naam"')
  expect(await speakers('een')).toEqual(before)
})

test('known people are offered by the beginning of a name, and to archivists alone', async () => {
  const { server, anna, versions } = await start()
  const offered = async (naam: string) => (await (await anna.ask(`/beheer/sprekers?${new URLSearchParams({ naam })}`)).json()).people
  expect(await offered('jan j')).toMatchObject([
    { id: 'jan-jansen', name: 'Jan Jansen', role: 'wethouder', organisation: 'Heerlen' },
    { id: 'jan-jansen-2', role: 'bakker | molenaar' },
  ])
  for (const typed of ['berg', 'Zoe van', 'zoë', 'berg zo'])
    expect([typed, await offered(typed)]).toMatchObject([typed, [{ name: 'Zoë van den Berg' }]])
  for (const typed of ['', '  ', '%', 'ansen', 'jansen piet']) expect([typed, await offered(typed)]).toEqual([typed, []])
  // At most ten; and half a name that a form saved for a moment is nobody.
  const many = Array.from({ length: 14 }, (_, i) => `Quint Vermeer ${String.fromCharCode(97 + i)}`)
  await anna.send(PAGE, { versies: await versions(), ...rows(...many.map((name): [string] => [name])) })
  expect(await offered('quint')).toHaveLength(10)
  await anna.send(PAGE, { versies: await versions(), ...rows(['Bea Smit']) })
  expect(await offered('quint')).toEqual([])
  const stranger = await visitor(server).ask('/beheer/sprekers?naam=jan')
  expect([stranger.status, await stranger.text()]).toEqual([303, expect.not.stringContaining('Jansen')])
})

test('rows of a programme: each item has its own, and they move with it', async () => {
  const { anna } = await start()
  const path = '/beheer/bijeenkomsten/dag'
  const page = await (await anna.ask(path)).text()
  const versie = /name="versie" value="([^"]+)"/.exec(page)?.[1]?.replaceAll('&quot;', '"') ?? ''
  const form = {
    versie,
    titel: 'Een dag',
    onderdeel: ['Een', 'Twee'],
    soort: ['lecture', 'lecture'],
    'spreker-naam-0': ['Jan Jansen', 'Bea Smit'],
    'spreker-id-0': ['jan-jansen-2', ''],
    'spreker-rol-0': ['bakker', ''],
    'spreker-naam-1': ['', 'Piet Bos'],
    'spreker-rol-1': ['rol zonder naam', ''],
  }
  const moved = await (await anna.send(path, { ...form, doe: 'spreker-0-omlaag-0' })).text()
  expect(moved).toMatch(/name="spreker-naam-0" value="Bea Smit"[\s\S]*name="spreker-naam-0" value="Jan Jansen"/)
  const swapped = await (await anna.send(path, { ...form, doe: 'omlaag-0' })).text()
  expect(swapped).toMatch(/name="spreker-naam-0" value="Piet Bos"[\s\S]*name="spreker-naam-1" value="Jan Jansen"/)
  const refused = await anna.send(path, form)
  expect(refused.status).toBe(400)
  expect(await refused.text()).toMatch(/<input id="veld-spreker-naam-1-0"[^>]*aria-invalid="true"/)
  expect((await anna.send(path, { ...form, 'spreker-rol-1': ['', ''] })).status).toBe(303)
  const { programme } = await (await anna.ask('/api/v1/events/dag')).json()
  expect(programme).toMatchObject([
    { title: 'Een', speakers: [{ id: 'jan-jansen-2', role: 'bakker' }, { id: 'bea-smit' }] },
    { title: 'Twee', speakers: [{ id: 'piet-bos' }] },
  ])
})
