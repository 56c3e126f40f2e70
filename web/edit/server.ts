/** Requests about a transcript: read, draft, save. Nothing here throws: the answer states the outcome. */
import type { Cue } from '../../src/transcript/cue.ts'
import { bodyOf } from './body.ts'

export interface Revision {
  readonly number: number
  readonly cues: readonly Cue[]
}

export interface Draft {
  /** The revision it was made from. */
  readonly base: number
  /** UTC instant: the draft's own stamp. */
  readonly saved: string
  readonly author: string | null
  /** Whether who is signed in wrote it. */
  readonly mine: boolean
  readonly cues: readonly Cue[]
}

/** `offline`: nothing reached the server · `signed-out`: the session ended · `conflict`: somebody wrote in between. */
export type Answer<T> =
  | { readonly is: 'done'; readonly value: T }
  | { readonly is: 'offline' }
  | { readonly is: 'signed-out' }
  | { readonly is: 'conflict'; readonly detail: string | null }
  | { readonly is: 'refused'; readonly detail: string | null }

export interface Server {
  newest(): Promise<Answer<Revision>>
  revision(number: number): Promise<Answer<Revision>>
  save(base: number, note: string, cues: readonly Cue[]): Promise<Answer<number>>
  draft(): Promise<Answer<Draft | null>>
  /**
   * @param expected the stamp of the draft this one follows; null: there was none
   * @param takeOver whether that draft is a colleague's, and is to be replaced
   * @returns the new stamp
   */
  keepDraft(base: number, cues: readonly Cue[], expected: string | null, takeOver: boolean): Promise<Answer<string>>
  dropDraft(expected: string | null, takeOver: boolean): Promise<Answer<null>>
}

export function serverOf(talk: string, language: string): Server {
  const path = `/api/v1/talks/${encodeURIComponent(talk)}`
  const query = new URLSearchParams({ lang: language })
  const revisionOf = (body: unknown): Revision => {
    const { revision, cues } = body as { revision: number; cues: Cue[] }
    return { number: revision, cues }
  }
  return {
    newest: () => ask(`${path}/transcript?${query}`, {}, revisionOf),
    revision: (number) =>
      ask(
        `/opnames/${encodeURIComponent(talk)}/transcript.json?${new URLSearchParams({ lang: language, rev: String(number) })}`,
        {},
        revisionOf,
      ),
    save: (base, note, cues) =>
      ask(`${path}/transcript`, withCues('POST', { language, base, note }, cues), (body) => (body as { revision: number }).revision),
    draft: () => ask(`${path}/draft?${query}`, {}, (body) => body as Draft | null),
    keepDraft: (base, cues, expected, takeOver) =>
      ask(`${path}/draft?${query}`, withCues('PUT', { base, expected, takeOver }, cues), (body) => (body as { saved: string }).saved),
    dropDraft(expected, takeOver) {
      const which = new URLSearchParams({
        lang: language,
        ...(expected === null ? {} : { expected }),
        ...(takeOver ? { takeOver: 'yes' } : {}),
      })
      return ask(`${path}/draft?${which}`, { method: 'DELETE' }, () => null)
    },
  }
}

const withCues = (method: string, fields: Readonly<Record<string, unknown>>, cues: readonly Cue[]): RequestInit => ({
  method,
  headers: { 'Content-Type': 'application/json' },
  body: bodyOf(fields, cues),
})

async function ask<T>(url: string, request: RequestInit, read: (body: unknown) => T): Promise<Answer<T>> {
  let response: Response
  try {
    response = await fetch(url, { ...request, cache: 'no-store' })
  } catch {
    return { is: 'offline' }
  }
  try {
    // A signed-in account without the right (its role was changed) sees the server's message.
    if (response.status === 401) return { is: 'signed-out' }
    if (response.ok) return { is: 'done', value: read(response.status === 204 ? null : await response.json()) }
    const { detail } = (await response.json()) as { detail?: unknown }
    return { is: response.status === 409 ? 'conflict' : 'refused', detail: typeof detail === 'string' ? detail : null }
  } catch {
    return { is: response.status === 409 ? 'conflict' : 'refused', detail: null }
  }
}
