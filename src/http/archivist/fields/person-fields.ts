/** What an archivist may say of a person, from JSON and from a form alike. */
import { createHash } from 'node:crypto'
import { z } from '@hono/zod-openapi'
import { IDENTIFIER_KINDS, type IdentifierKind, readIdentifier } from '../../../library/person/identifiers.ts'
import type { PersonRecord } from '../../../library/person/person.ts'
import { because } from '../../request/field-errors.ts'

const WRONG: Record<IdentifierKind, string> = {
  orcid: because('fieldNotOrcid'),
  isni: because('fieldNotIsni'),
  wikidata: because('fieldNotWikidata'),
}

const identifier = (kind: IdentifierKind) =>
  z
    .string()
    .max(200)
    .transform((text, context) => {
      const read = readIdentifier(kind, text)
      if (read === null) context.addIssue({ code: 'custom', message: WRONG[kind] })
      return read ?? text
    })
    .nullable()

export const personFields = z
  .strictObject({
    name: z.string().trim().min(1).max(200),
    description: z.string().trim().max(5000).nullable(),
    links: z
      .array(
        z.strictObject({
          title: z.string().trim().min(1).max(200),
          url: z.url({ protocol: /^https?$/, error: because('fieldNotUrl') }).max(2000),
        }),
      )
      .max(20),
    orcid: identifier('orcid'),
    isni: identifier('isni'),
    wikidata: identifier('wikidata'),
  })
  .partial()

/** Changes with everything archivists write about a person. */
export function personEtag({ id, name, description, links, orcid, isni, wikidata, formerly }: PersonRecord): string {
  const text = JSON.stringify([id, name, description, links, orcid, isni, wikidata, formerly])
  return `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`
}

/** The form's fields: one text each; links a line each, `titel | adres`. */
export const PERSON_FORM = ['name', 'description', 'links', ...IDENTIFIER_KINDS] as const
export type PersonForm = Readonly<Record<(typeof PERSON_FORM)[number], string>>

export function personForm(person: PersonRecord): PersonForm {
  return {
    name: person.name,
    description: person.description ?? '',
    links: person.links.map(({ title, url }) => `${title} | ${url}`).join('\n'),
    orcid: person.orcid ?? '',
    isni: person.isni ?? '',
    wikidata: person.wikidata ?? '',
  }
}

/** The form as JSON would have it, to be checked by `personFields`. */
export function readPersonForm(form: PersonForm): unknown {
  const lines = form.links
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return {
    name: form.name,
    description: form.description.trim() || null,
    links: lines.map((line) => {
      const bar = line.lastIndexOf('|')
      const url = line.slice(bar + 1).trim()
      return { title: bar < 0 ? url : line.slice(0, bar).trim() || url, url }
    }),
    orcid: form.orcid.trim() || null,
    isni: form.isni.trim() || null,
    wikidata: form.wikidata.trim() || null,
  }
}
