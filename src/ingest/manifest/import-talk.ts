/** One checked talk into the store and the library. */

import { slug } from '../../library/slug.ts'
import {
  type Recording,
  type Revision,
  type Speaker,
  type Stage,
  type StoredFile,
  type TalkRecord,
  type Theme,
  type TranscriptRecord,
  UNMEASURED,
} from '../../library/talk/talk.ts'
import { cueInOrder } from '../../library/talk/transcripts.ts'
import type { Ffmpeg } from '../../media/ffmpeg/ffmpeg.ts'
import { packageHls } from '../../media/make/package.ts'
import { HLS_RECIPE, LADDER_RECIPE } from '../../media/recipe.ts'
import { typeOfName } from '../../media/types.ts'
import type { Cue } from '../../transcript/cue.ts'
import { type LibraryParts, storeAttachments, storeFile } from '../keep.ts'
import { HANDED_IN, newRevisions } from '../new-revisions.ts'
import type { ManifestFile } from './find-manifests.ts'
import type { GatheredTalk } from './gather.ts'
import { fieldsOf, type ImportedFields, keepChanges, type Merged } from './kept-changes.ts'
import type { TalkManifest } from './manifest.ts'
import { speakersOf } from './names.ts'

export interface ImportParts extends LibraryParts {
  /** Null: not on this machine. */
  readonly ffmpeg: Ffmpeg | null
  readonly signal?: AbortSignal | undefined
}

/**
 * Files first, durable; then the talk with its transcripts and search entries in one transaction.
 * @param before what the last import left of it
 * @returns what the next import compares with, and where the manifest changed what people had changed as well
 */
export async function storeTalk(
  { value }: ManifestFile<TalkManifest>,
  gathered: GatheredTalk,
  before: ImportedFields | null,
  into: ImportParts,
): Promise<{ fields: ImportedFields; passedOver: Merged['passedOver'] }> {
  const recording = await storeRecording(value, gathered, into)
  const attachments = await storeAttachments(value.attachments, gathered.files, into)
  const transcripts: TranscriptRecord[] = []
  const discarded = await into.library.discardedTranscripts(value.id)
  const present = new Set((await into.library.talk(value.id))?.transcripts.map(({ language }) => language))
  for (const transcript of value.transcripts) {
    // An archivist threw these transcripts away: the manifest does not bring them back.
    if (discarded.has(transcript.language) && !present.has(transcript.language)) continue
    transcripts.push(await storeTranscript(value.id, transcript, gathered, into))
  }
  const wanted: TalkRecord = {
    id: value.id,
    event: value.event ?? null,
    title: value.title,
    speakers: await into.library.presentPeople(speakersOf(value.speakers)),
    recorded: value.recorded ?? null,
    language: value.language,
    abstract: value.abstract ?? null,
    themes: await into.library.presentThemes(value.themes.map((name) => ({ id: slug(name), name }))),
    recording,
    chapters: gathered.chapters,
    attachments,
    rights: value.rights ?? null,
    visibility: value.visibility,
    demonstration: value.demonstration,
    ...stageOf(value),
    captionWaiver: value.captionWaiver ?? null,
    withdrawn: value.withdrawn ?? null,
    withdrawnReason: value.withdrawnReason ?? null,
    formerly: value.formerly,
    published: value.published ?? null,
    transcripts,
    quotes: value.quotes.map((quote) => ({ ...quote, talk: value.id, speaker: quote.speaker ?? null })),
  }
  const now = await into.library.talk(value.id)
  // A person or theme that was renamed or merged since the last import is no change of the talk's.
  const speakers = before?.speakers as Speaker[] | undefined
  const themes = before?.themes as Theme[] | undefined
  const since = before && {
    ...before,
    ...(speakers ? { speakers: await into.library.presentPeople(speakers) } : {}),
    ...(themes ? { themes: await into.library.presentThemes(themes) } : {}),
  }
  const { record, theirs, passedOver } = keepChanges(wanted, now, since)
  await into.library.saveTalk(record)
  const saved = await into.library.talk(value.id)
  if (!saved) throw new TypeError('a talk just saved is gone')
  // Of what is people's, what the manifest said: it stays theirs, and is told again only when the manifest changes again.
  return { fields: { ...fieldsOf(saved), ...theirs }, passedOver }
}

async function storeRecording(talk: TalkManifest, { files, media, probe }: GatheredTalk, into: ImportParts): Promise<Recording | null> {
  const { recording } = talk
  if (!recording) return null
  const image = async (name: string | undefined): Promise<StoredFile | null> => {
    const file = name === undefined ? undefined : files.get(name)
    return file ? storeFile(file, typeOfName(file.name), into) : null
  }
  const poster = await image(recording.poster)
  if ('hls' in recording) {
    return { ...UNMEASURED, stream: recording.hls, mime: 'application/vnd.apple.mpegurl', poster }
  }
  const file = files.get(recording.file)
  if (!file || !media) throw new TypeError('a recording is stored only after it was probed')
  const original = await storeFile(file, media.mime, into, async () => {
    if (media.packageable)
      await packageHls(into.store, file.sha256, { ffmpeg: into.ffmpeg, probe: probe ?? undefined, signal: into.signal })
  })
  const sheet = await image(recording.storyboard?.file)
  const known = (await into.library.talk(talk.id))?.recording
  const same = known?.original?.sha256 === file.sha256 ? known : null
  const { every, columns, width, height } = recording.storyboard ?? { every: 0, columns: 0, width: 0, height: 0 }
  return {
    original,
    stream: null,
    mime: media.mime,
    duration: media.duration,
    width: media.picture?.width ?? null,
    height: media.picture?.height ?? null,
    codecs: media.codecs,
    // What was made of the same recording since stays.
    hls: same?.hls === LADDER_RECIPE ? LADDER_RECIPE : media.packageable ? HLS_RECIPE : null,
    poster: poster ?? same?.poster ?? null,
    storyboard: sheet
      ? { every: Math.round(every * 1000), columns, rows: null, width, height, sheet, recipe: null }
      : (same?.storyboard ?? null),
    waveform: same?.waveform ?? null,
    audio: same?.audio ?? null,
    loudness: same?.loudness ?? null,
    playable: true,
  }
}

/** A day that has come is no longer waited for: imported again, a talk that stands does not vanish for a moment. */
function stageOf({ stage, publishAt }: TalkManifest): { stage: Stage; publishAt: string | null } {
  if (stage !== 'scheduled' || publishAt === undefined) return { stage, publishAt: null }
  const at = new Date(publishAt)
  // In the one form that sorts as text.
  return at <= new Date() ? { stage: 'published', publishAt: null } : { stage, publishAt: at.toISOString() }
}

/** Revisions listed are taken as they are; a bare file is a new revision only when its cues differ from the newest one's. */
async function storeTranscript(
  talk: string,
  transcript: TalkManifest['transcripts'][number],
  gathered: GatheredTalk,
  into: ImportParts,
): Promise<TranscriptRecord> {
  const { language, made, reviewed, maker } = transcript
  const base = { language, made, reviewed, ...(maker === undefined ? {} : { maker }) }
  if (transcript.revisions) {
    const revisions: Revision[] = []
    for (const { number, file, created, origin, author, note, source, moved } of transcript.revisions) {
      // What people made here was never a file: only what was handed in has one to keep.
      const handedIn = source ?? (origin === HANDED_IN ? file : null)
      const kept = handedIn === null ? null : await storeSource(handedIn, gathered, into)
      revisions.push({
        number,
        created,
        origin,
        author: author ?? null,
        note: note ?? null,
        source: kept,
        moved: moved?.map(({ from, to = null, shift }) => ({ from, to, shift })) ?? null,
        cues: cuesOf(file, gathered),
      })
    }
    return { ...base, revisions }
  }
  const source = await storeSource(transcript.file, gathered, into)
  const cues = cuesOf(transcript.file, gathered)
  return { ...base, revisions: await newRevisions(into.library, talk, { language, cues, source, author: null }) }
}

function cuesOf(name: string, gathered: GatheredTalk): Cue[] {
  return (gathered.transcripts.get(name)?.cues ?? []).map(cueInOrder)
}

/** The transcript as it was handed in stays, byte for byte, beside what was read from it. */
async function storeSource(name: string, { files }: GatheredTalk, into: ImportParts): Promise<StoredFile | null> {
  const file = files.get(name)
  return file ? storeFile(file, typeOfName(file.name), into) : null
}
