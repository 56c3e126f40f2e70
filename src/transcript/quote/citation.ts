/** A moment or a talk as a citation: in the styles that Dutch students and researchers are asked for, and as files for their programs. */
import { biblatex, bibtex, csl, ris } from './citation-files.ts'
import { apa, apaInText, chicago, chicagoNote, legal, mla, mlaInText, plain, quotation, vancouver } from './citation-prose.ts'
import { type Citable, type Source, splitItalics, toSource } from './citation-source.ts'

export type { Citable } from './citation-source.ts'

/** `apa` is APA 7 as Dutch universities and colleges write it, `legal` the Leidraad voor juridische auteurs. */
export const CITATION_STYLES = [
  'apa',
  'apa-en',
  'mla',
  'chicago',
  'vancouver',
  'legal',
  'bibtex',
  'biblatex',
  'ris',
  'csl',
  'plain',
] as const

export type CitationStyle = (typeof CITATION_STYLES)[number]

const WRITE: Readonly<Record<CitationStyle, (of: Source) => string>> = {
  apa: (of) => apa(of, 'nl'),
  'apa-en': (of) => apa(of, 'en'),
  mla,
  chicago,
  vancouver,
  legal,
  bibtex,
  biblatex,
  ris,
  csl: (of) => `${JSON.stringify(csl(of), null, 2)}\n`,
  plain,
}

/** The entry for a list of sources: one line of plain text without italics, or the text of a file. */
export function cite(of: Citable, style: CitationStyle): string {
  return splitItalics(WRITE[style](toSource(of))).text
}

/** @returns which [from, to) characters of `cite(of, style)` the style prints in italics */
export function italicsIn(of: Citable, style: CitationStyle): readonly (readonly [number, number])[] {
  return splitItalics(WRITE[style](toSource(of))).italics
}

/** The styles that say how to refer in the text itself. */
export const IN_TEXT_STYLES = ['apa', 'apa-en', 'mla', 'chicago'] as const
export type InTextStyle = (typeof IN_TEXT_STYLES)[number]

/** One CSL-JSON item; programs read an array of them. */
export function cslItem(of: Citable): Record<string, unknown> {
  return csl(toSource(of))
}

/** What stands beside the words quoted: `(De Jonge, 2024, 12:34)`, `(De Jonge 00:12:34–00:12:58)`, or Chicago's full note. */
export function citeInText(of: Citable, style: InTextStyle): string {
  const source = toSource(of)
  switch (style) {
    case 'apa':
      return apaInText(source, 'nl')
    case 'apa-en':
      return apaInText(source, 'en')
    case 'mla':
      return mlaInText(source)
    case 'chicago':
      return chicagoNote(source)
  }
}

/** What “Kopieer citaat” puts on the clipboard, on one line: “words” — speaker, title, event, date, time, link (and the marks). */
export function quoteBlock(of: Citable): string {
  return quotation(toSource(of))
}
