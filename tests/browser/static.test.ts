/** A static library, with no server of ours running: home → event → talk → search → moment → quote, from a disk and from a plain web server. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, test } from 'vitest'
import { openCollection } from '../static/folder.ts'
import { playButton, playback, useBrowser } from './browser.ts'
import { expect } from './expect.ts'
import { NO_FIREFOX, useFirefox } from './firefox.ts'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.mp4': 'video/mp4',
  '.vtt': 'text/vtt; charset=utf-8',
}

/** Files, folders' `index.html`, and ranges: what any web server does. */
function plainServer(root: string): Promise<Server> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const path = join(root, decodeURIComponent(pathname), pathname.endsWith('/') ? 'index.html' : '')
    stat(path).then(
      ({ size }) => {
        const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? []
        const start = Number(from ?? 0)
        const end = to ? Math.min(Number(to), size - 1) : size - 1
        response.writeHead(from === undefined ? 200 : 206, {
          'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream',
          'Content-Length': end - start + 1,
          'Accept-Ranges': 'bytes',
          ...(from === undefined ? {} : { 'Content-Range': `bytes ${start}-${end}/${size}` }),
        })
        createReadStream(path, { start, end }).pipe(response)
      },
      () => response.writeHead(404).end(),
    )
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}

let server: Server
let onDisk = ''
let onServer = ''
beforeAll(async () => {
  const open = await openCollection()
  const folder = `${open.data}-website`
  await open.makeStatic(folder, 'link')
  await open.close()
  server = await plainServer(folder)
  onDisk = `${pathToFileURL(folder)}/`
  onServer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
})
afterAll(() => server.close())
const browser = useBrowser()
const firefox = useFirefox()

test.each(['a disk', 'a plain web server'])('from %s', async (from) => {
  const page = await browser.open()
  await page.goto(from === 'a disk' ? `${onDisk}index.html` : onServer)
  await page
    .getByRole('link', { name: /Bestaanszekerheid in werk en wijk/ })
    .first()
    .click()
  await page.getByRole('link', { name: 'Concentratie van armoede in Heerlen' }).first().click()
  await playButton(page).click()
  await expect.poll(async () => (await playback(page)).time, { timeout: 60_000 }).toBeGreaterThan(0)

  const field = page
    .getByRole('combobox', { name: 'Zoek in alles wat gezegd is' })
    .or(page.getByRole('searchbox', { name: 'Zoek in alles wat gezegd is' }))
  await field.fill('armoede')
  await field.press('Enter')
  await expect(page.locator('.hit').first()).toContainText('Concentratie van armoede in Heerlen')
  await page.locator('.moment').first().click()
  await expect(page.locator('.within [role="status"]')).toHaveText(/^\d+ van \d+$/)
  await expect(playButton(page)).toHaveText(/vanaf 1:00/)

  const paragraph = page.locator('.cite-para').first()
  await paragraph.click()
  await paragraph.click()
  await page.getByRole('toolbar', { name: 'Met deze woorden' }).getByRole('button', { name: 'Bewaar' }).click()
  await page.getByRole('link', { name: 'Mijn citaten' }).click()
  const link = page.locator('.kept-quotes a')
  await expect(link).toHaveAttribute('href', /#t=.*&citaat=/)
  await link.click()
  await expect(page.locator('.cue.quoted').first()).toBeVisible()
})

test.skipIf(NO_FIREFOX !== null)('Firefox opens it from a disk', async () => {
  const found = await firefox.evaluate(`${onDisk}zoek/index.html?q=armoede`, async () => {
    for (let tries = 0; tries < 600 && !document.querySelector('.hit'); tries++) await new Promise((resolve) => setTimeout(resolve, 100))
    return document.querySelector('.moment')?.getAttribute('href') ?? ''
  })
  expect(found).toMatch(/^file:.*\/opnames\/academie-2-martens\/index\.html\?t=60/)
})
