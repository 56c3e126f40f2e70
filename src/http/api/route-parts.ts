/** What the descriptions of many routes share, in the form that `createRoute` takes. */
import { z } from '@hono/zod-openapi'
import type { Scope } from '../../access/viewer.ts'
import { problemShape } from './api-shapes.ts'

export const json = <T extends z.ZodType>(schema: T, description: string) => ({ content: { 'application/json': { schema } }, description })
export const body = <T extends z.ZodType>(schema: T) => ({ body: { required: true as const, content: { 'application/json': { schema } } } })
export const failures = {
  '4XX': { content: { 'application/problem+json': { schema: problemShape } }, description: 'Wat er mis is (RFC 9457)' },
}
export const params = z.object({ id: z.string().max(100) })

/** What a call needs: a token (or a session) with this scope. */
export const asks = (scope: Scope) => ({ security: [{ token: [scope] }] })
export const securitySchemes = {
  token: { type: 'http', scheme: 'bearer', description: 'Een sleutel van /beheer/sleutels, met de genoemde bevoegdheid' },
} as const

/** A change of what the caller saw: refused when it is another by now. */
export const ifMatch = z.object({
  'if-match': z.string().max(1000).optional().openapi({ description: 'De ETag van wat gewijzigd wordt; intussen gewijzigd: 412' }),
})
