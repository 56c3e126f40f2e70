/** What we write as WebVTT is what two browsers read: Chromium and Firefox give the cues that our own reader gives. */
import { globSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Cue, Word } from '../../src/transcript/cue.ts'
import { readVtt } from '../../src/transcript/read/subtitles/read-vtt.ts'
import { writeVtt } from '../../src/transcript/write/write-vtt.ts'
import { useBrowser } from './browser.ts'
import { NO_FIREFOX, useFirefox } from './firefox.ts'

const chromium = useBrowser()
const firefox = useFirefox()

let captions = ''
let address = ''
const server = createServer((request, response) => {
  const isTrack = request.url === '/ondertitels.vtt'
  response.setHeader('content-type', `${isTrack ? 'text/vtt' : 'text/html'}; charset=utf-8`)
  response.setHeader('cache-control', 'no-store')
  response.end(
    isTrack ? captions : '<!doctype html><link rel="icon" href="data:,"><video><track kind="captions" src="/ondertitels.vtt"></video>',
  )
})
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

interface Shown {
  readonly id: string
  /** Seconds. */
  readonly start: number
  readonly end: number
  readonly voices: string[]
  /** The text in pieces, and the inline timestamps between them. */
  readonly pieces: ({ text: string } | { stamp: string })[]
}

/** In the page. */
async function readTrack(): Promise<Shown[]> {
  const element = document.querySelector('track')
  if (!element) throw new Error('no track')
  const done = new Promise((resolve, reject) => {
    element.addEventListener('load', resolve)
    element.addEventListener('error', () => reject(new Error('the track did not load')))
  })
  element.track.mode = 'hidden'
  if (element.readyState !== HTMLTrackElement.LOADED) await done
  return [...(element.track.cues ?? [])].map((each) => {
    const cue = each as VTTCue
    const content = cue.getCueAsHTML()
    const pieces: Shown['pieces'] = []
    const walker = document.createTreeWalker(content, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_PROCESSING_INSTRUCTION)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node instanceof ProcessingInstruction) pieces.push({ stamp: node.data })
      else pieces.push({ text: node.textContent ?? '' })
    }
    const voices = [...content.querySelectorAll('span[title]')].map((span) => span.getAttribute('title') ?? '')
    return { id: cue.id, start: cue.startTime, end: cue.endTime, voices, pieces }
  })
}

/** As our reader tells it: a word is what stands between two timestamps. */
function asCue({ id, start, end, voices, pieces }: Shown): Cue {
  const span = { start: Math.round(start * 1000), end: Math.round(end * 1000) }
  const words: Word[] = []
  let word = { start: span.start, text: '' }
  const close = (at: number) => {
    if (word.text.trim() !== '') words.push({ start: word.start, end: at, text: word.text.trim() })
    word = { start: at, text: '' }
  }
  for (const piece of pieces) {
    if ('text' in piece) word = { ...word, text: word.text + piece.text }
    else close(piece.stamp.split(':').reduce((sum, part) => sum * 60 + Math.round(Number(part) * 1000), 0))
  }
  close(span.end)
  return {
    id: id === '' ? null : id,
    ...span,
    speaker: voices[0] ?? null,
    text: pieces.map((piece) => ('text' in piece ? piece.text : '')).join(''),
    words: pieces.some((piece) => 'stamp' in piece) ? words : null,
  }
}

const BROWSERS: Record<string, () => Promise<Shown[]>> = {
  Chromium: async () => {
    const page = await chromium.open()
    await page.goto(address)
    return page.evaluate(readTrack)
  },
  Firefox: () => firefox.evaluate(address, readTrack),
}

/** Fails unless the browser has our cues, in its own order: by start, and of two that start together the longest first. */
async function expectSame(name: string, vtt: string, ours: readonly Cue[]): Promise<void> {
  captions = vtt
  const shown = ((await BROWSERS[name]?.()) ?? []).map(asCue)
  const sorted = ours.toSorted((a, b) => a.start - b.start || b.end - a.end)
  expect(shown.map((each, i) => ({ ...each, words: withoutFractions(each.words, sorted[i]?.words) }))).toEqual(
    name === 'Firefox' ? sorted.map((each, i) => ({ ...each, speaker: inFirefox(each.speaker, shown[i]?.speaker) })) : sorted,
  )
}

/** Both browsers write an inline timestamp back as text and lose a millisecond to the fraction: 64.689 becomes 64.688. */
function withoutFractions(shown: readonly Word[] | null, ours: readonly Word[] | null | undefined): Word[] | null {
  const near = (time: number, real = time) => (Math.abs(time - real) <= 1 ? real : time)
  return shown && shown.map(({ start, end, text }, i) => ({ start: near(start, ours?.[i]?.start), end: near(end, ours?.[i]?.end), text }))
}

/**
 * Firefox leaves references in a voice’s name as they are written, and loses names with a backslash, or the backslash; the standard resolves
 * the ones and has no rule for the other (WebVTT §6.4, “annotation state”).
 */
const inFirefox = (speaker: string | null, shown: string | null = null) => (speaker?.includes('\\') ? shown : speaker && escaped(speaker))
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const cue = (text: string, fields: Partial<Cue> = {}): Cue => ({
  id: null,
  start: 0,
  end: 1000,
  speaker: null,
  text,
  words: null,
  ...fields,
})

const NASTY: Cue[] = [
  cue('AT&T < R&D > alles'),
  cue('&amp; &lt;b&gt; &eacute; &#233; &nbsp;'),
  cue('<b>vet</b> <i>schuin</i> <v Jan>Piet</v> <00:00:00.500> </c>'),
  cue('--> 00:00.000 --> 00:01.000'),
  cue('NOTE geen opmerking'),
  cue('WEBVTT'),
  cue('twee\nregels\nof drie'),
  cue('شكرا جزيلا، قال عمر 12:30'),
  cue('‏rechts‎ links \u202bom\u202c'),
  cue('é, é en e\u0301; 🎉 👩‍👩‍👧 ﷽'),
  cue('{\\an8} \\N \\h'),
  cue('"aanhaling" en ’s avonds', { speaker: 'Jan "de Snelle" O’Brien & <Zn>' }),
  cue('een naam van rechts naar links', { speaker: 'عمر' }),
  cue('een naam met een streep', { speaker: 'Jan \\ Piet' }),
  cue('een id', { id: 'cue-12 & <3' }),
  cue('honderd uur verder', { start: 360_000_001, end: 360_001_999 }),
  cue('een woord & <nog> een', {
    speaker: 'Anna',
    words: [
      { start: 0, end: 200, text: 'een' },
      { start: 200, end: 400, text: 'woord' },
      { start: 400, end: 500, text: '&' },
      { start: 600, end: 700, text: '<nog>' },
      { start: 800, end: 1000, text: 'een' },
    ],
  }),
  cue('stil', { words: [{ start: 300, end: 600, text: 'stil' }] }),
  cue('over\ntwee regels', {
    words: [
      { start: 0, end: 400, text: 'over' },
      { start: 400, end: 700, text: 'twee' },
      { start: 700, end: 1000, text: 'regels' },
    ],
  }),
]

describe.each(Object.keys(BROWSERS))('%s reads', (name) => {
  beforeEach(({ skip }) => skip(name === 'Firefox' && NO_FIREFOX !== null, NO_FIREFOX ?? ''))

  test.each(globSync('transcripts/**/*.vtt').sort())('%s', async (file) => {
    const vtt = readFileSync(file, 'utf8')
    const ours = readVtt(vtt)
    expect(ours.cues.length).toBeGreaterThan(5)
    await expectSame(name, vtt, ours.cues)
  })

  test('what is hard to write, as we write it', async () => {
    const vtt = writeVtt(NASTY, { notes: ['Een opmerking --> met een pijl\n\nen een witregel.'] })
    expect(readVtt(vtt).cues).toEqual(NASTY)
    await expectSame(name, vtt, NASTY)
  })

  test('any text, speaker and word times, as we write them', async () => {
    const letters = fc.string({
      unit: fc.oneof(
        fc.constantFrom('<', '>', '&', ';', '-', '"', '\\', 'v', ' ', '\n', '\u200f'),
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
      ),
      minLength: 1,
      maxLength: 30,
    })
    const line = letters.map((text) => text.replace(/[\s\0]+/g, ' ').trim()).filter((text) => text !== '')
    const timed = fc.array(fc.tuple(line, fc.integer({ min: 1, max: 900 }), fc.integer({ min: 0, max: 300 })), {
      minLength: 1,
      maxLength: 6,
    })
    const any = fc
      .tuple(fc.integer({ min: 0, max: 20_000_000 }), fc.option(line), timed, fc.boolean())
      .map(([start, speaker, said, withTimes]): Cue => {
        let now = start
        const words = said.map(([text, length, pause]) => {
          const word = { start: now, end: now + length, text: text.replaceAll(' ', '_') }
          now = word.end + pause
          return word
        })
        return { id: null, start, end: now, speaker, text: words.map(({ text }) => text).join(' '), words: withTimes ? words : null }
      })
    await fc.assert(
      fc.asyncProperty(fc.array(any, { minLength: 1, maxLength: 100 }), async (cues) => {
        const vtt = writeVtt(cues)
        await expectSame(name, vtt, readVtt(vtt).cues)
      }),
      // A smaller example would take more pages than a test has time for.
      { numRuns: 5, endOnFailure: true },
    )
  })
})
