/** Chapters set and moved to a time, in the text that archivists see. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatClock, parseTime } from '../../src/transcript/timecode.ts'
import { chapterAt, moveChapter } from '../../web/edit/chapter-lines.ts'

const TEXT = '0:00 Begin\n2:00 Midden\n1:00:00 Slot'

/** The text with the caret in it, as `|`. */
const shown = (typed: ReturnType<typeof moveChapter>) => typed && `${typed.text.slice(0, typed.caret)}|${typed.text.slice(typed.caret)}`

test('a chapter is set at a time, with the caret at its title', () => {
  expect(shown(chapterAt(TEXT, 90_500))).toBe('0:00 Begin\n1:30 |\n2:00 Midden\n1:00:00 Slot')
  expect(shown(chapterAt('', 0))).toBe('0:00 |')
  expect(shown(chapterAt(`${TEXT}\n`, 4_000_000))).toBe('0:00 Begin\n2:00 Midden\n1:00:00 Slot\n1:06:40 |')
  // One that begins there already is not made twice.
  expect(shown(chapterAt(TEXT, 120_400))).toBe('0:00 Begin\n2:00 Midden|\n1:00:00 Slot')
})

test('the chapter at the caret is moved to a time; where there is none nothing happens', () => {
  const at = (part: string) => TEXT.indexOf(part)
  expect(shown(moveChapter({ text: TEXT, caret: at('Midden') }, 4_000_000))).toBe('0:00 Begin\n1:00:00 Slot\n1:06:40 Midden|')
  expect(shown(moveChapter({ text: TEXT, caret: at('2:00') }, 30_000))).toBe('0:00 Begin\n0:30 Midden|\n1:00:00 Slot')
  expect(moveChapter({ text: 'zonder tijd', caret: 3 }, 1000)).toBeNull()
  expect(moveChapter({ text: '', caret: 0 }, 1000)).toBeNull()
})

test('whatever is set or moved, chapters stay in order and none is lost', () => {
  const seconds = fc.uniqueArray(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(seconds, fc.nat(), fc.integer({ min: 0, max: 20_000 }), (starts, pick, to) => {
      const text = starts
        .sort((a, b) => a - b)
        .map((start, i) => `${formatClock(start * 1000)} Hoofdstuk ${i}`)
        .join('\n')
      const moved = moveChapter({ text, caret: pick % (text.length + 1) }, to * 1000)
      const added = chapterAt(text, to * 1000)
      for (const [result, count] of [
        [moved?.text ?? '', starts.length],
        [added.text, starts.length + (starts.includes(to) ? 0 : 1)],
      ] as const) {
        const times = result.split('\n').map((line) => parseTime(line.split(' ')[0] ?? '') ?? -1)
        expect(times).toHaveLength(count)
        expect(times).toEqual(times.toSorted((a, b) => a - b))
      }
    }),
  )
})
