/** From a file on a laptop to a published talk, in a real browser: with a mouse, with the keyboard alone, and without scripts. */
import { copyFile, mkdtemp, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Page } from '@playwright/test'
import { afterAll, beforeAll, describe, inject, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { openLibrary, type RunningServer } from '../../src/wire.ts'
import { FIXTURES, makeFolder, startTestServer, vtt } from '../setup/make-library.ts'
import { PASSWORD } from '../setup/people.ts'
import { expectAccessible } from './accessible.ts'
import { arrivedAt, DESK, PHONE, useBrowser } from './browser.ts'
import { expect } from './expect.ts'

// An upload that goes on after a cut line may name a place the server is past: tus answers 409, and the client asks again.
const browser = useBrowser([409])

async function startWithArchivist(): Promise<{ server: RunningServer; data: string }> {
  // Not made by makeFolder: a server for several tests outlives each of them.
  const data = join(await mkdtemp(join(dirname(inject('collection')), 'archivist-')), 'data')
  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: data }))
  const actor = { kind: 'command' as const, id: null, name: 'test' }
  await open.accounts.add({ email: 'archivaris@example.nl', name: 'Anna de Vries', role: 'admin', password: PASSWORD }, actor)
  await open.close()
  return { server: await startTestServer({ WOORDELIJK_DATA: data, WOORDELIJK_PROXY: 'yes' }), data }
}

/** A six-second recording and its transcript, under matching names. */
async function laptop(): Promise<{ video: string; transcript: string; bad: string }> {
  const folder = await makeFolder()
  const files = { video: join(folder, 'lezing.mp4'), transcript: join(folder, 'lezing.vtt'), bad: join(folder, 'lezing.srt') }
  await copyFile(join(FIXTURES, 'mdn', 'friday.mp4'), files.video)
  await writeFile(
    files.transcript,
    vtt([
      { start: 0, end: 3, text: 'Goedemorgen.' },
      { start: 3, end: 6, text: 'Dit is bestaanszekerheid.' },
    ]),
  )
  await writeFile(files.bad, '1\n00:00:05,000 --> 00:00:01,000\nAchterstevoren\n\n2\n00:00:05,000 --> 00:00:06,000\nGoed\n')
  return files
}

/** Each from an address of its own: three people a moment are let in from one. */
let visitors = 0
const from = () => ({ extraHTTPHeaders: { 'X-Forwarded-For': `192.0.2.${++visitors}` } })

async function signIn(page: Page, address: string, to = '/beheer'): Promise<void> {
  await page.goto(address + to)
  await page.fill('[name="email"]', 'archivaris@example.nl')
  await page.fill('[name="password"]', PASSWORD)
  await page.press('[name="password"]', 'Enter')
  await page.waitForURL((url) => url.pathname === to)
}

test('dropped files become a talk that is found at its word, over a reload, a lost line and a restarted server', async () => {
  const { server, data } = await startWithArchivist()
  const { port } = new URL(server.address)
  let running = server
  try {
    const files = await laptop()
    const page = await browser.open(from())
    await signIn(page, server.address, '/beheer/nieuw')
    // A line so slow that the video is under way for seconds.
    const network = await page.context().newCDPSession(page)
    const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 60_000 }
    await network.send('Network.enable')
    await network.send('Network.emulateNetworkConditions', slow)
    await page.setInputFiles('[data-files]', [files.video, files.transcript])
    await page.waitForURL(/\/beheer\/opnames\/[a-z0-9]+$/)
    await page.fill('#veld-title', 'De lezing van Anna')
    await page.fill('#veld-spreker-naam-0', 'Anna de Vries')
    await page.fill('#veld-spreker-rol-0', 'archivaris')
    await expect(page.locator('[data-saved]')).toContainText('Bewaard om')
    await expect(page.locator('[data-sending] progress').first()).toHaveAttribute('value', /[1-9]/)
    await page.reload({ waitUntil: 'commit' })
    await page.waitForLoadState('load')
    await running.close()
    running = await startTestServer({ WOORDELIJK_DATA: data, PORT: port })
    await network.send('Network.emulateNetworkConditions', { ...slow, uploadThroughput: -1 })
    await page.reload()
    await expect(page.locator('#veld-title')).toHaveValue('De lezing van Anna')
    await expect(page.locator('[data-upload]').first()).toContainText('Kies hetzelfde bestand om verder te gaan')
    const before = Number(await page.locator('[data-upload]').first().getAttribute('data-received'))
    expect(before).toBeGreaterThan(0)
    const [patch] = await Promise.all([
      page.waitForRequest((request) => request.method() === 'PATCH'),
      page.setInputFiles('[data-adder="recording"] input', files.video),
    ])
    expect(Number(patch.headers()['upload-offset'])).toBe(before)
    await page.setInputFiles('[data-adder="transcript"] input', files.transcript)
    await expect(page.locator('.upload-stored')).toHaveCount(2)
    await expect(page.locator('[data-step="ready"]')).toHaveAttribute('data-state', 'done')
    await page.getByRole('button', { name: 'Publiceren', exact: true }).click()
    await expect(page.locator('.notice')).toContainText('staat in de bibliotheek')

    await page.goto(`${running.address}/zoek?q=bestaanszekerheid`)
    await page
      .getByRole('link', { name: /bestaanszekerheid/ })
      .first()
      .click()
    await page.waitForURL(/\/opnames\/.*t=3/)
    await arrivedAt(page, 3.6)
    await expect(page.locator('h1')).toHaveText('De lezing van Anna')
  } finally {
    await running.close()
  }
})

describe('one server', () => {
  let server: RunningServer
  beforeAll(async () => {
    server = (await startWithArchivist()).server
  })
  afterAll(() => server.close())

  test('by keyboard alone', async () => {
    const files = await laptop()
    const page = await browser.open(from())
    await page.goto(`${server.address}/beheer/nieuw`)
    await page.waitForURL(/aanmelden/)
    await tabTo(page, '[name="email"]')
    await page.keyboard.type('archivaris@example.nl')
    await page.keyboard.press('Tab')
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/beheer\/nieuw$/)
    await expect(page.locator('[data-new-talk]')).toBeVisible()
    // Asked for well before the press: a busy browser takes its time to hand choosers over.
    const chooser = page.waitForEvent('filechooser')
    await tabTo(page, '[data-files]')
    await page.keyboard.press('Space')
    await (await chooser).setFiles([files.video, files.transcript])
    await page.waitForURL(/\/beheer\/opnames\/[a-z0-9]+$/)
    await tabTo(page, '#veld-title')
    await page.keyboard.press('Control+A')
    await page.keyboard.type('Met het toetsenbord')
    await expect(page.locator('[data-saved]')).toContainText('Bewaard om')
    await expect(page.locator('[data-step="ready"]')).toHaveAttribute('data-state', 'done')
    await tabTo(page, '[name="wanneer"][value="nu"]')
    await page.keyboard.press('Enter')
    await expect(page.locator('.notice')).toContainText('staat in de bibliotheek')
  })

  test('without scripts', async () => {
    const files = await laptop()
    const page = await browser.open({ javaScriptEnabled: false, ...from() })
    await signIn(page, server.address, '/beheer/nieuw')
    await page.fill('[name="title"]', 'Zonder scripts')
    await page.setInputFiles('[name="recording"]', files.video)
    await page.setInputFiles('[name="transcript"]', files.transcript)
    await page.getByRole('button', { name: 'Bewaren en uploaden' }).click()
    await page.waitForURL(/\/beheer\/opnames\/[a-z0-9]+\?gedaan=opgeslagen$/)
    await page.fill('#veld-spreker-naam-0', 'Anna de Vries')
    await page.getByRole('button', { name: 'Bewaren', exact: true }).click()
    await expect(page.locator('#veld-spreker-naam-0')).toHaveValue('Anna de Vries')
    const step = page.locator('[data-step="ready"]')
    await expect(async () => {
      await page.reload()
      expect(await step.getAttribute('data-state')).toBe('done')
    }).toPass()
    await page.getByRole('button', { name: 'Publiceren', exact: true }).click()
    await expect(page.locator('.notice')).toContainText('staat in de bibliotheek')
    await page.getByRole('link', { name: 'Bekijk de pagina' }).click()
    await expect(page.locator('h1')).toHaveText('Zonder scripts')
    await expect(page.locator('main')).toContainText('bestaanszekerheid')
  })

  test('what is wrong with a transcript is said before it is sent, with its line', async () => {
    const files = await laptop()
    const page = await browser.open(from())
    await signIn(page, server.address, '/beheer/nieuw')
    await page.setInputFiles('[data-files]', [files.video])
    await page.waitForURL(/\/beheer\/opnames\/[a-z0-9]+$/)
    await expect(page.locator('.upload-stored')).toHaveCount(1)
    let sent = 0
    page.on('request', (request) => (sent += Number(request.method() === 'POST' && request.url().endsWith('/uploads'))))
    await page.setInputFiles('[data-adder="transcript"] input', files.bad)
    const row = page.locator('[data-sending] .upload').filter({ hasText: 'lezing.srt' })
    await expect(row.locator('.findings')).toContainText('regel 2')
    await expect(row.getByRole('button', { name: 'Niet uploaden' })).toBeVisible()
    expect(sent).toBe(0)
    await row.getByRole('button', { name: 'Toch uploaden' }).click()
    await expect(page.locator('[data-part="files"]')).toContainText('opmerking bij het transcript')
  })

  test('a passkey is added once and signs in from then on', async () => {
    const page = await browser.open(from())
    const devices = await page.context().newCDPSession(page)
    await devices.send('WebAuthn.enable')
    await devices.send('WebAuthn.addVirtualAuthenticator', {
      options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true },
    })
    await signIn(page, server.address, '/beheer/account')
    await page.getByRole('button', { name: 'Passkey toevoegen' }).click()
    await expect(page.locator('.notice')).toContainText('passkeys zijn bijgewerkt')
    await page.getByRole('button', { name: 'Afmelden' }).first().click()
    await page.waitForURL(/aanmelden/)
    await page.goto(`${server.address}/beheer/aanmelden?next=/beheer/account`)
    await page.getByRole('button', { name: 'Aanmelden met een passkey' }).click()
    await page.waitForURL((url) => url.pathname === '/beheer/account')
    await expect(page.locator('.desk-who')).toContainText('Anna de Vries')
    await page.getByRole('button', { name: 'Verwijderen' }).click()
    await expect(page.locator('main')).toContainText('nog geen passkey')
    await page.goto(`${server.address}/beheer/logboek`)
    await expect(page.locator('.log')).toContainText('passkey toegevoegd')
  })

  const PAGES = ['/beheer', '/beheer/nieuw', '/beheer/account', '/beheer/accounts', '/beheer/tokens', '/beheer/logboek', 'TALK']
  test.each([DESK, PHONE])('every page is accessible at $width px', async (viewport) => {
    const page = await browser.open({ viewport, ...from() })
    await page.goto(`${server.address}/beheer/aanmelden`)
    await expectAccessible(page)
    await signIn(page, server.address)
    const talk = (await page.locator('.desk-entry a').first().getAttribute('href')) ?? ''
    for (const path of PAGES) {
      await page.goto(server.address + (path === 'TALK' ? talk : path))
      await expectAccessible(page)
    }
  })
})

/** As somebody without a mouse gets there. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press('Tab')
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return
  }
  throw new Error(`${selector} cannot be reached by keyboard`)
}
