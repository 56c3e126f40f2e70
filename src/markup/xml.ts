/**
 * XML 1.0 with namespaces to a small tree. fast-xml-parser builds the tree but forgives much; what it lets pass (wrong nesting, loose `&`
 * and `<`, unknown entities, control characters, DOCTYPEs) is checked first, in one pass, so that nothing is lost unseen.
 */
import { decodeHTMLStrict } from 'entities'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { error, type Problem } from '../problem.ts'

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

type Place = (at: number) => [line: number, column: number]

export type XmlDocument =
  | { readonly root: XmlElement; readonly problem: null; readonly place: Place }
  | { readonly root: null; readonly problem: Problem; readonly place: Place }

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

/** @param ignore names, as written, of elements that are left out with all they hold */
export function parseXml(text: string, ignore: ReadonlySet<string> = new Set()): XmlDocument {
  const source = text.replace(/^\ufeff/, '')
  const place = placer(source)
  const flaw = findFlaw(source, place)
  if (flaw) return { root: null, problem: flaw, place }
  try {
    const valid = XMLValidator.validate(source)
    if (valid !== true) return { root: null, problem: broken(`${valid.err.msg}`, valid.err.line, valid.err.col), place }
    const parser = new XMLParser({
      preserveOrder: true,
      ignoreAttributes: false,
      attributeNamePrefix: '@',
      cdataPropName: '#cdata',
      parseTagValue: false,
      trimValues: false,
      processEntities: false,
      ignorePiTags: true,
      ignoreDeclaration: true,
      captureMetaData: true,
      maxNestedTags: MAX_DEPTH + 1,
      jPath: false,
      updateTag: (name) => !ignore.has(name),
    })
    const nodes: unknown = parser.parse(source)
    const roots = (nodes as RawNode[]).filter((node) => nameOf(node) !== '#text')
    const [root, second] = roots
    if (!root || second) return { root: null, problem: broken('er moet precies één buitenste element zijn.', 1), place }
    return { root: convert(root, new Map([['xml', XML_SPACE]])), problem: null, place }
  } catch (cause) {
    return { root: null, problem: broken(cause instanceof Error ? cause.message : 'onbekende fout', 1), place }
  }
}

type RawNode = Record<string | symbol, unknown>

const METADATA: symbol = XMLParser.getMetaDataSymbol() as symbol

const nameOf = (node: RawNode) => Object.keys(node).find((key) => key !== ':@') ?? ''

/** Prefixes that people forget to declare mean what they always mean. */
const USUAL = new Map([
  ['tt', 'http://www.w3.org/ns/ttml'],
  ['ttm', 'http://www.w3.org/ns/ttml#metadata'],
  ['ttp', 'http://www.w3.org/ns/ttml#parameter'],
])

function convert(node: RawNode, outer: ReadonlyMap<string, string>): XmlElement {
  const tag = nameOf(node)
  const written = Object.entries((node[':@'] ?? {}) as Record<string, unknown>).map(([key, value]) => ({
    name: key.slice(1),
    value: decode(String(value).replace(/[\t\n\r]/g, ' ')),
  }))
  const declared = written.filter(({ name }) => name === 'xmlns' || name.startsWith('xmlns:'))
  const scope = declared.length === 0 ? outer : new Map([...outer, ...declared.map(({ name, value }) => [name.slice(6), value] as const)])
  const resolve = (name: string, plain: string) => {
    const colon = name.indexOf(':')
    const prefix = name.slice(0, Math.max(0, colon))
    return { name: name.slice(colon + 1), space: colon < 0 ? plain : (scope.get(prefix) ?? USUAL.get(prefix) ?? prefix) }
  }
  return {
    ...resolve(tag, scope.get('') ?? ''),
    // Attributes without a prefix are in no namespace (Namespaces in XML §6.2).
    attributes: written.filter((each) => !declared.includes(each)).map(({ name, value }) => ({ ...resolve(name, ''), value })),
    children: (node[tag] as RawNode[]).map((child) => {
      const name = nameOf(child)
      if (name === '#text') return decode(String(child['#text']))
      if (name === '#cdata') return (child['#cdata'] as { '#text'?: string }[])[0]?.['#text'] ?? ''
      return convert(child, scope)
    }),
    at: (node[METADATA] as { startIndex?: number } | undefined)?.startIndex ?? 0,
  }
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** The five names and the numbers, once: what comes out is never looked at again, so nothing can grow. */
function decode(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#x([\da-fA-F]+)|#(\d+)|(\w+));/g, (whole, hex?: string, decimal?: string, name?: string) =>
    name === undefined ? String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)) : (NAMED[name] ?? whole),
  )
}

const broken = (what: string, line: number, column = 1) => error('not-well-formed', `De XML klopt hier niet: ${what}`, line, column)

/** The first thing that is not well-formed, or null. Each step goes forward only. */
function findFlaw(source: string, place: Place): Problem | null {
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
    if (Object.hasOwn(NAMED, name)) return null
    const meant = decodeHTMLStrict(whole)
    return `“${whole}” kent XML niet; schrijf ${meant === whole ? '“&amp;” als u een “&” bedoelt' : `“&#${meant.codePointAt(0)};”`}.`
  }
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
  const legal = code <= 0x10ffff && !illegalInXml(String.fromCodePoint(code))
  return legal ? null : `“${whole}” is geen teken dat in XML mag voorkomen; haal het weg.`
}

const shorten = (text: string) => (text.length > 30 ? `${text.slice(0, 27)}…` : text)

/** Line and column of an index; the lines are counted once, when first asked. */
function placer(source: string): Place {
  let starts: number[] | null = null
  return (at) => {
    starts ??= [0, ...[...source.matchAll(/\r\n?|\n/g)].map((end) => end.index + end[0].length)]
    let low = 0
    let high = starts.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) <= at) low = middle
      else high = middle
    }
    return [low + 1, at - (starts[low] ?? 0) + 1]
  }
}
