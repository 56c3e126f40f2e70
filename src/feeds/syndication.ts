/** What a feed is, whatever its format: a title, the page it follows, and one page of talks, newest first. */
import type { PublishedTalk } from './published-talk.ts'

export interface Feed {
  readonly title: string
  readonly description: string
  /** The page that the feed follows. */
  readonly page: string
  /** The feed's own address, without paging: its identity for life. */
  readonly self: string
  /** UUID version 5 of the address (Podcasting 2.0, `podcast:guid`). */
  readonly guid: string
  /** BCP 47. */
  readonly language: string
  readonly image: string | null
  /** Who answers for it: a name and perhaps an e-mail address. */
  readonly owner: { readonly name: string; readonly email: string | null }
  /** UTC instant of the newest change. */
  readonly updated: string
  readonly talks: readonly PublishedTalk[]
  /** RFC 5005: addresses of the first page and of those before and after this one. */
  readonly first: string
  readonly previous: string | null
  readonly next: string | null
}

/** RFC 822 as RSS wants it (RFC 1123 years): `Mon, 15 Apr 2024 09:15:00 GMT`. */
export function rssDate(instant: string): string {
  return new Date(instant).toUTCString()
}
