/** oEmbed 1.0 (https://oembed.com): a talk as a frame for other sites. */
import { element, optional, writeXml } from '../markup/write-xml.ts'
import type { PublishedTalk, Site } from './published-talk.ts'

/** The frame's width where neither the recording nor the caller says. */
const WIDTH = 640
const AUDIO_HEIGHT = 160
const NARROWEST = 200

export interface Oembed {
  readonly version: '1.0'
  readonly type: 'video' | 'rich'
  readonly title: string
  readonly author_name?: string
  readonly author_url?: string
  readonly provider_name: string
  readonly provider_url: string
  readonly thumbnail_url?: string
  readonly thumbnail_width?: number
  readonly thumbnail_height?: number
  readonly html: string
  readonly width: number
  readonly height: number
}

/** @param frame the address to embed, with its time; `most` limits the frame in pixels */
export function oembedOf(talk: PublishedTalk, site: Site, frame: string, most: { width: number | null; height: number | null }): Oembed {
  const ratio = talk.size === null ? null : talk.size.height / talk.size.width
  let width = Math.min(WIDTH, most.width ?? WIDTH)
  let height = ratio === null ? AUDIO_HEIGHT : Math.round(width * ratio)
  if (most.height !== null && height > most.height) {
    height = most.height
    if (ratio !== null) width = Math.round(height / ratio)
  }
  width = Math.max(width, Math.min(NARROWEST, most.width ?? NARROWEST))
  const [author] = talk.speakers
  return {
    version: '1.0',
    type: talk.kind === 'video' ? 'video' : 'rich',
    title: talk.title,
    ...(author ? { author_name: talk.speakers.map(({ name }) => name).join(', '), author_url: author.url } : {}),
    provider_name: site.name,
    provider_url: `${site.origin}/`,
    ...(talk.poster !== null && talk.size !== null
      ? { thumbnail_url: talk.poster.url, thumbnail_width: talk.size.width, thumbnail_height: talk.size.height }
      : {}),
    html: `<iframe src="${attribute(frame)}" width="${width}" height="${height}" title="${attribute(talk.title)}" allow="fullscreen; picture-in-picture" allowfullscreen loading="lazy" referrerpolicy="strict-origin-when-cross-origin"></iframe>`,
    width,
    height,
  }
}

const attribute = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

export function writeOembedXml(oembed: Oembed): string {
  return writeXml(element('oembed', {}, ...Object.entries(oembed).map(([name, value]) => optional(name, value as string | number))))
}
