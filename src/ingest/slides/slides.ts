/**
 * What stands on slides, a text a slide: PDF (by pdf.js), PowerPoint (ECMA-376 PresentationML) and OpenDocument presentations. Speaker
 * notes are left out: the audience did not see them.
 */
import { getDocumentProxy } from 'unpdf'
import { decodeText } from '../../markup/decode.ts'
import { parseXml, type XmlElement } from '../../markup/xml.ts'
import { findEntry, isZip, unpack } from '../../markup/zip.ts'

export interface ReadSlides {
  readonly slides: readonly string[]
  /** Why there is nothing, with what to do. */
  readonly problem: string | null
}

const MOST_SLIDES = 2000
/** Characters of one slide; a longer text is a document, not a slide. */
const LONGEST = 10_000
const MOST_ENTRIES = 20_000
const LARGEST_XML = 20 * 1024 * 1024

const PRESENTATION = 'ppt/presentation.xml'

export async function readSlides(bytes: Uint8Array): Promise<ReadSlides> {
  const read = isPdf(bytes)
    ? await fromPdf(bytes)
    : isZip(bytes)
      ? fromZip(bytes)
      : problem('Dit is geen PDF, PowerPoint (.pptx) of OpenDocument (.odp).')
  if (typeof read === 'object' && 'problem' in read) return read
  const slides = read.slice(0, MOST_SLIDES).map((text) => tidy(text).slice(0, LONGEST))
  return slides.some((text) => text !== '') ? { slides, problem: null } : problem('Er staat geen tekst in, alleen beeld.')
}

const problem = (why: string): ReadSlides => ({ slides: [], problem: `${why} De dia’s zijn er; hun tekst wordt niet doorzocht.` })

/** pdf.js allows up to a thousand bytes before the header, as Acrobat does. */
function isPdf(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1024)).includes('%PDF-')
}

async function fromPdf(bytes: Uint8Array): Promise<string[] | ReadSlides> {
  try {
    // A copy, since the array is taken over; scripts in the file, fonts and pictures are not looked at.
    const pdf = await getDocumentProxy(new Uint8Array(bytes), { isEvalSupported: false, disableFontFace: true, verbosity: 0 })
    const slides: string[] = []
    for (let number = 1; number <= Math.min(pdf.numPages, MOST_SLIDES); number++) {
      const { items } = await (await pdf.getPage(number)).getTextContent()
      slides.push(items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join(''))
    }
    return slides
  } catch (error) {
    return problem(
      error instanceof Error && error.name === 'PasswordException'
        ? 'Deze PDF heeft een wachtwoord. Bewaar hem zonder.'
        : 'Deze PDF is beschadigd. Bewaar hem opnieuw.',
    )
  }
}

function fromZip(bytes: Uint8Array): string[] | ReadSlides {
  const order = part(bytes, PRESENTATION)
  if (order) return fromPowerPoint(bytes, order)
  const content = part(bytes, 'content.xml')
  return content
    ? fromOpenDocument(content)
    : problem('Dit is geen PowerPoint (.pptx) of OpenDocument (.odp), of het is beschadigd of versleuteld.')
}

/** One XML part; null where it is absent, locked, damaged or too large. */
function part(bytes: Uint8Array, name: string): XmlElement | null {
  const entry = findEntry(bytes, name, MOST_ENTRIES)
  if (entry === null || entry === 'too-many' || entry.encrypted || entry.size > LARGEST_XML) return null
  const xml = unpack(bytes, entry)
  return xml && parseXml(decodeText(xml).text).root
}

function fromPowerPoint(bytes: Uint8Array, order: XmlElement): string[] {
  const relations = part(bytes, 'ppt/_rels/presentation.xml.rels')
  const targets = new Map(relations && all(relations, 'Relationship').map((relation) => [value(relation, 'Id'), value(relation, 'Target')]))
  return all(order, 'sldId').map((entry) => {
    // `id` is the slide's number, `r:id` names its file.
    const id = entry.attributes.find(({ name, space }) => name === 'id' && space !== '')?.value
    const target = targets.get(id) ?? ''
    const slide = part(bytes, target.startsWith('/') ? target.slice(1) : `ppt/${target}`)
    return slide ? all(slide, 'p').map(runs).join('\n') : ''
  })
}

/** A paragraph's text: its runs, one after the other. */
function runs(element: XmlElement): string {
  return element.children
    .map((child) => (typeof child === 'string' ? '' : child.name === 't' ? textOf(child) : child.name === 'br' ? '\n' : runs(child)))
    .join('')
}

function fromOpenDocument(content: XmlElement): string[] {
  return all(content, 'page').map((page) =>
    all(page, 'p', 'notes')
      .concat(all(page, 'h', 'notes'))
      .sort((a, b) => a.at - b.at)
      .map(textOf)
      .join('\n'),
  )
}

const SPACES = new Map([
  ['s', ' '],
  ['tab', '\t'],
  ['line-break', '\n'],
])

function textOf(element: XmlElement): string {
  return element.children.map((child) => (typeof child === 'string' ? child : (SPACES.get(child.name) ?? textOf(child)))).join('')
}

/** The outermost elements of that name below, in order; nothing inside `except`. */
function all(element: XmlElement, name: string, except?: string): XmlElement[] {
  return element.children.flatMap((child) =>
    typeof child === 'string' || child.name === except ? [] : child.name === name ? [child] : all(child, name, except),
  )
}

const value = (element: XmlElement, name: string) => element.attributes.find((attribute) => attribute.name === name)?.value

const tidy = (text: string) =>
  text
    .normalize('NFC')
    // Bullets are letters of a font of their own.
    .replace(/(?:[^\S\n]|\p{Co}|\p{Cc}(?<!\n))+/gu, ' ')
    .replace(/ ?\n[ \n]*/g, '\n')
    .trim()
