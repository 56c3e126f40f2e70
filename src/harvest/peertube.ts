/** PeerTube, by its REST API: every public video of an instance, or of the channel or account that the address names. */
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

const config = z.object({ serverVersion: z.string(), instance: z.object({ name: text(200) }) })
const label = z.object({ id: z.union([z.string(), z.number()]).nullable(), label: text(200) }).nullish()
const list = z.object({ total: z.number(), data: z.array(z.object({ uuid: z.string().max(100) })).max(100) })
const file = z.object({ fileUrl: z.string().max(2000), resolution: z.object({ id: z.number() }).nullish() })
const video = z.object({
  uuid: z.string().max(100),
  url: z.string().max(2000).nullish(),
  name: text(500),
  description: text(20_000).nullish(),
  duration: z.number(),
  language: label,
  licence: label,
  tags: z.array(text(100)).max(50).nullish(),
  originallyPublishedAt: z.string().nullish(),
  publishedAt: z.string().nullish(),
  account: z.object({ displayName: text(200) }).nullish(),
  files: z.array(file).max(50).nullish(),
  streamingPlaylists: z
    .array(z.object({ playlistUrl: z.string().max(2000), files: z.array(file).max(50).nullish() }))
    .max(5)
    .nullish(),
})
const captions = z.object({
  data: z
    .array(
      z.object({
        language: z.object({ id: z.string().max(35) }),
        captionPath: z.string().max(2000).nullish(),
        fileUrl: z.string().max(2000).nullish(),
        automaticallyGenerated: z.boolean().nullish(),
      }),
    )
    .max(50),
})
const chapters = z.object({ chapters: z.array(z.object({ timecode: z.number().min(0), title: text(300) })).max(1000) })

const PAGE = 100
/** PeerTube's own numbers for licences. */
const LICENCES: Readonly<Record<string, string>> = {
  1: 'CC BY 4.0',
  2: 'CC BY-SA 4.0',
  3: 'CC BY-ND 4.0',
  4: 'CC BY-NC 4.0',
  5: 'CC BY-NC-SA 4.0',
  6: 'CC BY-NC-ND 4.0',
  7: 'CC0 1.0',
}

export const openPeerTube: Opener = async (fetcher, address) => {
  const { origin, pathname } = address
  const known = fits(config, await tryGet(fetcher, `${origin}/api/v1/config`))
  if (!known) return null
  const [, kind, handle] = /^\/(c|a|video-channels|accounts)\/([\w.@-]{1,200})/.exec(pathname) ?? []
  const owner = kind === undefined ? '' : `/${kind === 'a' || kind === 'accounts' ? 'accounts' : 'video-channels'}/${handle}`
  const api = `${origin}/api/v1`
  return {
    key: keyOf('PeerTube', address),
    program: 'PeerTube',
    name: known.instance.name,
    async *talks() {
      for (let read = 0; read < MOST_PAGES; read++) {
        const query = new URLSearchParams({
          start: String(read * PAGE),
          count: String(PAGE),
          sort: 'publishedAt',
          ...(owner === '' ? { isLocal: 'true' } : {}),
        })
        const { data } = jsonOf(list, await fetcher.get(`${api}${owner}/videos?${query}`))
        for (const { uuid } of data) {
          const one = `${api}/videos/${encodeURIComponent(uuid)}`
          const details = jsonOf(video, await fetcher.get(one))
          const texts = fits(captions, await tryGet(fetcher, `${one}/captions`))
          const parts = fits(chapters, await tryGet(fetcher, `${one}/chapters`))
          yield offered(details, { origin, texts, parts })
        }
        if (data.length < PAGE) return
      }
    },
  }
}

function offered(
  details: z.infer<typeof video>,
  { origin, texts, parts }: { origin: string; texts: z.infer<typeof captions> | null; parts: z.infer<typeof chapters> | null },
): OfferedTalk {
  const [playlist] = details.streamingPlaylists ?? []
  const files = [...(details.files ?? []), ...(playlist?.files ?? [])].toSorted((a, b) => (b.resolution?.id ?? 0) - (a.resolution?.id ?? 0))
  const [best] = files
  const fileUrl = absolute(best?.fileUrl, origin)
  const stream = absolute(playlist?.playlistUrl, origin)
  return {
    identifier: details.uuid,
    page: absolute(details.url, origin) ?? `${origin}/w/${details.uuid}`,
    title: details.name,
    abstract: plainText(details.description),
    language: languageCode(details.language?.id?.toString()),
    recorded: isoDate(details.originallyPublishedAt ?? details.publishedAt),
    speakers: details.account ? [{ name: details.account.displayName, role: null, organisation: null }] : [],
    themes: details.tags ?? [],
    rights: details.licence ? (LICENCES[String(details.licence.id)] ?? details.licence.label) : null,
    duration: Math.round(details.duration * 1000),
    chapters: (parts?.chapters ?? []).map(({ timecode, title }) => ({ start: Math.round(timecode * 1000), title })),
    media:
      fileUrl !== null
        ? { url: fileUrl, mime: fileUrl.endsWith('.webm') ? 'video/webm' : 'video/mp4' }
        : stream === null
          ? null
          : { url: stream, mime: 'application/vnd.apple.mpegurl' },
    transcripts: (texts?.data ?? []).flatMap(({ language, captionPath, fileUrl: direct, automaticallyGenerated }) => {
      const url = absolute(direct ?? captionPath, origin)
      const code = languageCode(language.id)
      return url === null || code === null ? [] : [{ url, language: code, made: automaticallyGenerated ? ('asr' as const) : null }]
    }),
    demonstration: false,
  }
}
