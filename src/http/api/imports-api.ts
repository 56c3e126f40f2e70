/** A sheet in `/api/v1`: read, its columns recognised or named, and previewed as a batch, which is then started, followed and undone as others are. */
import { type OpenAPIHono, z } from '@hono/zod-openapi'
import { Failure } from '../../failure.ts'
import { readTableApart } from '../../ingest/apart/read-apart.ts'
import { SHEET_FIELDS } from '../../library/sheet/columns.ts'
import { requireOnce } from '../archivist/sheet/routes.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { LARGEST_SHEET } from '../request/body-limits.ts'
import { batchJson, batchShape } from './batches-api.ts'
import { createGuard } from './guard.ts'
import { asks, failures, json } from './route-parts.ts'
import { fileName } from './uploads.ts'

const query = z.object({
  filename: z.string().max(255).default('blad'),
  sheet: z.string().max(100).optional().openapi({ description: 'Naam van een werkblad; zonder: het eerste met rijen' }),
  columns: z
    .string()
    .max(2000)
    .optional()
    .openapi({
      description: `Per kolom een veld of leeg, met een komma ertussen; zonder: naar de kolomnamen. Velden: ${SHEET_FIELDS.join(', ')}`,
    }),
  overwrite: z.enum(['true', 'false']).default('false').openapi({ description: 'Of het blad telt waar een veld ook hier is gewijzigd' }),
})

/** Described here and handled by hand: its body is a file. */
const route = {
  method: 'post' as const,
  path: '/imports',
  ...asks('talks:write'),
  summary: 'Laat zien wat een blad (CSV of .xlsx) maakt en wijzigt; er verandert nog niets',
  request: {
    query,
    body: { required: true, content: { 'application/octet-stream': { schema: z.string().openapi({ format: 'binary' }) } } },
  },
  responses: { 201: json(batchShape, 'De voorvertoning; /batches/{id}/talks noemt elke rij, /batches/{id}/run voert uit'), ...failures },
}

/** @param api the API's own app, under `/api/v1` */
export function routeImportsApi(api: OpenAPIHono<AppEnv>, deps: Dependencies): void {
  const { sheets } = deps
  const { guard, actor } = createGuard(deps)

  api.use('/imports', guard('POST', 'talks:write', 'anything'))
  api.openAPIRegistry.registerPath(route)
  api.post('/imports', async (c) => {
    const by = await actor(c, 'talks:write')
    const asked = query.safeParse(c.req.query())
    if (!asked.success) throw new Failure('invalid', ['badQuestion'])
    const bytes = new Uint8Array(await c.req.arrayBuffer())
    if (bytes.length === 0) throw new Failure('invalid', ['noFileSent'])
    if (bytes.length > LARGEST_SHEET) throw new Failure('too-large', ['sheetTooLarge', LARGEST_SHEET])
    const { filename, sheet = null, columns: named, overwrite } = asked.data
    const id = await sheets.add(await readTableApart(bytes, sheet), fileName(filename), by)
    const { change } = await sheets.open(id)
    const names = named?.split(',').map((name) => name.trim())
    const unknown = names?.filter((name) => name !== '' && !SHEET_FIELDS.some((field) => field === name)) ?? []
    if (unknown.length > 0) throw new Failure('invalid', ['noField', unknown.join(', '), SHEET_FIELDS.join(', ')])
    const columns = names ? change.header.map((_, i) => SHEET_FIELDS.find((field) => field === names[i]) ?? null) : change.columns
    requireOnce(columns, (field) => field)
    const batch = await sheets.preview(id, columns, overwrite === 'true')
    c.header('Location', `/api/v1/batches/${batch.id}`)
    return c.json(batchJson(batch), 201)
  })
}
