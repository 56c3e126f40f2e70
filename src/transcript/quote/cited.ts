/** A talk or quote in every citation style at once. */
import { CITATION_STYLES, type Citable, type CitationStyle, cite, citeInText, cslItem, IN_TEXT_STYLES, italicsIn } from './citation.ts'

/** Every style as text, with what it prints in italics and how it refers in the text. */
export function citedOf(citable: Citable) {
  const styles = CITATION_STYLES.filter((style) => style !== 'csl')
  return {
    citations: citationsOf(citable),
    inText: Object.fromEntries(IN_TEXT_STYLES.map((style) => [style, citeInText(citable, style)])),
    italics: Object.fromEntries(
      styles.flatMap((style) => (italicsIn(citable, style).length > 0 ? [[style, italicsIn(citable, style)]] : [])),
    ),
  }
}

/** Every style as text; CSL-JSON as the item itself. */
function citationsOf(citable: Citable): Record<Exclude<CitationStyle, 'csl'>, string> & { csl: object } {
  const styles = CITATION_STYLES.filter((style) => style !== 'csl').map((style) => [style, cite(citable, style)] as const)
  return { ...(Object.fromEntries(styles) as Record<Exclude<CitationStyle, 'csl'>, string>), csl: cslItem(citable) }
}
