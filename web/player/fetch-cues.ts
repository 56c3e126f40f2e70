/** Cues of a transcript, from the server. Pages in a folder have `static/fetch-cues.ts` in its place. */
import type { Cue } from '../../src/transcript/cue.ts'

/** @throws Error when the server has no such transcript, or no connection */
export async function fetchCues(url: string): Promise<readonly Cue[]> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${url}: ${response.status}`)
  return ((await response.json()) as { cues: Cue[] }).cues
}
