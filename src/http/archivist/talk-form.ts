/** Saves a talk's form field by field: what somebody else changed since the form was opened is never overwritten without a question. */
import { isEmptyRow, speakerText } from '../../../web/pages/desk/speaker-lines.ts'
import { Failure } from '../../failure.ts'
import type { Actor } from '../../library/audit.ts'
import type { Library } from '../../library/library.ts'
import type { Talk } from '../../library/talk/talk.ts'
import { FORM_FIELDS, type FormField, type FormFields, formFields, readFields, readVersions, versionOf } from './fields/form-fields.ts'
import { confirmIds, sentRows } from './fields/speaker-fields.ts'
import { dateTyped, fieldsOf, type TalkFields } from './fields/talk-fields.ts'
import type { Form } from './forms.ts'

/** A form as it was sent: some or all fields, and the versions that they were made from. */
export interface SentForm {
  readonly fields: Partial<FormFields>
  /** Null: the sender says nothing of versions, and means every field it sends. */
  readonly versions: string | null
}

/** What stands in a field now, while the sender changed an older text. */
export interface Conflict {
  readonly text: string
  /** Who changed it; null: not known any more. */
  readonly by: string | null
}

/** @param timeZone of a date whose time has none */
export function sentFields(form: Form, timeZone: string): SentForm {
  const versions = form.text('versies') || null
  // An unticked box is not sent: the page says that all its fields are there.
  const whole = form.text('alle') !== ''
  const sent = FORM_FIELDS.filter((name) => form.all(name).length > 0 || (whole && name === 'demonstration'))
  const fields: Partial<FormFields> = Object.fromEntries(
    sent.map((name) => [name, name === 'recorded' ? dateTyped(form.text(name), timeZone) : form.text(name)]),
  )
  // Scripts send the rows as their text; the form itself sends a field for each cell.
  const rows = sentRows(form)
  const speakers = rows === null ? form.all('speakers')[0] : speakerText(rows.filter((row) => !isEmptyRow(row)))
  return { versions, fields: { ...fields, ...(speakers === undefined ? {} : { speakers }) } }
}

const LOG_LINES = 200

/**
 * Saves the fields that the sender changed. A field that somebody else changed too is left, and returned as a conflict.
 * @returns the fields as they are now
 * @throws Failure `invalid` for what cannot be saved so: then nothing is; `not-found`
 */
export async function saveForm(
  library: Library,
  id: string,
  { versions, fields: typed }: SentForm,
  known: { event(id: string): Promise<boolean> },
  actor: Actor,
): Promise<{ fields: FormFields; conflicts: Readonly<Record<string, Conflict>> }> {
  const before = await library.talk(id)
  if (!before) throw new Failure('not-found', ['noTalk'])
  const speakers = typed.speakers === undefined ? {} : { speakers: await confirmIds(library, typed.speakers) }
  const sent = { versions, fields: { ...typed, ...speakers } }
  const changed = readFields(changedFields(sent, before).fields)
  if (changed.event != null && !(await known.event(changed.event)))
    throw new Failure('invalid', ['eventGone'], {
      errors: [{ path: 'event', why: ['fieldGone'] }],
    })
  let conflicts = changedFields(sent, before).conflicts
  let now = before
  if (Object.keys(changed).length > 0)
    now = await library.changeTalk(id, actor, (talk) => {
      // Judged again in the transaction: a colleague may have saved a moment ago.
      const judged = changedFields(sent, talk)
      conflicts = judged.conflicts
      const wanted = keepEnds(fieldsOf(keepIds(pick(changed, judged.fields), talk)), talk)
      const fields = Object.keys(wanted).filter((name) => differs(wanted, talk, name))
      return { ...wanted, deed: { action: 'talk.change', detail: { fields } } }
    })
  if (conflicts.length === 0) return { fields: formFields(now), conflicts: {} }
  const log = await library.deeds({ subject: id, limit: LOG_LINES })
  const lastBy = (name: FormField) =>
    log.find(({ action, detail }) => action === 'talk.change' && (detail?.fields as string[] | undefined)?.includes(name))?.actor.name
  const fields = formFields(now)
  return { fields, conflicts: Object.fromEntries(conflicts.map((name) => [name, { text: fields[name], by: lastBy(name) ?? null }])) }
}

/** Which of the sent fields the sender changed, and which of those somebody else changed as well. */
function changedFields({ fields, versions }: SentForm, talk: Talk): { fields: Partial<FormFields>; conflicts: FormField[] } {
  const current = formFields(talk)
  const seen = versions === null ? null : readVersions(versions)
  const mine = (Object.entries(fields) as [FormField, string][]).filter(([name, text]) => seen?.get(name) !== versionOf(name, text))
  const free = ([name, text]: [FormField, string]) => {
    const now = versionOf(name, current[name])
    return seen === null || seen.get(name) === now || versionOf(name, text) === now
  }
  return { fields: Object.fromEntries(mine.filter(free)), conflicts: mine.filter((entry) => !free(entry)).map(([name]) => name) }
}

function pick(fields: TalkFields, names: Partial<FormFields>): TalkFields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => name in names))
}

/** A row without an id means the speaker of that name whom the talk has already. */
function keepIds(fields: TalkFields, now: Talk): TalkFields {
  const { speakers } = fields
  if (!speakers) return fields
  return { ...fields, speakers: speakers.map((one) => ({ ...one, id: one.id ?? now.speakers.find(({ name }) => name === one.name)?.id })) }
}

/** Chapters keep their ends and the exact moment, which the form does not show. */
function keepEnds(fields: ReturnType<typeof fieldsOf>, now: Talk): ReturnType<typeof fieldsOf> {
  const { chapters } = fields
  if (!chapters) return fields
  const second = (time: number) => Math.floor(time / 1000)
  return {
    ...fields,
    chapters: chapters.map(
      (one) => now.chapters.find(({ start, title }) => second(start) === second(one.start) && title === one.title) ?? one,
    ),
  }
}

function differs(wanted: ReturnType<typeof fieldsOf>, now: Talk, name: string): boolean {
  const before = name === 'event' ? (now.event?.id ?? null) : now[name as keyof Talk]
  return JSON.stringify(wanted[name as keyof typeof wanted]) !== JSON.stringify(before)
}
