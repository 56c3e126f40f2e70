import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CITATION_STYLES, type Citable, cite, citeInText, cslItem, italicsIn, quoteBlock } from '../../src/transcript/quote/citation.ts'
import { initials, joinName, type PersonName, splitName, surname } from '../../src/transcript/quote/person-name.ts'

const talk: Citable = {
  title: 'Solidaire en gemengde volkshuisvesting in Heerlen-Noord',
  speakers: [{ name: 'Hugo de Jonge' }],
  recorded: '2024-04-15T14:00+02:00',
  event: { title: 'Tweede Academie: werk en wijk', place: 'Royal, Heerlen', organisers: ['Zuyd Hogeschool', 'Pharos'] },
  publisher: 'Woordelijk',
  url: 'https://woordelijk.example/opnamen/academie-2-de-jonge?t=754.2,778.4',
  accessed: '2026-11-25',
  time: { start: 754_200, end: 778_400 },
  duration: 3_723_000,
  language: 'nl',
  exact: 'Een wijk is van “ons” allemaal.',
  demonstration: false,
  transcript: { made: 'human', reviewed: true },
}
const whole: Citable = { ...talk, time: null, url: 'https://woordelijk.example/opnamen/academie-2-de-jonge', exact: null }
const nobody: Citable = { ...talk, speakers: [] }
const three: Citable = { ...talk, speakers: [{ name: 'Anna van der Berg' }, { name: 'J.P. Balkenende' }, { name: "Lisa in 't Veld" }] }
const bare: Citable = { ...talk, recorded: null, event: null, duration: null, time: null, transcript: null }
const demonstration: Citable = { ...talk, demonstration: true, transcript: { made: 'synthetic', reviewed: true } }
const machine: Citable = { ...talk, transcript: { made: 'asr', reviewed: false } }

const LINK = 'https://woordelijk.example/opnamen/academie-2-de-jonge?t=754.2,778.4'

describe('APA in Dutch', () => {
  test.each([
    ['one speaker', talk, `De Jonge, H. (2024, 15 april). ${talk.title} [Video]. Woordelijk. ${LINK}`],
    ['three', three, `Van der Berg, A., Balkenende, J. P., & In 't Veld, L. (2024, 15 april). ${talk.title} [Video]. Woordelijk. ${LINK}`],
    ['nobody', nobody, `${talk.title}. (2024, 15 april). [Video]. Woordelijk. ${LINK}`],
    ['no date', bare, `De Jonge, H. (z.d.). ${talk.title} [Video]. Woordelijk. Geraadpleegd op 25 november 2026, van ${LINK}`],
    ['a month', { ...talk, recorded: '2024-03' }, `De Jonge, H. (2024, maart). ${talk.title} [Video]. Woordelijk. ${LINK}`],
    ['a year', { ...talk, recorded: '2024' }, `De Jonge, H. (2024). ${talk.title} [Video]. Woordelijk. ${LINK}`],
    [
      'an organisation',
      { ...talk, speakers: [{ name: 'Gemeente Heerlen' }] },
      `Gemeente Heerlen. (2024, 15 april). ${talk.title} [Video]. Woordelijk. ${LINK}`,
    ],
    [
      'a demonstration',
      demonstration,
      `De Jonge, H. (2024, 15 april). ${talk.title} [Video; demonstratie met computerstem, niet de woorden van de spreker]. Woordelijk. ${LINK}`,
    ],
    [
      'a machine’s transcript',
      machine,
      `De Jonge, H. (2024, 15 april). ${talk.title} [Video; automatisch transcript, niet nagekeken]. Woordelijk. ${LINK}`,
    ],
  ])('%s', (_, of, expected) => expect(cite(of, 'apa')).toBe(expected))

  test('twenty authors in full, of more the first nineteen and the last', () => {
    const names = Array.from({ length: 22 }, (_, i) => `Anna Naam-${String.fromCharCode(65 + i)}`)
    const authors = (n: number) => cite({ ...talk, speakers: names.slice(0, n).map((name) => ({ name })) }, 'apa').split(' (2024')[0]
    expect(authors(20)).toMatch(/Naam-S, A\., & Naam-T, A\.$/)
    expect(authors(21)).toMatch(/Naam-S, A\., … Naam-U, A\.$/)
    expect(authors(22)).toMatch(/Naam-S, A\., … Naam-V, A\.$/)
  })
})

test('APA in English', () => {
  expect(cite(talk, 'apa-en')).toBe(`De Jonge, H. (2024, April 15). ${talk.title} [Video]. Woordelijk. ${LINK}`)
  expect(cite(bare, 'apa-en')).toBe(`De Jonge, H. (n.d.). ${talk.title} [Video]. Woordelijk. Retrieved November 25, 2026, from ${LINK}`)
})

describe('the other styles', () => {
  test.each([
    [
      'mla',
      talk,
      `De Jonge, Hugo. “${talk.title}.” Video. Woordelijk, 15 Apr. 2024, Tweede Academie: werk en wijk, Royal, Heerlen, ${LINK}.`,
    ],
    [
      'mla',
      three,
      `Van der Berg, Anna, et al. “${talk.title}.” Video. Woordelijk, 15 Apr. 2024, Tweede Academie: werk en wijk, Royal, Heerlen, ${LINK}.`,
    ],
    ['mla', bare, `De Jonge, Hugo. “${talk.title}.” Video. Woordelijk, ${LINK}. Accessed 25 Nov. 2026.`],
    [
      'chicago',
      talk,
      `Jonge, Hugo de. “${talk.title}.” Video. Tweede Academie: werk en wijk, Royal, Heerlen. Woordelijk, April 15, 2024. 1:02:03, at 12:34–12:58. ${LINK}.`,
    ],
    [
      'chicago',
      three,
      `Berg, Anna van der, J. P. Balkenende, and Lisa in 't Veld. “${talk.title}.” Video. Tweede Academie: werk en wijk, Royal, Heerlen. Woordelijk, April 15, 2024. 1:02:03, at 12:34–12:58. ${LINK}.`,
    ],
    ['chicago', bare, `Jonge, Hugo de. “${talk.title}.” Video. Woordelijk, n.d. Accessed November 25, 2026. ${LINK}.`],
    [
      'vancouver',
      talk,
      `de Jonge H. ${talk.title} [video] [Internet]. Video presented at: Tweede Academie: werk en wijk. Woordelijk; 2024 Apr 15 [cited 2026 Nov 25]; Royal, Heerlen. Available from: ${LINK}`,
    ],
    ['vancouver', bare, `de Jonge H. ${talk.title} [video] [Internet]. Woordelijk; [cited 2026 Nov 25]. Available from: ${LINK}`],
    ['legal', talk, `H. de Jonge, ‘${talk.title}’ (video), ${LINK}, 15 april 2024, 12:34–12:58.`],
    ['legal', three, `A. van der Berg, J.P. Balkenende & L. in 't Veld, ‘${talk.title}’ (video), ${LINK}, 15 april 2024, 12:34–12:58.`],
    [
      'plain',
      talk,
      `Hugo de Jonge, ‘${talk.title}’ (video), Tweede Academie: werk en wijk, Royal, Heerlen, 15 april 2024, 12:34–12:58. Woordelijk, ${LINK} (geraadpleegd op 25 november 2026).`,
    ],
    [
      'plain',
      { ...bare, speakers: three.speakers },
      `Anna van der Berg, J.P. Balkenende en Lisa in 't Veld, ‘${talk.title}’ (video), zonder datum. Woordelijk, ${LINK} (geraadpleegd op 25 november 2026).`,
    ],
  ] as const)('%s %#', (style, of, expected) => expect(cite(of, style)).toBe(expected))
})

test('in the text: APA the time at which it begins, MLA the range as hh:mm:ss, Chicago its note', () => {
  expect(citeInText(talk, 'apa')).toBe('(De Jonge, 2024, 12:34)')
  expect(citeInText({ ...three, speakers: three.speakers.slice(0, 2) }, 'apa')).toBe('(Van der Berg & Balkenende, 2024, 12:34)')
  expect(citeInText(three, 'apa')).toBe('(Van der Berg et al., 2024, 12:34)')
  expect(citeInText(bare, 'apa')).toBe('(De Jonge, z.d.)')
  expect(citeInText(nobody, 'apa')).toBe(`(${talk.title}, 2024, 12:34)`)
  expect(citeInText(bare, 'apa-en')).toBe('(De Jonge, n.d.)')
  expect(citeInText(talk, 'mla')).toBe('(De Jonge 00:12:34–00:12:58)')
  expect(citeInText(nobody, 'mla')).toBe(`(“${talk.title}” 00:12:34–00:12:58)`)
  expect(citeInText({ ...talk, time: { start: 3_723_999, end: null } }, 'mla')).toBe('(De Jonge 01:02:03)')
  expect(citeInText(talk, 'chicago')).toBe(
    `Hugo de Jonge, “${talk.title},” video, Tweede Academie: werk en wijk, Royal, Heerlen, Woordelijk, April 15, 2024, at 12:34–12:58, 1:02:03, ${LINK}.`,
  )
  expect(citeInText(demonstration, 'apa')).toBe('(De Jonge, 2024, 12:34 [demonstratie met computerstem])')
})

test('the block of a quotation', () => {
  const from = `Hugo de Jonge, ‘${talk.title}’, Tweede Academie: werk en wijk, Royal, Heerlen, 15 april 2024, 12:34–12:58, ${LINK}`
  expect(quoteBlock(talk)).toBe(`“Een wijk is van ‘ons’ allemaal.” — ${from}`)
  expect(quoteBlock({ ...demonstration, transcript: machine.transcript })).toBe(
    `“Een wijk is van ‘ons’ allemaal.” — ${from} (demonstratie met computerstem, niet de woorden van de spreker; automatisch transcript, niet nagekeken)`,
  )
  expect(quoteBlock({ ...nobody, exact: null })).toBe(from.replace('Hugo de Jonge, ', ''))
})

describe('files', () => {
  test('BibTeX', () => {
    expect(cite({ ...talk, title: 'Wat kost 100% R&D in Heerlen_Noord {nu} #Werk?' }, 'bibtex')).toBe(
      `@misc{dejonge2024kost-754,
  author = {de Jonge, Hugo},
  title = {Wat kost 100\\% {R\\&D} in {Heerlen\\_Noord} \\textbraceleft{}nu\\textbraceright{} {{\\#Werk?}}},
  year = {2024},
  month = apr,
  publisher = {Woordelijk},
  howpublished = {\\url{${LINK}}},
  note = {Video; Tweede Academie: werk en wijk, Royal, Heerlen; geraadpleegd op 2026-11-25; 12:34--12:58},
  language = {dutch},
  annote = {Een wijk is van “ons” allemaal.}
}
`,
    )
  })

  test('biblatex', () => {
    expect(cite({ ...three, recorded: '2024-04', speakers: [...three.speakers, { name: 'Gemeente Heerlen' }] }, 'biblatex')).toBe(
      `@video{vanderberg2024solidaire-754,
  author = {van der Berg, Anna and Balkenende, J.P. and in 't Veld, Lisa and {Gemeente Heerlen}},
  title = {Solidaire en gemengde volkshuisvesting in {Heerlen-Noord}},
  date = {2024-04},
  type = {Video},
  eventtitle = {Tweede Academie: werk en wijk},
  eventtitleaddon = {georganiseerd door Zuyd Hogeschool, Pharos},
  venue = {Royal, Heerlen},
  organization = {Woordelijk},
  note = {12:34--12:58},
  url = {${LINK}},
  urldate = {2026-11-25},
  langid = {dutch},
  annotation = {Een wijk is van “ons” allemaal.}
}
`,
    )
  })

  test('RIS', () => {
    expect(cite(demonstration, 'ris').split('\r\n')).toEqual([
      'TY  - VIDEO',
      'AU  - de Jonge, Hugo',
      `TI  - ${talk.title}`,
      'T2  - Tweede Academie: werk en wijk',
      'CY  - Royal, Heerlen',
      'PY  - 2024',
      'DA  - 2024/04/15/',
      'PB  - Woordelijk',
      'M3  - Video',
      'SP  - 12:34',
      'EP  - 12:58',
      'LA  - nl',
      `UR  - ${LINK}`,
      'Y2  - 2026/11/25',
      'N1  - Een wijk is van “ons” allemaal.',
      'N1  - demonstratie met computerstem, niet de woorden van de spreker',
      'N1  - Duur 1:02:03',
      'N1  - Georganiseerd door Zuyd Hogeschool, Pharos',
      'ER  - ',
      '',
    ])
    expect(cite({ ...bare, recorded: '2024' }, 'ris')).toContain('DA  - 2024///\r\n')
  })

  test('CSL-JSON', () => {
    expect(JSON.parse(cite(talk, 'csl'))).toEqual(cslItem(talk))
    expect(cslItem(talk)).toEqual({
      id: 'dejonge2024solidaire-754',
      type: 'speech',
      genre: 'Video',
      title: talk.title,
      author: [{ family: 'Jonge', given: 'Hugo', 'non-dropping-particle': 'de' }],
      issued: { 'date-parts': [[2024, 4, 15]] },
      accessed: { 'date-parts': [[2026, 11, 25]] },
      'event-title': 'Tweede Academie: werk en wijk',
      event: 'Tweede Academie: werk en wijk',
      'event-place': 'Royal, Heerlen',
      publisher: 'Woordelijk',
      dimensions: '1:02:03',
      URL: LINK,
      language: 'nl',
      custom: {
        locator: '12:34–12:58',
        label: 'timestamp',
        start: 754.2,
        end: 778.4,
        quotation: talk.exact,
        organisers: ['Zuyd Hogeschool', 'Pharos'],
        demonstration: false,
      },
    })
    expect(cslItem({ ...nobody, recorded: '2024-04' })).toMatchObject({ issued: { 'date-parts': [[2024, 4]] } })
    expect(cslItem({ ...nobody, recorded: null })).not.toHaveProperty('issued')
    expect(cslItem(nobody)).not.toHaveProperty('author')
    expect(cslItem(demonstration)).toMatchObject({ genre: expect.stringContaining('demonstratie'), custom: { demonstration: true } })
  })
})

test('two quotes of one second have keys of their own, in BibTeX and in CSL', () => {
  const keys = ['k3m9x2aaaaaa', 'zz11yy22bbbb', undefined].map((quote) => {
    const of = quote === undefined ? talk : { ...talk, quote }
    expect(cite(of, 'bibtex')).toContain(`{${String(cslItem(of).id)},`)
    return cslItem(of).id
  })
  expect(keys).toEqual(['dejonge2024solidaire-754-k3m9x2', 'dejonge2024solidaire-754-zz11yy', 'dejonge2024solidaire-754'])
})

test('what a style prints in italics', () => {
  const slanted = (of: Citable, style: 'apa' | 'apa-en' | 'mla' | 'chicago' | 'bibtex') =>
    italicsIn(of, style).map(([from, to]) => cite(of, style).slice(from, to))
  expect(slanted(talk, 'apa')).toEqual([talk.title])
  expect(slanted(nobody, 'apa-en')).toEqual([`${talk.title}.`])
  expect(slanted(talk, 'mla')).toEqual(['Woordelijk'])
  expect([slanted(talk, 'chicago'), slanted(talk, 'bibtex')]).toEqual([[], []])
  // A value that holds the marks themselves moves nothing.
  expect(slanted({ ...talk, title: 'Een \uFDD1titel\uFDD0' }, 'apa')).toEqual(['Een titel'])
})

test('a date is as precise as it is known, and what is none is no date', () => {
  const dated = (recorded: string) => /\((.*?)\)/.exec(cite({ ...talk, recorded }, 'apa'))?.[1]
  expect(dated('2024-12-31T23:30-05:00')).toBe('2024, 31 december')
  expect(dated('2024-13')).toBe('2024')
  expect(dated('2024-02-00')).toBe('2024, februari')
  expect(dated('20240415')).toBe('z.d.')
  expect(dated('gisteren')).toBe('z.d.')
})

test('a range that shows no length is one time', () => {
  expect(citeInText({ ...talk, time: { start: 754_100, end: 754_900 } }, 'mla')).toBe('(De Jonge 00:12:34)')
  expect(citeInText({ ...talk, time: { start: 754_000, end: 700_000 } }, 'mla')).toBe('(De Jonge 00:12:34)')
})

const prose = ['apa', 'apa-en', 'mla', 'chicago'] as const
test.each([...CITATION_STYLES])('%s shows a demonstration and an unreviewed machine’s transcript, and says nothing of others', (style) => {
  const spoken = /computerstem|computer voice/
  expect(cite(demonstration, style)).toMatch(spoken)
  expect(cite(machine, style)).toMatch(/niet nagekeken|not reviewed/)
  expect(cite(machine, style)).not.toMatch(spoken)
  for (const of of [talk, whole, { ...talk, transcript: { made: 'asr', reviewed: true } } as const]) {
    expect(cite(of, style)).not.toMatch(/computerstem|computer voice|nagekeken|reviewed/)
  }
})
test.each(prose)('%s shows them in the text', (style) => {
  expect(citeInText(demonstration, style)).toMatch(/computerstem|computer voice/)
  expect(citeInText(machine, style)).toMatch(/niet nagekeken|not reviewed/)
})

describe('names in files for programs', () => {
  test.each([
    [
      'Anna Jansen-van den Berg',
      '{Jansen-van den Berg}, Anna',
      { family: 'Jansen-van den Berg', given: 'Anna' },
      'Jansen-van den Berg, Anna',
    ],
    ['Jan Van der Kelen', '{Van der Kelen}, Jan', { family: 'Van der Kelen', given: 'Jan' }, 'Van der Kelen, Jan'],
    [
      'Jan van der Kelen',
      'van der Kelen, Jan',
      { family: 'Kelen', given: 'Jan', 'non-dropping-particle': 'van der' },
      'van der Kelen, Jan',
    ],
    ['José Ortega y Gasset', '{Ortega y Gasset}, José', { family: 'Ortega y Gasset', given: 'José' }, 'Ortega y Gasset, José'],
    ['Jan de Vries, MSc', 'de Vries, Jan', { family: 'Vries', given: 'Jan', 'non-dropping-particle': 'de' }, 'de Vries, Jan'],
    [
      'Martin Luther King jr.',
      'King, jr., Martin Luther',
      { family: 'King', given: 'Martin Luther', suffix: 'jr.' },
      'King, Martin Luther, jr.',
    ],
    ['Willem Jansen III', 'Jansen, III, Willem', { family: 'Jansen', given: 'Willem', suffix: 'III' }, 'Jansen, Willem, III'],
  ])('%s', (name, tex, csl, ris) => {
    const of = { ...talk, speakers: [{ name }] }
    expect(cite(of, 'bibtex')).toContain(`author = {${tex}}`)
    expect(cslItem(of).author).toEqual([csl])
    expect(cite(of, 'ris')).toContain(`AU  - ${ris}\r\n`)
  })
})

describe('names', () => {
  const split = (name: string) => {
    const { title, given, prefix, family } = splitName(name)
    return [title, given, prefix, family]
  }
  test.each<[string, string, string, string, string]>([
    ['Hugo de Jonge', '', 'Hugo', 'de', 'Jonge'],
    ['Anna Maria van der Berg', '', 'Anna Maria', 'van der', 'Berg'],
    ["Maarten van 't Hart", '', 'Maarten', "van 't", 'Hart'],
    ['Maarten ’t Hart', '', 'Maarten', '’t', 'Hart'],
    ["Sophie in 't Veld", '', 'Sophie', "in 't", 'Veld'],
    ['Maarten op de Beeck', '', 'Maarten', 'op de', 'Beeck'],
    ['Wim ten Kate', '', 'Wim', 'ten', 'Kate'],
    ['Menno ter Braak', '', 'Menno', 'ter', 'Braak'],
    ['Rachid el Hamdaoui', '', 'Rachid', 'el', 'Hamdaoui'],
    ['Ursula von der Leyen', '', 'Ursula', 'von der', 'Leyen'],
    ['Leonardo da Vinci', '', 'Leonardo', 'da', 'Vinci'],
    ['Pim Jansen-de Vries', '', 'Pim', '', 'Jansen-de Vries'],
    ['Pim Jansen-van der Berg', '', 'Pim', '', 'Jansen-van der Berg'],
    ['Pim van Jansen-de Vries', '', 'Pim', 'van', 'Jansen-de Vries'],
    ['Pim Jansen - de Vries', '', 'Pim', '', 'Jansen - de Vries'],
    ['J.P. Balkenende', '', 'J.P.', '', 'Balkenende'],
    ['J. P. Balkenende', '', 'J. P.', '', 'Balkenende'],
    ['prof. dr. Lisbeth Verharen', 'prof. dr.', 'Lisbeth', '', 'Verharen'],
    ['Mr.dr. Jan de Wit', 'Mr.dr.', 'Jan', 'de', 'Wit'],
    ['Martin Luther King Jr.', '', 'Martin Luther', '', 'King'],
    ['drs. Jan de Vries jr.', 'drs.', 'Jan', 'de', 'Vries'],
    ['Jan de Vries, MSc', '', 'Jan', 'de', 'Vries'],
    ['Jan de Vries jr., MSc PhD', '', 'Jan', 'de', 'Vries'],
    ['Anna Jansen-van den Berg', '', 'Anna', '', 'Jansen-van den Berg'],
    ['Jan Van der Kelen', '', 'Jan', '', 'Van der Kelen'],
    ['José Ortega y Gasset', '', 'José', '', 'Ortega y Gasset'],
    ['Dick Van Dyke', '', 'Dick', '', 'Van Dyke'],
    ['Jan Van den Berg', '', 'Jan', '', 'Van den Berg'],
    ['De Jonge', '', '', '', 'De Jonge'],
    ['van Jansen', '', '', 'van', 'Jansen'],
    ['Van der Berg', '', '', '', 'Van der Berg'],
    ['De Nederlandsche Bank', '', '', '', 'De Nederlandsche Bank'],
    ['Plato', '', '', '', 'Plato'],
    ['Gemeente Heerlen', '', '', '', 'Gemeente Heerlen'],
    ['Open Universiteit', '', '', '', 'Open Universiteit'],
    ['Universiteit van Amsterdam', '', '', '', 'Universiteit van Amsterdam'],
    ['Nationaal Programma Heerlen-Noord', '', '', '', 'Nationaal Programma Heerlen-Noord'],
    ['Ministerie van Volkshuisvesting en Ruimtelijke Ordening', '', '', '', 'Ministerie van Volkshuisvesting en Ruimtelijke Ordening'],
    ['Werktafel Welzijn, kennisplatform Utrecht Sociaal (kUS)', '', '', '', 'Werktafel Welzijn, kennisplatform Utrecht Sociaal (kUS)'],
    ['عبد الله', '', 'عبد', '', 'الله'],
    ['Jan 🎤', '', '', '', 'Jan 🎤'],
    ['🎤', '', '', '', '🎤'],
    ['Anna van', '', 'Anna', '', 'van'],
  ])('%s', (name, ...expected) => expect(split(name)).toEqual(expected))

  test.each([
    ['Hugo de Jonge', 'De Jonge'],
    ["Maarten 't Hart", "'t Hart"],
    ["Sophie in 't Veld", "In 't Veld"],
    ['Hedy d’Ancona', 'D’Ancona'],
    ['bell hooks', 'hooks'],
  ])('%s stands alone as %s', (name, expected) => expect(surname(splitName(name))).toBe(expected))

  test.each([
    ['Hugo', [['H']]],
    ['J.P.', [['J'], ['P']]],
    ['J. P.', [['J'], ['P']]],
    ['Jean-Pierre', [['J', 'P']]],
    ['Th.', [['Th']]],
    ['IJsbrand', [['IJ']]],
    ['Émile', [['É']]],
    ['E\u0301mile', [['E\u0301']]],
    ['🎤', []],
  ])('%s to initials', (given, expected) => expect(initials(given)).toEqual(expected))

  test('what is taken apart is put together again', () => {
    const word = fc.oneof(
      fc.constantFrom(
        'van',
        'de',
        'der',
        "'t",
        'in',
        'op',
        'Van',
        'De',
        'Jansen-de',
        '-',
        'prof.',
        'dr.',
        'Jr.',
        'J.P.',
        'en',
        'Gemeente',
        '🎤',
      ),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).map((text) => text.replace(/\s/gu, '') || 'x'),
    )
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 7 }), (words) => {
        const name = splitName(words.join(' '))
        expect(joinName(name)).toBe(words.join(' '))
        expect(name.family).not.toBe('')
      }),
      { numRuns: 2000 },
    )
  })
})

// Anything at all in every field, with what the formats reserve more often than chance would have it.
const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({
    unit: fc.constantFrom(...Array.from('{}\\%&_#$~^"\'“”‘’@,=-–:;.!?\r\n\t\0\u0085\u2028\u202E\u2066é🎤שaBZ ')),
    maxLength: 30,
  }),
)
const anything: fc.Arbitrary<Citable> = fc.record({
  title: nasty.map((text) => `t${text}`),
  speakers: fc.array(fc.record({ name: nasty }), { maxLength: 5 }),
  recorded: fc.option(fc.oneof(fc.constantFrom('2024', '2024-04', '2024-04-15', '2024-04-15T11:15+02:00'), nasty)),
  event: fc.option(fc.record({ title: nasty, place: fc.option(nasty), organisers: fc.array(nasty, { maxLength: 3 }) })),
  publisher: nasty,
  url: nasty.map((text) => `https://example.nl/${text}`),
  accessed: fc.constant('2026-11-25'),
  time: fc.option(fc.record({ start: fc.nat(9_000_000), end: fc.option(fc.nat(9_000_000)) })),
  duration: fc.option(fc.nat(9_000_000)),
  language: fc.constantFrom('nl', 'en', 'li'),
  exact: fc.option(nasty),
  demonstration: fc.boolean(),
  transcript: fc.option(
    fc.record({ made: fc.constantFrom('human' as const, 'asr' as const, 'synthetic' as const), reviewed: fc.boolean() }),
  ),
})
const seen = (text: string) =>
  text
    .toWellFormed()
    .replace(/[\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C]/g, '')
    .replace(/[\p{Cc}\s\u2028\u2029]+/gu, ' ')
    .trim()
const BROKEN = /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]|\p{Cs}/u

/** A reader of BibTeX as BibTeX itself reads: braces counted, backslashes not looked at. */
function readBib(text: string): { type: string; key: string; fields: Map<string, string> } {
  const head = /^@(\w+)\{([^,{}\s]+),\n/.exec(text)
  if (!head) throw new Error(`no entry: ${text}`)
  const fields = new Map<string, string>()
  let at = head[0].length
  for (;;) {
    const month = /^ {2}month = [a-z]{3},\n/.exec(text.slice(at))
    if (month) at += month[0].length
    const field = /^ {2}(\w+) = \{/.exec(text.slice(at))
    if (!field) break
    const from = at + field[0].length
    let depth = 1
    let to = from
    while (depth > 0) {
      if (to >= text.length) throw new Error(`braces of ${field[1]} do not close`)
      if (text[to] === '{') depth++
      if (text[to] === '}') depth--
      to++
    }
    fields.set(field[1] ?? '', text.slice(from, to - 1))
    at = to + (text[to] === ',' ? 2 : 1)
  }
  expect(text.slice(at)).toBe('}\n')
  return { type: head[1] ?? '', key: head[2] ?? '', fields }
}

/** TeX to text: the commands for reserved signs, then the braces that only group. */
function untex(text: string): string {
  const SIGNS: Record<string, string> = { backslash: '\\', braceleft: '{', braceright: '}', asciitilde: '~', asciicircum: '^' }
  return text.replace(/\\text(\w+)\{\}|\\([%&_#$])|[{}]/g, (_, command?: string, sign?: string) =>
    command ? (SIGNS[command] ?? '?') : (sign ?? ''),
  )
}

describe('whatever the fields hold', () => {
  test('no control character, line end, lone surrogate or turned direction survives', () => {
    fc.assert(
      fc.property(anything, (of) => {
        const lines = [
          ...CITATION_STYLES.flatMap((style) =>
            style === 'csl' ? [] : cite(of, style).split(style === 'ris' ? '\r\n' : ['bibtex', 'biblatex'].includes(style) ? '\n' : /$^/),
          ),
          ...prose.map((style) => citeInText(of, style)),
          quoteBlock(of),
        ]
        for (const line of lines) expect(line).not.toMatch(BROKEN)
        const values = (value: unknown): unknown[] =>
          typeof value === 'object' && value !== null ? Object.values(value).flatMap(values) : [value]
        for (const value of values(JSON.parse(cite(of, 'csl')))) expect(String(value)).not.toMatch(BROKEN)
      }),
      { numRuns: 500 },
    )
  })

  test('BibTeX and biblatex are read back', () => {
    fc.assert(
      fc.property(anything, (of) => {
        for (const style of ['bibtex', 'biblatex'] as const) {
          const { fields, key } = readBib(cite(of, style))
          expect(key).toMatch(/^[a-z0-9-]+$/)
          expect(untex(fields.get('title') ?? '')).toBe(seen(of.title))
          expect(untex(fields.get(style === 'bibtex' ? 'publisher' : 'organization') ?? '')).toBe(seen(of.publisher))
          if (style === 'biblatex') {
            expect(untex(fields.get('eventtitle') ?? '')).toBe(seen(of.event?.title ?? ''))
            expect(fields.get('url')).toBe(seen(of.url).replace(/[ {}\\^`<>"|]/g, encodeURIComponent))
          }
          // Outside its commands no sign is left that TeX would act upon.
          for (const [name, value] of fields) {
            if (name === 'url' || name === 'howpublished') continue
            expect(value.replace(/\\text\w+\{\}|\\[%&_#$]/g, '')).not.toMatch(/[\\%&_#$~^]/)
          }
        }
      }),
      { numRuns: 500 },
    )
  })

  test('RIS is read back, a line a value', () => {
    fc.assert(
      fc.property(anything, (of) => {
        const lines = cite(of, 'ris').split('\r\n')
        expect(lines.pop()).toBe('')
        const fields = lines.map((line) => /^([A-Z][A-Z0-9]) {2}- (.*)$/u.exec(line))
        expect(fields).not.toContain(null)
        const of_ = (tag: string) => fields.filter((field) => field?.[1] === tag).map((field) => field?.[2])
        expect(fields[0]?.[0]).toBe('TY  - VIDEO')
        expect(fields.at(-1)?.[0]).toBe('ER  - ')
        expect(of_('ER')).toHaveLength(1)
        expect(of_('TI')).toEqual([seen(of.title)])
        expect(of_('PB').join('')).toBe(seen(of.publisher))
        expect(of_('T2').join('')).toBe(seen(of.event?.title ?? ''))
        expect(of_('AU')).toHaveLength(of.speakers.filter(({ name }) => seen(name) !== '').length)
      }),
      { numRuns: 500 },
    )
  })

  test('CSL-JSON is read back, names and all', () => {
    fc.assert(
      fc.property(anything, (of) => {
        const item = JSON.parse(cite(of, 'csl')) as { title: string; author?: Partial<Record<string, string>>[] }
        expect(item).toEqual(cslItem(of))
        expect(item.title).toBe(seen(of.title))
        const names = (item.author ?? []).map((name) =>
          [name.given, name['non-dropping-particle'], name.family ?? name.literal].filter(Boolean).join(' '),
        )
        const expected = of.speakers.map(({ name }) => splitName(seen(name))).filter((name: PersonName) => joinName(name) !== '')
        expect(names).toEqual(expected.map((name) => joinName({ ...name, title: '' })))
      }),
      { numRuns: 500 },
    )
  })

  test('long input takes no long time', () => {
    const long = (part: string) => part.repeat(20_000)
    const before = performance.now()
    for (const part of ['a ', 'van de ', '“', '”’', '‘"', '{\\', 'J.', 'Jansen-de ', '.', '-', 'a-', '\u0301']) {
      const of = { ...talk, title: long(part), exact: long(part), speakers: [{ name: long(part) }] }
      for (const style of CITATION_STYLES) cite(of, style)
      quoteBlock(of)
    }
    expect(performance.now() - before).toBeLessThan(10_000)
  })
})
