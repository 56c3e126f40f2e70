/** Sitemaps (sitemaps.org 0.9) with Google's video entries, and the index over them. At most 50,000 addresses a file. */
import { type Element, element, optional, writeXml } from '../markup/write-xml.ts'
import { descriptionOf, type PublishedTalk } from './published-talk.ts'

const NAMESPACE = 'http://www.sitemaps.org/schemas/sitemap/0.9'
/** Google's limits: characters of a description and seconds of a video. */
const LONGEST_DESCRIPTION = 2048
const LONGEST_VIDEO = 28_800

export function writeSitemapIndex(sitemaps: readonly { readonly url: string; readonly updated: string | null }[]): string {
  return writeXml(
    element(
      'sitemapindex',
      { xmlns: NAMESPACE },
      sitemaps.map(({ url, updated }) => element('sitemap', {}, element('loc', {}, url), optional('lastmod', updated))),
    ),
  )
}

/** @param pages addresses without a recording */
export function writeSitemap(talks: readonly PublishedTalk[], pages: readonly string[] = []): string {
  return writeXml(
    element(
      'urlset',
      { xmlns: NAMESPACE, 'xmlns:video': 'http://www.google.com/schemas/sitemap-video/1.1' },
      pages.map((page) => element('url', {}, element('loc', {}, page))),
      talks.map((talk) => element('url', {}, element('loc', {}, talk.url), element('lastmod', {}, talk.updated), video(talk))),
    ),
  )
}

/** A thumbnail is required; a talk without one has no video entry. */
function video(talk: PublishedTalk): Element | null {
  if (talk.poster === null || talk.kind !== 'video') return null
  const seconds = talk.duration === null ? null : Math.round(talk.duration / 1000)
  return element(
    'video:video',
    {},
    element('video:thumbnail_loc', {}, talk.poster.url),
    element('video:title', {}, talk.title),
    element('video:description', {}, (descriptionOf(talk) ?? talk.title).slice(0, LONGEST_DESCRIPTION)),
    optional('video:content_loc', talk.file?.url),
    element('video:player_loc', {}, talk.embed),
    seconds !== null && seconds >= 1 && seconds <= LONGEST_VIDEO ? element('video:duration', {}, seconds) : null,
    element('video:publication_date', {}, talk.published),
    element('video:family_friendly', {}, 'yes'),
    element('video:live', {}, 'no'),
  )
}
