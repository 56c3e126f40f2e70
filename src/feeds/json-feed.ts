/** JSON Feed 1.1. */
import { descriptionOf, type PublishedTalk } from './published-talk.ts'
import type { Feed } from './syndication.ts'

export function writeJsonFeed(feed: Feed): string {
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: feed.title,
    home_page_url: feed.page,
    feed_url: feed.self,
    description: feed.description,
    language: feed.language,
    ...(feed.next === null ? {} : { next_url: feed.next }),
    ...(feed.image === null ? {} : { icon: feed.image }),
    authors: [{ name: feed.owner.name }],
    items: feed.talks.map(item),
  })
}

function item(talk: PublishedTalk) {
  return {
    id: talk.url,
    url: talk.url,
    title: talk.title,
    content_text: descriptionOf(talk) ?? talk.title,
    ...(talk.poster === null ? {} : { image: talk.poster.url }),
    date_published: talk.published,
    date_modified: talk.updated,
    authors: talk.speakers.map(({ name, url }) => ({ name, url })),
    tags: talk.themes.map(({ name }) => name),
    language: talk.language,
    ...attachments(talk),
  }
}

/** JSON Feed 1.1: attachments that are one thing in several formats have the same title, here that of the talk. */
function attachments({ file, audio, title, duration }: PublishedTalk) {
  const files = [file, audio].filter((one) => one !== null)
  if (files.length === 0) return {}
  return {
    attachments: files.map(({ url, mime, bytes }) => ({
      url,
      mime_type: mime,
      title,
      ...(bytes === null ? {} : { size_in_bytes: bytes }),
      ...(duration === null ? {} : { duration_in_seconds: Math.round(duration / 1000) }),
    })),
  }
}
