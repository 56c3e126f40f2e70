/** Chapters that the maker of a recording left in the file itself: MP4 and its kin, Matroska and WebM. Only the index is read. */
import { open } from 'node:fs/promises'
import { Failure } from '../../failure.ts'
import { error, type Problem, warning } from '../../problem.ts'
import type { ReadChapter } from '../../transcript/chapters.ts'
import { formatClock } from '../../transcript/timecode.ts'
import { boundedIndex, type ContainerIndex, type RawChapter } from './container-index.ts'
import { isMatroska, readMatroskaChapters } from './matroska-chapters.ts'
import { isMp4 } from './mp4-atoms.ts'
import { readMp4Chapters } from './mp4-chapters.ts'

/** What a manifest takes as well. */
const LONGEST_TITLE = 500
/** No recording is longer; a larger figure is a mistake or an attack. */
const MAX_MS = 1000 * 3_600_000

/**
 * In order of time, no two at the same. None, and no problem, for a file of another kind or without chapters. An index that cannot be
 * trusted is an `error` and gives none, or those of the list beside it; single chapters that were left out are a `warning`.
 *
 * @throws what the file system throws
 */
export async function readContainerChapters(file: string): Promise<{ chapters: readonly ReadChapter[]; problems: readonly Problem[] }> {
  await using handle = await open(file, 'r')
  const { size } = await handle.stat()
  const problems: Problem[] = []
  try {
    return { chapters: checked(await readRaw(boundedIndex(handle, size), problems), problems), problems }
  } catch (cause) {
    problems.push(refusal(cause))
    return { chapters: [], problems }
  }
}

async function readRaw(index: ContainerIndex, problems: Problem[]): Promise<RawChapter[]> {
  if (index.size < 8) return []
  const head = await index.read(0, 8)
  if (isMp4(head))
    return readMp4Chapters(index, (cause) => problems.push(refusal(cause, 'In de plaats komt de lijst die er ook in staat.')))
  if (!isMatroska(head)) return []
  const told = 'In het bestand staan hoofdstukken binnen hoofdstukken; alleen de buitenste doen mee.'
  return readMatroskaChapters(index, () => problems.push(warning('nested-chapters', told)))
}

function refusal(cause: unknown, instead = 'Zet de hoofdstukken in het manifest.'): Problem {
  if (!(cause instanceof Failure)) throw cause
  return error(cause.code === 'too-large' ? 'index-too-large' : 'bad-index', `${cause.message} ${instead}`)
}

function checked(raw: readonly RawChapter[], problems: Problem[]): ReadChapter[] {
  const chapters: ReadChapter[] = []
  const leaveOut = (chapter: RawChapter, why: string) =>
    problems.push(
      warning('bad-chapter', `Het hoofdstuk op ${formatClock(Math.min(chapter.start, MAX_MS))} in het bestand ${why} en doet niet mee.`),
    )
  for (const chapter of raw.toSorted((a, b) => a.start - b.start)) {
    const title = chapter.title?.replace(/[\s\0]+/g, ' ').trim()
    if (title === undefined || title.length > LONGEST_TITLE) leaveOut(chapter, `heeft een titel van meer dan ${LONGEST_TITLE} tekens`)
    else if (title === '') leaveOut(chapter, 'heeft geen titel')
    else if (chapter.start > MAX_MS) leaveOut(chapter, 'begint later dan enige opname duurt')
    else if (chapter.start === chapters.at(-1)?.start) leaveOut(chapter, 'begint tegelijk met een ander')
    else chapters.push({ start: chapter.start, end: endOf(chapter, problems), title })
    if (title?.includes('\uFFFD'))
      problems.push(warning('encoding-broken', `De titel van het hoofdstuk op ${formatClock(chapter.start)} heeft onleesbare tekens (�).`))
  }
  return chapters
}

function endOf({ start, end }: RawChapter, problems: Problem[]): number | null {
  if (end === null || (end > start && end <= MAX_MS)) return end
  const told = `Het hoofdstuk op ${formatClock(start)} in het bestand houdt op vóór het begint of pas na ${MAX_MS / 3_600_000} uur; het loopt tot het volgende.`
  problems.push(warning('end-before-start', told))
  return null
}
