/**
 * The draft in this browser: only what the server could not be given, and only until it has it. A line that is as in the revision it
 * began from is kept as that line's place: ten thousand timed lines are more than a browser stores.
 */
import type { Cue } from '../../src/transcript/cue.ts'

export interface LocalDraft {
  readonly base: number
  /** UTC instant. */
  readonly kept: string
  /** The stamp of the server's draft that it follows. */
  readonly expected: string | null
  /** A number is the place of a line of the base, from 0. */
  readonly cues: readonly (Cue | number)[]
}

const keyOf = (talk: string, language: string) => `woordelijk:concept:${talk}:${language}`

/** The lines that differ from the base, and the positions of those that do not. */
export function leanDraft(cues: readonly Cue[], base: readonly Cue[]): (Cue | number)[] {
  const places = new Map(base.map((cue, i) => [signatureOf(cue), i]))
  return cues.map((cue) => places.get(signatureOf(cue)) ?? cue)
}

/** The whole draft again. */
export function wholeDraft(draft: LocalDraft, base: readonly Cue[]): Cue[] {
  return draft.cues.flatMap((entry) => (typeof entry === 'number' ? (base[entry] ?? []) : entry))
}

/** @returns whether it fitted; a browser may refuse, or be full */
export function keepLocalDraft(talk: string, language: string, draft: LocalDraft): boolean {
  try {
    localStorage.setItem(keyOf(talk, language), JSON.stringify(draft))
    return true
  } catch {
    return false
  }
}

export function localDraft(talk: string, language: string): LocalDraft | null {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(keyOf(talk, language)) ?? 'null')
    return isDraft(stored) ? stored : null
  } catch {
    return null
  }
}

export function dropLocalDraft(talk: string, language: string): void {
  try {
    localStorage.removeItem(keyOf(talk, language))
  } catch {
    // A browser that refuses storage has nothing to drop.
  }
}

export function sameCues(a: readonly Cue[], b: readonly Cue[]): boolean {
  return a.length === b.length && a.every((cue, i) => signatureOf(cue) === signatureOf(b[i] ?? cue))
}

/** In an order of its own: another program may write the fields of a line in another. */
function signatureOf({ id, start, end, speaker, text, words }: Cue): string {
  return JSON.stringify([id, start, end, speaker, text, words?.map((word) => [word.start, word.end, word.text])])
}

function isDraft(stored: unknown): stored is LocalDraft {
  if (typeof stored !== 'object' || stored === null) return false
  const { base, kept, expected, cues } = stored as Record<string, unknown>
  return (
    Number.isInteger(base) &&
    typeof kept === 'string' &&
    (expected === null || typeof expected === 'string') &&
    Array.isArray(cues) &&
    cues.every((entry) => Number.isInteger(entry) || isCue(entry))
  )
}

function isCue(entry: unknown): entry is Cue {
  if (typeof entry !== 'object' || entry === null) return false
  const { id, start, end, speaker, text, words } = entry as Record<string, unknown>
  return (
    Number.isInteger(start) &&
    Number.isInteger(end) &&
    typeof text === 'string' &&
    [id, speaker].every((field) => field === null || typeof field === 'string') &&
    (words === null || Array.isArray(words))
  )
}
