/** Many recordings changed together in a real browser: a range with Shift, a preview, the report and undo; on a desk and on a phone. */
import { cp, mkdtemp } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Page } from '@playwright/test'
import { afterAll, beforeAll, inject, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { draftOf } from '../../src/http/archivist/fields/talk-fields.ts'
import { openLibrary, type RunningServer } from '../../src/wire.ts'
import { startTestServer } from '../setup/make-library.ts'
import { PASSWORD } from '../setup/people.ts'
import { expectAccessible } from './accessible.ts'
import { DESK, PHONE, useBrowser } from './browser.ts'
import { expect } from './expect.ts'

const browser = useBrowser()

let server: RunningServer
beforeAll(async () => {
  // Not made by makeFolder: a server for several tests outlives each of them.
  const data = join(await mkdtemp(join(dirname(inject('collection')), 'batches-')), 'data')
  await cp(inject('collection'), data, { recursive: true })
  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: data }))
  const actor = { kind: 'command' as const, id: null, name: 'test' }
  await open.accounts.add({ email: 'archivaris@example.nl', name: 'Anna de Vries', role: 'archivist', password: PASSWORD }, actor)
  for (let i = 1; i <= 6; i += 1) await open.library.createTalk(draftOf({ id: `proef-${i}`, title: `Proeflezing ${i}` }), actor)
  await open.close()
  server = await startTestServer({ WOORDELIJK_DATA: data })
})
afterAll(() => server.close())

/** At both sizes. */
async function looksRight(page: Page): Promise<void> {
  for (const size of [DESK, PHONE]) {
    await page.setViewportSize(size)
    await expectAccessible(page)
  }
  await page.setViewportSize(DESK)
}

test('recordings are chosen by a range, changed together, and put back', async () => {
  const page = await browser.open()
  await page.goto(`${server.address}/beheer?titel=proeflezing&volgorde=title`)
  await page.fill('[name="email"]', 'archivaris@example.nl')
  await page.fill('[name="password"]', PASSWORD)
  await page.press('[name="password"]', 'Enter')
  const box = (number: number) => page.getByRole('checkbox', { name: `Kies Proeflezing ${number}` })
  const status = page.locator('[data-select-count]')
  await box(2).click()
  await box(5).click({ modifiers: ['Shift'] })
  await expect(status).toHaveText('4 opnames gekozen')
  await box(3).press('Space')
  await expect(status).toHaveText('3 opnames gekozen')
  await page.getByRole('checkbox', { name: 'Alle 6 gevonden opnames' }).check()
  await expect(status).toHaveText('6 opnames gekozen')
  await looksRight(page)
  await page.getByRole('button', { name: 'Verder' }).click()
  await page.getByRole('textbox', { name: 'Rechten', exact: true }).fill('CC BY 4.0')
  await page.getByLabel('Thema’s: toevoegen').fill('Armoede')
  await looksRight(page)
  await page.getByRole('button', { name: 'Laat zien wat verandert' }).click()
  const row = page.locator('.desk-list > li').filter({ hasText: 'Proeflezing 4' })
  await expect(row).toContainText('CC BY 4.0')
  await looksRight(page)
  await page.getByRole('button', { name: '6 opnames wijzigen' }).click()
  // The page reloads its report until the batch is done.
  const undo = page.getByRole('button', { name: '6 opnames terugzetten zoals ze waren' })
  await expect(undo).toBeVisible()
  await looksRight(page)
  await undo.click()
  await expect(page.locator('main')).toContainText('Dit maakt een eerdere bewerking ongedaan')
  await expect(page.getByRole('button', { name: '6 opnames terugzetten zoals ze waren' })).toBeVisible()
  await expect(row).toContainText(/CC BY 4\.0.*\(leeg\)/)
})
