/** One Chromium for a test file, and a page that fails its test when the page itself complains. */
import { type Browser, type BrowserContextOptions, chromium, type Page } from '@playwright/test'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { expect, PATIENCE_MS } from './expect.ts'

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export const PHONE = { width: 360, height: 740 }
export const DESK = { width: 1280, height: 800 }

/** @param refusals statuses that a test has its server answer with, of which the browser complains */
export function useBrowser(refusals: readonly number[] = []): { open(options?: BrowserContextOptions): Promise<Page> } {
  let browser: Browser
  const launch = async () => {
    browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: [...FLAGS, '--autoplay-policy=no-user-gesture-required', '--mute-audio'],
    })
  }
  beforeAll(launch)
  afterAll(() => browser.close())
  return {
    async open(options = {}) {
      // A browser that crashed fails the test it crashed in, and not those after it.
      if (!browser.isConnected()) await launch()
      const context = await browser.newContext({ locale: 'nl-NL', viewport: DESK, reducedMotion: 'reduce', ...options })
      context.setDefaultTimeout(PATIENCE_MS)
      const page = await context.newPage()
      const complaints: string[] = []
      page.on('pageerror', (error) => complaints.push(`script: ${error.message}`))
      page.on('console', (message) => {
        // A test that goes offline hears of every request that then fails.
        const meant = ['ERR_INTERNET_DISCONNECTED', 'ERR_CONNECTION_REFUSED', ...refusals.map((status) => `status of ${status}`)]
        if (message.type() === 'error' && !meant.some((text) => message.text().includes(text)))
          complaints.push(`console: ${message.text()}`)
      })
      page.on('request', (request) => {
        const { hostname, protocol } = new URL(request.url())
        if (/^https?:$/.test(protocol) && !['127.0.0.1', 'localhost'].includes(hostname)) complaints.push(`third party: ${request.url()}`)
      })
      onTestFinished(async () => {
        await context.close()
        if (complaints.length > 0) throw new Error(`the page complained:\n${complaints.join('\n')}`)
      })
      return page
    },
  }
}

/** The playing element's state; NaN and true before there is one. */
export function playback(page: Page): Promise<{ time: number; paused: boolean; ready: number; source: string }> {
  return page.evaluate(() => {
    const media = document.querySelector<HTMLMediaElement>('video, audio')
    return {
      time: media?.currentTime ?? Number.NaN,
      paused: media?.paused ?? true,
      ready: media?.readyState ?? 0,
      source: media?.currentSrc ?? '',
    }
  })
}

/** The page’s own button over the picture: the first press plays. */
export const playButton = (page: Page) => page.getByRole('button', { name: /^Speel af( vanaf [\d:]+)?$/ })

/** Waits until a frame of the moment is there. @param seconds where it should be, within half a second */
export async function arrivedAt(page: Page, seconds: number): Promise<void> {
  const arrived = (at: number) => {
    const media = document.querySelector<HTMLMediaElement>('video, audio')
    return media !== null && media.readyState >= 2 && !media.seeking && Math.abs(media.currentTime - at) < 0.5
  }
  let moves = 0
  await expect
    .poll(async () => {
      // The player is made when somebody is busy on the page.
      await page.mouse.move(2, 2 + (moves++ % 2))
      return page.evaluate(arrived, seconds)
    })
    .toBe(true)
}
