import type { PageContext } from './context.ts'
import { Layout } from './layout.tsx'

interface Operation {
  readonly summary?: string
  readonly parameters?: readonly unknown[]
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
  const calls = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  )
  return (
    <Layout context={context} title="API" path="/api/docs">
      <article class="wrap prose">
        <h1>API voor programma’s</h1>
        <p>
          Alle aanroepen beginnen met <code>/api/v1</code> en antwoorden met JSON. Fouten zijn <code>application/problem+json</code>. Tijden
          zijn gehele milliseconden. De volledige beschrijving staat in <a href="/api/v1/openapi.json">openapi.json</a>.
        </p>
        {calls.map(({ path, method, operation }) => (
          <section>
            <h2>
              <code>
                {method} {path}
              </code>
            </h2>
            {operation.summary && <p>{operation.summary}</p>}
            {operation.parameters && operation.parameters.length > 0 && (
              <dl class="parameters">
                {(operation.parameters as readonly Parameter[]).map((parameter) => (
                  <>
                    <dt>
                      <code>{parameter.name}</code>
                    </dt>
                    <dd>{describe(parameter)}</dd>
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

function describe({ required, schema }: Parameter): string {
  const bounds =
    schema?.minimum !== undefined
      ? `${schema.minimum} tot ${schema.maximum}`
      : schema?.maxLength !== undefined
        ? `hoogstens ${schema.maxLength} tekens`
        : ''
  const usual = schema?.default === undefined || schema.default === '' ? '' : `standaard ${JSON.stringify(schema.default)}`
  return [required ? 'verplicht' : 'mag weg', bounds, usual].filter((part) => part !== '').join('; ')
}
