import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeText } from '../../src/markup/decode.ts'
import { type Cue, placeWords } from '../../src/transcript/cue.ts'
import { isTtml, readTtml as readPlacedTtml } from '../../src/transcript/read/ttml/read-ttml.ts'
import { writable } from '../../src/transcript/write/writable.ts'
import { illegalInXml, writeTtml } from '../../src/transcript/write/write-ttml.ts'

const cue = (fields: Partial<Cue>): Cue => ({ id: null, start: 0, end: 1000, speaker: null, text: 'tekst', words: null, ...fields })

/** Where the cues stand is asked elsewhere. */
const readTtml = (text: string) => {
  const { cues, problems } = readPlacedTtml(text)
  return { cues, problems }
}

/** A document around a body’s content. */
const tt = (content: string, { root = '', head = '' } = {}) =>
  `<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" xmlns:ttm="http://www.w3.org/ns/ttml#metadata" ` +
  `xmlns:tts="http://www.w3.org/ns/ttml#styling" ${root}>${head}<body><div>${content}</div></body></tt>`

const readBody = (content: string, options = {}) => readTtml(tt(content, options))
const short = (cues: readonly Cue[]) => cues.map(({ start, end, text }) => [start, end, text])

describe('what is TTML', () => {
  test.each([
    ['with a declaration, comment and mark', '\uFEFF<?xml version="1.0"?>\n<!-- <b> -->\n<tt xmlns="http://www.w3.org/ns/ttml"/>', true],
    ['with a prefix', '<tt:tt xmlns:tt="http://www.w3.org/ns/ttml">', true],
    ['with a document type, to be refused by name', '<!DOCTYPE tt [<!ENTITY a "b">]><tt/>', true],
    ['another root', '<ttx/>', false],
    ['text', 'tt: <b', false],
    ['a web page', '<!DOCTYPE html><html><tt>x</tt></html>', false],
    ['an unfinished comment', '<!-- <tt>', false],
  ])('%s', (_name, text, expected) => expect(isTtml(text)).toBe(expected))
})

describe('times', () => {
  const spans = (content: string, root = '') => short(readBody(content, { root }).cues).map(([start, end]) => [start, end])

  test.each([
    ['clock times', '00:00:01', '00:00:02.5', 1000, 2500],
    ['a fraction of many digits', '00:00:01.0005', '00:00:02.1234567', 1001, 2123],
    ['a decimal comma', '00:00:01,250', '00:00:02,5', 1250, 2500],
    ['hours of three digits', '100:00:00.000', '100:00:01.000', 360_000_000, 360_001_000],
    ['hours, minutes, seconds, milliseconds', '0.001h', '1.5m', 3600, 90_000],
    ['seconds and milliseconds', '1.2s', '2500ms', 1200, 2500],
    ['frames at thirty when nothing is said', '15f', '00:00:01:15', 500, 1500],
    ['ticks of a second when nothing is said', '1t', '2t', 1000, 2000],
  ])('%s', (_name, begin, end, from, to) => {
    expect(spans(`<p begin="${begin}" end="${end}">x</p>`)).toEqual([[from, to]])
  })

  test.each([
    ['frames at 24 × 1000/1001', 'ttp:frameRate="24" ttp:frameRateMultiplier="1000 1001"', '24f', '00:00:02:06', 1001, 2250],
    ['the multiplier as drafts wrote it', 'ttp:frameRate="30" ttp:frameRateMultiplier="1000:1001"', '30f', '60f', 1001, 2002],
    ['parts of frames', 'ttp:frameRate="25" ttp:subFrameRate="2"', '00:00:01:00.1', '00:00:02:05', 1020, 2200],
    ['ticks', 'ttp:tickRate="10000000"', '1374000000t', '1404000000t', 137_400, 140_400],
    ['ticks that follow from frames', 'ttp:frameRate="25" ttp:subFrameRate="2"', '50t', '100t', 1000, 2000],
    [
      'SMPTE at 29.97 counts frames',
      'ttp:timeBase="smpte" ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001"',
      '01:00:00:00',
      '01:00:00:15',
      3_603_600,
      3_604_101,
    ],
    [
      'SMPTE drop frame keeps to the clock',
      'ttp:timeBase="smpte" ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001" ttp:dropMode="dropNTSC"',
      '01:00:00:00',
      '01:00:00:15',
      3_599_996,
      3_600_497,
    ],
    ['a frame rate of nothing', 'ttp:frameRate="0" ttp:frameRateMultiplier="0 0"', '15f', '30f', 500, 1000],
  ])('%s', (_name, root, begin, end, from, to) => {
    expect(spans(`<p begin="${begin}" end="${end}">x</p>`, root)).toEqual([[from, to]])
  })

  test('count from the parent’s begin, and end with it', () => {
    expect(
      spans('<div begin="10s" end="20s"><p begin="1s" end="2s">a</p><p dur="3s">b</p><p begin="8s" end="15s">c</p><p>d</p></div>'),
    ).toEqual([
      [11_000, 12_000],
      [10_000, 13_000],
      [18_000, 20_000],
      [10_000, 20_000],
    ])
  })

  test('the earlier of end and dur', () => {
    expect(spans('<p begin="1s" dur="5s" end="3s">a</p><p begin="3s" dur="1s" end="9s">b</p>')).toEqual([
      [1000, 3000],
      [3000, 4000],
    ])
  })

  test('in a sequence each begins when the one before has ended', () => {
    const content =
      '<div timeContainer="seq"><p dur="2s">a</p><p begin="1s" dur="1s">b</p><div><p end="2s">c</p></div><p dur="1s">d</p></div>'
    expect(spans(content)).toEqual([
      [0, 2000],
      [3000, 4000],
      [4000, 6000],
      [6000, 7000],
    ])
  })

  test('nested times that only make sense from the start of the recording are read so, and told', () => {
    const words = '<p begin="9.5s" end="12s"><span begin="9.5s" end="10s">een</span> <span begin="10s" end="12s">twee</span></p>'
    const { cues, problems } = readBody(words)
    expect(cues[0]).toMatchObject({ start: 9500, end: 12_000, text: 'een twee', words: [{ start: 9500 }, { start: 10_000, end: 12_000 }] })
    expect(problems.map(({ code }) => code)).toEqual(['absolute-times'])
  })

  test('without an end a line lasts until the next begins', () => {
    const { cues, problems } = readBody('<p begin="1s">a</p><p begin="4s">b</p>')
    expect(short(cues)).toEqual([
      [1000, 4000, 'a'],
      [4000, 5000, 'b'],
    ])
    expect(problems).toEqual([expect.objectContaining({ code: 'no-end', severity: 'warning', line: 1 })])
  })
})

describe('text', () => {
  const textOf = (inside: string, attributes = '') => readBody(`<p begin="0s" end="1s" ${attributes}>${inside}</p>`).cues[0]?.text

  test.each([
    ['white space collapses', '\n   een\t twee\r\n  drie ', 'een twee drie'],
    ['also between spans', 'een <span> twee</span> <span>drie</span>', 'een twee drie'],
    ['a line break, and white space beside it', 'een <br/>  twee<br></br>drie', 'een\ntwee\ndrie'],
    ['two line breaks', 'een<br/><br/>twee', 'een\n\ntwee'],
    ['references', '&lt;b&gt; &amp;amp; &quot;&apos; &#233;&#xEB;', '<b> &amp; "\' éë'],
    ['CDATA', 'a<![CDATA[<b> &amp; ]]>c', 'a<b> &amp; c'],
    ['comments and processing instructions', 'een<!-- <p> & --> <?x <y?>twee', 'een twee'],
    ['nested spans', '<span>een <span>twee <span>drie</span></span></span>', 'een twee drie'],
    ['metadata and animation left out', '<metadata><ttm:desc>nee</ttm:desc></metadata><set begin="0s" end="1s"/>ja', 'ja'],
    ['elements of others left out', 'ja<x:y xmlns:x="urn:x"> nee</x:y>', 'ja'],
    ['ruby flattened', '<span tts:ruby="container"><span tts:ruby="base">東</span><span tts:ruby="text">ひがし</span></span>', '東ひがし'],
    ['what would not be shown', '<span tts:display="none">toch</span> <span tts:visibility="hidden">wel</span>', 'toch wel'],
    ['a no-break space', '10\u00a0%', '10\u00a0%'],
  ])('%s', (_name, inside, expected) => expect(textOf(inside)).toBe(expected))

  test('xml:space="preserve" keeps what is between the first and the last word', () => {
    expect(textOf(' een  twee\n drie ', 'xml:space="preserve"')).toBe('een  twee\n drie')
    expect(textOf('een  <span xml:space="default">twee   drie</span>', 'xml:space="preserve"')).toBe('een  twee drie')
  })

  test.each([
    [
      'a prefix',
      '<tt:tt xmlns:tt="http://www.w3.org/ns/ttml"><tt:body><tt:div><tt:p begin="0s" end="1s">ja</tt:p></tt:div></tt:body></tt:tt>',
    ],
    ['any prefix', '<a:tt xmlns:a="http://www.w3.org/ns/ttml"><a:body><a:div><a:p begin="0s" end="1s">ja</a:p></a:div></a:body></a:tt>'],
    ['the namespace of a draft', '<tt xmlns="http://www.w3.org/2006/10/ttaf1"><body><div><p begin="0s" end="1s">ja</p></div></body></tt>'],
    ['no namespace', '<tt><body><div><p begin="0s" end="1s">ja</p></div></body></tt>'],
    ['no div', '<tt><body><p begin="0s" end="1s">ja</p></body></tt>'],
  ])('%s', (_name, text) => expect(readTtml(text)).toEqual({ cues: [cue({ text: 'ja' })], problems: [] }))
})

describe('timed spans', () => {
  test('single words within a timed paragraph are its words', () => {
    const { cues } = readBody(
      '<p xml:id="a" begin="10s" end="14s"><span begin="0s" end="1s">Dag</span> <span begin="1s" end="1.5s">allemaal,</span> en <span begin="3s" end="4s">welkom.</span></p>',
    )
    expect(cues).toEqual([
      {
        id: 'a',
        start: 10_000,
        end: 14_000,
        speaker: null,
        text: 'Dag allemaal, en welkom.',
        words: [
          { start: 10_000, end: 11_000, text: 'Dag' },
          { start: 11_000, end: 11_500, text: 'allemaal,' },
          { start: 13_000, end: 14_000, text: 'welkom.' },
        ],
      },
    ])
    expect(placeWords(cues[0] as Cue).every((place) => place !== null)).toBe(true)
  })

  test('words that stay in view end where the next begins', () => {
    const { cues } = readBody('<p><span begin="1s" end="9s">een</span><span begin="2s" end="9s"> twee</span></p>')
    expect(cues).toEqual([
      cue({
        start: 1000,
        end: 9000,
        text: 'een twee',
        words: [
          { start: 1000, end: 2000, text: 'een' },
          { start: 2000, end: 9000, text: 'twee' },
        ],
      }),
    ])
  })

  test('otherwise each interval is a cue', () => {
    const { cues, problems } = readBody(
      '<p xml:id="p"><span begin="0s" end="4s">Eerste regel.</span> <span xml:id="s" begin="4s" end="9s">Tweede</span><br/><span begin="4s" end="9s">regel hier.</span></p>',
    )
    expect(cues).toEqual([
      cue({ id: 'p', end: 4000, text: 'Eerste regel.' }),
      cue({ id: 's', start: 4000, end: 9000, text: 'Tweede\nregel hier.' }),
    ])
    expect(problems).toEqual([])
  })

  test('text beside the spans has the time of the paragraph', () => {
    expect(short(readBody('<p begin="0s" end="9s">Altijd <span begin="1s" end="2s">even maar</span> zichtbaar</p>').cues)).toEqual([
      [0, 9000, 'Altijd zichtbaar'],
      [1000, 2000, 'even maar'],
    ])
  })
})

describe('speakers', () => {
  const head =
    '<head><metadata><ttm:agent xml:id="r" type="person"><ttm:name type="family">Meyer</ttm:name><ttm:name type="given">Ron</ttm:name></ttm:agent>' +
    '<ttm:agent xml:id="v" type="person"><ttm:name type="full"> Karin\n Visser </ttm:name><ttm:name type="alias">K.</ttm:name></ttm:agent></metadata></head>'

  test('by their full name, their parts, or else the id, from whatever is around the text', () => {
    const content =
      '<div ttm:agent="v"><p begin="0s" end="1s">a</p><p begin="1s" end="2s" ttm:agent="r">b</p></div><p begin="2s" end="3s"><span ttm:agent="x">c</span></p><p begin="3s" end="4s">d</p>'
    expect(readBody(content, { head }).cues.map(({ speaker }) => speaker)).toEqual(['Karin Visser', 'Ron Meyer', 'x', null])
  })

  test('two in one paragraph are two cues', () => {
    const { cues } = readBody('<p begin="0s" end="2s"><span ttm:agent="v">Ja?</span><br/><span ttm:agent="r">Nee.</span></p>', { head })
    expect(cues.map(({ speaker, text, end }) => [speaker, text, end])).toEqual([
      ['Karin Visser', 'Ja?', 2000],
      ['Ron Meyer', 'Nee.', 2000],
    ])
  })

  test('two at once: the first counts, and it is told', () => {
    const { cues, problems } = readBody('<p begin="0s" end="1s" ttm:agent="r v">Samen</p>', { head })
    expect(cues[0]?.speaker).toBe('Ron Meyer')
    expect(problems).toEqual([expect.objectContaining({ code: 'several-speakers', message: expect.stringContaining('Karin Visser') })])
  })
})

describe('what is lost is told, with its place', () => {
  const good = '<p begin="0s" end="1s">goed</p>'
  test.each([
    ['a time that is none', `${good}\n <p begin="1:2" end="3s">x</p>`, 'bad-times', 2, 2, ['goed']],
    ['minutes over 59', `${good}\n<p begin="00:60:00" end="01:00:01">x</p>`, 'bad-times', 2, 1, ['goed']],
    ['a time beyond any recording', `${good}\n<p begin="9999999999999h" end="2s">x</p>`, 'bad-times', 2, 1, ['goed']],
    [
      'a bad time in a span leaves the paragraph out',
      `${good}\n<p begin="1s" end="2s"><span begin="x">x</span></p>`,
      'bad-times',
      2,
      24,
      ['goed'],
    ],
    ['an end before its start', `\n<p begin="3s" end="1s">x</p>`, 'end-before-start', 2, 1, ['x']],
    ['no text', `${good}\r\n\r\n<p begin="1s" end="2s"> <br/> </p>`, 'empty', 3, 1, ['goed']],
    ['no times', `${good}\n<p>x</p>`, 'no-times', 2, 1, ['goed']],
    ['text outside a paragraph', `${good}\n<div>x</div>`, 'text-outside-p', 2, 1, ['goed']],
    ['a span outside a paragraph', `${good}\n<span begin="1s" end="2s">x</span>`, 'text-outside-p', 2, 1, ['goed']],
    ['after the end of what is around it', `${good}\n<div end="2s"><p begin="2s" end="3s">x</p></div>`, 'never-shown', 2, 15, ['goed']],
    ['out of order', `<p begin="5s" end="6s">laat</p>\n${good}`, 'out-of-order', 2, 1, ['laat', 'goed']],
    ['an image', `${good}\n<div begin="1s" end="2s" smpte:backgroundImage="#a"/>`, 'image-only', 2, 1, ['goed']],
    ['an image in TTML2', `${good}\n<div begin="1s" end="2s"><image src="a.png"/></div>`, 'image-only', 2, 26, ['goed']],
    ['an image in a paragraph', `${good}\n<p begin="1s" end="2s" smpte:backgroundImage="#a"/>`, 'image-only', 2, 1, ['goed']],
  ])('%s', (_name, content, code, line, column, texts) => {
    const { cues, problems } = readBody(content, { root: 'xmlns:smpte="urn:smpte"' })
    expect(cues.map(({ text }) => text)).toEqual(texts)
    const first = line === 1 ? tt('').indexOf('</div>') : 0
    expect(problems).toEqual([expect.objectContaining({ code, line, column: column + first })])
  })

  test('no times at all is one error', () => {
    expect(readBody('<p>a</p><p>b</p>')).toEqual({ cues: [], problems: [expect.objectContaining({ code: 'no-times', severity: 'error' })] })
  })

  test('a container that ends before it begins does not take its lines along', () => {
    const { cues, problems } = readBody('<div begin="5s" end="1s"><p begin="0s" end="1s">x</p></div>')
    expect(short(cues)).toEqual([[5000, 6000, 'x']])
    expect(problems.map(({ code }) => code)).toEqual(['end-before-start'])
  })
})

describe('broken or hostile files', () => {
  const start = '<tt xmlns="http://www.w3.org/ns/ttml">\n<body><div>\n'
  test.each([
    ['a tag that is not closed', `${start}<p begin="0s" end="1s">x</div></body></tt>`, 'not-well-formed', 3, 25],
    ['a file cut off', `${start}<p begin="0s" end="1s">x`, 'not-well-formed', 3, 1],
    ['a file cut off within a tag', `${start}<p begin="0s`, 'not-well-formed', 3, 1],
    ['a loose &', `${start}<p begin="0s" end="1s">jij & ik</p></div></body></tt>`, 'not-well-formed', 3, 28],
    ['a loose <', `${start}<p begin="0s" end="1s">1 < 2</p></div></body></tt>`, 'not-well-formed', 3, 26],
    ['a reference of HTML', `${start}<p begin="0s" end="1s">a&nbsp;b</p></div></body></tt>`, 'not-well-formed', 3, 25],
    ['a reference in an attribute', `${start}<p begin="&begin;" end="1s">x</p></div></body></tt>`, 'not-well-formed', 3, 11],
    ['a reference to what is no character', `${start}<p begin="0s" end="1s">&#xD800;</p></div></body></tt>`, 'not-well-formed', 3, 24],
    ['a control character', `${start}<p begin="0s" end="1s">a\u0007</p></div></body></tt>`, 'not-well-formed', 3, 25],
    ['an attribute twice', `${start}<p begin="0s" begin="1s">x</p></div></body></tt>`, 'not-well-formed', 3, 15],
    ['text after the end', `${start}</div></body></tt>\nx`, 'not-well-formed', 4, 1],
    ['nothing', '', 'not-well-formed', 1, 1],
    ['a document type', `<?xml version="1.0"?>\n<!DOCTYPE tt SYSTEM "file:///etc/passwd">\n<tt/>`, 'doctype', 2, 1],
    ['a document type further on', `${start}<!DOCTYPE tt [<!ENTITY a "b">]>&a;</div></body></tt>`, 'doctype', 3, 1],
    ['another document', '<html><body><p>x</p></body></html>', 'not-ttml', 1, 1],
  ])('%s', (_name, text, code, line, column) => {
    expect(readTtml(text)).toEqual({ cues: [], problems: [expect.objectContaining({ severity: 'error', code, line, column })] })
  })

  test('a billion laughs is refused at once', () => {
    const names = Array.from({ length: 30 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`)
    const bomb = `<?xml version="1.0"?><!DOCTYPE tt [<!ENTITY l0 "lol">${names.join('')}]><tt><body><p begin="0s" end="1s">&l30;</p></body></tt>`
    expect(readTtml(bomb)).toEqual({ cues: [], problems: [expect.objectContaining({ code: 'doctype' })] })
  })

  test('nesting stops at 200', () => {
    const nested = (depth: number) =>
      readTtml(`<tt><body>\n<p begin="0s" end="1s">${'<span>'.repeat(depth)}x${'</span>'.repeat(depth)}</p></body></tt>`)
    expect(nested(190)).toEqual({ cues: [cue({ text: 'x' })], problems: [] })
    expect(nested(200_000)).toEqual({ cues: [], problems: [expect.objectContaining({ code: 'too-deep', line: 2 })] })
    expect(readTtml('<tt>'.repeat(200_000)).problems).toEqual([expect.objectContaining({ code: 'too-deep' })])
  })

  test('names that mean something to JavaScript', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      expect(() =>
        readBody(`<p ${name}="1" ${name}:x="2" begin="0s" end="1s"><${name}:y>x</${name}:y><${name}>x</${name}></p>`),
      ).not.toThrow()
    }
    expect(readBody('<p toString:x="2" begin="0s" end="1s"><toString:y>nee</toString:y>ja</p>').cues).toEqual([cue({ text: 'ja' })])
  })

  // Each would take minutes where the time is quadratic.
  const MANY = 200_000
  test.each([
    ['one long line', `<p begin="0s" end="1s">${'woord &lt; '.repeat(MANY)}</p>`],
    ['white space', `<p begin="0s" end="1s" xml:space="preserve">a${' '.repeat(MANY * 5)}b${'\n'.repeat(MANY)}</p>`],
    ['line breaks', `<p begin="0s" end="1s">a${'<br/>'.repeat(MANY)}b</p>`],
    ['spans', `<p begin="0s" end="1s">${'<span>a </span>'.repeat(MANY)}</p>`],
    ['intervals', `<p>${Array.from({ length: MANY / 4 }, (_, i) => `<span begin="${i}ms" end="${i + 1}ms">a b</span><br/>`).join('')}</p>`],
    ['lines without an end', Array.from({ length: MANY / 4 }, (_, i) => `<p begin="${i}ms">a</p>`).join('')],
    ['lines without times', `<p begin="0s" end="1s">a</p>${'<p>a</p>'.repeat(MANY / 2)}`],
    ['an attribute', `<p begin="0s" end="1s" title="${'a '.repeat(MANY)}">a</p>`],
    ['attributes', `<p begin="0s" end="1s" ${Array.from({ length: MANY / 10 }, (_, i) => `a${i}=""`).join(' ')}>a</p>`],
    ['namespaces', `<p begin="0s" end="1s" ${Array.from({ length: MANY / 10 }, (_, i) => `xmlns:a${i}="a"`).join(' ')}>a</p>`],
    ['comments', `<p begin="0s" end="1s">a</p>${'<!---->'.repeat(MANY)}`],
  ])('much of it takes no more than its share of time: %s', { timeout: 20_000 }, (_name, content) => {
    expect(readBody(content).cues.length).toBeGreaterThan(0)
  })

  test('never throws, whatever is cut out or doubled', () => {
    const whole = tt(
      '<p begin="0s" end="1s" ttm:agent="a">a &amp; <![CDATA[b]]><!-- c --><br/><span begin="0s" dur="5f">d</span></p><div timeContainer="seq"><p dur="1s">e</p></div>',
      { head: '<?x y?><head><ttm:agent xml:id="a"><ttm:name>N</ttm:name></ttm:agent></head>' },
    )
    const at = fc.nat(whole.length)
    fc.assert(
      fc.property(
        fc.array(fc.tuple(at, at, fc.constantFrom('', '<', '>', '&', '"', '</p>', '<p>', ']]>', '\0', '-')), { maxLength: 4 }),
        (cuts) => {
          let text = whole
          for (const [from, to, instead] of cuts) text = text.slice(0, from) + instead + text.slice(to)
          const { cues, problems } = readTtml(text)
          for (const { start, end } of cues) expect(Number.isSafeInteger(start) && Number.isSafeInteger(end)).toBe(true)
          for (const { line, column } of problems) expect(line >= 1 && column >= 1).toBe(true)
        },
      ),
      { numRuns: 2000 },
    )
  })
})

/** What is awkward in XML, among anything else. */
const unit = fc.oneof(
  fc.constantFrom(' ', '\n', '\t', '\r', '<', '>', '&', '"', "'", 'a', 'e', ';', ']]>', '\0', '\uffff', '\ud800'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
)
const line = (maxLength: number) => fc.array(unit, { minLength: 1, maxLength }).map((parts) => parts.join(''))
const legal = (raw: string) => raw.toWellFormed().replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '\ufffd')
const trimmed = (raw: string) => raw.replace(/^[ \n\t\r]+|[ \n\t\r]+$/g, '')
const someCues = fc.array(
  fc.record({
    id: fc.option(fc.oneof(fc.constantFrom('c1', 'é-2', '_regel.1', '_tekst', '12', 'a b'), line(5))),
    times: fc.tuple(fc.nat(400_000_000), fc.integer({ min: -10, max: 10_000 })),
    speaker: fc.option(fc.oneof(fc.constantFrom('Ron Meyer', 'Karin “K” Visser & co'), line(10))),
    text: line(30).filter((raw) => /[^\s]/.test(legal(raw))),
  }),
  { maxLength: 8 },
)
const made = someCues.map((cues) =>
  cues.map(({ times: [start, length], ...rest }): Cue => ({ ...rest, start, end: Math.max(0, start + length), words: null })),
)

describe('EBU-TT-D out', () => {
  test('start, end, speaker and text come back, and every id that is one', () => {
    fc.assert(
      fc.property(made, (cues) => {
        const back = readTtml(writeTtml(cues, { language: 'nl' }))
        expect(back.cues.map(({ start, end, speaker, text }) => ({ start, end, speaker, text }))).toEqual(
          writable(cues).map(({ start, end, speaker, text }) => ({
            start,
            end,
            speaker:
              legal(speaker ?? '')
                .replace(/\s+/g, ' ')
                .trim() || null,
            text: trimmed(legal(text)),
          })),
        )
        for (const [i, { id }] of back.cues.entries()) {
          const wanted = cues[i]?.id ?? null
          const first = cues.findIndex((each) => each.id === wanted) === i
          const possible = wanted !== null && first && /^[a-zé][\wé.-]*$/.test(wanted)
          if (possible || id !== null) expect(id).toBe(wanted)
        }
        expect(back.problems.every(({ code }) => code === 'out-of-order')).toBe(true)
      }),
      { numRuns: 500, examples: [[[cue({ text: '&\n\u00a0' })]], [[cue({ text: '\u2003\n&\u00a0' })]]] },
    )
  })

  test('notes and title stand in the metadata, and are no speech', () => {
    const xml = writeTtml([cue({ text: 'ja' })], { language: 'nl', title: 'Zorg & <wijk>', notes: ['Demonstratie: een computerstem.'] })
    expect(xml).toContain('<ttm:desc>Demonstratie: een computerstem.</ttm:desc>')
    expect(xml).toContain('<ttm:title>Zorg &amp; &lt;wijk&gt;</ttm:title>')
    expect(readTtml(xml)).toEqual({ cues: [cue({ text: 'ja' })], problems: [] })
  })

  test('what XML cannot hold is found beforehand, and else shows', () => {
    expect(['a\0', 'a\u001b', '\uffff', '\ud800', '\udc00a'].map(illegalInXml)).toEqual([true, true, true, true, true])
    expect(['a\t\r\n', '\u0085', '😀', '\ufffd'].map(illegalInXml)).toEqual([false, false, false, false])
    expect(readTtml(writeTtml([cue({ text: 'a\u001bb' })], { language: 'nl' })).cues[0]?.text).toBe('a\ufffdb')
  })
})

const CORPUS = join(import.meta.dirname, '..', '..', '..', 'shared', 'corpus')
const SCHEMA = join(CORPUS, 'ttml', 'ebu-tt-d-xsd')
const hasXmllint = (() => {
  try {
    execFileSync('xmllint', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

/** The namespace’s own schema is on the web only; these three attributes are all that is used of it. */
const XML_XSD = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.w3.org/XML/1998/namespace">
  <xs:attribute name="lang" type="xs:language"/>
  <xs:attribute name="space"><xs:simpleType><xs:restriction base="xs:NCName">
    <xs:enumeration value="default"/><xs:enumeration value="preserve"/>
  </xs:restriction></xs:simpleType></xs:attribute>
  <xs:attribute name="id" type="xs:ID"/>
</xs:schema>`

describe.skipIf(!hasXmllint || !existsSync(SCHEMA))('against the EBU-TT-D schema (skipped without xmllint or the schema)', () => {
  test('everything written validates', { timeout: 60_000 }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'woordelijk-ttml-'))
    try {
      cpSync(SCHEMA, folder, { recursive: true })
      const schema = join(folder, 'ebutt_d.xsd')
      writeFileSync(schema, readFileSync(schema, 'utf8').replace('http://www.w3.org/2001/xml.xsd', 'xml.xsd'))
      writeFileSync(join(folder, 'xml.xsd'), XML_XSD)
      const validate = (paths: readonly string[]) =>
        execFileSync('xmllint', ['--noout', '--nonet', '--schema', schema, ...paths], {
          encoding: 'utf8',
          stdio: ['ignore', 'ignore', 'pipe'],
        })
      const documents = [[], ...fc.sample(made, 200)].map((cues, i) => {
        const path = join(folder, `${i}.xml`)
        writeFileSync(path, writeTtml(cues, { language: 'nl', title: 'T', notes: ['Een & ander'] }).toWellFormed())
        return path
      })
      validate(documents)
      const wrong = join(folder, 'wrong.xml')
      writeFileSync(wrong, writeTtml([cue({})], { language: 'nl' }).replace('tts:origin', 'tts:oorsprong'))
      expect(() => validate([wrong])).toThrow(/oorsprong/)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

const corpus = (pattern: string) => globSync(join(CORPUS, pattern)).toSorted()
const readFile = (path: string) => readTtml(decodeText(readFileSync(path)).text)

describe.skipIf(!existsSync(join(CORPUS, 'ttml')))('files of others (skipped where the corpus is absent)', () => {
  const imsc = corpus('ttml/imsc-tests/**/*.ttml')
  const ebu = corpus('ttml/irt-ebu-tt-d-samples/ttml/*')
  const messy = corpus('subtitles-messy/mantas-done/files/*.{ttml,dfxp}')

  test('every one is TTML and well-formed, and no word of a paragraph is lost unseen', () => {
    expect([imsc.length, ebu.length, messy.length]).toEqual([321, 62, 7])
    for (const path of [...imsc, ...ebu, ...messy]) {
      const source = decodeText(readFileSync(path)).text
      expect(isTtml(source), path).toBe(true)
      const { cues, problems } = readTtml(source)
      expect(
        problems.filter(
          ({ code }) => !['no-times', 'image-only', 'never-shown', 'no-end', 'out-of-order', 'absolute-times'].includes(code),
        ),
        path,
      ).toEqual([])
      // The text as a naive reader sees it: every word that is in no cue must be in a paragraph that was told.
      const found = cues.map((each) => each.text.replace(/\s+/g, '')).join('')
      const lines = source.split(/\r\n?|\n/)
      const told = problems.map((problem) => lines.slice(problem.line - 1, problem.line + 12).join(' ')).join(' ')
      const body = source.replace(/<!--[\s\S]*?-->|<(\w+:)?(metadata|head)\b[\s\S]*?<\/\1\2>|<(f):p>[\s\S]*?<\/f:p>/g, '')
      for (const [, , inner = ''] of body.matchAll(/<(\w+:)?p(?=[\s>])[^>]*>([\s\S]*?)<\/\1?p>/g)) {
        for (const word of inner.replace(/<[^>]*>/g, ' ').split(/\s+/)) {
          const plain = word.replace(/&(lt|gt|amp|quot|apos|#039|#xA9|#x3bb);/g, '')
          if (plain === word && !found.includes(word) && problems[0]?.code !== 'no-times') expect(told, `${path}: ${word}`).toContain(word)
        }
      }
    }
  })

  test.each(ebu.map((path) => [basename(path), path]))('%s: the times as written', (_name, path) => {
    const source = readFileSync(path, 'utf8')
    const written = [...source.matchAll(/<(?:tt:)?(?:p|span)\s[^>]*begin="([^"]*)"\s+end="([^"]*)"/g)].map(([, begin, end]) => [begin, end])
    const { cues, problems } = readFile(path)
    expect(problems).toEqual([])
    const clock = (ms: number) => new Date(ms).toISOString().slice(11, 23)
    const parts = cues.flatMap((each) => each.words ?? [each])
    expect(parts.map(({ start }) => clock(start))).toEqual(written.map(([begin]) => begin))
    // Words that stay in view end where the next begins.
    const ends = cues.flatMap(({ end, words }) => (words ?? [null]).map(() => clock(end)))
    expect(ends).toEqual(written.map(([, end]) => end))
  })

  // These tests of the W3C say in their text when it is to be seen.
  const SAYS = /\bat\s+([\d.]+)\s+seconds?[\s\S]*?(?:to|till|at)\s+([\d.]+)\s+seconds/
  test.each(corpus('ttml/imsc-tests/imsc1/ttml/timing/*.ttml').map((path) => [basename(path), path]))(
    '%s: shown when it says',
    (_name, path) => {
      const { cues } = readFile(path)
      for (const { start, end, text } of cues) {
        expect(text).not.toMatch(/not\s+appear/)
        const [, from, to] = SAYS.exec(text) ?? []
        // Animation is ignored: what fades in or is switched on was there all the time.
        if (from !== undefined && !/fade|and remain visible to 10 seconds$/.test(text))
          expect([start, end], text).toEqual([Number(from) * 1000, Number(to) * 1000])
        const [, length] = / = ([\d.]+)s$/.exec(text) ?? []
        if (length !== undefined) expect(Math.abs(end - start - Number(length) * 1000), text).toBeLessThanOrEqual(1)
      }
    },
  )

  test('files as they go about', () => {
    const byName = Object.fromEntries(messy.map((path) => [basename(path), short(readFile(path).cues)]))
    const senator = "Senator, we're making\nour final approach into Coruscant."
    const lieutenant = 'Very good, Lieutenant.'
    expect(byName).toEqual({
      'dfxp.dfxp': [
        [137_400, 140_400, senator],
        [3_740_500, 3_742_500, lieutenant],
      ],
      'dfxp_with_different_br.dfxp': [[0, 1000, 'one\ntwo\nthree']],
      'ttml.ttml': [
        [137_400, 140_400, senator],
        [3_740_500, 3_742_500, lieutenant],
      ],
      'ttml2.ttml': [
        [0, 2000, 'Hello I am your first line.'],
        [2000, 4000, 'I am your second captions\nbut with two lines.'],
        [4000, 6000, 'Je suis le troisième sous-titre.'],
        [6000, 8000, 'I am another caption with Bold and Italic styles.'],
        [8000, 10_000, 'I am the last caption displayed in red and centered.'],
      ],
      'ttml_with_duplicated_element_ids.ttml': [
        [0, 1000, 'First line.'],
        [1000, 2000, 'Second line.'],
        [2000, 3000, 'Third line.'],
      ],
      'ttml_with_fps_and_multiplier_given.ttml': [[15_015, 17_684, 'First line.']],
      'ttml_with_multiple_divs.ttml': [
        [1464, 2423, senator],
        [2423, 5432, lieutenant],
        [10_886, 10_928, 'CLUB SHOU-TIME'],
      ],
    })
  })
})
