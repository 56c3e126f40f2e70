/** The transcript while it is edited: what each command does, what it refuses, and what holds for any order of commands. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Cue } from '../../src/transcript/cue.ts'
import { readVtt } from '../../src/transcript/read/subtitles/read-vtt.ts'
import { rebase } from '../../src/transcript/revise/rebase.ts'
import { writeVtt } from '../../src/transcript/write/write-vtt.ts'
import { changesSince, countChanges } from '../../web/edit/changes.ts'
import {
  adopt,
  cuesOf,
  type Document,
  insert,
  isRefused,
  join,
  openDocument,
  type Result,
  remove,
  setSpeaker,
  setText,
  setTimes,
  shift,
  split,
} from '../../web/edit/document.ts'
import { find, replacedText, replaceMatches } from '../../web/edit/find.ts'
import { commit, type History, redo, seal, startHistory, type, undo } from '../../web/edit/history.ts'
import { findingsOf } from '../../web/edit/panels/findings.ts'
import { editNl } from '../../web/words/nl/edit.ts'

/** One line of 5 s for each text, word by word 500 ms where `timed`. */
function cues(texts: readonly string[], { timed = false, speaker = null as string | null } = {}): Cue[] {
  return texts.map((text, i) => {
    const start = i * 5000
    const words = text.split(' ').map((word, n) => ({ start: start + n * 500, end: start + n * 500 + 400, text: word }))
    return { id: null, start, end: start + 5000, speaker, text, words: timed ? words : null }
  })
}
const openOf = (...texts: string[]) => openDocument(cues(texts))
const timedOf = (...texts: string[]) => openDocument(cues(texts, { timed: true }))
const texts = ({ lines }: Document) => lines.map((line) => line.text)

function done(result: Result): Document {
  if (isRefused(result)) throw new Error(`refused: ${result}`)
  return result
}

const timesOf = (document: Document, at: number) => document.lines[at]?.words?.map(({ start, end, text }) => [text, start, end])

describe('word times of an edited line', () => {
  const before = timedOf('wij wonen in Heerle al jaren')

  test('unchanged words keep theirs; a corrected word takes that of the word it stands for', () => {
    const after = done(setText(before, 0, 'wij wonen in Heerlen al jaren'))
    expect(timesOf(after, 0)).toEqual([
      ['wij', 0, 400],
      ['wonen', 500, 900],
      ['in', 1000, 1400],
      ['Heerlen', 1500, 1900],
      ['al', 2000, 2400],
      ['jaren', 2500, 2900],
    ])
  })

  test('two words for one share its time by length', () => {
    expect(timesOf(done(setText(before, 0, 'wij wonen in Heerlen Noord al jaren')), 0)?.slice(3, 5)).toEqual([
      ['Heerlen', 1500, 1733],
      ['Noord', 1733, 1900],
    ])
  })

  test('a word put in gets the pause it stands in', () => {
    expect(timesOf(done(setText(before, 0, 'wij wonen nu in Heerle al jaren')), 0)?.[2]).toEqual(['nu', 900, 1000])
  })

  test('a word taken away takes its time along', () => {
    expect(timesOf(done(setText(before, 0, 'wij wonen in al jaren')), 0)?.map(([word]) => word)).toEqual([
      'wij',
      'wonen',
      'in',
      'al',
      'jaren',
    ])
  })

  test('of a source that put words outside their line, they come inside it', () => {
    const word = { start: 0, end: 9000, text: 'een' }
    const document = openDocument([{ id: null, start: 1000, end: 2000, speaker: null, text: 'een', words: [word] }])
    expect(timesOf(done(setText(document, 0, 'een twee')), 0)).toEqual([
      ['een', 1000, 2000],
      ['twee', 2000, 2000],
    ])
  })

  test('none are made up where a line has none', () => {
    expect(done(setText(openOf('een twee'), 0, 'een drie')).lines[0]?.words).toBeNull()
  })
})

describe('splitting and joining', () => {
  test('a timed line is split where the word after the caret is spoken', () => {
    const after = done(split(timedOf('een twee drie vier'), 0, 9))
    expect(cuesOf(after)).toMatchObject([
      { start: 0, end: 900, text: 'een twee', words: [{ text: 'een' }, { text: 'twee', end: 900 }] },
      { start: 1000, end: 5000, text: 'drie vier', words: [{ text: 'drie', start: 1000 }, { text: 'vier' }] },
    ])
  })

  test('an untimed line is split in proportion to its text', () => {
    expect(cuesOf(done(split(openOf('vier acht twaalf en'), 0, 10)))).toMatchObject([
      { start: 0, end: 2632, text: 'vier acht' },
      { start: 2632, end: 5000, text: 'twaalf en' },
    ])
  })

  test('a line runs on under another: the second part stands after it', () => {
    const document = openDocument([
      { id: null, start: 0, end: 10_000, speaker: 'A', text: 'lang verhaal met een slot', words: null },
      { id: null, start: 2000, end: 3000, speaker: 'B', text: 'Ja.', words: null },
    ])
    expect(texts(done(split(document, 0, 17)))).toEqual(['lang verhaal met', 'Ja.', 'een slot'])
  })

  test('there is nothing to split at the edge of a text', () => {
    const document = openOf('een twee')
    for (const offset of [0, 8]) expect(split(document, 0, offset)).toBe('nowhere-to-split')
  })

  test('words of two speakers never become one line', () => {
    const document = openDocument([...cues(['een'], { speaker: 'Anna' }), ...cues(['', 'twee'], { speaker: 'Ben' }).slice(1)])
    expect(join(document, 0)).toBe('other-speaker')
    expect(join(document, 1)).toBe('nothing-to-join')
  })

  test('an empty line is joined whoever it was of', () => {
    const document = openDocument([...cues(['een'], { speaker: 'Anna' }), ...cues(['', ''], { speaker: 'Ben' }).slice(1)])
    expect(cuesOf(done(join(document, 0)))).toMatchObject([{ text: 'een', speaker: 'Anna', start: 0, end: 10_000 }])
  })
})

describe('times', () => {
  const document = openOf('een', 'twee', 'drie')

  test('a line, some lines or all from here are moved', () => {
    expect(done(shift(document, 1, 3, 250)).lines.map(({ start, end }) => [start, end])).toEqual([
      [0, 5000],
      [5250, 10_250],
      [10_250, 15_250],
    ])
  })

  test('words move with their line', () => {
    expect(timesOf(done(shift(timedOf('een', 'twee'), 1, 2, 100)), 1)).toEqual([['twee', 5100, 5500]])
  })

  test.each([
    ['before 0', shift(document, 0, 3, -1), 'before-zero'],
    ['before the line above', shift(document, 2, 3, -5001), 'before-previous'],
    ['after the line below', shift(document, 1, 2, 5001), 'after-next'],
    ['a start after the end', setTimes(document, 1, { start: 10_001 }), 'end-before-start'],
    ['a start before the line above begins', setTimes(openDocument(document.lines.slice(1)), 1, { start: 4999 }), 'before-previous'],
    ['a start after the line below begins', setTimes(document, 1, { start: 10_001, end: 12_000 }), 'after-next'],
  ])('%s is refused, not bent', (_, result, refusal) => expect(result).toBe(refusal))

  test('what came in disorder can be mended', () => {
    const [a, b] = cues(['een', 'twee'])
    const disorder = openDocument([b, a].filter((cue) => cue !== undefined))
    expect(isRefused(setTimes(disorder, 1, { start: 2000 }))).toBe(false)
  })

  test('words that would lie outside the line are drawn to its edge', () => {
    expect(timesOf(done(setTimes(timedOf('een twee'), 0, { start: 300, end: 700 })), 0)).toEqual([
      ['een', 300, 400],
      ['twee', 500, 700],
    ])
  })
})

test('a speaker is set for lines, for a run of the same speaker, or everywhere', () => {
  const document = openDocument(['A', 'A', 'B', 'A'].flatMap((speaker, i) => cues(['', '', '', ''], { speaker }).slice(i, i + 1)))
  const speakers = (result: Result) => done(result).lines.map((line) => line.speaker)
  expect(speakers(setSpeaker(document, 1, 'C', { from: 1, to: 2 }))).toEqual(['A', 'C', 'B', 'A'])
  expect(speakers(setSpeaker(document, 1, 'C', 'run'))).toEqual(['C', 'C', 'B', 'A'])
  expect(speakers(setSpeaker(document, 1, 'C', 'everywhere'))).toEqual(['C', 'C', 'B', 'C'])
})

test('a line is put in where there is room, and taken away', () => {
  const [first, , third] = cues(['een', 'twee', 'drie'])
  const document = openDocument([first, third].filter((cue) => cue !== undefined))
  expect(insert(document, 0).lines[1]).toMatchObject({ start: 5000, end: 8000, text: '' })
  expect(insert(document, -1).lines[0]).toMatchObject({ start: 0, end: 0 })
  expect(insert(document, 1).lines[2]).toMatchObject({ start: 15_000, end: 18_000 })
  expect(texts(done(remove(insert(document, 0), 0, 2)))).toEqual(['drie'])
})

test('lines without words are not saved, blank lines inside a text neither', () => {
  expect(cuesOf(openOf(' een \n\n twee ', ' \n ')).map((cue) => cue.text)).toEqual(['een\ntwee'])
})

describe('find and replace', () => {
  const document = openOf('Armoede en armoedebestrijding', 'a.*(b)[c]\\d$ én ARMOEDE')
  const query = (text: string, options = {}) => ({ text, matchCase: false, wholeWords: false, ...options })

  test('every character is only itself', () => {
    expect(find(document.lines, query('.*('))).toEqual([{ key: 1, from: 1, to: 4 }])
    expect(find(document.lines, query('.'))).toHaveLength(1)
    expect(find(document.lines, query(''))).toEqual([])
  })

  test('capitals count when asked, whole words when asked', () => {
    expect(find(document.lines, query('armoede'))).toHaveLength(3)
    expect(find(document.lines, query('armoede', { matchCase: true }))).toEqual([{ key: 0, from: 11, to: 18 }])
    expect(find(document.lines, query('armoede', { wholeWords: true })).map(({ key, from }) => [key, from])).toEqual([
      [0, 0],
      [1, 16],
    ])
  })

  test('a replacement is text too', () => {
    expect(texts(done(replaceMatches(document, find(document.lines, query('armoede')), '$& $1 \\1')))[0]).toBe(
      '$& $1 \\1 en $& $1 \\1bestrijding',
    )
  })

  test('a letter whose lower case is longer moves nothing', () => {
    expect(find(openOf('İİ wijk').lines, query('WIJK'))).toEqual([{ key: 0, from: 3, to: 7 }])
  })

  test('the preview is the result, whatever is sought', () => {
    const any = fc.string({ unit: fc.constantFrom('a', 'B', '.', '(', ' ', 'é', '\n', '$'), maxLength: 6 })
    fc.assert(
      fc.property(fc.array(any, { maxLength: 5 }), any, any, fc.boolean(), fc.boolean(), (lines, text, by, matchCase, wholeWords) => {
        const before = openOf(...lines)
        const matches = find(before.lines, { text, matchCase, wholeWords })
        const preview = before.lines.map((line) =>
          replacedText(
            line.text,
            matches.filter(({ key }) => key === line.key),
            by,
          ),
        )
        const result = replaceMatches(before, matches, by)
        expect(isRefused(result) ? texts(before) : texts(result)).toEqual(preview)
        if (!wholeWords && matchCase && text !== '' && !text.includes('\n'))
          expect(matches).toHaveLength(lines.join('\0').replaceAll('\n', ' ').split(text).length - 1)
      }),
    )
  })
})

describe('undo and redo', () => {
  const typed = (history: History, ...texts: string[]) =>
    texts.reduce((now, text) => {
      const next = type(now, 0, text)
      if (isRefusal(next)) throw new Error(next)
      return next
    }, history)
  const isRefusal = (next: History | string): next is string => typeof next === 'string'

  test('keys up to the end of a word are one step', () => {
    let history = typed(startHistory(openOf('')), 'd', 'de', 'de ', 'de w', 'de wi')
    expect(history.past).toHaveLength(2)
    history = undo(history)?.history ?? history
    expect(texts(history.document)).toEqual(['de '])
    history = undo(history)?.history ?? history
    expect(texts(history.document)).toEqual([''])
    history = redo(history)?.history ?? history
    expect(texts(history.document)).toEqual(['de '])
  })

  test('after a pause another step begins', () => {
    expect(typed(seal(typed(startHistory(openOf('')), 'd')), 'de').past).toHaveLength(2)
  })

  test('a word typed over letter by letter keeps its time', () => {
    const history = typed(startHistory(timedOf('een wjik hier')), 'een  hier', 'een w hier', 'een wi hier', 'een wij hier', 'een wijk hier')
    expect(timesOf(history.document, 0)).toEqual([
      ['een', 0, 400],
      ['wijk', 500, 900],
      ['hier', 1000, 1400],
    ])
  })

  test('what came back says where it stands', () => {
    const document = openOf('een', 'twee drie')
    const history = commit(startHistory(document), 'split', split(document, 1, 5))
    expect(isRefusal(history) ? null : undo(history)).toMatchObject({ at: 1, deed: 'split', caret: 9 })
  })
})

type Command = (document: Document) => Result
const place = fc.nat({ max: 6 })
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.tuple(place, fc.nat({ max: 30 })).map(
    ([at, offset]): Command =>
      (document) =>
        split(document, at, offset),
  ),
  place.map(
    (at): Command =>
      (document) =>
        join(document, at),
  ),
  place.map(
    (at): Command =>
      (document) =>
        insert(document, Math.min(at, document.lines.length) - 1),
  ),
  fc.tuple(place, place).map(
    ([from, to]): Command =>
      (document) =>
        remove(document, from, Math.min(to, document.lines.length)),
  ),
  fc.tuple(place, place, fc.integer({ min: -9000, max: 9000 })).map(
    ([from, to, by]): Command =>
      (document) =>
        shift(document, from, to, by),
  ),
  fc.tuple(place, fc.integer({ min: -100, max: 30_000 }), fc.integer({ min: -100, max: 30_000 })).map(
    ([at, start, end]): Command =>
      (document) =>
        setTimes(document, at, { start, end }),
  ),
  fc.tuple(place, fc.constantFrom('A', 'B', null), fc.constantFrom('run', 'everywhere')).map(
    ([at, speaker, scope]): Command =>
      (document) =>
        setSpeaker(document, at, speaker, scope as 'run'),
  ),
  fc.tuple(place, fc.array(fc.constantFrom('de', 'wijk', 'mooi', 'en'), { maxLength: 5 })).map(
    ([at, words]): Command =>
      (document) =>
        setText(document, at, words.join(' ')),
  ),
)
const start = fc
  .array(fc.array(fc.constantFrom('de', 'wijk', 'is', 'mooi.'), { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 5 })
  .chain((lines) =>
    fc.boolean().map((timed) =>
      openDocument(
        cues(
          lines.map((line) => line.join(' ')),
          { timed },
        ),
      ),
    ),
  )

describe('whatever is done', () => {
  test('undone it is as before, redone as after', () => {
    fc.assert(
      fc.property(start, fc.array(command, { maxLength: 12 }), (document, commands) => {
        let history = startHistory(document)
        const states = [document.lines]
        for (const each of commands) {
          const next = commit(history, 'split', each(history.document))
          if (typeof next === 'string') continue
          history = next
          states.push(history.document.lines)
        }
        for (const lines of states.slice(0, -1).toReversed()) {
          history = undo(history)?.history ?? history
          expect(history.document.lines).toEqual(lines)
        }
        expect(undo(history)).toBeNull()
        for (const lines of states.slice(1)) {
          history = redo(history)?.history ?? history
          expect(history.document.lines).toEqual(lines)
        }
        expect(redo(history)).toBeNull()
      }),
    )
  })

  test('times stay in order, words in their lines, keys apart; and no word time is lost on its way through WebVTT', () => {
    fc.assert(
      fc.property(start, fc.array(command, { maxLength: 12 }), (document, commands) => {
        const end = commands.reduce((now, each) => {
          const next = each(now)
          return isRefused(next) ? now : next
        }, document)
        for (const [i, line] of end.lines.entries()) {
          expect(line.start).toBeGreaterThanOrEqual(end.lines[i - 1]?.start ?? 0)
          expect(line.end).toBeGreaterThanOrEqual(line.start)
          let at = line.start
          for (const word of line.words ?? []) {
            expect(word.start).toBeGreaterThanOrEqual(at)
            expect(word.end).toBeGreaterThanOrEqual(word.start)
            at = word.end
          }
          expect(at).toBeLessThanOrEqual(line.end)
          if (line.words) expect(line.words.map((word) => word.text)).toEqual(line.text.split(/\s+/).filter(Boolean))
        }
        expect(new Set(end.lines.map((line) => line.key)).size).toBe(end.lines.length)
        const saved = cuesOf(end)
        expect(readVtt(writeVtt(saved)).cues).toEqual(saved)
      }),
    )
  })

  test('a line split between words and joined again is the same line', () => {
    fc.assert(
      fc.property(start, fc.nat({ max: 20 }), fc.nat({ max: 4 }), (document, at, gap) => {
        const line = document.lines[at % document.lines.length]
        const spaces = [...(line?.text ?? '').matchAll(/ /g)].map((match) => match.index)
        const offset = spaces[gap % Math.max(1, spaces.length)]
        if (!line || offset === undefined) return
        const parts = done(split(document, document.lines.indexOf(line), offset + 1))
        expect(done(join(parts, document.lines.indexOf(line))).lines).toEqual(document.lines)
      }),
    )
  })

  test('the changes that are counted and shown are none where nothing changed, and some where something did', () => {
    fc.assert(
      fc.property(start, fc.array(command, { maxLength: 8 }), (document, commands) => {
        const end = commands.reduce((now, each) => {
          const next = each(now)
          return isRefused(next) ? now : next
        }, document)
        const same = JSON.stringify(end.lines) === JSON.stringify(document.lines)
        expect(countChanges(document.lines, end) === 0).toBe(same)
        if (same) expect(changesSince(document.lines, end)).toEqual([])
        const gone = changesSince(document.lines, end).flatMap((change) => change.words ?? [])
        const count = (kind: string) => gone.filter((piece) => piece.kind === kind).flatMap((piece) => piece.text.split(' ')).length
        const words = (lines: Document['lines']) => lines.flatMap((line) => line.text.split(/\s+/).filter(Boolean)).length
        expect(count('new') - count('gone')).toBe(words(end.lines) - words(document.lines))
        expect(cuesOf(adopt(document, end.lines))).toEqual(cuesOf(end))
      }),
    )
  })
})

test('a draft taken up leaves untouched lines as they are', () => {
  const document = openOf('een', 'twee', 'drie')
  const draft = cues(['een', 'twee komma vijf', 'drie'])
  const taken = adopt(document, draft)
  expect(taken.lines.map((line, i) => line === document.lines[i])).toEqual([true, false, true])
  expect(taken.lines.map((line) => line.key)).toEqual([0, 1, 2])
})

test('findings are said of the line they belong to', () => {
  const long = 'x'.repeat(300)
  expect([...findingsOf(openOf('een', long, 'drie').lines, 12_000, editNl)].map(([key, [first]]) => [key, first])).toEqual([
    [1, '300 tekens in 5 seconden: zo snel spreekt niemand.'],
  ])
  expect([...findingsOf(openOf('een', 'twee', 'drie').lines, 9000, editNl).keys()]).toEqual([2])
  const [sure, unsure] = cues(['een', 'twee'])
  const estimated = [
    { ...(sure as Cue), estimate: { kind: 'sure' as const, confidence: 90 } },
    { ...(unsure as Cue), estimate: { kind: 'unsure' as const, confidence: 40 } },
  ]
  expect([...findingsOf(openDocument(estimated).lines, 12_000, editNl)]).toEqual([[1, [editNl.unsure(40)]]])
})

describe('when somebody else saved meanwhile', () => {
  const base = cues(['De wijk is mooi.', 'Wij wonen hier.', 'Al jaren.'])
  const change = (at: number, fields: Partial<Cue>) => base.map((cue, i) => (i === at ? { ...cue, ...fields } : cue))
  const merged = (mine: readonly Cue[], theirs: readonly Cue[]) =>
    rebase(base, mine, theirs).lines.map(({ cue, choice }) => cue?.text ?? choice)

  test('changes in different lines go together', () => {
    expect(merged(change(0, { text: 'De buurt is mooi.' }), change(2, { text: 'Al heel lang.' }))).toEqual([
      'De buurt is mooi.',
      'Wij wonen hier.',
      'Al heel lang.',
    ])
  })

  test('the same words changed by both are a choice between two lines', () => {
    expect(merged(change(0, { text: 'De buurt is mooi.' }), change(0, { text: 'De straat is mooi.' }))[0]).toMatchObject({
      time: 0,
      base: 'De wijk is mooi.',
      mine: { text: 'De buurt is mooi.' },
      theirs: { text: 'De straat is mooi.' },
    })
  })

  test('my times stay where the other only changed words', () => {
    const { lines, timesLeft } = rebase(base, change(1, { start: 5500 }), change(1, { text: 'Wij wonen daar.' }))
    expect(lines[1]?.cue).toMatchObject({ start: 5500, text: 'Wij wonen daar.' })
    expect(timesLeft).toBe(false)
  })

  test('times that each moved in another line both stay; of one line that both moved, theirs stay and it is said', () => {
    const apart = rebase(base, change(1, { start: 5500 }), change(2, { end: 14_000 }))
    expect(apart.lines.map(({ cue }) => [cue?.start, cue?.end])).toEqual([
      [0, 5000],
      [5500, 10_000],
      [10_000, 14_000],
    ])
    expect(apart.timesLeft).toBe(false)
    const same = rebase(base, change(1, { start: 5500 }), change(1, { start: 5700 }))
    expect(same.lines[1]?.cue?.start).toBe(5700)
    expect(same.timesLeft).toBe(true)
  })

  test('words put at the end of a line stay in that line', () => {
    expect(merged(change(0, { text: 'De wijk is mooi. Echt.' }), change(1, { text: 'Wij wonen daar.' }))).toEqual([
      'De wijk is mooi. Echt.',
      'Wij wonen daar.',
      'Al jaren.',
    ])
  })

  test('different words of one line go together, with the speaker one of us set', () => {
    const { lines } = rebase(base, change(0, { text: 'De buurt is mooi.', speaker: 'Anna' }), change(0, { text: 'De wijk is lelijk.' }))
    expect(lines[0]?.cue).toMatchObject({ text: 'De buurt is lelijk.', speaker: 'Anna' })
  })

  test('a line I divided and one they took away', () => {
    const mine = cuesOf(done(split(openDocument(base), 0, 8)))
    expect(merged(mine, base.slice(0, 2))).toEqual(['De wijk', 'is mooi.', 'Wij wonen hier.'])
  })

  test('where one of us did nothing, the other’s work is the result', () => {
    fc.assert(
      fc.property(start, fc.array(command, { maxLength: 8 }), (document, commands) => {
        const changed = cuesOf(
          commands.reduce((now, each) => {
            const next = each(now)
            return isRefused(next) ? now : next
          }, document),
        )
        const untouched = cuesOf(document)
        for (const { lines, timesLeft } of [
          rebase(untouched, changed, untouched),
          rebase(untouched, untouched, changed),
          rebase(untouched, changed, changed),
        ]) {
          expect(lines).toEqual(changed.map((cue) => ({ cue, choice: null })))
          expect(timesLeft).toBe(false)
        }
      }),
    )
  })

  test('whatever both did, no line is lost that only one of us touched', () => {
    fc.assert(
      fc.property(start, fc.array(command, { maxLength: 5 }), fc.array(command, { maxLength: 5 }), (document, my, their) => {
        const after = (commands: readonly Command[]) =>
          cuesOf(
            commands.reduce((now, each) => {
              const next = each(now)
              return isRefused(next) ? now : next
            }, document),
          )
        const [untouched, mine, theirs] = [cuesOf(document), after(my), after(their)]
        const kept = rebase(untouched, mine, theirs).lines.map(({ cue, choice }) => JSON.stringify(cue ?? choice))
        const common = untouched.map((cue) => JSON.stringify(cue))
        const inAll = common.filter((cue) => [mine, theirs].every((side) => side.some((other) => JSON.stringify(other) === cue)))
        expect(inAll.filter((cue) => !kept.includes(cue))).toEqual([])
      }),
    )
  })

  test('two speakers for one line are a choice', () => {
    expect(merged(change(1, { speaker: 'Anna' }), change(1, { speaker: 'Ben' }))[1]).toMatchObject({
      mine: { speaker: 'Anna' },
      theirs: { speaker: 'Ben' },
    })
  })
})
