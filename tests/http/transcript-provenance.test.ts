/** A transcript's language and maker: looked at in the file, asked where they differ, and changeable afterwards. */
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { draftOf } from '../../src/http/archivist/fields/talk-fields.ts'
import { guessMade, languageOfName, otherLanguage } from '../../src/transcript/provenance.ts'
import { openLibrary } from '../../src/wire.ts'
import { makeFolder, startTestServer, vtt } from '../setup/make-library.ts'
import { PASSWORD, signedIn } from '../setup/people.ts'
import { program } from '../setup/program.ts'

const actor = { kind: 'command' as const, id: null, name: 'test' }
const ENGLISH = 'and this is what we have seen in the cities that they would build, but it was not there and you have to ask which of them'
const DUTCH =
  'en dit is wat wij hebben gezien in de wijken die zij zouden bouwen, maar het was niet zoals je dat van hen zou verwachten voor een stad'

const transcript = (text: string) =>
  Buffer.from(vtt(Array.from({ length: 6 }, (_, i) => ({ start: i * 10, end: i * 10 + 9, text: `${text} ${i}` }))))

async function start() {
  const data = join(await makeFolder(), 'data')
  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: data }))
  const { secret } = await open.keys.addToken('program', ['talks:read', 'talks:write', 'uploads:write'], null, actor)
  await open.accounts.add({ email: 'anna@example.nl', name: 'Anna', role: 'archivist', password: PASSWORD }, actor)
  await open.library.createTalk(draftOf({ id: 'een-opname', title: 'Een opname' }), actor)
  await open.close()
  const server = await startTestServer({ WOORDELIJK_DATA: data })
  onTestFinished(() => server.close())
  const { ask, upload } = program(server, secret)
  return {
    server,
    secret,
    ask,
    async send(name: string, text: string, fields: Record<string, string> = {}) {
      await upload(name, transcript(text), { talk: 'een-opname', role: 'transcript', ...fields })
      return (await ask('GET', '/uploads?recent')).body.uploads[0]
    },
    transcripts: async () => (await ask('GET', '/talks/een-opname')).body.transcripts,
  }
}

test('an English file on a Dutch recording becomes nothing before somebody says what it is', async () => {
  const { ask, send, transcripts, server, secret } = await start()
  expect(await send('lezing.vtt', DUTCH)).toMatchObject({ question: null })
  const asked = await send('lezing.vtt', ENGLISH, { language: 'nl' })
  expect(asked).toMatchObject({ state: 'stored', question: { language: 'en', made: 'human' } })
  expect(await transcripts()).toMatchObject([{ language: 'nl', revision: 1 }])
  // The page asks, and an answer of the wrong kind is refused.
  const anna = await signedIn(server, 'anna@example.nl')
  expect(await (await anna.ask('/beheer/opnames/een-opname')).text()).toContain('lijkt Engels en is nog niet overgenomen')
  expect((await ask('POST', `/uploads/${asked.id}/attach`, { language: 'Engels', made: 'human' })).status).toBe(400)
  expect((await anna.send(`/beheer/uploads/${asked.id}/taal`, { taal: 'en', gemaakt: 'asr' })).status).toBe(303)
  expect(await transcripts()).toMatchObject([
    { language: 'nl', revision: 1 },
    { language: 'en', revision: 1, made: 'asr' },
  ])
  expect((await ask('POST', `/uploads/${asked.id}/attach`, { language: 'nl', made: 'human' })).status).toBe(409)
  // By its name alone as well; and at the API in one request.
  expect(await send('lezing.en.vtt', 'Kort.')).toMatchObject({ question: { language: 'en' } })
  const post = (query: string) =>
    fetch(`${server.address}/api/v1/talks/een-opname/transcript?filename=x.vtt${query}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'text/vtt' },
      body: transcript(ENGLISH),
    })
  const refused = await post('')
  expect([refused.status, (await refused.json()).detail]).toEqual([409, expect.stringContaining('Geef lang=en')])
  expect((await post('&lang=en')).status).toBe(201)
  // Said on purpose, it is taken.
  expect((await post('&confirmed=language')).status).toBe(201)
  expect(await transcripts()).toMatchObject([
    { language: 'nl', revision: 2 },
    { language: 'en', revision: 1 },
  ])
})

test('who made a transcript is guessed, can be said at the upload, and can be changed', async () => {
  const { ask, send, transcripts, server } = await start()
  await send('lezing-whisper.vtt', DUTCH)
  expect(await transcripts()).toMatchObject([{ made: 'asr', reviewed: false }])
  await send('lezing.vtt', `${DUTCH} verbeterd`, { made: 'human' })
  expect(await transcripts()).toMatchObject([{ made: 'human', revision: 2 }])
  expect((await ask('PATCH', '/talks/een-opname/transcripts/nl', { made: 'robot' })).status).toBe(400)
  expect((await ask('PATCH', '/talks/een-opname/transcripts/fr', { made: 'asr' })).status).toBe(404)
  await ask('PATCH', '/talks/een-opname/transcripts/nl', { made: 'asr', reviewed: true })
  expect(await transcripts()).toMatchObject([{ made: 'asr', reviewed: true, revision: 2 }])
  const anna = await signedIn(server, 'anna@example.nl')
  const path = '/beheer/opnames/een-opname'
  expect((await anna.send(`${path}/herkomst`, { transcript: 'nl', taal: 'nl-BE', gemaakt: 'synthetic' })).status).toBe(303)
  expect(await transcripts()).toMatchObject([{ language: 'nl-BE', made: 'synthetic', reviewed: false, revision: 2 }])
  expect(await (await anna.ask(path)).text()).toContain('herkomst van transcript gewijzigd')
})

test('name, header and text are looked at', () => {
  expect(
    ['lezing.en.vtt', 'lezing_nl-BE.srt', 'lezing (Engels).docx', 'wat nu, de.vtt', 'lezing.vtt', 'a.deel.vtt'].map(languageOfName),
  ).toEqual(['en', 'nl', 'en', null, null, null])
  const texts = (text: string) => Array.from({ length: 6 }, () => text)
  const file = { name: 'lezing.vtt', head: 'WEBVTT\n\n', texts: texts(DUTCH) }
  expect(otherLanguage(file, 'nl-NL')).toBe(null)
  expect(otherLanguage({ ...file, texts: texts(ENGLISH) }, 'nl')).toBe('en')
  expect(otherLanguage({ ...file, head: 'WEBVTT\nKind: captions\nLanguage: en\n\n' }, 'nl')).toBe('en')
  expect(otherLanguage({ ...file, head: '<tt xml:lang="fr">', texts: [] }, 'nl')).toBe('fr')
  expect(guessMade({ name: 'a.vtt', head: 'WEBVTT\n\nNOTE Automatisch gemaakt\n' }, 'vtt')).toBe('asr')
  expect(guessMade({ name: 'a.vtt', head: 'WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nde automaat' }, 'vtt')).toBe('human')
})
