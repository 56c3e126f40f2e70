/**
 * XML 1.0 with namespaces to a small tree, in one strict pass. Where that stops, the text is looked through again for the first flaw, so that
 * people are told in their own words what to mend and where.
 */
import { decodeHTMLStrict } from 'entities'
import { SaxesParser } from 'saxes'
import { error, type Problem } from '../problem.ts'
import { type Placer, placer } from './place.ts'

export interface XmlElement {
  /** Without its prefix. */
  readonly name: string
  /** The namespace; '' where there is none. */
  readonly space: string
  readonly attributes: readonly { readonly name: string; readonly space: string; readonly value: string }[]
  readonly children: readonly (XmlElement | string)[]
  /** Where its start tag begins in the source. */
  readonly at: number
}

export type XmlDocument =
  | { readonly root: XmlElement; readonly problem: null; readonly place: Placer }
  | { readonly root: null; readonly problem: Problem; readonly place: Placer }

const XML_SPACE = 'http://www.w3.org/XML/1998/namespace'

/** No timed text nests deeper; the walk over the tree may then be recursive. */
const MAX_DEPTH = 200

/** XML 1.0 §2.2: anything else must not occur, not even as a character reference. */
const ILLEGAL = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/

/** Whether the text holds a character that XML 1.0 cannot carry. */
export function illegalInXml(text: string): boolean {
  return ILLEGAL.test(text)
}

/** As XML can carry it: what is illegal becomes �. */
export function legalInXml(text: string): string {
  return text.replace(new RegExp(ILLEGAL, 'g'), '\ufffd')
}

/** The local name of the root, without looking further than its start tag; null where there is none. */
export function rootNameOf(text: string): string | null {
  let at = text.startsWith('\ufeff') ? 1 : 0
  for (;;) {
    at = text.indexOf('<', at)
    if (at < 0) return null
    const close = text.startsWith('<?', at) ? '?>' : text.startsWith('<!--', at) ? '-->' : null
    if (!close) return /^<(?:!DOCTYPE\s+)?(?:[^\s<>/:!]{1,100}:)?([^\s<>/:![]{1,100})[\s/>[]/.exec(text.slice(at, at + 300))?.[1] ?? null
    const end = text.indexOf(close, at)
    if (end < 0) return null
    at = end + close.length
  }
}

/**
 * @param ignore names, as written, of elements that are left out with all they hold
 * @returns the root, or the first thing that is not well-formed
 */
export function parseXml(text: string, ignore: ReadonlySet<string> = new Set()): XmlDocument {
  const source = text.replace(/^\ufeff/, '')
  const place = placer(source)
  try {
    return { root: parseTree(source, ignore), problem: null, place }
  } catch (cause) {
    // Looked through again for the place and the words; what only the parser sees is told in its own.
    const flaw = findFlaw(source, place)
    if (flaw) return { root: null, problem: flaw, place }
    const at = cause instanceof NotWellFormed ? cause.at : 0
    const what = inDutch(cause instanceof Error ? cause.message : '')
    return { root: null, problem: broken(what, ...place(at)), place }
  }
}

class NotWellFormed extends Error {
  readonly at: number

  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

/** What saxes says of flaws that `findFlaw` does not look for, in words for people; the first that fits. */
const MESSAGES: readonly (readonly [said: RegExp, message: string])[] = [
  [/outside of root/, 'er staat tekst buiten het buitenste element.'],
  [/only one root/, 'er moet precies één buitenste element zijn.'],
  [/root element/, 'er staat geen enkel element in.'],
  [/duplicate attribute/, 'een attribuut staat twee keer in dezelfde tag.'],
  [/must be at the start/, 'de XML-declaratie (<?xml … ?>) moet helemaal vooraan staan.'],
  [/XML declaration|^expected one of|version number|must be/, 'de XML-declaratie (<?xml … ?>) is niet goed geschreven.'],
  [/attribute/, 'een attribuut is niet goed geschreven; het moet naam="waarde" zijn.'],
  [/tag/, 'een tag is niet goed geschreven.'],
]

const inDutch = (said: string) => MESSAGES.find(([pattern]) => pattern.test(said))?.[1] ?? 'zo mag het in XML niet geschreven zijn.'

interface OpenElement {
  readonly element: XmlElement
  readonly children: (XmlElement | string)[]
  readonly scope: Scope
}

/** One strict pass (saxes). A DOCTYPE is never read, so there are no entities but XML's own five and the numbers. */
function parseTree(source: string, ignore: ReadonlySet<string>): XmlElement {
  const parser = new SaxesParser({ xmlns: false, position: true, defaultXMLVersion: '1.0', forceXMLVersion: true })
  const open: OpenElement[] = []
  let root: XmlElement | null = null
  let ignored = 0
  let depth = 0
  let at = 0
  const fail = (message: string, where: number): never => {
    throw new NotWellFormed(message, where)
  }
  parser.on('error', ({ message }) => {
    // Many programs write “--” in comments; nothing is lost by it.
    if (message.endsWith('malformed comment.')) return
    const said = message.replace(/^\d+:\d+: /, '')
    fail(said, startOfFlaw(source, said, parser.position - 1))
  })
  parser.on('doctype', () => fail('doctype', parser.position - 1))
  // No tag holds a “<”, so the last one begins it.
  parser.on('opentagstart', () => {
    at = source.lastIndexOf('<', parser.position - 1)
    if (++depth > MAX_DEPTH) fail('too deep', at)
  })
  parser.on('opentag', ({ name, attributes }) => {
    if (ignored > 0 || ignore.has(name)) {
      ignored++
      return
    }
    const parent = open.at(-1)
    const scope = scopeOf(attributes as Record<string, string>, parent?.scope ?? OUTERMOST)
    const children: (XmlElement | string)[] = []
    const element: XmlElement = {
      ...resolve(name, scope, scope.get('') ?? ''),
      attributes: attributesOf(attributes as Record<string, string>, scope),
      children,
      at,
    }
    if (parent) parent.children.push(element)
    else root = element
    open.push({ element, children, scope })
  })
  parser.on('closetag', () => {
    depth--
    if (ignored > 0) ignored--
    else open.pop()
  })
  const addText = (text: string) => {
    if (ignored === 0) open.at(-1)?.children.push(text)
  }
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.write(source).close()
  return root ?? fail('no root element', 0)
}

/** saxes tells of some flaws at their end. */
function startOfFlaw(source: string, said: string, end: number): number {
  const attribute = /^duplicate attribute: (\S+?)\.?$/.exec(said)?.[1]
  if (attribute !== undefined) return Math.max(0, source.lastIndexOf(attribute, end))
  if (!said.includes('outside of root')) return end
  const after = source.lastIndexOf('>', end - 1) + 1
  return after + (/\S/.exec(source.slice(after, end + 1))?.index ?? 0)
}

type Scope = ReadonlyMap<string, string>

const OUTERMOST: Scope = new Map([['xml', XML_SPACE]])

/** Prefixes that people forget to declare mean what they always mean. */
const USUAL: Scope = new Map([
  ['tt', 'http://www.w3.org/ns/ttml'],
  ['ttm', 'http://www.w3.org/ns/ttml#metadata'],
  ['ttp', 'http://www.w3.org/ns/ttml#parameter'],
])

const declares = (name: string) => name === 'xmlns' || name.startsWith('xmlns:')

function scopeOf(attributes: Readonly<Record<string, string>>, outer: Scope): Scope {
  const declared = Object.keys(attributes).filter(declares)
  return declared.length === 0 ? outer : new Map([...outer, ...declared.map((name) => [name.slice(6), attributes[name] ?? ''] as const)])
}

function resolve(name: string, scope: Scope, plain: string): { name: string; space: string } {
  const colon = name.indexOf(':')
  if (colon < 0) return { name, space: plain }
  const prefix = name.slice(0, colon)
  return { name: name.slice(colon + 1), space: scope.get(prefix) ?? USUAL.get(prefix) ?? prefix }
}

/** Attributes without a prefix are in no namespace (Namespaces in XML §6.2). */
const attributesOf = (attributes: Readonly<Record<string, string>>, scope: Scope): XmlElement['attributes'] =>
  Object.entries(attributes).flatMap(([name, value]) => (declares(name) ? [] : [{ ...resolve(name, scope, ''), value }]))

/** The names that XML itself knows. */
const NAMED = new Set(['amp', 'lt', 'gt', 'quot', 'apos'])

const broken = (what: string, line: number, column = 1) => error('not-well-formed', `De XML klopt hier niet: ${what}`, line, column)

/** The first thing that is not well-formed, or null. Each step goes forward only. */
function findFlaw(source: string, place: Placer): Problem | null {
  const flaw = (at: number, what: string) => broken(what, ...place(at))
  const illegal = ILLEGAL.exec(source)
  if (illegal) {
    const code = illegal[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
    return flaw(illegal.index, `het teken U+${code} mag in XML niet voorkomen; haal het weg.`)
  }
  const open: { name: string; at: number }[] = []
  const token = /[<&]|\]\]>/g
  for (let match = token.exec(source); match; match = token.exec(source)) {
    const at = match.index
    if (match[0] === ']]>') return flaw(at, 'schrijf “]]>” als “]]&gt;”.')
    if (match[0] === '&') {
      const wrong = wrongReference(source, at)
      if (wrong) return flaw(at, wrong)
      continue
    }
    const skip = SKIPPED.find(({ opens }) => source.startsWith(opens, at))
    if (skip) {
      const end = source.indexOf(skip.closes, at + skip.opens.length)
      if (end < 0) return flaw(at, `“${skip.opens}” is niet gesloten met “${skip.closes}”.`)
      token.lastIndex = end + skip.closes.length
      continue
    }
    if (source.startsWith('<!', at)) {
      const message = 'Een documenttype (DOCTYPE) kan elders gegevens ophalen en wordt geweigerd; haal deze regel weg.'
      return error('doctype', message, ...place(at))
    }
    const end = tagEnd(source, at + 1)
    const name = /[^\s/>]*/y
    const closing = source[at + 1] === '/'
    name.lastIndex = closing ? at + 2 : at + 1
    const tag = name.exec(source)?.[0] ?? ''
    if (end < 0) return flaw(at, `de tag “<${shorten(tag)}” is niet afgemaakt. Hoort “<” bij de tekst, schrijf dan “&lt;”.`)
    const written = source.slice(at, end)
    for (const { index } of written.matchAll(/&/g)) {
      const wrong = wrongReference(source, at + index)
      if (wrong) return flaw(at + index, wrong)
    }
    if (closing) {
      const last = open.pop()
      if (!last) return flaw(at, `“</${shorten(tag)}>” sluit niets; er staat geen “<${shorten(tag)}>” voor.`)
      if (last.name !== tag)
        return flaw(at, `“</${shorten(tag)}>” staat waar “</${shorten(last.name)}>” moet staan (geopend op regel ${place(last.at)[0]}).`)
    } else if (!written.endsWith('/')) {
      open.push({ name: tag, at })
      if (open.length > MAX_DEPTH)
        return error('too-deep', `Er zitten meer dan ${MAX_DEPTH} elementen in elkaar; zo diep gaat geen transcript.`, ...place(at))
    }
    token.lastIndex = end + 1
  }
  const last = open.at(-1)
  if (last) return flaw(last.at, `“<${shorten(last.name)}>” is niet gesloten. Misschien is het bestand niet heel.`)
  return source.includes('<') ? null : broken('er staat geen enkel element in.', 1)
}

const SKIPPED = [
  { opens: '<!--', closes: '-->' },
  { opens: '<![CDATA[', closes: ']]>' },
  { opens: '<?', closes: '?>' },
]

/** The index of the `>` that ends the tag, or -1. `<` may not stand inside a tag, not even between quotes (XML 1.0 §2.3). */
function tagEnd(source: string, from: number): number {
  const mark = /["'<>]/g
  mark.lastIndex = from
  for (let match = mark.exec(source); match; match = mark.exec(source)) {
    if (match[0] === '>') return match.index
    if (match[0] === '<') return -1
    const close = source.indexOf(match[0], match.index + 1)
    if (close < 0 || source.slice(match.index, close).includes('<')) return -1
    mark.lastIndex = close + 1
  }
  return -1
}

function wrongReference(source: string, at: number): string | null {
  const match = /^&(?:#x([\da-fA-F]{1,10})|#(\d{1,10})|([^\s&;<>"']{1,40}));/.exec(source.slice(at, at + 50))
  if (!match) return 'een losse “&” is geen tekst; schrijf “&amp;”.'
  const [whole, hex, decimal, name] = match
  if (name !== undefined) {
    if (NAMED.has(name)) return null
    const meant = decodeHTMLStrict(whole)
    return `“${whole}” kent XML niet; schrijf ${meant === whole ? '“&amp;” als u een “&” bedoelt' : `“&#${meant.codePointAt(0)};”`}.`
  }
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
  const legal = code <= 0x10ffff && !illegalInXml(String.fromCodePoint(code))
  return legal ? null : `“${whole}” is geen teken dat in XML mag voorkomen; haal het weg.`
}

const shorten = (text: string) => (text.length > 30 ? `${text.slice(0, 27)}…` : text)
