/** A transcript is data: whatever it holds is shown as those letters. vidstack sets cue text as HTML; we must not let it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'vitest'
import { FIXTURES, makeLibrary, startTestServer } from '../setup/make-library.ts'
import { arrivedAt, useBrowser } from './browser.ts'
import { expect } from './expect.ts'

const browser = useBrowser()

const PAYLOADS = [
  '&lt;img src=x onerror="document.title=1"&gt;',
  '<v x" onmouseover="document.title=1">let op</v>',
  '<lang nl" onfoo="x">taal</lang>',
  '&amp;lt;b&amp;gt;',
  '&lt;/script&gt;&lt;script&gt;document.title=1&lt;/script&gt;',
]

test('in captions, transcript, chapters, titles and search results', async () => {
  const evil = '"><img src=x onerror="document.title=1"><script>document.title=1</script>'
  const library = await makeLibrary({
    'film.mp4': readFileSync(join(FIXTURES, 'mdn', 'friday.mp4')),
    'tekst.vtt': ['WEBVTT', '', ...PAYLOADS.flatMap((payload, i) => [`00:0${i}.000 --> 00:0${i + 1}.000`, `${payload} gevaar`, ''])].join(
      '\n',
    ),
    'lezing.yaml': {
      kind: 'talk',
      id: 'lezing',
      title: `Titel ${evil}`,
      abstract: evil,
      speakers: [{ id: 'spreker', name: evil, role: evil }],
      recording: { file: 'film.mp4' },
      transcripts: [{ file: 'tekst.vtt', language: 'nl', made: 'human' }],
      chapters: [
        { at: '0:00', title: evil },
        { at: '0:03', title: 'Twee' },
      ],
      themes: ['Thema'],
    },
  })
  await library.import()
  await library.close()
  const server = await startTestServer({ WOORDELIJK_DATA: join(library.folder, 'data') })
  const page = await browser.open()
  for (const path of ['/', '/zoek?q=gevaar', '/sprekers/spreker', '/themas/thema', '/opnames/lezing']) {
    await page.goto(server.address + path)
    expect(await page.title()).not.toBe('1')
    expect(await page.locator('img[src=x]').count()).toBe(0)
  }
  await arrivedAt(page, 0)
  await page.locator('media-player').focus()
  await page.keyboard.press('c')
  const captions = page.locator('media-captions, .vds-captions')
  for (const [i, shown] of [
    '<img src=x onerror="document.title=1"> gevaar',
    'let op gevaar',
    'taal gevaar',
    '&lt;b&gt; gevaar',
  ].entries()) {
    await page.evaluate((time) => {
      const media = document.querySelector('video')
      if (media) media.currentTime = time
    }, i + 0.5)
    await expect(captions.first()).toContainText(shown)
  }
  expect(await page.locator('img[src=x], [onmouseover], [onfoo]').count()).toBe(0)
  expect(await page.title()).not.toBe('1')
  await server.close()
})
