import type { PageContext } from './context.ts'
import { Layout } from './layout.tsx'

interface Operation {
  readonly summary?: string
  readonly parameters?: readonly unknown[]
  /** The scopes that a token needs. */
  readonly security?: readonly Record<string, readonly string[]>[]
}

interface Parameter {
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly schema?: {
    readonly type?: unknown
    readonly minimum?: number
    readonly maximum?: number
    readonly maxLength?: number
    readonly default?: unknown
  }
}

/** The OpenAPI document for people: every call with its parameters. */
export function ApiDocsPage({ context, document }: { context: PageContext; document: { readonly paths?: object | undefined } }) {
  const { api } = context.words
  const calls = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  )
  return (
    <Layout context={context} title={api.title} path="/api/docs">
      <article class="wrap prose">
        <h1>{api.title}</h1>
        <p>
          {api.lead} <a href="/api/v1/openapi.json">openapi.json</a>
        </p>
        {calls.map(({ path, method, operation }) => (
          <section>
            <h2>
              <code>
                {method} {path}
              </code>
            </h2>
            {operation.summary && <p lang="nl">{operation.summary}</p>}
            {operation.security?.[0]?.token?.[0] && (
              <p>
                {api.scope} <code>{operation.security[0].token[0]}</code>
              </p>
            )}
            {operation.parameters && operation.parameters.length > 0 && (
              <dl class="parameters">
                {(operation.parameters as readonly Parameter[]).map((parameter) => (
                  <>
                    <dt>
                      <code>{parameter.name}</code>
                    </dt>
                    <dd>{describe(context, parameter)}</dd>
                  </>
                ))}
              </dl>
            )}
          </section>
        ))}
      </article>
    </Layout>
  )
}

function describe({ words: { api } }: PageContext, { required, schema }: Parameter): string {
  const { minimum, maximum, maxLength, default: usual } = schema ?? {}
  const bounds =
    minimum !== undefined && maximum !== undefined ? api.between(minimum, maximum) : maxLength !== undefined ? api.atMost(maxLength) : ''
  const value = usual === undefined || usual === '' ? '' : api.usual(JSON.stringify(usual))
  return [required ? api.required : api.optional, bounds, value].filter((part) => part !== '').join('; ')
}
