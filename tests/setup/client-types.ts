/**
 * Types of a client of the API, made of its OpenAPI description: the parameters, body and answers of every call, in the shape that
 * openapi-fetch takes. (openapi-typescript writes the same, and needs an API of TypeScript that TypeScript 7 no longer has.)
 */
import { compile, type JSONSchema } from 'json-schema-to-typescript'

type Content = Record<string, { schema?: JSONSchema }>
interface Operation {
  readonly parameters?: readonly { name: string; in: string; required?: boolean; schema?: JSONSchema }[]
  readonly requestBody?: { required?: boolean; content: Content }
  readonly responses: Record<string, { content?: Content }>
  readonly security?: readonly { readonly token: readonly string[] }[]
}
export interface Description {
  readonly paths: Record<string, Record<string, Operation>>
  readonly components: object
}

/** @returns TypeScript that exports `Paths` and a type for each named schema */
export async function clientTypes({ paths, components }: Description): Promise<string> {
  const all = closed(paths, (methods) => closed(methods, callSchema))
  // References are to `#/components/…`, so the description's components stand beside the paths.
  const types = await compile({ ...all, components } as JSONSchema, 'Paths', { bannerComment: '', format: false })
  // A status is a number to openapi-fetch, and every key of a schema is a string.
  return types.replace(/"(\d{3})":/g, '$1:')
}

function callSchema({ parameters = [], requestBody, responses }: Operation): JSONSchema {
  const places = Object.groupBy(parameters, (parameter) => parameter.in)
  const given = Object.fromEntries(
    Object.entries(places).map(([place, list = []]) => {
      const fields = Object.fromEntries(list.map(({ name, schema = {} }) => [name, schema]))
      const required = list.filter((parameter) => parameter.required).map(({ name }) => name)
      return [place, { ...closed(fields, (schema) => schema), required }]
    }),
  )
  const placesNeeded = Object.keys(given).filter((place) => given[place]?.required.length !== 0)
  return {
    ...closed(
      {
        parameters: { ...closed(given, (schema) => schema), required: placesNeeded },
        responses: closed(responses, ({ content = {} }) => closed({ content: contentSchema(content) }, (schema) => schema)),
        ...(requestBody ? { requestBody: closed({ content: contentSchema(requestBody.content) }, (schema) => schema) } : {}),
      },
      (schema) => schema,
    ),
    required: requestBody?.required ? ['parameters', 'responses', 'requestBody'] : ['parameters', 'responses'],
  }
}

const contentSchema = (content: Content): JSONSchema => closed(content, ({ schema = {} }) => schema)

/** An object with just these fields, all of them required. */
function closed<T>(fields: Record<string, T>, schemaOf: (value: T) => JSONSchema) {
  const properties = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, schemaOf(value)]))
  return { type: 'object' as const, additionalProperties: false, properties, required: Object.keys(fields) }
}
