/** Searching as one types, and in an event without a connection. */

import { afterAll, beforeAll, test } from 'vitest'
import type { RunningServer } from '../../src/wire.ts'
import { startTestServer } from '../setup/make-library.ts'
import { useBrowser } from './browser.ts'
import { expect } from './expect.ts'

let server: RunningServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())
const browser = useBrowser()

test('on the search page the results follow what is typed, and the address follows the results', async () => {
  const page = await browser.open()
  await page.goto(`${server.address}/zoek?q=armoede`)
  const first = await page.locator('.hit h2').first().textContent()
  const field = page.locator('.site-search input[type="search"]')
  await field.fill('huisarts')
  await expect(page.locator('.snippet mark').first()).toHaveText(/huisarts/i)
  await expect(page).toHaveURL(/q=huisarts$/)
  await expect(field).toBeFocused()
  await page.locator('.moment').first().click()
  await expect(page).toHaveURL(/\/opnames\//)
  await page.goBack()
  await expect(page.locator('.snippet mark').first()).toHaveText(/huisarts/i)
  await page.goto(`${server.address}/zoek?q=armoede`)
  expect(await page.locator('.hit h2').first().textContent()).toBe(first)
  await page.locator('.site-search input[type="search"]').fill('xqzvw')
  await expect(page.locator('#resultaten [role="status"]')).toContainText('Niets gevonden')
})

test('an event is searched without a connection once its field was used', async () => {
  const page = await browser.open()
  await page.goto(`${server.address}/bijeenkomsten/academie-2`)
  const field = page.getByRole('searchbox', { name: 'Zoek in deze bijeenkomst' })
  await field.fill('wijk')
  await expect(page.locator('.event-hits mark').first()).toBeVisible()
  await page.context().setOffline(true)
  await field.fill('huisarts')
  await expect(page.locator('.event-hits mark').first()).toHaveText(/huisarts/i)
  await field.fill('( [ "')
  await expect(page.locator('.event-search + .meta, .event-search ~ [role="status"], form ~ [role="status"]').first()).toContainText(
    'Niets gevonden',
  )
  await page.context().setOffline(false)
  await field.fill('bestaanszekerheid')
  const link = page.locator('.event-hits ol a').first()
  const [, seconds] = /t=([\d.]+)/.exec((await link.getAttribute('href')) ?? '') ?? []
  await link.click()
  await expect(page).toHaveURL(new RegExp(`t=${seconds?.replace('.', '\\.')}$`))
})

test('without scripts the field of an event asks the server, for that event', async () => {
  const page = await browser.open({ javaScriptEnabled: false })
  await page.goto(`${server.address}/bijeenkomsten/academie-2`)
  await page.getByRole('searchbox', { name: 'Zoek in deze bijeenkomst' }).fill('armoede')
  await page.getByRole('searchbox', { name: 'Zoek in deze bijeenkomst' }).press('Enter')
  await expect(page).toHaveURL(/\/zoek\?q=armoede&event=academie-2$/)
  await expect(page.locator('.hit').first()).toBeVisible()
})
