/**
 * A reader's notebook as files: kept quotes and moments, each with the reader's own note. A note is never taken for the speaker's words: it
 * stands outside the quotation, or behind a label.
 */
import { annotateBibtex, annotateRis } from './citation-files.ts'
import { clean } from './citation-source.ts'
import { mediaFragmentSelector, textQuoteSelector } from './selectors.ts'

export interface NotebookEntry {
  /** The permanent link to the quote or the moment. */
  readonly url: string
  /** The quoted words; null: a moment. */
  readonly exact: string | null
  /** The words with their source (`quoteBlock`), and the source as `cite` writes it. */
  readonly block: string
  readonly bibtex: string
  readonly ris: string
  readonly note?: string | undefined
  /** The page of the talk, and the place in it. Entries of an older version of the notebook lack these. */
  readonly talk?: string | undefined
  readonly prefix?: string | undefined
  readonly suffix?: string | undefined
  /** Milliseconds. */
  readonly start?: number | undefined
  readonly end?: number | null | undefined
  /** The instant of keeping, ISO. */
  readonly kept?: string | undefined
}

/** Line ends as `\n`, without other control characters and without blank lines around. */
export function cleanNote(note: string | undefined): string {
  return (note ?? '')
    .toWellFormed()
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .trim()
}

/** Markdown gives these signs a meaning anywhere in a line; `+`, `-`, `=` and `1.` only at its beginning. */
const escapeMarkdown = (text: string) => text.replace(/[\\`*_{}[\]<>#~|&!]|^[+\-=]|(?<=^\d{1,9})[.)]/g, '\\$&')

/** CommonMark: the quotation as a block quote with its link, and the note under it as the reader wrote it, which may be Markdown itself. */
export function notebookMarkdown(entries: readonly NotebookEntry[]): string {
  const paragraphs = entries.flatMap(({ block, url, note }) => {
    const [before = '', ...after] = clean(block).split(url)
    const source = after.length === 0 ? escapeMarkdown(before) : `${escapeMarkdown(before)}<${url}>${escapeMarkdown(after.join(url))}`
    return [`> ${source}`, cleanNote(note)].filter((paragraph) => paragraph !== '')
  })
  return `${paragraphs.join('\n\n')}\n`
}

/** @param label what stands before a note: “Eigen notitie” */
export function notebookBibtex(entries: readonly NotebookEntry[], label: string): string {
  const keys = new Map<string, number>()
  return entries
    .map(({ bibtex, note }) => {
      // BibTeX stops at a repeated key.
      const written = bibtex.replace(/^(@\w+\{)([^,\s]+)/, (_, begin: string, key: string) => {
        const times = (keys.get(key) ?? 0) + 1
        keys.set(key, times)
        return times === 1 ? begin + key : `${begin}${key}-${times}`
      })
      return annotateBibtex(written, cleanNote(note), label)
    })
    .join('\n')
}

export function notebookRis(entries: readonly NotebookEntry[], label: string): string {
  return entries.map(({ ris, note }) => annotateRis(ris, cleanNote(note), label)).join('\r\n')
}

/**
 * One page of W3C Web Annotations: a note comments on the words or the moment; words without a note are a highlight.
 * @param id the page's own IRI
 */
export function notebookAnnotations(entries: readonly NotebookEntry[], id: string): object {
  return { '@context': 'http://www.w3.org/ns/anno.jsonld', id, type: 'AnnotationPage', items: entries.map(annotationOf) }
}

function annotationOf({ url, exact, prefix, suffix, start, end, talk, kept, note }: NotebookEntry): object {
  const value = cleanNote(note)
  const selectors = [
    ...(exact === null ? [] : [textQuoteSelector({ exact, prefix, suffix })]),
    ...(start === undefined ? [] : [mediaFragmentSelector(start, end ?? null)]),
  ]
  return {
    // The quote's own annotation is the library's; this one is the reader's.
    id: `${url}${url.includes('#') ? '&' : '#'}notitie`,
    type: 'Annotation',
    motivation: value === '' ? 'highlighting' : 'commenting',
    ...(kept === undefined ? {} : { created: kept }),
    ...(value === '' ? {} : { body: { type: 'TextualBody', value, format: 'text/plain', purpose: 'commenting' } }),
    target: { type: 'SpecificResource', source: talk ?? url, selector: selectors },
  }
}
