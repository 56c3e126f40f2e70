import type { PageContext } from './context.ts'
import { Layout } from './layout.tsx'

/** Any page that could not be shown. `code` names the request in the log. */
export function FailurePage({
  context,
  path,
  title,
  help,
  code,
  signIn,
}: {
  context: PageContext
  path: string
  title: string
  help?: string
  code?: string
  /** Where signing in may help. */
  signIn?: string
}) {
  return (
    <Layout context={context} title={title} path={path} index={false}>
      <div class="wrap failure">
        <h1>{title}</h1>
        {help && <p class="lead">{help}</p>}
        {code && <p class="meta">{code}</p>}
        <p>
          {signIn && (
            <>
              <a class="button" href={signIn}>
                {context.words.failure.signIn}
              </a>{' '}
            </>
          )}
          <a class="button" href="/">
            {context.words.failure.toHome}
          </a>
        </p>
      </div>
    </Layout>
  )
}
