/** Uploads that were interrupted, in a real browser: no two files become one, and files dropped again go where they went before. */
import { createHash } from 'node:crypto'
import { copyFile, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { CDPSession, Page } from '@playwright/test'
import { afterAll, beforeAll, inject, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { openLibrary, type RunningServer } from '../../src/wire.ts'
import { FIXTURES, makeFolder, startTestServer, vtt } from '../setup/make-library.ts'
import { PASSWORD } from '../setup/people.ts'
import { useBrowser } from './browser.ts'
import { expect } from './expect.ts'

const browser = useBrowser([409])
let server: RunningServer

beforeAll(async () => {
  const data = join(await mkdtemp(join(dirname(inject('collection')), 'uploads-')), 'data')
  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: data }))
  const actor = { kind: 'command' as const, id: null, name: 'test' }
  await open.accounts.add({ email: 'archivaris@example.nl', name: 'Anna de Vries', role: 'admin', password: PASSWORD }, actor)
  await open.close()
  server = await startTestServer({ WOORDELIJK_DATA: data, WOORDELIJK_PROXY: 'yes' })
})
afterAll(() => server.close())

let visitors = 0

async function signIn(to: string): Promise<Page> {
  const page = await browser.open({ extraHTTPHeaders: { 'X-Forwarded-For': `198.51.100.${++visitors}` } })
  await page.goto(server.address + to)
  await page.fill('[name="email"]', 'archivaris@example.nl')
  await page.fill('[name="password"]', PASSWORD)
  await page.press('[name="password"]', 'Enter')
  await page.waitForURL((url) => url.pathname === to)
  return page
}

/** A line so slow that a file is under way until the test goes on. */
async function slowLine(page: Page): Promise<{ slow(): Promise<unknown>; fast(): Promise<unknown> }> {
  const network: CDPSession = await page.context().newCDPSession(page)
  await network.send('Network.enable')
  const throughput = (uploadThroughput: number) =>
    network.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput })
  return { slow: () => throughput(60_000), fast: () => throughput(-1) }
}

/** What the server has, as this page's account sees it. */
const uploadsOf = (page: Page) =>
  page.evaluate(async () => (await (await fetch('/api/v1/uploads?recent')).json()).uploads) as Promise<
    { name: string; received: number; state: string; sha256: string | null; talk: string; role: string }[]
  >

const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex')

test('another file of the same name and size is never added to what came in of the first', async () => {
  const folder = await makeFolder()
  const [first, second] = [join(folder, 'a', 'lezing.mp4'), join(folder, 'b', 'lezing.mp4')]
  for (const file of [first, second]) await mkdir(dirname(file))
  await copyFile(join(FIXTURES, 'mdn', 'friday.mp4'), first)
  const video = await readFile(first)
  const other = Buffer.from(video)
  // Another recording of the same camera: its beginning is the same.
  other.fill(7, 20_000, 21_000)
  await writeFile(second, other)

  const page = await signIn('/beheer/nieuw')
  const line = await slowLine(page)
  await line.slow()
  await page.setInputFiles('[data-files]', [first])
  await page.waitForURL(/\/beheer\/opnames\/[a-z0-9]+$/)
  await expect.poll(async () => (await uploadsOf(page))[0]?.received ?? 0).toBeGreaterThan(64_000)
  await page.reload({ waitUntil: 'commit' })
  await line.fast()
  await page.reload()
  await expect(page.locator('[data-upload]')).toContainText('Kies hetzelfde bestand om verder te gaan')
  await page.setInputFiles('[data-adder="recording"] input', second)
  await expect(page.locator('[data-sending]')).toContainText('is een ander bestand dan het deel')
  await expect(page.locator('.upload-stored')).toHaveCount(1)
  const after = await uploadsOf(page)
  expect(after.filter(({ state }) => state === 'stored').map((upload) => upload.sha256)).toEqual([sha256(other)])
  // The first is still there to go on with, and becomes what it was.
  await page.setInputFiles('[data-adder="recording"] input', first)
  await expect(page.locator('.upload-stored')).toHaveCount(2)
  const stored = (await uploadsOf(page)).map((upload) => upload.sha256)
  expect(new Set(stored)).toEqual(new Set([sha256(video), sha256(other)]))
})

test('files dropped again after an interruption go each to its own draft, transcripts too, and an empty one makes none', async () => {
  const folder = await makeFolder()
  const files: string[] = []
  const video = await readFile(join(FIXTURES, 'mdn', 'friday.mp4'))
  for (const name of ['een', 'twee', 'drie']) {
    // Each its own content: a trailing box that players skip.
    const box = Buffer.concat([Buffer.from([0, 0, 0, 16]), Buffer.from('free'), Buffer.from(name.padEnd(8))])
    await writeFile(join(folder, `${name}.mp4`), Buffer.concat([video, box]))
    await writeFile(join(folder, `${name}.vtt`), vtt([{ start: 0, end: 2, text: `Dit is ${name}.` }]))
    files.push(join(folder, `${name}.mp4`), join(folder, `${name}.vtt`))
  }
  await writeFile(join(folder, 'leeg.mp4'), '')
  files.push(join(folder, 'leeg.mp4'))

  const page = await signIn('/beheer/nieuw')
  const before = (await uploadsOf(page)).length
  const line = await slowLine(page)
  await line.slow()
  await page.setInputFiles('[data-files]', files)
  await expect(page.locator('.made')).toHaveCount(3)
  await expect(page.locator('[data-refused]')).toContainText('“leeg.mp4” is leeg')
  await expect.poll(async () => Math.max(...(await uploadsOf(page)).slice(before).map((one) => one.received), 0)).toBeGreaterThan(1000)
  await page.goto(`${server.address}/beheer`, { waitUntil: 'commit' })
  await line.fast()
  await page.goto(`${server.address}/beheer/nieuw`)
  await page.setInputFiles('[data-files]', files)
  await expect(page.locator('.upload-stored')).toHaveCount(6)
  const names = ['een', 'twee', 'drie']
  const uploads = (await uploadsOf(page)).filter(({ name }) => names.some((one) => name.startsWith(`${one}.`)))
  expect(uploads.map(({ state }) => state)).toEqual(Array.from({ length: 6 }, () => 'stored'))
  const talkOf = (name: string) => uploads.filter((upload) => upload.name.startsWith(`${name}.`)).map(({ talk }) => talk)
  for (const name of names) expect([name, new Set(talkOf(name)).size, talkOf(name).length]).toEqual([name, 1, 2])
  // Once more, when everything is there: nothing is doubled.
  await page.goto(`${server.address}/beheer/nieuw`)
  await page.setInputFiles('[data-files]', files)
  await expect(page.locator('.upload-stored')).toHaveCount(6)
  await expect(page.locator('.upload-stored').first()).toContainText('Staat er al')
  await page.goto(`${server.address}/beheer`)
  for (const name of names) await expect(page.locator('.desk-entry a').getByText(name, { exact: true })).toHaveCount(1)
  await expect(page.locator('.desk-entry a').getByText('leeg', { exact: true })).toHaveCount(0)
})
