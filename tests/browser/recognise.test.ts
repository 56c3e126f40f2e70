/** From a recording without a transcript to a published talk, in a real browser: recognised, labelled, corrected, reviewed. */
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect as expectValue, onTestFinished, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { openLibrary } from '../../src/wire.ts'
import { ffmpeg } from '../media/make-media.ts'
import { fakeRecogniser, sendJson } from '../recognise/fake-recogniser.ts'
import { FIXTURES, makeFolder, startTestServer } from '../setup/make-library.ts'
import { PASSWORD } from '../setup/people.ts'
import { expectAccessible } from './accessible.ts'
import { useBrowser } from './browser.ts'
import { expect } from './expect.ts'

const browser = useBrowser()
const actor = { kind: 'command' as const, id: null, name: 'test' }

test.skipIf(!ffmpeg)('upload, machine transcript, correction, publication (skipped without ffmpeg)', async () => {
  const data = join(await makeFolder(), 'data')
  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: data }))
  await open.accounts.add({ email: 'archivaris@example.nl', name: 'Anna de Vries', role: 'admin', password: PASSWORD }, actor)
  await open.close()
  const segments = [
    { start: 0, end: 3, text: ' Goedemorgen allemaal.' },
    { start: 3, end: 6, text: ' Dit is bestaanszekerhijd.' },
  ]
  const recogniser = await fakeRecogniser((_, response) => sendJson(response, { text: 'x', language: 'nl', segments }))
  const server = await startTestServer({
    WOORDELIJK_DATA: data,
    WOORDELIJK_RECOGNISER: recogniser.address,
    WOORDELIJK_RECOGNISER_MODEL: 'large-v3',
  })
  onTestFinished(() => server.close())
  const video = join(await makeFolder(), 'lezing.mp4')
  await copyFile(join(FIXTURES, 'mdn', 'friday.mp4'), video)

  const page = await browser.open()
  await page.goto(`${server.address}/beheer/nieuw`)
  await page.fill('[name="email"]', 'archivaris@example.nl')
  await page.fill('[name="password"]', PASSWORD)
  await page.press('[name="password"]', 'Enter')
  await page.waitForURL(/\/beheer\/nieuw$/)
  await page
    .locator('[data-new-talk]')
    .getByLabel(/Laat de spraakherkenner/)
    .check()
  await page.setInputFiles('[data-files]', video)
  await page.waitForURL(/\/beheer\/opnames\/[a-z0-9]+$/)
  await expect(page.locator('[data-step="recognise"]')).toHaveAttribute('data-state', 'done')
  await expect(page.locator('[data-step="ready"]')).toHaveAttribute('data-state', 'done')
  await expect(page.locator('[data-part="files"]')).toContainText('spraakherkenning (large-v3)')
  const talk = new URL(page.url()).pathname
  await page.reload()
  await expectAccessible(page)

  // Another one comes on top only after a tick.
  await page.getByText('Nieuw transcript door de spraakherkenner').click()
  await page.getByRole('button', { name: 'Vraag het transcript' }).click()
  expectValue(await page.locator('[name="revisie"]').evaluate((box) => (box as HTMLInputElement).validity.valueMissing)).toBe(true)

  await page.goto(`${server.address}${talk}/transcript`)
  const line = page.getByRole('textbox', { name: /^Regel 2 van/ })
  await line.fill('Dit is bestaanszekerheid.')
  await page.keyboard.press('Control+s')
  const dialog = page.getByRole('dialog', { name: 'Bewaar als nieuwe revisie' })
  await dialog.getByRole('button', { name: 'Bewaar' }).click()
  await expect(dialog.getByText('Bewaard als revisie 2.')).toBeVisible()

  await page.goto(server.address + talk)
  await page.locator('summary', { hasText: 'spraakherkenning (large-v3)' }).click()
  await page.getByLabel('nagelezen').check()
  await page.locator('form[action$="/herkomst"]').getByRole('button', { name: 'Bewaren' }).click()
  await page.getByRole('button', { name: 'Publiceren', exact: true }).click()
  await expect(page.locator('.notice')).toContainText('staat in de bibliotheek')
  await page.goto(server.address + talk.replace('/beheer', ''))
  await expect(page.locator('.transcript')).toContainText('Automatisch transcript (large-v3) – door mensen nagekeken')
  await expect(page.locator('.transcript')).toContainText('Dit is bestaanszekerheid.')
  await page.goto(`${server.address}${talk.replace('/beheer', '')}/geschiedenis`)
  await expect(page.getByText('door spraakherkenning', { exact: false }).first()).toBeVisible()
})
