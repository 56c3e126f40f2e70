/** How to refer to a talk or a quote. */
import type { PageContext } from '../context.ts'
import { citationPath } from '../links.ts'

/** The language that a style is written in, whatever the page's; the others follow the page. */
const WRITTEN_IN: Readonly<Record<string, 'nl' | 'en'>> = {
  apa: 'nl',
  legal: 'nl',
  'apa-en': 'en',
  mla: 'en',
  chicago: 'en',
  vancouver: 'en',
}

/** A citation in every style. */
export interface Cited {
  readonly citations: { readonly [style: string]: string | object } & { readonly bibtex: string; readonly ris: string }
  /** What stands beside the words quoted, for the styles that say so. */
  readonly inText: { readonly [style: string]: string }
  /** The [from, to) characters of a citation that its style prints in italics. */
  readonly italics: { readonly [style: string]: readonly (readonly [number, number])[] }
}

export function CitationList({ context, cited, base }: { context: PageContext; cited: Cited; base: string }) {
  const { quote: words } = context.words
  const { citations, inText, italics } = cited
  const prose = Object.entries(words.styles).flatMap(([style, name]) => {
    const text = citations[style]
    return typeof text === 'string' && !/tex$|ris/.test(style) ? [{ style, name, text }] : []
  })
  return (
    <section class="citations" aria-labelledby="verwijzen">
      <h2 id="verwijzen">{words.cite}</h2>
      <p class="meta">{words.citeLead}</p>
      <dl>
        {prose.map(({ style, name, text }) => (
          <div class="citation">
            <dt>{name}</dt>
            <dd>
              <span data-copy data-copy-name={name} lang={WRITTEN_IN[style]}>
                <Italics text={text} italics={italics[style] ?? []} />
              </span>
            </dd>
            {inText[style] !== undefined && (
              <dd class="in-text">
                {style === 'chicago' ? words.inNote : words.inText}{' '}
                <span data-copy data-copy-name={`${name}, ${words.inTextName}`} lang={WRITTEN_IN[style]}>
                  {inText[style]}
                </span>
              </dd>
            )}
          </div>
        ))}
      </dl>
      <p class="meta">
        {words.download}{' '}
        {(['bib', 'ris', 'json', 'txt'] as const).map((format, i) => (
          <>
            {i > 0 && ' · '}
            <a href={citationPath(base, format)} download={`citaat.${format}`}>
              {{ bib: words.styles.bibtex, ris: words.styles.ris, json: words.styles.csl, txt: words.styles.plain }[format]}
            </a>
          </>
        ))}
      </p>
    </section>
  )
}

function Italics({ text, italics }: { text: string; italics: readonly (readonly [number, number])[] }) {
  let at = 0
  const pieces = italics.map(([from, to]) => {
    const before = text.slice(at, from)
    at = to
    return (
      <>
        {before}
        <i>{text.slice(from, to)}</i>
      </>
    )
  })
  return (
    <>
      {pieces}
      {text.slice(at)}
    </>
  )
}

/** Something to copy: a script adds the button; without one it is text in a field, selected with one press. */
export function CopyField({ label, value, copy }: { label: string; value: string; copy: string }) {
  return (
    <p class="copy-field">
      <input type="text" readonly value={value} aria-label={label} data-copy data-copy-label={copy} />
    </p>
  )
}
