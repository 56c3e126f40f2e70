/** What the API answers, as schemas: they check nothing at run time but describe everything in the OpenAPI document. */
import { z } from '@hono/zod-openapi'
import { STEPS } from '../../library/job/job.ts'
import { ESTIMATE_KINDS } from '../../transcript/cue.ts'

const ms = (about: string) =>
  z
    .number()
    .int()
    .min(0)
    .openapi({ description: `${about}, in milliseconden`, example: 12340 })
const path = z.string().openapi({ description: 'Pad op deze server', example: '/opnames/academie-2-martens' })

export const problemShape = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    instance: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .openapi('Problem')

const reference = z.object({ id: z.string(), name: z.string(), url: path })
const speakerShape = reference.extend({ role: z.string().nullable(), organisation: z.string().nullable() })
const eventReference = z.object({ id: z.string(), title: z.string(), url: path })
const fileShape = z.object({ url: path, name: z.string(), sha256: z.string() })

export const talkShape = z
  .object({
    id: z.string(),
    title: z.string(),
    url: path,
    event: eventReference.nullable(),
    speakers: z.array(speakerShape),
    recorded: z.string().nullable().openapi({ description: 'Zo precies als bekend: 2024-04-15T11:15+02:00, 2024-04-15 of 2024' }),
    language: z.string(),
    abstract: z.string().nullable(),
    themes: z.array(reference),
    duration: ms('Speelduur').nullable(),
    recording: z
      .object({
        type: z.string(),
        original: fileShape.nullable(),
        hls: path.nullable(),
        audio: z
          .object({ url: path, type: z.string(), bytes: z.number().int() })
          .nullable()
          .openapi({ description: 'Het geluid als los bestand; null zolang dat niet is gemaakt' }),
        width: z.number().int().nullable(),
        height: z.number().int().nullable(),
        codecs: z.array(z.string()),
        poster: path.nullable(),
      })
      .nullable(),
    chapters: z.array(z.object({ start: ms('Begin'), end: ms('Einde').nullable(), title: z.string(), url: path })),
    transcripts: z.array(
      z.object({
        language: z.string(),
        made: z.enum(['human', 'asr', 'synthetic']),
        reviewed: z.boolean(),
        maker: z.string().nullable().openapi({ description: 'Naam en versie van het programma dat het maakte' }),
        revision: z.number().int(),
        url: path,
      }),
    ),
    attachments: z.array(z.object({ kind: z.enum(['slides', 'report', 'link']), title: z.string(), url: z.string().nullable() })),
    rights: z.string().nullable(),
    visibility: z.enum(['public', 'unlisted', 'internal']),
    demonstration: z.boolean().openapi({ description: 'Ingesproken door een computerstem; niet de woorden van de spreker' }),
    published: z.string(),
    updated: z.string().openapi({ description: 'Laatste verandering, UTC' }),
    stage: z.enum(['draft', 'ready', 'scheduled', 'published']).openapi({ description: 'Voor bezoekers altijd published' }),
    publishAt: z.string().nullable(),
    withdrawn: z.string().nullable(),
  })
  .openapi('Talk')

/** Only the fields asked for, and the id. */
const talkPart = talkShape.partial().required({ id: true }).openapi('TalkPart')
export const talkOrPart = z.union([talkShape, talkPart])
export const estimateShape = z
  .strictObject({ kind: z.enum(ESTIMATE_KINDS), confidence: z.number().int().min(0).max(100) })
  .openapi('Estimate', {
    description:
      'Tijden die zijn geschat door de tekst met het geluid te vergelijken. words: alleen die van de woorden; sure: het begin klopt vrijwel zeker; unsure: kan enkele seconden schelen; absent: niet gevonden in de opname; paragraph: de tekst past niet bij het geluid, alleen de plaats van de alinea is geschat; pinned: het begin is door een mens vastgezet.',
  })

export const cueShape = z
  .object({
    id: z.string().nullable(),
    start: ms('Begin'),
    end: ms('Einde'),
    speaker: z.string().nullable(),
    text: z.string(),
    words: z.array(z.object({ start: ms('Begin'), end: ms('Einde'), text: z.string() })).nullable(),
    estimate: estimateShape.optional(),
  })
  .openapi('Cue')

export const transcriptShape = z
  .object({
    revision: z.number().int(),
    language: z.string(),
    made: z.enum(['human', 'asr', 'synthetic']),
    reviewed: z.boolean(),
    maker: z.string().nullable(),
    created: z.string(),
    cues: z.array(cueShape),
  })
  .openapi('Transcript')

export const eventShape = z
  .object({
    id: z.string(),
    title: z.string(),
    url: path,
    from: z.string().nullable(),
    to: z.string().nullable(),
    place: z.string().nullable(),
    organisers: z.array(z.string()),
    summary: z.string().nullable(),
    registration: z.string().nullable().openapi({ description: 'Waar mensen zich aanmelden' }),
    announced: z.boolean().openapi({ description: 'De bijeenkomst moet nog komen' }),
    programme: z.array(
      z.object({
        from: z.string().nullable(),
        to: z.string().nullable(),
        part: z.string().nullable(),
        title: z.string(),
        kind: z.string(),
        speakers: z.array(speakerShape),
        description: z.string().nullable(),
        talk: z.string().nullable(),
      }),
    ),
    links: z.array(z.object({ title: z.string(), url: z.string().nullable() })),
  })
  .openapi('Event')

export const namedShape = reference.extend({ talks: z.number().int() }).openapi('Named')

export const momentShape = z
  .object({
    time: ms('Wanneer het eerste gevonden woord valt'),
    end: ms('Einde van de regel'),
    url: path,
    speaker: z.string().nullable(),
    chapter: z.string().nullable(),
    snippet: z.string(),
    marks: z.array(z.array(z.number().int()).length(2)).openapi({ description: 'Tekenbereiken in snippet: [van, tot)' }),
    matched: z
      .enum(['word', 'stem', 'part', 'fuzzy', 'title', 'chapter', 'speaker'])
      .openapi({ description: 'speaker: de vraag noemt wie hier spreekt; dit is het begin van een beurt' }),
    slide: z.number().int().nullable().openapi({ description: 'Staat het op een dia en wordt het niet gezegd (title): op welke, vanaf 1' }),
    related: z.string().nullable().openapi({ description: 'Niet het gevraagde woord is gevonden maar dit verwante; anders null' }),
    estimated: z.boolean().openapi({ description: 'De woorden hebben geen eigen tijden; time is geschat' }),
    confidence: z.number().min(0).max(1).openapi({ description: 'Van een herinnerd citaat: het deel van de woorden dat gevonden is' }),
  })
  .openapi('Moment')

const citations = z
  .object({
    apa: z.string().openapi({ description: 'APA 7 zoals in Nederland gebruikelijk' }),
    'apa-en': z.string(),
    mla: z.string(),
    chicago: z.string(),
    vancouver: z.string(),
    legal: z.string().openapi({ description: 'Leidraad voor juridische auteurs' }),
    bibtex: z.string(),
    biblatex: z.string(),
    ris: z.string(),
    plain: z.string(),
    csl: z.record(z.string(), z.unknown()).openapi({ description: 'Eén CSL-JSON-item' }),
  })
  .openapi('Citations')

export const quoteShape = z
  .object({
    id: z.string(),
    url: z.string().openapi({ description: 'De blijvende link' }),
    talk: z.string(),
    language: z.string(),
    exact: z.string(),
    prefix: z.string(),
    suffix: z.string(),
    start: ms('Wanneer het eerste woord begint'),
    end: ms('Wanneer het laatste woord eindigt'),
    revision: z.number().int().openapi({ description: 'De revisie waaruit is geciteerd' }),
    speaker: z.string().nullable(),
    created: z.string(),
    demonstration: z.boolean(),
    block: z.string().openapi({ description: 'De woorden met hun bron, klaar om te plakken' }),
    recorded: z.string().nullable().openapi({ description: 'Datum van de opname, zo precies als bekend' }),
    citations,
    inText: z.record(z.string(), z.string()).openapi({ description: 'Per stijl de verwijzing in de tekst' }),
    italics: z
      .record(z.string(), z.array(z.tuple([z.number().int(), z.number().int()]).readonly()).readonly())
      .openapi({ description: 'Per stijl welke tekens [van, tot) cursief horen' }),
  })
  .openapi('Quote')

export const quoteWithStandingShape = quoteShape
  .extend({
    now: z.object({
      status: z.enum(['same', 'moved', 'changed', 'gone']),
      start: ms('Begin in de nieuwste revisie').nullable(),
      end: ms('Einde in de nieuwste revisie').nullable(),
      text: z.string().nullable(),
      revision: z.number().int(),
    }),
  })
  .openapi('QuoteWithStanding')

const countedWord = z.object({ word: z.string(), talks: z.number().int() })

export const searchShape = z
  .object({
    query: z.object({ terms: z.array(z.string()), ignored: z.array(z.string()) }),
    total: z.number().int().openapi({ description: 'Gevonden opnames' }),
    moments: z.number().int().openapi({ description: 'Momenten in de opnames van deze bladzijde' }),
    suggestion: z.string().nullable(),
    corrected: z.boolean(),
    relaxed: z.boolean(),
    quotation: z.boolean(),
    facets: z.array(
      z.object({ kind: z.enum(['event', 'speaker', 'theme', 'year']), value: z.string(), name: z.string(), talks: z.number().int() }),
    ),
    facetTotals: z.object({ event: z.number().int(), speaker: z.number().int(), theme: z.number().int(), year: z.number().int() }),
    talks: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        url: path,
        event: eventReference.nullable(),
        speakers: z.array(speakerShape),
        duration: ms('Speelduur').nullable(),
        demonstration: z.boolean(),
        score: z.number(),
        moments: z.array(momentShape),
        times: z.array(ms('Moment')),
        without: z.array(z.string()).openapi({ description: 'Woorden van de vraag die in deze momenten niet vallen' }),
      }),
    ),
    next: z.string().nullable(),
    help: z
      .object({
        missing: z.array(z.object({ word: z.string(), near: z.array(countedWord), parts: z.array(countedWord) })),
        withoutFilters: z.number().int().nullable(),
      })
      .nullable()
      .openapi({ description: 'Waar niets gevonden is: welke woorden er niet zijn, wat erop lijkt, en hoeveel er zonder beperking is' }),
    tookMs: z.number(),
  })
  .openapi('SearchAnswer')

export const changesShape = z
  .object({
    changes: z.array(
      z.object({
        seq: z.number().int(),
        talk: z.string(),
        what: z.enum(['changed', 'removed']).openapi({ description: 'removed: niet meer openbaar; haal ook uw kopie weg' }),
        at: z.string(),
      }),
    ),
    next: z.number().int().openapi({ description: 'Het since van de volgende vraag' }),
  })
  .openapi('Changes')

export const jobShape = z
  .object({
    id: z.string(),
    url: path,
    talk: z.string(),
    sha256: z.string(),
    created: z.string(),
    createdBy: z.string(),
    state: z.enum(['running', 'waiting', 'done', 'failed', 'cancelled']),
    steps: z.array(
      z.object({
        step: z.enum(STEPS),
        state: z.enum(['queued', 'running', 'waiting', 'done', 'skipped', 'failed', 'cancelled']),
        progress: z.number().min(0).max(1),
        required: z.boolean(),
        attempts: z.number().int(),
        error: z.string().nullable().openapi({ description: 'Wat er misging en hoe het te verhelpen is' }),
        note: z.string().nullable(),
        code: z.string().nullable().openapi({ description: 'Vaste naam van wat error of note zegt' }),
        started: z.string().nullable(),
        finished: z.string().nullable(),
      }),
    ),
  })
  .openapi('Job')
