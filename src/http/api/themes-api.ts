/** Themes in `/api/v1`: read, made, changed, merged and removed. */
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { themePath } from '../../../web/pages/links.ts'
import { Failure } from '../../failure.ts'
import type { ThemeRecord } from '../../library/theme/record.ts'
import type { ThemeChange } from '../../library/theme/themes.ts'
import { themeEtag, themeFields, themeName } from '../archivist/fields/theme-fields.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { namedShape } from './api-shapes.ts'
import { createGuard, requireMatch } from './guard.ts'
import { given } from './people-api.ts'
import { asks, body, failures, json, params } from './route-parts.ts'

const relation = z.object({ id: z.string(), name: z.string(), url: z.string() })
const themeShape = namedShape
  .extend({
    english: z.string().nullable().openapi({ description: 'De Engelse voorkeursnaam' }),
    description: z.string().nullable(),
    labels: z
      .array(z.object({ language: z.enum(['nl', 'en']), text: z.string(), hidden: z.boolean() }))
      .openapi({ description: 'Andere namen; hidden: alleen voor zoeken' }),
    broader: z.array(relation),
    related: z.array(relation),
    narrower: z.number().int().openapi({ description: 'Hoeveel thema’s dit thema als breder hebben' }),
    matches: z.array(z.string()).openapi({ description: 'Adressen van hetzelfde begrip in andere thesauri' }),
    formerly: z.array(z.string()).openapi({ description: 'Ids van thema’s die hierin opgingen; ze verwijzen door' }),
  })
  .openapi('Theme')

const other = z.string().min(1).max(100)
const routes = {
  read: createRoute({
    method: 'get',
    path: '/themes/{id}',
    summary: 'Eén thema; een vroeger id verwijst door',
    request: { params },
    responses: { 200: json(themeShape, 'Het thema'), 308: { description: 'Samengevoegd met een ander' }, ...failures },
  }),
  add: createRoute({
    method: 'post',
    path: '/themes',
    summary: 'Maak een thema dat nog bij geen opname staat',
    ...asks('talks:write'),
    request: body(z.strictObject({ name: themeName })),
    responses: { 201: json(themeShape, 'Het thema'), ...failures },
  }),
  change: createRoute({
    method: 'patch',
    path: '/themes/{id}',
    summary: 'Wijzig een thema: namen, beschrijving, bredere en verwante thema’s (ids), adressen elders (ETag in If-Match)',
    ...asks('talks:write'),
    request: { params, ...body(themeFields) },
    responses: { 200: json(themeShape, 'Het thema zoals het nu is'), ...failures },
  }),
  merge: createRoute({
    method: 'post',
    path: '/themes/{id}/merge',
    summary: 'Voeg twee thema’s samen; het adres van wat opgaat verwijst voortaan door',
    ...asks('talks:write'),
    request: {
      params,
      ...body(
        z
          .union([z.strictObject({ into: other }), z.strictObject({ from: other })])
          .openapi({ description: 'into: {id} gaat op in dit thema; from: dit thema gaat op in {id}' }),
      ),
    },
    responses: { 200: json(themeShape, 'Het thema dat blijft'), ...failures },
  }),
  remove: createRoute({
    method: 'delete',
    path: '/themes/{id}',
    summary: 'Verwijder een thema dat bij geen opname staat',
    ...asks('talks:write'),
    request: { params },
    responses: { 204: { description: 'Verwijderd' }, ...failures },
  }),
}

/** @param api the API's own app, under `/api/v1` */
export function routeThemesApi(api: OpenAPIHono<AppEnv>, deps: Dependencies): void {
  const { library } = deps
  const { guard, actor } = createGuard(deps)

  api.use('/themes', guard('POST', 'talks:write'))
  api.use('/themes/:id', guard('PATCH', 'talks:write'))
  api.use('/themes/:id', guard('DELETE', 'talks:write'))
  api.openapi(routes.read, async (c) => {
    const { id } = c.req.valid('param')
    const present = await library.themeMergedInto(id)
    if (present !== null) return c.redirect(`/api/v1/themes/${present}`, 308)
    const theme = await library.publicTheme(id)
    if (!theme) throw new Failure('not-found', ['noTheme'])
    c.header('ETag', themeEtag(theme))
    return c.json(themeJson(theme), 200)
  })
  api.openapi(routes.add, async (c) => {
    const theme = await library.addTheme(c.req.valid('json').name, await actor(c, 'talks:write'))
    c.header('ETag', themeEtag(theme))
    return c.json(themeJson(theme), 201)
  })
  api.openapi(routes.change, async (c) => {
    const check = (now: ThemeRecord) => requireMatch(c, themeEtag(now), ['themeChangedApi'])
    const change: ThemeChange = given(c.req.valid('json'))
    const theme = await library.changeTheme(c.req.valid('param').id, change, await actor(c, 'talks:write'), check)
    c.header('ETag', themeEtag(theme))
    return c.json(themeJson(theme), 200)
  })
  api.openapi(routes.remove, async (c) => {
    await library.removeTheme(c.req.valid('param').id, await actor(c, 'talks:write'))
    return c.body(null, 204)
  })

  api.use('/themes/:id/merge', guard('POST', 'talks:write'))
  api.openapi(routes.merge, async (c) => {
    const { id } = c.req.valid('param')
    const sent = c.req.valid('json')
    const [from, into] = 'into' in sent ? [id, sent.into] : [sent.from, id]
    const check = (goes: ThemeRecord) => {
      if (goes.id === id) requireMatch(c, themeEtag(goes), ['themeChangedApi'])
    }
    const theme = await library.mergeThemes(from, into, await actor(c, 'talks:write'), check)
    c.header('ETag', themeEtag(theme))
    return c.json(themeJson(theme), 200)
  })
}

function themeJson({ uses: _uses, labels, broader, related, matches, formerly, ...theme }: ThemeRecord) {
  const relations = (themes: ThemeRecord['broader']) => themes.map((one) => ({ ...one, url: themePath(one.id) }))
  return {
    ...theme,
    url: themePath(theme.id),
    labels: labels.map((label) => ({ ...label })),
    broader: relations(broader),
    related: relations(related),
    matches: [...matches],
    formerly: [...formerly],
  }
}
