/** People in `/api/v1`: read, changed, and two records of one person merged. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { personPath } from '../../../web/pages/links.ts'
import { Failure } from '../../failure.ts'
import type { PersonRecord } from '../../library/person/person.ts'
import { personEtag, personFields } from '../archivist/fields/person-fields.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { namedShape } from './api-shapes.ts'
import { createGuard, requireMatch } from './guard.ts'
import { asks, failures, ifMatch, json, params } from './route-parts.ts'

const personShape = namedShape
  .extend({
    description: z.string().nullable(),
    links: z.array(z.object({ title: z.string(), url: z.string() })),
    orcid: z.string().nullable(),
    isni: z.string().nullable(),
    wikidata: z.string().nullable(),
    formerly: z.array(z.string()).openapi({ description: 'Ids van wie met deze persoon is samengevoegd; ze verwijzen door' }),
  })
  .openapi('Person')

const other = z.string().min(1).max(100)
const routes = {
  read: createRoute({
    method: 'get',
    path: '/people/{id}',
    summary: 'Eén spreker; een vroeger id verwijst door',
    request: { params },
    responses: { 200: json(personShape, 'De persoon'), 308: { description: 'Samengevoegd met een ander' }, ...failures },
  }),
  change: createRoute({
    method: 'patch',
    path: '/people/{id}',
    ...asks('talks:write'),
    summary: 'Wijzig een persoon: naam, beschrijving, links, ORCID, ISNI, Wikidata',
    request: { params, headers: ifMatch, body: { required: true, content: { 'application/json': { schema: personFields } } } },
    responses: { 200: json(personShape, 'De persoon zoals die nu is'), ...failures },
  }),
  merge: createRoute({
    method: 'post',
    path: '/people/{id}/merge',
    ...asks('talks:write'),
    summary: 'Voeg twee records van één persoon samen; het adres van wie opgaat verwijst voortaan door',
    request: {
      params,
      headers: ifMatch,
      body: {
        required: true,
        content: {
          'application/json': {
            schema: z
              .union([z.strictObject({ into: other }), z.strictObject({ from: other })])
              .openapi({ description: 'into: {id} gaat op in deze persoon; from: deze persoon gaat op in {id}' }),
          },
        },
      },
    },
    responses: { 200: json(personShape, 'De persoon die blijft'), ...failures },
  }),
}

/** @param api the API's own app, under `/api/v1` */
export function routePeopleApi(api: OpenAPIHono<AppEnv>, deps: Dependencies): void {
  const { library } = deps
  const { guard, actor } = createGuard(deps)

  api.use('/people/:id', guard('PATCH', 'talks:write'))
  api.openapi(routes.read, async (c) => {
    const { id } = c.req.valid('param')
    const present = await library.mergedInto(id)
    if (present !== null) return c.redirect(`/api/v1/people/${present}`, 308)
    const person = await library.personRecord(id)
    // Somebody who is named nowhere a visitor can look is not there for visitors.
    if (!person || person.talks + person.slots === 0) throw new Failure('not-found', ['noPerson'])
    c.header('ETag', personEtag(person))
    return c.json(personJson(person), 200)
  })
  api.openapi(routes.change, async (c) => {
    const check = (now: PersonRecord) => requireMatch(c, personEtag(now), ['personChangedApi'])
    const person = await library.changePerson(c.req.valid('param').id, given(c.req.valid('json')), await actor(c, 'talks:write'), check)
    c.header('ETag', personEtag(person))
    return c.json(personJson(person), 200)
  })

  api.use('/people/:id/merge', guard('POST', 'talks:write'))
  api.openapi(routes.merge, async (c) => {
    const { id } = c.req.valid('param')
    const body = c.req.valid('json')
    const [from, into] = 'into' in body ? [id, body.into] : [body.from, id]
    const check = (goes: PersonRecord) => {
      if (goes.id === id) requireMatch(c, personEtag(goes), ['personChangedApi'])
    }
    const person = await library.mergePeople(from, into, await actor(c, 'talks:write'), check)
    c.header('ETag', personEtag(person))
    return c.json(personJson(person), 200)
  })
}

/** Keys that were not sent are left out, not set to undefined. */
export function given<T extends object>(change: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
}

function personJson({ id, name, talks, description, links, orcid, isni, wikidata, formerly }: PersonRecord) {
  const identifiers = { orcid, isni, wikidata }
  return {
    id,
    name,
    url: personPath(id),
    talks,
    description,
    links: links.map((link) => ({ ...link })),
    ...identifiers,
    formerly: [...formerly],
  }
}
