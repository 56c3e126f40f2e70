/** The theme that a reader chooses, on every page, in all tabs and before anything is painted; and the look on paper. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { extractText, getDocumentProxy } from 'unpdf'
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
  expect(await paper(other)).toBe('rgb(255, 255, 255)')
  await page.goto(`${server.address}/zoek?q=armoede`)
  expect(await paper(page)).toBe(DARK)
  await choice(page).selectOption('zoals dit apparaat')
  expect(await paper(page)).toBe(LIGHT)
  await page.reload()
  expect(await paper(page)).toBe(LIGHT)
})

/** The text of each page on A4. */
async function printedPages(page: Page): Promise<string[]> {
  const pdf = await getDocumentProxy(new Uint8Array(await page.pdf({ format: 'A4' })))
  return (await extractText(pdf)).text
}

/** Letters and digits alone: lines of a PDF break at hyphens, and its apostrophes are read as modifier letters. */
const letters = (text: string) => text.normalize('NFKC').replace(/[^\p{L}\p{N}]|\p{Lm}/gu, '')

test('printed: the whole transcript or programme with its link, chapters and page numbers, and nothing to press', async () => {
  const page = await browser.open()
  await page.goto(`${server.address}/opnames/academie-2-martens`)
  const parts = await page.locator('.cue, .transcript-text h3').allTextContents()
  const talk = await printedPages(page)
  const text = letters(talk.join(' '))
  expect(parts.length).toBeGreaterThan(20)
  expect(parts.filter((part) => !text.includes(letters(part)))).toEqual([])
  expect(text).toContain(letters(`${server.address}/opnames/academie-2-martens`))
  for (const [i, each] of talk.entries()) expect(each).toMatch(new RegExp(`${i + 1}\\s*/\\s*${talk.length}`))
  expect(text).not.toMatch(/Zoek|Deel|Citeer|Hoofdmenu|Volgdevideo/)
  await page.emulateMedia({ media: 'print' })
  await expect(page.locator('svg.qr')).toBeVisible()
  await expect(page.locator('svg.qr > *')).not.toHaveCount(0)

  await page.emulateMedia({ media: null })
  await page.goto(`${server.address}/bijeenkomsten/academie-2`)
  const titles = await page.locator('.slot-title, .slots h3').allTextContents()
  const event = letters((await printedPages(page)).join(' '))
  expect(titles.length).toBeGreaterThan(3)
  expect(titles.filter((title) => !event.includes(letters(title)))).toEqual([])
  expect(event).toContain(letters(`${server.address}/bijeenkomsten/academie-2`))
  expect(event).not.toMatch(/Zoek|Speel/)
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
