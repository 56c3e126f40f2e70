/** Two archivists at one form, and a form with a mistake in it: nobody's text is lost, with and without scripts. */
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { draftOf } from '../../src/http/archivist/fields/talk-fields.ts'
import { openLibrary } from '../../src/wire.ts'
import { makeFolder, startTestServer } from '../setup/make-library.ts'
import { PASSWORD, signedIn } from '../setup/people.ts'
import { program } from '../setup/program.ts'

const actor = { kind: 'command' as const, id: null, name: 'test' }
const PAGE = '/beheer/opnames/een-opname'

async function start() {
  const data = join(await makeFolder(), 'data')
  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: data }))
  for (const name of ['Anna', 'Ben'])
    await open.accounts.add({ email: `${name.toLowerCase()}@example.nl`, name, role: 'archivist', password: PASSWORD }, actor)
  const { secret } = await open.keys.addToken('program', ['talks:read', 'talks:write'], null, actor)
  await open.library.createTalk(draftOf({ id: 'een-opname', title: 'Een opname', abstract: 'Kort.' }), actor)
  await open.close()
  const server = await startTestServer({ WOORDELIJK_DATA: data })
  onTestFinished(() => server.close())
  return {
    server,
    ask: program(server, secret).ask,
    secret,
    anna: await signedIn(server, 'anna@example.nl'),
    ben: await signedIn(server, 'ben@example.nl'),
  }
}

/** The form as a browser has it after loading the page: every field, hidden ones too. */
function formOf(html: string): Record<string, string> {
  const decode = (text: string) =>
    text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
  const form = /<form[^>]*data-autosave[\s\S]*?<\/form>/.exec(html)?.[0] ?? ''
  const fields: Record<string, string> = {}
  for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
    const [name = '', value = '', type = ''] = ['name', 'value', 'type'].map((key) => new RegExp(` ${key}="([^"]*)"`).exec(tag)?.[1])
    if (!['radio', 'checkbox'].includes(type) || / checked/.test(tag)) fields[name] = decode(value)
  }
  for (const [, name = '', text = ''] of form.matchAll(/<textarea[^>]* name="([^"]*)"[^>]*>([\s\S]*?)<\/textarea>/g))
    fields[name] = decode(text)
  for (const [, name = '', options = ''] of form.matchAll(/<select[^>]* name="([^"]*)"[^>]*>([\s\S]*?)<\/select>/g))
    fields[name] = /<option value="([^"]*)" selected/.exec(options)?.[1] ?? ''
  return fields
}

test('an older page overwrites nothing that it did not change, and asks where both changed the same field', async () => {
  const { anna, ben, ask } = await start()
  const [annas, bens] = [formOf(await (await anna.ask(PAGE)).text()), formOf(await (await ben.ask(PAGE)).text())]
  expect(annas).toMatchObject({ title: 'Een opname', abstract: 'Kort.', visibility: 'public' })
  expect((await anna.send(PAGE, { ...annas, abstract: 'Anna’s lange samenvatting.', themes: 'Wonen' })).status).toBe(303)
  // Ben's page still shows the old summary and sends every field, as a form without scripts does.
  expect((await ben.send(PAGE, { ...bens, title: 'Een betere titel' })).status).toBe(303)
  const stands = async () => (await ask('GET', '/talks/een-opname')).body
  expect(await stands()).toMatchObject({ title: 'Een betere titel', abstract: 'Anna’s lange samenvatting.', themes: [{ name: 'Wonen' }] })

  const clash = await ben.send(PAGE, { ...bens, title: 'Een betere titel', abstract: 'Bens samenvatting.', rights: 'CC BY' })
  const page = await clash.text()
  expect(clash.status).toBe(409)
  for (const text of ['Een collega wijzigde intussen ook: Samenvatting', 'Anna schreef hier intussen', 'Anna’s lange samenvatting.'])
    expect(page).toContain(text)
  const again = formOf(page)
  expect(again).toMatchObject({ abstract: 'Bens samenvatting.', rights: 'CC BY', themes: 'Wonen' })
  expect(await stands()).toMatchObject({ abstract: 'Anna’s lange samenvatting.', rights: 'CC BY' })
  // Seen and sent again, it is meant.
  expect((await ben.send(PAGE, again)).status).toBe(303)
  expect(await stands()).toMatchObject({ abstract: 'Bens samenvatting.', title: 'Een betere titel' })
})

test('scripts send single fields, and are told what a colleague wrote', async () => {
  const { anna, ben } = await start()
  const { versies = '' } = formOf(await (await ben.ask(PAGE)).text())
  const json = { accept: 'application/json' }
  await anna.send(PAGE, { versies, abstract: 'Van Anna.' }, json)
  const saved = await ben.send(PAGE, { versies, title: 'Van Ben' }, json)
  expect([saved.status, await saved.json()]).toEqual([
    200,
    expect.objectContaining({ conflicts: {}, fields: expect.objectContaining({ title: 'Van Ben', abstract: 'Van Anna.' }) }),
  ])
  const clash = await ben.send(PAGE, { versies, abstract: 'Van Ben.' }, json)
  expect([clash.status, await clash.json()]).toEqual([
    409,
    expect.objectContaining({
      conflicts: { abstract: { text: 'Van Anna.', by: 'Anna' } },
      detail: expect.stringContaining('niets overschreven'),
    }),
  ])
  // Both wrote the same: no question.
  expect((await ben.send(PAGE, { versies, abstract: 'Van Anna.' }, json)).status).toBe(200)
})

test('a form with a mistake comes back with everything that was typed, and names the field as the page does', async () => {
  const { anna } = await start()
  const form = formOf(await (await anna.ask(PAGE)).text())
  const typed = {
    ...form,
    title: 'Nieuw',
    abstract: 'Een uur getypt.',
    recorded: 'vorige week',
    chapters: 'zomaar een regel',
    themes: 'x'.repeat(101),
  }
  const refused = await anna.send(PAGE, typed)
  const page = await refused.text()
  expect(refused.status).toBe(400)
  expect(formOf(page)).toEqual(typed)
  for (const text of [
    'Opgenomen op: moet een datum zijn',
    'Hoofdstukken: “zomaar een regel”',
    'Thema’s: regel 1 is te lang: hoogstens 100 tekens',
  ])
    expect(page).toContain(text)
  expect(page).toMatch(/id="veld-recorded"[^>]*aria-invalid="true"/)
  // A moment that has passed, and a reason that is too short, are kept in their own forms.
  const { title: _, ...rest } = typed
  expect(formOf(await (await anna.send(PAGE, { ...rest, title: '' })).text())).toMatchObject({ title: '', abstract: 'Een uur getypt.' })
})

test('a program that says what it saw is told when it is no longer so', async () => {
  const { server, secret } = await start()
  const talk = (init: { method?: string; body?: string; headers?: Record<string, string> } = {}) =>
    fetch(`${server.address}/api/v1/talks/een-opname`, {
      ...init,
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json', ...init.headers },
    })
  const etag = (await talk()).headers.get('etag') ?? ''
  const change = (title: string) => talk({ method: 'PATCH', body: JSON.stringify({ title }), headers: { 'if-match': etag } })
  const first = await change('Een')
  expect([first.status, first.headers.get('etag') === etag]).toEqual([200, false])
  const second = await change('Twee')
  expect([second.status, (await second.json()).detail]).toEqual([412, expect.stringContaining('niets overschreven')])
})

test('a date is read as people write it; a day that no calendar has is refused, in the form and by the API', async () => {
  const { anna, ask } = await start()
  const form = formOf(await (await anna.ask(PAGE)).text())
  const recorded = async () => (await ask('GET', '/talks/een-opname')).body.recorded
  for (const [typed, kept] of [
    ['15 april 2024', '2024-04-15'],
    ['April 2024', '2024-04'],
    ['15 april 2024 11.15 uur', '2024-04-15T11:15+02:00'],
    ['2024-04-15T11:15:30+02:00', '2024-04-15T11:15:30+02:00'],
  ] as const) {
    const { versies = '' } = formOf(await (await anna.ask(PAGE)).text())
    expect((await anna.send(PAGE, { versies, recorded: typed }, { accept: 'application/json' })).status).toBe(200)
    expect(await recorded()).toBe(kept)
  }
  const { versies = form.versies ?? '' } = formOf(await (await anna.ask(PAGE)).text())
  for (const typed of ['31 februari 2024', 'morgen', ' '.repeat(90_000) + 'x']) {
    const refused = await anna.send(PAGE, { versies, recorded: typed })
    expect(refused.status).toBe(400)
    expect(await refused.text()).toContain('Opgenomen')
  }
  for (const wrong of ['2024-02-31', '2024-99-99', '2024-04-15T99:99+99:99', '2024-04-15T11:15+99:99', '0000', '15 april 2024']) {
    const { status, body } = await ask('PATCH', '/talks/een-opname', { recorded: wrong })
    expect([wrong, status, body.errors.map(({ path }: { path: string }) => path)]).toEqual([wrong, 400, ['recorded']])
  }
})
