/** Carries out one row of a sheet: a recording is made or changed in a transaction of its own, together with its row. */
import type { Transaction } from 'kysely'
import { Failure } from '../../failure.ts'
import type { Batch, PlannedItem } from '../batch/batch.ts'
import type { Batches } from '../batch/batches.ts'
import type { FieldValues, ImportChange } from '../batch/change.ts'
import { newId } from '../ids.ts'
import type { Library } from '../library.ts'
import type { Database } from '../schema.ts'
import { emptyTalk, type TalkRecord } from '../talk/talk.ts'
import { mergeRow, rowVersion } from './merge.ts'
import { saveNote } from './notes.ts'

interface Parts {
  readonly library: Pick<Library, 'changeTalk' | 'createTalk' | 'binEntryOfTalk' | 'restoreFromBin'>
  readonly batches: Pick<Batches, 'settle' | 'lastOfSheet'>
}

/** @throws Failure with the reason why this row is not carried out */
export async function carryOutRow({ library, batches }: Parts, batch: Batch, change: ImportChange, item: PlannedItem): Promise<void> {
  const { values = {}, keys = [], id = null, makes = false, restores = false } = item.detail
  const settle = async (tx: Transaction<Database>, talk: string, before: FieldValues, after: FieldValues) => {
    await saveNote(tx, talk, values, keys)
    await batches.settle(tx, batch.id, { ...item, talk }, { before, after })
  }
  if (makes) {
    const talk = id ?? newId()
    const record: TalkRecord = { ...emptyTalk(talk, talk), ...values }
    return library.createTalk(record, batch.actor, (tx) => settle(tx, record.id, {}, values), { batch: batch.id })
  }
  const talk = item.talk ?? ''
  if (restores) {
    const entry = await library.binEntryOfTalk(talk)
    if (entry) await library.restoreFromBin(entry.id, batch.actor)
  }
  const last = await batches.lastOfSheet(talk)
  await library.changeTalk(talk, batch.actor, (now) => {
    const merged = mergeRow(values, now, last, change.overwrite)
    if (rowVersion(merged) !== item.version) throw new Failure('stale', ['changedSincePreview'])
    const { before, after } = merged
    return {
      ...after,
      deed: { action: 'talk.change', detail: { fields: Object.keys(after), batch: batch.id } },
      and: (tx) => settle(tx, now.id, before, after),
    }
  })
}
