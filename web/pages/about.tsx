import type { PageContext } from './context.ts'
import { Layout } from './layout.tsx'

interface AboutProps {
  readonly context: PageContext
  readonly talks: number
  readonly demonstrations: number
  readonly withoutTranscript: number
}

/** What this library is, how it treats its visitors, and how accessible it is. */
export function AboutPage({ context, talks, demonstrations, withoutTranscript }: AboutProps) {
  const { site, words } = context
  const { about } = words
  return (
    <Layout context={context} title={about.title} path="/toegankelijkheid">
      <article class="wrap prose">
        <h1>{about.title}</h1>
        <h2>{about.what}</h2>
        <p>{about.whatText(site.name, talks)}</p>
        {demonstrations > 0 && (
          <>
            <h2>{about.demonstrations}</h2>
            <p>{about.demonstrationsText(demonstrations, talks)}</p>
          </>
        )}
        <h2>{about.accessibility}</h2>
        <p>{about.accessibilityText(withoutTranscript)}</p>
        <p>{about.known}</p>
        <h2>{about.keys}</h2>
        <dl class="keys">
          {about.keysList.map(([keys, does]) => (
            <>
              <dt>
                <kbd>{keys}</kbd>
              </dt>
              <dd>{does}</dd>
            </>
          ))}
        </dl>
        <h2>{about.data}</h2>
        <p>{about.dataText}</p>
        <h2>{about.sources}</h2>
        <p>{about.sourcesText}</p>
        {site.contact && (
          <>
            <h2>{about.report}</h2>
            <p>
              {about.reportText} <a href={`mailto:${site.contact}`}>{site.contact}</a>.
            </p>
          </>
        )}
      </article>
    </Layout>
  )
}
