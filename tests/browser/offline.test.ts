/** A talk kept for offline: read, searched and played with the server gone; and gone itself once the library withdraws it. */
import { createServer } from 'node:http'
import { afterAll, beforeAll, expect as expectValue, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { withdraw } from '../../src/library/talk/publishing.ts'
import { openLibrary, type RunningServer } from '../../src/wire.ts'
import { copyOfCollection, startTestServer } from '../setup/make-library.ts'
import { expectAccessible } from './accessible.ts'
import { PHONE, playButton, playback, useBrowser } from './browser.ts'
import { expect } from './expect.ts'
import { NO_FIREFOX, useFirefox } from './firefox.ts'

let server: RunningServer
let data = ''
beforeAll(async () => {
  data = await copyOfCollection()
  server = await startTestServer({ WOORDELIJK_DATA: data })
})
afterAll(() => server.close())
const browser = useBrowser([404, 410, 502])
const firefox = useFirefox()

const TALK = '/opnames/academie-2-martens'

/** The same address again, as after a restart of the machine. */
async function startAgain(): Promise<void> {
  server = await startTestServer({ WOORDELIJK_DATA: data, PORT: new URL(server.address).port })
}

// First: the other test withdraws the talk.
test.skipIf(NO_FIREFOX)('Firefox reads a kept talk without the server', async () => {
  const kept = await firefox.evaluate(server.address + TALK, async () => {
    const wait = async <T>(find: () => T | null | undefined): Promise<T> => {
      for (;;) {
        const found = find()
        if (found) return found
        await new Promise((resolve) => requestAnimationFrame(resolve))
      }
    }
    const button = await wait(() => document.querySelector<HTMLButtonElement>('button[data-offline]:not([hidden])'))
    button.click()
    const keep = await wait(() => document.querySelector<HTMLButtonElement>('.keep-dialog .button:not([hidden])'))
    keep.click()
    // Its name changes once the talk is kept.
    const before = button.textContent
    await wait(() => button.textContent !== before)
    return (await caches.keys()).filter((name) => name.startsWith('woordelijk')).sort()
  })
  expectValue(kept).toEqual(['woordelijk-offline', 'woordelijk-opname-academie-2-martens'])
  await server.close()
  const page = await firefox.evaluate(server.address + TALK, async () => ({
    heading: document.querySelector('h1')?.textContent,
    offline: document.body.dataset.offline !== undefined,
    cues: document.querySelectorAll('.cue').length > 10,
  }))
  expectValue(page).toEqual({ heading: 'Concentratie van armoede in Heerlen', offline: true, cues: true })
  await startAgain()
})

test('two tabs: sizes are true, what one tab removes the other does not bring back, and a proxy without a library is offline too', async () => {
  const page = await browser.open()
  // Pieces of the recording wait until the test lets them go.
  await page.addInitScript(() => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const real = window.fetch
    window.fetch = async (input, init) => {
      if (new Headers(init?.headers).has('Range')) await promise
      return real(input, init)
    }
    Object.assign(window, { letGo: resolve })
  })
  const measuring = Promise.withResolvers<void>()
  await page.route('**/offline/bestanden.json*', async (route) => {
    await measuring.promise
    await route.continue()
  })
  await page.goto(server.address + TALK)
  await page.getByRole('button', { name: 'Bewaar voor offline' }).click()
  const dialog = page.getByRole('dialog', { name: 'Bewaar deze opname voor offline' })
  const keep = dialog.getByRole('button', { name: 'Bewaar', exact: true })
  await expect(dialog.getByRole('status')).toHaveText('De grootte wordt opgevraagd…')
  await expect(keep).toBeHidden()
  measuring.resolve()
  const [, offered = ''] = /\(([\d,]+) MB\)/.exec((await dialog.getByText('Alleen de tekst').textContent()) ?? '') ?? []
  await keep.click()
  await expect(dialog.getByRole('status')).toContainText('Bewaard. U vindt')
  const bytes = await page.evaluate(async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith('woordelijk'))
    const stored = await Promise.all(names.map(async (name) => (await caches.open(name)).matchAll()))
    const sizes = await Promise.all(stored.flat().map(async (answer) => (await answer.blob()).size))
    return sizes.reduce((sum, size) => sum + size, 0)
  })
  expectValue(Math.abs(bytes / 1e6 - Number(offered.replace(',', '.')))).toBeLessThan(0.15)

  await dialog.getByRole('radio', { name: /^Tekst en beeld/ }).check()
  await keep.click()
  await expect(keep).toBeHidden()
  const other = await page.context().newPage()
  await other.goto(`${server.address}/offline`)
  await expect(other.getByText(/niet compleet/)).toBeVisible()
  await other.getByRole('button', { name: /^Verwijder/ }).click()
  await expect(other.getByText('U hebt nog niets bewaard')).toBeVisible()
  await page.evaluate(() => (window as unknown as { letGo: () => void }).letGo())
  await expect(dialog.getByRole('status')).toContainText('Afgebroken')
  const left = () => page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith('woordelijk')))
  expectValue(await left()).toEqual([])

  // And again, as text; then a proxy answers that there is no library behind it.
  await dialog.getByRole('radio', { name: /^Alleen de tekst/ }).check()
  await keep.click()
  await expect(dialog.getByRole('status')).toContainText('Bewaard. U vindt')
  await server.close()
  const proxy = createServer((_, answer) => answer.writeHead(502).end('Bad Gateway'))
  await new Promise<void>((resolve) => proxy.listen(Number(new URL(server.address).port), '127.0.0.1', resolve))
  await other.goto(server.address + TALK)
  await expect(other.getByText(/^U bent offline\. Dit is wat op .* is bewaard\.$/)).toBeVisible()
  await expect(other.locator('.cue').first()).toBeVisible()
  proxy.closeAllConnections()
  await new Promise((resolve) => proxy.close(resolve))
  await startAgain()
})

test('kept whole, it is read, searched and played without the server, and goes when it is withdrawn', async () => {
  const page = await browser.open({ viewport: PHONE })
  await page.goto(server.address + TALK)
  await page.getByRole('button', { name: 'Bewaar voor offline' }).click()
  const dialog = page.getByRole('dialog', { name: 'Bewaar deze opname voor offline' })
  await dialog.getByRole('radio', { name: /^Tekst en beeld/ }).check()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Bewaar', exact: true }).click()
  await expect(dialog.getByRole('status').filter({ hasText: 'Bewaard. U vindt' })).toBeVisible()
  await dialog.getByRole('button', { name: 'Sluit' }).click()
  await expect(page.getByRole('button', { name: 'Offline bewaard' })).toBeVisible()

  await server.close()
  await page.goto(`${server.address + TALK}?t=61`)
  await expect(page.getByText(/^U bent offline\. Dit is wat op .* is bewaard\.$/)).toBeVisible()
  await playButton(page).click()
  await expect.poll(async () => (await playback(page)).time).toBeGreaterThan(61.5)
  await page.evaluate(() => document.querySelector<HTMLMediaElement>('video')?.pause())
  await page.getByRole('searchbox', { name: /in deze opname/ }).fill('armoede')
  await expect(page.getByText(/^\d+ gevonden$|^\d+ van \d+$/)).toBeVisible()

  // What was not kept says so, and leads to what was.
  await page.goto(`${server.address}/zoek?q=armoede`)
  await expect(page.getByText('U bent offline. Wat u hebt bewaard, staat hieronder.')).toBeVisible()
  const item = page.getByRole('listitem').filter({ hasText: 'tekst en beeld' })
  await expect(item).toBeVisible()
  await expectAccessible(page)
  await page.goto(`${server.address}/mijn-citaten`)
  await expect(page.getByRole('heading', { name: 'Mijn citaten' })).toBeVisible()

  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: data }))
  await withdraw(open.library, 'academie-2-martens', 'Op verzoek van de spreker', { kind: 'command', id: null, name: 'test' })
  await open.close()
  await startAgain()
  await page.goto(`${server.address}/offline`)
  await expect(page.getByText(/^Ingetrokken door de bibliotheek/)).toBeVisible()
  expectValue(await page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith('woordelijk')))).toEqual([])
})
