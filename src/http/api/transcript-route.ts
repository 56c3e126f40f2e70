/** The description of `POST /talks/{id}/transcript`, and of the cues that programs send. */
import { z } from '@hono/zod-openapi'
import { MADE_BY } from '../../library/talk/talk.ts'
import { estimateShape } from './api-shapes.ts'
import { asks, failures, json, params } from './route-parts.ts'

const MOST_CUES = 200_000

export const language = z.string().regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}$/)

/** Whatever a reader of ours gives can be sent back. */
const time = z.number().int().min(0).max(1_000_000_000)
export const cues = z
  .array(
    z.strictObject({
      id: z.string().max(1000).nullable().default(null),
      start: time,
      end: time,
      speaker: z.string().max(500).nullable().default(null),
      text: z.string().max(1_000_000),
      words: z
        .array(z.strictObject({ start: time, end: time, text: z.string().max(10_000) }))
        .max(200_000)
        .nullable()
        .default(null),
      estimate: estimateShape.optional(),
    }),
  )
  .max(MOST_CUES)

/** Described here and handled by hand: its body is JSON, or a file of any kind. */
export const transcriptRoute = {
  method: 'post' as const,
  path: '/talks/{id}/transcript',
  ...asks('talks:write'),
  summary: 'Lever een transcript aan: als bestand, of een verbeterde versie als JSON',
  request: {
    params,
    query: z.object({
      filename: z.string().max(255).optional().openapi({ description: 'Van een bestand; zonder is JSON een verbeterde versie' }),
      lang: language.optional(),
      made: z.enum(MADE_BY).optional(),
      confirmed: z.literal('language').optional(),
    }),
    body: {
      required: true as const,
      content: {
        'application/json': {
          schema: z.strictObject({
            language: language.default('nl'),
            base: z.number().int().min(0).max(999_999),
            note: z.string().max(2000).nullable().default(null),
            cues,
          }),
        },
        'application/octet-stream': { schema: z.string().openapi({ format: 'binary' }) },
      },
    },
  },
  responses: {
    201: json(
      z.object({
        revision: z.number().int(),
        language: z.string(),
        findings: z.array(
          z.object({
            severity: z.enum(['error', 'warning']),
            code: z.string(),
            line: z.number().int(),
            column: z.number().int(),
            message: z.string(),
          }),
        ),
        problem: z.string().nullable(),
      }),
      'De nieuwe revisie',
    ),
    ...failures,
  },
}
