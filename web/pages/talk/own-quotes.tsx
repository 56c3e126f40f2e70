import type { PageContext } from '../context.ts'
import { Layout } from '../layout.tsx'
import { ownQuotesPath } from '../links.ts'

/** “Mijn citaten”: filled by the browser from its own memory, so the server never knows what somebody keeps. */
export function OwnQuotesPage({ context }: { context: PageContext }) {
  const { quote, notebook } = context.words
  return (
    <Layout context={context} title={quote.own} path={ownQuotesPath} entry="quotes" section="quotes" index={false}>
      <div class="wrap own-quotes">
        <h1>{quote.own}</h1>
        <p class="meta">{notebook.lead}</p>
        <noscript>
          <p class="notice">{quote.ownNoScript}</p>
        </noscript>
        <div id="mijn-citaten" />
      </div>
    </Layout>
  )
}
