/** Opencast, and through it Tobira: the public episodes of the search service, in its older and newer form. */
import { z } from 'zod'
import {
  absolute,
  fits,
  isoDate,
  jsonOf,
  keyOf,
  languageCode,
  MOST_PAGES,
  type OfferedTalk,
  type Opener,
  plainText,
  text,
  tryGet,
} from './source.ts'

/** Opencast writes a list of one as its only entry. */
const listOf = <T extends z.ZodType>(entry: T) =>
  z.preprocess(
    (value) => (value === undefined || value === null || value === '' ? [] : Array.isArray(value) ? value : [value]),
    z.array(entry).max(1000),
  )
const count = z.coerce.number().int().min(0)
const tagged = z.object({
  type: z.string().max(200).nullish(),
  mimetype: z.string().max(100).nullish(),
  url: z.string().max(2000),
  tags: z.object({ tag: listOf(z.string()) }).nullish(),
  video: z.object({ resolution: z.string().nullish() }).nullish(),
})
const mediapackage = z.object({
  id: z.string().max(200),
  title: text(500).nullish(),
  duration: z.coerce.number().nullish(),
  start: z.string().nullish(),
  language: z.string().nullish(),
  license: text(500).nullish(),
  creators: z.object({ creator: listOf(text(200)) }).nullish(),
  subjects: z.object({ subject: listOf(text(100)) }).nullish(),
  media: z.object({ track: listOf(tagged) }).nullish(),
  attachments: z.object({ attachment: listOf(tagged) }).nullish(),
  segments: z
    .object({ segment: listOf(z.object({ time: z.coerce.number().min(0), text: z.string().nullish(), title: text(300).nullish() })) })
    .nullish(),
})
const dublinCore = z.record(z.string(), z.union([z.string(), z.array(z.string())]))
const episode = z.object({
  mediapackage,
  dc: dublinCore.nullish(),
  dcTitle: text(500).nullish(),
  dcCreator: text(200).nullish(),
  dcCreated: z.string().nullish(),
  dcDescription: text(20_000).nullish(),
  dcLanguage: z.string().nullish(),
  dcLicense: text(500).nullish(),
})
const results = z.object({ total: count, result: listOf(episode) })
const older = z.object({ 'search-results': results })
const newer = results
type Episode = z.infer<typeof episode>

const PAGE = 100

export const openOpencast: Opener = async (fetcher, address) => {
  const { origin, host } = address
  const pageAt = (offset: number) => `${origin}/search/episode.json?${new URLSearchParams({ limit: String(PAGE), offset: String(offset) })}`
  const first = await tryGet(fetcher, pageAt(0))
  if (!fits(older, first) && !fits(newer, first)) return null
  return {
    key: keyOf('Opencast', address),
    program: 'Opencast',
    name: host,
    async *talks() {
      for (let read = 0; read < MOST_PAGES; read++) {
        const answer = await fetcher.get(pageAt(read * PAGE))
        const { total, result } = fits(older, answer)?.['search-results'] ?? jsonOf(newer, answer)
        for (const entry of result) yield offered(entry, origin)
        if (result.length === 0 || (read + 1) * PAGE >= total) return
      }
    },
  }
}

function offered({ mediapackage: pack, dc, ...old }: Episode, origin: string): OfferedTalk {
  const said = (name: string): string[] => [dc?.[name] ?? []].flat()
  const tracks = pack.media?.track ?? []
  const height = (track: z.infer<typeof tagged>) => Number(/x(\d+)/.exec(track.video?.resolution ?? '')?.[1] ?? 0)
  const playable = tracks.filter(({ mimetype }) => /^(?:video|audio)\/(?:mp4|webm|mpeg|ogg|x-m4a)$/.test(mimetype ?? ''))
  // The speaker's picture before that of the slides, then the largest.
  const presenter = playable.filter(({ type }) => type?.startsWith('presenter'))
  const [best] = (presenter.length > 0 ? presenter : playable).toSorted((a, b) => height(b) - height(a))
  const stream = tracks.find(({ mimetype }) => /mpegurl/i.test(mimetype ?? ''))
  const chosen = best ?? stream
  const mediaUrl = absolute(chosen?.url, origin)
  const creators = said('creator').length > 0 ? said('creator') : (pack.creators?.creator ?? (old.dcCreator ? [old.dcCreator] : []))
  const language = languageCode(said('language')[0] ?? old.dcLanguage ?? pack.language)
  const captions = [...tracks, ...(pack.attachments?.attachment ?? [])].filter(
    ({ mimetype, type }) => mimetype === 'text/vtt' || /captions/.test(type ?? ''),
  )
  const segments = pack.segments?.segment ?? []
  return {
    identifier: pack.id,
    page: `${origin}/play/${encodeURIComponent(pack.id)}`,
    title: said('title')[0]?.slice(0, 500) ?? old.dcTitle ?? pack.title ?? pack.id,
    abstract: plainText(said('description')[0] ?? old.dcDescription),
    language,
    recorded: isoDate(said('created')[0] ?? old.dcCreated ?? pack.start),
    speakers: creators.map((name) => ({ name: name.slice(0, 200), role: null, organisation: null })),
    themes: said('subject').length > 0 ? said('subject') : (pack.subjects?.subject ?? []),
    rights: said('license')[0] ?? old.dcLicense ?? pack.license ?? null,
    duration: pack.duration ?? null,
    // Segments are changes of slide: only those with a title are chapters.
    chapters: segments.flatMap(({ time, title }) => (title ? [{ start: Math.round(time), title }] : [])),
    media: mediaUrl === null ? null : { url: mediaUrl, mime: chosen?.mimetype ?? 'video/mp4' },
    transcripts: captions.flatMap(({ url, type, tags }) => {
      const address = absolute(url, origin)
      const tag = tags?.tag.find((entry) => entry.startsWith('lang:'))?.slice('lang:'.length) ?? /\+([a-z-]+)$/i.exec(type ?? '')?.[1]
      const code = languageCode(tag) ?? language ?? 'nl'
      const made = tags?.tag.includes('generator-type:auto') ? ('asr' as const) : null
      return address === null ? [] : [{ url: address, language: code, made }]
    }),
    demonstration: false,
  }
}
