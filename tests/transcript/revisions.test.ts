/** What revisions need: differences people can read, corrections that survive a new machine transcript, and times that move with a cut. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Cue } from '../../src/transcript/cue.ts'
import { transcriptDifference, wordDifference } from '../../src/transcript/revise/difference.ts'
import { mergeTranscripts } from '../../src/transcript/revise/merge.ts'
import { cutOut, mapTime, moveChapters, moveCues } from '../../src/transcript/revise/offset-map.ts'

const cues = (...texts: string[]): Cue[] =>
  texts.map((text, i) => ({ id: null, start: i * 5000, end: i * 5000 + 4500, speaker: null, text, words: null }))
const texts = (list: readonly Cue[]) => list.map((cue) => cue.text)

const words = fc.array(fc.constantFrom('de', 'wijk', 'is', 'mooi', 'niet', 'en', 'wij', 'wonen', 'hier'), { minLength: 1, maxLength: 8 })
const transcript = fc.array(words, { minLength: 1, maxLength: 6 }).map((lines) => cues(...lines.map((line) => line.join(' '))))

describe('a difference', () => {
  test('names words, times and speakers', () => {
    const before = cues('De wijk is mooi.', 'Wij wonen hier.', 'Al jaren.')
    const after = before.map((cue, i) =>
      i === 0 ? { ...cue, text: 'De buurt is mooi.' } : i === 1 ? { ...cue, start: 5200, speaker: 'Anna' } : cue,
    )
    expect(transcriptDifference(before, after)).toEqual([
      {
        time: 0,
        words: [
          { kind: 'same', text: 'De' },
          { kind: 'gone', text: 'wijk' },
          { kind: 'new', text: 'buurt' },
          { kind: 'same', text: 'is mooi.' },
        ],
        times: null,
        speaker: null,
      },
      { time: 5200, words: null, times: { before: [5000, 9500], after: [5200, 9500] }, speaker: { before: null, after: 'Anna' } },
    ])
  })

  test('a line put in changes only itself', () => {
    const before = cues('een twee', 'drie vier', 'vijf zes')
    const after = [...before.slice(0, 1), ...cues('tussendoor'), ...before.slice(1)]
    expect(transcriptDifference(before, after).flatMap((change) => change.words ?? [])).toEqual([{ kind: 'new', text: 'tussendoor' }])
  })

  test('of a transcript with itself is nothing; either side can be read back', () => {
    fc.assert(
      fc.property(transcript, transcript, (a, b) => {
        expect(transcriptDifference(a, a)).toEqual([])
        const pieces = wordDifference(texts(a).join(' '), texts(b).join(' '))
        const side = (kind: 'gone' | 'new') =>
          pieces.flatMap((piece) => (piece.kind === 'same' || piece.kind === kind ? [piece.text] : [])).join(' ')
        expect(side('gone')).toBe(texts(a).join(' '))
        expect(side('new')).toBe(texts(b).join(' '))
      }),
    )
  })
})

describe('a merge', () => {
  test('words put in at the end, the start or the middle of a line stay in that line, whatever became of the times', () => {
    const put = fc.record({ line: fc.nat(), at: fc.constantFrom('end', 'start', 'middle'), what: fc.constantFrom('erbij', 'nog iets') })
    fc.assert(
      fc.property(transcript, put, (base, { line, at, what }) => {
        const target = line % base.length
        const mine = base.map((cue, i) => {
          if (i !== target) return cue
          const words = cue.text.split(' ')
          const place = at === 'end' ? words.length : at === 'start' ? 0 : Math.floor(words.length / 2)
          return { ...cue, text: [...words.slice(0, place), what, ...words.slice(place)].join(' ') }
        })
        const theirs = base.map((cue) => ({ ...cue, start: cue.start + 120, end: cue.end + 120 }))
        const { cues: merged, conflicts } = mergeTranscripts(base, mine, theirs)
        expect([texts(merged), conflicts]).toEqual([texts(mine), []])
        expect(merged.map(({ start }) => start)).toEqual(theirs.map(({ start }) => start))
      }),
    )
  })

  test('keeps corrections and takes the new lines and times', () => {
    const base = cues('De armoedebestreiding in Heerle', 'begint bij werk.')
    const mine = cues('De armoedebestrijding in Heerlen', 'begint bij werk.')
    const theirs = [
      { ...cues('De armoedebestreiding')[0], start: 100, end: 2000 },
      { ...cues('in Heerle begint bij werk.')[0], start: 2000, end: 6000 },
    ] as Cue[]
    const { cues: merged, conflicts } = mergeTranscripts(base, mine, theirs)
    expect(texts(merged)).toEqual(['De armoedebestrijding', 'in Heerlen begint bij werk.'])
    expect(merged.map((cue) => cue.start)).toEqual([100, 2000])
    expect(conflicts).toEqual([])
  })

  test('where both changed the same words the person’s stay, and that is told', () => {
    const { cues: merged, conflicts } = mergeTranscripts(
      cues('wij gaan naar Keulen toe'),
      cues('wij gaan naar Kerkrade toe'),
      cues('wij gaan naar Kerken toe'),
    )
    expect(texts(merged)).toEqual(['wij gaan naar Kerkrade toe'])
    expect(conflicts).toEqual([{ time: 0, base: 'Keulen', mine: 'Kerkrade', theirs: 'Kerken' }])
  })

  test('speakers a person set stay', () => {
    const base = cues('goedemorgen allemaal', 'dank u wel')
    const mine = base.map((cue, i) => ({ ...cue, speaker: i === 0 ? 'Anna' : 'Bart' }))
    expect(mergeTranscripts(base, mine, cues('goedemorgen allemaal', 'dank u zeer wel')).cues.map((cue) => cue.speaker)).toEqual([
      'Anna',
      'Bart',
    ])
  })

  test('laws: nothing new from them gives mine, nothing changed by me gives theirs, the same from both is no conflict', () => {
    fc.assert(
      fc.property(transcript, transcript, (base, other) => {
        expect(texts(mergeTranscripts(base, base, other).cues)).toEqual(texts(other))
        expect(mergeTranscripts(base, base, other).conflicts).toEqual([])
        const kept = mergeTranscripts(base, other, base)
        expect(texts(kept.cues).join(' ')).toBe(texts(other).join(' '))
        expect(kept.conflicts).toEqual([])
        const both = mergeTranscripts(base, other, other)
        expect(texts(both.cues)).toEqual(texts(other))
        expect(both.conflicts).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  test('whatever the two did, every word of mine that base did not have is there or in a conflict', () => {
    const one = fc.tuple(transcript, fc.nat(20), transcript)
    fc.assert(
      fc.property(one, ([base, at, theirs]) => {
        const all = texts(base).join(' ').split(' ')
        const place = at % all.length
        const corrected = all.with(place, 'verbeterd').join(' ')
        const { cues: merged, conflicts } = mergeTranscripts(base, cues(corrected), theirs)
        const said = `${texts(merged).join(' ')} ${conflicts.map(({ mine }) => mine).join(' ')}`
        expect(said).toContain('verbeterd')
      }),
      { numRuns: 300 },
    )
  })
})

describe('a recording cut anew', () => {
  test('two minutes off the head', () => {
    const map = cutOut([{ from: 0, to: 120_000 }])
    expect([0, 119_999, 120_000, 200_000].map((time) => mapTime(map, time))).toEqual([null, null, 0, 80_000])
  })

  test('cues and chapters move together, and what was lost is told', () => {
    const map = cutOut([{ from: 5000, to: 12_000 }])
    const { cues: moved, problems } = moveCues(cues('een', 'twee', 'drie', 'vier'), map)
    expect(moved.map(({ text, start, end }) => [text, start, end])).toEqual([
      ['een', 0, 4500],
      ['drie', 5000, 7500],
      ['vier', 8000, 12_500],
    ])
    expect(problems.map(({ code }) => code)).toEqual(['cut-away', 'cut-through'])
    const chapters = [
      { start: 0, end: null, title: 'a' },
      { start: 6000, end: null, title: 'b' },
      { start: 15_000, end: null, title: 'c' },
    ]
    expect(moveChapters(chapters, map).map(({ start, title }) => [start, title])).toEqual([
      [0, 'a'],
      [5000, 'b'],
      [8000, 'c'],
    ])
  })

  test('time never runs backwards, and nothing kept is lost', () => {
    const span = fc.tuple(fc.nat(100_000), fc.nat(30_000)).map(([from, length]) => ({ from, to: from + length }))
    fc.assert(
      fc.property(fc.array(span, { maxLength: 5 }), fc.array(fc.nat(200_000), { maxLength: 20 }), (spans, times) => {
        const map = cutOut(spans)
        const inside = (time: number) => spans.some(({ from, to }) => time >= from && time < to)
        const sorted = times.toSorted((a, b) => a - b)
        for (const time of sorted) expect(mapTime(map, time) === null).toBe(inside(time))
        const moved = sorted.map((time) => mapTime(map, time)).filter((time) => time !== null)
        expect(moved).toEqual(moved.toSorted((a, b) => a - b))
      }),
    )
  })
})
