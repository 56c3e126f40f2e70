/**
 * Sheets that make and change recordings. A sheet is a batch whose rows come from a file: its cells are kept until the import starts, the
 * columns are mapped, and the preview says of each row what it makes, what it changes, or what is wrong in which cell.
 */
import { setImmediate as breathe } from 'node:timers/promises'
import { Failure, type Reason } from '../../failure.ts'
import type { Table, TableRow } from '../../table/table.ts'
import type { Actor } from '../audit.ts'
import { type Batch, EMPTY_ITEM, type ItemDetail } from '../batch/batch.ts'
import type { Batches } from '../batch/batches.ts'
import type { FieldValues, ImportChange } from '../batch/change.ts'
import { chunks } from '../chunks.ts'
import type { OpenDatabase } from '../open.ts'
import { withPresentIds } from '../person/person.ts'
import type { Database } from '../schema.ts'
import { slug } from '../slug.ts'
import type { Talk } from '../talk/talk.ts'
import { loadTalks } from '../talk/talks.ts'
import { guessColumns, ownNames, type SheetField } from './columns.ts'
import { mergeRow, rowVersion } from './merge.ts'
import { loadKeys, loadNotes } from './notes.ts'
import { type CellProblem, fileKey, findEvent, isRemark, type NamedEvent, type ReadRow, readRow } from './rows.ts'

/** Earlier imports whose names of columns are known. */
const IMPORTS_KNOWN = 20
/** Rows that are worked out before other requests get their turn. */
const PIECE = 100
const EXAMPLES = 3
const LONGEST_EXAMPLE = 80

export type Sheets = ReturnType<typeof createSheets>

type Item = Database['batch_item']

export function createSheets({ reader }: OpenDatabase, batches: Batches, timeZone: string) {
  /** @throws Failure `not-found`, or `conflict` for one that was started */
  async function open(id: string): Promise<{ batch: Batch; change: ImportChange }> {
    const batch = await batches.find(id)
    if (batch?.change?.action !== 'import') throw new Failure('not-found', ['noBatch'])
    if (batch.state !== 'chosen' && batch.state !== 'preview') throw new Failure('conflict', ['batchStarted'])
    return { batch, change: batch.change }
  }

  async function earlierImports(): Promise<ImportChange[]> {
    const rows = await reader
      .selectFrom('batch')
      .select('change')
      .where('state', 'in', ['running', 'done'])
      .where('change', 'like', '{"action":"import"%')
      .orderBy('created_at', 'desc')
      .limit(IMPORTS_KNOWN)
      .execute()
    return rows.map(({ change }) => JSON.parse(change ?? '') as ImportChange)
  }

  const cellsOf = ({ cells }: Pick<Item, 'cells'>) => JSON.parse(cells ?? '[]') as string[]

  return {
    /** Keeps a sheet until its columns are mapped; nothing else changes. @returns the batch's id @throws Failure `invalid` for one without rows */
    async add(table: Table, file: string, actor: Actor): Promise<string> {
      const remarks = table.rows.filter(({ cells }) => isRemark(cells))
      const [head, ...rows] = table.rows.filter((row) => !remarks.includes(row))
      if (!head || rows.length === 0) throw new Failure('invalid', ['sheetNoRows'])
      const width = Math.max(head.cells.length, ...rows.map(({ cells }) => cells.length))
      const header = Array.from({ length: width }, (_, i) => head.cells[i]?.trim() ?? '')
      const change: ImportChange = {
        action: 'import',
        file,
        sheet: table.sheet,
        header,
        columns: guessColumns(header, ownNames(await earlierImports())),
        overwrite: false,
        notes: table.notes,
        remarks: remarks.length,
      }
      const item = ({ number, cells }: TableRow, position: number) => ({
        ...EMPTY_ITEM,
        position,
        talk_id: null,
        state: 'chosen' as const,
        sheet_row: number,
        cells: JSON.stringify(cells),
      })
      return batches.addImport(change, rows.map(item), actor)
    },

    open,

    /** The first different texts of each column. */
    async examples(id: string, columns: number): Promise<string[][]> {
      const rows = await reader.selectFrom('batch_item').select('cells').where('batch_id', '=', id).orderBy('position').limit(200).execute()
      const cells = rows.map(cellsOf)
      return Array.from({ length: columns }, (_, i) =>
        [...new Set(cells.map((row) => (row[i] ?? '').trim()).filter((text) => text !== ''))]
          .slice(0, EXAMPLES)
          .map((text) => (text.length > LONGEST_EXAMPLE ? `${text.slice(0, LONGEST_EXAMPLE)}…` : text)),
      )
    },

    /** Works out what each row does. Can be done again with other columns until the import starts. @throws Failure `invalid` for a bad choice of columns */
    async preview(id: string, columns: readonly (SheetField | null)[], overwrite: boolean): Promise<Batch> {
      const { change: before } = await open(id)
      const change: ImportChange = { ...before, columns, overwrite }
      if (!columns.some((field) => field === 'title' || field === 'id' || field === 'number'))
        throw new Failure('invalid', ['sheetNoKeyColumn'])
      const events = await reader.selectFrom('event').select(['id', 'title', 'date_from as from']).execute()
      const items: Item[] = []
      const seen = new Map<string, number>()
      const stored = await reader.selectFrom('batch_item').selectAll().where('batch_id', '=', id).orderBy('position').execute()
      for (const some of chunks(stored, PIECE)) {
        items.push(...(await planned(some, change, events, seen)))
        await breathe()
      }
      await batches.saveImport(id, change, items)
      const batch = await batches.find(id)
      if (!batch) throw new Failure('not-found', ['noBatch'])
      return batch
    },
  }

  /** Talks that once had one of these ids, and ids of erased talks. */
  async function loadIds(ids: readonly string[]): Promise<{ present: Map<string, string>; erased: Set<string> }> {
    const [present, erased] = [new Map<string, string>(), new Set<string>()]
    for (const some of chunks(ids)) {
      for (const row of await reader.selectFrom('talk_alias').selectAll().where('alias', 'in', some).execute())
        present.set(row.alias, row.talk_id)
      const gone = reader.selectFrom('tombstone').select('id').where('kind', 'in', ['talk', 'alias']).where('id', 'in', some)
      for (const { id } of await gone.execute()) erased.add(id)
    }
    return { present, erased }
  }

  /** @param seen rows by key and by file, to find doubles in the sheet */
  async function planned(some: readonly Item[], change: ImportChange, events: readonly NamedEvent[], seen: Map<string, number>) {
    const read = some.map((item) => {
      const row = readRow(cellsOf(item), change.columns, timeZone)
      const problems: CellProblem[] = [...row.problems]
      let values = row.values
      if (row.event) {
        const event = findEvent(row.event.text, events, values.recorded ?? null, timeZone)
        if (typeof event === 'string') values = { ...values, event }
        else problems.push({ column: row.event.column, why: event })
      }
      return { item, row, values, problems, keys: keysOf(row, values) }
    })
    const keyed = await loadKeys(
      reader,
      read.flatMap(({ keys }) => keys),
    )
    const ids = read.flatMap(({ row }) => row.id?.text ?? [])
    const { present, erased } = await loadIds(ids)
    // In one go for all rows: a merged person has another id now.
    const named = read.flatMap(({ values }) => values.speakers ?? [])
    const people = new Map((await withPresentIds(reader, named)).map((one, i) => [named[i], one]))
    const talkOf = ({ row, keys }: (typeof read)[number]) => {
      const id = row.id?.text
      if (id !== undefined) return present.get(id) ?? id
      return keys.map((key) => keyed.get(key)).find((talk) => talk !== undefined)
    }
    const wanted = [...new Set(read.flatMap((one) => talkOf(one) ?? []))]
    const talks = new Map((await loadTalks(reader, wanted)).map((talk) => [talk.id, talk]))
    const notes = await loadNotes(reader, wanted)
    const items: Item[] = []
    for (const one of read) {
      const { item, row, problems, keys } = one
      const talk = talks.get(talkOf(one) ?? '') ?? null
      if (row.id && erased.has(row.id.text)) problems.push({ column: row.id.column, why: ['idTaken', row.id.text] })
      const title = change.columns.indexOf('title')
      if (!talk && one.values.title === undefined && !problems.some(({ column }) => column === title))
        problems.push({ column: title < 0 ? null : title, why: ['sheetNoTitle'] })
      for (const key of talk ? [`talk:${talk.id}`, ...keys] : keys) {
        const earlier = seen.get(key)
        if (earlier !== undefined && earlier !== item.sheet_row && !problems.some(({ why }) => why[0] === 'sheetDouble'))
          problems.push({ column: null, why: ['sheetDouble', earlier] })
        seen.set(key, earlier ?? item.sheet_row ?? 0)
      }
      for (const { name, role, column } of row.files) {
        // One set of slides may serve two talks.
        if (role === 'slides') continue
        const key = `file:${role}:${fileKey(name)}`
        const earlier = seen.get(key)
        if (earlier !== undefined) problems.push({ column, why: ['sheetFileTwice', name, earlier] })
        else seen.set(key, item.sheet_row ?? 0)
      }
      const speakers = one.values.speakers?.map((speaker) => people.get(speaker) ?? speaker)
      const values = speakers ? { ...one.values, speakers } : one.values
      items.push(itemOf({ ...one, values, problems }, talk, talk && (notes.get(talk.id) ?? null), change.overwrite))
    }
    return items
  }
}

interface Understood {
  readonly item: Item
  readonly row: ReadRow
  readonly values: FieldValues
  readonly problems: readonly CellProblem[]
  readonly keys: readonly string[]
}

function itemOf({ item, row, values, problems, keys }: Understood, talk: Talk | null, last: FieldValues | null, overwrite: boolean): Item {
  const title = talk?.title ?? values.title ?? row.number ?? row.id?.text ?? null
  const detail: ItemDetail = { values, keys, files: row.files.map(({ name, role }) => ({ name, role })) }
  const base = {
    ...EMPTY_ITEM,
    ...item,
    talk_id: talk?.id ?? null,
    title,
    version: null,
    before: null,
    after: null,
    kept: null,
    reason: null,
  }
  if (problems.length > 0) {
    const reason: Reason = ['sheetRowWrong', problems.length]
    return { ...base, state: 'refused', reason: JSON.stringify(reason), detail: JSON.stringify({ ...detail, problems }) }
  }
  const merged = mergeRow(values, talk, last, overwrite)
  const restores = talk !== null && talk.binned !== null
  const more: ItemDetail = { ...detail, conflicts: merged.conflicts, makes: talk === null, restores, id: row.id?.text ?? null }
  const does = talk === null || restores || Object.keys(merged.after).length > 0
  return {
    ...base,
    state: does ? 'planned' : 'unchanged',
    version: rowVersion(merged),
    before: JSON.stringify(merged.before),
    after: JSON.stringify(merged.after),
    kept: merged.kept.length === 0 ? null : JSON.stringify(merged.kept),
    detail: JSON.stringify(more),
  }
}

/** A number of the archive's own; without one, the title with its date and event. */
function keysOf({ number }: ReadRow, { title, recorded, event }: FieldValues): string[] {
  if (number !== null) return [`nr:${number}`]
  return title === undefined ? [] : [`titel:${slug(title)}|${recorded ?? ''}|${event ?? ''}`]
}
