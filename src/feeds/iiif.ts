/** IIIF Presentation 3.0: a talk as a manifest with one canvas, an event or the library as a collection. Times are seconds. */
import { chapterSpans, descriptionOf, type PublishedTalk, type Site } from './published-talk.ts'

export const PRESENTATION = 'http://iiif.io/api/presentation/3/context.json'
export const IIIF_TYPE = `application/ld+json;profile="${PRESENTATION}"`

const seconds = (ms: number) => Math.round(ms) / 1000
const label = (language: string, ...values: readonly string[]) => ({ [language]: values })
/** The language of names that belong to none: people, dates. */
const none = (...values: readonly string[]) => label('none', ...values)

export function canvasOf(talk: Pick<PublishedTalk, 'manifest'>): string {
  return `${talk.manifest.replace(/\/manifest$/, '')}/canvas`
}

/** @param words labels in the interface's language */
export interface ManifestWords {
  readonly speakers: string
  readonly date: string
  readonly event: string
  readonly themes: string
  readonly captions: (language: string) => string
  readonly notice: string
}

/** @param start where players begin, ms; null: at the beginning */
export function writeManifest(talk: PublishedTalk, site: Site, words: ManifestWords, start: number | null = null): object {
  const base = talk.manifest.replace(/\/manifest$/, '')
  const canvas = canvasOf(talk)
  const duration = talk.duration === null ? null : seconds(talk.duration)
  const description = descriptionOf(talk)
  const { language } = site
  const entry = (name: string, value: object) => ({ label: label(language, name), value })
  return {
    '@context': PRESENTATION,
    id: talk.manifest,
    type: 'Manifest',
    label: label(talk.language, talk.title),
    ...(description === null ? {} : { summary: label(language, description) }),
    metadata: [
      ...(talk.speakers.length === 0 ? [] : [entry(words.speakers, none(...talk.speakers.map(({ name }) => name)))]),
      ...(talk.date === null ? [] : [entry(words.date, none(talk.date))]),
      ...(talk.event === null ? [] : [entry(words.event, label(language, talk.event.title))]),
      ...(talk.themes.length === 0 ? [] : [entry(words.themes, label(language, ...talk.themes.map(({ name }) => name)))]),
    ],
    ...(talk.notice === null ? {} : { requiredStatement: entry(words.notice, label(language, talk.notice)) }),
    // IIIF takes a Creative Commons or RightsStatements.org address here, with http.
    ...(talk.license === null ? {} : { rights: talk.license.replace(/^https:/, 'http:') }),
    provider: [
      { id: `${site.origin}/`, type: 'Agent', label: none(site.name), homepage: [homepage(`${site.origin}/`, site.name, language)] },
    ],
    ...(talk.poster === null ? {} : { thumbnail: [{ id: talk.poster.url, type: 'Image', format: talk.poster.mime }] }),
    homepage: [homepage(talk.url, talk.title, language)],
    rendering: talk.transcripts.map((transcript) => ({
      id: transcript.text,
      type: 'Text',
      format: 'text/plain',
      label: label(language, words.captions(transcript.language)),
    })),
    seeAlso: [
      { id: talk.citations.csl, type: 'Dataset', format: 'application/vnd.citationstyles.csl+json' },
      { id: talk.citations.datacite, type: 'Dataset', format: 'application/vnd.datacite.datacite+json' },
    ],
    ...(talk.event === null
      ? {}
      : { partOf: [{ id: `${site.origin}/iiif/bijeenkomsten/${talk.event.id}/collection`, type: 'Collection' }] }),
    service: [
      {
        id: `${base}/search`,
        type: 'SearchService2',
        service: [{ id: `${base}/autocomplete`, type: 'AutoCompleteService2' }],
      },
    ],
    ...(start === null
      ? {}
      : {
          start: { id: `${base}/start`, type: 'SpecificResource', source: canvas, selector: { type: 'PointSelector', t: seconds(start) } },
        }),
    items: [
      {
        id: canvas,
        type: 'Canvas',
        ...talk.size,
        ...(duration === null ? {} : { duration }),
        items: [{ id: `${canvas}/media`, type: 'AnnotationPage', items: painting(talk, canvas, duration) }],
        annotations: [
          {
            id: `${canvas}/captions`,
            type: 'AnnotationPage',
            items: talk.transcripts.map((transcript) => ({
              id: `${canvas}/captions/${transcript.language}`,
              type: 'Annotation',
              motivation: 'supplementing',
              body: {
                id: transcript.vtt,
                type: 'Text',
                format: 'text/vtt',
                label: label(language, words.captions(transcript.language)),
                language: transcript.language,
              },
              target: canvas,
            })),
          },
        ],
      },
    ],
    ...structures(talk, base, canvas),
  }
}

const homepage = (id: string, name: string, language: string) => ({
  id,
  type: 'Text',
  label: none(name),
  format: 'text/html',
  language: [language],
})

/** The file that plays as it is and the HLS stream are one picture: a choice. */
function painting(talk: PublishedTalk, canvas: string, duration: number | null): object[] {
  const type = talk.kind === 'video' ? 'Video' : 'Sound'
  const common = { type, ...(duration === null ? {} : { duration }), ...talk.size }
  const bodies = [
    ...(talk.file === null ? [] : [{ id: talk.file.url, ...common, format: talk.file.mime }]),
    ...(talk.stream === null ? [] : [{ id: talk.stream, ...common, format: 'application/vnd.apple.mpegurl' }]),
  ]
  if (bodies.length === 0) return []
  const body = bodies.length === 1 ? bodies[0] : { type: 'Choice', items: bodies }
  return [{ id: `${canvas}/media/1`, type: 'Annotation', motivation: 'painting', body, target: canvas }]
}

function structures(talk: PublishedTalk, base: string, canvas: string): { structures?: object[] } {
  const spans = chapterSpans(talk)
  if (spans.length === 0) return {}
  const ranges = spans.map(({ start, end, title }, i) => ({
    id: `${base}/range/${i + 1}`,
    type: 'Range',
    label: label(talk.language, title),
    items: [{ type: 'Canvas', id: `${canvas}#t=${seconds(start)},${seconds(end)}` }],
  }))
  return { structures: [{ id: `${base}/range`, type: 'Range', label: label(talk.language, talk.title), items: ranges }] }
}

/** @param items manifests or collections, each with its address, kind and name */
export function writeCollection({
  id,
  name,
  language,
  items,
  next,
  search = null,
}: {
  /** The address of a Content Search over these manifests. */
  search?: string | null
  id: string
  name: string
  language: string
  items: readonly { readonly id: string; readonly type: 'Manifest' | 'Collection'; readonly name: string; readonly language: string }[]
  /** The address of what follows, or null: pages of a long collection are collections themselves. */
  next: string | null
}): object {
  return {
    '@context': PRESENTATION,
    id,
    type: 'Collection',
    label: label(language, name),
    ...(search === null ? {} : { service: [{ id: search, type: 'SearchService2' }] }),
    items: [
      ...items.map((item) => ({ id: item.id, type: item.type, label: label(item.language, item.name) })),
      ...(next === null ? [] : [{ id: next, type: 'Collection', label: label(language, `${name} …`) }]),
    ],
  }
}
