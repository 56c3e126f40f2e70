/**
 * OAI-PMH 2.0 (https://www.openarchives.org/OAI/openarchivesprotocol.html): what a request asks, and the answers as XML. Deleted records are
 * tracked for ever (`persistent`); datestamps are UTC to the second.
 */
import { type Child, type Element, element, writeXml } from '../markup/write-xml.ts'
import { METADATA_FORMATS, type MetadataFormat } from './oai-records.ts'
import type { PublishedTalk, Site } from './published-talk.ts'

export type OaiErrorCode =
  | 'badVerb'
  | 'badArgument'
  | 'badResumptionToken'
  | 'cannotDisseminateFormat'
  | 'idDoesNotExist'
  | 'noRecordsMatch'

export interface OaiError {
  readonly code: OaiErrorCode
  readonly message: string
}

/** Which records a list asks for; both ends of the period are part of it. */
export interface Selection {
  readonly format: MetadataFormat
  readonly from: string | null
  readonly until: string | null
  readonly set: string | null
  /** The last record of the page before, or null: its instant of change, to the millisecond, and its talk. */
  readonly after: { readonly at: string; readonly id: string } | null
  /** How many records came before this page. */
  readonly cursor: number
}

export type OaiRequest =
  | { readonly verb: 'Identify' }
  | { readonly verb: 'ListSets'; readonly after: string | null }
  | { readonly verb: 'ListMetadataFormats'; readonly id: string | null }
  | { readonly verb: 'ListIdentifiers' | 'ListRecords'; readonly selection: Selection }
  | { readonly verb: 'GetRecord'; readonly id: string; readonly format: MetadataFormat }

/** A record's header; `talk` is null for a deleted one. */
export interface OaiRecord {
  readonly id: string
  /** UTC to the second. */
  readonly datestamp: string
  readonly sets: readonly string[]
  readonly talk: PublishedTalk | null
}

const ARGUMENTS: Record<string, { readonly required: readonly string[]; readonly optional: readonly string[] }> = {
  Identify: { required: [], optional: [] },
  ListSets: { required: [], optional: ['resumptionToken'] },
  ListMetadataFormats: { required: [], optional: ['identifier'] },
  GetRecord: { required: ['identifier', 'metadataPrefix'], optional: [] },
  ListIdentifiers: { required: ['metadataPrefix'], optional: ['from', 'until', 'set', 'resumptionToken'] },
  ListRecords: { required: ['metadataPrefix'], optional: ['from', 'until', 'set', 'resumptionToken'] },
}

const DAY = /^\d{4}-\d{2}-\d{2}$/
const SECOND = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?Z$/
const TALK = /^[a-z0-9-]{1,100}$/
const SET = /^[\w.!~*'()-]{1,200}(?::[\w.!~*'()-]{1,200}){0,3}$/

/** The identifier of a talk: `oai:` and the host's name (OAI identifier guidelines §2). */
export function oaiIdentifier(id: string, { origin }: Site): string {
  return `oai:${new URL(origin).hostname}:${id}`
}

/** @param given the arguments as sent, in order, so that repeated ones are seen */
export function readOaiRequest(given: readonly (readonly [string, string])[], site: Site): OaiRequest | OaiError {
  const verbs = given.filter(([name]) => name === 'verb').map(([, value]) => value)
  const rules = ARGUMENTS[verbs[0] ?? '']
  const verb = verbs[0] as OaiRequest['verb']
  if (verbs.length !== 1 || !rules || !Object.hasOwn(ARGUMENTS, verb))
    return { code: 'badVerb', message: `The verb is one of ${Object.keys(ARGUMENTS).join(', ')}, once.` }
  const values = new Map<string, string>()
  for (const [name, value] of given) {
    if (name === 'verb') continue
    if (values.has(name)) return { code: 'badArgument', message: `The argument ${name} is repeated.` }
    if (![...rules.required, ...rules.optional].includes(name)) return { code: 'badArgument', message: `${verb} has no argument ${name}.` }
    values.set(name, value)
  }
  const token = values.get('resumptionToken')
  if (token !== undefined) {
    if (values.size > 1) return { code: 'badArgument', message: 'A resumptionToken is an exclusive argument.' }
    const fields = readToken(token)
    const after = verb === 'ListSets' ? readSetToken(fields) : null
    if (verb === 'ListSets' && after !== null) return { verb, after }
    const selection = readSelection(fields)
    if (!selection || (verb !== 'ListIdentifiers' && verb !== 'ListRecords'))
      return { code: 'badResumptionToken', message: 'This resumptionToken was not issued here.' }
    return { verb, selection }
  }
  for (const name of rules.required) if (!values.has(name)) return { code: 'badArgument', message: `${verb} needs the argument ${name}.` }
  if (verb === 'Identify') return { verb }
  if (verb === 'ListSets') return { verb, after: null }
  const identifier = values.get('identifier')
  if (verb === 'ListMetadataFormats') {
    if (identifier === undefined) return { verb, id: null }
    const id = talkOf(identifier, site)
    return id === null ? unknown(identifier) : { verb, id }
  }
  const format = METADATA_FORMATS.find(({ prefix }) => prefix === values.get('metadataPrefix'))
  if (verb === 'GetRecord') {
    const id = talkOf(identifier ?? '', site)
    if (id === null) return unknown(identifier ?? '')
    return format ? { verb, id, format } : cannotDisseminate()
  }
  const period = readPeriod(values.get('from'), values.get('until'))
  if ('code' in period) return period
  const set = values.get('set') ?? null
  if (set !== null && !SET.test(set)) return { code: 'badArgument', message: 'The set is not a setSpec.' }
  return format ? { verb, selection: { format, ...period, set, after: null, cursor: 0 } } : cannotDisseminate()
}

const unknown = (identifier: string): OaiError => ({ code: 'idDoesNotExist', message: `There is no item ${identifier.slice(0, 200)}.` })
const cannotDisseminate = (): OaiError => ({
  code: 'cannotDisseminateFormat',
  message: `The metadataPrefix is one of ${METADATA_FORMATS.map(({ prefix }) => prefix).join(', ')}.`,
})

function talkOf(identifier: string, site: Site): string | null {
  const prefix = oaiIdentifier('', site)
  const id = identifier.slice(prefix.length)
  return identifier.startsWith(prefix) && TALK.test(id) ? id : null
}

/** Both ends to the second; a day counts from its first second to its last. */
function readPeriod(from: string | undefined, until: string | undefined): { from: string | null; until: string | null } | OaiError {
  const bad = (message: string): OaiError => ({ code: 'badArgument', message })
  for (const [name, value] of [
    ['from', from],
    ['until', until],
  ] as const) {
    if (value === undefined) continue
    const valid = (DAY.test(value) || SECOND.test(value)) && isInstant(value)
    if (!valid) return bad(`${name} is YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ.`)
  }
  if (from !== undefined && until !== undefined && DAY.test(from) !== DAY.test(until)) return bad('from and until differ in granularity.')
  const start = from === undefined ? null : DAY.test(from) ? `${from}T00:00:00Z` : from
  const end = until === undefined ? null : DAY.test(until) ? `${until}T23:59:59Z` : until
  if (start !== null && end !== null && start > end) return bad('from is later than until.')
  return { from: start, until: end }
}

/** Whether a date exists: 2026-02-30 does not. */
function isInstant(value: string): boolean {
  const instant = new Date(DAY.test(value) ? `${value}T00:00:00Z` : value)
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(value.replace(/Z$/, ''))
}

/** The selection itself, so that a token stays good over changes and restarts: a list continues after a record, never at a number. */
export function writeToken({ format, from, until, set, after, cursor }: Selection): string {
  return encodeToken([format.prefix, from, until, set, after?.at ?? null, after?.id ?? null, cursor])
}

/** @param after the set that the following page comes after */
export function writeSetToken(after: string): string {
  return encodeToken(['sets', after])
}

function encodeToken(fields: readonly unknown[]): string {
  const bytes = new TextEncoder().encode(JSON.stringify(fields))
  return btoa(String.fromCodePoint(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')
}

/** The fields of a token, not yet trusted; null where it is none. */
function readToken(token: string): readonly unknown[] | null {
  if (!/^[\w-]{1,2000}$/.test(token)) return null
  try {
    const fields: unknown = JSON.parse(atob(token.replaceAll('-', '+').replaceAll('_', '/')))
    return Array.isArray(fields) ? fields : null
  } catch {
    return null
  }
}

function readSetToken(fields: readonly unknown[] | null): string | null {
  const [kind, after] = fields ?? []
  return fields?.length === 2 && kind === 'sets' && typeof after === 'string' && SET.test(after) ? after : null
}

function readSelection(fields: readonly unknown[] | null): Selection | null {
  if (fields?.length !== 7) return null
  const [prefix, from, until, set, at, id, cursor] = fields
  const format = METADATA_FORMATS.find((known) => known.prefix === prefix)
  const second = (value: unknown): value is string | null => value === null || (typeof value === 'string' && SECOND.test(value))
  if (!format || !second(from) || !second(until)) return null
  if (typeof at !== 'string' || !INSTANT.test(at) || typeof id !== 'string' || !TALK.test(id)) return null
  if (typeof cursor !== 'number' || !Number.isSafeInteger(cursor) || cursor < 0) return null
  if (set !== null && (typeof set !== 'string' || !SET.test(set))) return null
  return { format, from, until, set, after: { at, id }, cursor }
}

export interface Envelope {
  readonly site: Site
  /** The address of the service itself. */
  readonly base: string
  /** UTC instant of the answer. */
  readonly now: string
  /** The arguments as sent; they stand in the answer unless the verb or an argument was wrong. */
  readonly given: readonly (readonly [string, string])[]
}

function envelope({ base, now, given }: Envelope, faulty: boolean, ...children: readonly Child[]): string {
  return writeXml(
    element(
      'OAI-PMH',
      {
        xmlns: 'http://www.openarchives.org/OAI/2.0/',
        'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
        'xsi:schemaLocation': 'http://www.openarchives.org/OAI/2.0/ http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd',
      },
      element('responseDate', {}, toSecond(now)),
      element('request', faulty ? {} : Object.fromEntries(given), base),
      ...children,
    ),
  )
}

/** A UTC instant to the second. */
export function toSecond(instant: string): string {
  return `${instant.slice(0, 19)}Z`
}

export function writeOaiError(of: Envelope, { code, message }: OaiError): string {
  return envelope(of, code === 'badVerb' || code === 'badArgument', element('error', { code }, message))
}

export function writeIdentify(of: Envelope, earliest: string): string {
  const { site, base } = of
  return envelope(
    of,
    false,
    element(
      'Identify',
      {},
      element('repositoryName', {}, site.name),
      element('baseURL', {}, base),
      element('protocolVersion', {}, '2.0'),
      element('adminEmail', {}, site.contact ?? `webmaster@${new URL(site.origin).hostname}`),
      element('earliestDatestamp', {}, earliest),
      element('deletedRecord', {}, 'persistent'),
      element('granularity', {}, 'YYYY-MM-DDThh:mm:ssZ'),
    ),
  )
}

export function writeFormats(of: Envelope): string {
  const formats = METADATA_FORMATS.map(({ prefix, schema, namespace }) =>
    element(
      'metadataFormat',
      {},
      element('metadataPrefix', {}, prefix),
      element('schema', {}, schema),
      element('metadataNamespace', {}, namespace),
    ),
  )
  return envelope(of, false, element('ListMetadataFormats', {}, formats))
}

/** @param next the token of the following page, or null on the last; `paged`: whether pages came before */
export function writeSets(
  of: Envelope,
  sets: readonly { readonly spec: string; readonly name: string }[],
  { next, paged }: { next: string | null; paged: boolean },
): string {
  return envelope(
    of,
    false,
    element(
      'ListSets',
      {},
      sets.map(({ spec, name }) => element('set', {}, element('setSpec', {}, spec), element('setName', {}, name))),
      next === null && !paged ? null : element('resumptionToken', {}, next),
    ),
  )
}

export function writeRecord(of: Envelope, record: OaiRecord, format: MetadataFormat): string {
  return envelope(of, false, element('GetRecord', {}, recordElement(record, format, of.site)))
}

/** @param next where the list goes on, or null on its last page; `total` counts the records of the whole list */
export function writeList(
  of: Envelope,
  verb: 'ListIdentifiers' | 'ListRecords',
  { records, selection, next, total }: { records: readonly OaiRecord[]; selection: Selection; next: Selection | null; total: number },
): string {
  // The last page of a list of more than one has an empty token (protocol §3.5).
  const token =
    next === null && selection.after === null
      ? null
      : element(
          'resumptionToken',
          { completeListSize: Math.max(total, selection.cursor + records.length), cursor: selection.cursor },
          next === null ? null : writeToken(next),
        )
  const entries = records.map((record) =>
    verb === 'ListIdentifiers' ? header(record, of.site) : recordElement(record, selection.format, of.site),
  )
  return envelope(of, false, element(verb, {}, ...entries, token))
}

function header({ id, datestamp, sets, talk }: OaiRecord, site: Site): Element {
  return element(
    'header',
    talk === null ? { status: 'deleted' } : {},
    element('identifier', {}, oaiIdentifier(id, site)),
    element('datestamp', {}, datestamp),
    sets.map((set) => element('setSpec', {}, set)),
  )
}

function recordElement(record: OaiRecord, format: MetadataFormat, site: Site): Element {
  return element('record', {}, header(record, site), record.talk && element('metadata', {}, format.write(record.talk, site)))
}
