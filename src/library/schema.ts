/** The tables, as Kysely sees them. Times in a recording are integer milliseconds; instants are UTC ISO strings. */
import type { Generated } from 'kysely'

export interface Database {
  event: {
    id: string
    title: string
    /** `2024-04-15`, `2024-04`, `2024`, or null where the source does not say. */
    date_from: string | null
    date_to: string | null
    place: string | null
    summary: string | null
    /** JSON list of names, in order. */
    organisers: string
    /** JSON list of { title, url }. */
    links: string
  }
  programme_item: {
    event_id: string
    position: number
    time_from: string | null
    time_to: string | null
    part: string | null
    title: string
    kind: string
    description: string | null
    /** Not a foreign key: a programme may announce a talk that is added later. */
    talk_id: string | null
  }
  programme_speaker: {
    event_id: string
    item: number
    position: number
    person_id: string
    role: string | null
    organisation: string | null
  }
  person: { id: string; name: string }
  theme: { id: string; name: string }
  talk: {
    id: string
    event_id: string | null
    title: string
    recorded: string | null
    language: string
    abstract: string | null
    rights: string | null
    visibility: 'public' | 'unlisted' | 'internal'
    demonstration: 0 | 1
    /** The day it was withdrawn; null while it stands. A withdrawn talk keeps its row as a tombstone. */
    withdrawn: string | null
    stage: 'draft' | 'ready' | 'scheduled' | 'published'
    /** UTC instant at which a scheduled talk is published. */
    publish_at: string | null
    published_at: string
    updated_at: string
  }
  /** Ids a talk had before; they redirect. */
  talk_alias: { alias: string; talk_id: string }
  talk_speaker: { talk_id: string; position: number; person_id: string; role: string | null; organisation: string | null }
  talk_theme: { talk_id: string; position: number; theme_id: string }
  chapter: { talk_id: string; position: number; start_ms: number; end_ms: number | null; title: string }
  attachment: {
    owner_kind: 'event' | 'talk'
    owner_id: string
    position: number
    kind: 'slides' | 'report' | 'link'
    title: string
    file_name: string | null
    sha256: string | null
    url: string | null
  }
  recording: {
    talk_id: string
    /** Null for an external stream (`stream_url`). */
    sha256: string | null
    file_name: string | null
    stream_url: string | null
    mime: string
    duration_ms: number | null
    width: number | null
    height: number | null
    /** RFC 6381 codec strings, comma-separated. */
    codecs: string
    /** Recipe name of the packaged HLS rendition in the store, or null where there is none. */
    hls: string | null
    poster_sha256: string | null
    poster_name: string | null
    storyboard_sha256: string | null
    storyboard_name: string | null
    /** JSON { every (ms), columns, width, height }. */
    storyboard: string | null
  }
  media_file: { sha256: string; size: number; mime: string; stored_at: string }
  transcript: { id: Generated<number>; talk_id: string; language: string; made: 'human' | 'asr' | 'synthetic'; reviewed: 0 | 1 }
  transcript_revision: {
    id: Generated<number>
    transcript_id: number
    number: number
    created_at: string
    author: string | null
    note: string | null
    origin: string
    /** The file as it was handed in, in the media store. */
    source_sha256: string | null
    source_name: string | null
    /** JSON list of { from, to, shift }: the recording was cut anew since the revision before. */
    offset_map: string | null
  }
  quote: {
    id: string
    talk_id: string
    language: string
    revision: number
    start_ms: number
    end_ms: number
    exact: string
    prefix: string
    suffix: string
    speaker: string | null
    created_at: string
  }
  cue: {
    revision_id: number
    number: number
    label: string | null
    start_ms: number
    end_ms: number
    speaker: string | null
    text: string
    /** JSON list of [start_ms, end_ms, text], or null where the words are not timed. */
    words: string | null
  }
  /** What was last imported under an id: an equal fingerprint means nothing to do. */
  import_record: { kind: 'event' | 'talk'; id: string; fingerprint: string; imported_at: string }
  /** SHA-256 of local files by place, size and time, so that a start does not read every recording again. */
  file_hash: { path: string; size: number; modified_ms: number; sha256: string }
}
