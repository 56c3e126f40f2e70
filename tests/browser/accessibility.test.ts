/** Every page, light and dark, wide and narrow: WCAG 2.2 AA by axe, nothing wider than the window, and a walk by keyboard. */
import { afterAll, beforeAll, describe, test } from 'vitest'
import type { RunningServer } from '../../src/wire.ts'
import { startTestServer } from '../setup/make-library.ts'
import { expectAccessible } from './accessible.ts'
import { arrivedAt, DESK, PHONE, playButton, playback, useBrowser } from './browser.ts'
import { expect } from './expect.ts'

let server: RunningServer
let quote = ''
beforeAll(async () => {
  server = await startTestServer()
  const body = JSON.stringify({ talk: 'academie-2-martens', start: 61_000, end: 75_000 })
  const made = await fetch(`${server.address}/api/v1/quotes`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })
  quote = ((await made.json()) as { id: string }).id
})
const addressOf = (path: string) => server.address + path.replace('QUOTE', quote)
afterAll(() => server.close())
const browser = useBrowser()

const PAGES = [
  '/',
  '/bijeenkomsten',
  '/bijeenkomsten/academie-2',
  '/opnames/academie-2-martens?t=41',
  '/sprekers',
  '/sprekers/ron-meyer',
  '/themas',
  '/themas/armoede',
  '/zoek',
  '/zoek?q=armoede',
  '/zoek?q=xyzzy',
  '/citaten/QUOTE',
  '/mijn-citaten',
  '/opnames/academie-2-martens/geschiedenis',
  '/insluiten/academie-2-martens?t=61,75',
  '/toegankelijkheid',
  '/api/docs',
]

describe.each([DESK, PHONE])('$width px', (viewport) => {
  test.each(PAGES)('%s', async (path) => {
    const page = await browser.open({ viewport })
    await page.goto(addressOf(path))
    if (path.includes('?t=41')) await arrivedAt(page, 41)
    await expectAccessible(page)
  })
})

test('at 320 px nothing is wider than the window', async () => {
  const page = await browser.open({ viewport: { width: 320, height: 640 } })
  for (const path of PAGES) {
    await page.goto(addressOf(path))
    expect([path, await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)]).toEqual([path, true])
  }
})

test('what opens over the page: the bar of a selection, citing, sharing', async () => {
  const page = await browser.open()
  await page.goto(`${server.address}/opnames/academie-2-martens`)
  await page
    .locator('.cue')
    .nth(4)
    .evaluate((cue) => getSelection()?.selectAllChildren(cue))
  await page.getByRole('toolbar', { name: 'Met deze woorden' }).waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Verwijs', exact: true }).click()
  await page.getByRole('dialog').waitFor()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Delen en citeren' }).click()
  await page.getByRole('dialog').waitFor()
  await expectAccessible(page)
})

describe('by keyboard', () => {
  test('the first stop skips to the content', async () => {
    const page = await browser.open()
    await page.goto(`${server.address}/bijeenkomsten/academie-2`)
    await page.keyboard.press('Tab')
    await expect(page.getByRole('link', { name: 'Naar de inhoud' })).toBeFocused()
    await expect(page.getByRole('link', { name: 'Naar de inhoud' })).toBeInViewport()
    await page.keyboard.press('Enter')
    await expect(page.locator('main')).toBeFocused()
  })
  test('the player obeys its keys, in Dutch, and only when it has the focus', async () => {
    const page = await browser.open()
    await page.goto(`${server.address}/opnames/academie-2-martens?t=30`)
    await arrivedAt(page, 30)
    await page.locator('input[name=q]').first().focus()
    await page.keyboard.type('kmj')
    expect(await playback(page)).toMatchObject({ paused: true })
    await page.locator('media-player').focus()
    // The next key counts from where the player thinks it is, and it learns of an arrival a moment later than the page.
    const settledAt = async (seconds: number) => {
      await arrivedAt(page, seconds)
      await page.locator('media-player:not([data-seeking])').waitFor()
    }
    await page.keyboard.press('ArrowRight')
    await settledAt(35)
    await page.keyboard.press('l')
    await settledAt(45)
    await page.keyboard.press('j')
    await settledAt(35)
    await page.keyboard.press('k')
    await expect.poll(async () => (await playback(page)).paused).toBe(false)
    const names = await page.evaluate(() =>
      [...document.querySelectorAll('media-player [aria-label], media-player [aria-valuetext]')].flatMap((element) => [
        element.getAttribute('aria-label'),
        element.getAttribute('aria-valuetext'),
      ]),
    )
    const english = names.filter((name) =>
      /\b(?:play|pause|mute|seek|out of|settings|fullscreen|captions|player -|chapters)\b/i.test(name ?? ''),
    )
    expect(english).toEqual([])
  })
  test('Tab never sticks on the talk page', async () => {
    const page = await browser.open()
    await page.goto(`${server.address}/opnames/academie-2-martens`)
    await playButton(page).waitFor()
    const seen = new Set<string>()
    let turns = 0
    for (; turns < 200; turns++) {
      await page.keyboard.press('Tab')
      const where = await page.evaluate(() =>
        document.activeElement === document.body ? 'end' : (document.activeElement?.outerHTML.slice(0, 160) ?? ''),
      )
      if (where === 'end') break
      seen.add(where)
    }
    expect(seen.size).toBeGreaterThan(20)
    expect(turns).toBeLessThan(200)
  })
})
