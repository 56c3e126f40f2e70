/** Word documents (ECMA-376 WordprocessingML) to plain text: what a reader sees with all changes accepted. */
import { decodeText } from '../../../markup/decode.ts'
import { parseXml, type XmlElement } from '../../../markup/xml.ts'
import { findEntry, isZip, unpack } from '../../../markup/zip.ts'
import { error, type Problem, warning } from '../../../problem.ts'

const MAIN = 'word/document.xml'

const MAX_BYTES = 50 * 1024 * 1024

const MAX_ENTRIES = 10_000

export function isDocx(bytes: Uint8Array): boolean {
  // Too many entries is for `docxToText` to tell: anything with Word’s part in it is a Word file.
  return isZip(bytes) && findEntry(bytes, MAIN, Infinity) !== null
}

/** A line for each paragraph, and for each row of a table with its cells apart by tabs. Notes and comments are left out. */
export function docxToText(bytes: Uint8Array): { text: string; problems: Problem[] } {
  const fail = (code: string, message: string) => ({ text: '', problems: [error(code, message)] })
  const entry = isZip(bytes) ? findEntry(bytes, MAIN, MAX_ENTRIES) : null
  if (entry === null) return fail('unreadable', 'Dit is geen Word-bestand, of het is niet heel. Bewaar het opnieuw als .docx.')
  if (entry === 'too-many') {
    return fail('too-large', 'Er zitten meer dan 10.000 delen in dit bestand. Kopieer de tekst naar een nieuw Word-bestand.')
  }
  if (entry.encrypted) return fail('unreadable', 'Dit bestand is versleuteld. Bewaar het zonder wachtwoord.')
  if (entry.size > MAX_BYTES) return fail('too-large', 'De tekst van dit bestand is groter dan 50 MB. Bewaar alleen de tekst, als .txt.')
  const xml = unpack(bytes, entry)
  if (!xml) return fail('unreadable', 'Dit bestand is beschadigd. Open het in Word en bewaar het opnieuw.')
  const { root, problem } = parseXml(decodeText(xml).text, NEVER_TEXT)
  const body = root?.children.find((child) => typeof child !== 'string' && child.name === 'body' && child.space === root.space)
  if (!root || typeof body !== 'object') {
    const detail = problem ? ` (${MAIN}, regel ${problem.line}: ${problem.message})` : ''
    return fail('unreadable', `De tekst van dit bestand is niet te lezen${detail}. Open het in Word en bewaar het opnieuw.`)
  }
  const reader = new Reader(root.space)
  const text = reader.lines(body).join('\n')
  const { deleted } = reader
  const times = deleted === 1 ? 'Op één plaats is' : `Op ${deleted} plaatsen is`
  const message = `${times} tekst als verwijderd gemarkeerd; die doet niet mee. Aanvaard of verwerp de wijzigingen in Word.`
  return { text, problems: deleted === 0 ? [] : [warning('deleted-text', message)] }
}

/** Formatting, and what stands in for a drawing where drawings are not understood. */
const SKIPPED = ['rPr', 'pPr', 'tblPr', 'tcPr', 'sectPr', 'tblGrid', 'proofErr', 'sdtPr', 'Fallback']

/** Most of a file is formatting; left out while parsing, it takes no memory. Nearly all programs write these prefixes. */
const NEVER_TEXT = new Set(SKIPPED.flatMap((name) => [`w:${name}`, `mc:${name}`]))

/** Texts from before a change; `moveFrom` stands elsewhere as `moveTo`. */
const GONE = new Set(['del', 'moveFrom'])

const WRITTEN = new Map([
  ['tab', '\t'],
  ['ptab', '\t'],
  ['br', '\n'],
  ['cr', '\n'],
  ['noBreakHyphen', '\u2011'],
])

class Reader {
  /** How many deletions with text in them were left out. */
  deleted = 0
  readonly #space: string

  constructor(space: string) {
    this.#space = space
  }

  /** Of the paragraphs and tables in it, however they are wrapped. */
  lines(element: XmlElement): string[] {
    const lines: string[] = []
    for (const child of this.#childrenOf(element)) {
      const inner = child.name === 'p' ? this.#paragraph(child) : child.name === 'tr' ? this.#row(child) : this.lines(child)
      for (const line of inner) lines.push(line)
    }
    return lines
  }

  /** What stands in a text box comes after the paragraph that it hangs on. */
  #paragraph(p: XmlElement): string[] {
    const boxed: string[] = []
    const text = this.#inline(p, boxed)
    return text.split('\n').concat(boxed)
  }

  #inline(element: XmlElement, boxed: string[]): string {
    let text = ''
    for (const child of this.#childrenOf(element)) {
      if (child.name === 'txbxContent') for (const line of this.lines(child)) boxed.push(line)
      else if (child.name === 't') text += child.children.filter((part) => typeof part === 'string').join('')
      else text += WRITTEN.get(child.name) ?? this.#inline(child, boxed)
    }
    return text
  }

  #row(row: XmlElement): string[] {
    const properties = row.children.find((child) => typeof child !== 'string' && child.name === 'trPr')
    if (typeof properties === 'object' && properties.children.some((child) => typeof child !== 'string' && child.name === 'del')) {
      this.deleted++
      return []
    }
    const cells: string[] = []
    const collect = (element: XmlElement) => {
      for (const child of this.#childrenOf(element)) {
        // A cell is one column, also where it holds several lines.
        if (child.name === 'tc')
          cells.push(
            this.lines(child)
              .join(' ')
              .replace(/[\t\n]/g, ' ')
              .trim(),
          )
        else collect(child)
      }
    }
    collect(row)
    return [cells.join('\t')]
  }

  /** Also of other namespaces: drawings hold text boxes and formulas hold text. Only deleted text is left out, and counted. */
  #childrenOf(element: XmlElement): XmlElement[] {
    const kept: XmlElement[] = []
    for (const child of element.children) {
      if (typeof child === 'string') continue
      const ours = child.space === this.#space
      if (ours && GONE.has(child.name)) {
        if (child.name === 'del' && holdsText(child)) this.deleted++
      } else if (!SKIPPED.includes(child.name)) {
        kept.push(child)
      }
    }
    return kept
  }
}

const holdsText = (element: XmlElement): boolean =>
  element.children.some(
    (child) => typeof child !== 'string' && ((child.name === 'delText' && child.children.length > 0) || holdsText(child)),
  )
