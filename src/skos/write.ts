/** A vocabulary as SKOS in Turtle (W3C, 2014) and in RDF/XML (W3C, 2014). Narrower is written beside broader, for readers that look for it. */
import { type Element, element, optional, writeXml } from '../markup/write-xml.ts'
import { type Concept, RDF, SKOS } from './vocabulary.ts'

const XML_CONTROLS = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu

/** Statements on a concept, in one order: the property, and a text with its language or an address. */
function* statementsOf(
  concept: Concept,
  narrower: readonly string[],
): Generator<[property: string, value: string, language: string | null]> {
  yield ['prefLabel', concept.name, 'nl']
  if (concept.english !== null) yield ['prefLabel', concept.english, 'en']
  for (const { language, text, hidden } of concept.labels) yield [hidden ? 'hiddenLabel' : 'altLabel', text, language]
  if (concept.description !== null) yield ['definition', concept.description, 'nl']
  for (const uri of concept.broader) yield ['broader', uri, null]
  for (const uri of narrower) yield ['narrower', uri, null]
  for (const uri of concept.related) yield ['related', uri, null]
  for (const uri of concept.matches) yield ['exactMatch', uri, null]
}

function narrowerOf(concepts: readonly Concept[]): Map<string, string[]> {
  const narrower = new Map<string, string[]>()
  for (const { uri, broader } of concepts) for (const above of broader) narrower.set(above, [...(narrower.get(above) ?? []), uri])
  return narrower
}

export function writeTurtle(concepts: readonly Concept[]): string {
  const narrower = narrowerOf(concepts)
  const blocks = concepts.map((concept) => {
    const lines = [...statementsOf(concept, narrower.get(concept.uri) ?? [])].map(([property, value, language]) =>
      language === null ? `skos:${property} ${iri(value)}` : `skos:${property} ${quoted(value)}@${language}`,
    )
    return `${iri(concept.uri)} a skos:Concept ;\n  ${lines.join(' ;\n  ')} .\n`
  })
  return [`@prefix skos: <${SKOS}> .\n`, ...blocks].join('\n')
}

const ESCAPES: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }
const hex = (character: string, digits: number) => (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(digits, '0')
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is escaped
const quoted = (text: string) =>
  `"${text.toWellFormed().replace(/["\\\u0000-\u001f\u007f]/g, (one) => ESCAPES[one] ?? `\\u${hex(one, 4)}`)}"`
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const iri = (address: string) => `<${address.toWellFormed().replace(/[\u0000-\u0020<>"{}|^`\\]/g, (one) => `\\u${hex(one, 4)}`)}>`

export function writeRdfXml(concepts: readonly Concept[]): string {
  const narrower = narrowerOf(concepts)
  const plain = (text: string) => text.replace(XML_CONTROLS, '')
  const elements = concepts.map((concept): Element => {
    const children = [...statementsOf(concept, narrower.get(concept.uri) ?? [])].map(([property, value, language]) =>
      language === null
        ? element(`skos:${property}`, { 'rdf:resource': plain(value) })
        : optional(`skos:${property}`, plain(value), { 'xml:lang': language }),
    )
    return element('skos:Concept', { 'rdf:about': plain(concept.uri) }, children)
  })
  return writeXml(element('rdf:RDF', { 'xmlns:rdf': RDF, 'xmlns:skos': SKOS }, elements))
}
