/**
 * Our prose against citeproc, the program behind the styles of Zotero, fed with our own CSL item. A difference is none, or one of the
 * rules below; a rule that nothing needs fails. The styles are CC BY-SA and not part of this repository.
 */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Citable, cite, citeInText, cslItem } from '../../src/transcript/quote/citation.ts'
import { splitName, surname } from '../../src/transcript/quote/person-name.ts'

const corpus = join(import.meta.dirname, '..', '..', '..', 'shared', 'corpus', 'citations')
const read = (...path: string[]) => readFileSync(join(corpus, ...path), 'utf8')

interface Engine {
  setOutputFormat(format: 'text'): void
  updateItems(ids: readonly string[]): void
  makeBibliography(): [unknown, string[]]
  makeCitationCluster(cites: readonly object[]): string
}
interface Citeproc {
  readonly Engine: new (system: object, style: string, locale: string, forceLocale: boolean) => Engine
}

// CommonJS without types.
const require = createRequire(import.meta.url)
const { Engine } = require('citeproc') as Citeproc

/** Each item alone, so that no author's name is spelt out to tell two items apart. One engine for a style: reading it is what takes time. */
function reader(style: string, locale: string) {
  const items = new Map<string, object>()
  const system = { retrieveLocale: (name: string) => read('locales', `locales-${name}.xml`), retrieveItem: (id: string) => items.get(id) }
  const engine = new Engine(system, read('styles', `${style}.csl`), locale, true)
  engine.setOutputFormat('text')
  return (of: Citable, locator: string | undefined) => {
    const id = `item-${items.size}`
    items.set(id, { ...cslItem(of), id })
    engine.updateItems([id])
    return {
      entry: engine.makeBibliography()[1].join('').trim(),
      inText: engine.makeCitationCluster([{ id, ...(locator ? { locator, label: 'timestamp' } : {}) }]),
    }
  }
}

const NAMES = [
  'Hugo de Jonge',
  'Anna van Jansen',
  'J.P. Balkenende',
  'Jean-Pierre Jansen-de Vries',
  'Th. Smit',
  "IJsbrand in 't Veld",
  'Çağla Öz',
  'Anna Maria van der Berg',
  "Lodewijk van 't Hart",
  'Rachid el Hamdaoui',
  'Gemeente Heerlen',
  'Pharos',
  'prof. dr. Lisbeth Verharen',
  'Dick Van Dyke',
  'Ursula von der Leyen',
  'Maarten op de Beeck',
  'Karim al-Nasr',
  'Fatima Zahra',
  'J. P. ten Kate',
  'Wim te Brake',
  'Lodewijk Asscher',
]
const speakers = (...names: string[]) => names.map((name) => ({ name }))

const base: Citable = {
  title: 'Solidaire en gemengde volkshuisvesting in alle gemeenten',
  speakers: speakers('Hugo de Jonge'),
  recorded: '2024-04-15T14:00+02:00',
  event: { title: 'Tweede Academie: werk en wijk', place: 'Royal, Heerlen', organisers: ['Zuyd Hogeschool', 'Pharos'] },
  publisher: 'Woordelijk',
  url: 'https://woordelijk.example/opnamen/academie-2-de-jonge?t=754,778',
  accessed: '2026-11-25',
  time: { start: 754_000, end: 778_400 },
  duration: 3_723_000,
  language: 'nl',
  exact: null,
  demonstration: false,
  transcript: { made: 'human', reviewed: true },
}
const DATES = ['2024-04-15T14:00+02:00', '2024-04', '2024', null]
const EVENTS = [base.event, { title: 'Themadag', place: null, organisers: [] }, null]
const unreviewed = { made: 'asr', reviewed: false } as const

const matrix: readonly Citable[] = [
  ...[0, 1, 2, 3, 4, 6, 7, 8, 20, 21].flatMap((n) =>
    DATES.map((recorded) => ({ ...base, recorded, speakers: speakers(...NAMES.slice(0, n)) })),
  ),
  ...[0, 2].flatMap((n) =>
    EVENTS.flatMap((event) => DATES.map((recorded) => ({ ...base, recorded, event, speakers: speakers(...NAMES.slice(0, n)) }))),
  ),
  ...NAMES.flatMap((name) => [[name], [name, 'Hugo de Jonge'], ['Pharos', name, 'Hugo de Jonge']]).map((names) => ({
    ...base,
    speakers: speakers(...names),
  })),
  ...[
    'Wie is arm?',
    'Het “wij” en de ‘ander’',
    'Wonen: een recht',
    'R&D in de wijk',
    'Foto’s uit de Mijnstreek',
    'Werk!',
    'Wat nu…',
  ].flatMap((title) => [
    { ...base, title },
    { ...base, title, speakers: [] },
  ]),
  { ...base, demonstration: true },
  { ...base, transcript: unreviewed },
  { ...base, demonstration: true, transcript: unreviewed, recorded: null },
  { ...base, publisher: 'Gemeente Heerlen', speakers: speakers('Gemeente Heerlen') },
  { ...base, publisher: 'Woonstichting B.V.' },
  { ...base, duration: null },
  { ...base, time: null },
  { ...base, time: { start: 3_754_000, end: null } },
  { ...base, language: 'en', title: 'The right to housing in Dutch cities: a talk' },
  { ...base, language: 'en', title: 'The right to housing in Dutch cities: a talk', speakers: [] },
]

/** Theirs in, ours out. */
type Rule = (theirs: string, of: Citable) => string

const MARKS = [
  ['demonstratie met computerstem, niet de woorden van de spreker', 'demonstration with a computer voice, not the speaker’s words'],
  ['automatisch transcript, niet nagekeken', 'automatic transcript, not reviewed'],
] as const
const SHORT = { nl: ['demonstratie met computerstem', MARKS[1][0]], en: ['demonstration with a computer voice', MARKS[1][1]] }

const eachName = (text: string, of: Citable, change: (text: string, name: string) => string) =>
  of.speakers.reduce((changed, { name }) => change(changed, name), text)
/** What an in-text citation says of the words; citeproc has no place for it. */
const marked =
  (tongue: 'nl' | 'en'): Rule =>
  (text, of) => {
    const known = SHORT[tongue].filter((_, i) => (i === 0 ? of.demonstration : of.transcript?.made === 'asr'))
    return known.length === 0 ? text : text.replace(/\)$/, ` [${known.join('; ')}])`)
  }
const mlaDate = (of: Citable) => {
  const [year, month, day] = (of.recorded ?? '').slice(0, 10).split('-')
  return [day, month && 'Apr.', year].filter(Boolean).join(' ')
}

const RULES = {
  'apostrophes in names stay as the library has them': (text, of) =>
    eachName(text, of, (changed, name) =>
      changed.replaceAll(/[^ ]+$/.exec(splitName(name).prefix)?.[0].replace("'", '’') ?? '\n', (prefix) => prefix.replace('’', "'")),
    ),
  'a prefix has a capital where the family name stands alone or first (Dutch spelling)': (text, of) =>
    eachName(text, of, (changed, name) => {
      const parts = splitName(name)
      return parts.prefix === ''
        ? changed
        : changed.replaceAll(
            new RegExp(`(?<=^|[(]|[,&.…] |and )${parts.prefix} ${parts.family}(?=,| &| and| et al| \\d|\\))`, 'g'),
            surname(parts),
          )
    }),
  'the Dutch letter IJ is one letter': (text) => text.replaceAll('Ij.', 'IJ.').replaceAll('Ij,', 'IJ,'),
  'an article joined to a name stays before it': (text) => text.replace(/Nasr, Karim al-/, 'al-Nasr, Karim'),
  'an ellipsis ends a title': (text) => text.replace('…. (', '… (').replace('….”', '…”'),
  'the Dutch APA date has the day first': (text) => text.replace(/\((\d{4}), (\p{L}+) (\d+)\)/u, '($1, $3 $2)'),
  'it says “Geraadpleegd op”': (text) => text.replace('Geraadpleegd ', 'Geraadpleegd op '),
  'a recording in APA has no event (10.12); a speech has': (text, of) =>
    of.event ? text.replace(` ${[of.event.title, of.event.place].filter(Boolean).join(', ')}. `, ' ') : text,
  'APA names once who is author and publisher': (text, of) =>
    of.publisher === of.speakers[0]?.name ? text.replace(`]. ${of.publisher}. `, ']. ') : text,
  'the marks are in English in an English style': (text) => MARKS.reduce((changed, [nl, en]) => changed.replaceAll(nl, en), text),
  'in the text the marks follow in brackets (Dutch)': marked('nl'),
  'in the text the marks follow in brackets (English)': marked('en'),
  'MLA: this style prints no date of a speech': (text, of) =>
    of.recorded ? text.replace(`. ${of.publisher},`, `. ${of.publisher}, ${mlaDate(of)},`) : text,
  'MLA: no comma before a time': (text, of) => (of.time ? text.replace(/,(’?”)? (?=\d+:)/, '$1 ') : text.replace(/,(’?”)\)/, '$1)')),
  'titles keep their case': (text, of) =>
    of.language === 'en' ? text.replace('The Right to Housing in Dutch Cities: A Talk', of.title) : text,
  'Chicago: the entry of a moment says which': (text, of) => {
    if (!of.time) return text
    const range = of.time.end === null ? '1:02:34' : '12:34–12:58'
    return text.includes(' 1:02:03. ')
      ? text.replace(' 1:02:03. ', ` 1:02:03, at ${range}. `)
      : text.replace(' https:', ` At ${range}. https:`)
  },
  'a description inside a sentence has a small letter': (text) => text.replace(/,(’?”) Video/, ',$1 video').replace('[Video', '[video'),
  'Vancouver: the number is the list’s': (text) => text.replace(/^1\. /, ''),
  'Vancouver: nothing was “presented at” nothing': (text) => text.replace(' Video presented at. ', ' '),
  'Vancouver: the description is said once': (text) => text.replace(/\. Video; [^.]* presented at:/, '. Video presented at:'),
  'Leidraad: the whole link, for the moment': (text, of) => text.replace('https://woordelijk.example', of.url),
  'Leidraad: what it is and the marks, between brackets': (text, of) => {
    const known = MARKS.map(([nl]) => nl).filter((_, i) => (i === 0 ? of.demonstration : of.transcript?.made === 'asr'))
    return text.replace(`‘${of.title}’`, `‘${of.title}’ (${['video', ...known].join('; ')})`)
  },
  'Leidraad: the place in the recording, where a book has its page': (text, of) =>
    of.time ? text.replace(/\.$/, of.time.end === null ? ', 1:02:34.' : ', 12:34–12:58.') : text,
} satisfies Record<string, Rule>
type RuleName = keyof typeof RULES

const NAMED: readonly RuleName[] = ['apostrophes in names stay as the library has them', 'the Dutch letter IJ is one letter']
const ALONE = 'a prefix has a capital where the family name stands alone or first (Dutch spelling)'
const ENGLISH = 'the marks are in English in an English style'

interface Comparison {
  readonly name: string
  readonly style: string
  readonly locale: string
  readonly form: 'entry' | 'inText'
  readonly ours: (of: Citable) => string
  readonly locator: (of: Citable) => string | undefined
  readonly rules: readonly RuleName[]
}
const whole = ({ time }: Citable) => (time === null ? undefined : time.end === null ? '1:02:34' : '12:34–12:58')
const start = ({ time }: Citable) => (time === null ? undefined : time.end === null ? '1:02:34' : '12:34')
const long = ({ time }: Citable) => (time === null ? undefined : time.end === null ? '01:02:34' : '00:12:34–00:12:58')

const COMPARISONS: readonly Comparison[] = [
  {
    name: 'APA, Dutch',
    style: 'apa',
    locale: 'nl-NL',
    form: 'entry',
    ours: (of) => cite(of, 'apa'),
    locator: () => undefined,
    rules: [
      ...NAMED,
      ALONE,
      'an ellipsis ends a title',
      'the Dutch APA date has the day first',
      'it says “Geraadpleegd op”',
      'a recording in APA has no event (10.12); a speech has',
      'APA names once who is author and publisher',
    ],
  },
  {
    name: 'APA, Dutch, in the text',
    style: 'apa',
    locale: 'nl-NL',
    form: 'inText',
    ours: (of) => citeInText(of, 'apa'),
    locator: start,
    rules: [
      'apostrophes in names stay as the library has them',
      ALONE,
      'titles keep their case',
      'in the text the marks follow in brackets (Dutch)',
    ],
  },
  {
    name: 'APA, English',
    style: 'apa',
    locale: 'en-US',
    form: 'entry',
    ours: (of) => cite(of, 'apa-en'),
    locator: () => undefined,
    rules: [
      ...NAMED,
      ALONE,
      ENGLISH,
      'an ellipsis ends a title',
      'a recording in APA has no event (10.12); a speech has',
      'APA names once who is author and publisher',
    ],
  },
  {
    name: 'APA, English, in the text',
    style: 'apa',
    locale: 'en-US',
    form: 'inText',
    ours: (of) => citeInText(of, 'apa-en'),
    locator: start,
    rules: [
      'apostrophes in names stay as the library has them',
      ALONE,
      'titles keep their case',
      'in the text the marks follow in brackets (English)',
    ],
  },
  {
    name: 'MLA',
    style: 'modern-language-association',
    locale: 'en-US',
    form: 'entry',
    ours: (of) => cite(of, 'mla'),
    locator: () => undefined,
    rules: [
      'apostrophes in names stay as the library has them',
      ALONE,
      ENGLISH,
      'an ellipsis ends a title',
      'titles keep their case',
      'MLA: this style prints no date of a speech',
    ],
  },
  {
    name: 'MLA, in the text',
    style: 'modern-language-association',
    locale: 'en-US',
    form: 'inText',
    ours: (of) => citeInText(of, 'mla'),
    locator: long,
    rules: [
      'apostrophes in names stay as the library has them',
      ALONE,
      'titles keep their case',
      'MLA: no comma before a time',
      'in the text the marks follow in brackets (English)',
    ],
  },
  {
    name: 'Chicago',
    style: 'chicago-notes-bibliography',
    locale: 'en-US',
    form: 'entry',
    ours: (of) => cite(of, 'chicago'),
    locator: () => undefined,
    rules: [
      'apostrophes in names stay as the library has them',
      'an article joined to a name stays before it',
      ENGLISH,
      'an ellipsis ends a title',
      'titles keep their case',
      'Chicago: the entry of a moment says which',
    ],
  },
  {
    name: 'Chicago, the note',
    style: 'chicago-notes-bibliography',
    locale: 'en-US',
    form: 'inText',
    ours: (of) => citeInText(of, 'chicago'),
    locator: whole,
    rules: [
      'apostrophes in names stay as the library has them',
      ENGLISH,
      'titles keep their case',
      'a description inside a sentence has a small letter',
    ],
  },
  {
    name: 'Vancouver',
    style: 'nlm-citation-sequence',
    locale: 'en-US',
    form: 'entry',
    ours: (of) => cite(of, 'vancouver'),
    locator: () => undefined,
    rules: [
      ...NAMED,
      ENGLISH,
      'a description inside a sentence has a small letter',
      'Vancouver: the number is the list’s',
      'Vancouver: nothing was “presented at” nothing',
      'Vancouver: the description is said once',
    ],
  },
  {
    name: 'Leidraad voor juridische auteurs',
    style: 'leidraad-voor-juridische-auteurs',
    locale: 'nl-NL',
    form: 'inText',
    ours: (of) => cite(of, 'legal'),
    locator: () => undefined,
    rules: [
      ...NAMED,
      'Leidraad: the whole link, for the moment',
      'Leidraad: what it is and the marks, between brackets',
      'Leidraad: the place in the recording, where a book has its page',
    ],
  },
]

describe.skipIf(!existsSync(corpus))('against citeproc (needs the CSL styles in ../shared/corpus, which may not be kept here)', () => {
  test.each(COMPARISONS)('$name', ({ style, locale, form, ours, locator, rules }) => {
    const theirs = reader(style, locale)
    const pairs = matrix.map((of) => ({ of, theirs: theirs(of, locator(of))[form], ours: ours(of) }))
    const follow = (without?: RuleName) =>
      pairs.map(({ of, theirs: text }) =>
        rules.filter((rule) => rule !== without).reduce((changed, rule) => (RULES[rule] as Rule)(changed, of), text),
      )
    const expected = pairs.map((pair) => pair.ours)
    expect(follow()).toEqual(expected)
    for (const rule of rules) expect(follow(rule), `nothing needs “${rule}”`).not.toEqual(expected)
  })

  test('every rule is some style’s', () => {
    expect(matrix.length).toBeGreaterThan(140)
    expect(new Set(COMPARISONS.flatMap(({ rules }) => rules))).toEqual(new Set(Object.keys(RULES)))
  })
})
