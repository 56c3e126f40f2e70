/** The talk page as people use it: the player that waits until it is wanted, two languages, a talk of three hours, searching in it. */
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { importManifests } from '../../src/ingest/manifest/import.ts'
import { openLibrary, type RunningServer } from '../../src/wire.ts'
import { LONG_TALK, LONG_TALK_CUES, LONG_TALK_WORD, makeLongTalk } from '../setup/long-talk.ts'
import { FIXTURES, startTestServer, vtt, writeFiles } from '../setup/make-library.ts'
import { PHONE, playButton, playback, useBrowser } from './browser.ts'
import { expect } from './expect.ts'

let folder: string
let server: RunningServer
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'woordelijk-test-'))
  const manifests = join(folder, 'manifests')
  const lines = (texts: readonly string[]) => vtt(texts.map((text, i) => ({ start: i, end: i + 1, text })))
  await writeFiles(manifests, {
    'film.mp4': readFileSync(join(FIXTURES, 'mdn', 'friday.mp4')),
    'nl.vtt': lines([
      'De hoge doorstroom is een zorg.',
      'Wie de wijk kent,',
      'weet de weg in de wijk.',
      'Hoge huren jagen de bewoners weg.',
    ]),
    'en.vtt': lines([
      'The high turnover is a worry.',
      'Those who know the area',
      'know their way around it.',
      'High rents drive people away.',
    ]),
    'tweetalig.yaml': {
      kind: 'talk',
      id: 'tweetalig',
      title: 'In twee talen',
      recording: { file: 'film.mp4' },
      transcripts: [
        { file: 'nl.vtt', language: 'nl', made: 'human' },
        { file: 'en.vtt', language: 'en', made: 'human' },
      ],
      chapters: [
        { at: '0:00', title: 'Begin' },
        { at: '0:02', title: 'Verder' },
      ],
    },
  })
  await makeLongTalk(manifests, { media: false })
  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: join(folder, 'data') }))
  const rows = await importManifests([manifests], open)
  await open.close()
  expect(rows.filter(({ status }) => status === 'failed')).toEqual([])
  server = await startTestServer({ WOORDELIJK_DATA: join(folder, 'data') })
})
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true, force: true })
})
const browser = useBrowser()

const status = (page: Page) => page.locator('.within [role=status]')
const field = (page: Page) => page.getByRole('searchbox', { name: 'Zoek in deze opname' })

describe('the player starts when it is wanted', () => {
  test('a page that is opened and left alone fetches none of the recording', async () => {
    const page = await browser.open()
    const fetched: string[] = []
    page.on('request', (request) => fetched.push(new URL(request.url()).pathname))
    await page.goto(`${server.address}/opnames/tweetalig`, { waitUntil: 'networkidle' })
    await expect(playButton(page)).toBeVisible()
    expect(await page.locator('media-player').count()).toBe(0)
    expect(fetched.filter((path) => /\.(?:m3u8|m4s|mp4)$/.test(path))).toEqual([])
    // Preloaded side by side, and not run.
    expect(fetched.some((path) => /\/player-[\w-]+\.js$/.test(path))).toBe(true)
  })

  test('a press before any script has run is remembered', async () => {
    const page = await browser.open()
    let release = () => undefined as void
    const held = new Promise<void>((resolve) => (release = resolve))
    await page.route(/\/static\/assets\/talk-[\w-]+\.js$/, async (route) => {
      await held
      await route.continue()
    })
    await page.goto(`${server.address}/opnames/tweetalig?t=1`, { waitUntil: 'commit' })
    await playButton(page).click()
    await expect(page.getByText('De speler wordt geladen…')).toBeVisible()
    release()
    await expect.poll(async () => (await playback(page)).time).toBeGreaterThan(1.2)
    await expect(playButton(page)).toHaveCount(0)
  })

  test('a chapter, and a key on the button, work before the player is there', async () => {
    const page = await browser.open()
    await page.goto(`${server.address}/opnames/tweetalig`)
    await page.locator('.chapters a').nth(1).click()
    await expect(page).toHaveURL(/\?t=2$/)
    await expect.poll(async () => (await playback(page)).time).toBeGreaterThan(2)
    await page.goto(`${server.address}/opnames/tweetalig`)
    await playButton(page).focus()
    await page.keyboard.press('k')
    await expect.poll(async () => (await playback(page)).time).toBeGreaterThan(0.1)
    await expect(page.locator('media-player')).toBeFocused()
  })

  test('speed and captions are remembered for the next talk', async () => {
    const page = await browser.open()
    await page.goto(`${server.address}/opnames/tweetalig`)
    await playButton(page).click()
    await page.locator('media-player:not([data-paused])').waitFor()
    await page.keyboard.press('>')
    await page.keyboard.press('c')
    const speed = () => page.evaluate(() => document.querySelector('video')?.playbackRate)
    await expect.poll(speed).toBeGreaterThan(1)
    const chosen = await speed()
    await expect(page.locator('.vds-captions').first()).toContainText(/wijk|zorg|huren/)
    await page.goto(`${server.address}/opnames/tweetalig?t=2`)
    await playButton(page).click()
    await expect.poll(speed).toBe(chosen)
    await expect(page.locator('.vds-captions').first()).toContainText(/wijk|huren/)
  })
})

test('every link, file and caption follows the language of the transcript', async () => {
  const page = await browser.open()
  await page.goto(`${server.address}/opnames/tweetalig?t=2&q=weg`)
  // The footer has a link of that name for the language of the interface.
  await page.locator('main').getByRole('link', { name: 'English', exact: true }).click()
  await expect(page).toHaveURL(/\?t=2&lang=en&q=weg$/)
  await expect(page.locator('.transcript-text')).toHaveAttribute('lang', 'en')
  await expect(page.locator('.cue.now')).toHaveText('know their way around it.')
  expect(
    await page.locator('.talk-about a[href*="/transcript."]').evaluateAll((links) => links.map((link) => link.getAttribute('href'))),
  ).toEqual(['vtt', 'srt', 'ttml', 'txt', 'json'].map((format) => `/opnames/tweetalig/transcript.${format}?lang=en`))
  await page.locator('.para a.time').first().click()
  await expect(page).toHaveURL(/lang=en/)
  await playButton(page).waitFor({ state: 'detached' })
  await page.locator('media-player').focus()
  await page.keyboard.press('c')
  await expect(page.locator('.vds-captions').first()).toContainText(/worry|area|way/)
  // The width that a line may take is that of the picture.
  const line = page.locator('.vds-captions [data-part=cue-display]').first()
  expect(await line.evaluate((element: HTMLElement) => element.style.getPropertyValue('--cue-width'))).toBe('100%')
  const languages = await page.evaluate(() => {
    const player = document.querySelector('media-player') as unknown as { textTracks: Iterable<{ kind: string; label: string }> }
    return [...player.textTracks].filter(({ kind }) => kind === 'captions').map(({ label }) => label)
  })
  expect(languages).toEqual(['English', 'Nederlands'])

  await page.getByRole('link', { name: 'Met Nederlands ernaast' }).click()
  await expect(page.locator('.beside[lang=nl]').first()).toContainText('De hoge doorstroom is een zorg.')
  const [own, other] = await Promise.all([page.locator('.said > p').first().boundingBox(), page.locator('.beside').first().boundingBox()])
  expect(other?.x ?? 0).toBeGreaterThan((own?.x ?? 0) + (own?.width ?? 0))
})

test('without scripts the language of the page is that of its tracks and its links', async () => {
  const page = await browser.open({ javaScriptEnabled: false })
  await page.goto(`${server.address}/opnames/tweetalig?lang=en`)
  const tracks = await page
    .locator('video track')
    .evaluateAll((list) => list.map((track) => [track.getAttribute('srclang'), track.getAttribute('src')]))
  expect(tracks).toEqual([
    ['en', '/opnames/tweetalig/transcript.vtt?rev=1&lang=en'],
    ['nl', '/opnames/tweetalig/transcript.vtt?rev=1&lang=nl'],
  ])
  await page.locator('.chapters a').nth(1).click()
  await expect(page).toHaveURL(/\?t=2&lang=en$/)
  await expect(page.locator('.cue.arrived')).toHaveText('know their way around it.')
  await expect(field(page)).toBeHidden()
})

describe('searching in a talk', () => {
  test('understands what the library’s search understands', async () => {
    const page = await browser.open()
    await page.goto(`${server.address}/opnames/tweetalig`)
    for (const [q, answer] of [
      // Small words are not counted: “de” stands in every line.
      ['de hoge doorstroom', '1 gevonden'],
      ['“de wijk”', '2 gevonden'],
      ['hoge -doorstroom', '1 gevonden'],
      // Unfinished: the beginning of a word.
      ['doorst', '1 gevonden'],
      ['bewoner', '1 gevonden'],
      ['xyzzy', 'niets gevonden'],
    ] as const) {
      await field(page).fill(q)
      await expect(status(page)).toHaveText(answer)
    }
  })

  test('a result brings its search along: filled in, marked, at its own place, ticked on the seek bar itself', async () => {
    const page = await browser.open()
    await page.goto(`${server.address}/zoek?q=wijk`)
    await page.locator('a.moment').last().click()
    await expect(page).toHaveURL(/\?t=[\d.]+&q=wijk$/)
    await expect(field(page)).toHaveValue('wijk')
    await expect(status(page)).toHaveText('2 van 2')
    await playButton(page).click()
    const ticks = page.locator('media-time-slider .ticks')
    await expect(ticks).toHaveAttribute('data-count', '2')
    const [strip, bar] = await Promise.all([ticks.boundingBox(), page.locator('media-time-slider .vds-slider-chapters').boundingBox()])
    expect(Math.abs((strip?.x ?? 0) - (bar?.x ?? 99))).toBeLessThan(1.5)
    expect(Math.abs((strip?.width ?? 0) - (bar?.width ?? 99))).toBeLessThan(3)
  })
})

describe('a talk of three hours', () => {
  test('has one tab stop in its transcript, and arrows within it', async () => {
    const page = await browser.open()
    await page.goto(`${server.address}/opnames/${LONG_TALK}`)
    expect(await page.locator('.cue').count()).toBe(LONG_TALK_CUES)
    const stops = page.locator('.transcript-text :is(a, button):not([tabindex="-1"])')
    await expect(stops).toHaveCount(1)
    const times = page.locator('.para > a.time')
    await page.locator('.within button').last().focus()
    await stops.focus()
    await page.keyboard.press('ArrowDown')
    await expect(times.first()).toBeFocused()
    await page.keyboard.press('ArrowDown')
    await expect(times.nth(1)).toBeFocused()
    await page.keyboard.press('ArrowRight')
    await expect(page.locator('button.cite-para').nth(1)).toBeFocused()
    await page.keyboard.press('End')
    await expect(page.locator('button.cite-para').last()).toBeFocused()
    await expect(page.locator('button.cite-para').last()).toBeInViewport()
    await expect(stops).toHaveCount(1)
  })

  test('a link to a moment lands, also where there is no recording', async () => {
    const page = await browser.open()
    await page.goto(`${server.address}/opnames/${LONG_TALK}?t=5400`)
    await expect(page.locator('.cue.arrived')).toBeInViewport({ ratio: 1 })
  })

  test('on a phone: what is searched is found, counted and in view, with the field', async () => {
    const page = await browser.open({ viewport: PHONE })
    await page.goto(`${server.address}/opnames/${LONG_TALK}?q=${LONG_TALK_WORD}`)
    await expect(status(page)).toHaveText(`${LONG_TALK_CUES / 100} gevonden`)
    await field(page).focus()
    for (let n = 1; n <= 3; n++) {
      await page.keyboard.press('Enter')
      await expect(status(page)).toHaveText(`${n} van 100`)
    }
    const shown = page.locator('.cue', { hasText: LONG_TALK_WORD }).nth(2)
    await expect(shown).toBeInViewport({ ratio: 1 })
    await expect(field(page)).toBeInViewport({ ratio: 1 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width)
  })
})

test('copied text is the words, without times and buttons', async () => {
  const page = await browser.open()
  await page.goto(`${server.address}/opnames/${LONG_TALK}`)
  await page.locator('.transcript-text').evaluate((text) => {
    const [first, second] = text.querySelectorAll('.para')
    if (first && second) getSelection()?.setBaseAndExtent(first, 0, second, second.childNodes.length)
  })
  const copied = await page.evaluate(() => getSelection()?.toString() ?? '')
  expect(copied.length).toBeGreaterThan(200)
  expect(copied).not.toMatch(/”|\d:\d\d/)
})

test('every button of the player is in the picture, on narrow screens too', async () => {
  const page = await browser.open()
  await page.goto(`${server.address}/opnames/tweetalig`)
  await playButton(page).click()
  const layout = page.locator('media-video-layout')
  await expect(layout).toHaveAttribute('data-size', 'lg')
  const cutOff = () =>
    page.locator('media-player').evaluate((player) => {
      const { left, right } = player.closest('.player')?.getBoundingClientRect() ?? new DOMRect()
      const buttons = [...player.querySelectorAll<HTMLElement>('.vds-button')].filter((button) => button.offsetParent !== null)
      return buttons.filter((button) => button.getBoundingClientRect().left < left || button.getBoundingClientRect().right > right).length
    })
  for (const width of [320, 345, 360]) {
    await page.setViewportSize({ width, height: 640 })
    await expect(layout).toHaveAttribute('data-size', 'sm')
    await expect(page.locator('.vds-fullscreen-button')).toHaveCount(1)
    await expect.poll(cutOff).toBe(0)
  }
  const body = JSON.stringify({ talk: 'tweetalig', start: 0, end: 2000 })
  const made = await fetch(`${server.address}/api/v1/quotes`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })
  const { id } = (await made.json()) as { id: string }
  for (const path of ['/insluiten/tweetalig', `/citaten/${id}`]) {
    await page.goto(server.address + path)
    const { width = 0, height = 0 } = (await page.locator('.player').boundingBox()) ?? {}
    expect(height / width).toBeCloseTo(9 / 16, 1)
  }
})

test('on a phone the chapters open over the transcript, and a chapter closes them', async () => {
  const page = await browser.open({ viewport: PHONE })
  await page.goto(`${server.address}/opnames/tweetalig`)
  const chapter = page.locator('.chapters a').nth(1)
  await expect(chapter).toBeHidden()
  await page.getByRole('button', { name: 'Hoofdstukken' }).click()
  await chapter.click()
  await expect(chapter).toBeHidden()
  await expect.poll(async () => (await playback(page)).time).toBeGreaterThan(1.9)
})
