/**
 * SKOS files into a vocabulary: Turtle and N-Triples by n3, RDF/XML by rdfxml-streaming-parser. Neither fetches anything: entities of a
 * document type that name a file or an address stay unknown, and `owl:imports` is a statement like others. Runs in a thread with limits.
 */
import { Parser } from 'n3'
import { DataFactory } from 'rdf-data-factory'
import { RdfXmlParser } from 'rdfxml-streaming-parser'
import { createCollector } from './collect.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Relative addresses in a file become addresses of no web. */
const BASE = 'urn:bestand:'

/** A file's kind shows in its first characters. */
const ENOUGH_TO_TELL = 200
/** RDF/XML that is whole ends like this. */
const END_OF_XML = /<\/(?:[\w.-]+:)?RDF\s*>\s*(?:<!--[^>]*-->\s*)*$/

interface FileParser {
  write(text: string): void
  end(): Promise<void>
}

interface Term {
  readonly termType: string
  readonly value: string
  readonly language?: string
}

/** @param chunks of UTF-8 */
export async function readSkos(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Vocabulary> {
  const collector = createCollector()
  let line = 1
  const add = (subject: Term, predicate: Term, object: Term) => {
    const language = object.termType === 'Literal' ? (object.language ?? '').toLowerCase() : null
    collector.add({
      subject: addressOf(subject),
      predicate: predicate.value,
      object: language === null ? addressOf(object) : object.value,
      language,
      line,
    })
  }
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let parser: FileParser | null = null
  let beginning = ''
  function write(text: string, isLast = false): void {
    if (!parser) {
      beginning += text
      if (beginning.length < ENOUGH_TO_TELL && !isLast) return
      parser = /^\s*<(?:\?xml|!|[a-z]+:RDF)/i.test(beginning) ? xmlParser(add) : turtleParser(add)
    }
    // By line, so that the parser's statements are of this line.
    for (const part of (beginning || text).split(/(?<=\n)/)) {
      parser.write(part)
      if (part.endsWith('\n')) line++
    }
    beginning = ''
  }
  try {
    for await (const chunk of chunks) write(decoder.decode(chunk, { stream: true }))
    write(decoder.decode(), true)
    await (parser as FileParser | null)?.end()
  } catch (error) {
    collector.problem(line, 'syntax', error instanceof TypeError ? 'UTF-8' : error instanceof Error ? error.message : String(error))
  }
  return collector.finish()
}

/** Nodes without an address are no concepts, but may stand in relations. */
const addressOf = ({ termType, value }: Term) => (termType === 'BlankNode' ? `_:${value}` : value)

function turtleParser(add: (subject: Term, predicate: Term, object: Term) => void) {
  const listeners = new Map<string, (text?: string) => void>()
  let failed: Error | null = null
  const source = { on: (event: string, listener: (text?: string) => void) => void listeners.set(event, listener) }
  new Parser({ baseIRI: BASE }).parse(
    source as never,
    ((error: Error | null, quad: { subject: Term; predicate: Term; object: Term } | null) => {
      if (error) failed ??= error
      else if (quad) add(quad.subject, quad.predicate, quad.object)
    }) as never,
  )
  const give = (event: string, text?: string) => {
    listeners.get(event)?.(text)
    if (failed) throw failed
  }
  return { write: (text: string) => give('data', text), end: async () => give('end') }
}

function xmlParser(add: (subject: Term, predicate: Term, object: Term) => void) {
  const factory = new DataFactory()
  const plain = factory.quad.bind(factory)
  // Statements are made while the parser is at their line; its stream would give them later.
  factory.quad = ((subject: Term, predicate: Term, object: Term) => {
    add(subject, predicate, object)
    return plain(subject as never, predicate as never, object as never)
  }) as never
  const parser = new RdfXmlParser({ dataFactory: factory, baseIRI: BASE, validateUri: false })
  let failed: Error | null = null
  let ending = ''
  parser.on('error', (error: Error) => (failed ??= error))
  parser.resume()
  return {
    write(text: string) {
      ending = (ending + text).slice(-1000)
      if (text !== '') parser.write(text)
      if (failed) throw failed
    },
    async end() {
      const { promise, resolve } = Promise.withResolvers<void>()
      parser
        .once('close', resolve)
        .once('end', resolve)
        .once('error', () => resolve())
      parser.end()
      await promise
      if (failed) throw failed
      // The parser lets a file that breaks off pass.
      if (!END_OF_XML.test(ending)) throw new Error('</rdf:RDF>')
    },
  }
}
