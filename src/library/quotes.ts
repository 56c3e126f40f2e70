/** Quotes as they were taken down, for ever. Where one stands now is worked out when it is asked. */
import { createHash } from 'node:crypto'
import type { Kysely, Transaction } from 'kysely'
import { type Quoted, quoteKey } from '../transcript/quote.ts'
import type { Database } from './schema.ts'

export interface Quote {
  readonly id: string
  readonly talk: string
  readonly language: string
  readonly revision: number
  /** Milliseconds in the recording as it was then. */
  readonly start: number
  readonly end: number
  readonly exact: string
  readonly prefix: string
  readonly suffix: string
  readonly speaker: string | null
  /** UTC instant. */
  readonly created: string
}

/** No letters that are taken for one another when read aloud or copied by hand. */
const LETTERS = '23456789abcdefghjkmnpqrstuvwxyz'
const ID_LENGTH = 12

/** Follows from the words and their place, so that the same words have one link. */
export function quoteId(talk: string, language: string, quoted: Pick<Quoted, 'exact' | 'prefix' | 'suffix'>): string {
  const hash = createHash('sha256')
    .update(quoteKey(talk, language, quoted))
    .digest()
  return Array.from(hash.subarray(0, ID_LENGTH), (byte) => LETTERS[byte % LETTERS.length]).join('')
}

/** Keeps the quote, unless the same words were taken down before: then those stand. */
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
