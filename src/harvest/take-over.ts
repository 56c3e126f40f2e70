/**
 * Talks of another library into this one, as drafts that name their source. Repeated, it brings what changed there and leaves what people
 * changed here, by the same rule as a manifest that is imported again.
 */
import { isDeepStrictEqual } from 'node:util'
import { Failure, messageOf } from '../failure.ts'
import { readTranscriptApart } from '../ingest/apart/read-apart.ts'
import { fieldsOf, type ImportedFields, keepChanges } from '../ingest/manifest/kept-changes.ts'
import { newRevisions } from '../ingest/new-revisions.ts'
import type { Receiver } from '../ingest/receive.ts'
import type { Actor } from '../library/audit.ts'
import { newId } from '../library/ids.ts'
import type { Library } from '../library/library.ts'
import { slug } from '../library/slug.ts'
import { emptyTalk, type Recording, type Speaker, type Talk, type TalkRecord, type Theme, UNMEASURED } from '../library/talk/talk.ts'
import type { Fetcher } from './fetcher.ts'
import type { OfferedTalk, Source } from './source.ts'

export interface TakeOverParts {
  readonly library: Library
  readonly receiver: Receiver
  readonly fetcher: Fetcher
}

export interface TakeOverOptions {
  /** A recording stays where it is, is fetched, or is left out. */
  readonly media: 'link' | 'copy' | 'none'
  readonly dryRun: boolean
  /** Talks. */
  readonly limit: number
  readonly actor: Actor
}

export interface TakenOver {
  readonly identifier: string
  readonly title: string
  /** Null where a dry run would make it, or it failed before it was made. */
  readonly talk: string | null
  /** `deleted`: taken over before and deleted here since; it stays away. */
  readonly status: 'added' | 'changed' | 'unchanged' | 'deleted' | 'failed'
  /** For people: what was left as it is here, or went wrong. */
  readonly notes: readonly string[]
}

const HLS = 'application/vnd.apple.mpegurl'
const LARGEST_TRANSCRIPT = 16 * 2 ** 20
/** A source that keeps repeating itself is broken. */
const MOST_REPEATS = 200

/** What the library remembers of a talk that was taken over. */
interface Memory {
  readonly fields: ImportedFields
  readonly media: string | null
}

/** @throws Failure when the source itself fails; what was taken over before stays */
export async function* takeOver(source: Source, parts: TakeOverParts, options: TakeOverOptions): AsyncGenerator<TakenOver> {
  const seen = new Set<string>()
  let repeats = 0
  for await (const offered of source.talks()) {
    if (seen.has(offered.identifier)) {
      if (++repeats > MOST_REPEATS) throw new Failure('unreadable', `${source.name} geeft steeds dezelfde opnames; gestopt.`)
      continue
    }
    seen.add(offered.identifier)
    yield await takeOne(source, offered, parts, options)
    if (seen.size >= options.limit) return
  }
}

async function takeOne(source: Source, offered: OfferedTalk, parts: TakeOverParts, options: TakeOverOptions): Promise<TakenOver> {
  const { identifier, title } = offered
  const { library } = parts
  const known = await library.harvested(source.key, identifier)
  const now = known ? await library.talk(known.talk) : null
  if (known && (!now || now.binned !== null)) return { identifier, title, talk: known.talk, status: 'deleted', notes: [] }
  try {
    const memory = known ? (known.fields as Memory) : null
    const wanted = await recordOf(source, offered, now, { library, media: options.media })
    const { record, theirs, passedOver } = keepChanges(wanted, now, memory?.fields ?? null)
    const differs = now === null || !isDeepStrictEqual(fieldsOf(record), fieldsOf(now))
    const notes = passedOver.map((field) => `${field} is hier gewijzigd en blijft zo.`)
    if (options.dryRun)
      return { identifier, title, talk: now?.id ?? null, status: now ? (differs ? 'changed' : 'unchanged') : 'added', notes }
    const deed = { action: 'talk.harvest', detail: { from: offered.page, program: source.program } }
    if (now === null) await library.createTalk(record, options.actor)
    else if (differs) await library.changeTalk(now.id, options.actor, () => ({ ...record, deed }))
    // Remembered before the long work: a second run after a failure continues with the same talk.
    const remember = async (media: string | null) => {
      const saved = await library.talk(record.id)
      if (saved)
        await library.recordHarvest(source.key, identifier, {
          talk: record.id,
          fields: { fields: { ...fieldsOf(saved), ...theirs }, media },
        })
    }
    await remember(memory?.media ?? null)
    const texts = await takeTranscripts(source, offered, record.id, parts, options.actor)
    const media = await takeMedia(offered, { talk: record.id, before: memory?.media ?? null }, parts, options)
    if (texts.added || media.copied !== null) await remember(media.copied ?? memory?.media ?? null)
    const changed = differs || texts.added || media.copied !== null
    return {
      identifier,
      title,
      talk: record.id,
      status: now === null ? 'added' : changed ? 'changed' : 'unchanged',
      notes: [...notes, ...texts.notes, ...media.notes],
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { identifier, title, talk: now?.id ?? null, status: 'failed', notes: [error.message] }
  }
}

/** The talk as the source tells it, as a draft. */
async function recordOf(
  source: Source,
  offered: OfferedTalk,
  now: Talk | null,
  { library, media }: { library: Library; media: TakeOverOptions['media'] },
): Promise<TalkRecord> {
  return {
    ...emptyTalk(now?.id ?? (await freeId(library, offered.title)), offered.title),
    speakers: await speakersOf(library, offered),
    recorded: offered.recorded,
    language: offered.language ?? 'nl',
    abstract: offered.abstract,
    themes: await themesOf(library, offered),
    recording: recordingOf(offered, now, media),
    chapters: chaptersOf(offered),
    attachments: [{ kind: 'link', title: `Overgenomen van ${source.name}`, file: null, url: offered.page }],
    rights: offered.rights,
    demonstration: offered.demonstration,
    formerly: now?.formerly ?? [],
  }
}

async function freeId(library: Library, title: string): Promise<string> {
  const wish = slug(title).slice(0, 60).replace(/-+$/, '')
  return wish === '' || (await library.isTaken(wish)) ? [wish, newId(6)].filter(Boolean).join('-') : wish
}

/** A copied recording is the library's own; a link changes with the source. */
function recordingOf({ media, duration }: OfferedTalk, now: Talk | null, how: TakeOverOptions['media']): Recording | null {
  if (media === null || how === 'none' || now?.recording?.original) return now?.recording ?? null
  // A stream cannot be copied as a file.
  if (how === 'copy' && media.mime !== HLS) return now?.recording ?? null
  return { ...UNMEASURED, stream: media.url, mime: media.mime, duration }
}

async function speakersOf(library: Library, { speakers }: OfferedTalk): Promise<Speaker[]> {
  const byId = new Map<string, Speaker>()
  for (const { name, role, organisation } of speakers.slice(0, 50)) {
    const id = slug(name).slice(0, 100)
    // A person known here keeps the name they have here.
    if (id !== '' && !byId.has(id)) byId.set(id, { id, name: (await library.person(id))?.name ?? name, role, organisation })
  }
  return [...byId.values()]
}

async function themesOf(library: Library, { themes }: OfferedTalk): Promise<Theme[]> {
  const byId = new Map<string, Theme>()
  for (const name of themes.slice(0, 50)) {
    const id = slug(name).slice(0, 100)
    if (id !== '' && !byId.has(id)) byId.set(id, { id, name: (await library.theme(id))?.name ?? name.trim() })
  }
  return [...byId.values()]
}

function chaptersOf({ chapters }: OfferedTalk) {
  const inOrder = chapters.toSorted((a, b) => a.start - b.start)
  return inOrder
    .filter(({ start }, i) => i === 0 || start > (inOrder[i - 1]?.start ?? 0))
    .map(({ start, title }) => ({ start, end: null, title }))
}

/** A revision for each transcript that changed there, with what people corrected here kept on top. */
async function takeTranscripts(source: Source, offered: OfferedTalk, talk: string, parts: TakeOverParts, actor: Actor) {
  const notes: string[] = []
  let added = false
  for (const { url, language, made } of offered.transcripts) {
    try {
      const answer = await parts.fetcher.get(url, { most: LARGEST_TRANSCRIPT })
      if (answer.status !== 200) throw new Failure('unreadable', `${url} antwoordt met status ${answer.status}.`)
      const read = await readTranscriptApart(answer.body, {
        language,
        ...(offered.duration === null ? {} : { duration: offered.duration }),
      })
      if (read.cues.length === 0) throw new Failure('unreadable', `In ${url} staan geen bruikbare regels.`)
      const revisions = await newRevisions(parts.library, talk, { language, cues: read.cues, source: null, author: source.name })
      if (revisions.length === 0) continue
      const known = (await parts.library.talk(talk))?.transcripts.find((transcript) => transcript.language === language)
      const transcript = { language, made: made ?? known?.made ?? ('human' as const), reviewed: known?.reviewed ?? false, revisions }
      const deed = { action: 'talk.transcript', detail: { from: url, language, revision: revisions.at(-1)?.number } }
      await parts.library.changeTalk(talk, actor, () => ({ transcripts: [transcript], deed }))
      added = true
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      notes.push(`Transcript (${language}): ${error.message}`)
    }
  }
  return { added, notes }
}

/** Fetches the recording where it is new or another one than before, and the one here was not replaced by people. */
async function takeMedia(
  { media }: OfferedTalk,
  { talk, before }: { talk: string; before: string | null },
  { library, receiver, fetcher }: TakeOverParts,
  { media: how, actor }: TakeOverOptions,
): Promise<{ copied: string | null; notes: string[] }> {
  if (how !== 'copy' || media === null || media.url === before) return { copied: null, notes: [] }
  if (media.mime === HLS) return { copied: null, notes: ['De opname is een stream en is niet gekopieerd; er wordt naar verwezen.'] }
  const recording = (await library.talk(talk))?.recording ?? null
  if (before === null && recording?.original) return { copied: null, notes: ['De opname is hier vervangen en blijft zo.'] }
  try {
    const { size, body } = await fetcher.stream(media.url)
    const name = decodeURIComponentSafely(new URL(media.url).pathname.split('/').at(-1) ?? '') || 'opname.mp4'
    const fields = { owner: `harvest ${talk}`, name, talk, role: 'recording' as const, language: 'nl' }
    const upload = await receiver.take(fields, body, actor, { announced: size ?? 0 })
    if (upload.problem !== null) throw new Failure('unreadable', upload.problem)
    return { copied: media.url, notes: [] }
  } catch (error) {
    const message = error instanceof Failure ? error.message : messageOf(error)
    return { copied: null, notes: [`De opname is niet gekopieerd: ${message}`] }
  }
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text)
      .replace(/[\p{Cc}/\\]/gu, '')
      .slice(0, 200)
  } catch {
    return text.slice(0, 200)
  }
}
