/** What the descriptions of many routes share, in the form that `createRoute` takes. */
import { z } from '@hono/zod-openapi'
import { problemShape } from './api-shapes.ts'

export const json = <T extends z.ZodType>(schema: T, description: string) => ({ content: { 'application/json': { schema } }, description })
export const body = <T extends z.ZodType>(schema: T) => ({ body: { required: true as const, content: { 'application/json': { schema } } } })
export const failures = {
  '4XX': { content: { 'application/problem+json': { schema: problemShape } }, description: 'Wat er mis is (RFC 9457)' },
}
export const params = z.object({ id: z.string().max(100) })
