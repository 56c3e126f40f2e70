/**
 * Transcripts of others, as they come: every file is read or refused with a reason, none crashes, none loses a line without a word.
 * The material lies in ../shared/corpus and may not be kept here; where it is absent these tests are skipped.
 */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { chaptersInDescription, readChapters } from '../../src/transcript/chapters.ts'
import { type ReadTranscript, readTranscript } from '../../src/transcript/read/read.ts'
import { parseCueText } from '../../src/transcript/read/subtitles/vtt-text.ts'

const corpus = join(import.meta.dirname, '..', '..', '..', 'shared', 'corpus')
const there = existsSync(corpus)
const files = (pattern: string) => (there ? globSync(join(corpus, pattern)).sort() : [])
const read = (file: string, ...more: Parameters<typeof readTranscript> extends [unknown, ...infer R] ? R : never): ReadTranscript =>
  readTranscript(readFileSync(file), ...more)
const codes = ({ problems }: ReadTranscript) => [...new Set(problems.map(({ code }) => code))]

describe.skipIf(!there)('transcripts of others (needs ../shared/corpus)', () => {
  const original = there ? read(join(corpus, 'subtitles/tor-animation/nl.srt')) : null
  const texts = (list: ReadTranscript) => list.cues.map(({ text }) => text.normalize('NFC'))

  test.each([
    ['cp1252', ['encoding']],
    ['cr-only', []],
    ['dots', []],
    ['double-encoded', ['double-encoded']],
    ['hours100', []],
    ['iso8859-15', ['encoding']],
    ['nfd', ['decomposed']],
    ['no-blank-lines', []],
    ['no-index', []],
    ['nul', ['nul']],
    ['utf16be-bom', ['encoding']],
    ['utf16le-bom', ['encoding']],
    ['utf16le-nobom', ['encoding']],
    ['utf8bom-crlf', []],
  ])('the same 35 lines, whatever was done to the file: %s', (damage, told) => {
    const damaged = read(join(corpus, `subtitles-messy/derived-encodings/tor-nl.${damage}.srt`))
    expect(texts(damaged)).toEqual(texts(original as ReadTranscript))
    expect(codes(damaged)).toEqual(told)
    const shift = damage === 'hours100' ? 360_000_000 : 0
    expect(damaged.cues.map(({ start }) => start - shift)).toEqual(original?.cues.map(({ start }) => start))
  })

  test('cut off in the middle of a letter: what is whole is there, and the letter is named', () => {
    const cut = read(join(corpus, 'subtitles-messy/derived-encodings/tor-nl.truncated-mid-char.srt'))
    expect(cut.encoding).toBe('utf-8')
    expect(codes(cut)).toEqual(['encoding-broken'])
    expect(texts(cut)[0]).toBe(original?.cues[0]?.text)
  })

  test.each(files('subtitles*/**/*.*').filter((file) => !/(?:SOURCE|LICEN[CS]E|README|index(?:\.nl)?)(?:\.\w+)?$/.test(file)))(
    '%s',
    (file) => {
      const result = read(file)
      const refused = result.format === null
      expect(result.cues.length > 0 || result.problems.some(({ severity }) => severity === 'error')).toBe(true)
      expect(refused).toBe(/\.(?:ass|ssa|smi|scc|rtf|bin|csv|sub)$/.test(file))
      if (refused) expect(result.problems.at(-1)?.message).toMatch(/lezen|kennen/)
      // As many lines as the file has lines of times, however they are numbered or parted.
      if (/(?<!nul)\.srt$/.test(file) && result.encoding === 'utf-8') {
        const times = readFileSync(file, 'utf8').match(/^.*\d[,.]\d+\s*-->/gm)?.length ?? 0
        const cr = readFileSync(file, 'utf8').match(/\d[,.]\d+\s*-->/g)?.length ?? 0
        expect(result.cues).toHaveLength(Math.max(times, cr))
      }
      for (const { line, column } of result.problems) expect(line === 0 ? column : 1).toBe(line === 0 ? 0 : 1)
    },
  )

  /** Its harness strips nothing: `text` is the markup, so it is read as ours is. */
  const mozilla = files('webvtt/mozilla-vtt.js/tests/**/*.vtt')
  // id.vtt: after a bare “-->” the standard begins a new block and finds one cue more than that parser (W3C WebVTT §6.1, step 13).
  test.each(mozilla.filter((file) => existsSync(file.replace(/vtt$/, 'json')) && basename(file) !== 'id.vtt'))(
    'the cues another parser makes of %s',
    (file) => {
      const expected = JSON.parse(readFileSync(file.replace(/vtt$/, 'json'), 'utf8')) as {
        cues: { id: string; startTime: number; endTime: number; text: string }[]
      }
      const plain = ({ text, startTime, endTime }: (typeof expected.cues)[number]) =>
        parseCueText(text, { start: startTime * 1000, end: endTime * 1000 }).text
      expect(read(file, 'vtt').cues.map(({ id, start, end, text }) => ({ id: id ?? '', start, end, text }))).toEqual(
        expected.cues.map((cue) => ({
          id: cue.id,
          start: Math.round(cue.startTime * 1000),
          end: Math.round(cue.endTime * 1000),
          text: plain(cue),
        })),
      )
    },
  )
  test('none of its other files crashes', () => {
    expect(mozilla.length).toBeGreaterThan(100)
    for (const file of mozilla) expect(() => read(file)).not.toThrow()
  })

  test('speech recognition: CTM, STM, Whisper and what is made of it', () => {
    const ctm = read(join(corpus, 'asr/asr-nl-benchmark/example/hyp/example.ctm'))
    const lines = readFileSync(join(corpus, 'asr/asr-nl-benchmark/example/hyp/example.ctm'), 'utf8').trim().split(/\r?\n/)
    expect(ctm.format).toBe('ctm')
    expect(ctm.cues.flatMap(({ words }) => words?.map(({ text }) => text))).toEqual(lines.map((line) => line.trim().split(/\s+/)[4]))
    expect(read(join(corpus, 'asr/asr-nl-benchmark/example/ref/example.stm'))).toMatchObject({ format: 'stm', cues: expect.any(Array) })
    const whisper = read(join(corpus, 'asr/beeldengeluid-whisper/whisper-test/whisper-transcript.json'))
    expect(whisper).toMatchObject({
      format: 'whisper',
      cues: [{ start: 3220, end: 8640, text: expect.stringContaining('En dat je er bent') }],
    })
    const index = read(join(corpus, 'asr/beeldengeluid-whisper/whisper-test/daan-es-transcript.json'))
    expect(index.cues[0]?.words).toHaveLength(16)
    expect(index.cues[0]?.words?.[1]).toMatchObject({ start: 3440, text: 'dat' })
    expect(read(join(corpus, 'asr/beeldengeluid-whisper/whisper-test/whisper-test.mp3')).format).toBeNull()
  })

  test('chapters: in descriptions, and as tracks', () => {
    const cases = JSON.parse(readFileSync(join(corpus, 'chapters/youtube-dl/youtube-dl-chapters.json'), 'utf8')) as {
      description: string
      duration: number
      expected: { start_time: number; end_time: number; title: string }[]
    }[]
    expect(cases).toHaveLength(6)
    for (const { description, duration, expected } of cases)
      expect(chaptersInDescription(description, duration * 1000)).toEqual(
        expected.map((chapter) => ({ start: chapter.start_time * 1000, end: chapter.end_time * 1000, title: chapter.title })),
      )
    for (const file of files('chapters/ableplayer/*.vtt')) {
      const { format, chapters } = readChapters(readFileSync(file))
      expect(format, basename(file)).toBe('vtt')
      expect(chapters.length, basename(file)).toBeGreaterThan(0)
    }
  })
})
