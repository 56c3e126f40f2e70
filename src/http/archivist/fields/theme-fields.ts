/** What an archivist may say of a theme, from JSON and from a form alike. */
import { createHash } from 'node:crypto'
import { z } from '@hono/zod-openapi'
import type { Library } from '../../../library/library.ts'
import type { ThemeLabel, ThemeRecord } from '../../../library/theme/record.ts'
import type { ThemeChange } from '../../../library/theme/themes.ts'
import { because } from '../../request/field-errors.ts'

const MOST_LABELS = 200
const MOST_RELATIONS = 200

export const themeName = z.string().trim().min(1).max(200)
const id = z.string().min(1).max(100)

export const themeFields = z
  .strictObject({
    name: themeName,
    english: themeName.nullable(),
    description: z.string().trim().max(5000).nullable(),
    labels: z
      .array(z.strictObject({ language: z.enum(['nl', 'en']), text: themeName, hidden: z.boolean().default(false) }))
      .max(MOST_LABELS),
    broader: z.array(id).max(MOST_RELATIONS),
    related: z.array(id).max(MOST_RELATIONS),
    matches: z.array(z.url({ protocol: /^https?$/, error: because('fieldNotUrl') }).max(2000)).max(MOST_LABELS),
  })
  .partial()

/** Changes with everything archivists write about a theme. */
export function themeEtag({ talks: _talks, uses: _uses, narrower: _narrower, broader, related, ...written }: ThemeRecord): string {
  const relations = [broader, related].map((list) => list.map((theme) => theme.id))
  return `"${createHash('sha256')
    .update(JSON.stringify([Object.entries(written), relations]))
    .digest('base64url')
    .slice(0, 22)}"`
}

/** The form's fields: one text each; what is a list has a line for each. */
export const THEME_FORM = [
  'name',
  'english',
  'description',
  'labelsNl',
  'labelsEn',
  'hiddenNl',
  'hiddenEn',
  'broader',
  'related',
  'matches',
] as const
export type ThemeForm = Readonly<Record<(typeof THEME_FORM)[number], string>>

const LABEL_FIELDS = [
  ['labelsNl', 'nl', false],
  ['labelsEn', 'en', false],
  ['hiddenNl', 'nl', true],
  ['hiddenEn', 'en', true],
] as const

export function themeForm(theme: ThemeRecord): ThemeForm {
  const labels = (language: 'nl' | 'en', hidden: boolean) =>
    theme.labels
      .filter((label) => label.language === language && label.hidden === hidden)
      .map(({ text }) => text)
      .join('\n')
  const names = (themes: ThemeRecord['broader']) => themes.map(({ name }) => name).join('\n')
  return {
    name: theme.name,
    english: theme.english ?? '',
    description: theme.description ?? '',
    labelsNl: labels('nl', false),
    labelsEn: labels('en', false),
    hiddenNl: labels('nl', true),
    hiddenEn: labels('en', true),
    broader: names(theme.broader),
    related: names(theme.related),
    matches: theme.matches.join('\n'),
  }
}

const linesOf = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/**
 * Reads the form. A line that names no theme is found wrong in the field it is in; so is everything the schema refuses, where a wrong label
 * belongs to one of four fields.
 */
export async function readThemeForm(
  form: ThemeForm,
  library: Library,
): Promise<{ change: ThemeChange } | { error: z.core.$ZodError; unknown: Readonly<Record<string, string>> }> {
  const unknown: Record<string, string> = {}
  async function ids(field: 'broader' | 'related'): Promise<string[]> {
    const found: string[] = []
    for (const name of linesOf(form[field]).slice(0, MOST_RELATIONS + 1)) {
      const theme = await library.themeNamed(name)
      if (theme) found.push(theme.id)
      else unknown[field] ??= name
    }
    return found
  }
  const labels = LABEL_FIELDS.flatMap(([field, language, hidden]) =>
    linesOf(form[field]).map((text): ThemeLabel => ({ language, text, hidden })),
  )
  const parsed = themeFields.safeParse({
    name: form.name,
    english: form.english || null,
    description: form.description || null,
    labels,
    broader: await ids('broader'),
    related: await ids('related'),
    matches: linesOf(form.matches),
  })
  if (parsed.success && Object.keys(unknown).length === 0) {
    return { change: Object.fromEntries(Object.entries(parsed.data).filter(([, value]) => value !== undefined)) as ThemeChange }
  }
  const issues = (parsed.error?.issues ?? []).map((issue) => {
    const [field, row] = issue.path
    if (field !== 'labels') return issue
    const label = typeof row === 'number' ? labels[row] : undefined
    const own = LABEL_FIELDS.find(([, language, hidden]) => label?.language === language && label.hidden === hidden)
    return { ...issue, path: [own?.[0] ?? 'labelsNl'] }
  })
  return { error: { issues } as unknown as z.core.$ZodError, unknown }
}
