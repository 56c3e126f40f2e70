/** A visitor’s ways through the library, in a real browser: by clicking, by link, and without scripts. */

import { afterAll, beforeAll, describe, test } from 'vitest'
import type { RunningServer } from '../../src/wire.ts'
import { startTestServer } from '../setup/make-library.ts'
import { arrivedAt, PHONE, playButton, playback, useBrowser } from './browser.ts'
import { expect } from './expect.ts'

let server: RunningServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())
const browser = useBrowser()

test('home → event → talk → play → chapter → transcript → an address that can be copied', async () => {
  const page = await browser.open()
  await page.goto(server.address)
  await page
    .getByRole('link', { name: /Academie voor Sociale Stedelijke Ontwikkeling/ })
    .first()
    .click()
  await page.locator('.programme .talk-entry a', { hasText: 'armoede' }).first().waitFor()
  await page.goto(`${server.address}/bijeenkomsten/academie-2`)
  await page.locator('a[href="/opnames/academie-2-martens"]:visible').last().click()
  await expect(page).toHaveURL(/\/opnames\/academie-2-martens$/)

  await playButton(page).click()
  await expect.poll(async () => (await playback(page)).time).toBeGreaterThan(0.5)
  expect((await playback(page)).source).toMatch(/^blob:/) // HLS through hls.js, not the file
  await expect(page.locator('.cue.now')).toHaveCount(1)

  const chapter = page.locator('.chapters a').nth(2)
  const start = Number(await chapter.getAttribute('data-time')) / 1000
  await chapter.click()
  await expect.poll(async () => Math.abs((await playback(page)).time - start) < 2).toBe(true)
  await expect(chapter).toHaveAttribute('aria-current', 'true')

  const time = page.locator('.para > a.time').nth(1)
  const at = Number(await time.getAttribute('data-time')) / 1000
  await time.click()
  await expect.poll(async () => Math.abs((await playback(page)).time - at) < 2).toBe(true)
  await expect(page).toHaveURL(new RegExp(`\\?t=${String(at).replace('.', '\\.')}$`))
  expect((await playback(page)).paused).toBe(false)
})

describe('a deep link', () => {
  test.each(['?t=61', '?t=1m1s', '?t=1:01', '?start=61', '#t=61', '#t=npt:1:01'])(
    '%s: the frame is there, the cue is lit and in view, nothing plays',
    async (link) => {
      const page = await browser.open()
      await page.goto(`${server.address}/opnames/academie-2-martens${link}`)
      const cue = page.locator('.cue.now')
      await expect(cue).toHaveText('Het tweede was de toename van armoede in hetzelfde gebied.')
      await expect(cue).toBeInViewport()
      await arrivedAt(page, 61)
      expect((await playback(page)).paused).toBe(true)
      await expect(cue).toHaveText('Het tweede was de toename van armoede in hetzelfde gebied.')
      await expect(page.locator('.player-picture')).toHaveCount(0)
    },
  )
  test('to a span stops at its end', async () => {
    const page = await browser.open()
    await page.goto(`${server.address}/opnames/academie-2-martens?t=20,21.5`)
    await arrivedAt(page, 20)
    await playButton(page).click()
    await expect.poll(async () => (await playback(page)).time).toBeGreaterThan(21.4)
    await expect.poll(async () => (await playback(page)).paused).toBe(true)
    expect((await playback(page)).time).toBeLessThan(22.5)
  })
  test('on a phone the picture and the cue are both in view', async () => {
    const page = await browser.open({ viewport: PHONE })
    await page.goto(`${server.address}/opnames/academie-2-martens?t=61`)
    await arrivedAt(page, 61)
    await expect(page.locator('media-player')).toBeInViewport({ ratio: 0.9 })
    await expect(page.locator('.cue.now')).toBeInViewport({ ratio: 1 })
    await expect(page.getByRole('searchbox', { name: 'Zoek in deze opname' })).toBeInViewport({ ratio: 1 })
  })
})

test('a search lands on the spoken word, within half a second', async () => {
  const page = await browser.open()
  await page.goto(server.address)
  await page.keyboard.press('/')
  await page.keyboard.type('armoede')
  await page.keyboard.press('Enter')
  await expect(page.locator('.search-page [role=status]')).toHaveText(/\d+ momenten in \d+ opnames/)
  const moment = page.locator('a.moment').nth(1)
  const href = (await moment.getAttribute('href')) ?? ''
  const seconds = Number(new URL(href, server.address).searchParams.get('t'))
  expect(seconds).toBeGreaterThan(0)
  await moment.click()
  await arrivedAt(page, seconds)
  await expect(page.locator('.cue.now')).toContainText(/armoede/i)
  await page.goBack()
  await expect(page.locator('a.moment').nth(1)).toHaveAttribute('href', href)
})

test('when the stream fails the file plays', async () => {
  const page = await browser.open()
  await page.route(/\.m3u8/, (route) => route.fulfill({ status: 200, contentType: 'application/vnd.apple.mpegurl', body: '#EXTM3U\n' }))
  await page.goto(`${server.address}/opnames/academie-2-martens?t=30`)
  await arrivedAt(page, 30)
  expect((await playback(page)).source).toMatch(/\.mp4/)
})

test('the reader who goes elsewhere is left alone, until they ask to follow again', async () => {
  const page = await browser.open()
  await page.goto(`${server.address}/opnames/academie-2-martens?t=20`)
  await arrivedAt(page, 20)
  const follow = page.getByRole('button', { name: 'Volg de video' })
  // The scroll that brought the cue into view is the page's own.
  await expect(follow).toBeHidden()
  const scroller = page.locator('.transcript-scroll')
  const leave = {
    wheel: async () => {
      await scroller.hover()
      await page.mouse.wheel(0, 400)
    },
    // As the scroll bar does: a scroll without a wheel, a finger or a key.
    bar: () => scroller.evaluate((box) => void box.scrollBy({ top: 400 })),
  }
  for (const way of ['wheel', 'bar'] as const) {
    // Until the page's own scroll has come to rest, another one is taken for it.
    await expect(async () => {
      await leave[way]()
      await expect(follow).toBeVisible({ timeout: 300 })
    }).toPass()
    await follow.click()
    await expect(follow).toBeHidden()
    await expect(page.locator('.cue.now')).toBeInViewport()
  }
})

test('where one was is remembered, by this browser alone', async () => {
  const page = await browser.open()
  await page.goto(`${server.address}/opnames/academie-2-martens?t=40`)
  await arrivedAt(page, 40)
  await playButton(page).click()
  await expect.poll(() => page.evaluate(() => localStorage.getItem('woordelijk:verder-kijken'))).toContain('academie-2-martens')
  await page.goto(server.address)
  await expect(page.getByRole('heading', { name: 'Verder kijken' })).toBeVisible()
  await page.goto(`${server.address}/opnames/academie-2-martens`)
  await page.getByRole('button', { name: /Verder kijken vanaf 0:4\d/ }).click()
  await expect.poll(async () => (await playback(page)).time).toBeGreaterThan(39)
})

test('the day plays on in programme order', async () => {
  const page = await browser.open()
  await page.goto(`${server.address}/bijeenkomsten/academie-2`)
  await page.getByRole('link', { name: 'Speel de dag af' }).click()
  await expect(page).toHaveURL(/academie-2-welkomstwoord\?dag$/)
  await expect.poll(async () => (await playback(page)).time).toBeGreaterThan(0.3)
  await page.evaluate(() => {
    const media = document.querySelector('video')
    if (media) media.currentTime = media.duration - 0.3
  })
  await expect(page).toHaveURL(/academie-2-meyer\?dag$/)
})

describe('without scripts', () => {
  test('every link works, the transcript is whole, search finds, the browser’s own player starts at the moment', async () => {
    const page = await browser.open({ javaScriptEnabled: false })
    await page.goto(server.address)
    await page.locator('input[name=q]').fill('armoede')
    await page.getByRole('button', { name: 'Zoek' }).click()
    const moment = page.locator('a.moment').first()
    const seconds = Number(new URL((await moment.getAttribute('href')) ?? '', server.address).searchParams.get('t'))
    await moment.click()
    await expect(page.locator('.cue.arrived')).toContainText(/armoede/i)
    await expect(page.locator('video')).toHaveAttribute('src', new RegExp(`#t=${String(seconds).replace('.', '\\.')}`))
    await expect(page.locator('video track[kind=captions]')).toHaveCount(1)
    await page.locator('.chapters a').nth(1).click()
    await expect(page).toHaveURL(/\?t=\d/)
    await expect(page.locator('.cue.arrived')).toHaveCount(1)
    await page.getByRole('link', { name: 'Naar deze plek in het transcript' }).click()
    await expect(page).toHaveURL(/#aangekomen$/)
    await expect(page.locator('.cue.arrived')).toBeInViewport()
  })
})

describe('searching with scripts', () => {
  test('completions come as one types and are chosen by arrows', async () => {
    const page = await browser.open()
    await page.goto(server.address)
    const field = page.getByRole('combobox').first()
    await field.pressSequentially('segreg')
    await expect(page.getByRole('option', { name: 'segregatie', exact: true })).toBeVisible()
    // On a slow machine the list of a shorter beginning still stands.
    await expect(page.getByRole('option').first()).toHaveText(/^segreg/)
    await page.keyboard.press('ArrowDown')
    await expect(field).toHaveValue(/^segreg/)
    await page.keyboard.press('Escape')
    await expect(field).toHaveValue('segreg')
    await expect(page.getByRole('listbox')).toBeHidden()
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/\/zoek\?q=segreg$/)
    // A word nobody said: its nearest is shown, and that is said.
    await page.goto(`${server.address}/zoek?q=armode`)
    await expect(page.getByText('Dit zijn de resultaten voor ‘armoede’')).toBeVisible()
  })

  test('in this talk: counted, walked through by Enter, inflected, any character harmless, without a connection', async () => {
    const page = await browser.open()
    await page.goto(`${server.address}/opnames/academie-2-martens`)
    const field = page.getByRole('searchbox', { name: 'Zoek in deze opname' })
    const status = page.locator('.within [role=status]')
    await field.fill('wijken')
    await expect(status).toHaveText(/^\d+ gevonden$/)
    const count = Number.parseInt((await status.textContent()) ?? '0', 10)
    expect(count).toBeGreaterThan(0)
    await page.keyboard.press('Enter')
    await expect(status).toHaveText(`1 van ${count}`)
    await page.keyboard.press('Shift+Enter')
    await expect(status).toHaveText(`${count} van ${count}`)
    expect(await page.locator('.cue').count()).toBeGreaterThan(20)
    await expect(page.locator('.ticks')).toHaveAttribute('data-count', String(count))
    await page.context().setOffline(true)
    for (const text of ['(', '[', '"', '.*', '\\', 'xyzzy']) {
      await field.fill(text)
      await expect(status).toHaveText(text === 'xyzzy' ? 'niets gevonden' : '')
    }
    await field.fill('huizen armoede')
    await expect(status).toHaveText(/gevonden$/)
    await page.context().setOffline(false)
  })
})
