import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ANALYSER_VERSION, createAnalyser } from '../../src/language/analyser.ts'
import { readLexicon } from '../../src/language/lexicon.ts'
import { LEXICON_DATA, LEXICON_HASH } from '../../src/language/lexicon-data.ts'
import { tokenise } from '../../src/language/tokens.ts'

const lexicon = readLexicon(LEXICON_DATA)
const { analyse, isNounFirst, readings, stem } = createAnalyser(lexicon)
const partStems = (word: string) => analyse(word).parts.map((part) => part.stem)
const sureStems = (word: string) =>
  analyse(word)
    .parts.filter(({ weight }) => weight === 1)
    .map((part) => part.stem)

describe('stem', () => {
  test.each([
    ['huisarts', 'huisartsen'],
    ['foto', 'foto’s', "foto's", 'fotos', 'FOTO’S'],
    ['idee', 'ideeën', 'ideeen', 'Ideeën'],
    ['industrie', 'industrieën', 'industrieen'],
    ['wijk', 'wijken', 'wijkje', 'wijkjes'],
    ['huis', 'huizen', 'huisje', 'huisjes', 'Huizen'],
    ['brief', 'brieven'],
    ['kind', 'kinderen'],
    ['stad', 'steden'],
    ['lid', 'leden'],
    ['schip', 'schepen'],
    ['museum', 'musea'],
    ['stad', 'stads'],
    ['crisis', 'crises'],
    ['gemeente', 'gemeenten', 'gemeentes'],
    ['mogelijkheid', 'mogelijkheden'],
    ['bewoner', 'bewoners'],
    ['politiewagen', 'politiewagens'],
    ['groot', 'grote', 'groter', 'grootste'],
    ['werken', 'werkt', 'werkte', 'werkten', 'gewerkt'],
    ['werk', 'werkje', 'werkjes'],
    ['kunstwerk', 'kunstwerken'],
    ['steen', 'stenen'],
    ['staat', 'staten'],
    ['lopen', 'loopt', 'liep', 'liepen', 'gelopen'],
    ['proberen', 'probeert', 'geprobeerd'],
    ['opbellen', 'opgebeld'],
    ['meenemen', 'meegenomen'],
    ['zijn', 'is', 'waren', 'geweest'],
    // Plurals that look like the past of a verb, and those the dictionary lists as words of their own.
    ['ziekte', 'ziektes', 'ziekten'],
    ['deugd', 'deugden'],
    ['doel', 'doelen'],
    ['deurmat', 'deurmatten'],
    ['gemeenteraad', 'gemeenteraden'],
    ['inkomen', 'inkomens'],
    ['reden', 'redenen'],
    ['gesprek', 'gesprekken'],
    ['hoog', 'hoge', 'hoger', 'hogere', 'hoogst'],
    ['dwaas', 'dwaze'],
    // Nobody agrees on the letters between parts, nor on the hyphen.
    ['spellingwijziging', 'spellingswijziging', 'spellingwijzigingen', 'spelling-wijziging'],
    ['zielenleven', 'zieleleven'],
    ['paardenbloem', 'paardebloem'],
    ['kinderopvang', 'kinder-opvang', 'Kinderopvang'],
    ['wet', 'wetten'],
    ['taalwet', 'taalwetten'],
    ['uitgave', 'uitgaven', 'uitgaves'],
    ['gemeenteraadslid', 'gemeenteraadsleden'],
    ['klasgenoot', 'klasgenote', 'klasgenoten'],
    ['bezettingszone', 'bezettingszones'],
    // A plural is cut where its singular is.
    ['kippenhok', 'kippenhokken', 'kippenhokje'],
    ['kolengas', 'kolengassen'],
  ])('one lemma, one stem: %s', (...forms) => {
    expect(new Set(forms.map(stem)).size).toBe(1)
  })

  test.each([
    ['gezond', 'zon'],
    ['gezondheid', 'zon'],
    ['gezondheid', 'gezond'],
    ['gemeente', 'gemeen'],
    ['gemeen', 'meen'],
    ['gemeente', 'meen'],
    ['democratie', 'democratisch'],
    ['zoon', 'zone'],
    ['soms', 'som'],
    ['tegen', 'teeg'],
    ['engels', 'engel'],
    ['links', 'link'],
    ['school', 'schuil'],
    ['kracht', 'krach'],
    ['aandacht', 'aandenken'],
    ['werk', 'gewerkt'],
    ['vraag', 'gevraagd'],
  ])('different words stay apart: %s and %s', (a, b) => {
    expect(stem(a)).not.toBe(stem(b))
  })
})

describe('a noun that is also a form of a verb', () => {
  test.each([
    ['vragen', 'vraag', 'vragen'],
    ['kosten', 'kost', 'kosten'],
    ['vormen', 'vorm', 'vormen'],
  ])('%s', (word, noun, verb) => {
    expect(analyse(word)).toMatchObject({ stem: stem(noun), also: verb })
  })

  test.each([
    ['stad', 'staan'],
    ['paard', 'paren'],
    ['veld', 'vellen'],
    ['held', 'helen'],
    ['maand', 'manen'],
    ['baard', 'baren'],
    ['wand', 'wannen'],
  ])('%s is not from %s: a bare -d ends no verb form', (noun, verb) => {
    expect(analyse(noun)).toMatchObject({ stem: noun, also: null })
    expect(readings(noun)).not.toContain(verb)
  })

  test.each(['gast', 'kast', 'macht', 'gebied', 'staat', 'pint'])('%s is a noun first', (noun) => {
    expect(isNounFirst(noun)).toBe(true)
  })

  test.each([
    ['bedoeld', 'bedoelen'],
    ['verhuurd', 'verhuren'],
    ['gehuurd', 'huren'],
    ['omgebouwd', 'ombouwen'],
  ])('%s is a participle of %s', (form, verb) => {
    expect(stem(form)).toBe(verb)
  })

  test.each([
    ['wonend', 'wonen'],
    ['wonende', 'wonen'],
    ['samenwerkende', 'samenwerken'],
  ])('the present participle %s is also %s', (form, verb) => {
    expect(analyse(form).also).toBe(verb)
  })

  test.each(['vraag', 'vraagstuk', 'gevraagd', 'Heerlen', 'inkomen', 'overkomen'])('%s has one reading', (word) => {
    expect(analyse(word).also).toBeNull()
  })
})

describe('parts', () => {
  test.each([
    ['armoedebestrijding', ['armoede', 'bestrijding']],
    ['huisartsenpraktijk', ['huisarts', 'praktijk']],
    ['levensomstandigheden', ['leven', 'omstandigheid']],
    ['kinderopvangtoeslag', ['kind', 'opvang', 'toeslag']],
    ['woningcorporaties', ['woning', 'corporatie']],
    ['bewonersorganisaties', ['bewoner', 'organisatie']],
    ['lichaamstaal', ['lichaam', 'taal']],
    ['parkeergelegenheid', ['parkeer', 'gelegenheid']],
    ['Schuldhulpverlening', ['schuld', 'hulpverlening']],
    // Rare parts, which OpenTaal lists few compounds of.
    ['labresultaten', ['lab', 'resultaat']],
    ['misdaadlab', ['misdaad', 'lab']],
    ['rokkenjager', ['rok', 'jager']],
    ['eredoctoraat', ['ere', 'doctoraat']],
    ['tegengewicht', ['tegen', 'gewicht']],
    ['ondervoorzitter', ['onder', 'voorzitter']],
    ['achtjarige', ['acht', 'jarig']],
    ['Nederlandstalig', ['nederlands', 'talig']],
    ['klasgenote', ['klas', 'genoot']],
  ])('%s', (word, parts) => {
    expect(sureStems(word)).toEqual(parts.map(stem))
  })

  test('what is inside a sure part counts too, but less', () => {
    expect(analyse('schuldhulpverlening').parts).toMatchObject([
      { weight: 1, from: 0, to: 6 },
      { weight: 1, from: 6, to: 19 },
      { stem: stem('hulp'), from: 6, to: 10, weight: 0.5 },
      { stem: stem('verlening'), from: 10, to: 19, weight: 0.5 },
    ])
  })

  test('of three sure parts each two that stand side by side are a part too', () => {
    expect(partStems('werkgelegenheidsbeleid')).toContain(stem('werkgelegenheid'))
    expect(sureStems('werkgelegenheidsbeleid')).not.toContain(stem('werkgelegenheid'))
  })

  test.each([
    ['melkstal', ['melk', 'stal']],
    ['autowegen', ['auto', 'weg']],
  ])('%s opens', (word, parts) => {
    expect(partStems(word)).toEqual(parts)
  })

  test('units open with less weight', () => {
    expect(partStems('huisarts')).toEqual([stem('huis'), stem('arts')])
    expect(sureStems('huisarts')).toEqual([])
    expect(partStems('rijstwijn')).toEqual(['rijst', 'wijn'])
  })

  test.each([
    'gezondheid',
    'democratie',
    'gevallen',
    'verschillende',
    'teleurstelling',
    'natuurlijk',
    'voorraad',
    'overheid',
    'bestellen',
    'samenleving',
    'opgebeld',
    'bijvoorbeeld',
    'Rotterdam',
    'tegelijkertijd',
    'rondleiding',
    'versieringen',
    'wandelingen',
    'parkeren',
    'gesprekken',
    'architectuur',
    'acceptabel',
    'walgelijk',
  ])('%s is no compound', (word) => {
    expect(partStems(word)).toEqual([])
  })

  test.each(['terugkomen', 'overkomen', 'dichtslaan', 'terugslaan', 'losgelaten'])('%s is a verb', (word) => {
    expect(sureStems(word)).toEqual([])
  })

  test.each([
    ['multiculturele', 'multi', 'cultureel'],
    ['aartsbisschoppen', 'aarts', 'bisschop'],
    ['internationaal', 'inter', 'nationaal'],
    ['tweetalige', 'twee', 'talig'],
    ['bolvormig', 'bol', 'vormig'],
    ['veelzijdig', 'veel', 'zijdig'],
  ])('what opens or closes words and is none itself: %s', (word, first, last) => {
    expect(sureStems(word)).toEqual([first, last])
  })

  test('a first part that is another word elsewhere', () => {
    expect(sureStems('rechtszaak')).toEqual(['recht', 'zaak'])
    expect(sureStems('staatshervorming')).toEqual(['staat', 'hervorming'])
    expect(stem('rechts')).not.toBe('recht')
  })

  test('a hyphen parts', () => {
    const word = 'Heerlen-Noord'
    const parts = analyse(word).parts.filter(({ weight }) => weight === 1)
    expect(parts.map(({ from, to }) => word.slice(from, to))).toEqual(['Heerlen', 'Noord'])
    expect(parts.map((part) => part.stem)).toEqual([stem('Heerlen'), stem('Noord')])
  })

  test('offsets are those of the word as written', () => {
    for (const word of ['Ideeënbus', 'Ideeënbus'.normalize('NFD')]) {
      expect(analyse(word).parts.map(({ from, to }) => word.slice(from, to).toLowerCase())).toEqual(['idee', 'bus'])
    }
  })
})

describe('the library’s own names', () => {
  const own = createAnalyser(lexicon, { extraWords: ['Maankwartier', 'Heerlen', 'Royaliteit'] })

  test('stay whole and unstemmed', () => {
    expect(analyse('maankwartier').parts).not.toEqual([])
    expect(own.analyse('Maankwartier')).toMatchObject({ stem: 'maankwartier', parts: [] })
    expect(own.stem('Heerlen')).toBe('heerlen')
  })

  test('may be parts', () => {
    expect(own.analyse('Maankwartierbewoners').parts.map((part) => part.stem)).toEqual(
      expect.arrayContaining(['maankwartier', stem('bewoner')]),
    )
  })
})

describe('whatever comes', () => {
  const dutch = tokenise(
    'De wijkteams van de gemeente werken samen met woningcorporaties, huisartsen en vrijwilligersorganisaties ' +
      'aan schuldhulpverlening en eenzaamheidsbestrijding in achterstandswijken.',
  ).map(({ form }) => form)
  const word = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...'abcdeëéïnrstgijo’-ĳİßﬁ'.split('')), maxLength: 40 }),
    fc.array(fc.constantFrom(...dutch, 's', 'en'), { minLength: 1, maxLength: 6 }).map((parts) => parts.join('')),
  )

  test('never throws; offsets lie inside the word; sure parts are in order and apart', () => {
    fc.assert(
      fc.property(word, (text) => {
        const analysis = analyse(text)
        expect(analysis.stem).toBe(stem(text))
        let end = 0
        for (const { from, to, weight } of analysis.parts) {
          expect(from).toBeGreaterThanOrEqual(0)
          expect(to).toBeGreaterThan(from)
          expect(to).toBeLessThanOrEqual(text.length)
          if (weight < 1) continue
          expect(from).toBeGreaterThanOrEqual(end)
          end = to
        }
      }),
      { numRuns: 1500 },
    )
  })

  test('a part’s stem is the stem of that part as a word', () => {
    for (const form of [...dutch, 'ziekenhuisbestuurders', 'gezinslevens', 'schuldhulpverleningsbeleid'])
      for (const { from, to, stem: part } of analyse(form).parts) expect(part).toBe(stem(form.slice(from, to)))
  })

  test('case does not matter, nor does the kind of apostrophe', () => {
    fc.assert(
      fc.property(fc.constantFrom(...dutch, "foto's", "auto's", "baby's"), (text) => {
        expect(analyse(text.toUpperCase()).parts).toEqual(analyse(text).parts)
        expect(stem(text.replaceAll("'", '’'))).toBe(stem(text))
        expect(stem(text.replaceAll("'", ''))).toBe(stem(text))
      }),
    )
  })

  test('endless, empty and foreign words', () => {
    expect(analyse('')).toEqual({ form: '', stem: '', also: null, parts: [] })
    expect(analyse('wijk'.repeat(2500)).parts).toEqual([])
    expect(analyse('a-'.repeat(5000)).form).toHaveLength(10_000)
    expect(analyse('ПРИВЕТ').form).toBe('привет')
    expect(analyse('2024').stem).toBe('2024')
  })

  test('a second analyser says the same, however much the first has seen', () => {
    for (let i = 0; i < 70_000; i++) analyse(`woord${i}`)
    const fresh = createAnalyser(lexicon)
    for (const form of dutch) expect(analyse(form)).toEqual(fresh.analyse(form))
  })
})

describe('lexicon', () => {
  test('the version names the lexicon’s content', async () => {
    const body = LEXICON_DATA.slice(LEXICON_DATA.indexOf('\n') + 1)
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(body))
    expect(Buffer.from(digest).toString('hex').slice(0, 10)).toBe(LEXICON_HASH)
    expect(lexicon.hash).toBe(LEXICON_HASH)
    expect(ANALYSER_VERSION).toContain(LEXICON_HASH)
  })

  test('every part is a plausible word with a plausible cost', () => {
    expect(lexicon.parts.size).toBeGreaterThan(10_000)
    for (const [word, cost] of lexicon.parts) {
      expect(word).toMatch(/^\p{Ll}{3,}$/u)
      expect(cost).toBeGreaterThan(0)
      expect(cost).toBeLessThan(15)
    }
  })
})
