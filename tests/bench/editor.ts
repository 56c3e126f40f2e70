/** Typing in the transcript editor: from the key to the painted letter, in Chromium, among few lines and among ten thousand. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { chromium, type Page } from '@playwright/test'
import type { Row } from './run.ts'

const SIZES = [100, 10_000]
const KEYS = 200
/** As fast typists type; drafts are kept meanwhile. */
const BETWEEN_MS = 60
const SCROLLS = 100

declare global {
  interface Window {
    /** Milliseconds from each key to the frame that shows it. */
    painted: number[]
  }
}

export async function benchEditor(): Promise<Row[]> {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] })
  try {
    const rows: Row[] = []
    for (const size of SIZES) {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
      const child = fork(join(import.meta.dirname, 'editor-process.mjs'), [String(size)], { execArgv: [] })
      const [address] = (await once(child, 'message')) as [string]
      try {
        const what = (text: string) => `${text}, ${size.toLocaleString('en')} lines`
        rows.push({ bench: 'editor', what: what('opened'), value: await opened(page, address), unit: 'ms' })
        const keys = await typed(page, size)
        rows.push({ bench: 'editor', what: what('key to paint, median'), value: round(at(keys, 0.5)), unit: 'ms' })
        rows.push({ bench: 'editor', what: what('key to paint, 95 %'), value: round(at(keys, 0.95)), unit: 'ms' })
        rows.push({ bench: 'editor', what: what('key to paint, slowest'), value: round(at(keys, 1)), unit: 'ms' })
        rows.push({ bench: 'editor', what: what('frame while scrolling, 95 %'), value: round(at(await scrolled(page), 0.95)), unit: 'ms' })
      } finally {
        child.kill()
        await page.close()
      }
    }
    return rows
  } finally {
    await browser.close()
  }
}

const round = (ms: number) => Math.round(ms * 10) / 10
const at = (values: readonly number[], share: number) => values.toSorted((a, b) => a - b)[Math.ceil(share * values.length) - 1] ?? 0

async function opened(page: Page, address: string): Promise<number> {
  await page.goto(address)
  await page.locator('.line textarea').first().waitFor()
  return Math.round(await page.evaluate(() => performance.now()))
}

async function typed(page: Page, size: number): Promise<number[]> {
  await page.evaluate((middle) => {
    const box = document.querySelector('.edit-scroll')
    if (box) box.scrollTop = box.scrollHeight * middle
    window.painted = []
    const after = new MessageChannel()
    let key = 0
    // A message posted before a frame is painted is heard after it.
    after.port1.onmessage = () => window.painted.push(performance.now() - key)
    addEventListener(
      'keydown',
      (event) => {
        key = event.timeStamp
        requestAnimationFrame(() => after.port2.postMessage(null))
      },
      { capture: true },
    )
  }, 0.5)
  await page
    .locator(`.line textarea[aria-label^="Regel ${size / 2} van"]`)
    .first()
    .click()
  const text = 'woorden zoals iemand ze typt '
  for (let i = 0; i < KEYS; i++) {
    await page.keyboard.type(text.charAt(i % text.length))
    await page.waitForTimeout(BETWEEN_MS)
  }
  return page.evaluate(() => window.painted)
}

/** From frame to frame while the list is scrolled a screen at a time. */
function scrolled(page: Page): Promise<number[]> {
  return page.evaluate(async (times) => {
    const box = document.querySelector('.edit-scroll')
    const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve))
    const took: number[] = []
    let last = await frame()
    for (let i = 0; i < times && box; i++) {
      box.scrollTop += i % 2 === 0 ? 700 : -350
      const now = await frame()
      took.push(now - last)
      last = now
    }
    return took
  }, SCROLLS)
}
