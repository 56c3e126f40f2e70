/** The notebook: notes at a moment and at a quote, in two tabs at once, on a phone, by keyboard, and taken along in every format. */
import { readFile } from 'node:fs/promises'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { afterAll, beforeAll, test } from 'vitest'
import type { RunningServer } from '../../src/wire.ts'
import { startTestServer } from '../setup/make-library.ts'
import { PHONE, useBrowser } from './browser.ts'
import { expect } from './expect.ts'

let server: RunningServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())
const browser = useBrowser()

const quoteNote = (page: Page) => page.getByRole('textbox', { name: /^Notitie bij: (?!Moment)/ })
const momentNote = (page: Page) => page.getByRole('textbox', { name: /^Notitie bij: Moment op 1:01, Concentratie van armoede/ })

async function exported(page: Page, name: string): Promise<string> {
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name, exact: true }).click()
  return readFile(await (await download).path(), 'utf8')
}

test('a note at a moment and one at a quote: written, kept, joined with another tab’s, exported, removed and back', async () => {
  const page = await browser.open({ viewport: PHONE })
  await page.goto(`${server.address}/opnames/academie-2-martens?t=61.5`)
  // By keyboard: the field has the focus at once, and Escape keeps what was written.
  await page.getByRole('button', { name: 'Notitie bij dit moment' }).press('Enter')
  const field = page.getByRole('dialog', { name: 'Notitie bij 1:01' }).getByRole('textbox', { name: 'Notitie bij 1:01' })
  await expect(field).toBeFocused()
  expect((await new AxeBuilder({ page }).include('dialog').analyze()).violations).toEqual([])
  await page.keyboard.type('Hier {begint} 100% van het *debat*')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('status').filter({ hasText: 'Notitie bewaard bij mijn citaten.' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Notitie bij dit moment' })).toBeFocused()
  // A second that has a note shows it; one without a note is not kept. The key N opens it from anywhere on the page.
  await page.locator('main').focus()
  await page.keyboard.press('n')
  await expect(field).toHaveValue('Hier {begint} 100% van het *debat*')
  await page.keyboard.press('Escape')

  const body = JSON.stringify({ talk: 'academie-2-martens', start: 61_000, end: 75_000 })
  const made = await fetch(`${server.address}/api/v1/quotes`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })
  const { id, exact } = (await made.json()) as { id: string; exact: string }
  await page.goto(`${server.address}/citaten/${id}`)
  await page.getByRole('button', { name: 'Bewaar' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Bewaard bij mijn citaten.' })).toBeVisible()

  await page.goto(`${server.address}/mijn-citaten`)
  await expect(page.getByText('1 citaat en 1 moment')).toBeVisible()
  await expect(momentNote(page)).toHaveValue('Hier {begint} 100% van het *debat*')
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)

  // What one tab writes is in the other after a pause in the typing.
  const other = await page.context().newPage()
  await other.goto(`${server.address}/mijn-citaten`)
  await quoteNote(page).fill('van hier')
  await expect(quoteNote(other)).toHaveValue('van hier')
  // Where both write before either pauses, both texts stay: the clock stands still, and a note is saved when it is left.
  await page.clock.install()
  await page.clock.pauseAt(Date.now() + 60_000)
  await page.reload()
  await other.reload()
  await quoteNote(other).fill('van daar')
  await quoteNote(page).fill('van hier, langer')
  await quoteNote(page).blur()
  await expect.poll(() => page.evaluate((key) => localStorage.getItem(key), `woordelijk:citaat:${id}`)).toContain('van hier, langer')
  await quoteNote(other).blur()
  await expect(quoteNote(other)).toHaveValue('van hier, langer\n\nvan daar')
  await expect(other.getByRole('alert').filter({ hasText: 'ook op een ander tabblad veranderd' })).toBeVisible()
  await expect(quoteNote(page)).toHaveValue('van hier, langer\n\nvan daar')

  // Too long is said, and what was kept stays; a page that goes away saves what it can.
  await quoteNote(page).fill('x'.repeat(10_001))
  await expect(page.getByRole('alert').filter({ hasText: 'De notitie is 10.001 tekens lang; er passen er 10.000.' })).toBeVisible()
  await expect(quoteNote(other)).toHaveValue('van hier, langer\n\nvan daar')
  await quoteNote(page).fill('Vergelijk met\nPharos')
  await page.reload()
  await expect(quoteNote(page)).toHaveValue('Vergelijk met\nPharos')

  expect(await exported(page, 'Markdown')).toMatch(
    new RegExp(
      `^> “${exact.slice(0, 20)}[^\\n]*<${server.address}/citaten/${id}>[^\\n]*\\n\\nVergelijk met\\nPharos\\n\\n> [^\\n]*1:01[^\\n]*\\n\\nHier \\{begint\\} 100% van het \\*debat\\*\\n$`,
    ),
  )
  const bib = await exported(page, 'BibTeX')
  expect(bib).toContain('\\par Eigen notitie: Vergelijk met\\par Pharos}')
  expect(bib).toContain('annote = {Eigen notitie: Hier \\textbraceleft{}begint\\textbraceright{} 100\\% van het *debat*}')
  expect(await exported(page, 'RIS')).toContain('N1  - Eigen notitie: Vergelijk met Pharos\r\nER  - ')
  const { items } = JSON.parse(await exported(page, 'Web Annotation'))
  expect(items).toMatchObject([
    {
      motivation: 'commenting',
      body: { value: 'Vergelijk met\nPharos' },
      target: {
        source: `${server.address}/opnames/academie-2-martens`,
        selector: [{ type: 'TextQuoteSelector', exact }, { type: 'FragmentSelector' }],
      },
    },
    { body: { value: 'Hier {begint} 100% van het *debat*' }, target: { selector: [{ type: 'FragmentSelector', value: 't=61' }] } },
  ])

  // Removed with its note, and back with it.
  await page.getByRole('button', { name: /^Verwijder: (?!Moment)/ }).click()
  await expect(quoteNote(page)).toHaveCount(0)
  await expect(quoteNote(other)).toHaveCount(0)
  await page.getByRole('button', { name: 'Ongedaan maken' }).press('Enter')
  await expect(quoteNote(page)).toHaveValue('Vergelijk met\nPharos')
  await expect(quoteNote(page)).toBeFocused()
  await expect(quoteNote(other)).toHaveValue('Vergelijk met\nPharos')

  // A list of an older version moves over as it is.
  await page.evaluate(() => {
    const texts = Object.fromEntries(['exact', 'title', 'block', 'bibtex', 'ris'].map((name) => [name, `oud ${name}`]))
    const old = ['een', 'twee'].map((name) => ({ id: name, url: location.href, speaker: null, ...texts, exact: `oud ${name}` }))
    localStorage.setItem('woordelijk:citaten', JSON.stringify(old))
  })
  await page.reload()
  await expect(page.locator('.kept-quotes blockquote')).toHaveText([exact, 'oud een', 'oud twee'])
  expect(await page.evaluate(() => localStorage.getItem('woordelijk:citaten'))).toBeNull()
})

test('words that are selected get a note from the bar, by keyboard; undone, and put back as it was', async () => {
  const page = await browser.open({ viewport: PHONE })
  const words = { selected: 'Dennis Martens is onderzoeker' }
  const stored = () =>
    page.evaluate(() =>
      Object.keys(localStorage)
        .filter((key) => key.startsWith('woordelijk:citaat:'))
        .map((key) => JSON.parse(localStorage.getItem(key) ?? '{}') as { exact: string; note?: string }),
    )
  await page.goto(`${server.address}/opnames/academie-2-martens`)
  await page
    .locator('.cue')
    .nth(4)
    .evaluate((element, text) => {
      const node = element.firstChild
      const from = node?.textContent?.indexOf(text) ?? -1
      if (node) getSelection()?.setBaseAndExtent(node, from, node, from + text.length)
    }, words.selected)
  const bar = page.getByRole('toolbar', { name: 'Met deze woorden' })
  const note = bar.getByRole('button', { name: 'Notitie' })
  const undo = bar.getByRole('button', { name: 'Ongedaan maken' })
  const field = page.getByRole('dialog').getByRole('textbox', { name: 'Notitie bij dit citaat' })
  const write = async (text: string) => {
    await note.press('Enter')
    await expect(field).toBeFocused()
    await field.fill(text)
    await page.keyboard.press('Escape')
    await expect(page.getByRole('status').filter({ hasText: 'Notitie bewaard bij mijn citaten.' })).toBeVisible()
    await expect(note).toBeFocused()
  }
  await write('eerst')
  expect(await stored()).toMatchObject([{ exact: words.selected, note: 'eerst' }])
  const { x, y, width, height } = (await bar.boundingBox()) ?? { x: -1, y: -1, width: 0, height: 0 }
  expect([x >= 0, y >= 0, x + width <= PHONE.width, y + height <= PHONE.height]).toEqual([true, true, true, true])
  expect((await new AxeBuilder({ page }).include('.quote-bar').analyze()).violations).toEqual([])
  // A quote that was new goes again with its note.
  await undo.press('Enter')
  await expect(page.getByRole('status').filter({ hasText: 'Citaat verwijderd.' })).toBeVisible()
  expect(await stored()).toEqual([])
  await expect(undo).toHaveCount(0)
  await expect(note).toBeFocused()

  // Without a note the quote is kept all the same; a note that was there comes back.
  await bar.getByRole('button', { name: 'Bewaar' }).click()
  await expect(undo).toBeVisible()
  await write('eerst')
  await write('anders')
  await undo.click()
  await expect(page.getByRole('status').filter({ hasText: 'De notitie is weer zoals zij was.' })).toBeVisible()
  expect(await stored()).toMatchObject([{ exact: words.selected, note: 'eerst' }])

  // The quote's own page opens the same note.
  const [{ url }] = (await stored()) as unknown as [{ url: string }]
  await page.goto(url)
  await page.getByRole('button', { name: 'Notitie', exact: true }).click()
  await expect(field).toHaveValue('eerst')
})

test('a library without TLS, where browsers have no random ids and no locks, keeps notes and cites all the same', async () => {
  const page = await browser.open()
  await page.addInitScript(() => {
    Reflect.deleteProperty(Crypto.prototype, 'randomUUID')
    Reflect.deleteProperty(Navigator.prototype, 'locks')
  })
  const problems: string[] = []
  page.on('pageerror', ({ message }) => problems.push(message))
  await page.goto(`${server.address}/opnames/academie-2-martens?t=61`)
  await page.getByRole('button', { name: 'Delen en citeren' }).click()
  await page.getByRole('dialog', { name: 'Deel deze opname' }).getByRole('button', { name: 'Sluit', exact: true }).click()
  await page.getByRole('button', { name: 'Notitie bij dit moment' }).click()
  await page.getByRole('textbox', { name: 'Notitie bij 1:01' }).fill('Zonder slot')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('status').filter({ hasText: 'Notitie bewaard bij mijn citaten.' })).toBeVisible()
  await page.goto(`${server.address}/mijn-citaten`)
  await expect(momentNote(page)).toHaveValue('Zonder slot')
  expect(problems).toEqual([])
})
