/** The look that a reader chooses: on every page at once, before anything is painted, in all tabs, until the device's own is chosen again. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { afterAll, beforeAll, test } from 'vitest'
import type { RunningServer } from '../../src/wire.ts'
import { startTestServer } from '../setup/make-library.ts'
import { PHONE, useBrowser } from './browser.ts'
import { expect } from './expect.ts'

const browser = useBrowser()
let server: RunningServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

const LIGHT = 'rgb(251, 250, 247)'
const DARK = 'rgb(23, 21, 18)'
const paper = (page: Page) => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
const choice = (page: Page) => page.getByLabel('Weergave')

test('the chosen look holds on every page and in every tab, and is there without the page’s scripts', async () => {
  const page = await browser.open({ colorScheme: 'light' })
  await page.goto(server.address)
  expect(await paper(page)).toBe(LIGHT)
  const other = await page.context().newPage()
  await other.goto(`${server.address}/sprekers`)
  await choice(page).selectOption('donker')
  expect(await paper(page)).toBe(DARK)
  await expect.poll(() => paper(other)).toBe(DARK)
  await expect(choice(other)).toHaveValue('dark')
  // Without the modules only what precedes the painting can have set it.
  await other.route(/\/static\/assets\/.*\.js$/, (route) => route.abort())
  await other.goto(`${server.address}/opnames/academie-2-martens`)
  expect(await paper(other)).toBe(DARK)
  await other.emulateMedia({ media: 'print' })
  expect(await paper(other)).toBe(LIGHT)
  await page.goto(`${server.address}/zoek?q=armoede`)
  expect(await paper(page)).toBe(DARK)
  await choice(page).selectOption('zoals dit apparaat')
  expect(await paper(page)).toBe(LIGHT)
  await page.reload()
  expect(await paper(page)).toBe(LIGHT)
})

test('high contrast: 7 to 1 on every page, light and dark, on a phone too', async () => {
  const page = await browser.open({ viewport: PHONE })
  await page.goto(server.address)
  await choice(page).selectOption('hoog contrast')
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    for (const path of ['/', '/bijeenkomsten/academie-2', '/opnames/academie-2-martens?q=armoede', '/zoek?q=armoede', '/mijn-citaten']) {
      await page.goto(server.address + path)
      const { violations } = await new AxeBuilder({ page }).withRules(['color-contrast-enhanced', 'target-size']).analyze()
      expect(violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${path} ${id}: ${target.join(' ')}`))).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
    }
  }
})

test('a device that wants more contrast gets it, and without scripts there is nothing to choose', async () => {
  const page = await browser.open({ javaScriptEnabled: false, contrast: 'more', colorScheme: 'dark' })
  await page.goto(server.address)
  await expect(page.locator('html')).toHaveCSS('background-color', 'rgb(0, 0, 0)')
  await expect(choice(page)).toBeHidden()
})
