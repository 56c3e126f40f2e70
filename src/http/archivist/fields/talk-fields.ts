/** What an archivist may say of a talk, from JSON and from a form alike. Nothing else can be set: not its stage, not who made it. */
import { z } from '@hono/zod-openapi'
import { Failure } from '../../../failure.ts'
import { newId } from '../../../library/ids.ts'
import { readDate } from '../../../library/sheet/dates.ts'
import { slug } from '../../../library/slug.ts'
import { emptyTalk, type Speaker, type TalkRecord } from '../../../library/talk/talk.ts'
import { because } from '../../request/field-errors.ts'

const id = z
  .string()
  .max(100)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, because('fieldNotId'))
const line = (most: number) => z.string().trim().max(most)
const nullable = (most: number) => line(most).nullable()

const speaker = z.strictObject({
  id: id.optional(),
  name: line(200).min(1),
  role: nullable(200).default(null),
  organisation: nullable(200).default(null),
})

/** The form in which a recording keeps its date: as precise as it is known. */
const RECORDED = /^\d{4}(?:-\d{2}(?:-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2}))?)?)?$/
const isOfCalendar = (text: string) => readDate(text, 'UTC') !== null && !Number.isNaN(Date.parse(text))

/**
 * A date as an archivist writes it, such as `15 april 2024`, in the form in which a recording keeps it.
 * @returns the text itself where it is no date, so that it is refused as it was typed
 */
export function dateTyped(text: string, timeZone: string): string {
  return RECORDED.test(text) ? text : (readDate(text, timeZone) ?? text)
}

export const talkFields = z
  .strictObject({
    title: line(500).min(1),
    event: id.nullable(),
    speakers: z.array(speaker).max(50),
    recorded: z
      .string()
      .max(40)
      .regex(RECORDED, because('fieldNotDate'))
      // Also asked of a text that the line above refused.
      .refine((text) => !RECORDED.test(text) || isOfCalendar(text), because('fieldNoSuchDay'))
      .nullable(),
    language: z.string().regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}$/, because('fieldNotLanguage')),
    abstract: nullable(20_000),
    themes: z.array(line(100).min(1)).max(50),
    rights: nullable(2000),
    visibility: z.enum(['public', 'unlisted', 'internal']),
    demonstration: z.boolean(),
    chapters: z.array(z.strictObject({ start: z.number().int().min(0).max(86_400_000), title: line(300).min(1) })).max(1000),
  })
  .partial()

export type TalkFields = z.infer<typeof talkFields>
/** The id can be chosen once; without one it is made up. */
export const newTalkFields = talkFields.extend({ id: id.optional() }).required({ title: true })

type Fields = Partial<Omit<TalkRecord, 'id' | 'transcripts' | 'quotes'>>

/** @throws Failure `invalid` where chapters are out of order */
export function fieldsOf(given: TalkFields): Fields {
  const { title, event, speakers, recorded, language, abstract, themes, rights, visibility, demonstration, chapters } = given
  const unordered = chapters?.findIndex((chapter, i) => i > 0 && chapter.start <= (chapters[i - 1]?.start ?? 0)) ?? -1
  if (unordered >= 0) throw new Failure('invalid', ['chapterOrder', chapters?.[unordered]?.title ?? ''])
  const empty = (text: string | null) => (text === '' ? null : text)
  return {
    ...(title === undefined ? {} : { title }),
    ...(event === undefined ? {} : { event }),
    ...(speakers === undefined ? {} : { speakers: speakers.map(speakerOf) }),
    ...(recorded === undefined ? {} : { recorded }),
    ...(language === undefined ? {} : { language }),
    ...(abstract === undefined ? {} : { abstract: empty(abstract) }),
    ...(themes === undefined ? {} : { themes: [...new Map(themes.map((name) => [slug(name), { id: slug(name), name }])).values()] }),
    ...(rights === undefined ? {} : { rights: empty(rights) }),
    ...(visibility === undefined ? {} : { visibility }),
    ...(demonstration === undefined ? {} : { demonstration }),
    ...(chapters === undefined ? {} : { chapters: chapters.map((chapter) => ({ ...chapter, end: null })) }),
  }
}

function speakerOf({ id: given, name, role, organisation }: z.infer<typeof speaker>): Speaker {
  return { id: given ?? slug(name), name, role: role || null, organisation: organisation || null }
}

/** A draft with nothing in it but what is given. */
export function draftOf(given: z.infer<typeof newTalkFields>): TalkRecord {
  const { id: chosen, ...fields } = given
  return { ...emptyTalk(chosen ?? newId(), given.title), ...fieldsOf(fields) }
}
