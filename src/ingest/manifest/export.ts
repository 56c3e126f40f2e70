/** The whole library as manifests, transcripts and media: a form that people read and `import` takes back without loss. */
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { stringify } from 'yaml'
import { Failure, messageOf } from '../../failure.ts'
import type { Event } from '../../library/event/event.ts'
import type { Attachment, Revision, Speaker, StoredFile, TalkRecord, TranscriptRecord } from '../../library/talk/talk.ts'
import { OWN_ADDRESSES } from '../../library/theme/plan.ts'
import { original } from '../../media/store/store.ts'
import { writeTurtle } from '../../skos/write.ts'
import type { Cue } from '../../transcript/cue.ts'
import { readTranscript } from '../../transcript/read/read.ts'
import { formatExactClock } from '../../transcript/timecode.ts'
import { writeVtt } from '../../transcript/write/write-vtt.ts'
import type { LibraryParts } from '../keep.ts'

/** The folder of talks that belong to no event. */
const NO_EVENT = 'zonder-bijeenkomst'

/** @throws Failure `conflict` when the folder holds anything: an export never overwrites */
export async function exportLibrary(folder: string, from: LibraryParts): Promise<{ events: number; talks: number }> {
  await emptyFolder(folder)
  const events = await from.library.allEventIds()
  for (const id of events) {
    const event = await from.library.event(id)
    if (event) await exportEvent(folder, event, from)
  }
  let talks = 0
  for (const id of await from.library.allTalkIds()) {
    const talk = await from.library.record(id)
    // What is in the bin was thrown away.
    if (!talk || (await from.library.binEntryOfTalk(id))) continue
    await exportTalk(folder, talk, from)
    talks++
  }
  await writeThemes(folder, from)
  return { events: events.length, talks }
}

/** Themes and what relates them, as SKOS: `themes import --all` takes them back. */
async function writeThemes(folder: string, { library }: LibraryParts): Promise<void> {
  const concepts = await library.concepts(OWN_ADDRESSES)
  if (concepts.length > 0) await writeNew(join(folder, 'themas.ttl'), writeTurtle(concepts))
}

/** One talk, with the event it belongs to: all that `import` needs to take it back. */
export async function exportTalkApart(folder: string, talk: TalkRecord, from: LibraryParts): Promise<void> {
  const event = talk.event === null ? null : await from.library.event(talk.event)
  if (event) await exportEvent(folder, event, from)
  await exportTalk(folder, talk, from)
}

async function exportEvent(folder: string, event: Event, from: LibraryParts): Promise<void> {
  const file = join(folder, 'media-manifests', event.id, 'event.yaml')
  await writeYaml(file, {
    kind: 'event',
    id: event.id,
    title: event.title,
    date: event.from === null ? 'unknown' : event.to === null ? event.from : { from: event.from, to: event.to },
    place: event.place,
    organisers: event.organisers,
    summary: event.summary,
    registration: event.registration,
    programme: event.programme.map((item) => ({
      time: item.from === null ? null : item.to === null ? item.from : `${item.from}-${item.to}`,
      part: item.part,
      title: item.title,
      kind: item.kind,
      speakers: item.speakers.map(speaker),
      description: item.description,
      talk: item.talk,
    })),
    links: event.links,
    attachments: await attachments(file, 'event', event.attachments, from),
  })
}

async function exportTalk(folder: string, talk: TalkRecord, from: LibraryParts): Promise<void> {
  const place = talk.event ?? NO_EVENT
  const file = join(folder, 'media-manifests', place, `${talk.id}.yaml`)
  await writeYaml(file, {
    kind: 'talk',
    id: talk.id,
    event: talk.event,
    title: talk.title,
    speakers: talk.speakers.map(speaker),
    recorded: talk.recorded,
    language: talk.language,
    abstract: talk.abstract,
    themes: talk.themes.map((theme) => theme.name),
    recording: await recording(file, talk, from),
    transcripts: await Promise.all(
      talk.transcripts.map((transcript) => exportTranscript({ folder, place, file }, talk.id, transcript, from)),
    ),
    chapters: talk.chapters.map(({ start, end, title }) => ({
      at: formatExactClock(start),
      until: end === null ? null : formatExactClock(end),
      title,
    })),
    attachments: await attachments(file, talk.id, talk.attachments, from),
    rights: talk.rights,
    visibility: talk.visibility,
    demonstration: talk.demonstration,
    published: talk.published,
    stage: talk.stage === 'published' ? null : talk.stage,
    publishAt: talk.publishAt,
    captionWaiver: talk.captionWaiver,
    withdrawn: talk.withdrawn,
    withdrawnReason: talk.withdrawnReason,
    formerly: talk.formerly,
    quotes: talk.quotes.map((quote) => ({ ...quote, talk: null })),
  })
}

const speaker = ({ id, name, role, organisation }: Speaker) => ({ id, name, role, organisation })

async function recording(manifest: string, { id, recording: media }: TalkRecord, from: LibraryParts): Promise<object | null> {
  if (!media) return null
  const poster = media.poster && (await copyOut(manifest, `${id}/poster`, media.poster, from))
  if (!media.original) return { hls: media.stream, poster }
  const file = await copyOut(manifest, `${id}/recording`, media.original, from)
  const { storyboard } = media
  // Sheets that were made from the recording are made again.
  const sheet = storyboard?.sheet && {
    file: await copyOut(manifest, `${id}/storyboard`, storyboard.sheet, from),
    every: storyboard.every / 1000,
    columns: storyboard.columns,
    width: storyboard.width,
    height: storyboard.height,
  }
  return { file, sha256: media.original.sha256, poster, storyboard: sheet }
}

async function attachments(manifest: string, owner: string, list: readonly Attachment[], from: LibraryParts): Promise<object[]> {
  const written: object[] = []
  for (const [i, { kind, title, file, url }] of list.entries()) {
    written.push({ kind, title, file: file && (await copyOut(manifest, `${owner}/attachment-${i + 1}`, file, from)), url })
  }
  return written
}

interface Place {
  readonly folder: string
  readonly place: string
  readonly file: string
}

async function exportTranscript(
  { folder, place, file }: Place,
  talk: string,
  transcript: TranscriptRecord,
  from: LibraryParts,
): Promise<object> {
  const { language, made, reviewed, maker = null } = transcript
  const base = join(folder, 'transcripts', place, `${talk}.${language}`)
  const revisions: object[] = []
  let newest = ''
  for (const [i, revision] of transcript.revisions.entries()) {
    const isNewest = i === transcript.revisions.length - 1
    const written = await writeCues(isNewest ? base : `${base}.r${revision.number}`, revision)
    newest = relative(dirname(file), written)
    const source =
      revision.source && (await copyOut(file, relative(dirname(file), `${base}.r${revision.number}.source`), revision.source, from))
    revisions.push({
      number: revision.number,
      file: newest,
      created: revision.created,
      origin: revision.origin,
      author: revision.author,
      note: revision.note,
      source,
      moved: revision.moved,
    })
  }
  return { file: newest, language, made, reviewed, maker, revisions }
}

/** WebVTT where it can carry everything; our own JSON where it cannot (blank lines in a cue, words that overlap). */
async function writeCues(base: string, { cues }: Revision): Promise<string> {
  const vtt = writeVtt(cues)
  const lossless = JSON.stringify(readTranscript(Buffer.from(vtt), 'vtt').cues) === JSON.stringify(cues)
  const file = `${base}.${lossless ? 'vtt' : 'json'}`
  await writeNew(file, lossless ? vtt : ownJson(cues))
  return file
}

function ownJson(cues: readonly Cue[]): string {
  return `${JSON.stringify({ format: 'json', encoding: 'utf-8', cues }, null, 1)}\n`
}

/** @returns the file's path from the manifest's folder */
async function copyOut(manifest: string, folder: string, file: StoredFile, { store }: LibraryParts): Promise<string> {
  const target = join(dirname(manifest), folder, file.name)
  await mkdir(dirname(target), { recursive: true })
  await store.copyTo(original(file.sha256), target)
  return relative(dirname(manifest), target)
}

/** Keys without a value are left out, so that a manifest shows only what is known. That there are no chapters is known. */
async function writeYaml(file: string, value: object): Promise<void> {
  const known = JSON.parse(
    JSON.stringify(value, (key, entry: unknown) =>
      entry === null || (Array.isArray(entry) && entry.length === 0 && key !== 'chapters') ? undefined : entry,
    ),
  )
  await writeNew(file, stringify(known, { lineWidth: 0 }))
}

async function writeNew(file: string, content: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, content, { flag: 'wx' })
}

/** @throws Failure `conflict` when it holds anything */
export async function emptyFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
    if ((await readdir(folder)).length === 0) return
  } catch (cause) {
    throw new Failure('unavailable', `De map ${folder} kan niet worden gemaakt of gelezen (${messageOf(cause)}).`, { cause })
  }
  throw new Failure('conflict', `De map ${folder} is niet leeg. Een export overschrijft niets; kies een nieuwe map.`)
}
