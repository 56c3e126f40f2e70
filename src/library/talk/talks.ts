/** Talks in and out of the tables. */
import type { Kysely, Transaction } from 'kysely'
import { fold } from '../../language/tokens.ts'
import { chunks } from '../chunks.ts'
import { savePeople } from '../person/people.ts'
import { withPresentIds } from '../person/person.ts'
import type { Database } from '../schema.ts'
import { saveThemes, withPresentThemes } from '../theme/present.ts'
import { loadAttachments, saveAttachments } from './attachments.ts'
import type { Chapter, Recording, StoredFile, Talk, TalkRecord } from './talk.ts'
import { saveTranscript } from './transcripts.ts'

/** In the order of the ids given; unknown ids are left out. */
export async function loadTalks(db: Kysely<Database>, ids: readonly string[]): Promise<Talk[]> {
  const talks = new Map<string, Talk>()
  for (const some of chunks(ids)) for (const talk of await loadSomeTalks(db, some)) talks.set(talk.id, talk)
  return ids.flatMap((id) => talks.get(id) ?? [])
}

/** One query for each kind of thing that belongs to a talk, grouped once. */
async function loadSomeTalks(db: Kysely<Database>, ids: readonly string[]): Promise<Talk[]> {
  const rows = await db
    .selectFrom('talk')
    .leftJoin('event', 'event.id', 'talk.event_id')
    .leftJoin('programme_item', (join) =>
      join.onRef('programme_item.talk_id', '=', 'talk.id').onRef('programme_item.event_id', '=', 'talk.event_id'),
    )
    .leftJoin('bin', (join) => join.onRef('bin.talk_id', '=', 'talk.id').on('bin.kind', '=', 'talk'))
    .selectAll('talk')
    .select([
      'bin.at as binned_at',
      'event.title as event_title',
      'event.date_from',
      'event.place',
      'programme_item.time_from',
      'programme_item.time_to',
    ])
    .where('talk.id', 'in', ids)
    .execute()
  const speakers = await db
    .selectFrom('talk_speaker')
    .innerJoin('person', 'person.id', 'talk_speaker.person_id')
    .select(['talk_id', 'person.id', 'person.name', 'role', 'organisation'])
    .where('talk_id', 'in', ids)
    .orderBy('position')
    .execute()
  const themes = await db
    .selectFrom('talk_theme')
    .innerJoin('theme', 'theme.id', 'talk_theme.theme_id')
    .select(['talk_id', 'theme.id', 'theme.name'])
    .where('talk_id', 'in', ids)
    .orderBy('position')
    .execute()
  const chapters = await db.selectFrom('chapter').selectAll().where('talk_id', 'in', ids).orderBy('position').execute()
  const recordings = await db.selectFrom('recording').selectAll().where('talk_id', 'in', ids).execute()
  const aliases = await db.selectFrom('talk_alias').selectAll().where('talk_id', 'in', ids).orderBy('alias').execute()
  const attachments = await loadAttachments(db, 'talk', ids)
  const transcripts = await db
    .selectFrom('transcript')
    .innerJoin('transcript_revision', 'transcript_revision.transcript_id', 'transcript.id')
    .select(['talk_id', 'language', 'made', 'reviewed', 'maker', (e) => e.fn.max('number').as('revision')])
    .where('talk_id', 'in', ids)
    .groupBy('transcript.id')
    .orderBy('transcript.id')
    .execute()
  const byTalk = <T extends { talk_id: string }>(list: readonly T[]) => {
    const groups = Map.groupBy(list, (entry) => entry.talk_id)
    return (talk: string): readonly T[] => groups.get(talk) ?? []
  }
  const belonging = {
    speakers: byTalk(speakers),
    themes: byTalk(themes),
    chapters: byTalk(chapters),
    recordings: byTalk(recordings),
    aliases: byTalk(aliases),
    transcripts: byTalk(transcripts),
  }
  return rows.map((row): Talk => {
    const [recording] = belonging.recordings(row.id)
    return {
      id: row.id,
      title: row.title,
      event: row.event_id === null ? null : { id: row.event_id, title: row.event_title ?? '', from: row.date_from, place: row.place },
      slot: row.time_from === null ? null : { from: row.time_from, to: row.time_to },
      speakers: belonging.speakers(row.id).map(({ id, name, role, organisation }) => ({ id, name, role, organisation })),
      recorded: row.recorded,
      language: row.language,
      abstract: row.abstract,
      themes: belonging.themes(row.id).map(({ id, name }) => ({ id, name })),
      recording: recording ? readRecording(recording) : null,
      chapters: belonging.chapters(row.id).map((chapter) => ({ start: chapter.start_ms, end: chapter.end_ms, title: chapter.title })),
      attachments: attachments.get(row.id) ?? [],
      rights: row.rights,
      visibility: row.visibility,
      demonstration: row.demonstration === 1,
      stage: row.stage,
      publishAt: row.publish_at,
      captionWaiver: row.caption_waiver,
      withdrawn: row.withdrawn,
      withdrawnReason: row.withdrawn_reason,
      formerly: belonging.aliases(row.id).map(({ alias }) => alias),
      transcripts: belonging.transcripts(row.id).map((entry) => ({
        language: entry.language,
        made: entry.made,
        reviewed: entry.reviewed === 1,
        maker: entry.maker,
        revision: entry.revision,
      })),
      binned: row.binned_at,
      published: row.published_at,
      updated: row.updated_at,
    }
  })
}

function readRecording(row: Database['recording']): Recording {
  const file = (name: string | null, sha256: string | null): StoredFile | null =>
    name !== null && sha256 !== null ? { name, sha256 } : null
  const sheet = file(row.storyboard_name, row.storyboard_sha256)
  return {
    original: file(row.file_name, row.sha256),
    stream: row.stream_url,
    mime: row.mime,
    duration: row.duration_ms,
    width: row.width,
    height: row.height,
    codecs: row.codecs === '' ? [] : row.codecs.split(','),
    hls: row.hls,
    poster: file(row.poster_name, row.poster_sha256),
    storyboard: row.storyboard === null ? null : { rows: null, recipe: null, ...JSON.parse(row.storyboard), sheet },
    waveform: row.waveform,
    audio: row.audio === null ? null : JSON.parse(row.audio),
    loudness: row.loudness === null ? null : JSON.parse(row.loudness),
    playable: row.playable === 1,
  }
}

/** Replaces the whole talk in the caller's transaction; transcripts only ever gain revisions. */
export async function saveTalk(tx: Transaction<Database>, talk: TalkRecord, now: string): Promise<void> {
  const row = {
    event_id: talk.event,
    title: talk.title,
    recorded: talk.recorded,
    language: talk.language,
    abstract: talk.abstract,
    rights: talk.rights,
    visibility: talk.visibility,
    demonstration: talk.demonstration ? (1 as const) : (0 as const),
    stage: talk.stage,
    publish_at: talk.publishAt,
    caption_waiver: talk.captionWaiver,
    withdrawn: talk.withdrawn,
    withdrawn_reason: talk.withdrawnReason,
    updated_at: now,
    filter_text: fold(talk.title),
    ...(talk.published === null ? {} : { published_at: talk.published }),
  }
  await tx
    .insertInto('talk')
    .values({ id: talk.id, published_at: now, ...row })
    .onConflict((c) => c.column('id').doUpdateSet(row))
    .execute()
  for (const table of ['talk_speaker', 'talk_theme', 'chapter', 'recording', 'talk_alias'] as const) {
    await tx.deleteFrom(table).where('talk_id', '=', talk.id).execute()
  }
  const people = await withPresentIds(tx, talk.speakers)
  await savePeople(tx, people, now)
  const present = await withPresentThemes(tx, talk.themes)
  await saveThemes(tx, present, now)
  const speakers = people.map(({ id, role, organisation }, position) => ({
    talk_id: talk.id,
    position,
    person_id: id,
    role,
    organisation,
  }))
  if (speakers.length > 0) await tx.insertInto('talk_speaker').values(speakers).execute()
  const themes = present.map(({ id }, position) => ({ talk_id: talk.id, position, theme_id: id }))
  if (themes.length > 0) await tx.insertInto('talk_theme').values(themes).execute()
  await insertChapters(tx, talk.id, talk.chapters)
  if (talk.formerly.length > 0)
    await tx
      .insertInto('talk_alias')
      .values(talk.formerly.map((alias) => ({ alias, talk_id: talk.id })))
      .execute()
  await saveAttachments(tx, 'talk', talk.id, talk.attachments)
  if (talk.recording) await tx.insertInto('recording').values(recordingRow(talk.id, talk.recording)).execute()
  for (const transcript of talk.transcripts) await saveTranscript(tx, talk.id, transcript)
}

/** Replaces what is known of the talk's media. */
export async function saveRecording(tx: Transaction<Database>, talk: string, recording: Recording): Promise<void> {
  const row = recordingRow(talk, recording)
  await tx
    .insertInto('recording')
    .values(row)
    .onConflict((c) => c.column('talk_id').doUpdateSet(row))
    .execute()
}

/** Replaces the talk's chapters. */
export async function saveChapters(tx: Transaction<Database>, talk: string, chapters: readonly Chapter[]): Promise<void> {
  await tx.deleteFrom('chapter').where('talk_id', '=', talk).execute()
  await insertChapters(tx, talk, chapters)
}

async function insertChapters(tx: Transaction<Database>, talk: string, chapters: readonly Chapter[]): Promise<void> {
  const rows = chapters.map(({ start, end, title }, position) => ({ talk_id: talk, position, start_ms: start, end_ms: end, title }))
  if (rows.length > 0) await tx.insertInto('chapter').values(rows).execute()
}

function recordingRow(talk: string, recording: Recording): Database['recording'] {
  const { original, poster, storyboard } = recording
  return {
    talk_id: talk,
    sha256: original?.sha256 ?? null,
    file_name: original?.name ?? null,
    stream_url: recording.stream,
    mime: recording.mime,
    duration_ms: recording.duration,
    width: recording.width,
    height: recording.height,
    codecs: recording.codecs.join(','),
    hls: recording.hls,
    poster_sha256: poster?.sha256 ?? null,
    poster_name: poster?.name ?? null,
    storyboard_sha256: storyboard?.sheet?.sha256 ?? null,
    storyboard_name: storyboard?.sheet?.name ?? null,
    storyboard: storyboard && JSON.stringify({ ...storyboard, sheet: undefined }),
    waveform: recording.waveform,
    audio: recording.audio && JSON.stringify(recording.audio),
    loudness: recording.loudness && JSON.stringify(recording.loudness),
    playable: recording.playable ? 1 : 0,
  }
}
