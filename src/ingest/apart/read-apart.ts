/** Transcripts, chapter files and sheets, read in a thread of their own: the one door for every file that somebody hands in. */
import { Failure } from '../../failure.ts'
import { error } from '../../problem.ts'
import type { ReadTable } from '../../table/read-table.ts'
import type { Table } from '../../table/table.ts'
import type { ReadChapters } from '../../transcript/chapters.ts'
import type { Expected } from '../../transcript/read/checks/check-cues.ts'
import type { ReadTranscript, TranscriptFormat } from '../../transcript/read/read.ts'
import { readApart } from './apart.ts'

/** A day of speech takes a few seconds. */
const LIMITS = { milliseconds: 20_000, megabytes: 768 }

export type Reading =
  | { readonly kind: 'transcript'; readonly bytes: Uint8Array; readonly expected: Expected; readonly format: TranscriptFormat | undefined }
  | { readonly kind: 'chapters'; readonly bytes: Uint8Array; readonly duration: number | undefined }
  | { readonly kind: 'table'; readonly bytes: Uint8Array; readonly sheet: string | null }

const MODULE = new URL(import.meta.url.endsWith('.ts') ? './read-worker.ts' : './read-worker.js', import.meta.url)

/** @param format skips the guess */
export async function readTranscriptApart(bytes: Uint8Array, expected: Expected = {}, format?: TranscriptFormat): Promise<ReadTranscript> {
  const read = await readApart<ReadTranscript>(MODULE, { kind: 'transcript', bytes, expected, format } satisfies Reading, LIMITS)
  return read ?? { format: null, encoding: 'utf-8', cues: [], problems: [tooMuch()] }
}

export async function readChaptersApart(bytes: Uint8Array, duration?: number): Promise<ReadChapters> {
  const read = await readApart<ReadChapters>(MODULE, { kind: 'chapters', bytes, duration } satisfies Reading, LIMITS)
  return read ?? { format: null, chapters: [], problems: [tooMuch()] }
}

/** @param sheet of a workbook; null: the first one with rows @throws Failure `unreadable` with what to do */
export async function readTableApart(bytes: Uint8Array, sheet: string | null): Promise<Table> {
  const read = await readApart<ReadTable>(MODULE, { kind: 'table', bytes, sheet } satisfies Reading, LIMITS)
  if (read === null) throw new Failure('unreadable', ['sheetTooSlow'])
  if (read.table === null) throw new Failure('unreadable', read.problem)
  return read.table
}

function tooMuch() {
  const message = `Het bestand lezen vroeg meer dan ${LIMITS.milliseconds / 1000} seconden of ${LIMITS.megabytes} MB geheugen en is afgebroken. Splits het of lever een andere vorm aan.`
  return error('too-much', message)
}
