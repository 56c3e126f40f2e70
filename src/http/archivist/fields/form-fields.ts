/**
 * A talk's fields as the form shows them: one text each. Chapters are a line each, `0:00 titel`; speakers are the text of their rows. A
 * version for each field travels with the form, so that a page opened earlier cannot put its older text over a colleague's newer one.
 */
import { createHash } from 'node:crypto'
import type { PageContext } from '../../../../web/pages/context.ts'
import { speakerText } from '../../../../web/pages/desk/speaker-lines.ts'
import { Failure, type FieldError } from '../../../failure.ts'
import type { Talk } from '../../../library/talk/talk.ts'
import { formatClock, parseTime } from '../../../transcript/timecode.ts'
import { reasonOf } from '../../request/field-errors.ts'
import { comparableSpeakers, filledRows } from './speaker-fields.ts'
import { type TalkFields, talkFields } from './talk-fields.ts'

export const FORM_FIELDS = [
  'title',
  'speakers',
  'event',
  'recorded',
  'abstract',
  'themes',
  'chapters',
  'language',
  'rights',
  'visibility',
  'demonstration',
] as const
export type FormField = (typeof FORM_FIELDS)[number]
/** `demonstration` is `ja` or empty. */
export type FormFields = Readonly<Record<FormField, string>>

export function formFields(talk: Talk): FormFields {
  return {
    title: talk.title,
    event: talk.event?.id ?? '',
    speakers: speakerText(
      talk.speakers.map(({ id, name, role, organisation }) => ({ id, name, role: role ?? '', organisation: organisation ?? '' })),
    ),
    recorded: talk.recorded ?? '',
    language: talk.language,
    abstract: talk.abstract ?? '',
    themes: talk.themes.map(({ name }) => name).join(', '),
    rights: talk.rights ?? '',
    visibility: talk.visibility,
    chapters: talk.chapters.map(({ start, title }) => `${formatClock(start)} ${title}`).join('\n'),
    demonstration: talk.demonstration ? 'ja' : '',
  }
}

/** A form sends CRLF for line breaks and keeps spaces at the ends; neither is a change. */
const normal = (text: string) => text.replaceAll('\r\n', '\n').trim()

/** Equal for texts of the field that say the same. */
export function versionOf(name: FormField, text: string): string {
  return hash(name === 'speakers' ? comparableSpeakers(text) : normal(text))
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16)

/** `title:0f3a…,event:9b1c…` */
export function versionsOf(fields: FormFields): string {
  return FORM_FIELDS.map((name) => `${name}:${versionOf(name, fields[name])}`).join(',')
}

/** Changes with every field that archivists fill in, and with nothing that processing adds. */
export function etagOf(talk: Talk): string {
  return `"${hash(versionsOf(formFields(talk)))}"`
}

export function readVersions(text: string): ReadonlyMap<string, string> {
  return new Map(text.split(',').map((entry) => entry.split(':') as [string, string]))
}

/** Names the fields that a colleague changed meanwhile: `Titel en Sprekers`. */
export function conflictSentence(
  { desk, failures }: Pick<PageContext, 'desk' | 'failures'>,
  conflicts: Readonly<Partial<Record<FormField, unknown>>>,
): string {
  const names = (Object.keys(conflicts) as FormField[]).map((name) => failures.fieldNames[name])
  return desk.talk.form.conflict(new Intl.ListFormat(desk.locale).format(names))
}

/**
 * Reads the fields that are given.
 * @throws Failure `invalid` with each field that is wrong, named as the page names it
 */
export function readFields(form: Partial<FormFields>): TalkFields {
  const errors: FieldError[] = []
  const given: Record<string, unknown> = {}
  for (const [name, text] of Object.entries(form) as [FormField, string][])
    given[name] = readField(name, name === 'speakers' ? text : normal(text), errors)
  const parsed = talkFields.safeParse(given)
  if (parsed.success && errors.length === 0) return parsed.data
  for (const issue of parsed.error?.issues ?? []) {
    const [name, row, cell] = issue.path
    const path = name === 'speakers' && cell !== undefined ? issue.path.join('.') : String(name)
    const nameless = cell === 'name' && issue.code === 'too_small'
    errors.push({ path, why: nameless ? ['fieldNoSpeakerName'] : reasonOf(issue), ...(typeof row === 'number' ? { row: row + 1 } : {}) })
  }
  throw new Failure('invalid', ['fieldsWrong'], { errors })
}

function readField(name: FormField, text: string, errors: FieldError[]): unknown {
  const lines = () =>
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
  switch (name) {
    case 'title':
      return text
    case 'event':
    case 'recorded':
    case 'abstract':
    case 'rights':
      return text === '' ? null : text
    case 'language':
      return text || 'nl'
    case 'visibility':
      return text || 'public'
    case 'demonstration':
      return text !== ''
    case 'themes':
      return text
        .split(/[,\n]/)
        .map((theme) => theme.trim())
        .filter((theme) => theme !== '')
    case 'speakers':
      return filledRows(text).map(({ id, name: speaker, role, organisation }) => ({
        ...(id === '' ? {} : { id }),
        name: speaker,
        role: role || null,
        organisation: organisation || null,
      }))
    case 'chapters':
      return lines().map((line) => {
        const [time = '', ...title] = line.split(/\s+/)
        const start = parseTime(time)
        if (start === null || title.length === 0) errors.push({ path: name, why: ['fieldNotChapter', line] })
        return { start: start ?? 0, title: title.join(' ') || line }
      })
  }
}
