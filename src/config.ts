/** Environment to one typed, frozen Config. All mistakes are reported at once; an unknown WOORDELIJK_ name is one. */
import { hostname } from 'node:os'
import { delimiter, resolve } from 'node:path'
import { z } from 'zod'
import { BUCKET, halfBucket, type MediaConfig, mediaOf } from './config-media.ts'
import { Failure } from './failure.ts'

const port = z.coerce
  .number('moet een getal zijn')
  .int('moet een geheel getal zijn')
  .min(0, 'moet minstens 0 zijn')
  .max(65535, 'mag hoogstens 65535 zijn')
const gigabytes = z.coerce.number('moet een getal zijn').min(0, 'moet minstens 0 zijn').max(100_000, 'mag hoogstens 100000 zijn')
const httpUrl = z
  .url({ protocol: /^https?$/, error: 'moet een adres met http:// of https:// zijn' })
  .transform((url) => url.replace(/\/+$/, ''))

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('nl', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** Sources of `frame-ancestors` (CSP 3): origins, also with a star for the subdomains. */
function isEmbedList(text: string): boolean {
  return (
    text === '*' || text === 'none' || text.split(/\s+/).every((source) => /^https?:\/\/(?:\*\.)?[a-z0-9.-]+(?::\d{1,5})?$/i.test(source))
  )
}

/**
 * A web address without a password, or the absolute path of a program and its arguments. Words are parted by spaces; a word in single or
 * double quotation marks may have spaces. Null: neither.
 */
function readRecogniser(text: string): Pick<RecogniserConfig, 'url' | 'command'> | null {
  if (/^https?:/i.test(text)) {
    const url = URL.parse(text)
    return url && url.username === '' && url.password === '' && url.hash === '' ? { url: url.href, command: null } : null
  }
  if (!/^(?:\s*(?:"[^"]*"|'[^']*'|[^\s"']+)(?=\s|$))+\s*$/.test(text)) return null
  const command = Array.from(text.matchAll(/"([^"]*)"|'([^']*)'|([^\s"']+)/g), ([, double, single, bare]) => double ?? single ?? bare ?? '')
  return command[0]?.startsWith('/') ? { url: null, command } : null
}

/** Whether an address keeps what is sent there private and unchanged on the way: tokens of the institution are sent. */
function isConfidential(address: string): boolean {
  const { protocol, hostname } = new URL(address)
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
}

const line = z
  .string()
  .min(1)
  .max(200, 'mag hoogstens 200 tekens lang zijn')
  .regex(/^\P{Cc}*$/u, 'moet op één regel staan')

function isDatabase(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, pathname } = new URL(address)
  return ['postgres:', 'postgresql:'].includes(protocol) && /^\/[^/]+$/.test(pathname)
}

/** Every setting there is; the README's table is tested against these names. */
const settings = {
  PORT: port.default(3000).describe('poort waarop de bibliotheek luistert'),
  HOST: z.string().min(1).default('127.0.0.1').describe('adres waarop de bibliotheek luistert'),
  WOORDELIJK_DATA: z.string().min(1, 'mag niet leeg zijn').default('./data').describe('de enige map waarin geschreven wordt'),
  WOORDELIJK_DATABASE: z
    .string()
    .refine(isDatabase, 'moet een adres zijn als postgres://naam:wachtwoord@server:5432/database')
    .optional()
    .describe('PostgreSQL in plaats van SQLite, voor meer servers: postgres://naam:wachtwoord@server:5432/database'),
  WOORDELIJK_NODE: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9-]{0,62})$/, 'mag alleen kleine letters, cijfers en koppeltekens bevatten')
    .optional()
    .describe('naam van deze server als er meer op één database draaien; moet na een herstart dezelfde zijn'),
  WOORDELIJK_WORK: z
    .enum(['yes', 'no'], 'moet yes of no zijn')
    .default('yes')
    .describe('of deze server opnames verwerkt; no: alleen als een andere server het doet'),
  WOORDELIJK_MEDIA: z
    .string()
    .regex(BUCKET, 'moet s3://bucket of s3://bucket/voorvoegsel zijn')
    .optional()
    .describe('de media in een S3-opslag: s3://bucket/voorvoegsel (standaard: de map media in de gegevensmap)'),
  WOORDELIJK_MEDIA_ENDPOINT: httpUrl.optional().describe('het adres van die S3-opslag (standaard: Amazon S3)'),
  WOORDELIJK_MEDIA_REGION: z
    .string()
    .regex(/^[a-z0-9-]+$/i, 'moet een regio zijn, zoals eu-central-1')
    .optional()
    .describe('de regio van de bucket; nodig zonder WOORDELIJK_MEDIA_ENDPOINT'),
  WOORDELIJK_MEDIA_PATH_STYLE: z
    .enum(['yes', 'no'], 'moet yes of no zijn')
    .optional()
    .describe('of de bucket in het pad staat en niet in de hostnaam (standaard: yes met WOORDELIJK_MEDIA_ENDPOINT, anders no)'),
  WOORDELIJK_MEDIA_REDIRECT: z
    .enum(['yes', 'no'], 'moet yes of no zijn')
    .default('no')
    .describe('yes: openbare opnames haalt de browser met een tijdelijk adres zelf bij de S3-opslag'),
  WOORDELIJK_MEDIA_CACHE_GB: gigabytes.default(20).describe('zoveel GB kopieën uit de S3-opslag blijven op deze machine'),
  WOORDELIJK_MANIFESTS: z
    .string()
    .min(1, 'mag niet leeg zijn')
    .default('./media-manifests')
    .describe('manifesten die bij elke start worden ingelezen'),
  WOORDELIJK_FILES_FROM: z
    .string()
    .default('')
    .describe('mappen waaruit manifesten ook bestanden mogen noemen, gescheiden door een dubbele punt'),
  WOORDELIJK_URL: httpUrl.optional().describe('het openbare adres, zoals het in vaste links staat'),
  WOORDELIJK_NAME: z
    .string()
    .min(1)
    .max(80, 'mag hoogstens 80 tekens lang zijn')
    .default('Woordelijk')
    .describe('naam van de instelling of bibliotheek'),
  WOORDELIJK_LOGO: z.string().min(1).optional().describe('beeldmerk (.svg, .png, .webp) naast de naam'),
  WOORDELIJK_CONTACT: z.email('moet een e-mailadres zijn').optional().describe('adres voor vragen en meldingen'),
  WOORDELIJK_EMBED_ON: z
    .string()
    .default('*')
    .refine(isEmbedList, 'moet *, none, of adressen met https:// en zonder pad zijn, met een spatie ertussen')
    .describe('websites die een opname mogen insluiten: *, none, of adressen met een spatie ertussen'),
  WOORDELIJK_TIME_ZONE: z
    .string()
    .refine(isTimeZone, 'moet een tijdzone zijn, zoals Europe/Amsterdam')
    .default('Europe/Amsterdam')
    .describe('tijdzone van de instelling: van tijden op de pagina’s en van “publiceren op datum”'),
  WOORDELIJK_PROXY: z
    .enum(['yes', 'no'], 'moet yes of no zijn')
    .default('no')
    .describe('of er een eigen proxy voor staat; dan telt het adres dat die doorgeeft (X-Forwarded-For)'),
  WOORDELIJK_LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'], 'moet trace, debug, info, warn, error of silent zijn')
    .default('info')
    .describe('hoeveel er in het logboek komt'),
  WOORDELIJK_SEARCH_WORKERS: z.coerce
    .number('moet een getal zijn')
    .int('moet een geheel getal zijn')
    .min(1, 'moet minstens 1 zijn')
    .max(16, 'mag hoogstens 16 zijn')
    .default(1)
    .describe('aantal threads waarin gezocht wordt'),
  WOORDELIJK_PAGE_MEMORY: z.coerce
    .number('moet een getal zijn')
    .int('moet een geheel getal zijn')
    .min(0, 'moet minstens 0 zijn')
    .max(10_000, 'mag hoogstens 10000 zijn')
    .default(32)
    .describe('zoveel MB geheugen voor gemaakte pagina’s; 0: elke pagina steeds opnieuw maken'),
  WOORDELIJK_METRICS_PORT: port.optional().describe('eigen poort waarop /metrics (Prometheus) antwoordt'),
  WOORDELIJK_METRICS_TOKEN: z
    .string()
    .min(16, 'moet minstens 16 tekens lang zijn')
    .optional()
    .describe('token waarmee /metrics (Prometheus) ook op de gewone poort te lezen is'),
  WOORDELIJK_SECRET: z
    .string()
    .min(32, 'moet minstens 32 tekens lang zijn')
    .optional()
    .describe('geheim waarmee aanmeldingen worden ondertekend (standaard: een eigen, in het bestand secret in de gegevensmap)'),
  WOORDELIJK_OIDC_ISSUER: httpUrl
    .refine(isConfidential, 'moet met https:// beginnen; http mag alleen op deze machine zelf')
    .optional()
    .describe('aanmelden via de instelling (OpenID Connect, SURFconext): het adres van de aanbieder'),
  WOORDELIJK_OIDC_CLIENT: z.string().min(1).optional().describe('het client-id bij die aanbieder'),
  WOORDELIJK_OIDC_SECRET: z.string().min(1).optional().describe('het geheim bij die aanbieder'),
  WOORDELIJK_OIDC_NAME: z.string().min(1).max(60).default('uw instelling').describe('hoe de aanbieder op de knop heet'),
  WOORDELIJK_RECOGNISER: z
    .string()
    .max(4000, 'mag hoogstens 4000 tekens lang zijn')
    .refine(
      (text) => readRecogniser(text) !== null,
      'moet een adres met http:// of https:// zonder wachtwoord zijn, of het volledige pad van een programma',
    )
    .optional()
    .describe(
      'spraakherkenner die transcripten maakt: een adres (OpenAI-vorm) of een programma met vaste argumenten; zie “Spraakherkenning”',
    ),
  WOORDELIJK_RECOGNISER_MODEL: line.optional().describe('het model dat de spraakherkenner moet gebruiken'),
  WOORDELIJK_RECOGNISER_KEY: z
    .string()
    .min(1)
    .max(4000, 'mag hoogstens 4000 tekens lang zijn')
    .regex(/^[\x21-\x7e]+$/, 'mag geen spaties of letters met accenten hebben')
    .optional()
    .describe('de sleutel van de spraakherkenner'),
  WOORDELIJK_RECOGNISER_NAME: line
    .optional()
    .describe('naam en versie die bij een transcript van de spraakherkenner staan (standaard: het model of het programma)'),
  WOORDELIJK_RECOGNISER_MINUTES: z.coerce
    .number('moet een getal zijn')
    .min(0.5, 'moet minstens 0,5 zijn')
    .max(60, 'mag hoogstens 60 zijn')
    .default(10)
    .describe('zoveel minuten geluid gaan er hoogstens tegelijk naar de spraakherkenner'),
  WOORDELIJK_SANDBOX: z
    .enum(['auto', 'required'], 'moet auto of required zijn')
    .default('auto')
    .describe('required: ffmpeg draait alleen in een zandbak (bubblewrap); auto: anders met grenzen alleen'),
  WOORDELIJK_ERASE_BY_TWO: z
    .enum(['yes', 'no'], 'moet yes of no zijn')
    .default('no')
    .describe('yes: voorgoed wissen vraagt iemand aan, en een andere beheerder bevestigt het'),
  WOORDELIJK_WEBHOOKS_PRIVATE: z
    .enum(['yes', 'no'], 'moet yes of no zijn')
    .default('no')
    .describe('yes: webhooks mogen ook naar adressen op deze machine en op het eigen netwerk'),
  WOORDELIJK_UPLOAD_MAX_GB: gigabytes.default(100).describe('grootste bestand dat mag worden geüpload, in GB'),
  WOORDELIJK_UPLOAD_QUOTA_GB: gigabytes.default(500).describe('zoveel GB mag één account of token tegelijk onderweg hebben'),
  WOORDELIJK_DISK_RESERVE_GB: gigabytes.default(1).describe('zoveel GB blijft er altijd vrij op de schijf'),
} as const

export const SETTINGS: readonly { readonly name: string; readonly about: string }[] = Object.entries(settings).map(([name, type]) => ({
  name,
  about: type.description ?? '',
}))

/** The institution's own speech recogniser: either an address or a command. */
export interface RecogniserConfig {
  readonly url: string | null
  /** A program's absolute path and its arguments. */
  readonly command: readonly string[] | null
  readonly model: string | null
  readonly key: string | null
  /** As transcripts name it; null: by its model or program. */
  readonly name: string | null
  /** Milliseconds of sound in one piece. */
  readonly longestPiece: number
}

export interface Config {
  readonly port: number
  readonly host: string
  /** Absolute. */
  readonly data: string
  /** `postgres://…`; null: SQLite in the data folder. */
  readonly database: string | null
  /** This server among those on one database; null: the only one. */
  readonly node: string | null
  /** Whether this server works through the jobs. */
  readonly work: boolean
  /** Absolute. */
  readonly manifests: string
  readonly media: MediaConfig
  /** Absolute: folders outside the manifests' own that they may name files from. */
  readonly filesFrom: readonly string[]
  /** Origin and base path without a closing slash; null: taken from each request. */
  readonly url: string | null
  readonly name: string
  /** Absolute path of an image file. */
  readonly logo: string | null
  readonly contact: string | null
  /** Sources of `frame-ancestors` for pages made to be embedded; empty: nowhere. */
  readonly embedOn: readonly string[]
  /** IANA name. */
  readonly timeZone: string
  /** Whether a proxy of our own stands in front, whose word on the visitor's address is taken. */
  readonly proxy: boolean
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent'
  readonly searchWorkers: number
  /** Bytes of pages kept in memory. */
  readonly pageMemory: number
  /** Where and with what token a monitor may read figures; null: not there. */
  readonly metricsPort: number | null
  readonly metricsToken: string | null
  /** Null: a file in the data folder. */
  readonly secret: string | null
  readonly oidc: { readonly issuer: string; readonly clientId: string; readonly clientSecret: string; readonly name: string } | null
  /** Null: there is none. */
  readonly recogniser: RecogniserConfig | null
  /** Whether ffmpeg may run in a sandbox only. */
  readonly sandboxRequired: boolean
  /** Whether webhooks may also be sent to this machine and its network. */
  readonly webhooksPrivate: boolean
  /** Whether erasing at once takes two people. */
  readonly eraseByTwo: boolean
  /** Bytes. */
  readonly uploadMax: number
  /** Bytes one account or token may have on their way at once. */
  readonly uploadQuota: number
  /** Bytes that stay free on the disk. */
  readonly diskReserve: number
}

const GB = 1e9
const MB = 1e6

/**
 * @param overrides settings given on the command line; they win over the environment
 * @throws Failure `invalid` listing every mistake
 */
export function readConfig(environment: Record<string, string | undefined>, overrides: Record<string, string | undefined> = {}): Config {
  const given = { ...environment, ...Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined)) }
  const known = Object.fromEntries(Object.keys(settings).map((name) => [name, given[name] === '' ? undefined : given[name]]))
  const unknown = Object.keys(given)
    .filter((name) => name.startsWith('WOORDELIJK_') && !(name in settings))
    .map((name) => ({ path: name, why: `is geen instelling${suggest(name)}` }))
  const parsed = z.object(settings).safeParse(known)
  const wrong = parsed.success ? [] : parsed.error.issues.map((issue) => ({ path: String(issue.path[0]), why: issue.message }))
  const oidc = ['WOORDELIJK_OIDC_ISSUER', 'WOORDELIJK_OIDC_CLIENT', 'WOORDELIJK_OIDC_SECRET'] as const
  const half = oidc.some((name) => known[name] !== undefined) ? oidc.filter((name) => known[name] === undefined) : []
  const missing: { path: string; why: string }[] = half.map((path) => ({
    path,
    why: 'ontbreekt; aanmelden via de instelling heeft ISSUER, CLIENT en SECRET alle drie nodig',
  }))
  // One secret in each data folder would sign visitors out whenever another server answers.
  if (known.WOORDELIJK_DATABASE !== undefined && known.WOORDELIJK_SECRET === undefined)
    missing.push({ path: 'WOORDELIJK_SECRET', why: 'ontbreekt; met WOORDELIJK_DATABASE moet het op elke server hetzelfde zijn' })
  for (const name of ['WOORDELIJK_NODE', 'WOORDELIJK_WORK'])
    if (known[name] !== undefined && known.WOORDELIJK_DATABASE === undefined)
      missing.push({ path: name, why: 'heeft alleen zin met WOORDELIJK_DATABASE' })
  const errors = [...wrong, ...unknown, ...missing, ...halfBucket(given, known)]
  if (!parsed.success || errors.length > 0) {
    const list = errors.map((error) => `  ${error.path} ${error.why}`).join('\n')
    throw new Failure('invalid', `De instellingen kloppen niet:\n${list}`, { errors })
  }
  const value = parsed.data
  return Object.freeze({
    port: value.PORT,
    host: value.HOST,
    data: resolve(value.WOORDELIJK_DATA),
    database: value.WOORDELIJK_DATABASE ?? null,
    node: value.WOORDELIJK_DATABASE === undefined ? null : (value.WOORDELIJK_NODE ?? hostName()),
    work: value.WOORDELIJK_WORK === 'yes',
    manifests: resolve(value.WOORDELIJK_MANIFESTS),
    media: mediaOf(value),
    filesFrom: value.WOORDELIJK_FILES_FROM.split(delimiter).flatMap((folder) => (folder === '' ? [] : [resolve(folder)])),
    url: value.WOORDELIJK_URL ?? null,
    name: value.WOORDELIJK_NAME,
    logo: value.WOORDELIJK_LOGO === undefined ? null : resolve(value.WOORDELIJK_LOGO),
    contact: value.WOORDELIJK_CONTACT ?? null,
    embedOn: value.WOORDELIJK_EMBED_ON === 'none' ? [] : value.WOORDELIJK_EMBED_ON.split(/\s+/),
    timeZone: value.WOORDELIJK_TIME_ZONE,
    proxy: value.WOORDELIJK_PROXY === 'yes',
    logLevel: value.WOORDELIJK_LOG_LEVEL,
    searchWorkers: value.WOORDELIJK_SEARCH_WORKERS,
    pageMemory: value.WOORDELIJK_PAGE_MEMORY * MB,
    metricsPort: value.WOORDELIJK_METRICS_PORT ?? null,
    metricsToken: value.WOORDELIJK_METRICS_TOKEN ?? null,
    secret: value.WOORDELIJK_SECRET ?? null,
    oidc:
      value.WOORDELIJK_OIDC_ISSUER && value.WOORDELIJK_OIDC_CLIENT && value.WOORDELIJK_OIDC_SECRET
        ? {
            issuer: value.WOORDELIJK_OIDC_ISSUER,
            clientId: value.WOORDELIJK_OIDC_CLIENT,
            clientSecret: value.WOORDELIJK_OIDC_SECRET,
            name: value.WOORDELIJK_OIDC_NAME,
          }
        : null,
    recogniser: recogniserOf(value),
    sandboxRequired: value.WOORDELIJK_SANDBOX === 'required',
    webhooksPrivate: value.WOORDELIJK_WEBHOOKS_PRIVATE === 'yes',
    eraseByTwo: value.WOORDELIJK_ERASE_BY_TWO === 'yes',
    uploadMax: value.WOORDELIJK_UPLOAD_MAX_GB * GB,
    uploadQuota: value.WOORDELIJK_UPLOAD_QUOTA_GB * GB,
    diskReserve: value.WOORDELIJK_DISK_RESERVE_GB * GB,
  })
}

function recogniserOf(value: z.output<z.ZodObject<typeof settings>>): RecogniserConfig | null {
  const place = value.WOORDELIJK_RECOGNISER === undefined ? null : readRecogniser(value.WOORDELIJK_RECOGNISER)
  return (
    place && {
      ...place,
      model: value.WOORDELIJK_RECOGNISER_MODEL ?? null,
      key: value.WOORDELIJK_RECOGNISER_KEY ?? null,
      name: value.WOORDELIJK_RECOGNISER_NAME ?? null,
      longestPiece: Math.round(value.WOORDELIJK_RECOGNISER_MINUTES * 60_000),
    }
  )
}

/** This machine's name, as `WOORDELIJK_NODE` may be written. */
function hostName(): string {
  return (
    hostname()
      .toLowerCase()
      .replaceAll(/[^a-z0-9-]/g, '-')
      .replace(/^-+/, '')
      .slice(0, 63) || 'node'
  )
}

/** The setting that shares the most letters at the start and end, when it is close enough to be what was meant. */
function suggest(name: string): string {
  const near = Object.keys(settings).find(
    (known) => known.length > 4 && (known.startsWith(name.slice(0, 14)) || known.endsWith(name.slice(-5))),
  )
  return near ? `; bedoelde u ${near}?` : `; zie de README voor de lijst`
}
