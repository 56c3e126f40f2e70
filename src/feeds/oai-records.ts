/** A talk as metadata that harvesters ask for: Dublin Core (oai_dc), MODS 3.7 and the Europeana Data Model. */
import { type Child, type Element, element, optional } from '../markup/write-xml.ts'
import { descriptionOf, isoDuration, type PublishedTalk, type Site } from './published-talk.ts'

const XSI = 'http://www.w3.org/2001/XMLSchema-instance'

export interface MetadataFormat {
  readonly prefix: string
  readonly schema: string
  readonly namespace: string
  readonly write: (talk: PublishedTalk, site: Site) => Element
}

export const METADATA_FORMATS: readonly MetadataFormat[] = [
  {
    prefix: 'oai_dc',
    schema: 'http://www.openarchives.org/OAI/2.0/oai_dc.xsd',
    namespace: 'http://www.openarchives.org/OAI/2.0/oai_dc/',
    write: dublinCore,
  },
  { prefix: 'mods', schema: 'http://www.loc.gov/standards/mods/v3/mods-3-7.xsd', namespace: 'http://www.loc.gov/mods/v3', write: mods },
  {
    prefix: 'edm',
    schema: 'http://www.europeana.eu/schemas/edm/EDM.xsd',
    namespace: 'http://www.europeana.eu/schemas/edm/',
    write: edm,
  },
]

const typeOf = ({ kind }: PublishedTalk) => (kind === 'video' ? 'MovingImage' : 'Sound')

function dublinCore(talk: PublishedTalk, site: Site): Element {
  const texts = (name: string, values: readonly (string | null | undefined)[]): Child[] =>
    values.map((value) => optional(`dc:${name}`, value))
  return element(
    'oai_dc:dc',
    {
      'xmlns:oai_dc': 'http://www.openarchives.org/OAI/2.0/oai_dc/',
      'xmlns:dc': 'http://purl.org/dc/elements/1.1/',
      'xmlns:xsi': XSI,
      'xsi:schemaLocation': 'http://www.openarchives.org/OAI/2.0/oai_dc/ http://www.openarchives.org/OAI/2.0/oai_dc.xsd',
    },
    texts('title', [talk.title]),
    texts(
      'creator',
      talk.speakers.map(({ name }) => name),
    ),
    texts(
      'subject',
      talk.themes.map(({ name }) => name),
    ),
    texts('description', [descriptionOf(talk)]),
    texts('publisher', [site.name]),
    texts('date', [talk.date]),
    texts('type', [typeOf(talk)]),
    texts('format', [talk.file?.mime, talk.duration === null ? null : isoDuration(talk.duration)]),
    texts('identifier', [talk.url]),
    texts('language', [talk.language]),
    texts('relation', [talk.event?.url, ...talk.attachments.map(({ url }) => url)]),
    texts('coverage', [talk.event?.place]),
    texts('rights', [talk.license, talk.rights === talk.license ? null : talk.rights]),
  )
}

function mods(talk: PublishedTalk, site: Site): Element {
  return element(
    'mods',
    {
      xmlns: 'http://www.loc.gov/mods/v3',
      'xmlns:xsi': XSI,
      'xsi:schemaLocation': 'http://www.loc.gov/mods/v3 http://www.loc.gov/standards/mods/v3/mods-3-7.xsd',
      version: '3.7',
    },
    element('titleInfo', {}, element('title', {}, talk.title)),
    talk.speakers.map(({ name, organisation }) =>
      element(
        'name',
        { type: 'personal' },
        element('namePart', {}, name),
        element('role', {}, element('roleTerm', { type: 'code', authority: 'marcrelator' }, 'spk')),
        optional('affiliation', organisation),
      ),
    ),
    element('typeOfResource', {}, talk.kind === 'video' ? 'moving image' : 'sound recording-nonmusical'),
    element(
      'originInfo',
      {},
      element('publisher', {}, site.name),
      optional('dateCaptured', talk.date, { encoding: 'iso8601' }),
      element('dateIssued', { encoding: 'iso8601' }, talk.published),
    ),
    element('language', {}, element('languageTerm', { type: 'code', authority: 'rfc5646' }, talk.language)),
    element(
      'physicalDescription',
      {},
      optional('internetMediaType', talk.file?.mime),
      optional('extent', talk.duration === null ? null : isoDuration(talk.duration)),
      element('digitalOrigin', {}, 'born digital'),
    ),
    optional('abstract', descriptionOf(talk)),
    talk.themes.map(({ name }) => element('subject', {}, element('topic', {}, name))),
    talk.event && element('relatedItem', { type: 'host' }, element('titleInfo', {}, element('title', {}, talk.event.title))),
    element('identifier', { type: 'uri' }, talk.url),
    element('location', {}, element('url', { usage: 'primary display' }, talk.url)),
    optional(
      'accessCondition',
      talk.rights,
      talk.license === null ? {} : { 'xlink:href': talk.license, 'xmlns:xlink': 'http://www.w3.org/1999/xlink' },
    ),
  )
}

/** EDM asks for a rights statement by address; without one the copyright is undetermined. */
const UNDETERMINED = 'http://rightsstatements.org/vocab/UND/1.0/'

function edm(talk: PublishedTalk, site: Site): Element {
  const object = `${talk.url}#object`
  const resource = talk.file?.url ?? talk.stream ?? talk.url
  const about = (address: string) => ({ 'rdf:about': address })
  const link = (name: string, address: string | null | undefined): Child => (address ? element(name, { 'rdf:resource': address }) : null)
  return element(
    'rdf:RDF',
    {
      'xmlns:rdf': 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
      'xmlns:dc': 'http://purl.org/dc/elements/1.1/',
      'xmlns:dcterms': 'http://purl.org/dc/terms/',
      'xmlns:edm': 'http://www.europeana.eu/schemas/edm/',
      'xmlns:ore': 'http://www.openarchives.org/ore/terms/',
      'xmlns:skos': 'http://www.w3.org/2004/02/skos/core#',
    },
    element(
      'edm:ProvidedCHO',
      about(object),
      talk.speakers.map(({ url }) => link('dc:creator', url)),
      optional('dc:description', descriptionOf(talk), { 'xml:lang': 'nl' }),
      element('dc:identifier', {}, talk.id),
      element('dc:language', {}, talk.language),
      talk.themes.map(({ name }) => element('dc:subject', { 'xml:lang': 'nl' }, name)),
      element('dc:title', { 'xml:lang': talk.language }, talk.title),
      element('dc:type', {}, typeOf(talk)),
      optional('dcterms:created', talk.date),
      optional('dcterms:extent', talk.duration === null ? null : isoDuration(talk.duration)),
      talk.event && element('dcterms:isPartOf', {}, talk.event.title),
      optional('dcterms:spatial', talk.event?.place),
      element('edm:type', {}, talk.kind === 'video' ? 'VIDEO' : 'SOUND'),
    ),
    element('edm:WebResource', about(resource), optional('dc:format', talk.file?.mime), link('edm:rights', talk.license ?? UNDETERMINED)),
    talk.speakers.map(({ name, url }) => element('edm:Agent', about(url), element('skos:prefLabel', {}, name))),
    element(
      'ore:Aggregation',
      about(`${talk.url}#aggregation`),
      link('edm:aggregatedCHO', object),
      element('edm:dataProvider', {}, site.name),
      link('edm:isShownAt', talk.url),
      link('edm:isShownBy', talk.file?.url ?? talk.stream),
      link('edm:object', talk.poster?.url),
      element('edm:provider', {}, site.name),
      link('edm:rights', talk.license ?? UNDETERMINED),
    ),
  )
}
