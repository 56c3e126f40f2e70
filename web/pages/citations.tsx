/** How to refer to a talk or a quote. */
import type { PageContext } from './context.ts'
import { citationPath } from './links.ts'

export interface Citations {
  readonly [style: string]: string | object
}

export function CitationList({ context, citations, base }: { context: PageContext; citations: Citations; base: string }) {
  const { quote: words } = context.words
  const prose = Object.entries(words.styles).filter(([style]) => typeof citations[style] === 'string' && !/tex$|ris/.test(style))
  return (
    <section class="citations" aria-labelledby="verwijzen">
      <h2 id="verwijzen">{words.cite}</h2>
      <p class="meta">{words.citeLead}</p>
      <dl>
        {prose.map(([style, name]) => (
          <div class="citation">
            <dt>{name}</dt>
            <dd>
              <span data-copy>{citations[style]}</span>
            </dd>
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

/** Something to copy: a script adds the button; without one it is text in a field, selected with one press. */
export function CopyField({ label, value, copy }: { label: string; value: string; copy: string }) {
  return (
    <p class="copy-field">
      <input type="text" readonly value={value} aria-label={label} data-copy data-copy-label={copy} />
    </p>
  )
}
