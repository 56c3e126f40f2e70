/** Who gets in, how, and what keeps others out. Each guard has a test that fails without it. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import Provider from 'oidc-provider'
import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import type { Actor } from '../../src/library/audit.ts'
import { openDatabase } from '../../src/library/open.ts'
import { openLibrary, type RunningServer } from '../../src/wire.ts'
import '../setup/described-api.ts'
import { makeFolder, startTestServer } from '../setup/make-library.ts'
import { oneTimeCode } from '../setup/one-time-code.ts'
import { PASSWORD, signedIn, visitor } from '../setup/people.ts'

const ACTOR: Actor = { kind: 'command', id: null, name: 'test' }

async function start(settings: Record<string, string> = {}): Promise<RunningServer & { data: string }> {
  const data = join(await makeFolder(), 'data')
  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: data }))
  for (const role of ['visitor', 'archivist', 'admin'] as const)
    await open.accounts.add({ email: `${role}@example.nl`, name: `Een ${role}`, role, password: PASSWORD }, ACTOR)
  await open.close()
  const server = await startTestServer({ WOORDELIJK_DATA: data, ...settings })
  onTestFinished(() => server.close())
  return { ...server, data }
}

test('signing in leads to the page that was asked for, and signing out ends it', async () => {
  const server = await start()
  const person = visitor(server)
  const away = await person.ask('/beheer/account?x=1')
  expect([away.status, away.headers.get('location')]).toEqual([303, '/beheer/aanmelden?next=%2Fbeheer%2Faccount%3Fx%3D1'])
  const answer = await person.send('/beheer/aanmelden', { email: 'Archivist@example.nl', password: PASSWORD, next: '/beheer/account?x=1' })
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/beheer/account?x=1'])
  expect(answer.headers.getSetCookie().join()).toMatch(/^sessie=[^;]+;.*HttpOnly;.*SameSite=Lax/)
  const page = await person.ask('/beheer/account')
  expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-store'])
  expect(await page.text()).toContain('Een archivist')
  const kept = new Map(person.cookies)
  expect((await person.send('/beheer/afmelden', {})).status).toBe(303)
  for (const [name, value] of kept) person.cookies.set(name, value)
  expect((await person.ask('/beheer/account')).status).toBe(303)
})

test('a wrong password and an unknown address are answered alike', async () => {
  const server = await start()
  const answers = await Promise.all(
    ['archivist@example.nl', 'niemand@example.nl'].map(async (email) => {
      const answer = await visitor(server).send('/beheer/aanmelden', { email, password: 'iets heel anders dan dat' })
      return [answer.status, answer.headers.getSetCookie(), (await answer.text()).replaceAll(email, '')]
    }),
  )
  expect(answers[0]).toEqual(answers[1])
  expect(answers[0]?.[0]).toBe(401)
})

test('guessing is slowed down by address and account, also of many tries at once', async () => {
  const server = await start({ WOORDELIJK_PROXY: 'yes' })
  const guess = (from: string, email = 'archivist@example.nl', headers = {}) =>
    visitor(server).send('/beheer/aanmelden', { email, password: 'iets heel anders dan dat' }, { 'x-forwarded-for': from, ...headers })
  const near = await Promise.all(Array.from({ length: 60 }, () => guess('192.0.2.1')))
  expect(near.filter(({ status }) => status === 401)).toHaveLength(10)
  expect(near.filter(({ status }) => status === 429)).toHaveLength(50)
  expect(Number(near.find(({ status }) => status === 429)?.headers.get('retry-after'))).toBeGreaterThan(1)
  // What a client says of itself under our own name, or before the proxy's word, counts for nothing.
  expect((await guess('192.0.2.1', 'archivist@example.nl', { 'x-woordelijk-address': '198.51.100.9' })).status).toBe(429)
  expect((await guess('198.51.100.9, 192.0.2.1')).status).toBe(429)
  // The addresses of one /64 are one visitor; the next /64 is another.
  const wide = await Promise.all(Array.from({ length: 30 }, (_, i) => guess(`2001:db8::${i + 1}`)))
  expect(wide.filter(({ status }) => status === 401)).toHaveLength(10)
  expect((await guess('2001:db8:0:1::1')).status).toBe(401)
})

test('guessing keeps the owner out of nothing: not elsewhere, and not in a browser that signed in before', async () => {
  const server = await start({ WOORDELIJK_PROXY: 'yes' })
  const there = (from: string) => ({ 'x-forwarded-for': from })
  const right = { email: 'archivist@example.nl', password: PASSWORD }
  const owner = visitor(server)
  expect((await owner.send('/beheer/aanmelden', right, there('192.0.2.1'))).status).toBe(303)
  await owner.send('/beheer/afmelden', {})
  const guess = (from: string) => visitor(server).send('/beheer/aanmelden', { ...right, password: 'iets heel anders dan dat' }, there(from))
  for (const from of ['192.0.2.1', '192.0.2.2']) await Promise.all(Array.from({ length: 12 }, () => guess(from)))
  expect((await visitor(server).send('/beheer/aanmelden', right, there('192.0.2.1'))).status).toBe(429)
  expect((await visitor(server).send('/beheer/aanmelden', right, there('198.51.100.1'))).status).toBe(303)
  expect((await owner.send('/beheer/aanmelden', right, there('192.0.2.1'))).status).toBe(303)
  // The cookie opens no other account, and guesses no faster.
  const stolen = visitor(server)
  for (const [name, value] of owner.cookies) if (name === 'apparaat') stolen.cookies.set(name, value)
  const guesses = await Promise.all(
    Array.from({ length: 15 }, () => stolen.send('/beheer/aanmelden', { ...right, password: 'x' }, there('203.0.113.7'))),
  )
  expect(guesses.filter(({ status }) => status === 401)).toHaveLength(10)
  // Refusals stand in the log with the address, not more often than somebody can read.
  const log = await (await (await signedIn(server, 'admin@example.nl')).ask('/beheer/logboek')).text()
  expect(log).toContain('192.0.2.1')
  expect(log.match(/aanmelden geweigerd/g)?.length).toBe(20)
})

test('a session that was there before signing in is not the one afterwards', async () => {
  const server = await start()
  const person = visitor(server)
  person.cookies.set('sessie', 'vastgezet.door-een-ander')
  await person.send('/beheer/aanmelden', { email: 'archivist@example.nl', password: PASSWORD })
  const first = person.cookies.get('sessie')
  expect(first).not.toBe('vastgezet.door-een-ander')
  await person.send('/beheer/aanmelden', { email: 'archivist@example.nl', password: PASSWORD })
  expect(person.cookies.get('sessie')).not.toBe(first)
})

test('another site can have nothing changed, nor somebody signed in', async () => {
  const server = await start()
  const admin = await signedIn(server, 'admin@example.nl')
  const forged = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: server.address, 'sec-fetch-site': 'cross-site' },
    { origin: server.address, 'sec-fetch-site': 'same-site' },
  ]
  for (const headers of forged) {
    const added = await admin.send('/beheer/accounts', { email: 'indringer@example.nl', role: 'admin', password: PASSWORD }, headers)
    expect(added.status).toBe(403)
    const entered = await visitor(server).send('/beheer/aanmelden', { email: 'visitor@example.nl', password: PASSWORD }, headers)
    expect(entered.status).toBe(403)
  }
  expect(await (await admin.ask('/beheer/accounts')).text()).not.toContain('indringer')
  // Neither by a script of theirs that sends JSON, or what a form can send of it.
  const json = (headers: Record<string, string>) =>
    admin.ask('/api/v1/talks', {
      method: 'POST',
      body: '{"title":"Van een ander"}',
      headers: { 'content-type': 'application/json', ...headers },
    })
  for (const headers of forged) expect((await json(headers)).status).toBe(403)
  expect((await json({ 'content-type': 'text/plain' })).status).toBe(400)
  expect((await json({})).status).toBe(201)
})

test('nobody is sent to another site after signing in', async () => {
  const server = await start({ WOORDELIJK_PROXY: 'yes' })
  const wanted = [
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
    'beheer',
    '/opnames/x?t=1',
  ]
  for (const [i, next] of wanted.entries()) {
    const fields = { email: 'archivist@example.nl', password: PASSWORD, next }
    const answer = await visitor(server).send('/beheer/aanmelden', fields, { 'x-forwarded-for': `192.0.2.${i}` })
    expect([next, answer.headers.get('location')]).toEqual([next, next.startsWith('/opnames') ? next : '/beheer'])
  }
})

test('only administrators manage accounts, and not their own role', async () => {
  const server = await start()
  const page = async (role: string) => (await (await signedIn(server, `${role}@example.nl`)).ask('/beheer/accounts')).status
  expect([await page('archivist'), await page('visitor')]).toEqual([403, 403])
  const admin = await signedIn(server, 'admin@example.nl')
  const text = await (await admin.ask('/beheer/accounts')).text()
  const archivist = /accounts\/([a-z0-9]+)\/rol/.exec(text)?.[1] ?? ''
  const { headers } = await admin.send(`/beheer/accounts/${archivist}/rol`, { role: 'visitor' })
  expect(headers.get('location')).toBe('/beheer/accounts?gedaan=account')
  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: server.data }))
  onTestFinished(() => open.close())
  const own = (await open.accounts.list()).find(({ email }) => email === 'admin@example.nl')?.id
  expect((await admin.send(`/beheer/accounts/${own}/rol`, { role: 'visitor' })).status).toBe(409)
  expect((await admin.send(`/beheer/accounts/${own}/sluiten`, {})).status).toBe(409)
  expect((await admin.send(`/beheer/accounts/${archivist}/rol`, { role: 'superuser' })).status).toBe(400)
})

test('a closed account is out at once and stays out', async () => {
  const server = await start()
  const archivist = await signedIn(server, 'archivist@example.nl')
  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: server.data }))
  onTestFinished(() => open.close())
  const id = (await open.accounts.list()).find(({ role }) => role === 'archivist')?.id ?? ''
  await open.accounts.setDisabled(id, true, ACTOR)
  expect((await archivist.ask('/beheer/account')).status).toBe(303)
  const again = await visitor(server).send('/beheer/aanmelden', { email: 'archivist@example.nl', password: PASSWORD })
  expect(again.status).toBeGreaterThanOrEqual(400)
})

test('nothing better-auth can do is open to the web but passkeys', async () => {
  const server = await start()
  const admin = await signedIn(server, 'admin@example.nl')
  const json = (path: string, body: object) =>
    admin.ask(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
  for (const path of ['sign-up/email', 'update-user', 'change-email', 'delete-user', 'list-sessions', 'sign-in/email', 'get-session', 'ok'])
    expect([
      path,
      (await json(`/api/auth/${path}`, { email: 'x@example.nl', password: PASSWORD, name: 'x', role: 'admin' })).status,
    ]).toEqual([path, 404])
  expect((await admin.ask('/api/auth/passkey/generate-authenticate-options')).status).toBe(200)
  expect((await visitor(server).ask('/api/auth/passkey/generate-register-options')).status).toBe(401)
})

test('a password is changed only by who knows the old one, and ends every session', async () => {
  const server = await start()
  const [here, there] = [await signedIn(server, 'archivist@example.nl'), await signedIn(server, 'archivist@example.nl')]
  const change = (now: string, password: string) => here.send('/beheer/account/wachtwoord', { now, password })
  expect((await change('verkeerd', 'een heel nieuw lang geheim')).status).toBe(400)
  expect(await (await change(PASSWORD, 'kort')).text()).toContain('te kort')
  expect(await (await change(PASSWORD, 'wachtwoord123456')).text()).toContain('te makkelijk')
  expect((await change(PASSWORD, 'een heel nieuw lang geheim')).status).toBe(303)
  expect((await there.ask('/beheer/account')).status).toBe(303)
  expect((await signedIn(server, 'archivist@example.nl', 'een heel nieuw lang geheim')).cookies.size).toBeGreaterThan(0)
})

test('with a second step a password alone opens nothing', async () => {
  const server = await start()
  const person = await signedIn(server, 'archivist@example.nl')
  expect((await person.send('/beheer/account/code', { password: 'verkeerd' })).status).toBe(400)
  const set = await (await person.send('/beheer/account/code', { password: PASSWORD })).text()
  const secret = /<code>([A-Z2-7]{16,})<\/code>/.exec(set)?.[1] ?? ''
  expect((await person.send('/beheer/account/code-bevestigen', { code: oneTimeCode(secret) })).headers.get('location')).toContain(
    'gedaan=code',
  )

  const fresh = visitor(server)
  const begin = async (person: typeof fresh) =>
    (await person.send('/beheer/aanmelden', { email: 'archivist@example.nl', password: PASSWORD, next: '/beheer/account' })).headers.get(
      'location',
    )
  expect(await begin(fresh)).toContain('/beheer/aanmelden/code')
  expect((await fresh.ask('/beheer/account')).status).toBe(303)
  expect((await fresh.send('/beheer/aanmelden/code', { code: '000000', next: '/beheer/account' })).status).toBe(401)
  // The code of the next half minute is right already; the one that set this up was used.
  const code = oneTimeCode(secret, Date.now() + 30_000)
  expect((await fresh.send('/beheer/aanmelden/code', { code, next: '/beheer/account' })).status).toBe(303)
  expect((await fresh.ask('/beheer/account')).status).toBe(200)

  // Each code opens the door once, also of several at the same moment.
  const others = [visitor(server), visitor(server)]
  for (const other of others) expect(await begin(other)).toContain('/beheer/aanmelden/code')
  const again = await Promise.all(others.map((other) => other.send('/beheer/aanmelden/code', { code, next: '/beheer/account' })))
  expect(again.map(({ status }) => status)).toEqual([401, 401])
  expect(await again[0]?.text()).toContain('al gebruikt')
  for (const other of others) expect((await other.ask('/beheer/account')).status).toBe(303)
})

test('one sees where one is signed in and ends it there', async () => {
  const server = await start()
  const [here, there] = [await signedIn(server, 'archivist@example.nl'), await signedIn(server, 'archivist@example.nl')]
  const somebodyElse = await signedIn(server, 'admin@example.nl')
  const page = await (await here.ask('/beheer/account')).text()
  const other = /sessies\/([^/]+)\/afmelden/.exec(page)?.[1] ?? ''
  await somebodyElse.send(`/beheer/account/sessies/${other}/afmelden`, {})
  expect((await there.ask('/beheer/account')).status).toBe(200)
  await here.send(`/beheer/account/sessies/${other}/afmelden`, {})
  expect((await there.ask('/beheer/account')).status).toBe(303)
  expect((await here.ask('/beheer/account')).status).toBe(200)
})

test('what was done is in the log, and the log cannot be changed', async () => {
  const server = await start()
  const admin = await signedIn(server, 'admin@example.nl')
  await admin.send('/beheer/tokens', { name: 'Proef', scope: ['talks:read', 'bijzonder:recht'], days: '30' })
  const page = await (await admin.ask('/beheer/logboek')).text()
  for (const line of ['aangemeld', 'token gemaakt', 'account toegevoegd', 'Een admin']) expect(page).toContain(line)
  expect(page).not.toContain('bijzonder:recht')
  const database = await openDatabase(server.data)
  onTestFinished(() => database.close())
  await expect(database.writer.deleteFrom('audit_event').execute()).rejects.toThrow('append-only')
  await expect(database.writer.updateTable('audit_event').set({ actor_name: 'iemand' }).execute()).rejects.toThrow('append-only')
})

test('a token does what its scopes say, until it is revoked', async () => {
  const server = await start()
  const admin = await signedIn(server, 'admin@example.nl')
  const page = await (await admin.send('/beheer/tokens', { name: 'Proef', scope: ['talks:read'], days: '30' })).text()
  const secret = /wrd_[a-z0-9]{32}/.exec(page)?.[0] ?? ''
  const ask = (path: string, token = secret) => visitor(server).ask(path, { headers: { authorization: `Bearer ${token}` } })
  expect((await ask('/beheer/accounts')).status).toBe(403)
  expect((await ask('/beheer/accounts', 'wrd_verzonnen')).status).toBe(401)
  expect(await (await admin.ask('/beheer/tokens')).text()).not.toContain(secret)
  const id = /tokens\/([a-z0-9]+)\/intrekken/.exec(page)?.[1] ?? ''
  await admin.send(`/beheer/tokens/${id}/intrekken`, {})
  expect((await ask('/beheer/accounts')).status).toBe(401)
})

test('the institution’s own sign-in, with a real OpenID Connect provider', async () => {
  const listener = createServer()
  const listen = (port: number) => new Promise<void>((resolve) => listener.listen(port, '127.0.0.1', resolve))
  await listen(0)
  const { port } = listener.address() as AddressInfo
  onTestFinished(() => void listener.close())
  const issuer = `http://127.0.0.1:${port}`
  const server = await start({
    WOORDELIJK_OIDC_ISSUER: issuer,
    WOORDELIJK_OIDC_CLIENT: 'woordelijk',
    WOORDELIJK_OIDC_SECRET: 'een-geheim-voor-de-proef-van-lengte',
    WOORDELIJK_OIDC_NAME: 'Hogeschool Proef',
  })
  // It accepts and never answers: passwords go on.
  const person = await signedIn(server, 'visitor@example.nl')
  expect((await person.ask('/beheer/account')).status).toBe(200)
  listener.closeAllConnections()
  await new Promise((resolve) => listener.close(resolve))
  const fresh = visitor(server)
  expect(await (await fresh.ask('/beheer/aanmelden')).text()).toContain('Aanmelden via Hogeschool Proef')
  // Nobody there: said.
  expect((await fresh.send('/beheer/aanmelden/instelling', { next: '/beheer/account' })).status).toBe(503)
  await listen(port)

  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'woordelijk',
        client_secret: 'een-geheim-voor-de-proef-van-lengte',
        redirect_uris: [`${server.address}/api/auth/callback/instelling`],
      },
    ],
    findAccount: (_context: unknown, sub: string) => ({
      accountId: sub,
      claims: () => ({
        sub,
        email: sub === 'bedrieger' ? 'admin@example.nl' : `${sub}@example.nl`,
        email_verified: true,
        name: `Naam van ${sub}`,
        role: 'admin',
      }),
    }),
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'role'] },
    features: { devInteractions: { enabled: true } },
    pkce: { required: () => true },
    cookies: { keys: ['alleen-voor-de-proef'] },
  })
  listener.on('request', provider.callback())

  const enter = async (sub: string) => {
    const browser = visitor(server)
    const begun = await browser.send('/beheer/aanmelden/instelling', { next: '/beheer/account' })
    expect(begun.status).toBe(303)
    return { browser, back: await walk(browser, begun.headers.get('location') ?? '', sub) }
  }
  const student = await enter('student')
  expect(student.back.headers.get('location')).toMatch(/\/beheer\/account$/)
  const page = await (await student.browser.ask('/beheer/account')).text()
  // What they say of their role counts for nothing.
  for (const text of ['Naam van student', 'student@example.nl', 'bezoeker']) expect(page).toContain(text)
  // An account without a desk role is sent to its own page, and the audit log records the sign-in.
  expect((await student.browser.ask('/beheer')).headers.get('location')).toBe('/beheer/account')
  expect(await (await (await signedIn(server, 'admin@example.nl')).ask('/beheer/logboek')).text()).toMatch(
    /Naam van student<\/td><td>aangemeld/,
  )
  // Somebody there goes by an address of ours: no proof, so no way into that account.
  const fraud = await enter('bedrieger')
  expect(fraud.back.headers.get('location')).toMatch(/\/beheer\/aanmelden\?.*error=/)
  expect((await fraud.browser.ask('/beheer/account')).status).toBe(303)
})

/** Follows a sign-in through the provider’s own pages, as a browser with its form for the name. */
async function walk(browser: ReturnType<typeof visitor>, from: string, sub: string): Promise<Response> {
  let next = from
  for (let i = 0; i < 12; i++) {
    const answer = await browser.ask(next)
    const location = answer.headers.get('location')
    if (location !== null) {
      next = new URL(location, next).href
      if (new URL(next).pathname.startsWith('/beheer')) return answer
      continue
    }
    const page = await answer.text()
    const action = /action="([^"]+)"/.exec(page)?.[1]
    if (action === undefined) throw new Error(`stuck at ${next}: ${answer.status}`)
    const prompt = /name="prompt" value="([^"]+)"/.exec(page)?.[1] ?? 'login'
    const sent = await browser.send(new URL(action, next).href, { prompt, login: sub, password: 'x' }, { origin: new URL(next).origin })
    next = new URL(sent.headers.get('location') ?? '/', next).href
  }
  throw new Error('the sign-in never ended')
}
