/** Third-party recordings become talks by manifest; their words are found and played. */
import { join } from 'node:path'
import { describe, onTestFinished, test } from 'vitest'
import { FIXTURES, makeLibrary, startTestServer, vtt } from '../setup/make-library.ts'
import { arrivedAt, playback, useBrowser } from './browser.ts'
import { expect } from './expect.ts'

const browser = useBrowser()

const talk = (id: string, file: string, transcript: string, made: string) => ({
  kind: 'talk',
  id,
  title: id,
  recording: { file: join(FIXTURES, file) },
  transcripts: [{ file: transcript.includes('/') ? join(FIXTURES, transcript) : transcript, language: 'nl', made }],
})

describe.each([
  {
    id: 'geluid',
    file: 'whisper-test/whisper-test.mp3',
    transcript: 'whisper-test/whisper-transcript.json',
    made: 'asr',
    word: 'eerst',
    at: 6.44,
    stream: false,
  },
  { id: 'vrijdag', file: 'mdn/friday.mp4', transcript: 'mdn/friday.vtt', made: 'human', word: 'universe', at: 1.5, stream: true },
  { id: 'bloem', file: 'mdn/flower.webm', transcript: 'bloem.vtt', made: 'human', word: 'bloemblaadjes', at: 2, stream: false },
  { id: 'vp9', file: 'test-1s.webm', transcript: 'kort.vtt', made: 'human', word: 'seconde', at: 0.3, stream: true },
])('$file', ({ id, file, transcript, made, word, at, stream }) => {
  test('is found by a word and played there', async () => {
    const library = await makeLibrary({
      [`${id}.yaml`]: talk(id, file, transcript, made),
      'bloem.vtt': vtt([
        { start: 0, end: 2, text: 'een bloem' },
        { start: 2, end: 4, text: 'bloemblaadjes in de wind' },
      ]),
      'kort.vtt': vtt([{ start: 0.3, end: 0.9, text: 'seconde' }]),
    })
    const [row] = await library.import()
    expect(row).toMatchObject({ status: 'added', problems: [] })
    await library.close()
    const server = await startTestServer({ WOORDELIJK_DATA: join(library.folder, 'data') })
    onTestFinished(() => server.close())

    const page = await browser.open()
    await page.goto(`${server.address}/zoek?q=${word}`)
    const moment = page.locator('a.moment').first()
    const found = Number(new URL((await moment.getAttribute('href')) ?? '', server.address).searchParams.get('t'))
    expect(Math.abs(found - at)).toBeLessThan(1.5)
    await moment.click()
    await arrivedAt(page, found)
    expect((await playback(page)).source.startsWith('blob:')).toBe(stream)
    await page.locator('media-player media-play-button').first().click()
    await expect.poll(async () => (await playback(page)).time).toBeGreaterThan(found + 0.1)
  })
})
