/** DataCite Metadata Schema 4.5, as JSON and as XML: what a DOI is registered with. A talk without a DOI has its address as identifier. */
import { element, optional, writeXml } from '../markup/write-xml.ts'
import { descriptionOf, isoDuration, type PublishedTalk, type Site } from './published-talk.ts'

const KERNEL = 'http://datacite.org/schema/kernel-4'

/** What is described: a talk, or words quoted from it. */
export interface CitableWork {
  readonly talk: PublishedTalk
  /** A quote's address and words; null: the talk itself. */
  readonly quote: { readonly url: string; readonly exact: string; readonly start: number; readonly end: number } | null
}

function partsOf({ talk, quote }: CitableWork) {
  const url = quote?.url ?? talk.url
  const description = quote ? `“${quote.exact}”` : descriptionOf(talk)
  return {
    url,
    description,
    title: talk.title,
    // A year is required; the year of publication is that of this library.
    year: Number(talk.published.slice(0, 4)),
    general: talk.kind === 'video' ? 'Audiovisual' : 'Sound',
    resource: quote ? 'Quotation from a recorded talk' : 'Recorded talk',
    relations: [
      ...(quote ? [{ type: 'IsPartOf', url: talk.url }] : []),
      ...(talk.event ? [{ type: 'IsPartOf', url: talk.event.url }] : []),
      ...(quote ? [] : talk.attachments.map((attachment) => ({ type: 'IsSupplementedBy', url: attachment.url }))),
    ],
    extent: quote ? isoDuration(quote.end - quote.start) : talk.duration === null ? null : isoDuration(talk.duration),
  }
}

export function dataciteJson(work: CitableWork, site: Site): object {
  const { talk } = work
  const { url, description, title, year, general, resource, relations, extent } = partsOf(work)
  return {
    schemaVersion: KERNEL,
    url,
    identifiers: [{ identifier: url, identifierType: 'URL' }],
    creators: creatorsOf(talk, site).map(({ name, type, organisation }) => ({
      name,
      nameType: type,
      ...(organisation === null ? {} : { affiliation: [{ name: organisation }] }),
    })),
    titles: [{ title, lang: talk.language }],
    publisher: { name: site.name },
    publicationYear: year,
    types: { resourceTypeGeneral: general, resourceType: resource },
    subjects: talk.themes.map((theme) => ({ subject: theme.name, valueUri: theme.url })),
    dates: [
      ...(talk.date === null ? [] : [{ date: talk.date, dateType: 'Created' }]),
      { date: talk.published, dateType: 'Issued' },
      { date: talk.updated, dateType: 'Updated' },
    ],
    language: talk.language,
    relatedIdentifiers: relations.map((relation) => ({
      relatedIdentifier: relation.url,
      relatedIdentifierType: 'URL',
      relationType: relation.type,
    })),
    ...(extent === null ? {} : { sizes: [extent] }),
    ...(talk.file === null ? {} : { formats: [talk.file.mime] }),
    ...(talk.rights === null
      ? {}
      : { rightsList: [{ rights: talk.rights, ...(talk.license === null ? {} : { rightsUri: talk.license }) }] }),
    ...(description === null ? {} : { descriptions: [{ description, descriptionType: work.quote ? 'Other' : 'Abstract' }] }),
  }
}

export function dataciteXml(work: CitableWork, site: Site): string {
  const { talk } = work
  const { url, description, title, year, general, resource, relations, extent } = partsOf(work)
  return writeXml(
    element(
      'resource',
      {
        xmlns: KERNEL,
        'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
        'xsi:schemaLocation': `${KERNEL} https://schema.datacite.org/meta/kernel-4.5/metadata.xsd`,
      },
      element('identifier', { identifierType: 'URL' }, url),
      element(
        'creators',
        {},
        creatorsOf(talk, site).map(({ name, type, organisation }) =>
          element('creator', {}, element('creatorName', { nameType: type }, name), optional('affiliation', organisation)),
        ),
      ),
      element('titles', {}, element('title', { 'xml:lang': talk.language }, title)),
      element('publisher', {}, site.name),
      element('publicationYear', {}, year),
      element('resourceType', { resourceTypeGeneral: general }, resource),
      talk.themes.length === 0
        ? null
        : element(
            'subjects',
            {},
            talk.themes.map((theme) => element('subject', { valueURI: theme.url }, theme.name)),
          ),
      element(
        'dates',
        {},
        optional('date', talk.date, { dateType: 'Created' }),
        element('date', { dateType: 'Issued' }, talk.published),
        element('date', { dateType: 'Updated' }, talk.updated),
      ),
      element('language', {}, talk.language),
      relations.length === 0
        ? null
        : element(
            'relatedIdentifiers',
            {},
            relations.map((relation) =>
              element('relatedIdentifier', { relatedIdentifierType: 'URL', relationType: relation.type }, relation.url),
            ),
          ),
      extent === null ? null : element('sizes', {}, element('size', {}, extent)),
      talk.file && element('formats', {}, element('format', {}, talk.file.mime)),
      talk.rights === null ? null : element('rightsList', {}, element('rights', { rightsURI: talk.license }, talk.rights)),
      description === null
        ? null
        : element('descriptions', {}, element('description', { descriptionType: work.quote ? 'Other' : 'Abstract' }, description)),
    ),
  )
}

/** A work needs a creator: the speakers, or the library where none is known. */
function creatorsOf(talk: PublishedTalk, site: Site) {
  if (talk.speakers.length === 0) return [{ name: site.name, type: 'Organizational', organisation: null }]
  return talk.speakers.map(({ name, organisation }) => ({ name, type: 'Personal', organisation }))
}
