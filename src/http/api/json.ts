/** The API's forms of what the library holds; the command line prints the same. */
import { audioPath, eventPath, mediaPath, personPath, renditionPath, talkPath, themePath } from '../../../web/pages/links.ts'
import type { Change } from '../../library/changes.ts'
import { type Event, isAnnounced } from '../../library/event/event.ts'
import type { Library } from '../../library/library.ts'
import { isListed, type Recording, type Speaker, type Talk } from '../../library/talk/talk.ts'
import type { Transcript } from '../../library/talk/transcripts.ts'
import { HLS_MASTER } from '../../media/recipe.ts'
import type { SearchAnswer, SearchRequest, TalkHit } from '../../search/answer.ts'
import type { Search } from '../../search/search.ts'

/** @param visitor whose turn the question takes in the queue */
export async function searchJson(library: Library, search: Pick<Search, 'search'>, request: SearchRequest, visitor?: string) {
  const start = performance.now()
  const answer = await search.search(request, visitor)
  const talks = (await withTalks(library, answer)).map(({ hit, talk }) => {
    const { id, title, url, event, speakers, duration, demonstration } = talkJson(talk)
    const moments = hit.moments.map((moment) => ({
      ...moment,
      marks: moment.marks.map((mark) => [...mark]),
      url: moment.matched === 'title' ? url : talkPath(id, moment.time),
    }))
    return {
      id,
      title,
      url,
      event,
      speakers,
      duration,
      demonstration,
      score: hit.score,
      moments,
      times: [...hit.times],
      without: [...hit.without],
    }
  })
  const query = { terms: [...answer.query.terms], ignored: [...answer.query.ignored] }
  const help = answer.help && {
    missing: answer.help.missing.map(({ word, near, parts }) => ({ word, near: [...near], parts: [...parts] })),
    withoutFilters: answer.help.withoutFilters,
  }
  return { ...answer, query, help, facets: [...answer.facets], talks, tookMs: Math.round((performance.now() - start) * 10) / 10 }
}

/** Hits with their talks as they are now; a talk withdrawn a moment ago falls out. */
export async function withTalks(library: Library, answer: SearchAnswer): Promise<{ hit: TalkHit; talk: Talk }[]> {
  const talks = new Map((await library.talksById(answer.talks.map((hit) => hit.id))).map((talk) => [talk.id, talk]))
  return answer.talks.flatMap((hit) => {
    const talk = talks.get(hit.id)
    return talk && isListed(talk) ? [{ hit, talk }] : []
  })
}

const speakerJson = (speaker: Speaker) => ({ ...speaker, url: personPath(speaker.id) })

function audioJson(recording: Recording) {
  const url = audioPath(recording)
  return recording.audio && url !== null ? { url, type: 'audio/mp4', bytes: recording.audio.bytes } : null
}

export function talkJson(talk: Talk) {
  const { recording } = talk
  const original = recording?.original ?? null
  return {
    id: talk.id,
    title: talk.title,
    url: talkPath(talk.id),
    event: talk.event && { id: talk.event.id, title: talk.event.title, url: eventPath(talk.event.id) },
    speakers: talk.speakers.map(speakerJson),
    recorded: talk.recorded,
    language: talk.language,
    abstract: talk.abstract,
    themes: talk.themes.map((theme) => ({ ...theme, url: themePath(theme.id) })),
    duration: recording?.duration ?? null,
    recording: recording && {
      type: recording.mime,
      original: original && { ...original, url: mediaPath(original) },
      hls: original && recording.hls !== null ? renditionPath(original, recording.hls, HLS_MASTER) : recording.stream,
      audio: audioJson(recording),
      width: recording.width,
      height: recording.height,
      codecs: [...recording.codecs],
      poster: recording.poster && mediaPath(recording.poster),
    },
    chapters: talk.chapters.map((chapter) => ({ ...chapter, url: talkPath(talk.id, chapter.start) })),
    transcripts: talk.transcripts.map((entry) => ({ ...entry, url: `/api/v1/talks/${talk.id}/transcript?lang=${entry.language}` })),
    attachments: talk.attachments.map(({ kind, title, file, url }) => ({ kind, title, url: file ? mediaPath(file) : url })),
    rights: talk.rights,
    visibility: talk.visibility,
    demonstration: talk.demonstration,
    published: talk.published,
    updated: talk.updated,
    stage: talk.stage,
    publishAt: talk.publishAt,
    withdrawn: talk.withdrawn,
  }
}

/** Ids of talks that may be listed, of those that stand in the events' programmes. */
export async function listedTalks(library: Library, events: readonly Event[]): Promise<ReadonlySet<string>> {
  const ids = events.flatMap(({ programme }) => programme.flatMap(({ talk }) => (talk === null ? [] : [talk])))
  return new Set((await library.talksById([...new Set(ids)])).filter(isListed).map(({ id }) => id))
}

/**
 * @param listed a talk that may not be listed is not named: its id alone would say that it is there
 * @param today at the institution
 */
export function eventJson(event: Event, listed: ReadonlySet<string>, today: string) {
  return {
    id: event.id,
    title: event.title,
    url: eventPath(event.id),
    from: event.from,
    to: event.to,
    place: event.place,
    organisers: [...event.organisers],
    summary: event.summary,
    registration: event.registration,
    announced: isAnnounced(event, today),
    programme: event.programme.map((item) => ({
      ...item,
      talk: item.talk !== null && listed.has(item.talk) ? item.talk : null,
      speakers: item.speakers.map(speakerJson),
    })),
    links: event.links.map((link) => ({ ...link })),
  }
}

/** The API's form of a transcript. */
export function transcriptJson(transcript: Transcript) {
  const { number, language, made, reviewed, maker, created, cues } = transcript
  return { revision: number, language, made, reviewed, maker, created, cues }
}

export function changeJson({ seq, talk, listed, at }: Change) {
  return { seq, talk, what: listed ? ('changed' as const) : ('removed' as const), at }
}
