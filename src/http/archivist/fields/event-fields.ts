/** What an archivist may say of an event, from JSON and from a form alike. */
import { createHash } from 'node:crypto'
import { z } from '@hono/zod-openapi'
import { speakerRows, speakerText } from '../../../../web/pages/desk/speaker-lines.ts'
import type { FieldError } from '../../../failure.ts'
import { type Event, type ProgrammeItem, SLOT_KINDS } from '../../../library/event/event.ts'
import type { EventChange } from '../../../library/event/event-changes.ts'
import { readDate } from '../../../library/sheet/dates.ts'
import { slug } from '../../../library/slug.ts'
import { because } from '../../request/field-errors.ts'
import type { Form } from '../forms.ts'
import { filledRows, moveRows, sentRows } from './speaker-fields.ts'

const line = (most: number) => z.string().trim().max(most)
const required = line(500).min(1)
const optional = (most: number) =>
  line(most)
    .transform((text) => text || null)
    .nullable()
const id = z
  .string()
  .max(100)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, because('fieldNotId'))
const date = z
  .string()
  .regex(/^\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?$/, because('fieldNotDate'))
  // Also asked of a text that the line above refused.
  .refine((text) => text.length !== 10 || readDate(text, 'UTC') !== null, because('fieldNoSuchDay'))
const clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, because('fieldNotClock'))

const slot = z
  .strictObject({
    from: clock.nullable().default(null),
    to: clock.nullable().default(null),
    part: optional(500).default(null),
    title: required,
    kind: z.enum(SLOT_KINDS).default('other'),
    speakers: z
      .array(
        z.strictObject({
          id: id.optional(),
          name: line(200).min(1),
          role: optional(200).default(null),
          organisation: optional(200).default(null),
        }),
      )
      .max(50)
      .default([]),
    description: optional(20_000).default(null),
    talk: id.nullable().default(null),
  })
  .refine(({ from, to }) => to === null || from !== null, { path: ['from'], error: because('fieldEndWithoutStartTime') })

const fields = {
  title: required,
  from: date.nullable(),
  to: date.nullable(),
  place: optional(500),
  organisers: z.array(required).max(50),
  summary: optional(20_000),
  registration: z
    .url({ protocol: /^https?$/, error: because('fieldNotUrl') })
    .max(2000)
    .nullable(),
  programme: z.array(slot).max(300),
  links: z
    .array(
      z.strictObject({
        title: required,
        url: z
          .url({ protocol: /^https?$/, error: because('fieldNotUrl') })
          .max(2000)
          .nullable()
          .default(null),
      }),
    )
    .max(100),
}

export const eventFields = z.strictObject(fields).partial()
export const newEventFields = z
  .strictObject({ ...fields, id: id.optional() })
  .partial()
  .required({ title: true })

/** Speakers without an id are known by their name. */
export function eventChange({ programme, ...rest }: z.infer<typeof eventFields>): EventChange {
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)) as EventChange
  if (programme === undefined) return given
  const slots = programme.map(
    ({ speakers, ...item }): ProgrammeItem => ({ ...item, speakers: speakers.map((one) => ({ ...one, id: one.id ?? slug(one.name) })) }),
  )
  return { ...given, programme: slots }
}

/** Of a date and its end; null: nothing wrong. */
export function wrongDates({ from, to }: Pick<Event, 'from' | 'to'>): FieldError | null {
  if (to !== null && from === null) return { path: 'from', why: ['fieldEndWithoutStartDate'] }
  if (from !== null && to !== null && to < from) return { path: 'to', why: ['fieldEndBeforeStart'] }
  return null
}

/** Changes with everything archivists write about an event. */
export function eventEtag(event: Event): string {
  return `"${createHash('sha256').update(JSON.stringify(event)).digest('base64url').slice(0, 22)}"`
}

const SLOT_FIELDS = ['van', 'tot', 'deel', 'onderdeel', 'soort', 'beschrijving', 'opname'] as const
/** `sprekers` is the text of the item's rows. */
export type SlotForm = Readonly<Record<(typeof SLOT_FIELDS)[number] | 'sprekers', string>>

/** The event's form as text: links are a line each, `titel | adres`. */
export interface EventForm {
  /** The id of an event that is being made; empty: it follows from the title. */
  readonly kenmerk: string
  readonly titel: string
  readonly begin: string
  readonly einde: string
  readonly plaats: string
  readonly organisatoren: string
  readonly samenvatting: string
  readonly aanmelden: string
  readonly links: string
  readonly slots: readonly SlotForm[]
}

const bars = (...parts: readonly (string | null)[]) =>
  parts
    .map((part) => part ?? '')
    .join(' | ')
    .replace(/(?: \| )+$/, '')

export function eventForm(event: Omit<Event, 'id' | 'attachments'>): EventForm {
  return {
    kenmerk: '',
    titel: event.title,
    begin: event.from ?? '',
    einde: event.to ?? '',
    plaats: event.place ?? '',
    organisatoren: event.organisers.join('\n'),
    samenvatting: event.summary ?? '',
    aanmelden: event.registration ?? '',
    links: event.links.map(({ title, url }) => bars(title, url)).join('\n'),
    slots: event.programme.map((item) => ({
      van: item.from ?? '',
      tot: item.to ?? '',
      deel: item.part ?? '',
      onderdeel: item.title,
      soort: item.kind,
      sprekers: speakerText(
        item.speakers.map(({ id, name, role, organisation }) => ({ id, name, role: role ?? '', organisation: organisation ?? '' })),
      ),
      beschrijving: item.description ?? '',
      opname: item.talk ?? '',
    })),
  }
}

export const EMPTY_SLOT: SlotForm = {
  van: '',
  tot: '',
  deel: '',
  onderdeel: '',
  soort: 'other',
  sprekers: '',
  beschrijving: '',
  opname: '',
}

/** The form as a browser sends it: the fields of a slot come in the slots' order. */
export function sentEvent(form: Form): EventForm {
  const columns = SLOT_FIELDS.map((name) => form.all(name))
  const slots = Array.from({ length: Math.max(...columns.map((column) => column.length)) }, (_, i) => ({
    ...Object.fromEntries(SLOT_FIELDS.map((name, column) => [name, columns[column]?.[i]?.trim() ?? ''])),
    sprekers: speakerText(sentRows(form, `-${i}`) ?? []),
  })) as SlotForm[]
  const { text } = form
  return {
    kenmerk: text('kenmerk'),
    titel: text('titel'),
    begin: text('begin'),
    einde: text('einde'),
    plaats: text('plaats'),
    organisatoren: text('organisatoren'),
    samenvatting: text('samenvatting'),
    aanmelden: text('aanmelden'),
    links: text('links'),
    slots,
  }
}

const lines = (text: string) =>
  text
    .split('\n')
    .map((one) => one.trim())
    .filter((one) => one !== '')

/** The slots in which something was typed or chosen: the page offers an empty one, which an event need not have. */
export function filledSlots(slots: readonly SlotForm[]): SlotForm[] {
  const isTyped = (slot: SlotForm) => Object.entries(slot).some(([name, value]) => name !== 'soort' && name !== 'sprekers' && value !== '')
  return slots.filter((slot) => filledRows(slot.sprekers).length > 0 || isTyped(slot))
}

/** The form as JSON would have it, to be checked by `eventFields`. */
export function readEventForm(form: EventForm, before: Pick<Event, 'programme'> | null): unknown {
  const ids = new Map(before?.programme.flatMap(({ speakers }) => speakers.map(({ name, id: known }) => [name, known])))
  return {
    title: form.titel,
    from: readDay(form.begin),
    to: readDay(form.einde),
    place: form.plaats || null,
    organisers: lines(form.organisatoren),
    summary: form.samenvatting || null,
    registration: form.aanmelden || null,
    links: lines(form.links).map((one) => {
      const [title = '', url = ''] = one.split('|').map((part) => part.trim())
      return { title, url: url || null }
    }),
    programme: form.slots.map((one) => ({
      from: readClock(one.van),
      to: readClock(one.tot),
      part: one.deel || null,
      title: one.onderdeel,
      kind: one.soort || 'other',
      speakers: filledRows(one.sprekers).map(({ id: chosen, name, role, organisation }) => {
        // A row without an id means the speaker of that name whom the event has already.
        const person = chosen || ids.get(name)
        return { ...(person ? { id: person } : {}), name, role: role || null, organisation: organisation || null }
      }),
      description: one.beschrijving || null,
      talk: one.opname || null,
    })),
  }
}

/** `15 april 2027` is read as it is meant; what is no day stays as it was typed, to be refused. */
function readDay(text: string): string | null {
  if (text === '') return null
  const read = readDate(text, 'UTC')
  return read === null || read.length > 10 ? text : read
}

/** `9.30` and `9:30` are read as they are meant. */
function readClock(text: string): string | null {
  return text === '' ? null : text.replace('.', ':').padStart(5, '0')
}

/**
 * The slots after a button of the form was pressed: `omhoog-3`, `omlaag-3`, `weg-3`, `erna-3` (-1: before the first), or a button of a
 * slot's speakers, `spreker-3-omhoog-1`.
 */
export function moveSlots(slots: readonly SlotForm[], pressed: string): SlotForm[] {
  const [, slotNumber, move = ''] = /^spreker-(\d{1,3})-(.+)$/.exec(pressed) ?? []
  if (slotNumber !== undefined)
    return slots.map((slot, i) =>
      i === Number(slotNumber) ? { ...slot, sprekers: speakerText(moveRows(speakerRows(slot.sprekers), move)) } : slot,
    )
  const [, verb, number] = /^(omhoog|omlaag|weg|erna)-(-?\d{1,3})$/.exec(pressed) ?? []
  const at = Number(number)
  const slotAt = slots[at]
  if (verb === 'erna') return slots.toSpliced(at + 1, 0, EMPTY_SLOT)
  if (slotAt === undefined) return [...slots]
  const rest = slots.toSpliced(at, 1)
  if (verb === 'weg') return rest
  return rest.toSpliced(Math.max(0, verb === 'omhoog' ? at - 1 : at + 1), 0, slotAt)
}
