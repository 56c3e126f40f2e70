/** What a page's head says to programs: meta tags, links to other forms, and data as JSON-LD. */
import { html, raw } from 'hono/html'
import type { Link, Meta } from '../../src/feeds/head.ts'
import { embeddedJson } from '../../src/feeds/json-ld.ts'

/** Absolute addresses throughout. */
export interface HeadData {
  readonly meta?: readonly Meta[]
  readonly links?: readonly Link[]
  readonly data?: readonly object[]
}

export function HeadForPrograms({ meta = [], links = [], data = [] }: HeadData) {
  return (
    <>
      {meta.map(({ key, name, content }) =>
        key === 'name' ? <meta name={name} content={content} /> : <meta property={name} content={content} />,
      )}
      {links.map((link) => (
        <link {...link} />
      ))}
      {/* Data, not a program: browsers do not run it, and `<` is escaped in it. */}
      {data.map((value) => html`<script type="application/ld+json">${raw(embeddedJson(value))}</script>`)}
    </>
  )
}
