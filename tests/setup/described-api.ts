/**
 * Checks every answer of the API that a test file receives against the API's own description, also for fields that it does not describe:
 * import this file in a test file.
 */
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

type Schema = Record<string, unknown>
interface Description {
  readonly paths: Record<string, Record<string, { responses: Record<string, { content?: Record<string, { schema: Schema }> }> }>>
  readonly components: { readonly schemas: Record<string, Schema> }
}

/** Uploads speak tus; the stream of a job's events is no JSON; the description does not describe itself. */
const OUTSIDE = /^\/api\/v1\/(?:uploads(?:\/|$)|openapi\.json$|jobs\/[^/]+\/events$)/

const realFetch = globalThis.fetch
const checkers = new Map<string, Promise<(method: string, path: string, status: number, body: unknown) => string | null>>()

globalThis.fetch = async (input, init) => {
  const response = await realFetch(input, init)
  const url = URL.parse(input instanceof Request ? input.url : String(input))
  const type = response.headers.get('content-type') ?? ''
  if (!url?.pathname.startsWith('/api/v1/') || OUTSIDE.test(url.pathname) || !/\bjson\b/.test(type)) return response
  const text = await response.clone().text()
  if (text === '') return response
  const method = (init?.method ?? (input instanceof Request ? input.method : 'GET')).toLowerCase()
  if (!checkers.has(url.origin)) checkers.set(url.origin, checkerOf(url.origin))
  const check = await checkers.get(url.origin)
  const problem = check?.(method, url.pathname.slice('/api/v1'.length), response.status, JSON.parse(text))
  if (problem) throw new Error(`${method.toUpperCase()} ${url.pathname} (${response.status}) is not what the API describes: ${problem}`)
  return response
}

async function checkerOf(origin: string) {
  const description = strict((await (await realFetch(`${origin}/api/v1/openapi.json`)).json()) as Description)
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema({ $id: 'api', components: description.components })
  const paths = Object.entries(description.paths).map(([path, methods]) => ({
    pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`),
    methods,
  }))
  return (method: string, path: string, status: number, body: unknown): string | null => {
    const described = paths.filter(({ pattern }) => pattern.test(path)).find(({ methods }) => methods[method])
    // Whatever is not there answers with a problem of the usual shape.
    const responses = described?.methods[method]?.responses
    const answer = responses?.[status] ?? responses?.[`${String(status)[0]}XX`]
    const schema = status >= 400 ? description.components.schemas.Problem : Object.values(answer?.content ?? {})[0]?.schema
    if (!schema) return described ? 'this status has no description' : 'this route has no description'
    const validate = ajv.compile(withRoot(schema))
    return validate(body) ? null : ajv.errorsText(validate.errors?.slice(0, 5))
  }
}

/** References are to the description, which has the id `api`. */
function withRoot(schema: Schema): Schema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"api#/components/')) as Schema
}

const open = (schema: Schema): Schema => Object.fromEntries(Object.entries(schema).filter(([key]) => key !== 'unevaluatedProperties'))

/** With every object closed: a field that the description does not name is a fault. What others extend is closed where it is extended. */
function strict(description: Description): Description {
  const extended = [...JSON.stringify(description).matchAll(/"allOf":\[\{"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name)
  const close = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(close)
    if (typeof value !== 'object' || value === null) return value
    const closed = Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, key === 'allOf' ? (close(inner) as Schema[]).map(open) : close(inner)]),
    )
    const isObject = closed.type === 'object' && closed.properties !== undefined && closed.additionalProperties === undefined
    return isObject || closed.allOf !== undefined ? { ...closed, unevaluatedProperties: false } : closed
  }
  const closed = close(description) as Description
  const schemas = Object.entries(closed.components.schemas).map(([name, schema]) => [name, extended.includes(name) ? open(schema) : schema])
  const text = JSON.stringify({ ...closed, components: { schemas: Object.fromEntries(schemas) } }).replaceAll(
    '"#/components/',
    '"api#/components/',
  )
  return JSON.parse(text) as Description
}
