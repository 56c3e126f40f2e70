/** Events, people and the bin in a real browser: with forms and buttons, by keyboard, on a desk and on a phone, without scripts. */
import { cp, mkdtemp } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Page } from '@playwright/test'
import { afterAll, beforeAll, inject, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { openLibrary, type RunningServer } from '../../src/wire.ts'
import { startTestServer } from '../setup/make-library.ts'
import { PASSWORD } from '../setup/people.ts'
import { expectAccessible } from './accessible.ts'
import { DESK, PHONE, useBrowser } from './browser.ts'
import { expect } from './expect.ts'

// A form that is refused is answered with 400.
const browser = useBrowser([400])

let server: RunningServer
beforeAll(async () => {
  // Not made by makeFolder: a server for several tests outlives each of them.
  const data = join(await mkdtemp(join(dirname(inject('collection')), 'records-')), 'data')
  await cp(inject('collection'), data, { recursive: true })
  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: data }))
  const actor = { kind: 'command' as const, id: null, name: 'test' }
  await open.accounts.add({ email: 'archivaris@example.nl', name: 'Anna de Vries', role: 'admin', password: PASSWORD }, actor)
  await open.close()
  server = await startTestServer({ WOORDELIJK_DATA: data })
})
afterAll(() => server.close())

async function signIn(page: Page, to: string): Promise<void> {
  await page.goto(server.address + to)
  await page.fill('[name="email"]', 'archivaris@example.nl')
  await page.fill('[name="password"]', PASSWORD)
  await page.press('[name="password"]', 'Enter')
  await page.waitForURL((url) => url.pathname === to)
}

/** At both sizes. */
async function looksRight(page: Page): Promise<void> {
  for (const size of [DESK, PHONE]) {
    await page.setViewportSize(size)
    await expectAccessible(page)
  }
  await page.setViewportSize(DESK)
}

test('an event is made, its programme put in order, and shown to visitors', async () => {
  const page = await browser.open()
  await signIn(page, '/beheer/bijeenkomsten/nieuw')
  await page.getByLabel('Titel', { exact: true }).first().fill('De nieuwe dag')
  await page.getByLabel('Datum').fill('2027-03-01')
  const slot = (number: number) => page.locator(`#onderdeel-${number}`)
  await slot(0).getByLabel('Titel', { exact: true }).fill('De lezing')
  await slot(0).getByLabel('Naam').first().fill('Hugo de Jonge')
  await slot(0).getByLabel('Functie').first().fill('minister')
  await slot(0)
    .getByRole('button', { name: /^Onderdeel hierna/ })
    .press('Enter')
  await expect(page.locator('.notice')).toContainText('nog niet bewaard')
  // The page opens at the new item, and what was typed stands.
  await expect(slot(1)).toBeInViewport()
  await expect(slot(0).getByLabel('Naam').first()).toHaveValue('Hugo de Jonge')
  await expect(slot(0).getByLabel('Functie').first()).toHaveValue('minister')
  await slot(1).getByLabel('Titel', { exact: true }).fill('Het welkom')
  await slot(1).getByLabel('Van', { exact: true }).fill('9.30')
  await slot(1)
    .getByRole('button', { name: /^Omhoog: Onderdeel/ })
    .press('Enter')
  await expect(slot(0).getByLabel('Titel', { exact: true })).toHaveValue('Het welkom')
  await looksRight(page)
  // A mistake keeps what was typed and says where it is.
  await slot(1).getByLabel('Tot', { exact: true }).fill('kwart voor elf')
  await page.getByRole('button', { name: 'Bewaren', exact: true }).last().click()
  await expect(slot(1).locator('.field-wrong').first()).toBeVisible()
  await expect(slot(1).getByLabel('Tot', { exact: true })).not.toHaveValue('')
  await slot(1).getByLabel('Tot', { exact: true }).fill('')
  await page.getByRole('button', { name: 'Bewaren', exact: true }).last().click()
  await expect(page.locator('.notice')).toContainText('Bewaard')
  await page.getByRole('link', { name: 'Bekijk de pagina' }).click()
  await expect(page.locator('h1')).toHaveText('De nieuwe dag')
  await expect(page.locator('main')).toContainText(/Het welkom[\s\S]*De lezing[\s\S]*Hugo de Jonge/)
})

test('speakers are rows: known people are offered, keys move and remove them, and the form saves itself', async () => {
  const page = await browser.open()
  const talk = '/beheer/opnames/ontmoetingsdag-2018-armoede-aanpakken'
  await signIn(page, talk)
  const rows = page.locator('#sprekers [data-row]')
  const names = () => rows.locator('[data-cell="name"]').evaluateAll((cells) => cells.map((cell) => (cell as HTMLInputElement).value))
  const before = (await names()).filter(Boolean)
  // Shown once the rows are live.
  await expect(page.locator('[data-row-keys]')).toBeVisible()
  await rows.last().getByLabel('Naam').focus()
  await page.keyboard.type('martens')
  const offered = rows.last().getByRole('option', { name: /^Dennis Martens/ })
  await expect(offered).toBeVisible()
  await looksRight(page)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(rows.last().getByLabel('Naam')).toHaveValue('Dennis Martens')
  await page.keyboard.press('Alt+ArrowUp')
  await expect(page.locator('[data-cell="name"]:focus')).toHaveValue('Dennis Martens')
  expect((await names()).filter(Boolean)).toEqual([...before.slice(0, -1), 'Dennis Martens', ...before.slice(-1)])
  await expect(page.locator('[data-row-status]')).toContainText(`Dennis Martens: plaats ${before.length} van`)
  // Enter makes a row, Alt+Delete takes it away.
  await page.keyboard.press('Enter')
  await page.keyboard.type('Niemand')
  await page.keyboard.press('Alt+Delete')
  expect(await names()).not.toContain('Niemand')
  await expect(page.locator('[data-saved]')).toContainText('Bewaard om')
  await page.reload()
  // Whatever was still on its way to the server is put back from this browser.
  await expect.poll(async () => (await names()).filter(Boolean)).toEqual([...before.slice(0, -1), 'Dennis Martens', ...before.slice(-1)])
})

test('speakers are rows without scripts too: buttons of the form lose nothing that was typed', async () => {
  const page = await browser.open({ javaScriptEnabled: false, viewport: PHONE })
  await signIn(page, '/beheer/opnames/academie-2-meyer')
  const row = (number: number) => page.getByRole('group', { name: `Spreker ${number}`, exact: true })
  const first = await row(1).getByLabel('Naam').inputValue()
  await page.fill('#veld-rights', 'Nog niet bewaarde rechten')
  await row(2).getByLabel('Naam').fill('Wies Vanhier')
  await page.getByRole('button', { name: 'Nog een rij' }).click()
  await row(3).getByLabel('Functie').fill('voorzitter')
  await row(2)
    .getByRole('button', { name: /^Omhoog/ })
    .click()
  await expect(page.locator('.notice')).toContainText('nog niet bewaard')
  await expect(row(1).getByLabel('Naam')).toHaveValue('Wies Vanhier')
  await expect(row(2).getByLabel('Naam')).toHaveValue(first)
  await expect(page.locator('#veld-rights')).toHaveValue('Nog niet bewaarde rechten')
  // What is wrong stands at its row.
  await page.getByRole('button', { name: 'Bewaren', exact: true }).click()
  await expect(row(3)).toContainText('heeft geen naam')
  await row(3)
    .getByRole('button', { name: /^Weghalen/ })
    .click()
  await page.getByRole('button', { name: 'Bewaren', exact: true }).click()
  await expect(page.locator('.notice')).toContainText('Bewaard')
  await expect(row(1).getByLabel('Naam')).toHaveValue('Wies Vanhier')
  await expect(page.locator('#veld-rights')).toHaveValue('Nog niet bewaarde rechten')
})

test('two records of one person become one, without scripts; the former address leads on', async () => {
  const page = await browser.open({ javaScriptEnabled: false })
  await signIn(page, '/beheer/personen/tjisse-bosch')
  await page.getByLabel('Zoek de andere vermelding').fill('Dieger')
  await page.getByRole('button', { name: 'Tonen' }).click()
  await page.getByRole('link', { name: 'Gaat op in Dieger ten Berge' }).click()
  await expect(page.locator('main')).toContainText('/sprekers/tjisse-bosch verwijst voortaan naar /sprekers/dieger-ten-berge')
  await page.getByRole('button', { name: 'Samenvoegen' }).click()
  await expect(page.locator('.notice')).toContainText('één persoon')
  await expect(page.locator('main')).toContainText('Eerder ook: tjisse-bosch')
  await page.goto(`${server.address}/sprekers/tjisse-bosch`)
  await expect(page.locator('h1')).toHaveText('Dieger ten Berge')
})

test('a recording is thrown away, taken back, thrown away again and erased', async () => {
  const page = await browser.open()
  await signIn(page, '/beheer')
  const row = page.locator('.desk-list > li').filter({ hasText: 'Het belang van de Academie' })
  await row.getByRole('button', { name: /^Naar de prullenbak/ }).press('Enter')
  await expect(page.locator('.notice')).toContainText('In de prullenbak gelegd')
  await expect(row).toHaveCount(0)
  await page.getByRole('button', { name: 'Ongedaan maken' }).press('Enter')
  await expect(page.locator('.notice')).toContainText('Teruggezet')
  await page.goto(`${server.address}/beheer`)
  await row.getByRole('button', { name: /^Naar de prullenbak/ }).click()
  await page.getByRole('link', { name: 'Prullenbak' }).click()
  await page.getByText('Nu wissen').click()
  await looksRight(page)
  const entry = page.locator('.desk-list > li').first()
  await entry.getByLabel(/^Reden/).fill('Op verzoek van de spreker')
  await entry.getByLabel(/^Typ de titel/).fill('Het belang van de academie')
  await entry.getByRole('button', { name: 'Voorgoed wissen' }).click()
  await expect(page.getByRole('alert')).toContainText('precies zoals ze is')
  await expect(entry.getByLabel(/^Reden/)).toHaveValue('Op verzoek van de spreker')
  await entry.getByLabel(/^Typ de titel/).fill('Het belang van de Academie')
  await entry.getByRole('button', { name: 'Voorgoed wissen' }).click()
  await expect(page.locator('.notice')).toContainText(/^(Voorgoed gewist|Gewist)/)
  await expect(page.locator('main')).toContainText('De prullenbak is leeg')
})
