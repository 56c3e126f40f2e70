/** Lines as they are kept and sent: nothing is lost on the way, and a step that changed what one works from can be undone. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Cue } from '../../src/transcript/cue.ts'
import { bodyOf } from '../../web/edit/body.ts'
import { setText } from '../../web/edit/document.ts'
import { startEditing } from '../../web/edit/editing.ts'
import { leanDraft, wholeDraft } from '../../web/edit/local-draft.ts'

const cue: fc.Arbitrary<Cue> = fc.record({
  id: fc.constantFrom(null, 'a'),
  start: fc.nat({ max: 3_000_000 }),
  end: fc.nat({ max: 3_000_000 }),
  speaker: fc.constantFrom(null, 'Anna', 'Ben'),
  text: fc.string({ maxLength: 6 }),
  words: fc.option(fc.array(fc.record({ start: fc.nat(), end: fc.nat(), text: fc.string({ maxLength: 3 }) }), { maxLength: 2 })),
})

test('what is sent is what there is, also when most was written out before', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(cue, { maxLength: 12 }), fc.nat({ max: 11 }), cue, async (cues, at, other) => {
      const sent = async (list: readonly Cue[]) => JSON.parse(await bodyOf({ base: 3, expected: null }, list).text())
      expect(await sent(cues)).toEqual({ base: 3, expected: null, cues })
      for (const changed of [cues.toSpliced(at, 1, other), cues.toSpliced(at, 0, other), cues.toSpliced(at, 1)])
        expect(await sent(changed)).toEqual({ base: 3, expected: null, cues: changed })
    }),
  )
})

describe('a draft in the browser', () => {
  const draft = { base: 1, kept: '', expected: null }

  test('comes back whole', () => {
    fc.assert(
      fc.property(fc.array(cue, { maxLength: 8 }), fc.array(cue, { maxLength: 8 }), fc.nat({ max: 8 }), (base, fresh, at) => {
        const cues = base.toSpliced(at, 2, ...fresh)
        expect(wholeDraft({ ...draft, cues: leanDraft(cues, base) }, base)).toEqual(cues)
      }),
    )
  })

  test('a line with another name is another line', () => {
    const line = { id: null, start: 0, end: 1, speaker: null, text: 'een', words: null }
    expect(leanDraft([{ ...line, id: 'a' }], [line])).toEqual([{ ...line, id: 'a' }])
  })

  test('holds no line that is as it was', () => {
    const base = ['een', 'twee', 'drie'].map((text, i): Cue => ({ id: null, start: i, end: i + 1, speaker: null, text, words: null }))
    const [first, , third] = base
    expect(
      leanDraft(
        [first, third].filter((line) => line !== undefined),
        base,
      ),
    ).toEqual([0, 2])
  })
})

test('work that went together with another revision, undone, counts again as made from the one before', () => {
  const lines = (text: string): Cue[] => [{ id: null, start: 0, end: 1000, speaker: null, text, words: null }]
  const editing = startEditing({ number: 1, cues: lines('een') })
  editing.run('typing', (document) => setText(document, 0, 'een mijn'))
  editing.take('merge', lines('een mijn en hun'), { number: 2, cues: lines('een en hun') })
  expect([editing.base.number, editing.changes]).toEqual([2, 1])
  editing.undo()
  expect([editing.base.number, editing.lines[0]?.text]).toEqual([1, 'een mijn'])
  editing.redo()
  expect([editing.base.number, editing.lines[0]?.text]).toEqual([2, 'een mijn en hun'])
})
