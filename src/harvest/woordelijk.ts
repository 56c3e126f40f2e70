/** Another Woordelijk, by its API. */
import { z } from 'zod'
import { absolute, fits, jsonOf, keyOf, MOST_PAGES, type OfferedTalk, type Opener, text, tryGet } from './source.ts'

const named = z.object({ name: text(200) })
const talkShape = z.object({
  id: z.string().max(100),
  title: text(500),
  url: z.string().max(2000),
  speakers: z.array(named.extend({ role: text(200).nullable(), organisation: text(200).nullable() })).max(50),
  recorded: z.string().max(40).nullable(),
  language: z.string().max(35),
  abstract: text(20_000).nullable(),
  themes: z.array(named).max(50),
  duration: z.number().nullable(),
  recording: z
    .object({
      type: z.string().max(100),
      original: z.object({ url: z.string().max(2000) }).nullable(),
      hls: z.string().max(2000).nullable(),
    })
    .nullable(),
  chapters: z.array(z.object({ start: z.number().int().min(0), title: text(300) })).max(1000),
  transcripts: z.array(z.object({ language: z.string().max(35), made: z.enum(['human', 'asr', 'synthetic']) })).max(20),
  rights: text(2000).nullable(),
  demonstration: z.boolean(),
})
const page = z.object({ talks: z.array(talkShape).max(100), next: z.string().max(500).nullable() })
const about = z.object({ info: z.object({ title: z.literal('Woordelijk') }) })

export const openWoordelijk: Opener = async (fetcher, address) => {
  const { origin } = address
  if (!fits(about, await tryGet(fetcher, `${origin}/api/v1/openapi.json`))) return null
  return {
    key: keyOf('Woordelijk', address),
    program: 'Woordelijk',
    name: address.host,
    async *talks() {
      let cursor: string | null = null
      for (let read = 0; read < MOST_PAGES; read++) {
        const query = new URLSearchParams({ limit: '100', ...(cursor === null ? {} : { cursor }) })
        const { talks, next }: z.infer<typeof page> = jsonOf(page, await fetcher.get(`${origin}/api/v1/talks?${query}`))
        for (const talk of talks) yield offered(talk, origin)
        if (next === null || next === cursor) return
        cursor = next
      }
    },
  }
}

function offered(talk: z.infer<typeof talkShape>, origin: string): OfferedTalk {
  const page = absolute(talk.url, origin) ?? origin
  const { recording } = talk
  const file = absolute(recording?.original?.url, origin)
  const stream = absolute(recording?.hls, origin)
  return {
    ...talk,
    identifier: talk.id,
    page,
    themes: talk.themes.map(({ name }) => name),
    media:
      file && recording
        ? { url: file, mime: recording.type }
        : stream === null
          ? null
          : { url: stream, mime: 'application/vnd.apple.mpegurl' },
    transcripts: talk.transcripts.map(({ language, made }) => ({
      url: `${page}/transcript.vtt?lang=${encodeURIComponent(language)}`,
      language,
      made,
    })),
  }
}
