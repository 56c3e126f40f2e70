/** From a talk of the record to what every feed and record says of it, with absolute addresses. */
import type { Context } from 'hono'
import {
  audioPath,
  citationPath,
  embedPath,
  eventPath,
  mediaPath,
  personPath,
  renditionPath,
  talkPath,
  themePath,
  transcriptPath,
} from '../../../web/pages/links.ts'
import { nl } from '../../../web/words/nl.ts'
import { licenseAddress, type PublishedTalk, type Site } from '../../feeds/published-talk.ts'
import { type Talk, talkDate } from '../../library/talk/talk.ts'
import { HLS_MASTER, isPlaylist } from '../../media/recipe.ts'
import { type MediaStore, original as originalName } from '../../media/store/store.ts'
import { typeOfName } from '../../media/types.ts'
import type { Dependencies } from '../dependencies.ts'
import { originOf } from '../request/page-context.ts'

export function siteOf(deps: Pick<Dependencies, 'config'>, c: Context): Site {
  return { name: deps.config.name, origin: originOf(deps, c), contact: deps.config.contact, language: 'nl' }
}

export async function projectTalk({ store }: Pick<Dependencies, 'store'>, { origin }: Site, talk: Talk): Promise<PublishedTalk> {
  const { recording, event } = talk
  const original = recording?.playable ? recording.original : null
  const path = talkPath(talk.id)
  const transcript = (format: string, language: string, form = '') =>
    `${origin}${transcriptPath(talk.id, format)}?lang=${encodeURIComponent(language)}${form}`
  const poster = recording?.poster ?? null
  const audio = recording && audioPath(recording)
  return {
    id: talk.id,
    url: origin + path,
    title: talk.title,
    abstract: talk.abstract,
    notice: talk.demonstration ? nl.talk.demonstration : null,
    language: talk.language,
    date: talkDate(talk),
    published: talk.published,
    updated: talk.updated,
    duration: recording?.duration ?? null,
    kind: recording && recording.width === null && recording.mime.startsWith('audio/') ? 'audio' : 'video',
    size: recording?.width && recording.height ? { width: recording.width, height: recording.height } : null,
    speakers: talk.speakers.map((speaker) => ({ ...speaker, url: origin + personPath(speaker.id) })),
    event: event && { ...event, url: origin + eventPath(event.id) },
    themes: talk.themes.map(({ id, name }) => ({ id, name, url: origin + themePath(id) })),
    rights: talk.rights,
    license: licenseAddress(talk.rights),
    chapters: talk.chapters,
    transcripts: talk.transcripts.map(({ language, made, reviewed }) => ({
      language,
      made,
      reviewed,
      vtt: transcript('vtt', language),
      srt: transcript('srt', language),
      text: transcript('txt', language),
      podcast: transcript('json', language, '&form=podcast'),
    })),
    file: original
      ? {
          url: origin + mediaPath(original),
          mime: recording?.mime ?? typeOfName(original.name),
          bytes: await sizeOf(store, original.sha256),
        }
      : recording?.stream && !isPlaylist(recording.mime)
        ? { url: recording.stream, mime: recording.mime, bytes: null }
        : null,
    audio: recording?.audio && audio !== null ? { url: origin + audio, mime: 'audio/mp4', bytes: recording.audio.bytes } : null,
    stream:
      recording?.original && recording.hls !== null
        ? origin + renditionPath(recording.original, recording.hls, HLS_MASTER)
        : recording?.stream && isPlaylist(recording.mime)
          ? recording.stream
          : null,
    poster: poster && { url: origin + mediaPath(poster), mime: typeOfName(poster.name) },
    attachments: talk.attachments.flatMap(({ title, file, url }): PublishedTalk['attachments'] => {
      if (file) return [{ title, url: origin + mediaPath(file), mime: typeOfName(file.name) }]
      return url === null ? [] : [{ title, url, mime: null }]
    }),
    embed: origin + embedPath(talk.id),
    manifest: `${origin}/iiif/${talk.id}/manifest`,
    citations: {
      bibtex: origin + citationPath(path, 'bib'),
      ris: origin + citationPath(path, 'ris'),
      csl: origin + citationPath(path, 'json'),
      datacite: `${origin}${path}/datacite.json`,
    },
  }
}

export function projectTalks(deps: Pick<Dependencies, 'store'>, site: Site, talks: readonly Talk[]): Promise<PublishedTalk[]> {
  return Promise.all(talks.map((talk) => projectTalk(deps, site, talk)))
}

/** Bytes; null where the file is missing or the store does not answer: a feed then leaves the size out. */
async function sizeOf(store: MediaStore, sha256: string): Promise<number | null> {
  try {
    return (await store.stat(originalName(sha256)))?.size ?? null
  } catch {
    return null
  }
}
