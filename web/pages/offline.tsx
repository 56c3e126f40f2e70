import type { PageContext } from './context.ts'
import { Layout } from './layout.tsx'
import { offlinePagePath } from './links.ts'

/** “Offline bewaard”: filled by the browser from its own storage, so the server never knows what somebody keeps. */
export function OfflinePage({ context }: { context: PageContext }) {
  const { offline } = context.words
  return (
    <Layout context={context} title={offline.list} path={offlinePagePath} entry="offline" index={false}>
      <div class="wrap own-quotes">
        <h1>{offline.list}</h1>
        <p class="meta">{offline.listLead}</p>
        <noscript>
          <p class="notice">{offline.noScript}</p>
        </noscript>
        <div id="offline-bewaard" />
      </div>
    </Layout>
  )
}
