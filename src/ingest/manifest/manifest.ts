/** The one definition of manifests: for parsing, for editors (JSON Schema) and for export. */
import { z } from 'zod'
import { SLOT_KINDS } from '../../library/event/event.ts'
import { CONTEXT, LONGEST_QUOTE } from '../../transcript/quote/quote.ts'
import { parseTime } from '../../transcript/timecode.ts'

const ID = /^[a-z0-9]+(?:-[a-z0-9]+)*$/
const id = z
  .string()
  .max(100)
  .regex(ID, 'mag alleen kleine letters, cijfers en losse koppeltekens bevatten')
  .describe('Blijvend; a-z, 0-9 en koppeltekens.')
const text = z.string().trim().min(1, 'mag niet leeg zijn').max(20_000)
const line = text.max(500, 'mag hoogstens 500 tekens lang zijn')
const url = z.url({ protocol: /^https?$/, error: 'moet een adres met http:// of https:// zijn' })
const fileName = z.string().min(1, 'mag niet leeg zijn').describe('Pad vanaf de map van dit manifest.')
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'moet een SHA-256 zijn: 64 hexadecimale tekens')
const language = z.string().regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/, 'moet een taalcode zijn, zoals nl of en-GB')

const DATE = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/
const DATE_TIME = /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)?$/

function isCalendarDate(year: number, month = 1, day = 1): boolean {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

/** As precise as the source: a year, a month or a day. YAML reads a bare year as a number. */
const date = z
  .union([z.string(), z.number().int()])
  .transform(String)
  .refine(
    (value) => {
      const match = DATE.exec(value)
      return match !== null && isCalendarDate(Number(match[1]), Number(match[2] ?? 1), Number(match[3] ?? 1))
    },
    { error: 'moet een bestaande datum zijn: 2024-04-15, 2024-04 of 2024' },
  )

const moment = z
  .union([z.string(), z.number().int()])
  .transform(String)
  .refine(
    (value) => {
      const match = DATE.exec(value) ?? DATE_TIME.exec(value)
      return match !== null && isCalendarDate(Number(match[1]), Number(match[2] ?? 1), Number(match[3] ?? 1))
    },
    { error: 'moet een datum zijn (2024-04-15), liefst met tijd en zone (2024-04-15T11:15+02:00)' },
  )

const clock = z
  .union([z.string(), z.number().nonnegative()])
  .transform(String)
  .refine((value) => parseTime(value) !== null, { error: 'moet een tijd in de opname zijn, zoals "12:34"' })

const slotTime = z
  .string()
  .regex(/^([01]?\d|2[0-3])[:.][0-5]\d(?:\s*[-–]\s*([01]?\d|2[0-3])[:.][0-5]\d)?$/, 'moet een tijd zijn, zoals "11:15-12:00"')

const speaker = z.union([
  z.strictObject({ id, name: line, role: line.optional(), organisation: line.optional() }),
  line.describe('Alleen een naam; het id volgt uit de naam.'),
])

const attachment = z
  .strictObject({ kind: z.enum(['slides', 'report', 'link']), title: line, file: fileName.optional(), url: url.optional() })
  .refine((value) => !(value.file && value.url), { error: 'heeft een file of een url, niet allebei' })
  .describe('Zonder file en url: de bron noemt het, wij hebben het niet.')

export const eventManifest = z.strictObject({
  kind: z.literal('event'),
  id,
  title: line,
  date: z
    .union([z.literal('unknown'), date, z.strictObject({ from: date, to: date })])
    .describe('2024-04-15, 2024-04, 2024, { from, to } of unknown.'),
  place: line.optional(),
  organisers: z.array(line).default([]),
  summary: text.optional(),
  registration: url.optional().describe('Waar mensen zich aanmelden, voor een bijeenkomst die nog komt.'),
  programme: z
    .array(
      z.strictObject({
        time: slotTime.optional(),
        part: line.optional().describe('Dagdeel, als kopje.'),
        title: line,
        kind: z.enum(SLOT_KINDS).default('other'),
        speakers: z.array(speaker).default([]),
        description: text.optional(),
        talk: id.optional().describe('Het id van de opname, waar die er is.'),
      }),
    )
    .max(1000)
    .default([]),
  links: z.array(z.strictObject({ title: line, url: url.optional() })).default([]),
  attachments: z.array(attachment).default([]),
})

const ms = z.number().int().min(0).max(1e10)

const storyboard = z.strictObject({
  file: fileName,
  every: z.number().positive().max(3600).describe('Seconden van het ene beeldje tot het volgende.'),
  columns: z.number().int().min(1).max(100),
  width: z.number().int().min(16).max(1000).describe('Breedte van één beeldje in pixels.'),
  height: z.number().int().min(16).max(1000),
})

const revision = z.strictObject({
  number: z.number().int().min(1),
  file: fileName,
  created: z.iso.datetime('moet een tijdstip in UTC zijn, zoals 2024-04-16T09:30:00.000Z'),
  origin: line.default('import'),
  author: line.optional(),
  note: text.optional(),
  source: fileName.optional().describe('Het bestand zoals het werd aangeleverd.'),
  moved: z
    .array(z.strictObject({ from: ms, to: ms.optional(), shift: z.number().int().min(-1e10).max(1e10) }))
    .max(1000)
    .optional()
    .describe('De opname is opnieuw gesneden: welke stukken bleven (ms) en hoe ver ze opschoven.'),
})

const quote = z.strictObject({
  id: z.string().regex(/^[a-z0-9]{8,40}$/),
  language,
  revision: z.number().int().min(1),
  start: ms,
  end: ms,
  exact: z.string().min(1).max(LONGEST_QUOTE),
  prefix: z.string().max(CONTEXT).default(''),
  suffix: z.string().max(CONTEXT).default(''),
  speaker: line.optional(),
  created: z.iso.datetime(),
})

export const talkManifest = z.strictObject({
  kind: z.literal('talk'),
  id,
  event: id.optional(),
  title: line,
  speakers: z.array(speaker).default([]).describe('Met functie en organisatie zoals die dag.'),
  recorded: moment.optional(),
  language: language.default('nl'),
  abstract: text.optional(),
  themes: z.array(line).default([]),
  recording: z
    .union([
      z.strictObject({ file: fileName, sha256: sha256.optional(), poster: fileName.optional(), storyboard: storyboard.optional() }),
      z.strictObject({ hls: url, poster: fileName.optional() }),
    ])
    .optional(),
  transcripts: z
    .array(
      z.strictObject({
        file: fileName,
        language: language.default('nl'),
        made: z.enum(['human', 'asr', 'synthetic']),
        reviewed: z.boolean().default(false),
        maker: line.optional().describe('Naam en versie van het programma dat het transcript maakte.'),
        revisions: z.array(revision).max(10_000).optional().describe('Alle revisies, oudste eerst; de export schrijft ze.'),
      }),
    )
    .default([]),
  chapters: z
    .union([z.array(z.strictObject({ at: clock, until: clock.optional(), title: line })).max(10_000), z.strictObject({ file: fileName })])
    .optional()
    .describe('Zonder deze sleutel gelden de hoofdstukken in de opname zelf; een lege lijst zegt dat er geen zijn.'),
  attachments: z.array(attachment).default([]),
  rights: text.optional(),
  visibility: z.enum(['public', 'unlisted', 'internal']).default('public'),
  demonstration: z.boolean().default(false).describe('Ingesproken door een computerstem; overal zo vermeld.'),
  published: z.iso.datetime().optional(),
  stage: z
    .enum(['draft', 'ready', 'scheduled', 'published'], 'moet draft, ready, scheduled of published zijn')
    .default('published')
    .describe('draft en ready zijn nog niet te zien; scheduled verschijnt op publishAt.'),
  publishAt: z.iso.datetime('moet een tijdstip in UTC zijn, zoals 2026-12-01T08:00:00Z').optional(),
  captionWaiver: text.optional().describe('Waarom de opname zonder ondertiteling mag verschijnen.'),
  withdrawn: date.optional().describe('De dag waarop de opname is ingetrokken; er blijft een melding over.'),
  withdrawnReason: text.optional(),
  quotes: z.array(quote).max(100_000).default([]).describe('Citaten die gemaakt zijn; de export schrijft ze.'),
  formerly: z.array(id).default([]).describe('Eerdere ids; ze verwijzen door.'),
})

export const manifest = z.discriminatedUnion('kind', [eventManifest, talkManifest], {
  error: ({ code }) => (code === 'invalid_union' ? 'moet event of talk zijn' : undefined),
})

export type EventManifest = z.output<typeof eventManifest>
export type TalkManifest = z.output<typeof talkManifest>
export type Manifest = EventManifest | TalkManifest

/** For editors: completion and checks while typing. */
export function manifestJsonSchema(): object {
  return { $id: 'manifest.schema.json', title: 'Woordelijk-manifest', ...z.toJSONSchema(manifest, { io: 'input', unrepresentable: 'any' }) }
}
