/**
 * The page of a talk of three hours, in a real server and a real Chromium: what the server spends on it, what it weighs, and what a
 * visitor waits for. Medians over rounds; the browser's own clock for what it does on its main thread.
 */
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type Browser, chromium, type Page } from '@playwright/test'
import { LONG_TALK, LONG_TALK_WORD, makeLongTalk } from '../setup/long-talk.ts'
import { startLibraryServer } from './library-server.ts'
import type { Row } from './run.ts'

const ROUNDS = 7
const CHROMIUM = {
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--autoplay-policy=no-user-gesture-required', '--mute-audio'],
}

export async function benchTalk(): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'woordelijk-bench-'))
  try {
    const manifests = join(folder, 'manifests')
    const { media } = await makeLongTalk(manifests)
    const data = join(folder, 'data')
    // The built program: Node cannot load the pages' TSX from source.
    execFileSync(process.execPath, ['dist/src/main.js', 'import', manifests], { env: { ...process.env, WOORDELIJK_DATA: data } })
    const rows = await serverRows(data)
    const browser = await chromium.launch(CHROMIUM)
    try {
      return [...rows, ...(await pageRows(browser, data, media))]
    } finally {
      await browser.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const row = (what: string, value: number, unit: string): Row => ({ bench: 'talk', what, value: Math.round(value * 10) / 10, unit })
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/** A first view is the first of a server that has just started, after one of a page that is not the talk's. */
async function serverRows(data: string): Promise<Row[]> {
  const first: number[] = []
  const second: number[] = []
  let html = ''
  for (let round = 0; round < ROUNDS; round++) {
    const server = await startLibraryServer(data)
    await server.get('/toegankelijkheid')
    const spent = async () => {
      const before = (await server.report()).cpuMs
      await server.get(`/opnames/${LONG_TALK}`, { 'Accept-Encoding': 'gzip' })
      return (await server.report()).cpuMs - before
    }
    first.push(await spent())
    second.push(await spent())
    html = await server.get(`/opnames/${LONG_TALK}`)
    await server.close()
  }
  return [
    row('HTML, gzipped', gzipSync(html).length / 1000, 'kB'),
    row('of which the words alone', gzipSync(html.replace(/<[^>]*>/g, '')).length / 1000, 'kB'),
    row('server, first view', median(first), 'ms CPU'),
    row('server, second view', median(second), 'ms CPU'),
  ]
}

async function pageRows(browser: Browser, data: string, media: boolean): Promise<Row[]> {
  const server = await startLibraryServer(data)
  const rows: Row[] = []
  try {
    const address = `${server.address}/opnames/${LONG_TALK}`
    const parse: number[] = []
    const bytes: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const page = await openPage(browser)
      const fetched = countBytes(page)
      await page.goto(address, { waitUntil: 'networkidle' })
      parse.push(await mainThreadUntilReady(page))
      bytes.push(await fetched())
      await page.context().close()
    }
    rows.push(row('main thread until DOMContentLoaded', median(parse), 'ms'))
    rows.push(row('fetched by the opened, unplayed page', median(bytes) / 1000, 'kB'))

    const page = await openPage(browser)
    await page.goto(address)
    const search = page.getByRole('searchbox', { name: 'Zoek in deze opname' })
    await search.fill('w')
    await page.locator('.within [role=status]:not(:empty)').waitFor()
    rows.push(
      row(
        'in-talk search: a key, to the next frame',
        median(await eachKey(page, [LONG_TALK_WORD, 'de wijk en het wonen', 'gezondheid'])),
        'ms',
      ),
    )
    await search.fill('')
    if (media) rows.push(...(await playRows(page)))
    await page.context().close()
    return rows
  } finally {
    await server.close()
  }
}

async function openPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ locale: 'nl-NL', viewport: { width: 1280, height: 800 } })
  return context.newPage()
}

function countBytes(page: Page): () => Promise<number> {
  const sizes: Promise<number>[] = []
  page.on('requestfinished', (request) => sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize)))
  return async () => (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

/** Tasks of the main thread, from the first byte of the page to DOMContentLoaded, as the browser's trace metrics count them. */
async function mainThreadUntilReady(page: Page): Promise<number> {
  return page.evaluate(() => {
    const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
    return navigation ? navigation.domContentLoadedEventEnd - navigation.responseStart : Number.NaN
  })
}

/** From each key to the frame after it, in a page that is not throttled. */
async function eachKey(page: Page, texts: readonly string[]): Promise<number[]> {
  const times: number[] = []
  for (const text of texts) {
    for (let end = 1; end <= text.length; end++) {
      times.push(
        await page.evaluate(
          async (typed) => {
            const field = document.querySelector<HTMLInputElement>('.within input')
            if (!field) return Number.NaN
            await new Promise((resolve) => requestAnimationFrame(resolve))
            const start = performance.now()
            field.value = typed
            field.dispatchEvent(new Event('input', { bubbles: true }))
            // The search answers in a microtask; what it costs is on this thread until then.
            await new Promise((resolve) => setTimeout(resolve))
            void document.body.offsetHeight
            return performance.now() - start
          },
          text.slice(0, end),
        ),
      )
    }
  }
  return times
}

async function playRows(page: Page): Promise<Row[]> {
  await page.getByRole('button', { name: 'Speel af', exact: true }).click()
  await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 0.5)
  const seeks: number[] = []
  for (let n = 1; n <= ROUNDS; n++) {
    seeks.push(
      await page.evaluate(async (at) => {
        const links = document.querySelectorAll<HTMLElement>('.para > a.time')
        const video = document.querySelector('video')
        const link = links[Math.floor((links.length * at) / 10)]
        if (!video || !link) return Number.NaN
        const seeked = new Promise((resolve) => video.addEventListener('seeked', resolve, { once: true }))
        const start = performance.now()
        link.click()
        await seeked
        return performance.now() - start
      }, n),
    )
  }
  const frames = await page.evaluate(async () => {
    // What following costs a frame: the time of the long tasks of one second of playing, spread over its frames.
    const spent: number[] = []
    for (let n = 0; n < 120; n++) {
      spent.push(
        await new Promise<number>((resolve) =>
          requestAnimationFrame(() => {
            const start = performance.now()
            setTimeout(() => resolve(performance.now() - start))
          }),
        ),
      )
    }
    return spent
  })
  return [
    row('click on a time to the new frame', median(seeks), 'ms'),
    row('following: a frame, median', median(frames), 'ms'),
    row('following: a frame, 95 %', frames.toSorted((a, b) => a - b)[Math.floor(frames.length * 0.95)] ?? Number.NaN, 'ms'),
  ]
}
