/** Quotes as they were taken down, for ever. Where one stands now is worked out when it is asked. */
import { createHash } from 'node:crypto'
import type { Kysely, Transaction } from 'kysely'
import type { Cue } from '../../transcript/cue.ts'
import { anchorQuote, type Quoted, quoteKey } from '../../transcript/quote/quote.ts'
import type { Database } from '../schema.ts'
import type { Quote } from './quote.ts'

export type { Quote }

/** No letters that are taken for one another when read aloud or copied by hand. */
const LETTERS = '23456789abcdefghjkmnpqrstuvwxyz'
const ID_LENGTH = 12

/**
 * Follows from the words and what stands around them, so that the same words have one link.
 * @param time of those that are said again word for word, surroundings and all: the 1st, 2nd, …
 */
function quoteId(quoted: Pick<Quoted, 'exact' | 'prefix' | 'suffix'>, place: { talk: string; language: string }, time: number): string {
  const key = quoteKey(place.talk, place.language, quoted)
  const hash = createHash('sha256')
    .update(time === 1 ? key : `${key}\n${time}`)
    .digest()
  return Array.from(hash.subarray(0, ID_LENGTH), (byte) => LETTERS[byte % LETTERS.length]).join('')
}

/** Spoken this close together, in ms, they are one utterance: a corrected time code. */
const SAME_UTTERANCE_MS = 1500

/** Takes the words down, or gives the quote that was taken of this very utterance before. */
export async function takeDownQuote(
  tx: Transaction<Database>,
  quoted: Quoted,
  from: Pick<Quote, 'talk' | 'language' | 'revision' | 'created'>,
  cues: readonly Cue[],
): Promise<Quote> {
  const { start, end, exact, prefix, suffix, speaker } = quoted
  for (let time = 1; ; time++) {
    const id = quoteId(quoted, from, time)
    const [known] = await loadQuotes(tx, { id })
    if (!known) {
      const quote = { ...from, id, start, end, exact, prefix, suffix, speaker }
      await saveQuote(tx, quote)
      return quote
    }
    const there = known.revision === from.revision ? known : anchorQuote(known, cues).now
    if (there && Math.abs(there.start - start) <= SAME_UTTERANCE_MS) return known
  }
}

/** Keeps the quote as it is; a known id stands. */
export async function saveQuote(tx: Transaction<Database>, quote: Quote): Promise<void> {
  await tx
    .insertInto('quote')
    .values({
      id: quote.id,
      talk_id: quote.talk,
      language: quote.language,
      revision: quote.revision,
      start_ms: quote.start,
      end_ms: quote.end,
      exact: quote.exact,
      prefix: quote.prefix,
      suffix: quote.suffix,
      speaker: quote.speaker,
      created_at: quote.created,
    })
    .onConflict((c) => c.column('id').doNothing())
    .execute()
}

export async function loadQuotes(db: Kysely<Database>, by: { readonly id: string } | { readonly talk: string }): Promise<Quote[]> {
  let query = db.selectFrom('quote').selectAll().orderBy('created_at').orderBy('id')
  query = 'id' in by ? query.where('id', '=', by.id) : query.where('talk_id', '=', by.talk)
  return (await query.execute()).map((row) => ({
    id: row.id,
    talk: row.talk_id,
    language: row.language,
    revision: row.revision,
    start: row.start_ms,
    end: row.end_ms,
    exact: row.exact,
    prefix: row.prefix,
    suffix: row.suffix,
    speaker: row.speaker,
    created: row.created_at,
  }))
}
