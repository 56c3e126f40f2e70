/**
 * The tables, as Kysely sees them. Times in a recording are integer milliseconds; instants are UTC ISO strings. Long because it is the one list
 * of all tables.
 */
import type { Generated, GeneratedAlways } from 'kysely'

/** A talk's place in the archivists' list. */
export type DeskStage = 'draft' | 'ready' | 'scheduled' | 'published' | 'withdrawn'

export interface Database {
  event: {
    id: string
    title: string
    /** `2024-04-15`, `2024-04`, `2024`, or null where the source does not say. */
    date_from: string | null
    date_to: string | null
    place: string | null
    summary: string | null
    registration: string | null
    /** JSON list of names, in order. */
    organisers: string
    /** JSON list of { title, url }. */
    links: string
    /** `date_from`, or empty. */
    day: GeneratedAlways<string>
    /** Title and place, folded. */
    filter_text: Generated<string>
    /** Listed talks; kept by triggers, as in `person` and `theme`. */
    talks: Generated<number>
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
  person: {
    id: string
    name: string
    /** Folded, family name first. */
    sort_name: Generated<string>
    talks: Generated<number>
    /** Places in programmes. */
    slots: Generated<number>
    /** Has a listed talk or a place in a programme. */
    shown: GeneratedAlways<0 | 1>
    description: Generated<string | null>
    /** JSON list of { title, url }. */
    links: Generated<string>
    orcid: Generated<string | null>
    isni: Generated<string | null>
    wikidata: Generated<string | null>
    /** 1: an archivist wrote the name here, and manifests no longer change it. */
    edited: Generated<0 | 1>
    /** Made of the name (double-key.ts): two records with the same key may be of one person. Empty for a name of one word. */
    double_key: Generated<string>
  }
  /** Ids of people who were merged into another. */
  person_alias: { alias: string; person_id: string }
  theme: {
    id: string
    /** The preferred label. */
    name: string
    sort_name: Generated<string>
    talks: Generated<number>
    english: Generated<string | null>
    description: Generated<string | null>
    /** JSON list of { language, text, hidden }. */
    labels: Generated<string>
    /** JSON list of addresses of the same concept in other vocabularies. */
    matches: Generated<string>
    /** 1: an archivist wrote the record, and manifests no longer change the name. */
    edited: Generated<0 | 1>
  }
  theme_broader: { theme_id: string; broader_id: string }
  /** `theme_id` sorts before `related_id`: each pair once. */
  theme_related: { theme_id: string; related_id: string }
  /** Ids of themes that were merged into another. */
  theme_alias: { alias: string; theme_id: string }
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
    withdrawn_reason: string | null
    stage: 'draft' | 'ready' | 'scheduled' | 'published'
    /** UTC instant at which a scheduled talk is published. */
    publish_at: string | null
    caption_waiver: string | null
    published_at: string
    updated_at: string
    /** Published, public and not withdrawn. */
    listed: GeneratedAlways<0 | 1>
    /** The stage, or `withdrawn`. */
    desk_stage: GeneratedAlways<DeskStage>
    /** When it took place: `recorded`, or else the event's date, or empty; kept by triggers. */
    day: Generated<string>
    /** The title, folded. */
    filter_text: Generated<string>
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
  slide_text: { sha256: string; slides: string; problem: string | null }
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
    /** JSON { every (ms), columns, rows, width, height, recipe }. */
    storyboard: string | null
    /** Recipe name of the waveform in the store, or null where there is none. */
    waveform: string | null
    /** JSON { recipe, bytes }: the sound as one file, or null where there is none. */
    audio: string | null
    /** JSON { integrated, truePeak, silences }. */
    loudness: string | null
    /** 0: no browser plays the original itself. */
    playable: 0 | 1
  }
  media_file: { sha256: string; size: number; mime: string; stored_at: string }
  /** Bytes of each rendition, as counted last (library/storage). */
  rendition_size: { count: number; sha256: string; recipe: string; size: number }
  /** One row: the last count that came to its end. */
  storage_count: { count: number; counted_at: string; database_size: number | null; index_size: number | null }
  /** Append-only. `detail`: what was found instead, for people who look into it. */
  fixity_event: {
    id: Generated<number>
    sha256: string
    at: string
    outcome: 'ok' | 'wrong' | 'missing' | 'unreadable'
    detail: string | null
  }
  /** Talks of other libraries and what they became here; `fields` is JSON. */
  harvested: { source: string; identifier: string; talk: string; fields: string; harvested_at: string }
  transcript: {
    id: Generated<number>
    talk_id: string
    language: string
    made: 'human' | 'asr' | 'synthetic'
    reviewed: 0 | 1
    /** Name and version of the program that made it; null: not known, or no program. */
    maker: string | null
  }
  /** What was recognised of a talk's recording so far; `result` is JSON. */
  recognised_piece: { talk_id: string; fingerprint: string; start_ms: number; end_ms: number; result: string; created_at: string }
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
    /** JSON list of { from, to, shift }: the recording was cut again since the revision before. */
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
    /** JSON { kind, confidence }, or null where its times were not estimated. */
    estimate: string | null
  }
  /** What was last imported under an id: an equal fingerprint means nothing to do. */
  import_record: { kind: 'event' | 'talk'; id: string; fingerprint: string; imported_at: string; fields: string | null }
  /** SHA-256 of local files by place, size and time, so that a start does not read every recording again. */
  file_hash: { path: string; size: number; modified_ms: number; sha256: string }
  first_import: { at: string }
  manifest_note: { path: string; kind: 'event' | 'talk'; id: string; fingerprint: string; note: string }
  user: {
    id: string
    name: string
    email: string
    emailVerified: 0 | 1
    image: string | null
    createdAt: string
    updatedAt: string
    twoFactorEnabled: 0 | 1 | null
    role: 'visitor' | 'archivist' | 'admin'
    disabledAt: string | null
  }
  session: {
    id: string
    userId: string
    expiresAt: string
    token: string
    createdAt: string
    ipAddress: string | null
    userAgent: string | null
  }
  account: {
    id: string
    accountId: string
    providerId: string
    userId: string
    password: string | null
    createdAt: string
    updatedAt: string
  }
  passkey: { id: string; userId: string; name: string | null; createdAt: string | null }
  api_token: {
    id: string
    name: string
    hash: string
    /** JSON list. */
    scopes: string
    created_at: string
    created_by: string
    expires_at: string | null
    last_used_at: string | null
    revoked_at: string | null
  }
  /** One row a talk: its last change (changes.ts). */
  change: { talk: string; seq: number; listed: 0 | 1; was_listed: 0 | 1; at: string }
  /** One row: the last number given out. */
  change_head: { seq: number }
  preview_link: {
    id: string
    talk_id: string
    hash: string
    created_at: string
    created_by: string
    expires_at: string
    revoked_at: string | null
  }
  /** Append-only, held by triggers. */
  audit_event: {
    id: Generated<number>
    at: string
    actor_kind: 'account' | 'token' | 'command' | 'system'
    actor: string | null
    actor_name: string
    action: string
    subject: string | null
    /** JSON, or null. */
    detail: string | null
  }
  upload: {
    id: string
    owner: string
    file_name: string
    size: number
    expected_sha256: string | null
    /** 1: the sender still owes the SHA-256 of the whole file. */
    awaits_sha256: 0 | 1
    created_at: string
    state: 'receiving' | 'stored' | 'failed'
    sha256: string | null
    stored_at: string | null
    problem: string | null
    /** What it is for, and when it was put there. */
    talk_id: string | null
    role: 'recording' | 'transcript' | 'slides' | 'report'
    language: string
    /** Who made a transcript, as its sender says; null: not said. */
    made: 'human' | 'asr' | 'synthetic' | null
    language_confirmed: 0 | 1
    /** 1: a recording whose speech is to be recognised once it is in. */
    recognise: 0 | 1
    /** JSON { language, made }: to be answered before it is taken in. */
    question: string | null
    attached_at: string | null
    /** JSON list of what was noticed in it, or null. */
    findings: string | null
  }
  job: {
    id: string
    talk_id: string
    sha256: string
    created_at: string
    created_by: string
    /** The highest goes first; 0 unless somebody moved it. */
    priority: Generated<number>
  }
  job_step: {
    job_id: string
    position: number
    step: string
    /** JSON list of the steps that come first. */
    after: string
    /** What it was asked for in particular, as the language of a transcript. */
    wish: string | null
    required: 0 | 1
    state: 'queued' | 'running' | 'waiting' | 'done' | 'skipped' | 'failed' | 'cancelled'
    progress: number
    attempts: number
    /** Milliseconds since 1970: not before then. */
    run_at: number
    lease_owner: string | null
    lease_until: number | null
    /** Counts the claims; a result is taken only from the last claim. */
    lease_epoch: number
    error: string | null
    note: string | null
    /** JSON [key, ...values]: what `error` or `note` says, for other languages; null: Dutch only. */
    reason: string | null
    started_at: string | null
    finished_at: string | null
  }
  /** Thrown away, and for 30 days to be taken back. */
  bin: {
    id: string
    kind: 'talk' | 'transcript' | 'attachment'
    talk_id: string
    at: string
    by_name: string
    /** JSON: what is put back when the entry is restored (bin.ts). */
    payload: string
  }
  /** A set that an erased talk was in: `bijeenkomst:ID` or `thema:ID`. */
  erased_set: { spec: string; talk: string }
  /** Where erasing takes two people: what one asked for, until `until`. `entry` is in the bin. */
  erase_request: { entry: string; reason: string; asked_at: string; until: string; actor: string | null; actor_name: string }
  /** An erased talk, transcript, quote or former id: only that it existed and when it was erased. */
  tombstone: { kind: 'talk' | 'alias' | 'quote' | 'transcript'; id: string; talk: string; erased_at: string; shown: 0 | 1 }
  /** JSON lists: files in the media store and unfinished uploads that an erasure still has to remove. */
  erasure: { id: Generated<number>; files: string; uploads: string; indexed: 0 | 1 }
  /** Every file a talk ever had; kept by triggers. */
  talk_file: { talk_id: string; sha256: string }
  /** What was removed of a person on request, until `until`. `payload`: JSON, what is put back (privacy/remove.ts). */
  privacy_removal: { id: string; kind: 'details' | 'name'; person: string; at: string; until: string; by_name: string; payload: string }
  /** A change to many talks at once. `change` is JSON (batch/change.ts), null until it is chosen. */
  batch: {
    id: string
    state: 'chosen' | 'preview' | 'running' | 'done' | 'cancelled'
    change: string | null
    /** The batch whose changes this one takes back. */
    undoes: string | null
    actor_kind: 'account' | 'token' | 'command' | 'system'
    actor: string | null
    actor_name: string
    created_at: string
    started_at: string | null
    finished_at: string | null
  }
  batch_item: {
    batch_id: string
    position: number
    /** Null: the recording is still to be made, of a row in a sheet. */
    talk_id: string | null
    state: 'chosen' | 'planned' | 'unchanged' | 'refused' | 'done'
    /** Fingerprint of the values that the preview showed. */
    version: string | null
    /** JSON, by field. */
    before: string | null
    after: string | null
    /** JSON list: fields that an undo left as somebody changed them. */
    kept: string | null
    /** JSON: why it was refused. */
    reason: string | null
    /** Its number in the sheet. */
    sheet_row: number | null
    title: string | null
    /** JSON: the row's cells, until the import starts. */
    cells: string | null
    /** JSON (batch/batch.ts). */
    detail: string | null
  }
  /** What the last import of a sheet said of a talk: JSON, by field. */
  sheet_note: { talk_id: string; fields: string }
  /** By which a sheet's next import recognises a talk. */
  sheet_key: { key: string; talk_id: string }
  /** Counts of limited actions that several servers share. The key is a hash of the action and the visitor (limits.ts). */
  limit_use: { key: string; unused_from: number }
  /** `events`: JSON list. */
  webhook: { id: string; url: string; events: string; secret: string; created_at: string; created_by: string }
  webhook_delivery: {
    id: string
    webhook_id: string
    event: string
    /** Null for a test. */
    talk: string | null
    at: string
    state: 'waiting' | 'done' | 'failed'
    attempts: number
    /** Milliseconds since 1970. */
    run_at: number
    lease_until: number | null
    /** Of the last answer. */
    status: number | null
    /** JSON: why the last attempt failed. */
    reason: string | null
    finished_at: string | null
  }
  used_code: { account: string; code: string; used_at: string }
  /** One row; changes with everything visitors can see (migrations/0015). */
  catalogue_version: { version: number }
  transcript_draft: {
    talk_id: string
    language: string
    base: number
    saved_at: string
    author: string
    author_name: string
    cues: string
  }
  /** Drafts that somebody else took over or threw away. */
  transcript_draft_copy: {
    id: string
    talk_id: string
    language: string
    base: number
    saved_at: string
    author_name: string
    cues: string
    copied_at: string
    copied_by: string
  }
}
