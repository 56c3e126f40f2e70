/** A person's request under the GDPR (AVG): the report, what can be taken away and put back, and what is left of it afterwards. */
import Sqlite from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { migrateTo } from '../../src/library/dialect/open-sqlite.ts'
import { migrations } from '../../src/library/migrations.ts'
import { SOURCES } from '../../src/library/privacy/places.ts'
import { startArchive } from '../setup/archive.ts'
import { filesWith } from '../setup/files-with.ts'
import { vtt } from '../setup/make-library.ts'
import { signedIn, visitor } from '../setup/people.ts'

const NAME = 'Zoë van Naamzonderweerga'
const ID = 'zoe-van-naamzonderweerga'

/** A published talk, a draft, an event, a quote, a refused row and a page of the person, all with the name. */
async function fill({ ask, upload, server, secret }: Awaited<ReturnType<typeof startArchive>>) {
  const speakers = [{ id: ID, name: NAME, role: 'Rolzonderweerga', organisation: 'Gemeente Proef' }]
  const shown = (await ask('POST', '/talks', { title: 'Een lezing', speakers })).body.id as string
  const lines = [
    { start: 0, end: 2, text: 'Welkom, vandaag spreekt ZOE van Naamzonderweerga.' },
    { start: 2, end: 4, text: 'Mevrouw Naamzonderweerga begint zo.' },
    { start: 4, end: 6, text: '<v Zoë van Naamzonderweerga>Dank u wel.' },
  ]
  await upload('lezing.vtt', Buffer.from(vtt(lines)), { talk: shown, role: 'transcript' })
  const draft = (await ask('POST', '/talks', { title: 'Nog een concept', abstract: `Met ${NAME}.`, speakers })).body.id as string
  const programme = [{ title: 'Over wonen', kind: 'lecture', speakers }]
  const event = (await ask('POST', '/events', { title: 'Een dag', from: '2024-04-15', programme })).body.id as string
  const { body } = await ask('PATCH', `/people/${ID}`, { description: 'Beschrijfzonderweerga', orcid: '0000-0002-1825-0097' })
  expect(body.description).toBe('Beschrijfzonderweerga')
  const sheet = await fetch(`${server.address}/api/v1/imports?filename=blad.csv`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', authorization: `Bearer ${secret}` },
    body: `Kenmerk;Titel;Datum;Sprekers\nN-1;Mis;geen dag;${NAME}\n`,
  })
  expect(sheet.status).toBe(201)
  return { shown, draft, event }
}

test('every column of text is searched for a request, or named here as one that holds no words of people', async () => {
  // Ids, hashes, instants, languages and closed sets of words; of sign-ins, secrets, and what a browser calls itself: they go with the account
  // or after some weeks. `privacy_removal` is a copy that is there for a day, listed on the same page.
  const TABLES = new Set(
    `talk_theme theme_broader theme_related change change_head catalogue_version fixity_event media_file talk_file tombstone erased_set erasure rendition_size storage_count limit_use
      used_code webhook_delivery first_import session account verification twoFactor rateLimit privacy_removal`.split(/\s+/),
  )
  // Lines of transcripts (`cue`) are searched by a statement of their own.
  const COLUMNS = {
    api_token: 'id hash scopes created_at expires_at last_used_at revoked_at',
    attachment: 'owner_kind owner_id kind sha256',
    audit_event: 'at actor_kind actor action',
    batch: 'id state undoes actor_kind actor created_at started_at finished_at',
    batch_item: 'batch_id talk_id state version kept',
    bin: 'id kind talk_id at',
    chapter: 'talk_id',
    cue: 'label speaker text words estimate',
    erase_request: 'entry asked_at until actor',
    event: 'day date_from date_to filter_text',
    file_hash: 'sha256',
    harvested: 'talk harvested_at',
    import_record: 'kind id fingerprint imported_at',
    job: 'id talk_id sha256 created_at',
    job_step: 'job_id step after state lease_owner started_at finished_at',
    manifest_note: 'kind id fingerprint',
    passkey: 'id publicKey userId credentialID deviceType transports createdAt aaguid',
    person: 'sort_name double_key',
    person_alias: 'person_id',
    preview_link: 'id talk_id hash created_at expires_at revoked_at',
    programme_item: 'event_id time_from time_to kind',
    programme_speaker: 'event_id person_id',
    quote: 'id talk_id language created_at',
    recognised_piece: 'talk_id fingerprint created_at',
    recording: 'sha256 mime codecs hls poster_sha256 storyboard_sha256 storyboard audio waveform loudness talk_id',
    sheet_key: 'talk_id',
    sheet_note: 'talk_id',
    slide_text: 'sha256 problem',
    talk: 'event_id recorded language visibility stage withdrawn publish_at published_at updated_at day desk_stage filter_text',
    talk_alias: 'talk_id',
    talk_speaker: 'talk_id person_id',
    theme: 'sort_name',
    theme_alias: 'theme_id',
    transcript: 'talk_id language made',
    transcript_draft: 'talk_id language saved_at author',
    transcript_draft_copy: 'id talk_id language saved_at copied_at',
    transcript_revision: 'created_at origin source_sha256 offset_map',
    upload: 'id owner expected_sha256 created_at state sha256 stored_at talk_id role language made question attached_at',
    webhook: 'id events secret created_at',
    user: 'id image createdAt updatedAt role disabledAt',
  }
  const searched = new Set(SOURCES.flatMap((source) => source.columns.map((column) => column.replaceAll('"', ''))))
  const empty = new Sqlite(':memory:')
  onTestFinished(() => void empty.close())
  await migrateTo(empty, Object.keys(migrations).at(-1) ?? '')
  const made = empty
    .prepare<[], { name: string; column: string }>(
      `select t.name, c.name as column from sqlite_master t join pragma_table_xinfo(t.name) c
        where t.type = 'table' and t.name not like 'sqlite%' and t.name not like 'kysely%' and lower(c.type) not in ('integer', 'real')`,
    )
    .all()
  expect(made.length).toBeGreaterThan(200)
  const unknown = made
    .filter(({ name, column }) => !TABLES.has(name) && !COLUMNS[name as keyof typeof COLUMNS]?.split(' ').includes(column))
    .map(({ name, column }) => `${name}.${column}`)
    .filter((column) => !searched.has(column))
  expect(unknown).toEqual([])
})

test('the report names every place, in both languages, as a page and as files; only administrators get it', async () => {
  const library = await startArchive()
  const { server, admin, secret } = library
  const { shown, draft, event } = await fill(library)
  const page = await (await admin.ask(`/beheer/verzoeken?persoon=${ID}`)).text()
  for (const text of [
    'Rolzonderweerga, Gemeente Proef',
    'Beschrijfzonderweerga',
    'ORCID: 0000-0002-1825-0097',
    `/beheer/bijeenkomsten/${event}`,
    `/beheer/opnames/${draft}`,
    'de hele naam in 1 regel',
    'alleen de achternaam in 1 regel',
    'als spreker bij 1 regel',
    `/opnames/${shown}?t=0`,
    'Titels en beschrijvingen van opnames',
    'ook geweigerde rijen',
  ])
    expect(page).toContain(text)
  expect(page).not.toContain('>Een lezing</a> </')
  // By words alone, whatever their accents and case; and by the address of an account.
  const byWords = await (await admin.ask(`/beheer/verzoeken?q=${encodeURIComponent('zoe van NAAMZONDERWEERGA')}&taal=en`)).text()
  expect(byWords).toContain(`/beheer/verzoeken?persoon=${ID}`)
  expect(byWords).toContain('the whole name in 1 line')
  const account = await (await admin.ask('/beheer/verzoeken?q=archivist@example.nl')).text()
  expect(account).toContain('<h4 id="accounts">')
  expect(await (await admin.ask('/beheer/verzoeken?q=niemandzonderweerga')).text()).toMatch(/nergens|nowhere/)
  for (const odd of ['?q=%25', '?q=...', `?persoon=${ID}&plaats=log&vanaf=999999999`, `?persoon=${ID}&plaats=x`])
    expect([odd, (await admin.ask(`/beheer/verzoeken${odd}`)).status]).toEqual([odd, 200])

  const json = await admin.ask(`/beheer/verzoeken/verslag.json?persoon=${ID}`)
  expect(json.headers.get('content-disposition')).toContain('attachment')
  const report = await json.json()
  expect(report.roles.talks).toHaveLength(2)
  expect(report.spoken).toMatchObject([{ talk: shown, name: 1, family: 1, labels: 1, earlier: 0 }])
  expect(report.places.map(({ place }: { place: string }) => place)).toEqual(expect.arrayContaining(['talks', 'batches']))
  const html = await (await admin.ask(`/beheer/verzoeken/verslag.html?persoon=${ID}`)).text()
  expect(html).toContain(`${server.address}/beheer/opnames/${draft}`)
  expect(html).not.toContain('<script')
  // The log says that a report was saved, and not of whom.
  const log = await (await admin.ask('/beheer/logboek?taal=nl')).text()
  expect(log).toMatch(/verslag van een persoon bewaard<\/td><td><\/td>/)

  const writes = ['gegevens', 'naam', 'ongedaan', 'afmaken']
  const pages = ['', '/verslag.json', '/verslag.html', '/naam'].map((path) => `/beheer/verzoeken${path}?persoon=${ID}`)
  for (const role of ['archivist', 'visitor']) {
    const other = await signedIn(server, `${role}@example.nl`)
    for (const path of pages) expect([role, path, (await other.ask(path)).status]).toEqual([role, path, 403])
    for (const act of writes)
      expect([role, act, (await other.send(`/beheer/verzoeken/${act}`, { persoon: ID })).status]).toEqual([role, act, 403])
  }
  const token = { authorization: `Bearer ${secret}` }
  for (const path of pages) expect([path, (await visitor(server).ask(path, { headers: token })).status]).toEqual([path, 403])
  for (const act of writes) expect((await visitor(server).send(`/beheer/verzoeken/${act}`, { persoon: ID })).status).toBe(401)
  expect(await (await admin.ask(`/beheer/personen/${ID}`)).text()).toContain(`/beheer/verzoeken?persoon=${ID}`)
})

test('a name is taken out of talks of all stages and out of programmes, put back, and at last gone from the disk', async () => {
  const library = await startArchive()
  const { ask, admin, server, data } = library
  const { shown, draft, event } = await fill(library)
  const versionIn = async (path: string) => /name="versie" value="([^"]+)"/.exec(await (await admin.ask(path)).text())?.[1] ?? ''
  const unescaped = (text: string) => text.replaceAll('&quot;', '"')

  // Details first, and back.
  const ofPerson = `/beheer/verzoeken?persoon=${ID}`
  const versie = unescaped(await versionIn(ofPerson))
  expect((await admin.send('/beheer/verzoeken/gegevens', { persoon: ID, versie: '"oud"' })).status).toBe(412)
  expect((await admin.send('/beheer/verzoeken/gegevens', { persoon: ID, versie })).status).toBe(303)
  expect((await ask('GET', `/people/${ID}`)).body).toMatchObject({ description: null, orcid: null })
  const undo = async () => {
    const ingreep = /name="ingreep" value="([a-z0-9]+)"/.exec(await (await admin.ask('/beheer/verzoeken')).text())?.[1] ?? ''
    return admin.send('/beheer/verzoeken/ongedaan', { ingreep })
  }
  expect((await undo()).status).toBe(303)
  expect((await ask('GET', `/people/${ID}`)).body).toMatchObject({ description: 'Beschrijfzonderweerga', orcid: '0000-0002-1825-0097' })

  const preview = await (await admin.ask(`/beheer/verzoeken/naam?persoon=${ID}`)).text()
  for (const text of ['2 opnames: concept', '1 plaats in een programma', `/sprekers/${ID}`, 'value="Naam verwijderd"'])
    expect(preview).toContain(text)
  const take = async (fields: Record<string, string> = {}) =>
    admin.send('/beheer/verzoeken/naam', {
      persoon: ID,
      versie: unescaped(await versionIn(`/beheer/verzoeken/naam?persoon=${ID}`)),
      woord: 'Een spreker',
      ...fields,
    })
  expect((await take({ functies: 'ja' })).status).toBe(303)
  for (const id of [shown, draft])
    expect((await ask('GET', `/talks/${id}`)).body.speakers).toMatchObject([{ name: 'Een spreker', role: null, organisation: null }])
  expect((await ask('GET', `/events/${event}`)).body.programme[0].speakers).toMatchObject([{ name: 'Een spreker', role: null }])
  expect((await ask('GET', `/people/${ID}`)).status).toBe(404)
  expect((await fetch(`${server.address}/sprekers/${ID}`)).status).toBe(404)

  expect((await undo()).headers.get('location')).toBe(`/beheer/verzoeken?persoon=${ID}&gedaan=ongedaan-gemaakt`)
  expect((await ask('GET', `/talks/${shown}`)).body.speakers).toMatchObject([
    { id: ID, name: NAME, role: 'Rolzonderweerga', organisation: 'Gemeente Proef' },
  ])
  expect((await ask('GET', `/events/${event}`)).body.programme[0].speakers).toMatchObject([{ id: ID, role: 'Rolzonderweerga' }])
  expect((await ask('GET', `/people/${ID}`)).body.description).toBe('Beschrijfzonderweerga')

  // What the report names is taken away by hand: the transcript, the abstract, and the sheet that was never imported.
  await ask('PATCH', `/talks/${draft}`, { abstract: null })
  await ask('DELETE', `/talks/${shown}/transcripts/nl`)
  const [entry] = (await ask('GET', '/bin')).body.entries
  expect((await ask('POST', `/bin/${entry.id}/erase`, { reason: 'Op verzoek van de spreker (AVG).' })).body.complete).toBe(true)
  const [batch] = (await ask('GET', '/batches')).body.batches
  expect((await ask('POST', `/batches/${batch.id}/cancel`)).status).toBe(200)
  expect((await take()).status).toBe(303)
  const gone = await (await admin.ask('/beheer/verzoeken?q=naamzonderweerga')).text()
  // The cancelled import keeps its refused row until the removal is final.
  expect(gone).toContain('<h4 id="batches">')
  expect(gone).not.toContain('<h4 id="talks">')
  const ingreep = /name="ingreep" value="([a-z0-9]+)"/.exec(gone)?.[1] ?? ''
  expect((await admin.send('/beheer/verzoeken/afmaken', { ingreep })).headers.get('location')).toBe('/beheer/verzoeken?gedaan=afgemaakt')
  expect((await admin.send('/beheer/verzoeken/ongedaan', { ingreep })).status).toBe(404)
  const left = await (await admin.ask('/beheer/verzoeken/verslag.json?q=naamzonderweerga')).json()
  expect(left.places.map((one: { place: string; found: object[] }) => [one.place, one.found])).toEqual([['log', expect.anything()]])
  expect(filesWith(data, ['Beschrijfzonderweerga', 'Naamzonderweerga'])).toEqual([])
  const log = await (await admin.ask('/beheer/logboek')).text()
  expect(log).toContain('naam weggehaald')
  expect(log).not.toContain(NAME)
})
