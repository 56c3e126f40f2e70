/** A change to many recordings, as programs send it in JSON and as the form of the archivists' pages has it. */
import { z } from '@hono/zod-openapi'
import { rowsFromBars, speakerText } from '../../../../web/pages/desk/speaker-lines.ts'
import type { DeskWords } from '../../../../web/words/nl/desk.ts'
import { Failure } from '../../../failure.ts'
import type { BatchChange, EditedFields, ListChange } from '../../../library/batch/change.ts'
import { slug } from '../../../library/slug.ts'
import { requireFuture, requireReason } from '../../../library/talk/publishing.ts'
import { because } from '../../request/field-errors.ts'
import type { Form } from '../forms.ts'
import { readMoment } from '../moment.ts'
import { type FormField, readFields } from './form-fields.ts'
import { dateTyped, fieldsOf, type TalkFields, talkFields } from './talk-fields.ts'

const { event, recorded, language, abstract, rights, visibility, demonstration, themes, speakers } = talkFields.shape
const names = z.array(z.string().trim().min(1).max(200)).max(50)

/** `set` replaces the list; `add` and `remove` leave the other entries as they are. `remove` takes names or ids. */
function listChange<T extends z.ZodType>(list: T) {
  return z
    .strictObject({ set: list.optional(), add: list.optional(), remove: names.optional() })
    .refine(({ set, add, remove }) => set === undefined || (add === undefined && remove === undefined), because('fieldSetOrAdd'))
}

export const batchChange = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.literal('edit'),
    fields: z
      .strictObject({
        event,
        recorded,
        language,
        abstract,
        rights,
        visibility,
        demonstration,
        themes: listChange(themes.unwrap()).optional(),
        speakers: listChange(speakers.unwrap()).optional(),
      })
      .refine((fields) => Object.keys(fields).length > 0, because('batchNoFields')),
  }),
  z.strictObject({
    action: z.literal('publish'),
    at: z.iso.datetime().nullable().default(null),
    captionWaiver: z.string().max(2000).nullable().default(null),
  }),
  z.strictObject({ action: z.literal('unpublish') }),
  z.strictObject({ action: z.literal('withdraw'), reason: z.string().max(2000) }),
  z.strictObject({ action: z.literal('restore') }),
])

type Given = z.infer<typeof batchChange>

/** @throws Failure `invalid` for a reason that says too little, or a moment that has passed */
export function batchChangeOf(given: Given): BatchChange {
  switch (given.action) {
    case 'edit': {
      const { themes: themeChange, speakers: speakerChange, ...fields } = given.fields
      return {
        action: 'edit',
        fields: {
          ...(fieldsOf(fields) as EditedFields),
          ...(themeChange ? { themes: themesOf(themeChange) } : {}),
          ...(speakerChange ? { speakers: speakersOf(speakerChange) } : {}),
        },
      }
    }
    case 'publish': {
      const at = given.at === null ? null : new Date(given.at).toISOString()
      if (at !== null) requireFuture(at, new Date().toISOString())
      const waiver = given.captionWaiver?.trim() || null
      return { action: 'publish', at, waiver: waiver && requireReason(waiver) }
    }
    case 'withdraw':
      return { action: 'withdraw', reason: requireReason(given.reason) }
    default:
      return given
  }
}

type Lists<T> = { set?: T | undefined; add?: T | undefined; remove?: string[] | undefined }

function themesOf({ set, add, remove }: Lists<string[]>): NonNullable<EditedFields['themes']> {
  const list = (given: string[]) => fieldsOf({ themes: given }).themes ?? []
  return listOf(set && list(set), add && list(add), remove)
}

function speakersOf({ set, add, remove }: Lists<NonNullable<TalkFields['speakers']>>): NonNullable<EditedFields['speakers']> {
  const list = (given: NonNullable<TalkFields['speakers']>) => fieldsOf({ speakers: given }).speakers ?? []
  return listOf(set && list(set), add && list(add), remove)
}

function listOf<T>(set: readonly T[] | undefined, add: readonly T[] | undefined, remove: readonly string[] | undefined): ListChange<T> {
  return { ...(set ? { set } : {}), ...(add ? { add } : {}), ...(remove ? { remove: remove.map(slug) } : {}) }
}

/** Actions as the pages name them. */
export const PAGE_ACTIONS = {
  gegevens: 'edit',
  publiceren: 'publish',
  inplannen: 'schedule',
  concept: 'unpublish',
  intrekken: 'withdraw',
  terugzetten: 'restore',
} as const
export type PageAction = (typeof PAGE_ACTIONS)[keyof typeof PAGE_ACTIONS]

export function pageAction(name: string): PageAction | null {
  return PAGE_ACTIONS[name as keyof typeof PAGE_ACTIONS] ?? null
}

/** Value of a choice that empties a field, where an empty value leaves it as it is. */
export const EMPTIED = '-'

/** @throws Failure `invalid` with each field that is wrong */
export function readBatchForm(form: Form, words: DeskWords, timeZone: string): BatchChange {
  const waiver = form.text('captionWaiver') || null
  switch (pageAction(form.text('doe'))) {
    case 'edit':
      return batchChangeOf({ action: 'edit', fields: readEdited(form, words, timeZone) })
    case 'publish':
      return batchChangeOf({ action: 'publish', at: null, captionWaiver: waiver })
    case 'schedule':
      return batchChangeOf({ action: 'publish', at: readMoment(form.text('moment'), timeZone), captionWaiver: waiver })
    case 'unpublish':
      return { action: 'unpublish' }
    case 'withdraw':
      return batchChangeOf({ action: 'withdraw', reason: form.text('reason') })
    case 'restore':
      return { action: 'restore' }
    case null:
      throw new Failure('invalid', ['batchNoChange'])
  }
}

type Edited = Extract<Given, { action: 'edit' }>['fields']

function readEdited(form: Form, { talk }: DeskWords, timeZone: string): Edited {
  const fields: Partial<Record<FormField, string>> = {}
  for (const name of ['event', 'visibility', 'language', 'demonstration'] as const) {
    const chosen = form.text(name)
    if (chosen !== '') fields[name] = chosen === EMPTIED ? '' : chosen
  }
  for (const name of ['recorded', 'abstract', 'rights'] as const) {
    const [text, clear] = [form.text(name), form.text(`${name}-leeg`) !== '']
    if (text !== '' && clear) throw new Failure('invalid', ['batchFieldTwice', talk.form[name]])
    if (text !== '' || clear) fields[name] = name === 'recorded' ? dateTyped(text, timeZone) : text
  }
  const { themes: _themes, speakers: _speakers, ...single } = readFields(fields)
  const read = (name: 'themes' | 'speakers', part: 'set' | 'add' | 'remove') => {
    const text = form.text(`${name}-${part}`)
    return text === '' ? undefined : readFields({ [name]: name === 'speakers' ? speakerText(rowsFromBars(text)) : text })[name]
  }
  const [themeChange, speakerChange] = (['themes', 'speakers'] as const).map((name) => {
    const [set, add, remove] = (['set', 'add', 'remove'] as const).map((part) => read(name, part))
    if (set && (add || remove)) throw new Failure('invalid', ['batchListTwice', talk.form[name]])
    if (!set && !add && !remove) return undefined
    return { set, add, remove: remove?.map((entry) => (typeof entry === 'string' ? entry : entry.name)) }
  })
  const edited = {
    ...single,
    ...(themeChange ? { themes: themeChange } : {}),
    ...(speakerChange ? { speakers: speakerChange } : {}),
  } as Edited
  if (Object.keys(edited).length === 0) throw new Failure('invalid', ['batchNoFields'])
  return edited
}
