/** The switch to English in a real browser: what scripts write and the player says follows the page. */
import { afterAll, beforeAll, test } from 'vitest'
import type { RunningServer } from '../../src/wire.ts'
import { startTestServer } from '../setup/make-library.ts'
import { useBrowser } from './browser.ts'
import { expect } from './expect.ts'

const browser = useBrowser()
let server: RunningServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

test('the footer switches to English, which scripts and the player follow, and other pages remember', async () => {
  const page = await browser.open()
  await page.goto(`${server.address}/opnames/academie-2-martens?t=41`)
  await expect(page.locator('html')).toHaveAttribute('lang', 'nl')
  await page.getByRole('link', { name: 'English' }).click()
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  expect(new URL(page.url()).search).toBe('?t=41&taal=en')
  const loaded = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name))
  expect(loaded.filter((name) => /\/(?:nl|en)-[\w-]+\.js$/.test(name)).map((name) => /(\w\w)-[\w-]+\.js/.exec(name)?.[1])).toEqual(['en'])

  await page.getByRole('button', { name: 'Play from 0:41' }).click()
  const seekBar = page.getByRole('slider', { name: 'Seek' })
  await expect(seekBar).toHaveAttribute('aria-valuetext', /^\d.* of \d/)
  await expect(page.locator('media-player')).toHaveAttribute('aria-label', /^Video player: /)
  const labels = await page.locator('media-player [aria-label]').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')))
  for (const dutch of ['Afspelen', 'Pauzeren', 'Geluid uit', 'Ondertiteling', 'Instellingen']) expect(labels).not.toContain(dutch)

  await page.getByRole('button', { name: 'Share and cite' }).click()
  await expect(page.getByRole('dialog')).toContainText('Share this recording')
  await page.keyboard.press('Escape')
  await page.goto(`${server.address}/mijn-citaten`)
  await expect(page.getByText(/^You have no quotes or notes yet\./)).toBeVisible()
  await page.getByRole('link', { name: 'Nederlands' }).click()
  await expect(page.getByText(/^U hebt nog geen citaten of notities\./)).toBeVisible()
})
