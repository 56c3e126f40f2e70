/** Finds out what an address is: another library's API, or a feed. */
import { Failure } from '../failure.ts'
import type { Fetcher } from './fetcher.ts'
import { openOai } from './oai-source.ts'
import { openOpencast } from './opencast.ts'
import { openPeerTube } from './peertube.ts'
import { openPodcast } from './podcast.ts'
import type { Source } from './source.ts'
import { openWoordelijk } from './woordelijk.ts'

/** A feed is what its address says; the APIs are looked for after it, the richest first. */
const OPENERS = [openPodcast, openWoordelijk, openPeerTube, openOpencast, openOai]

/** @throws Failure `invalid` for no address, `unreadable` for a server that is none of these, or as the fetcher does */
export async function openSource(fetcher: Fetcher, address: string): Promise<Source> {
  const url = URL.parse(address)
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '')
    throw new Failure(
      'invalid',
      `“${address.slice(0, 200)}” is geen adres. Geef het adres van de andere bibliotheek of van een feed, met https:// en zonder wachtwoord.`,
    )
  for (const open of OPENERS) {
    const source = await open(fetcher, url)
    if (source) return source
  }
  throw new Failure(
    'unreadable',
    `Op ${url.href} is geen bibliotheek of feed gevonden die we kennen: Woordelijk, PeerTube, Opencast (ook achter Tobira), OAI-PMH of een podcastfeed (RSS). Geef het adres van de server, of dat van de feed zelf.`,
  )
}
