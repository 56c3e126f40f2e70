/** The notebook's files: whatever is written in a note, every reader of the format finds the same words, and no note passes for a quotation. */
import { Cite } from '@citation-js/core'
import '@citation-js/plugin-bibtex'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Citable, cite, quoteBlock } from '../../src/transcript/quote/citation.ts'
import {
  cleanNote,
  type NotebookEntry,
  notebookAnnotations,
  notebookBibtex,
  notebookMarkdown,
  notebookRis,
} from '../../src/transcript/quote/notebook.ts'

const talk: Citable = {
  title: 'Solidaire volkshuisvesting',
  speakers: [{ name: 'Hugo de Jonge' }],
  recorded: '2024-04-15',
  event: null,
  publisher: 'Woordelijk',
  url: 'https://woordelijk.example/citaten/k3m9x2aaaaaa',
  accessed: '2026-11-25',
  time: { start: 754_200, end: 778_400 },
  duration: null,
  language: 'nl',
  exact: 'Een wijk is van ons allemaal.',
  demonstration: false,
  transcript: null,
}

function entryOf(exact: string | null, note: string): NotebookEntry {
  const citable = { ...talk, exact }
  return {
    url: talk.url,
    exact,
    block: quoteBlock(citable),
    bibtex: cite(citable, 'bibtex'),
    ris: cite(citable, 'ris'),
    note,
    talk: 'https://woordelijk.example/opnames/a',
    start: 754_200,
    end: exact === null ? null : 778_400,
  }
}

/** Words with every sign that one of the formats reserves, line ends and what looks like its tags. */
const piece = fc.oneof(
  fc.constantFrom('{', '}', '\\', '%', '&', '_', '#', '$', '~', '^', '*', '`', '[x](y)', '<b>', '@misc{a,', 'ER  - ', 'TY  - BOOK', '> '),
  fc.constantFrom('- ', '1. ', '\n', '\r\n', '\n\n', ' ', '\u2028', '\u0007', '\\par ', '“', '"', 'é', '👩‍👧'),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
)
const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''))
const entries = fc.array(fc.tuple(fc.option(text.filter((words) => words.trim() !== '')), text), { minLength: 1, maxLength: 3 })

const oneLine = (written: string) => written.replace(/\s+/gu, ' ').trim()

/** What TeX prints. */
const printed = (tex: string) =>
  tex.replace(/\\(text\w+)\{\}|\\([%&_#$])/g, (_, name: string | undefined, sign: string) =>
    name === undefined
      ? sign
      : ({ textbackslash: '\\', textbraceleft: '{', textbraceright: '}', textasciitilde: '~', textasciicircum: '^' }[name] ?? '?'),
  )

test('a note of any text stays in its own entry, and comes out of every file as it was written', () => {
  fc.assert(
    fc.property(entries, (made) => {
      const all = made.map(([exact, note]) => entryOf(exact, note))
      const lines = (note: string | undefined) => cleanNote(note).split('\n').map(oneLine).filter(Boolean)

      const parsed = new Cite(notebookBibtex(all, 'Eigen notitie')).data
      expect(new Set(parsed.map(({ id }) => id)).size).toBe(all.length)
      const annotes = [...notebookBibtex(all, 'Eigen notitie').matchAll(/^@misc\{[\s\S]*?\n\}\n/gm)].map(
        ([entry]) => /\n {2}annote = \{(.*)\}\n\}\n$/.exec(entry)?.[1] ?? '',
      )
      for (const [i, { bibtex, note }] of all.entries()) {
        const words = /\n {2}annote = \{(.*)\}\n\}\n$/.exec(bibtex)?.[1]
        const own = lines(note)
        const expected = [
          ...(words === undefined ? [] : [printed(words)]),
          ...own.map((line, at) => (at === 0 ? `Eigen notitie: ${line}` : line)),
        ]
        expect(annotes[i]?.split(/\\par /).map(printed)).toEqual(expected.length === 0 ? [''] : expected)
      }

      const records = notebookRis(all, 'Eigen notitie').split('\r\n')
      expect(records.filter((line) => line !== '' && !/^[A-Z][A-Z0-9] {2}- /.test(line))).toEqual([])
      expect(records.filter((line) => line.startsWith('TY  - '))).toHaveLength(all.length)
      const notes = records.filter((line) => line.startsWith('N1  - Eigen notitie: ')).map((line) => line.slice(21))
      expect(notes).toEqual(all.map(({ note }) => lines(note).join(' ')).filter(Boolean))

      for (const entry of all) {
        const [first = '', ...rest] = notebookMarkdown([entry]).split('\n\n')
        const [quotation = ''] = first.split('\n')
        const shown = quotation.replace(/^> /, '').replace(/\\([\\`*_{}[\]<>#~|&!+\-=.)])|<(https:[^>]*)>/g, '$1$2')
        expect(shown).toBe(oneLine(entry.block))
        expect(rest.join('\n\n').trimEnd()).toBe(cleanNote(entry.note).trimEnd())
      }

      const { items } = notebookAnnotations(all, 'urn:uuid:1') as { items: { body?: { value: string }; motivation: string }[] }
      for (const [i, { body, motivation }] of items.entries()) {
        expect(body?.value ?? '').toBe(cleanNote(all[i]?.note))
        expect(motivation).toBe(body ? 'commenting' : 'highlighting')
      }
    }),
  )
})

test('as they look', () => {
  const quote = entryOf('Een *wijk* is van ons.', 'Vergelijk met *Pharos*.\n\n50% van de wijk & meer')
  const moment = { ...entryOf(null, 'Hier begint het debat'), url: 'https://woordelijk.example/opnames/a?t=754' }
  expect(notebookMarkdown([quote])).toBe(
    `> “Een \\*wijk\\* is van ons.” — Hugo de Jonge, ‘Solidaire volkshuisvesting’, 15 april 2024, 12:34–12:58, <${talk.url}>\n\nVergelijk met *Pharos*.\n\n50% van de wijk & meer\n`,
  )
  expect(notebookBibtex([quote, moment], 'Eigen notitie')).toContain(
    'annote = {Een *wijk* is van ons.\\par Eigen notitie: Vergelijk met *Pharos*.\\par 50\\% van de wijk \\& meer}',
  )
  expect(notebookBibtex([quote, moment], 'Eigen notitie')).toMatch(
    /@misc\{dejonge2024solidaire-754,[\s\S]*@misc\{dejonge2024solidaire-754-2,/,
  )
  expect(notebookRis([quote], 'Eigen notitie')).toMatch(
    /N1 {2}- Eigen notitie: Vergelijk met \*Pharos\*\. 50% van de wijk & meer\r\nER {2}- \r\n$/,
  )
  expect(notebookAnnotations([moment], 'urn:uuid:1')).toMatchObject({
    type: 'AnnotationPage',
    items: [
      {
        id: 'https://woordelijk.example/opnames/a?t=754#notitie',
        motivation: 'commenting',
        body: { type: 'TextualBody', purpose: 'commenting', value: 'Hier begint het debat' },
        target: {
          source: 'https://woordelijk.example/opnames/a',
          selector: [{ type: 'FragmentSelector', conformsTo: 'http://www.w3.org/TR/media-frags/', value: 't=754.2' }],
        },
      },
    ],
  })
})
