/**
 * A talk's fields as the form shows them: one text each. Lists are a line each: `naam | rol | organisatie`, `0:00 titel`. A version for
 * each field travels with the form, so that a page opened earlier cannot put its older text over a colleague's newer one.
 */
import { createHash } from 'node:crypto'
import type { PageContext } from '../../../web/pages/context.ts'
import { Failure, type FieldError } from '../../failure.ts'
import type { Talk } from '../../library/talk/talk.ts'
import { formatClock, parseTime } from '../../transcript/timecode.ts'
import { reasonOf } from '../request/field-errors.ts'
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
    speakers: talk.speakers.map(speakerLine).join('\n'),
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

function speakerLine({ name, role, organisation }: Talk['speakers'][number]): string {
  return [name, role ?? '', organisation ?? ''].join(' | ').replace(/(?: \| )+$/, '')
}

/** A form sends CRLF for line breaks and keeps spaces at the ends; neither is a change. */
const normal = (text: string) => text.replaceAll('\r\n', '\n').trim()

/** Equal for texts that say the same. */
export function versionOf(text: string): string {
  return createHash('sha256').update(normal(text)).digest('hex').slice(0, 16)
}

/** `title:0f3a…,event:9b1c…` */
export function versionsOf(fields: FormFields): string {
  return FORM_FIELDS.map((name) => `${name}:${versionOf(fields[name])}`).join(',')
}

/** Changes with every field that archivists fill in, and with nothing that processing adds. */
export function etagOf(talk: Talk): string {
  return `"${versionOf(versionsOf(formFields(talk)))}"`
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
  for (const [name, text] of Object.entries(form) as [FormField, string][]) given[name] = readField(name, normal(text), errors)
  const parsed = talkFields.safeParse(given)
  if (parsed.success && errors.length === 0) return parsed.data
  for (const issue of parsed.error?.issues ?? []) {
    const [name, row] = issue.path
    errors.push({ path: String(name), why: reasonOf(issue), ...(typeof row === 'number' ? { row: row + 1 } : {}) })
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
      return lines().map((line) => {
        const [speaker = '', role = '', organisation = ''] = line.split('|').map((part) => part.trim())
        return { name: speaker, role: role || null, organisation: organisation || null }
      })
    case 'chapters':
      return lines().map((line) => {
        const [time = '', ...title] = line.split(/\s+/)
        const start = parseTime(time)
        if (start === null || title.length === 0) errors.push({ path: name, why: ['fieldNotChapter', line] })
        return { start: start ?? 0, title: title.join(' ') || line }
      })
  }
}
