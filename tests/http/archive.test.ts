/** The archivists' API: from a file to a published talk, by programs. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { openLibrary } from '../../src/wire.ts'
import '../setup/described-api.ts'
import { FIXTURES, makeFolder, startTestServer, vtt } from '../setup/make-library.ts'
import { PASSWORD, signedIn } from '../setup/people.ts'
import { program } from '../setup/program.ts'

const actor = { kind: 'command' as const, id: null, name: 'test' }
const VIDEO = readFileSync(join(FIXTURES, 'mdn', 'friday.mp4'))
const hasFfmpeg = await promisify(execFile)('ffmpeg', ['-version']).then(
  () => true,
  () => false,
)
const SCOPES = ['talks:read', 'talks:write', 'talks:publish', 'talks:erase', 'uploads:write', 'jobs:write']

async function start() {
  const data = join(await makeFolder(), 'data')
  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: data }))
  const { secret } = await open.keys.addToken('alles', SCOPES, null, actor)
  await open.accounts.add({ email: 'anna@example.nl', role: 'archivist', password: PASSWORD }, actor)
  const only = new Map<string, string>()
  for (const scope of SCOPES) only.set(scope, (await open.keys.addToken(scope, [scope], null, actor)).secret)
  await open.close()
  const server = await startTestServer({ WOORDELIJK_DATA: data })
  onTestFinished(() => server.close())
  return { ...program(server, secret), server, only, data }
}

test('a recording with its transcript, from an upload to search', async () => {
  const { ask, upload, settled, server } = await start()
  const made = await ask('POST', '/talks', { title: 'Een proef', speakers: [{ name: 'Anna de Vries' }], themes: ['Wonen'] })
  expect(made).toMatchObject({ status: 201, body: { stage: 'draft', speakers: [{ id: 'anna-de-vries' }], themes: [{ id: 'wonen' }] } })
  const { id } = made.body
  expect(await ask('POST', `/talks/${id}/publish`, {})).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('nog geen opname') },
  })
  expect((await upload('lezing.mp4', VIDEO, { talk: id })).status).toBe(204)
  const job = await settled(id)
  expect(job.steps.filter(({ required }) => required).map(({ step, state }) => [step, state])).toEqual(
    ['verify', 'probe', 'package', 'check', 'ready'].map((step) => [step, 'done']),
  )
  if (hasFfmpeg) expect(job.steps.find(({ step }) => step === 'pictures')).toMatchObject({ state: 'done' })
  expect(await ask('POST', `/talks/${id}/publish`, {})).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('transcript') },
  })
  expect(await ask('POST', `/talks/${id}/publish`, { captionWaiver: 'kort' })).toMatchObject({ status: 400 })
  const text = vtt([{ start: 0, end: 2, text: 'Een woordzonderweerga valt hier.' }])
  expect((await upload('lezing.vtt', Buffer.from(text), { talk: id, role: 'transcript' })).status).toBe(204)
  expect((await upload('dia’s.pdf', readFileSync(join(FIXTURES, 'slides', 'deck.pdf')), { talk: id, role: 'slides' })).status).toBe(204)
  expect((await fetch(`${server.address}/opnames/${id}`)).status).toBe(404)
  // A time that has passed asks instead of publishing at once.
  expect(await ask('POST', `/talks/${id}/publish`, { at: '2020-01-01T09:00:00Z' })).toMatchObject({
    status: 400,
    body: { detail: expect.stringContaining('al voorbij') },
  })
  expect((await ask('POST', `/talks/${id}/publish`, {})).body).toMatchObject({ stage: 'published' })
  const page = await (await fetch(`${server.address}/opnames/${id}`)).text()
  for (const said of ['Een proef', 'woordzonderweerga', 'dia’s']) expect(page).toContain(said)
  const found = (await ask('GET', '/search?q=woordzonderweerga', undefined, null)).body
  expect(found.talks.map((talk: { id: string }) => talk.id)).toEqual([id])

  // Without a speech recogniser there is nothing to ask.
  expect(await ask('POST', `/talks/${id}/recognise`, {})).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('WOORDELIJK_RECOGNISER') },
  })

  // Withdrawn: everywhere at once, and back.
  const media = (await ask('GET', `/talks/${id}`)).body.recording.original.url
  expect((await fetch(server.address + media)).status).toBe(200)
  expect((await ask('POST', `/talks/${id}/withdraw`, { reason: 'te kort' })).status).toBe(400)
  expect((await ask('POST', `/talks/${id}/withdraw`, { reason: 'Op verzoek van de spreker.' })).status).toBe(200)
  expect((await fetch(server.address + media)).status).toBe(404)
  expect((await fetch(`${server.address}/opnames/${id}`)).status).toBe(410)
  expect((await ask('GET', '/search?q=woordzonderweerga', undefined, null)).body.total).toBe(0)
  expect((await ask('POST', `/talks/${id}/restore`)).status).toBe(200)
  expect((await ask('GET', '/search?q=woordzonderweerga', undefined, null)).body.total).toBe(1)
})

test('nothing may be done without the scope for it, whatever else one may', async () => {
  const { ask, only } = await start()
  const { id } = (await ask('POST', '/talks', { title: 'Een proef' })).body
  const calls: [string, string, string, object?][] = [
    ['POST', '/talks', 'talks:write', { title: 'Nog een' }],
    ['PATCH', `/talks/${id}`, 'talks:write', { title: 'Anders' }],
    ['POST', `/talks/${id}/transcript`, 'talks:write', { base: 0, cues: [] }],
    ['GET', `/talks/${id}/draft`, 'talks:write'],
    ['PUT', `/talks/${id}/draft`, 'talks:write', { base: 0, cues: [], expected: null }],
    ['DELETE', `/talks/${id}/draft`, 'talks:write'],
    ['PATCH', `/talks/${id}/transcripts/nl`, 'talks:write', { made: 'asr' }],
    ['POST', `/talks/${id}/transcripts/nl/align`, 'talks:write'],
    ['POST', `/talks/${id}/recognise`, 'talks:write', {}],
    ['POST', `/talks/${id}/preview`, 'talks:write'],
    ['DELETE', '/talks/x', 'talks:write'],
    ['DELETE', `/talks/${id}/transcripts/nl`, 'talks:write'],
    ['DELETE', `/talks/${id}/attachments/0?title=x`, 'talks:write'],
    ['GET', '/bin', 'talks:read'],
    ['POST', '/bin/x/restore', 'talks:write'],
    ['POST', '/bin/x/erase', 'talks:erase', { reason: 'Op verzoek van de spreker.' }],
    ['POST', `/talks/${id}/erase`, 'talks:erase', { reason: 'Op verzoek van de spreker.' }],
    ['POST', '/events', 'talks:write', { title: 'Een dag' }],
    ['PATCH', '/events/x', 'talks:write', { title: 'Een dag' }],
    ['POST', '/events/x/copy', 'talks:write', {}],
    ['PATCH', '/people/x', 'talks:write', { name: 'Iemand' }],
    ['POST', '/people/x/merge', 'talks:write', { into: 'y' }],
    ['POST', '/themes', 'talks:write', { name: '' }],
    ['PATCH', '/themes/x', 'talks:write', { name: 'Iets' }],
    ['DELETE', '/themes/x', 'talks:write'],
    ['POST', '/themes/x/merge', 'talks:write', { into: 'y' }],
    ['POST', `/talks/${id}/publish`, 'talks:publish', {}],
    ['POST', `/talks/${id}/unpublish`, 'talks:publish'],
    ['POST', `/talks/${id}/withdraw`, 'talks:publish', { reason: 'Op verzoek van de spreker.' }],
    ['POST', `/talks/${id}/restore`, 'talks:publish'],
    ['POST', '/batches', 'talks:write', { talks: [id], change: { action: 'edit', fields: { rights: 'CC0' } } }],
    ['GET', '/batches', 'talks:read'],
    ['GET', '/batches/x', 'talks:read'],
    ['GET', '/batches/x/talks', 'talks:read'],
    ['POST', '/batches/x/run', 'talks:write'],
    ['POST', '/batches/x/cancel', 'talks:write'],
    ['POST', '/batches/x/undo', 'talks:write'],
    ['GET', '/jobs', 'jobs:write'],
    ['GET', '/jobs/x', 'jobs:write'],
    ['GET', '/jobs/x/events', 'jobs:write'],
    ['POST', '/jobs/x/cancel', 'jobs:write'],
    ['POST', '/jobs/x/first', 'jobs:write'],
    ['POST', '/jobs/x/steps/probe/retry', 'jobs:write'],
    ['GET', '/uploads', 'uploads:write'],
    ['POST', '/uploads', 'uploads:write'],
    ['GET', '/uploads/x/proof', 'uploads:write'],
    ['POST', '/uploads/x/proof', 'uploads:write', {}],
    ['PUT', '/uploads/x/sha256', 'uploads:write', {}],
    ['POST', '/uploads/x/attach', 'uploads:write', {}],
  ]
  for (const [method, path, needed, body] of calls) {
    expect([method, path, (await ask(method, path, body, null)).status]).toEqual([method, path, 401])
    for (const [scope, secret] of only) {
      const { status } = await ask(method, path, body, secret)
      expect([method, path, scope, status === 403]).toEqual([method, path, scope, scope !== needed])
    }
  }
})

test('what a talk is cannot be set along with what is said of it', async () => {
  const { ask } = await start()
  const made = await ask('POST', '/talks', { title: 'Een proef', id: 'een-eigen-id' })
  expect(made.body.id).toBe('een-eigen-id')
  expect((await ask('POST', '/talks', { title: 'Een proef', id: 'een-eigen-id' })).status).toBe(409)
  for (const field of ['stage', 'withdrawn', 'published', 'recording', 'formerly', 'id', 'quotes'])
    expect([field, (await ask('PATCH', '/talks/een-eigen-id', { [field]: 'published' })).status]).toEqual([field, 400])
  expect((await ask('PATCH', '/talks/een-eigen-id', { event: 'bestaat-niet' })).status).toBe(400)
  expect((await ask('PATCH', '/talks/een-eigen-id', { title: '' })).status).toBe(400)
  expect((await ask('PATCH', '/talks/bestaat-niet', { title: 'x' })).status).toBe(404)
  expect(
    await ask('PATCH', '/talks/een-eigen-id', {
      chapters: [
        { start: 5, title: 'a' },
        { start: 5, title: 'b' },
      ],
    }),
  ).toMatchObject({ status: 400 })
  const changed = await ask('PATCH', '/talks/een-eigen-id', { abstract: 'Kort.', chapters: [{ start: 0, title: 'Begin' }] })
  expect(changed.body).toMatchObject({ title: 'Een proef', abstract: 'Kort.', chapters: [{ start: 0, title: 'Begin' }] })
})

test('two editors of a transcript see each other, in drafts and in what they save', async () => {
  const { ask, upload } = await start()
  const { id } = (await ask('POST', '/talks', { title: 'Een proef' })).body
  await upload('a.vtt', Buffer.from(vtt([{ start: 0, end: 2, text: 'eerste' }])), { talk: id, role: 'transcript' })
  const cue = (text: string) => [{ start: 0, end: 2000, text }]
  const draft = `/talks/${id}/draft?lang=nl`
  expect((await ask('GET', draft)).status).toBe(204)
  const first = await ask('PUT', draft, { base: 1, cues: cue('een'), expected: null })
  expect(first.status).toBe(200)
  expect((await ask('PUT', draft, { base: 1, cues: cue('twee'), expected: null })).status).toBe(409)
  expect((await ask('PUT', draft, { base: 1, cues: cue('een en een half'), expected: first.body.saved })).status).toBe(200)
  expect((await ask('POST', `/talks/${id}/transcript`, { base: 1, note: 'beter', cues: cue('een en een half') })).body).toMatchObject({
    revision: 2,
  })
  expect((await ask('GET', draft)).status).toBe(204)
  expect(await ask('POST', `/talks/${id}/transcript`, { base: 1, cues: cue('twee') })).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('Er is niets overschreven') },
  })
  expect((await ask('GET', `/talks/${id}/transcript`)).body.cues[0].text).toBe('een en een half')
})

test('a colleague’s draft is taken over only on a word, is logged, and stays as a copy', async () => {
  const { ask, upload, server, only } = await start()
  const { id } = (await ask('POST', '/talks', { title: 'Een proef' })).body
  await upload('a.vtt', Buffer.from(vtt([{ start: 0, end: 2, text: 'eerste' }])), { talk: id, role: 'transcript' })
  const cue = (text: string) => [{ start: 0, end: 2000, text }]
  const draft = `/talks/${id}/draft?lang=nl`
  const colleague = only.get('talks:write')
  const { saved } = (await ask('PUT', draft, { base: 1, cues: cue('van een collega'), expected: null }, colleague)).body
  expect((await ask('GET', draft)).body).toMatchObject({ mine: false, author: 'talks:write' })
  for (const refused of [
    await ask('PUT', draft, { base: 1, cues: cue('van mij'), expected: saved }),
    await ask('DELETE', draft),
    await ask('DELETE', `${draft}&takeOver=yes&expected=2020-01-01T00:00:00.000Z`),
  ])
    expect(refused).toMatchObject({ status: 409 })
  expect((await ask('GET', draft, undefined, colleague)).body).toMatchObject({ mine: true, cues: [{ text: 'van een collega' }] })
  const mine = await ask('PUT', draft, { base: 1, cues: cue('van mij'), expected: saved, takeOver: true })
  expect(mine.status).toBe(200)
  expect((await ask('DELETE', `${draft}&takeOver=yes`, undefined, colleague)).status).toBe(204)
  const archivist = await signedIn(server, 'anna@example.nl')
  const page = await (await archivist.ask(`/beheer/opnames/${id}`)).text()
  for (const text of ['2 bewaarde concepten van collega’s', 'concept van een collega overgenomen', 'concept weggegooid'])
    expect(page).toContain(text)
  const links = [...page.matchAll(/href="(\/beheer\/opnames\/[^"]*\/concepten\/[^"]*)"/g)].map((match) => match[1] ?? '')
  const copies = await Promise.all(links.map(async (link) => (await archivist.ask(link)).text()))
  expect(copies.map((text) => /van (?:een collega|mij)/.exec(text)?.[0]).toSorted()).toEqual(['van een collega', 'van mij'])
  expect((await fetch(server.address + links[0], { redirect: 'manual' })).status).toBe(303)
})

test('a transcript handed in is checked, and what cannot be read says where', async () => {
  const { ask, server, only } = await start()
  const { id } = (await ask('POST', '/talks', { title: 'Een proef' })).body
  const send = async (content: string, name: string) => {
    const answer = await fetch(`${server.address}/api/v1/talks/${id}/transcript?filename=${name}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${only.get('talks:write')}`, 'content-type': 'text/plain' },
      body: content,
    })
    return { status: answer.status, body: await answer.json() }
  }
  expect(await send('1\n00:00:05,000 --> 00:00:01,000\nAchterstevoren\n\n2\n00:00:06,000 --> 00:00:07,000\nGoed\n', 'x.srt')).toMatchObject(
    {
      status: 201,
      body: { revision: 1, findings: expect.arrayContaining([expect.objectContaining({ line: 2 })]) },
    },
  )
  const bad = await send('\u0000\u0001\u0002', 'x.vtt')
  expect([bad.status, bad.body.detail]).toEqual([422, expect.stringContaining('x.vtt')])
})

test('a preview link opens one talk, until it is ended', async () => {
  const { ask, server } = await start()
  const { id } = (await ask('POST', '/talks', { title: 'Een proef' })).body
  const { url } = (await ask('POST', `/talks/${id}/preview`)).body
  const opened = await fetch(url, { redirect: 'manual' })
  const cookie = opened.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  expect([opened.status, opened.headers.get('location')]).toEqual([303, `/opnames/${id}`])
  expect((await fetch(`${server.address}/opnames/${id}`, { headers: { cookie } })).status).toBe(200)
  expect((await fetch(`${server.address}/opnames/${id}`)).status).toBe(404)
  expect((await fetch(`${server.address}/voorvertoning/${'a'.repeat(32)}`)).status).toBe(404)
  const archivist = await signedIn(server, 'anna@example.nl')
  expect((await archivist.send(`/beheer/opnames/${id}/voorvertoning-stoppen`, {})).status).toBe(303)
  expect((await fetch(`${server.address}/opnames/${id}`, { headers: { cookie } })).status).toBe(404)
  expect((await fetch(url, { redirect: 'manual' })).status).toBe(404)
})
