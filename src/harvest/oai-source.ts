/** Any repository that speaks OAI-PMH 2.0: Dublin Core, so titles, people, dates and subjects, and a file where one is named. */
import { Failure } from '../failure.ts'
import type { XmlElement } from '../markup/xml.ts'
import { absolute, isoDate, keyOf, languageCode, MOST_PAGES, type OfferedTalk, type Opener, plainText, tryGet } from './source.ts'
import { attribute, elements, textOf, xmlOf } from './xml-source.ts'

const DC = 'http://purl.org/dc/elements/1.1/'
const MEDIA = /\.(mp4|m4v|webm|mov|mp3|m4a|ogg|m3u8)(?:[?#]|$)/i
const MIME: Readonly<Record<string, string>> = {
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  ogg: 'audio/ogg',
  webm: 'video/webm',
  m3u8: 'application/vnd.apple.mpegurl',
}

export const openOai: Opener = async (fetcher, address) => {
  const base = `${address.origin}${address.pathname}`
  const ask = async (query: Record<string, string>) => {
    const answer = await tryGet(fetcher, `${base}?${new URLSearchParams(query)}`, 'text/xml, application/xml')
    const root = answer && xmlOf(answer)
    return root?.name === 'OAI-PMH' ? root : null
  }
  const identify = elements((await ask({ verb: 'Identify' })) ?? undefined, 'Identify')[0]
  if (!identify) return null
  return {
    key: keyOf('OAI-PMH', address),
    program: 'OAI-PMH',
    name: textOf(elements(identify, 'repositoryName')[0]) ?? address.host,
    async *talks() {
      let query: Record<string, string> = { verb: 'ListRecords', metadataPrefix: 'oai_dc' }
      const seen = new Set<string>()
      for (let read = 0; read < MOST_PAGES; read++) {
        const root = await ask(query)
        if (!root) throw new Failure('unreadable', `${base} geeft halverwege geen OAI-PMH meer.`)
        const [error] = elements(root, 'error')
        if (error && attribute(error, 'code') === 'noRecordsMatch') return
        if (error) throw new Failure('unreadable', `${base} weigert: ${textOf(error) ?? attribute(error, 'code') ?? ''}`)
        const [list] = elements(root, 'ListRecords')
        for (const record of elements(list, 'record')) {
          const talk = offered(record, base)
          if (talk) yield talk
        }
        const token = textOf(elements(list, 'resumptionToken')[0])
        // A token that comes back would go round for ever.
        if (token === null || seen.has(token)) return
        seen.add(token)
        query = { verb: 'ListRecords', resumptionToken: token }
      }
    },
  }
}

function offered(record: XmlElement, base: string): OfferedTalk | null {
  const [header] = elements(record, 'header')
  const identifier = textOf(elements(header, 'identifier')[0])
  const [dc] = elements(elements(record, 'metadata')[0], 'dc')
  if (identifier === null || attribute(header, 'status') === 'deleted' || !dc) return null
  const all = (name: string) => elements(dc, name, DC).flatMap((element) => textOf(element) ?? [])
  const [title] = all('title')
  if (title === undefined) return null
  const addresses = [...all('identifier'), ...all('source'), ...all('relation')].flatMap((value) => (/^https?:/.test(value) ? [value] : []))
  const media = addresses.find((value) => MEDIA.test(value))
  const mime = MIME[MEDIA.exec(media ?? '')?.[1]?.toLowerCase() ?? ''] ?? 'video/mp4'
  return {
    identifier: identifier.slice(0, 1000),
    page:
      absolute(
        addresses.find((value) => value !== media),
        base,
      ) ?? base,
    title: title.slice(0, 500),
    abstract: plainText(all('description')[0]),
    language: languageCode(all('language')[0]),
    recorded: isoDate(all('date')[0]),
    speakers: all('creator').map((name) => ({ name: name.slice(0, 200), role: null, organisation: null })),
    themes: all('subject').map((subject) => subject.slice(0, 100)),
    rights: all('rights')[0]?.slice(0, 2000) ?? null,
    duration: null,
    chapters: [],
    media: media === undefined ? null : { url: media, mime },
    transcripts: [],
    demonstration: false,
  }
}
