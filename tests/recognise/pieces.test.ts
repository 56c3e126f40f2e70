/** Cutting sound into pieces and putting the lines of each on the recording's clock: nothing is lost, moved or kept quiet about. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { cutAtPauses, FRAME_MS } from '../../src/ingest/recognise/cut.ts'
import { placeLines } from '../../src/ingest/recognise/place-lines.ts'
import { promptFor } from '../../src/ingest/recognise/prompt.ts'
import { transcriptionsOf } from '../../src/ingest/recognise/remote.ts'
import type { Cue } from '../../src/transcript/cue.ts'
import { readTranscript } from '../../src/transcript/read/read.ts'

test('pieces follow each other without a gap, are no longer than allowed, and end where it is quietest', () => {
  const levels = fc.array(fc.integer({ min: 0, max: 12_000 }), { minLength: 1, maxLength: 600 })
  fc.assert(
    fc.property(levels, fc.integer({ min: 6, max: 200 }), (sound, frames) => {
      const pieces = cutAtPauses(sound, frames * FRAME_MS)
      expect(pieces[0]?.start).toBe(0)
      expect(pieces.at(-1)?.end).toBe(sound.length * FRAME_MS)
      for (const [i, { start, end }] of pieces.entries()) {
        expect(end).toBeGreaterThan(start)
        expect(end - start).toBeLessThanOrEqual(frames * FRAME_MS)
        if (i > 0) expect(start).toBe(pieces[i - 1]?.end)
      }
    }),
  )
  // Pauses of half a second in loud speech: each cut lies in one, and says so; without a pause the cut says that too.
  const speech = Array.from({ length: 900 }, (_, i) => (i % 40 < 5 ? 30 : 4000))
  const cuts = cutAtPauses(speech, 20_000)
  expect(cuts.every(({ end, endsQuietly }) => endsQuietly && (end === 90_000 || (end / FRAME_MS) % 40 < 6))).toBe(true)
  expect(cutAtPauses(Array(500).fill(4000), 20_000).map(({ endsQuietly }) => endsQuietly)).toEqual([false, false, true])
  expect(cutAtPauses(Array(100).fill(3), 20_000)).toEqual([{ start: 0, end: 10_000, audible: false, endsQuietly: true }])
})

const line = fc
  .record({
    start: fc.integer({ min: 0, max: 70_000 }),
    length: fc.integer({ min: -500, max: 9000 }),
    text: fc.constantFrom('ja', 'nee', 'misschien', 'Dank u wel.'),
    words: fc.option(
      fc.array(
        fc.record({ start: fc.integer({ min: 0, max: 70_000 }), end: fc.integer({ min: 0, max: 70_000 }), text: fc.constant('ja') }),
        { maxLength: 3 },
      ),
      { nil: null },
    ),
  })
  .map(({ start, length, text, words }): Cue => ({ id: null, start, end: Math.max(0, start + length), speaker: null, text, words }))

test('a line moves by the beginning of its piece; whatever else happens to it is a finding', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), fc.integer({ min: 0, max: 9_000_000 }), (lines, start) => {
      const piece = { start, end: start + 60_000 }
      const { cues, findings } = placeLines(lines, piece)
      const count = (kind: string) => findings.filter((finding) => finding.kind === kind).length
      const inside = lines.filter((given) => given.start < 60_000)
      expect(cues.map(({ text }) => text)).toEqual(inside.map(({ text }) => text))
      expect(count('outside')).toBe(lines.length - inside.length)
      expect(cues.map((cue) => cue.start)).toEqual(inside.map((given) => given.start + start))
      expect(cues.filter((cue, i) => cue.end !== (inside[i] as Cue).end + start)).toHaveLength(count('late'))
      expect(cues.filter((cue, i) => (cue.words === null) !== ((inside[i] as Cue).words === null))).toHaveLength(count('words'))
      for (const [i, { words }] of cues.entries())
        if (words) expect(words.map((word) => word.start - start)).toEqual((inside[i] as Cue).words?.map((word) => word.start))
      expect(count('reversed')).toBe(inside.filter((given) => given.end < given.start).length)
      expect(count('backwards')).toBe(inside.filter((given, i) => i > 0 && given.start < (inside[i - 1] as Cue).start).length)
    }),
  )
})

test('the same text over and over is named once, where it begins to be told', () => {
  const again = Array.from(
    { length: 7 },
    (_, i): Cue => ({
      id: null,
      start: 1000 * i,
      end: 1000 * i + 900,
      speaker: null,
      text: 'TV GELDERLAND 2021',
      words: null,
    }),
  )
  expect(placeLines(again, { start: 10_000, end: 20_000 }).findings).toEqual([{ kind: 'repeated', at: 13_000, text: 'TV GELDERLAND 2021' }])
})

const read = (value: unknown) => readTranscript(new TextEncoder().encode(JSON.stringify(value)))

test('words come to their lines, whichever program wrote them', () => {
  const segments = [
    { start: 0, end: 2, text: ' Goedemiddag, beste mensen.' },
    { start: 2, end: 4, text: ' De mensen van de wijk.' },
  ]
  const expected = [
    ['Goedemiddag', 'beste', 'mensen'],
    ['De', 'mensen', 'van', 'de', 'wijk'],
  ]
  const words = expected.flat().map((word, i) => ({ word, start: i * 0.5, end: i * 0.5 + 0.4 }))
  // OpenAI: words beside the segments, without punctuation.
  const openAi = read({ task: 'transcribe', language: 'dutch', duration: 4, text: 'x', segments, words })
  expect(openAi.cues.map((cue) => cue.words?.map(({ text }) => text))).toEqual(expected)
  expect(openAi.cues.flatMap((cue) => cue.words?.map(({ start }) => start) ?? [])).toEqual(words.map(({ start }) => start * 1000))
  // Only words.
  expect(read({ text: 'x', words }).cues.flatMap((cue) => cue.words ?? [])).toHaveLength(8)
  // whisper.cpp's server: parts of words.
  const parts = [' Go', 'ede', 'middag', ',', ' beste', ' mens', 'en', '.'].map((word, i) => ({ word, start: i / 10, end: i / 10 + 0.1 }))
  const cpp = read({ text: 'x', segments: [{ ...segments[0], words: parts }] })
  expect(cpp.cues[0]?.words).toEqual([
    { start: 0, end: 400, text: 'Goedemiddag,' },
    { start: 400, end: 500, text: 'beste' },
    { start: 500, end: 800, text: 'mensen.' },
  ])
  // LocalAI: nanoseconds, and that is said.
  const local = read({ text: 'x', segments: [{ id: 0, start: 0, end: 2_000_000_000, text: 'Goedemiddag.', tokens: [1] }] })
  expect(local).toMatchObject({ cues: [{ start: 0, end: 2000 }], problems: [{ code: 'guessed-unit' }] })
})

test('names go along, the speakers last, and no more of them than a recogniser reads', () => {
  const speaker = (name: string) => ({ id: name, name, role: null, organisation: 'Hogeschool Zuyd' })
  const talk = { title: '--model', speakers: [speaker('Nurhan\nAbujidi')], themes: [{ id: 'a', name: 'armoede' }], event: null }
  expect(promptFor(talk, null)).toBe('armoede, Hogeschool Zuyd, model, Nurhan Abujidi.')
  const many = promptFor({ ...talk, themes: Array.from({ length: 500 }, (_, i) => ({ id: `${i}`, name: `thema ${i}` })) }, null)
  expect(many.length).toBeLessThanOrEqual(600)
  expect(many).toMatch(/thema 499, Hogeschool Zuyd, model, Nurhan Abujidi\.$/)
})

test('an address, a command, or a mistake that is named at the start', () => {
  const set = (value: string) => readConfig({ WOORDELIJK_RECOGNISER: value }).recogniser
  expect(transcriptionsOf(set('http://gpu:8000')?.url ?? '').pathname).toBe('/v1/audio/transcriptions')
  expect(transcriptionsOf(set('https://gpu/openai/v1/')?.url ?? '').pathname).toBe('/openai/v1/audio/transcriptions')
  expect(transcriptionsOf(set('http://gpu/inference')?.url ?? '').pathname).toBe('/inference')
  expect(set(`/opt/asr/run --model "large v3" -l '{language}'`)?.command).toEqual([
    '/opt/asr/run',
    '--model',
    'large v3',
    '-l',
    '{language}',
  ])
  for (const wrong of ['whisper', 'http://name:secret@gpu', 'ftp://gpu', '/opt/run "open'])
    expect(() => set(wrong)).toThrow('WOORDELIJK_RECOGNISER')
})
