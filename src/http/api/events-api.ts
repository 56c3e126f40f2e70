/** Events in `/api/v1`, made and changed. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { eventPath } from '../../../web/pages/links.ts'
import { Failure } from '../../failure.ts'
import { nextYears } from '../../library/event/copy-event.ts'
import { type Event, WITHOUT_DETAILS } from '../../library/event/event.ts'
import { newId } from '../../library/ids.ts'
import type { Library } from '../../library/library.ts'
import { slug } from '../../library/slug.ts'
import { eventChange, eventEtag, eventFields, newEventFields, wrongDates } from '../archivist/fields/event-fields.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { todayIn } from '../request/today.ts'
import { eventShape } from './api-shapes.ts'
import { createGuard, requireMatch } from './guard.ts'
import { eventJson, listedTalks } from './json.ts'
import { asks, body, failures, ifMatch } from './route-parts.ts'

const answer = { content: { 'application/json': { schema: eventShape } }, description: 'De bijeenkomst zoals ze nu is' }

/** Other than proposed. */
const copyFields = newEventFields.pick({ id: true, title: true, from: true, to: true }).partial()

const routes = {
  create: createRoute({
    method: 'post',
    path: '/events',
    ...asks('talks:write'),
    summary: 'Maak een bijeenkomst, ook een die nog komt',
    request: body(newEventFields),
    responses: { 201: answer, ...failures },
  }),
  copy: createRoute({
    method: 'post',
    path: '/events/{id}/copy',
    ...asks('talks:write'),
    summary: 'Maak een bijeenkomst naar een eerdere: een jaar later, met het programma, zonder opnames, links en bijlagen',
    request: { params: z.object({ id: z.string().max(100) }), ...body(copyFields) },
    responses: { 201: answer, ...failures },
  }),
  change: createRoute({
    method: 'patch',
    path: '/events/{id}',
    ...asks('talks:write'),
    summary: 'Wijzig een bijeenkomst; het programma wordt in zijn geheel vervangen',
    request: { params: z.object({ id: z.string().max(100) }), headers: ifMatch, ...body(eventFields) },
    responses: { 200: answer, ...failures },
  }),
}

/** An id that follows from the title, and is free. */
export async function freeEventId(library: Library, title: string): Promise<string> {
  const plain = slug(title).slice(0, 60).replace(/-+$/, '') || 'bijeenkomst'
  return (await library.event(plain)) === null ? plain : `${plain}-${newId(4)}`
}

/** @throws Failure `invalid` */
export function requireDates(event: Pick<Event, 'from' | 'to'>): void {
  const wrong = wrongDates(event)
  if (wrong) throw new Failure('invalid', ['wrongDates'], { errors: [wrong] })
}

export function newEvent(id: string, title: string, fields: object): Event {
  return { ...WITHOUT_DETAILS, ...fields, id, title }
}

/** @param api the API's own app, under `/api/v1` */
export function routeEventsApi(api: OpenAPIHono<AppEnv>, deps: Dependencies): void {
  const { library } = deps
  const { guard, actor } = createGuard(deps)
  const shown = async (event: Event) => eventJson(event, await listedTalks(library, [event]), todayIn(deps.config.timeZone))

  api.use('/events', guard('POST', 'talks:write'))
  api.openapi(routes.create, async (c) => {
    const { id: chosen, ...given } = c.req.valid('json')
    const event = newEvent(chosen ?? (await freeEventId(library, given.title)), given.title, eventChange(given))
    requireDates(event)
    const made = await library.createEvent(event, await actor(c, 'talks:write'))
    c.header('Location', eventPath(made.id))
    c.header('ETag', eventEtag(made))
    return c.json(await shown(made), 201)
  })

  api.use('/events/:id/copy', guard('POST', 'talks:write'))
  api.openapi(routes.copy, async (c) => {
    const source = await library.event(c.req.valid('param').id)
    if (!source) throw new Failure('not-found', ['noEvent'])
    const { id: chosen, ...given } = c.req.valid('json')
    const copy = { ...nextYears(source), ...eventChange(given) }
    const event = { ...copy, id: chosen ?? (await freeEventId(library, copy.title)) }
    requireDates(event)
    const made = await library.createEvent(event, await actor(c, 'talks:write'), source.id)
    c.header('Location', eventPath(made.id))
    c.header('ETag', eventEtag(made))
    return c.json(await shown(made), 201)
  })

  api.use('/events/:id', guard('PATCH', 'talks:write'))
  api.openapi(routes.change, async (c) => {
    const change = eventChange(c.req.valid('json'))
    const changed = await library.changeEvent(c.req.valid('param').id, await actor(c, 'talks:write'), (event) => {
      requireMatch(c, eventEtag(event), ['eventChangedApi'])
      requireDates({ ...event, ...change })
      return change
    })
    c.header('ETag', eventEtag(changed))
    return c.json(await shown(changed), 200)
  })
}
