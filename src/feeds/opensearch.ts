/** OpenSearch 1.1: how a browser or another program searches here. */
import { element, writeXml } from '../markup/write-xml.ts'
import type { Site } from './published-talk.ts'

/** The specification's limits, in characters. */
const LONGEST_SHORT_NAME = 16
const LONGEST_LONG_NAME = 48

/** @param description one sentence in the interface's language */
export function writeOpenSearch(site: Site, description: string): string {
  const url = (type: string, path: string, rel?: string) => element('Url', { type, template: site.origin + path, rel })
  return writeXml(
    element(
      'OpenSearchDescription',
      { xmlns: 'http://a9.com/-/spec/opensearch/1.1/' },
      element('ShortName', {}, site.name.slice(0, LONGEST_SHORT_NAME)),
      element('LongName', {}, site.name.slice(0, LONGEST_LONG_NAME)),
      element('Description', {}, description),
      element('InputEncoding', {}, 'UTF-8'),
      element('OutputEncoding', {}, 'UTF-8'),
      element('Language', {}, site.language),
      element('Image', { width: 16, height: 16, type: 'image/svg+xml' }, `${site.origin}/static/icon.svg`),
      url('text/html', '/zoek?q={searchTerms}'),
      url('application/rss+xml', '/feeds/zoek.rss?q={searchTerms}'),
      url('application/x-suggestions+json', '/opensearch-suggestions?q={searchTerms}'),
      url('application/opensearchdescription+xml', '/opensearch.xml', 'self'),
    ),
  )
}
