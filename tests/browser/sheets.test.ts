/** A sheet in a real browser: rows with mistakes, mended; files let go as a folder; undone and imported again; on a desk and on a phone. */
import { mkdtemp } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Page } from '@playwright/test'
import { afterAll, beforeAll, inject, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { writeCsv } from '../../src/table/csv.ts'
import { openLibrary, type RunningServer } from '../../src/wire.ts'
import { startTestServer, vtt } from '../setup/make-library.ts'
import { PASSWORD } from '../setup/people.ts'
import { expectAccessible } from './accessible.ts'
import { DESK, PHONE, useBrowser } from './browser.ts'
import { expect } from './expect.ts'

const browser = useBrowser()

let server: RunningServer
beforeAll(async () => {
  const data = join(await mkdtemp(join(dirname(inject('collection')), 'sheets-')), 'data')
  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: data }))
  const actor = { kind: 'command' as const, id: null, name: 'test' }
  await open.accounts.add({ email: 'archivaris@example.nl', name: 'Anna de Vries', role: 'archivist', password: PASSWORD }, actor)
  await open.close()
  server = await startTestServer({ WOORDELIJK_DATA: data })
})
afterAll(() => server.close())

async function looksRight(page: Page): Promise<void> {
  for (const size of [DESK, PHONE]) {
    await page.setViewportSize(size)
    await expectAccessible(page)
  }
  await page.setViewportSize(DESK)
}

/** Twelve rows; two of them have a date that is none. */
function sheet(date: string): { name: string; mimeType: string; buffer: Buffer } {
  const rows = Array.from({ length: 12 }, (_, i) => [
    `K-${i + 1}`,
    `Lezing ${i + 1}`,
    i === 4 || i === 8 ? date : '15 april 2024',
    `lezing-${i + 1}.vtt`,
    i === 1 ? 'Engels' : '',
  ])
  const text = writeCsv([['Nr', 'Titel', 'Wanneer', 'Tekst', 'Taal'], ...rows])
  return { name: 'jaar.csv', mimeType: 'text/csv', buffer: Buffer.from(text) }
}

test('a sheet with mistakes is mended, imported with its files, undone, and imported again', async () => {
  const page = await browser.open()
  await page.goto(`${server.address}/beheer/importeren`)
  await page.fill('[name="email"]', 'archivaris@example.nl')
  await page.fill('[name="password"]', PASSWORD)
  await page.press('[name="password"]', 'Enter')

  const importSheet = async (date: string) => {
    await page.goto(`${server.address}/beheer/importeren`)
    await page.getByLabel('Blad', { exact: true }).setInputFiles(sheet(date))
    await page.getByRole('button', { name: 'Lees het blad' }).click()
    await page.getByLabel('Wanneer').selectOption('Opgenomen op')
    await page.getByLabel('Tekst').selectOption('Bestand: transcript')
  }
  await looksRight(page)
  await importSheet('31 februari 2024')
  await expect(page.locator('li').filter({ hasText: 'Wanneer' })).toContainText('15 april 2024')
  await looksRight(page)
  await page.getByRole('button', { name: 'Laat zien wat verandert' }).click()
  await expect(page.locator('main')).toContainText('Rij 6, kolom C (Wanneer): “31 februari 2024” is geen datum')
  await expect(page.getByRole('button', { name: '10 rijen overnemen' })).toBeVisible()
  await looksRight(page)

  await page.getByRole('link', { name: 'Een ander bestand' }).click()
  await importSheet('1 maart 2024')
  await page.getByRole('button', { name: 'Laat zien wat verandert' }).click()
  await page.getByRole('button', { name: '12 rijen overnemen' }).click()
  const undo = page.getByRole('button', { name: '12 opnames terugzetten zoals ze waren' })
  await expect(undo).toBeVisible()
  const report = page.url()
  const status = page.locator('[data-sheet-missing]')
  await expect(status).toHaveText('Er ontbreken 12 bestanden.')
  await looksRight(page)

  // As a folder is let go, or chosen: here as files, of which one is in no row.
  const words = Buffer.from(vtt([{ start: 0, end: 900, text: 'Goedemorgen allemaal.' }]))
  const files = ['lezing-1.vtt', 'LEZING-2.vtt', 'ander.vtt'].map((name) => ({ name, mimeType: 'text/vtt', buffer: words }))
  await page.locator('[data-sheet-pick]').last().setInputFiles(files)
  await expect(page.locator('[data-sheet-list]')).toContainText('“ander.vtt” wordt in geen rij genoemd')
  await expect(status).toHaveText('Er ontbreken 10 bestanden.')

  // A transcript is in the language that its row says.
  await page.goto(report)
  await page.getByRole('link', { name: 'Lezing 2', exact: true }).click()
  await expect(page.locator('[data-part="files"]').first()).toContainText('en, revisie 1')
  await page.goto(report)
  await undo.click()
  await expect(page.locator('main')).toContainText('naar de prullenbak')

  await importSheet('1 maart 2024')
  await page.getByRole('button', { name: 'Laat zien wat verandert' }).click()
  await expect(page.locator('main')).toContainText('komt terug uit de prullenbak')
  await page.getByRole('button', { name: '12 rijen overnemen' }).click()
  // What was sent for the first import is still here.
  await expect(status).toHaveText('Er ontbreken 10 bestanden.')
})
