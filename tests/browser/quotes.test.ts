/** From words on the talk page to a quote with a permanent link: by mouse, by keyboard alone, and without scripts. */
import type { Page } from '@playwright/test'
import { afterAll, beforeAll, test } from 'vitest'
import type { RunningServer } from '../../src/wire.ts'
import { startTestServer } from '../setup/make-library.ts'
import { PHONE, playButton, playback, useBrowser } from './browser.ts'
import { expect } from './expect.ts'

let server: RunningServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())
const browser = useBrowser()

const TALK = '/opnames/academie-2-martens'

async function select(page: Page, cue: number, from: number, to: number): Promise<void> {
  await page
    .locator('.cue')
    .nth(cue)
    .evaluate(
      (element, [start, end]) => {
        const node = element.firstChild
        if (!node) return
        element.scrollIntoView({ block: 'center' })
        getSelection()?.setBaseAndExtent(node, start ?? 0, node, end ?? 0)
      },
      [from, to],
    )
}

const copied = (page: Page) => page.evaluate(() => navigator.clipboard.readText())

test('selected words: copied with their source, linked, cited, kept, played to their end', async () => {
  const page = await browser.open({ permissions: ['clipboard-read', 'clipboard-write'] })
  await page.goto(server.address + TALK)
  await select(page, 4, 3, 22)
  const bar = page.getByRole('toolbar', { name: 'Met deze woorden' })
  await bar.getByRole('button', { name: 'Kopieer citaat' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Citaat gekopieerd' })).toBeVisible()
  const block = await copied(page)
  expect(block).toMatch(/^“Dennis Martens is onderzoeker” — Computerstem, .*15 april 2024.*0:16.*\/citaten\/[a-z0-9]{12}/)

  await bar.getByRole('button', { name: 'Kopieer link' }).click()
  await expect.poll(() => copied(page)).toMatch(/\/citaten\/[a-z0-9]{12}$/)
  const link = await copied(page)

  await bar.getByRole('button', { name: 'Verwijs' }).click()
  const dialog = page.getByRole('dialog', { name: 'Verwijzen' })
  await dialog.getByRole('button', { name: 'Kopieer: BibTeX' }).click()
  await expect.poll(() => copied(page)).toMatch(/^@misc\{/)
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)

  await bar.getByRole('button', { name: 'Bewaar' }).click()
  await bar.getByRole('button', { name: 'Speel af' }).click()
  await expect.poll(async () => (await playback(page)).time).toBeGreaterThan(17)
  await expect.poll(async () => (await playback(page)).paused).toBe(true)
  const { time } = await playback(page)
  expect(time).toBeGreaterThan(17)
  expect(time).toBeLessThan(20)

  await page.goto(`${server.address}/mijn-citaten`)
  await expect(page.locator('.kept-quotes blockquote')).toHaveText('Dennis Martens is onderzoeker')
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'BibTeX' }).click()
  expect((await download).suggestedFilename()).toBe('citaten.bib')
  await page.getByRole('button', { name: /^Verwijder/ }).click()
  await expect(page.locator('.kept-quotes li')).toHaveCount(0)
  // Another tab keeps one before the removal is undone: both are there then.
  await page.evaluate(() => {
    const texts = Object.fromEntries(['exact', 'title', 'block', 'bibtex', 'ris'].map((name) => [name, 'van een ander tabblad']))
    localStorage.setItem('woordelijk:citaat:anders', JSON.stringify({ id: 'anders', url: location.href, speaker: null, ...texts }))
  })
  await page.getByRole('button', { name: 'Ongedaan maken' }).click()
  await expect(page.locator('.kept-quotes blockquote')).toHaveText(['Dennis Martens is onderzoeker', 'van een ander tabblad'])

  await page.goto(link)
  await expect(page.locator('blockquote').first()).toHaveText('Dennis Martens is onderzoeker')
  await expect(page.getByText('Ongewijzigd')).toBeVisible()
  // A full list says so and drops none.
  await page.evaluate(() => {
    const kept = JSON.parse(localStorage.getItem('woordelijk:citaat:anders') ?? '{}')
    localStorage.clear()
    for (let i = 0; i < 1000; i++) localStorage.setItem(`woordelijk:citaat:vol${i}`, JSON.stringify({ ...kept, id: `vol${i}` }))
  })
  await page.getByRole('button', { name: 'Bewaar', exact: true }).click()
  await expect(page.getByRole('status').filter({ hasText: 'al 1.000 citaten' })).toBeVisible()
  expect(await page.evaluate(() => localStorage.getItem('woordelijk:citaat:vol999') !== null)).toBe(true)
})

/** Where a letter of a cue stands on the screen. */
function letterAt(page: Page, cue: number, offset: number): Promise<{ x: number; y: number }> {
  return page
    .locator('.cue')
    .nth(cue)
    .evaluate((element, at) => {
      const range = document.createRange()
      range.setStart(element.firstChild ?? element, at)
      range.setEnd(element.firstChild ?? element, at + 1)
      const box = range.getBoundingClientRect()
      return { x: box.left + 1, y: box.top + box.height / 2 }
    }, offset)
}

test('with a mouse: dragged over from one line to the next, and the bar pressed', async () => {
  const page = await browser.open({ permissions: ['clipboard-read', 'clipboard-write'] })
  await page.clock.install()
  await page.goto(server.address + TALK)
  await page.waitForLoadState('networkidle')
  await page.locator('.cue').nth(5).scrollIntoViewIfNeeded()
  const [begin, end] = [await letterAt(page, 4, 3), await letterAt(page, 5, 12)]
  await page.mouse.move(begin.x, begin.y)
  await page.mouse.down()
  await page.mouse.move((begin.x + end.x) / 2, end.y, { steps: 4 })
  // A rest on the way: the bar waits for the end of the drag.
  await page.clock.runFor(1000)
  await expect(page.locator('.quote-bar')).toHaveCount(0)
  await page.mouse.move(end.x, end.y, { steps: 4 })
  await page.mouse.up()
  await page.clock.runFor(1000)
  const selected = await page.evaluate(() => getSelection()?.toString() ?? '')
  // From the middle of a word: the quotation takes the whole of it.
  expect(selected).toMatch(/^nis Martens is/)
  const button = page.getByRole('toolbar', { name: 'Met deze woorden' }).getByRole('button', { name: 'Kopieer citaat' })
  await button.click()
  await expect.poll(() => copied(page)).toMatch(/^“Dennis Martens is onderzoeker/)
  // Neither the press nor the copy let go of the words; a click elsewhere does.
  expect(await page.evaluate(() => getSelection()?.toString() ?? '')).toBe(selected)
  await page.mouse.click(10, 300)
  await expect(button).toHaveCount(0)
})

test('by keyboard alone: from this paragraph to that one', async () => {
  const page = await browser.open({ permissions: ['clipboard-read', 'clipboard-write'] })
  await page.goto(server.address + TALK)
  await page.getByRole('button', { name: /^Citaat vanaf hier: 0:16/ }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('status').filter({ hasText: 'Citaat begint op 0:16' })).toBeVisible()
  await page.getByRole('button', { name: /^Citaat tot hier: 0:16/ }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Kopieer citaat' })).toBeFocused()
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('button', { name: 'Kopieer link' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect.poll(() => copied(page)).toContain('/citaten/')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('toolbar', { name: 'Met deze woorden' })).toHaveCount(0)
})

test('on a phone the bar stays within the page', async () => {
  const page = await browser.open({ viewport: PHONE })
  await page.goto(server.address + TALK)
  await select(page, 4, 3, 22)
  const box = await page.getByRole('toolbar', { name: 'Met deze woorden' }).boundingBox()
  expect(box?.x).toBeGreaterThanOrEqual(0)
  expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(PHONE.width)
})

test('without scripts a paragraph becomes a quote', async () => {
  const page = await browser.open({ javaScriptEnabled: false })
  await page.goto(server.address + TALK)
  await page.getByRole('button', { name: /^Citeer deze alinea: 0:16/ }).click()
  await expect(page).toHaveURL(/\/citaten\/[a-z0-9]{12}$/)
  await expect(page.locator('blockquote').first()).toContainText('Dennis Martens is onderzoeker')
  await expect(page.locator('video')).toHaveAttribute('src', /#t=16/)
})

test('the quote’s own page: copied, kept with its time and date, cited in the text with italics, played with captions', async () => {
  const page = await browser.open({ permissions: ['clipboard-read', 'clipboard-write'] })
  const body = JSON.stringify({ talk: 'academie-2-martens', start: 61_000, end: 75_000 })
  const made = await fetch(`${server.address}/api/v1/quotes`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })
  const { id, block, exact } = (await made.json()) as { id: string; block: string; exact: string }
  await page.goto(`${server.address}/citaten/${id}`)
  await page.getByRole('button', { name: 'Kopieer citaat' }).click()
  await expect.poll(() => copied(page)).toBe(block)
  await page.getByRole('button', { name: 'Bewaar' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Bewaard bij mijn citaten.' })).toBeVisible()

  const apa = page.locator('.citation').first()
  await expect(apa.locator('i')).toHaveText('Concentratie van armoede in Heerlen')
  await expect(apa.locator('.in-text')).toContainText(/In de tekst: \(Martens, 2024, 1:0\d/)
  await apa.getByRole('button', { name: 'Kopieer: APA (Nederlands)', exact: true }).click()
  await expect
    .poll(() =>
      page.evaluate(async () => {
        const [item] = await navigator.clipboard.read()
        return item?.types.includes('text/html') ? (await item.getType('text/html')).text() : ''
      }),
    )
    .toContain('<i>Concentratie van armoede in Heerlen</i>')
  await apa.getByRole('button', { name: 'Kopieer: APA (Nederlands), in de tekst' }).click()
  await expect.poll(() => copied(page)).toMatch(/^\(Martens, 2024, 1:0\d/)

  await playButton(page).click()
  await expect.poll(async () => (await playback(page)).time).toBeGreaterThan(61)
  await page.locator('media-player').focus()
  await page.keyboard.press('c')
  await expect(page.locator('.vds-captions').first()).toContainText('armoede')

  await page.getByRole('navigation', { name: 'Hoofdmenu' }).getByRole('link', { name: 'Mijn citaten' }).click()
  await expect(page.locator('.kept-quotes blockquote')).toHaveText(exact)
  await expect(page.locator('.kept-quotes .meta')).toContainText(/15 april 2024 · 1:0\d/)
})

test('sharing: from now, until, code and QR', async () => {
  const page = await browser.open()
  await page.goto(`${server.address}${TALK}?t=61`)
  await page.getByRole('button', { name: 'Delen en citeren' }).click()
  const dialog = page.getByRole('dialog', { name: 'Deel deze opname' })
  await expect(dialog.getByLabel('Link', { exact: true })).toHaveValue(/\?t=61$/)
  await dialog.getByLabel('Stop op').fill('1:15')
  await expect(dialog.getByLabel('Link', { exact: true })).toHaveValue(/\?t=61,75$/)
  await expect(dialog.getByRole('textbox', { name: 'Code om in te sluiten' })).toHaveValue(
    /^<iframe src="http[^"]+\/insluiten\/academie-2-martens\?t=61,75"/,
  )
  await expect(dialog.getByRole('img', { name: 'QR-code van deze link' })).toBeVisible()
  await dialog.getByLabel('Begin op').fill('1:20')
  await expect(dialog.getByRole('alert')).toHaveText('Het einde moet na het begin liggen.')
  await expect(dialog.getByLabel('Link', { exact: true })).toHaveValue(/\?t=61,75$/)
  await dialog.getByLabel('Begin op').fill('straks')
  await expect(dialog.getByRole('alert')).toContainText('Schrijf een tijd als 12:34')
  await dialog.getByLabel('Begin op').fill('')
  await expect(dialog.getByRole('alert')).toHaveText('')
  await expect(dialog.getByLabel('Link', { exact: true })).toHaveValue(/\?t=0,75$/)
  await dialog.getByRole('button', { name: 'Sluit', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Delen en citeren' })).toBeFocused()
})

test('the page for other sites plays its span', async () => {
  const page = await browser.open()
  await page.goto(`${server.address}/insluiten/academie-2-martens?t=61,63`)
  await playButton(page).click()
  await expect.poll(async () => (await playback(page)).time).toBeGreaterThan(62)
  await expect.poll(async () => (await playback(page)).paused).toBe(true)
  expect((await playback(page)).time).toBeLessThan(65)
})
