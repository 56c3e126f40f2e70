/** Everything a talk's manifest points at, read and checked before anything is stored. */
import { readFile } from 'node:fs/promises'
import { Failure, messageOf } from '../../failure.ts'
import type { Library } from '../../library/library.ts'
import type { Chapter } from '../../library/talk/talk.ts'
import { probe } from '../../media/media.ts'
import type { MediaFacts, Probe } from '../../media/probe.ts'
import { readContainerChapters } from '../../media/read/container-chapters.ts'
import { HLS_RECIPE } from '../../media/recipe.ts'
import { error, type Problem, warning } from '../../problem.ts'
import type { ReadTranscript } from '../../transcript/read/read.ts'
import { parseTime } from '../../transcript/timecode.ts'
import { readChaptersApart, readTranscriptApart } from '../apart/read-apart.ts'
import type { ManifestFile } from './find-manifests.ts'
import { isProblem, type LocalFile, localFile } from './local-files.ts'
import type { Manifest, TalkManifest } from './manifest.ts'

/** A problem in the manifest or in a file beside it. */
export interface FileProblem {
  readonly file: string
  readonly problem: Problem
}

export interface GatheredTalk {
  /** Every file named, by the name it has in the manifest. */
  readonly files: ReadonlyMap<string, LocalFile>
  readonly transcripts: ReadonlyMap<string, ReadTranscript>
  readonly chapters: readonly Chapter[]
  /** What is known of the recording, from now or from when it was stored. */
  readonly media: MediaFacts | null
  /** Null: it was not probed now. */
  readonly probe: Probe | null
  readonly problems: readonly FileProblem[]
}

/** @returns `files` by the name in the manifest; a file that is missing is a problem and not in the map */
export async function gatherFiles(
  manifest: ManifestFile,
  memory: Library | null,
  signal?: AbortSignal,
): Promise<{ files: Map<string, LocalFile>; problems: FileProblem[] }> {
  const files = new Map<string, LocalFile>()
  const problems: FileProblem[] = []
  for (const { name, key } of namedFiles(manifest.value)) {
    const file = await localFile(manifest, name, key, memory, signal)
    if (isProblem(file)) problems.push({ file: manifest.path, problem: file })
    else files.set(name, file)
  }
  return { files, problems }
}

/** Reads and probes what the files hold. Slow for recordings, so only done for a talk that changed. */
export async function gatherTalk(
  manifest: ManifestFile<TalkManifest>,
  memory: Library | null,
  signal?: AbortSignal,
): Promise<GatheredTalk> {
  const { files, problems } = await gatherFiles(manifest, memory, signal)
  const at = (code: string, message: string, key: readonly PropertyKey[]) => {
    const { line, column } = manifest.place(key)
    problems.push({ file: manifest.path, problem: error(code, message, line, column) })
  }

  if (manifest.value.stage === 'scheduled' && manifest.value.publishAt === undefined)
    at('no-date', 'Een opname met stage: scheduled heeft ook publishAt nodig: het tijdstip waarop ze verschijnt.', ['stage'])
  if (manifest.value.stage !== 'scheduled' && manifest.value.publishAt !== undefined)
    at('date-unused', 'publishAt hoort bij stage: scheduled. Voeg dat toe of haal publishAt weg.', ['publishAt'])

  const { recording } = manifest.value
  let probed: Probe | null = null
  let media: MediaFacts | null = null
  if (recording && 'file' in recording) {
    const file = files.get(recording.file)
    if (file && recording.sha256 !== undefined && file.sha256 !== recording.sha256) {
      at(
        'wrong-hash',
        `${file.path} heeft SHA-256 ${file.sha256}, niet wat hier staat. Is het bestand veranderd? Controleer het en pas de hash aan.`,
        ['recording', 'sha256'],
      )
    } else if (file) {
      try {
        media = await storedFacts(memory, file.sha256)
        media ??= probed = await probe(file.path, signal)
      } catch (cause) {
        if (!(cause instanceof Failure)) throw cause
        at('unreadable-media', `${file.path}: ${messageOf(cause)}`, ['recording', 'file'])
      }
    }
  }

  const transcripts = new Map<string, ReadTranscript>()
  for (const name of transcriptFiles(manifest.value)) {
    const file = files.get(name)
    if (!file) continue
    const expected = {
      duration: media?.duration,
      language: languageOf(manifest.value, name),
      speakers: manifest.value.speakers.map((speaker) => (typeof speaker === 'string' ? speaker : speaker.name)),
    }
    const read = await readTranscriptApart(await readFile(file.path), expected)
    transcripts.set(name, read)
    problems.push(...read.problems.map((problem) => ({ file: file.path, problem })))
    if (read.cues.length === 0) at('empty-transcript', `${file.path} bevat geen bruikbare regels.`, ['transcripts'])
  }

  const chapters = await readChapters(manifest, files, problems, media)
  return { files, transcripts, chapters, media, probe: probed, problems }
}

/** @returns null when no talk has this recording packaged by the present recipe: then it must be probed */
async function storedFacts(memory: Library | null, sha256: string): Promise<MediaFacts | null> {
  const stored = await memory?.packagedRecording(sha256, HLS_RECIPE)
  if (!stored) return null
  const { mime, duration, width, height, codecs } = stored
  return { mime, duration, picture: { width, height }, codecs, packageable: true }
}

async function readChapters(
  manifest: ManifestFile<TalkManifest>,
  files: ReadonlyMap<string, LocalFile>,
  problems: FileProblem[],
  media: MediaFacts | null,
): Promise<Chapter[]> {
  const duration = media?.duration
  const { chapters, recording } = manifest.value
  if (!chapters) {
    const file = recording && 'file' in recording ? files.get(recording.file) : undefined
    return file && media ? chaptersInRecording(file.path, media, problems) : []
  }
  let read: Chapter[]
  if ('file' in chapters) {
    const file = files.get(chapters.file)
    if (!file) return []
    const found = await readChaptersApart(await readFile(file.path), duration)
    problems.push(...found.problems.map((problem) => ({ file: file.path, problem })))
    read = [...found.chapters]
  } else {
    read = chapters.map(({ at, until, title }) => ({
      start: parseTime(at) ?? 0,
      end: until === undefined ? null : parseTime(until),
      title,
    }))
  }
  const unordered = read.findIndex((chapter, i) => i > 0 && chapter.start <= (read[i - 1]?.start ?? 0))
  if (unordered >= 0) {
    const { line, column } = manifest.place(['chapters', unordered, 'at'])
    problems.push({
      file: manifest.path,
      problem: error('chapter-order', `Hoofdstuk “${read[unordered]?.title}” begint niet na het vorige.`, line, column),
    })
  }
  return read
}

const isProbe = (media: MediaFacts): media is Probe => 'clockStart' in media

/** What the recording itself says counts only where the manifest is silent; an empty list in the manifest says that there are none. */
async function chaptersInRecording(path: string, media: MediaFacts, problems: FileProblem[]): Promise<Chapter[]> {
  const found = await readContainerChapters(path)
  problems.push(...found.problems.map((problem) => ({ file: path, problem })))
  if (found.chapters.length === 0) return []
  const { clockStart } = isProbe(media) ? media : await probe(path)
  const chapters = found.chapters.map(({ start, end, title }) => ({
    start: Math.max(0, start - clockStart),
    end: end === null ? null : Math.max(0, end - clockStart),
    title,
  }))
  const inTime = chapters.filter(({ start }) => start < media.duration)
  const late = chapters.length - inTime.length
  if (late > 0) {
    const told = `${late} ${late === 1 ? 'hoofdstuk in het bestand begint' : 'hoofdstukken in het bestand beginnen'} na het einde van de opname; ze doen niet mee.`
    problems.push({ file: path, problem: warning('past-end', told) })
  }
  return inTime
}

/** What the manifest says a transcript file is in; for an older revision too. */
function languageOf(talk: TalkManifest, name: string): string | undefined {
  return talk.transcripts.find(({ file, revisions = [] }) => file === name || revisions.some((revision) => revision.file === name))
    ?.language
}

function transcriptFiles(talk: TalkManifest): string[] {
  return talk.transcripts.flatMap((transcript) => transcript.revisions?.map((revision) => revision.file) ?? [transcript.file])
}

/** Files beside the manifest, each with the key that names it. */
export function namedFiles(manifest: Manifest): { name: string; key: PropertyKey[] }[] {
  const named = manifest.attachments.flatMap(({ file }, i) =>
    file === undefined ? [] : [{ name: file, key: ['attachments', i, 'file'] as PropertyKey[] }],
  )
  if (manifest.kind === 'event') return named
  const { recording, chapters, transcripts } = manifest
  if (recording) {
    if ('file' in recording) named.push({ name: recording.file, key: ['recording', 'file'] })
    if (recording.poster !== undefined) named.push({ name: recording.poster, key: ['recording', 'poster'] })
    if ('storyboard' in recording && recording.storyboard)
      named.push({ name: recording.storyboard.file, key: ['recording', 'storyboard', 'file'] })
  }
  if (chapters && 'file' in chapters) named.push({ name: chapters.file, key: ['chapters', 'file'] })
  for (const [i, transcript] of transcripts.entries()) {
    named.push({ name: transcript.file, key: ['transcripts', i, 'file'] })
    for (const [n, revision] of (transcript.revisions ?? []).entries()) {
      named.push({ name: revision.file, key: ['transcripts', i, 'revisions', n, 'file'] })
      if (revision.source !== undefined) named.push({ name: revision.source, key: ['transcripts', i, 'revisions', n, 'source'] })
    }
  }
  return named
}
