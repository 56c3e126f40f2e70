/** A podcast or video feed: RSS 2.0 with Apple's and Podcasting 2.0's elements, paged by RFC 5005. */
import { z } from 'zod'
import type { XmlElement } from '../markup/xml.ts'
import { parseTime } from '../transcript/timecode.ts'
import type { Fetcher } from './fetcher.ts'
import {
  absolute,
  fits,
  isoDate,
  keyOf,
  languageCode,
  MOST_PAGES,
  type OfferedTalk,
  type OfferedTranscript,
  type Opener,
  plainText,
  text,
  tryGet,
} from './source.ts'
import { attribute, elements, textOf, xmlOf } from './xml-source.ts'

/** Compared without scheme and case: feeds write both differently. */
const PODCAST = 'podcast'
const ITUNES = 'itunes'
const chaptersShape = z.object({ chapters: z.array(z.object({ startTime: z.number().min(0), title: text(300).nullish() })).max(1000) })
/** Forms of a transcript with times, the best first. */
const FORMS = ['text/vtt', 'application/x-subrip', 'application/srt', 'application/json']
const ACCEPT = 'application/rss+xml, application/xml, text/xml'

export const openPodcast: Opener = async (fetcher, address) => {
  const channelAt = async (url: string) => {
    const answer = await tryGet(fetcher, url, ACCEPT)
    const root = answer && xmlOf(answer)
    return answer && root?.name === 'rss' ? { url: answer.url, channel: elements(root, 'channel')[0] } : null
  }
  const first = await channelAt(address.href)
  if (!first) return null
  return {
    key: keyOf('RSS', address),
    program: 'RSS',
    name: textOf(elements(first.channel, 'title')[0]) ?? address.host,
    async *talks() {
      const seen = new Set<string>()
      let page: typeof first | null = first
      for (let read = 0; page && read < MOST_PAGES; read++) {
        seen.add(page.url)
        for (const item of elements(page.channel, 'item')) {
          const talk = await offered(fetcher, item, page.channel, page.url)
          if (talk) yield talk
        }
        const next = elements(page.channel, 'link').find((link) => attribute(link, 'rel') === 'next')
        const url = absolute(attribute(next, 'href'), page.url)
        page = url === null || seen.has(url) ? null : await channelAt(url)
      }
    },
  }
}

const of = (parent: XmlElement | undefined, vocabulary: string, name: string) =>
  elements(parent, name).filter(({ space }) => space.toLowerCase().includes(vocabulary))
/** Plain RSS has no namespace. */
const plain = (parent: XmlElement | undefined, name: string) => elements(parent, name, '')[0]

async function offered(fetcher: Fetcher, item: XmlElement, channel: XmlElement | undefined, base: string): Promise<OfferedTalk | null> {
  const enclosure = plain(item, 'enclosure')
  const mediaUrl = absolute(attribute(enclosure, 'url'), base)
  const page = absolute(textOf(plain(item, 'link')), base) ?? mediaUrl ?? base
  const identifier = textOf(plain(item, 'guid')) ?? mediaUrl ?? absolute(textOf(plain(item, 'link')), base)
  const title = textOf(plain(item, 'title')) ?? textOf(of(item, ITUNES, 'title')[0])
  if (identifier === null || title === null) return null
  const language = languageCode(textOf(plain(channel, 'language')))
  const people = [...of(item, PODCAST, 'person')].map((person) => textOf(person))
  const named = people.length > 0 ? people : [textOf(of(item, ITUNES, 'author')[0]) ?? textOf(elements(item, 'creator')[0])]
  const chaptersUrl = absolute(attribute(of(item, PODCAST, 'chapters')[0], 'url'), base)
  const chapters = chaptersUrl === null ? null : fits(chaptersShape, await tryGet(fetcher, chaptersUrl))
  const duration = textOf(of(item, ITUNES, 'duration')[0])
  const license = of(item, PODCAST, 'license')[0] ?? of(channel, PODCAST, 'license')[0]
  return {
    identifier: identifier.slice(0, 1000),
    page,
    title: title.slice(0, 500),
    abstract: plainText(
      textOf(elements(item, 'encoded')[0]) ?? textOf(plain(item, 'description')) ?? textOf(of(item, ITUNES, 'summary')[0]),
    ),
    language,
    recorded: isoDate(textOf(plain(item, 'pubDate'))),
    speakers: named.flatMap((name) => (name === null ? [] : [{ name: name.slice(0, 200), role: null, organisation: null }])),
    themes: elements(item, 'category', '').flatMap((category) => textOf(category)?.slice(0, 100) ?? []),
    rights: attribute(license, 'url') ?? textOf(license) ?? textOf(plain(channel, 'copyright')),
    // Seconds, or hours, minutes and seconds.
    duration: duration === null ? null : /^\d+$/.test(duration) ? Number(duration) * 1000 : parseTime(duration),
    chapters: (chapters?.chapters ?? []).map(({ startTime, title: name }, i) => ({
      start: Math.round(startTime * 1000),
      title: name ?? String(i + 1),
    })),
    media: mediaUrl === null ? null : { url: mediaUrl, mime: attribute(enclosure, 'type') ?? 'video/mp4' },
    transcripts: transcriptsOf(item, base, language ?? 'nl'),
    demonstration: of(item, PODCAST, 'txt').some((txt) => attribute(txt, 'purpose') === 'ai-content' && textOf(txt) === 'true'),
  }
}

/** Of each language the best form. */
function transcriptsOf(item: XmlElement, base: string, language: string): OfferedTranscript[] {
  const found = of(item, PODCAST, 'transcript').flatMap((element) => {
    const url = absolute(attribute(element, 'url'), base)
    const form = (attribute(element, 'type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
    const code = languageCode(attribute(element, 'language')) ?? language
    return url === null || !FORMS.includes(form) ? [] : [{ form, transcript: { url, language: code, made: null } }]
  })
  const bestFirst = found.toSorted((a, b) => FORMS.indexOf(a.form) - FORMS.indexOf(b.form))
  const languages = new Set(bestFirst.map(({ transcript }) => transcript.language))
  return [...languages].flatMap((code) => bestFirst.find(({ transcript }) => transcript.language === code)?.transcript ?? [])
}
