/** Chapters as people have them: WebVTT, Podcasting 2.0 JSON, ffmetadata, or lines in a description (“12:30 Vragen”). */
import { decodeText } from '../markup/decode.ts'
import { error, type Problem, warning } from '../problem.ts'
import { linesOf } from './read/reading.ts'
import { isVtt, readVtt } from './read/subtitles/read-vtt.ts'
import { parseJson } from './read/words/read-json.ts'
import { parseTime } from './timecode.ts'

export interface ReadChapter {
  /** Milliseconds; `end` null: until the next or the end. */
  readonly start: number
  readonly end: number | null
  readonly title: string
}

export interface ReadChapters {
  readonly format: 'vtt' | 'podcast' | 'ffmetadata' | 'description' | null
  readonly chapters: readonly ReadChapter[]
  readonly problems: readonly Problem[]
}

/** @param duration of the recording in ms, where known: a time after its end is no chapter of it */
export function readChapters(bytes: Uint8Array, duration?: number): ReadChapters {
  const decoded = decodeText(bytes)
  const { format, chapters, problems } = readAny(decoded.text, duration)
  const sorted = chapters.toSorted((a, b) => a.start - b.start)
  const told = [...decoded.problems, ...problems]
  if (sorted.some((chapter, i) => chapter !== chapters[i]))
    told.push(warning('out-of-order', 'De hoofdstukken stonden niet op volgorde van tijd.'))
  if (sorted.length === 0)
    told.push(error('no-chapters', 'Er staat geen enkel hoofdstuk in: een tijd met een titel, zoals “12:30 Vragen”.'))
  return { format, chapters: sorted, problems: told }
}

type Found = { format: ReadChapters['format']; chapters: ReadChapter[]; problems: readonly Problem[] }

function readAny(text: string, duration: number | undefined): Found {
  if (isVtt(text)) {
    const { cues, problems } = readVtt(text)
    return {
      format: 'vtt',
      chapters: cues.map(({ start, end, text: title }) => ({ start, end, title: title.replace(/\s+/g, ' ').trim() })),
      problems,
    }
  }
  const json = parseJson(text)
  if (typeof json === 'object' && json !== null && 'chapters' in json) return fromPodcast(json.chapters)
  if (/^\uFEFF?;FFMETADATA/.test(text)) return fromFfmetadata(text)
  const chapters = chaptersInDescription(text, duration)
  return { format: chapters.length > 0 ? 'description' : null, chapters, problems: [] }
}

/** “JSON chapters” 1.2: seconds; `toc: false` is a picture or a link and no heading. */
function fromPodcast(rows: unknown): Found {
  const chapters: ReadChapter[] = []
  const problems: Problem[] = []
  for (const [i, row] of (Array.isArray(rows) ? rows : []).entries()) {
    const { startTime, endTime, title, toc } = (typeof row === 'object' && row !== null ? row : {}) as Record<string, unknown>
    if (toc === false) continue
    if (typeof startTime !== 'number' || !Number.isFinite(startTime) || startTime < 0 || typeof title !== 'string' || title.trim() === '')
      problems.push(error('bad-chapter', `Hoofdstuk ${i + 1} mist een begintijd of een titel en doet niet mee.`))
    else
      chapters.push({
        start: Math.round(startTime * 1000),
        end: typeof endTime === 'number' ? Math.round(endTime * 1000) : null,
        title: title.trim(),
      })
  }
  return { format: 'podcast', chapters, problems }
}

/** ffmpeg's `;FFMETADATA1` with [CHAPTER] sections; `=`, `;`, `#`, `\` and line ends in a value are escaped with a backslash. */
function fromFfmetadata(text: string): Found {
  const chapters: ReadChapter[] = []
  const problems: Problem[] = []
  const sections = linesOf(text).join('\n').split(/^\[/m).slice(1)
  for (const section of sections) {
    if (!/^CHAPTER\]/i.test(section)) continue
    const field = (name: string) => new RegExp(`^${name}=((?:\\\\[\\s\\S]|[^\\\\\\n])*)`, 'im').exec(section)?.[1]
    const [numerator = 1, denominator = 1_000_000_000] = (field('TIMEBASE') ?? '1/1000000000').split('/').map(Number)
    const ms = (value: string | undefined) => Math.round((Number(value) * 1000 * numerator) / denominator)
    const title = field('title')
      ?.replace(/\\([\s\S])/g, '$1')
      .replace(/\s+/g, ' ')
      .trim()
    const [start, end] = [ms(field('START')), ms(field('END'))]
    if (!Number.isFinite(start) || !title)
      problems.push(error('bad-chapter', 'Een hoofdstuk mist een begintijd of een titel en doet niet mee.'))
    else chapters.push({ start, end: Number.isFinite(end) ? end : null, title })
  }
  return { format: 'ffmetadata', chapters, problems }
}

const TIME = String.raw`(?:\d{1,2}:)?\d{1,3}:[0-5]\d`
/** `12:30 Vragen`, `1. Vragen 12:30`, `- [0:12:30] Vragen`, `Vragen (12:30)`. */
const LEADING = new RegExp(String.raw`^[\s\-–—•*▶►]*(?:\d{1,3}[.)]\s+)?[[(]?(${TIME})[\])]?\s*[-–—:|.]*\s*(\S.*)$`)
const TRAILING = new RegExp(String.raw`^[\s\-–—•*]*(\S.*?)[\s\-–—:|]*[[(]?(${TIME})[\])]?\s*(\([^()]*\))?\s*$`)
/** Fewer times in a row are times of day, scores or a remark. */
const FEWEST = 2

/** The chapters in a description. One time in a sentence, or times that do not rise, make none. */
export function chaptersInDescription(text: string, duration?: number): ReadChapter[] {
  const found: ReadChapter[] = []
  for (const line of linesOf(text)) {
    if (line.length > 300) continue
    const [leading, trailing] = [LEADING.exec(line), TRAILING.exec(line)]
    const time = leading?.[1] ?? trailing?.[2]
    const title = (leading ? leading[2] : [trailing?.[1], trailing?.[3]].filter(Boolean).join(' '))?.replace(/\s+/g, ' ').trim()
    const start = time === undefined ? null : parseTime(time)
    if (start === null || !title || (duration !== undefined && start >= duration)) continue
    // A span of two times (from 13:30 till 14:00) or a line with another time in it is no heading.
    if (new RegExp(TIME).test(title)) continue
    found.push({ start, end: null, title })
  }
  const rising = found.every((chapter, i) => i === 0 || chapter.start > (found[i - 1]?.start ?? 0))
  if (found.length < FEWEST || !rising) return []
  return found.map((chapter, i) => ({ ...chapter, end: found[i + 1]?.start ?? duration ?? null }))
}
