/** Throwing away, taking back, and erasing so that nothing is left: not in the database's free pages, the index or the media folder. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { SCOPES } from '../../src/access/viewer.ts'
import { readConfig } from '../../src/config.ts'
import { openDatabase } from '../../src/library/open.ts'
import { openLibrary } from '../../src/wire.ts'
import { filesWith } from '../setup/files-with.ts'
import { FIXTURES, makeFolder, makeLibrary, startTestServer, vtt } from '../setup/make-library.ts'
import { PASSWORD, signedIn } from '../setup/people.ts'
import { program } from '../setup/program.ts'

const ACTOR = { kind: 'command', id: null, name: 'test' } as const
const VIDEO = readFileSync(join(FIXTURES, 'mdn', 'friday.mp4'))
const REASON = 'Op verzoek van de spreker (AVG).'

/** The same film with other bytes: an MP4 “free” box. */
function film(text: string): Buffer {
  const box = Buffer.alloc(8 + text.length)
  box.writeUInt32BE(box.length)
  box.write(`free${text}`, 4)
  return Buffer.concat([VIDEO, box])
}

async function start() {
  const data = join(await makeFolder(), 'data')
  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: data }))
  const { secret } = await open.keys.addToken('alles', [...SCOPES], null, ACTOR)
  const writing = (await open.keys.addToken('schrijver', ['talks:write'], null, ACTOR)).secret
  await open.accounts.add({ email: 'anna@example.nl', role: 'archivist', password: PASSWORD }, ACTOR)
  await open.close()
  const server = await startTestServer({ WOORDELIJK_DATA: data })
  onTestFinished(() => server.close())
  return { ...program(server, secret), server, writing, data }
}

test('an erased talk leaves a tombstone and no byte of itself; what it shared stays', async () => {
  const { ask, upload, settled, server, writing, data } = await start()
  const shared = Buffer.from('%PDF een gedeeld verslag')
  const publish = async (title: string, speaker: string, word: string) => {
    const fields = {
      title,
      abstract: `Over ${word}abstract.`,
      speakers: [{ name: speaker, role: `rol${word}` }],
      themes: [`Thema${word}`, 'Wonen'],
    }
    const { id } = (await ask('POST', '/talks', fields)).body
    await upload(`${word}bestand.mp4`, film(`${word}media`), { talk: id })
    await settled(id)
    // Many lines, so that words lie on pages of every kind.
    const lines = Array.from({ length: 400 }, (_, i) => ({
      start: i / 100,
      end: i / 100 + 0.01,
      text: `Het ${word} nummer ${i} valt hier.`,
    }))
    await upload(`${word}.vtt`, Buffer.from(vtt(lines)), { talk: id, role: 'transcript' })
    await upload('verslag.pdf', shared, { talk: id, role: 'report' })
    expect((await ask('POST', `/talks/${id}/publish`, {})).status).toBe(200)
    return id as string
  }
  const stays = await publish('Blijvende lezing', 'Bea Blijver', 'blijfwoord')
  const goes = await publish('Titelzonderweerga', 'Zoë Naamzonderweerga', 'woordzonderweerga')
  const words = [
    'woordzonderweerga',
    'Naamzonderweerga',
    'naamzonderweerga',
    'Titelzonderweerga',
    'woordzonderweergamedia',
    'conceptzonderweerga',
  ]
  const draft = { base: 1, expected: null, cues: [{ start: 0, end: 9, text: 'conceptzonderweerga' }] }
  expect((await ask('PUT', `/talks/${goes}/draft`, draft)).status).toBe(200)
  const quote = (await ask('POST', '/quotes', { talk: goes, start: 0, end: 10 })).body
  const talk = (await ask('GET', `/talks/${goes}`)).body
  const report = talk.attachments[0].url
  const status = async (path: string) => (await fetch(server.address + path)).status
  expect(await status(`/citaten/${quote.id}`)).toBe(200)

  // The right to write does not suffice for a public talk. Restoring brings it back exactly.
  expect((await ask('DELETE', `/talks/${goes}`, undefined, writing)).status).toBe(403)
  expect(
    (await fetch(`${server.address}/api/v1/talks/${goes}`, { method: 'DELETE', headers: { authorization: '', 'if-match': '"x"' } })).status,
  ).toBe(401)
  expect((await ask('DELETE', `/talks/${goes}`)).status).toBe(204)
  expect(await status(`/opnames/${goes}`)).toBe(410)
  expect(await status(talk.recording.original.url)).toBe(404)
  expect((await ask('GET', '/search?q=woordzonderweerga', undefined, null)).body.total).toBe(0)
  expect((await ask('PATCH', `/talks/${goes}`, { title: 'Anders' })).status).toBe(409)
  const [entry] = (await ask('GET', '/bin')).body.entries
  expect(entry).toMatchObject({ kind: 'talk', talk: goes, title: 'Titelzonderweerga', by: 'alles' })
  expect((await ask('POST', `/bin/${entry.id}/restore`, undefined, writing)).status).toBe(403)
  expect((await ask('POST', `/bin/${entry.id}/restore`)).body).toEqual({ talk: goes })
  expect(await status(`/opnames/${goes}`)).toBe(200)
  expect((await ask('GET', '/search?q=woordzonderweerga', undefined, null)).body.total).toBe(1)

  expect((await ask('DELETE', `/talks/${goes}`)).status).toBe(204)
  expect(filesWith(data, words)).not.toEqual([])
  for (const wrong of [{ reason: 'kort', title: 'Titelzonderweerga' }, { reason: REASON }, { reason: REASON, title: 'Iets anders' }])
    expect((await ask('POST', `/talks/${goes}/erase`, wrong)).status).toBe(400)
  const erased = await ask('POST', `/talks/${goes}/erase`, { reason: REASON, title: 'Titelzonderweerga' })
  expect(erased).toEqual({ status: 200, body: { id: goes, complete: true } })

  expect(filesWith(data, words)).toEqual([])
  for (const path of [`/opnames/${goes}`, `/opnames/${goes}/transcript.vtt`, `/citaten/${quote.id}`, `/insluiten/${goes}`])
    expect([path, await status(path)]).toEqual([path, 410])
  expect((await ask('GET', `/talks/${goes}`)).status).toBe(410)
  expect(await status(talk.recording.original.url)).toBe(404)
  expect(await status(report)).toBe(200)
  expect(await status(`/opnames/${stays}`)).toBe(200)
  expect((await ask('GET', '/search?q=blijfwoord', undefined, null)).body.total).toBe(1)
  const changes = (await ask('GET', '/changes?since=0', undefined, null)).body.changes
  expect(changes.find((change: { talk: string }) => change.talk === goes)).toMatchObject({ what: 'removed' })
  // Who harvests one set learns there that it is gone; a set that was this talk's alone is gone with it.
  const set = await (await fetch(`${server.address}/oai?verb=ListIdentifiers&metadataPrefix=oai_dc&set=thema:wonen`)).text()
  const header = set.match(/<header[^>]*>(?:(?!<\/header>)[\s\S])*/g)?.find((one) => one.includes(`:${goes}<`))
  expect(header).toContain('status="deleted"')
  expect(header?.match(/<setSpec>[^<]*/g)).toEqual(['<setSpec>thema:wonen'])
  const harvested = await (
    await fetch(`${server.address}/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:localhost:${goes}`)
  ).text()
  expect(harvested.includes('status="deleted"') || harvested.includes('idDoesNotExist')).toBe(true)
  // Its id is never given out again.
  expect((await ask('POST', '/talks', { id: goes, title: 'Opnieuw' })).status).toBe(409)
})

test('the pages throw away with one press, undo it, and erase only with a reason and the typed title', async () => {
  const { ask, server } = await start()
  const { id } = (await ask('POST', '/talks', { title: 'Een proefupload' })).body
  const anna = await signedIn(server, 'anna@example.nl')
  const binned = await anna.send(`/beheer/opnames/${id}/prullenbak`, {})
  const next = binned.headers.get('location') ?? ''
  expect(next).toMatch(/^\/beheer\?terug=[a-z0-9]{12}&gedaan=prullenbak$/)
  const page = await (await anna.ask(next)).text()
  const [, undo = ''] = /action="(\/beheer\/prullenbak\/[a-z0-9]+\/terugzetten)"/.exec(page) ?? []
  expect(page).not.toContain('Een proefupload')
  expect((await anna.send(undo, {})).headers.get('location')).toBe(`/beheer/opnames/${id}?gedaan=uit-prullenbak`)
  expect(await (await anna.ask('/beheer')).text()).toContain('Een proefupload')
  const entry = /terug=([a-z0-9]+)/.exec((await anna.send(`/beheer/opnames/${id}/prullenbak`, {})).headers.get('location') ?? '')?.[1]
  expect(await (await anna.ask('/beheer/prullenbak')).text()).toContain('Een proefupload')
  const refused = await anna.send(`/beheer/prullenbak/${entry}/wissen`, { reden: REASON, titel: 'Een proef' })
  expect(refused.status).toBe(400)
  expect(await refused.text()).toContain(`value="${REASON}"`)
  const erased = await anna.send(`/beheer/prullenbak/${entry}/wissen`, { reden: REASON, titel: 'Een proefupload' })
  expect(erased.headers.get('location')).toBe('/beheer/prullenbak?gedaan=gewist')
  // A draft was never public: its address answers 404 after erasing, as it did before.
  expect((await fetch(`${server.address}/opnames/${id}`)).status).toBe(404)
})

test('after 30 days the bin empties; a stop half-way is finished; a manifest does not bring back what was erased', async () => {
  const library = await makeLibrary({
    'dag.yaml': { kind: 'event', id: 'dag', title: 'Een dag', date: '2024-04-15', programme: [{ title: 'Een slot', talk: 'weg' }] },
    ...Object.fromEntries(
      ['weg', 'half', 'blijft'].flatMap((id) => [
        [`${id}.mp4`, film(`${id}zonderweerga`)],
        [`${id}.vtt`, vtt([{ start: 0, end: 2, text: `Het ${id}zonderweerga valt.` }])],
        [
          `${id}.yaml`,
          {
            kind: 'talk',
            id,
            event: 'dag',
            title: `Titel ${id}`,
            formerly: [`oud-${id}`],
            recording: { file: `${id}.mp4` },
            transcripts: [{ file: `${id}.vtt`, language: 'nl', made: 'human' }],
          },
        ],
      ]),
    ),
  })
  await library.import()
  await library.caughtUp()
  await library.library.binTalk('weg', ACTOR)
  const transcript = await library.library.binTranscript('blijft', 'nl', ACTOR)
  expect((await library.library.talk('blijft'))?.transcripts).toEqual([])
  // In the bin a manifest that was changed brings neither back.
  expect((await library.import()).map(({ status }) => status)).toEqual(['unchanged', 'unchanged', 'unchanged', 'unchanged'])
  expect(await library.eraser.emptyBin()).toEqual([])
  await library.library.restoreFromBin(transcript, ACTOR)
  expect((await library.library.transcript('blijft'))?.cues[0]?.text).toBe('Het blijftzonderweerga valt.')

  await library.database.writer.updateTable('bin').set({ at: '2020-01-01T00:00:00.000Z' }).execute()
  // The rows are gone, the process stops before the files are.
  await library.library.eraseTalk('half', 'Een stop half-way.', ACTOR)
  expect(filesWith(library.data, ['halfzonderweerga'])).not.toEqual([])
  expect(await library.eraser.emptyBin()).toEqual(['weg'])
  expect(filesWith(library.data, ['halfzonderweerga', 'wegzonderweerga', 'Titel weg', 'Titel half'])).toEqual([])
  expect(filesWith(library.data, ['blijftzonderweerga'])).not.toEqual([])
  expect(await library.library.openErasures()).toEqual([])

  const again = await library.import()
  expect(again.map(({ id, status, problems }) => [id, status, problems[0]?.problem.code]).sort()).toEqual([
    ['blijft', 'unchanged', undefined],
    ['dag', 'unchanged', undefined],
    ['half', 'unchanged', 'erased'],
    ['weg', 'unchanged', 'erased'],
  ])
  expect((await library.library.event('dag'))?.programme[0]?.talk).toBe(null)
  expect(await library.library.isTaken('oud-weg')).toBe(true)
  const deeds = await library.library.deeds({ subject: 'weg', limit: 10 })
  expect(deeds[0]).toMatchObject({ action: 'talk.erase', detail: { transcripts: 1 } })
  expect(deeds.slice(1).every(({ detail }) => detail === null)).toBe(true)
})

test('where it takes two people, one asks and another administrator confirms; nobody erases alone, nor a program', async () => {
  const data = join(await makeFolder(), 'data')
  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: data }))
  const { secret } = await open.keys.addToken('alles', [...SCOPES], null, ACTOR)
  for (const [name, role] of [
    ['anna', 'admin'],
    ['bob', 'admin'],
    ['carla', 'archivist'],
  ] as const)
    await open.accounts.add({ email: `${name}@example.nl`, name, role, password: PASSWORD }, ACTOR)
  await open.close()
  const server = await startTestServer({ WOORDELIJK_DATA: data, WOORDELIJK_ERASE_BY_TWO: 'yes' })
  onTestFinished(() => server.close())
  const { ask } = program(server, secret)
  const person = (name: string) => signedIn(server, `${name}@example.nl`)
  const [anna, bob, carla] = [await person('anna'), await person('bob'), await person('carla')]
  const { id } = (await ask('POST', '/talks', { title: 'Titelzonderweerga' })).body
  expect((await ask('DELETE', `/talks/${id}`)).status).toBe(204)
  const entry = (await ask('GET', '/bin')).body.entries[0].id as string
  const wish = { reason: REASON, title: 'Titelzonderweerga' }
  expect((await ask('POST', `/talks/${id}/erase`, wish)).status).toBe(409)
  expect((await ask('POST', `/bin/${entry}/erase`, wish)).status).toBe(409)
  const path = `/beheer/prullenbak/${entry}`
  const done = async (answer: Response) => [answer.status, answer.headers.get('location')]
  // Nothing was asked yet.
  expect((await bob.send(`${path}/bevestigen`, {})).status).toBe(404)
  expect((await anna.send(`${path}/wissen`, { reden: REASON, titel: 'Iets anders' })).status).toBe(400)
  const asked = [303, '/beheer/prullenbak?gedaan=wissen-gevraagd']
  expect(await done(await anna.send(`${path}/wissen`, { reden: REASON, titel: 'Titelzonderweerga' }))).toEqual(asked)
  expect((await bob.send(`${path}/wissen`, { reden: REASON, titel: 'Titelzonderweerga' })).status).toBe(409)
  expect(await (await anna.ask('/beheer/prullenbak')).text()).not.toContain(`${path}/bevestigen`)
  expect(await (await bob.ask('/beheer/prullenbak')).text()).toContain(`${path}/bevestigen`)
  // Not one's own, not by an archivist, not by a token.
  expect((await anna.send(`${path}/bevestigen`, {})).status).toBe(403)
  expect((await carla.send(`${path}/bevestigen`, {})).status).toBe(403)
  const headers = { authorization: `Bearer ${secret}` }
  expect((await fetch(`${server.address}${path}/bevestigen`, { method: 'POST', headers })).status).toBe(403)
  expect((await ask('GET', `/talks/${id}`)).status).toBe(200)
  // Withdrawn, and asked again by an archivist.
  expect(await done(await carla.send(`${path}/aanvraag-intrekken`, {}))).toEqual([303, '/beheer/prullenbak?gedaan=wissen-ingetrokken'])
  expect((await bob.send(`${path}/bevestigen`, {})).status).toBe(404)
  expect(await done(await carla.send(`${path}/wissen`, { reden: REASON, titel: 'Titelzonderweerga' }))).toEqual(asked)
  // Too late: it must be asked again.
  const database = await openDatabase(data)
  await database.writer.updateTable('erase_request').set({ until: '2020-01-01T00:00:00.000Z' }).execute()
  expect((await bob.send(`${path}/bevestigen`, {})).status).toBe(409)
  expect(await done(await carla.send(`${path}/wissen`, { reden: REASON, titel: 'Titelzonderweerga' }))).toEqual(asked)
  // Restoring takes the request with it.
  expect((await bob.send(`${path}/terugzetten`, {})).status).toBe(303)
  expect(await database.reader.selectFrom('erase_request').selectAll().execute()).toEqual([])
  expect((await ask('DELETE', `/talks/${id}`)).status).toBe(204)
  const again = `/beheer/prullenbak/${(await ask('GET', '/bin')).body.entries[0].id}`
  expect(await done(await anna.send(`${again}/wissen`, { reden: REASON, titel: 'Titelzonderweerga' }))).toEqual(asked)
  await database.close()
  expect(await done(await bob.send(`${again}/bevestigen`, {}))).toEqual([303, '/beheer/prullenbak?gedaan=gewist'])
  expect(filesWith(data, ['Titelzonderweerga'])).toEqual([])
  const log = await (await anna.ask('/beheer/logboek')).text()
  for (const line of [/anna<\/td><td>wissen aangevraagd/, /bob<\/td><td>wissen bevestigd/, /bob<\/td><td>opname gewist/])
    expect(log).toMatch(line)
})
