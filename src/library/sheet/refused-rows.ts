/**
 * Rows of finished imports that made no talk, such as refused ones, stay in the report for 90 days with everything that was in them. When a
 * talk is erased, rows with words of it lose their contents; number and state stay, so that the report's counts stay right.
 */
import { setImmediate as breathe } from 'node:timers/promises'
import type { Transaction } from 'kysely'
import type { Reason } from '../../failure.ts'
import { fold } from '../../language/tokens.ts'
import type { Database } from '../schema.ts'
import type { Talk } from '../talk/talk.ts'
import { loadNote } from './notes.ts'

/** Rows that are read at once. */
const PIECE = 200
const EMPTIED = {
  version: null,
  before: null,
  after: null,
  kept: null,
  title: null,
  cells: null,
  detail: null,
  reason: JSON.stringify(['sheetRowErased'] satisfies Reason),
}

/** Call before the talk's own rows are deleted: by the sheet's keys and last values, rows with an earlier title are found too. */
export async function emptyRowsOfTalk(tx: Transaction<Database>, talk: Talk): Promise<void> {
  await emptyRows(tx, await identifyingWords(tx, talk))
}

/** Empties rows in which one of these texts stands. @param words as they are written inside JSON, folded */
async function emptyRows(tx: Transaction<Database>, words: readonly string[]): Promise<void> {
  const batches = await tx
    .selectFrom('batch')
    .select(['id', 'state'])
    .where('state', 'in', ['running', 'done', 'cancelled'])
    .where('change', 'like', '{"action":"import"%')
    .execute()
  for (const { id, state } of batches)
    for (let after = -1, more = true; more; ) {
      const rows = await tx
        .selectFrom('batch_item')
        .select(['position', 'title', 'cells', 'detail', 'reason'])
        .where('batch_id', '=', id)
        .where('talk_id', 'is', null)
        .where('position', '>', after)
        // These rows of an import under way are still to be carried out.
        .$if(state === 'running', (query) => query.where('state', '<>', 'planned'))
        .orderBy('position')
        .limit(PIECE)
        .execute()
      const erased = rows.filter(({ title, cells, detail, reason }) => {
        const text = fold([title, cells, detail, reason].join('\n'))
        return words.some((word) => text.includes(word))
      })
      if (erased.length > 0)
        await tx
          .updateTable('batch_item')
          .set(EMPTIED)
          .where('batch_id', '=', id)
          .where(
            'position',
            'in',
            erased.map(({ position }) => position),
          )
          .execute()
      after = rows.at(-1)?.position ?? after
      more = rows.length === PIECE
      await breathe()
    }
}

/** The same for rows that name a person. */
export async function emptyRowsNaming(tx: Transaction<Database>, name: string): Promise<void> {
  await emptyRows(tx, [insideJson(name)])
}

const insideJson = (text: string) => fold(JSON.stringify(text).slice(1, -1))

/** Texts by which a row is recognised as being about this talk or its speakers, as they are written inside JSON, folded. */
async function identifyingWords(tx: Transaction<Database>, talk: Talk): Promise<string[]> {
  const note = await loadNote(tx, talk.id)
  const keys = await tx.selectFrom('sheet_key').select('key').where('talk_id', '=', talk.id).execute()
  const texts = [
    talk.title,
    note?.title,
    talk.abstract,
    note?.abstract,
    ...[...talk.speakers, ...(note?.speakers ?? [])].map(({ name }) => name),
  ]
  // Quoted, because an id or a number may be a common word.
  const quoted = [talk.id, ...talk.formerly, ...keys.map(({ key }) => key)].map((text) => JSON.stringify(text))
  const numbers = keys.filter(({ key }) => key.startsWith('nr:')).map(({ key }) => JSON.stringify(key.slice('nr:'.length)))
  const inside = texts.flatMap((text) => (text == null || text.trim() === '' ? [] : insideJson(text)))
  return [...new Set([...inside, ...[...quoted, ...numbers].map(fold)])]
}
