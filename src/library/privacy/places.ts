/**
 * Every place where the record keeps words in which a person's name or address may stand. A test compares this list with the columns that
 * the migrations make, so that a new table is either searched or named there as one that holds no such words.
 */

/** Places as the report names them. */
export const PLACES = [
  'talks',
  'events',
  'people',
  'roles',
  'themes',
  'chapters',
  'attachments',
  'slides',
  'quotes',
  'drafts',
  'revisions',
  'recognition',
  'files',
  'jobs',
  'bin',
  'batches',
  'sheets',
  'imports',
  'accounts',
  'tokens',
  'log',
] as const
export type PlaceName = (typeof PLACES)[number]

/** What an entry leads to in the archivists' pages. */
export type TargetKind =
  | 'talk'
  | 'transcript'
  | 'event'
  | 'person'
  | 'theme'
  | 'quote'
  | 'batch'
  | 'bin'
  | 'account'
  | 'token'
  | 'log'
  | 'none'

/** One statement: rows of `from` with texts to search. All parts are SQL of our own, never anybody's input. */
export interface Source {
  readonly place: PlaceName
  readonly from: string
  /** The columns that are searched, as `table.column`. */
  readonly columns: readonly string[]
  readonly target: TargetKind
  /** Of the target. */
  readonly id: string
  /** What the entry is called. */
  readonly label: string
  /** Makes the order of the rows certain. */
  readonly order: string
}

const OF_TALK = { target: 'talk', id: 'talk.id', label: 'talk.title' } as const

export const SOURCES: readonly Source[] = [
  {
    place: 'talks',
    from: 'talk',
    columns: ['talk.id', 'talk.title', 'talk.abstract', 'talk.rights', 'talk.withdrawn_reason', 'talk.caption_waiver'],
    ...OF_TALK,
    order: 'talk.id',
  },
  {
    place: 'talks',
    from: 'talk_alias join talk on talk.id = talk_alias.talk_id',
    columns: ['talk_alias.alias'],
    ...OF_TALK,
    order: 'talk_alias.alias',
  },
  {
    place: 'events',
    from: 'event',
    columns: ['event.id', 'event.title', 'event.place', 'event.summary', 'event.organisers', 'event.links', 'event.registration'],
    target: 'event',
    id: 'event.id',
    label: 'event.title',
    order: 'event.id',
  },
  {
    place: 'events',
    from: 'programme_item join event on event.id = programme_item.event_id',
    columns: ['programme_item.title', 'programme_item.part', 'programme_item.description', 'programme_item.talk_id'],
    target: 'event',
    id: 'event.id',
    label: 'event.title',
    order: 'event.id, programme_item.position',
  },
  {
    place: 'roles',
    from: 'programme_speaker join event on event.id = programme_speaker.event_id',
    columns: ['programme_speaker.role', 'programme_speaker.organisation'],
    target: 'event',
    id: 'event.id',
    label: 'event.title',
    order: 'event.id, programme_speaker.item, programme_speaker.position',
  },
  {
    place: 'roles',
    from: 'talk_speaker join talk on talk.id = talk_speaker.talk_id',
    columns: ['talk_speaker.role', 'talk_speaker.organisation'],
    ...OF_TALK,
    order: 'talk.id, talk_speaker.position',
  },
  {
    place: 'people',
    from: 'person',
    columns: ['person.id', 'person.name', 'person.description', 'person.links', 'person.orcid', 'person.isni', 'person.wikidata'],
    target: 'person',
    id: 'person.id',
    label: 'person.name',
    order: 'person.id',
  },
  {
    place: 'people',
    from: 'person_alias join person on person.id = person_alias.person_id',
    columns: ['person_alias.alias'],
    target: 'person',
    id: 'person.id',
    label: 'person.name',
    order: 'person_alias.alias',
  },
  {
    place: 'themes',
    from: 'theme',
    columns: ['theme.id', 'theme.name', 'theme.english', 'theme.description', 'theme.labels', 'theme.matches'],
    target: 'theme',
    id: 'theme.id',
    label: 'theme.name',
    order: 'theme.id',
  },
  {
    place: 'themes',
    from: 'theme_alias join theme on theme.id = theme_alias.theme_id',
    columns: ['theme_alias.alias'],
    target: 'theme',
    id: 'theme.id',
    label: 'theme.name',
    order: 'theme_alias.alias',
  },
  {
    place: 'chapters',
    from: 'chapter join talk on talk.id = chapter.talk_id',
    columns: ['chapter.title'],
    ...OF_TALK,
    order: 'talk.id, chapter.position',
  },
  {
    place: 'attachments',
    from: "attachment join talk on talk.id = attachment.owner_id and attachment.owner_kind = 'talk'",
    columns: ['attachment.title', 'attachment.file_name', 'attachment.url'],
    ...OF_TALK,
    order: 'talk.id, attachment.position',
  },
  {
    place: 'attachments',
    from: "attachment join event on event.id = attachment.owner_id and attachment.owner_kind = 'event'",
    columns: ['attachment.title', 'attachment.file_name', 'attachment.url'],
    target: 'event',
    id: 'event.id',
    label: 'event.title',
    order: 'event.id, attachment.position',
  },
  {
    place: 'slides',
    from: "slide_text join attachment on attachment.sha256 = slide_text.sha256 and attachment.owner_kind = 'talk' join talk on talk.id = attachment.owner_id",
    columns: ['slide_text.slides'],
    ...OF_TALK,
    order: 'talk.id, attachment.position',
  },
  {
    place: 'quotes',
    from: 'quote join talk on talk.id = quote.talk_id',
    columns: ['quote.exact', 'quote.prefix', 'quote.suffix', 'quote.speaker'],
    target: 'quote',
    id: 'quote.id',
    label: 'talk.title',
    order: 'quote.id',
  },
  {
    place: 'drafts',
    from: 'transcript_draft join talk on talk.id = transcript_draft.talk_id',
    columns: ['transcript_draft.cues', 'transcript_draft.author_name'],
    target: 'transcript',
    id: 'talk.id',
    label: 'talk.title',
    order: 'talk.id, transcript_draft.language',
  },
  {
    place: 'drafts',
    from: 'transcript_draft_copy join talk on talk.id = transcript_draft_copy.talk_id',
    columns: ['transcript_draft_copy.cues', 'transcript_draft_copy.author_name', 'transcript_draft_copy.copied_by'],
    ...OF_TALK,
    order: 'transcript_draft_copy.id',
  },
  {
    place: 'revisions',
    from: 'transcript_revision join transcript on transcript.id = transcript_revision.transcript_id join talk on talk.id = transcript.talk_id',
    columns: ['transcript_revision.author', 'transcript_revision.note', 'transcript_revision.source_name', 'transcript.maker'],
    ...OF_TALK,
    order: 'transcript_revision.id',
  },
  {
    place: 'recognition',
    from: 'recognised_piece join talk on talk.id = recognised_piece.talk_id',
    columns: ['recognised_piece.result'],
    ...OF_TALK,
    order: 'talk.id, recognised_piece.start_ms',
  },
  {
    place: 'files',
    from: 'recording join talk on talk.id = recording.talk_id',
    columns: ['recording.file_name', 'recording.stream_url', 'recording.poster_name', 'recording.storyboard_name'],
    ...OF_TALK,
    order: 'talk.id',
  },
  {
    place: 'files',
    from: 'upload left join talk on talk.id = upload.talk_id',
    columns: ['upload.file_name', 'upload.problem', 'upload.findings'],
    target: 'talk',
    id: "coalesce(talk.id, '')",
    label: 'upload.file_name',
    order: 'upload.id',
  },
  {
    place: 'files',
    from: 'file_hash',
    columns: ['file_hash.path'],
    target: 'none',
    id: "''",
    label: 'file_hash.path',
    order: 'file_hash.path',
  },
  {
    place: 'jobs',
    from: 'job_step join job on job.id = job_step.job_id join talk on talk.id = job.talk_id',
    columns: ['job_step.wish', 'job_step.error', 'job_step.note', 'job_step.reason', 'job.created_by'],
    ...OF_TALK,
    order: 'job.id, job_step.position',
  },
  {
    place: 'bin',
    from: 'bin join talk on talk.id = bin.talk_id',
    columns: ['bin.payload', 'bin.by_name'],
    target: 'bin',
    id: 'bin.id',
    label: 'talk.title',
    order: 'bin.id',
  },
  {
    place: 'bin',
    from: 'erase_request join bin on bin.id = erase_request.entry join talk on talk.id = bin.talk_id',
    columns: ['erase_request.reason', 'erase_request.actor_name'],
    target: 'bin',
    id: 'bin.id',
    label: 'talk.title',
    order: 'bin.id',
  },
  {
    place: 'batches',
    from: 'batch',
    columns: ['batch.change', 'batch.actor_name'],
    target: 'batch',
    id: 'batch.id',
    label: 'batch.created_at',
    order: 'batch.id',
  },
  {
    place: 'batches',
    from: 'batch_item join batch on batch.id = batch_item.batch_id',
    columns: ['title', 'before', 'after', 'cells', 'detail', 'reason'].map((column) => `batch_item.${column}`),
    target: 'batch',
    id: 'batch.id',
    label: "coalesce(batch_item.title, batch_item.talk_id, '')",
    order: 'batch_item.batch_id, batch_item.position',
  },
  {
    place: 'sheets',
    from: 'sheet_note join talk on talk.id = sheet_note.talk_id',
    columns: ['sheet_note.fields'],
    ...OF_TALK,
    order: 'talk.id',
  },
  {
    place: 'sheets',
    from: 'sheet_key join talk on talk.id = sheet_key.talk_id',
    columns: ['sheet_key.key'],
    ...OF_TALK,
    order: 'sheet_key.key',
  },
  {
    place: 'imports',
    from: 'import_record',
    columns: ['import_record.fields'],
    target: 'none',
    id: "''",
    label: 'import_record.id',
    order: 'import_record.kind, import_record.id',
  },
  {
    place: 'imports',
    from: 'manifest_note',
    columns: ['manifest_note.path', 'manifest_note.note'],
    target: 'none',
    id: "''",
    label: 'manifest_note.path',
    order: 'manifest_note.path',
  },
  {
    place: 'imports',
    from: 'harvested',
    columns: ['harvested.source', 'harvested.identifier', 'harvested.fields'],
    target: 'talk',
    id: 'harvested.talk',
    label: 'harvested.identifier',
    order: 'harvested.source, harvested.identifier',
  },
  {
    place: 'accounts',
    from: '"user"',
    columns: ['"user".name', '"user".email'],
    target: 'account',
    id: '"user".id',
    label: '"user".name',
    order: '"user".id',
  },
  {
    place: 'accounts',
    from: 'passkey join "user" on "user".id = passkey."userId"',
    columns: ['passkey.name'],
    target: 'account',
    id: '"user".id',
    label: '"user".name',
    order: 'passkey.id',
  },
  {
    place: 'tokens',
    from: 'api_token',
    columns: ['api_token.name', 'api_token.created_by'],
    target: 'token',
    id: 'api_token.id',
    label: 'api_token.name',
    order: 'api_token.id',
  },
  {
    place: 'tokens',
    from: 'preview_link join talk on talk.id = preview_link.talk_id',
    columns: ['preview_link.created_by'],
    ...OF_TALK,
    order: 'preview_link.id',
  },
  {
    place: 'tokens',
    from: 'webhook',
    columns: ['webhook.url', 'webhook.created_by'],
    target: 'none',
    id: "''",
    label: 'webhook.url',
    order: 'webhook.id',
  },
  {
    place: 'log',
    from: 'audit_event',
    columns: ['audit_event.actor_name', 'audit_event.subject', 'audit_event.detail'],
    target: 'log',
    id: 'cast(audit_event.id + 1 as text)',
    label: 'audit_event.at',
    order: 'audit_event.id desc',
  },
]
