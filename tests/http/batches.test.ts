/** Many recordings changed at once: by programs and by the pages' forms, with a preview, a report and undo; nothing is done twice or lost. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { SCOPES, type Scope } from '../../src/access/viewer.ts'
import { readConfig } from '../../src/config.ts'
import { draftOf } from '../../src/http/archivist/fields/talk-fields.ts'
import { MOST_TALKS } from '../../src/library/batch/batches.ts'
import { startBatches } from '../../src/library/batch/run.ts'
import { type Recording, type TalkRecord, UNMEASURED } from '../../src/library/talk/talk.ts'
import { openLibrary } from '../../src/wire.ts'
import '../setup/described-api.ts'
import { makeFolder, startTestServer } from '../setup/make-library.ts'
import { PASSWORD, signedIn } from '../setup/people.ts'
import { program } from '../setup/program.ts'

const actor = { kind: 'command' as const, id: null, name: 'test' }

/** A stream elsewhere that is never fetched: such a recording can be published without any processing. */
const STREAM: Recording = { ...UNMEASURED, stream: 'https://example.org/a.m3u8', mime: 'application/vnd.apple.mpegurl', duration: 60_000 }

function talk(id: string, fields: Partial<TalkRecord> = {}): TalkRecord {
  return { ...draftOf({ id, title: `Opname ${id}`, themes: ['Wonen'] }), recording: STREAM, ...fields }
}

async function start(talks: readonly TalkRecord[]) {
  const data = join(await makeFolder(), 'data')
  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: data }))
  const token = async (...scopes: Scope[]) => (await open.keys.addToken(scopes.join(), scopes, null, actor)).secret
  const [all, writer, reader] = [await token(...SCOPES), await token('talks:read', 'talks:write'), await token('talks:read')]
  await open.accounts.add({ email: 'anna@example.nl', name: 'Anna', role: 'archivist', password: PASSWORD }, actor)
  for (const record of talks) await open.library.createTalk(record, actor)
  await open.close()
  const server = await startTestServer({ WOORDELIJK_DATA: data })
  onTestFinished(() => server.close())
  const { ask } = program(server, all)
  /** Until nothing is left to be done. */
  const settled = async (id: string) => {
    for (;;) {
      const { body } = await ask('GET', `/batches/${id}`)
      if (body.state !== 'running') return body
    }
  }
  const rows = async (id: string) =>
    Object.fromEntries((await ask('GET', `/batches/${id}/talks`)).body.talks.map((row: { talk: string }) => [row.talk, row])) as Record<
      string,
      { state: string; before: object; after: object; reason: string | null; kept: string[] }
    >
  const run = async (body: object) => {
    const made = await ask('POST', '/batches', body)
    expect(made.status).toBe(201)
    expect((await ask('POST', `/batches/${made.body.id}/run`)).status).toBe(200)
    return settled(made.body.id)
  }
  return { ask, settled, rows, run, server, data, writer, reader, anna: () => signedIn(server, 'anna@example.nl') }
}

test('fields of many recordings: the preview says what changes, the report what was done, and undo leaves what a colleague changed since', async () => {
  const { ask, rows, run, settled } = await start([talk('a', { rights: 'CC0' }), talk('b'), talk('c', { rights: 'CC BY' }), talk('d')])
  await ask('DELETE', '/talks/d')
  const change = { action: 'edit', fields: { rights: 'CC BY', themes: { add: ['Zorg'], remove: ['wonen'] } } }
  const made = await ask('POST', '/batches', { talks: ['c', 'a', 'b', 'd', 'a'], change })
  expect(made).toMatchObject({ status: 201, body: { state: 'preview', action: 'edit', counts: { planned: 3, refused: 1 } } })
  const { id } = made.body
  expect(await rows(id)).toMatchObject({
    a: { state: 'planned', before: { rights: 'CC0' }, after: { rights: 'CC BY', themes: [{ id: 'zorg', name: 'Zorg' }] } },
    c: { after: { themes: [{ name: 'Zorg' }] } },
    d: { state: 'refused', reason: expect.stringContaining('prullenbak') },
  })
  expect((await ask('GET', '/talks/a')).body.rights).toBe('CC0')

  // What somebody changes after the preview is left as it is; a change to another field is no obstacle.
  await ask('PATCH', '/talks/b', { rights: 'Alle rechten voorbehouden' })
  await ask('PATCH', '/talks/a', { title: 'Een andere titel' })
  expect((await ask('POST', `/batches/${id}/run`)).body.state).toBe('running')
  expect(await settled(id)).toMatchObject({ state: 'done', counts: { done: 2, refused: 2, planned: 0 } })
  expect((await rows(id)).b).toMatchObject({ state: 'refused', reason: expect.stringContaining('na de voorvertoning') })
  expect((await ask('GET', '/talks/a')).body).toMatchObject({ title: 'Een andere titel', rights: 'CC BY', themes: [{ id: 'zorg' }] })
  expect((await ask('GET', '/talks/b')).body.rights).toBe('Alle rechten voorbehouden')
  expect((await ask('POST', `/batches/${id}/run`)).status).toBe(409)

  // Undo, field by field.
  await ask('PATCH', '/talks/a', { rights: 'Van een collega' })
  const undo = await ask('POST', `/batches/${id}/undo`)
  expect(undo).toMatchObject({ status: 201, body: { action: 'undo', undoes: id } })
  expect(await settled(undo.body.id)).toMatchObject({ counts: { done: 2 } })
  expect((await rows(undo.body.id)).a).toMatchObject({ kept: ['rights'], after: { themes: [{ name: 'Wonen' }] } })
  expect((await ask('GET', '/talks/a')).body).toMatchObject({ rights: 'Van een collega', themes: [{ id: 'wonen' }] })
  expect((await ask('GET', '/talks/c')).body).toMatchObject({ rights: 'CC BY', themes: [{ id: 'wonen' }] })
  expect((await ask('POST', `/batches/${id}/undo`)).status).toBe(409)
  // An undo is a batch, and can be undone.
  expect(await settled((await ask('POST', `/batches/${undo.body.id}/undo`)).body.id)).toMatchObject({ counts: { done: 2 } })
  expect((await ask('GET', '/talks/c')).body.themes).toMatchObject([{ id: 'zorg' }])

  for (const [fields, expected] of [
    [{ speakers: { add: [{ name: 'Ada Lovelace', role: 'gast' }] } }, { speakers: [{ id: 'ada-lovelace', role: 'gast' }] }],
    [
      { language: 'en', visibility: 'internal', recorded: '2024' },
      { language: 'en', visibility: 'internal', recorded: '2024' },
    ],
    [
      { speakers: { remove: ['Ada Lovelace'] }, themes: { set: [] }, recorded: null },
      { speakers: [], themes: [], recorded: null },
    ],
  ] as const) {
    expect(await run({ talks: ['a', 'c'], change: { action: 'edit', fields } })).toMatchObject({ counts: { done: 2 } })
    expect((await ask('GET', '/talks/c')).body).toMatchObject(expected)
  }
})

test('publishing, scheduling and withdrawing keep the rules of a single recording, and can be undone', async () => {
  const { ask, rows, run, settled, server } = await start([talk('a'), talk('b'), talk('leeg', { recording: null })])
  const status = async (id: string) => (await fetch(`${server.address}/opnames/${id}`)).status
  const refused = await ask('POST', '/batches', { talks: ['a', 'b', 'leeg'], change: { action: 'publish' } })
  expect(refused.body.counts).toMatchObject({ planned: 0, refused: 3 })
  expect((await rows(refused.body.id)).a?.reason).toContain('transcript')
  expect((await ask('POST', `/batches/${refused.body.id}/run`)).status).toBe(409)

  const captionWaiver = 'Alleen muziek, geen spraak.'
  const published = await run({ talks: {}, change: { action: 'publish', captionWaiver } })
  expect(published).toMatchObject({ counts: { done: 2, refused: 1 } })
  expect([await status('a'), await status('b'), await status('leeg')]).toEqual([200, 200, 404])
  expect((await ask('GET', '/talks', undefined, null)).body.talks.map((one: { id: string }) => one.id)).toEqual(['a', 'b'])

  const withdrawn = await run({ talks: { stage: 'published' }, change: { action: 'withdraw', reason: 'Op verzoek van de spreker.' } })
  expect([await status('a'), await status('b')]).toEqual([410, 410])
  await settled((await ask('POST', `/batches/${withdrawn.id}/undo`)).body.id)
  expect([await status('a'), await status('b')]).toEqual([200, 200])
  // One is withdrawn by hand since: undoing the publication leaves it as it stands.
  await ask('POST', '/talks/b/unpublish')
  await settled((await ask('POST', `/batches/${published.id}/undo`)).body.id)
  expect([await status('a'), (await ask('GET', '/talks/b')).body.stage]).toEqual([404, 'ready'])
  expect((await ask('GET', '/talks/a')).body).toMatchObject({ stage: 'draft', publishAt: null })

  const at = '2999-01-01T09:00:00.000Z'
  await run({ talks: ['a', 'b'], change: { action: 'publish', at, captionWaiver } })
  expect((await ask('GET', '/talks/a')).body).toMatchObject({ stage: 'scheduled', publishAt: at })
  for (const change of [
    { action: 'publish', at: '2020-01-01T09:00:00Z' },
    { action: 'withdraw', reason: 'kort' },
    { action: 'edit', fields: {} },
    { action: 'edit', fields: { title: 'Voor allemaal' } },
    { action: 'edit', fields: { event: 'bestaat-niet' } },
    { action: 'edit', fields: { themes: { set: ['a'], add: ['b'] } } },
    { action: 'undo' },
  ])
    expect([change, (await ask('POST', '/batches', { talks: ['a'], change })).status]).toEqual([change, 400])
  for (const talks of [[], ['bestaat-niet'], { stage: 'withdrawn' }])
    expect([talks, (await ask('POST', '/batches', { talks, change: { action: 'restore' } })).status]).toEqual([talks, 400])
  const many = Array.from({ length: MOST_TALKS + 1 }, (_, i) => `opname-${i}`)
  expect((await ask('POST', '/batches', { talks: many, change: { action: 'restore' } })).status).toBe(400)
})

test('who may only write cannot publish, start, stop or undo a publication of many', async () => {
  const { ask, run, writer, reader, server } = await start([talk('a')])
  const change = { action: 'publish', captionWaiver: 'Alleen muziek, geen spraak.' }
  expect((await ask('POST', '/batches', { talks: ['a'], change }, writer)).status).toBe(403)
  const { id } = (await ask('POST', '/batches', { talks: ['a'], change })).body
  for (const action of ['run', 'cancel', 'undo'])
    for (const token of [writer, reader]) expect((await ask('POST', `/batches/${id}/${action}`, undefined, token)).status).toBe(403)
  const done = await run({ talks: ['a'], change })
  expect((await ask('POST', `/batches/${done.id}/undo`, undefined, writer)).status).toBe(403)
  expect((await ask('GET', `/batches/${id}`, undefined, reader)).status).toBe(200)
  // A form of another site, and one without a session.
  const form = { method: 'POST', redirect: 'manual' as const, body: new URLSearchParams({ opname: 'a' }) }
  expect((await fetch(`${server.address}/beheer/samen`, form)).status).toBe(401)
  expect((await ask('GET', '/batches', undefined, null)).status).toBe(401)
})

test('a server that is killed half-way goes on where it was, and does no recording twice', async () => {
  const data = join(await makeFolder(), 'data')
  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: data }))
  onTestFinished(() => open.close())
  const { library, batches } = open
  const ids = Array.from({ length: 120 }, (_, i) => `opname-${String(i).padStart(3, '0')}`)
  for (const id of ids) await library.createTalk(talk(id), actor)
  const id = await batches.choose(ids, actor)
  await batches.preview(id, { action: 'edit', fields: { rights: 'CC BY' } })
  await batches.start(id, actor)
  const onError = (_batch: string, cause: unknown) => expect.unreachable(String(cause))
  // A stop after some recordings, twice; then to the end.
  for (const most of [30, 80, Number.POSITIVE_INFINITY]) {
    const enough = Promise.withResolvers<void>()
    let changed = ids.length - ((await batches.find(id))?.counts.planned ?? 0)
    const stop = startBatches({
      batches: { ...batches, finish: async (batch) => batches.finish(batch).then(() => enough.resolve()) },
      library: {
        ...library,
        changeTalk: async (...change) => {
          const talked = await library.changeTalk(...change)
          changed += 1
          if (changed >= most) enough.resolve()
          return talked
        },
      },
      onError,
    })
    await enough.promise
    await stop()
    if (most < ids.length) expect((await batches.find(id))?.counts).toMatchObject({ done: most, planned: ids.length - most })
  }
  expect(await batches.find(id)).toMatchObject({ state: 'done', counts: { done: 120, planned: 0 } })
  const lines = await library.deeds({ limit: 500 })
  expect(lines.filter(({ action, detail }) => action === 'talk.change' && detail?.batch === id)).toHaveLength(120)
  expect(lines.filter(({ subject }) => subject === id).map(({ action }) => action)).toEqual(['batch.done', 'batch.start'])
})

test('a batch over many recordings lets other requests be answered between its rows', async () => {
  const ids = Array.from({ length: 150 }, (_, i) => `opname-${i}`)
  const { ask, settled } = await start(ids.map((id) => talk(id)))
  const { body } = await ask('POST', '/batches', { talks: ids, change: { action: 'edit', fields: { rights: 'CC BY' } } })
  await ask('POST', `/batches/${body.id}/run`)
  // Progress can be seen, and a recording further on can be changed before its turn.
  expect((await ask('GET', `/batches/${body.id}`)).body.counts.planned).toBeGreaterThan(0)
  expect((await ask('PATCH', '/talks/opname-149', { rights: 'Van een collega' })).status).toBe(200)
  expect(await settled(body.id)).toMatchObject({ state: 'done', counts: { done: 149, refused: 1 } })
  expect((await ask('GET', '/talks/opname-149')).body.rights).toBe('Van een collega')
})

test('erasing a recording leaves none of its words in a batch', async () => {
  const { ask, run, data } = await start([talk('a', { rights: 'Rechtzonderweerga' })])
  const fields = { themes: { add: ['Themazonderweerga'] }, rights: 'Nieuwrechtzonderweerga', abstract: 'Tekstzonderweerga' }
  const { id } = await run({ talks: ['a'], change: { action: 'edit', fields } })
  await ask('DELETE', '/talks/a')
  const erased = await ask('POST', '/talks/a/erase', { reason: 'Op verzoek van de spreker (AVG).', title: 'Opname a' })
  expect(erased.body).toEqual({ id: 'a', complete: true })
  const holding = readdirSync(data, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && readFileSync(join(entry.parentPath, entry.name)).includes('zonderweerga'))
    .map(({ name }) => name)
  expect(holding).toEqual([])
  expect((await ask('GET', `/batches/${id}`)).status).toBe(404)
})

test('the pages do it with forms alone: choose, fill in, look, start, stop, undo', async () => {
  const { ask, anna: signIn, settled } = await start(['a', 'b', 'c'].map((id) => talk(id, { title: `Lezing ${id}` })))
  const anna = await signIn()
  const text = async (answer: Response) => (await answer.text()).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
  const page = async (path: string) => text(await anna.ask(path))
  expect(await page('/beheer')).toContain('Alle 3 gevonden opnames')
  expect(await page('/beheer?titel=lezing+b')).toContain('De ene gevonden opname')
  const nothing = await anna.send('/beheer/samen', { doe: 'gegevens', titel: 'lezing' })
  expect([nothing.status, await text(nothing)]).toEqual([400, expect.stringContaining('Kies eerst een of meer opnames')])

  const chosen = await anna.send('/beheer/samen', { doe: 'gegevens', alles: 'ja', titel: 'lezing', opname: ['a'] })
  const form = chosen.headers.get('location') ?? ''
  const path = form.replace('?doe=gegevens', '')
  expect(await page(form)).toContain('3 opnames gekozen')
  const wrong = await anna.send(path, { doe: 'gegevens', rights: 'CC BY', 'rights-leeg': 'ja', 'themes-add': 'Zorg' })
  expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringMatching(/niet allebei[\s\S]*value="Zorg"/)])
  expect((await anna.send(path, { doe: 'gegevens' })).status).toBe(400)
  expect((await anna.send(path, { doe: 'gegevens', rights: 'CC BY', 'themes-add': 'Zorg, Wonen', visibility: 'internal' })).status).toBe(
    303,
  )
  const preview = await page(path)
  for (const part of ['Er is nog niets gewijzigd', '3 opnames wijzigen', 'Rechten (leeg) wordt → CC BY', 'Wonen wordt → Wonen, Zorg'])
    expect(preview).toContain(part)
  expect((await anna.send(`${path}/uitvoeren`, {})).headers.get('location')).toBe(path)
  const id = path.split('/').at(-1) ?? ''
  await settled(id)
  expect(await page(`${path}?toon=done`)).toContain('3 opnames terugzetten zoals ze waren')
  expect((await ask('GET', '/talks/b')).body).toMatchObject({ rights: 'CC BY', visibility: 'internal' })
  const undo = (await anna.send(`${path}/ongedaan`, {})).headers.get('location') ?? ''
  await settled(undo.split('/').at(-1) ?? '')
  expect((await ask('GET', '/talks/b')).body).toMatchObject({ rights: null, visibility: 'public' })
  expect(await page(path)).toContain('Ongedaan gemaakt')

  // Given up before it starts.
  const other = (await anna.send('/beheer/samen', { doe: 'intrekken', opname: ['a', 'b'] })).headers.get('location')?.split('?')[0] ?? ''
  expect((await anna.send(other, { doe: 'intrekken', reason: 'kort' })).status).toBe(400)
  expect((await anna.send(other, { doe: 'intrekken', reason: 'Op verzoek van de spreker.' })).status).toBe(303)
  expect((await anna.send(`${other}/stoppen`, {})).headers.get('location')).toBe('/beheer')
  expect((await anna.send(`${other}/uitvoeren`, {})).status).toBe(409)
  expect(await page('/beheer/samen')).toMatch(/Ongedaan maken[\s\S]*Gegevens wijzigen/)
})
