/** The word times of a transcript, fetched five minutes at a time when the player comes there: of three hours they are 750 kB. */
import type { Cue } from '../../src/transcript/cue.ts'
import { fetchCues } from './fetch-cues.ts'

const PIECE_MS = 300_000
/** The next piece is fetched when the player is this near it. */
const NEAR_MS = 30_000

/**
 * @param url of the transcript as JSON, with its language and revision
 * @returns a function to call with the player's time, ms
 */
export function fetchWordTimes(url: string, onCues: (cues: readonly Cue[]) => void): (time: number) => void {
  const asked = new Set<number>()
  let timed = true

  async function fetchPiece(piece: number): Promise<void> {
    if (asked.has(piece) || !timed) return
    asked.add(piece)
    try {
      const cues = await fetchCues(`${url}&t=${(piece * PIECE_MS) / 1000},${((piece + 1) * PIECE_MS) / 1000}`)
      // A transcript whose words are not timed has none of them timed.
      if (cues.length > 0 && cues.every(({ words }) => words === null)) timed = false
      onCues(cues)
    } catch {
      // The words are not marked for now; the piece is asked for again when the player is there once more.
      asked.delete(piece)
    }
  }

  return (time) => {
    void fetchPiece(Math.floor(time / PIECE_MS))
    if (time % PIECE_MS > PIECE_MS - NEAR_MS) void fetchPiece(Math.floor(time / PIECE_MS) + 1)
  }
}
