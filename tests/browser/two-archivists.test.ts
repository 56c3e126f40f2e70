/** Two archivists in two browsers at one recording: what each types is saved, and neither's text is ever lost. */
import { mkdtemp } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Page } from '@playwright/test'
import { afterAll, beforeAll, inject, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { draftOf } from '../../src/http/archivist/fields/talk-fields.ts'
import { openLibrary, type RunningServer } from '../../src/wire.ts'
import { startTestServer } from '../setup/make-library.ts'
import { PASSWORD } from '../setup/people.ts'
import { useBrowser } from './browser.ts'
import { expect } from './expect.ts'

const browser = useBrowser([409])
const TALK = '/beheer/opnames/een-opname'
let server: RunningServer

beforeAll(async () => {
  const data = join(await mkdtemp(join(dirname(inject('collection')), 'archivists-')), 'data')
  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: data }))
  const actor = { kind: 'command' as const, id: null, name: 'test' }
  for (const name of ['Anna', 'Ben'])
    await open.accounts.add({ email: `${name.toLowerCase()}@example.nl`, name, role: 'archivist', password: PASSWORD }, actor)
  await open.library.createTalk(draftOf({ id: 'een-opname', title: 'Een opname', abstract: 'Kort.' }), actor)
  await open.close()
  server = await startTestServer({ WOORDELIJK_DATA: data, WOORDELIJK_PROXY: 'yes' })
})
afterAll(() => server.close())

let visitors = 0

async function at(name: string, path: string): Promise<Page> {
  const page = await browser.open({ extraHTTPHeaders: { 'X-Forwarded-For': `203.0.113.${++visitors}` } })
  await page.goto(server.address + path)
  await page.fill('[name="email"]', `${name}@example.nl`)
  await page.fill('[name="password"]', PASSWORD)
  await page.press('[name="password"]', 'Enter')
  await page.waitForURL((url) => url.pathname === path)
  return page
}

const saved = (page: Page) => expect(page.locator('[data-saved]')).toContainText('Bewaard om')

test('one form, two browsers: other fields are taken over, the same field is a question', async () => {
  const [anna, ben] = [await at('anna', TALK), await at('ben', TALK)]
  await anna.fill('#veld-abstract', 'Anna schrijft een lange samenvatting.')
  await saved(anna)
  // Ben's page still shows the old summary; saving the title does not put it back, and shows Anna's.
  await ben.fill('#veld-title', 'Bens titel')
  await saved(ben)
  await expect(ben.locator('#veld-abstract')).toHaveValue('Anna schrijft een lange samenvatting.')

  // Both change one field: the second is asked, and what was typed survives a reload.
  await anna.fill('#veld-rights', 'CC BY, zegt Anna')
  await saved(anna)
  await ben.fill('#veld-rights', 'CC0, zegt Ben')
  const notice = ben.locator('[data-field="rights"] .field-theirs')
  await expect(notice).toContainText('Anna schreef hier intussen')
  await expect(notice).toContainText('CC BY, zegt Anna')
  await ben.reload()
  await expect(ben.locator('#veld-rights')).toHaveValue('CC0, zegt Ben')
  await expect(notice).toContainText('CC BY, zegt Anna')
  await notice.getByRole('button', { name: 'Houd de mijne' }).click()
  await saved(ben)
  await anna.reload()
  await expect(anna.locator('#veld-rights')).toHaveValue('CC0, zegt Ben')
  await expect(anna.locator('#veld-title')).toHaveValue('Bens titel')
  await expect(anna.locator('#veld-abstract')).toHaveValue('Anna schrijft een lange samenvatting.')

  // And the other choice.
  await ben.fill('#veld-themes', 'Wonen')
  await saved(ben)
  await anna.fill('#veld-themes', 'Werk')
  const other = anna.locator('[data-field="themes"] .field-theirs')
  await other.getByRole('button', { name: 'Neem over' }).click()
  await expect(anna.locator('#veld-themes')).toHaveValue('Wonen')
  await anna.reload()
  await expect(anna.locator('#veld-themes')).toHaveValue('Wonen')
})
