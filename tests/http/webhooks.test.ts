/** Webhooks: who adds them, what is sent and how it is signed, retries that survive a restart, and addresses that nothing is sent to. */
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { openDatabase } from '../../src/library/open.ts'
import { openLibrary } from '../../src/wire.ts'
import { startArchive } from '../setup/archive.ts'
import { FIXTURES, makeFolder, startTestServer } from '../setup/make-library.ts'
import { signedIn } from '../setup/people.ts'

const ACTOR = { kind: 'command', id: null, name: 'test' } as const

interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A receiver that answers with these statuses in turn, the last one from then on. */
async function receiver(...statuses: number[]) {
  const received: Received[] = []
  let wake = Promise.withResolvers<void>()
  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const status = statuses[Math.min(received.length, statuses.length - 1)] ?? 200
      received.push({ headers: request.headers, body: Buffer.concat(pieces).toString() })
      response.writeHead(status, status === 302 ? { location: '/elders' } : {}).end('x')
      wake.resolve()
      wake = Promise.withResolvers()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  /** Waits for the first message of this event. */
  const message = async (event: string): Promise<Received> => {
    for (;;) {
      const match = received.find(({ headers }) => headers['x-woordelijk-event'] === event)
      if (match) return match
      await wake.promise
    }
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received, message }
}

async function start(settings: Record<string, string> = { WOORDELIJK_WEBHOOKS_PRIVATE: 'yes' }) {
  const archive = await startArchive(settings)
  const { admin } = archive
  const add = (adres: string, gebeurtenis: string[]) => admin.send('/beheer/webhooks', { adres, gebeurtenis })
  return { ...archive, add, token: archive.secret }
}

/** Asks until the page holds this text: the sender writes down an answer after it has been given. */
async function pageWith(admin: Awaited<ReturnType<typeof start>>['admin'], text: string): Promise<string> {
  for (;;) {
    const page = await (await admin.ask('/beheer/webhooks')).text()
    if (page.includes(text)) return page
  }
}

const ALL = ['job.failed', 'talk.published', 'talk.withdrawn', 'draft.waiting']

test('each message is signed and says what happened; the secret is shown once; only administrators add one', async () => {
  const { ask, upload, server, admin, add, token } = await start()
  const { url, received, message } = await receiver(200)
  const added = await (await add(url, ALL)).text()
  const secret = /whs_[\w-]{43}/.exec(added)?.[0] ?? ''
  expect(secret).not.toBe('')
  const page = await (await admin.ask('/beheer/webhooks')).text()
  expect(page).toContain(url)
  expect(page).not.toContain(secret)
  const id = /webhooks\/([a-z0-9]+)\/proberen/.exec(page)?.[1] ?? ''
  await admin.send(`/beheer/webhooks/${id}/proberen`, {})
  const proof = await message('test')
  const [, seconds, given] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(proof.headers['x-woordelijk-signature'])) ?? []
  expect(given).toBe(createHmac('sha256', secret).update(`${seconds}.${proof.body}`).digest('hex'))
  expect(JSON.parse(proof.body)).toMatchObject({ id: proof.headers['x-woordelijk-delivery'], event: 'test', talk: null })

  const talk = (await ask('POST', '/talks', { title: 'Een lezing' })).body.id
  await upload('kapot.mp4', Buffer.from('dit is geen film'), { talk })
  const failed = JSON.parse((await message('job.failed')).body)
  expect(failed.talk).toMatchObject({ id: talk, title: 'Een lezing', stage: 'draft', desk: `/beheer/opnames/${talk}` })
  const other = (await ask('POST', '/talks', { title: 'Nog een' })).body.id
  await upload('goed.mp4', readFileSync(join(FIXTURES, 'mdn', 'friday.mp4')), { talk: other })
  expect(JSON.parse((await message('draft.waiting')).body).talk.id).toBe(other)
  expect((await admin.send(`/beheer/webhooks/${id}/weghalen`, {})).status).toBe(303)
  expect(await (await admin.ask('/beheer/logboek')).text()).toContain('webhook weggehaald')
  expect(JSON.stringify(received)).not.toContain(secret)

  const archivist = await signedIn(server, 'archivist@example.nl')
  expect((await archivist.ask('/beheer/webhooks')).status).toBe(403)
  for (const path of ['', `/${id}/proberen`, `/${id}/weghalen`])
    expect([path, (await archivist.send(`/beheer/webhooks${path}`, { adres: url, gebeurtenis: ALL })).status]).toEqual([path, 403])
  const headers = { authorization: `Bearer ${token}` }
  expect((await fetch(`${server.address}/beheer/webhooks`, { headers })).status).toBe(403)
  expect((await admin.send('/beheer/webhooks/niets/proberen', {})).status).toBe(404)
  for (const [adres, gebeurtenis] of [
    ['ftp://x.nl/', ALL],
    ['https://a:b@x.nl/', ALL],
    ['geen adres', ALL],
    ['https://x.nl/', []],
  ] as const)
    expect([adres, (await add(adres, [...gebeurtenis])).status]).toEqual([adres, 400])
})

test('what fails is tried again, also after a restart; nothing follows a redirect or is kept for ever', async () => {
  const { ask, server, data, admin, add } = await start()
  const { url, received, message } = await receiver(500, 302, 200)
  expect((await add(url, ['talk.withdrawn'])).status).toBe(200)
  const { id } = (await ask('POST', '/talks', { title: 'Een lezing' })).body
  const database = await openDatabase(data)
  onTestFinished(() => database.close())
  // Published as an import does: without a recording there is no other way here.
  await database.writer.updateTable('talk').set({ stage: 'published' }).where('id', '=', id).execute()
  expect((await ask('POST', `/talks/${id}/withdraw`, { reason: 'Op verzoek van de spreker.' })).status).toBe(200)
  await message('talk.withdrawn')
  const page = await pageWith(admin, 'status 500')
  expect(page).toContain('volgende poging')
  await server.close()

  const due = () => database.writer.updateTable('webhook_delivery').set({ run_at: 0 }).where('state', '=', 'waiting').execute()
  await due()
  const again = await startTestServer({ WOORDELIJK_DATA: data, WOORDELIJK_WEBHOOKS_PRIVATE: 'yes' })
  onTestFinished(() => again.close())
  const back = await signedIn(again, 'admin@example.nl')
  await pageWith(back, 'status 302')
  await due()
  expect(await pageWith(back, 'aangekomen')).toContain('3 pogingen')
  expect(received.map(({ headers }) => headers['x-woordelijk-delivery'])).toEqual(
    Array(3).fill(received[0]?.headers['x-woordelijk-delivery']),
  )
  expect(JSON.parse(received[2]?.body ?? '').talk).toMatchObject({ id, title: 'Een lezing' })
})

test('nothing is sent to this machine or a private network, by number or by name, unless a setting allows it', async () => {
  const { admin, add } = await start({})
  const { url, received } = await receiver(200)
  for (const adres of [url, 'http://10.0.0.7/', 'http://[::1]/', 'http://169.254.169.254/latest', 'http://0x7f000001/'])
    expect([adres, (await add(adres, ALL)).status]).toEqual([adres, 400])
  // A name is looked up when something is sent.
  expect((await add(url.replace('127.0.0.1', 'localhost'), ALL)).status).toBe(200)
  const id = /webhooks\/([a-z0-9]+)\/proberen/.exec(await (await admin.ask('/beheer/webhooks')).text())?.[1] ?? ''
  await admin.send(`/beheer/webhooks/${id}/proberen`, {})
  expect(await pageWith(admin, 'niet aangekomen')).toContain('eigen netwerk')
  expect(received).toEqual([])
})

test('an address from a time when the setting allowed it gets nothing any more', async () => {
  const { server, data, add } = await start()
  const { url, received } = await receiver(200)
  expect((await add(url, ALL)).status).toBe(200)
  await server.close()
  const strict = await startTestServer({ WOORDELIJK_DATA: data })
  onTestFinished(() => strict.close())
  const admin = await signedIn(strict, 'admin@example.nl')
  const id = /webhooks\/([a-z0-9]+)\/proberen/.exec(await (await admin.ask('/beheer/webhooks')).text())?.[1] ?? ''
  await admin.send(`/beheer/webhooks/${id}/proberen`, {})
  expect(await pageWith(admin, 'niet aangekomen')).toContain('eigen netwerk')
  expect(received).toEqual([])
})

test('two senders never take the same delivery, and a delivery whose sender was killed comes free', async () => {
  const library = await openLibrary(readConfig({ WOORDELIJK_DATA: join(await makeFolder(), 'data') }))
  onTestFinished(() => library.close())
  const { webhooks, database } = library
  await webhooks.add('https://meldingen.example/', ALL, ACTOR)
  const [hook] = await webhooks.list()
  for (let i = 0; i < 6; i += 1) await webhooks.test(hook?.id ?? '', ACTOR)
  const taken = (await Promise.all([webhooks.take(4), webhooks.take(4)])).flat()
  expect(new Set(taken.map(({ id }) => id)).size).toBe(6)
  expect(await webhooks.take(4)).toEqual([])
  await database.writer.updateTable('webhook_delivery').set({ lease_until: 1 }).execute()
  expect(await webhooks.take(10)).toHaveLength(6)
  // The first sender comes back late: its word counts no more.
  for (const one of taken) await webhooks.settle(one, { ok: true, status: 200, reason: null })
  expect((await webhooks.deliveries(10)).map(({ state }) => state)).toEqual(Array(6).fill('waiting'))
})
