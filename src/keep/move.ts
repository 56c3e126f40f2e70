/**
 * A library to another database, another media store, or both, and compared there. It may be in use meanwhile: what was copied then is brought up to
 * date by a second run, and only a run during which nothing else can change the library makes the copy usable.
 */
import { readdir, realpath } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Failure } from '../failure.ts'
import { type CopiedTable, copyTables, isSame } from '../library/move/copy.ts'
import { addressForMove, isConnectedTo, lockFolder, stateOf } from '../library/move/in-use.ts'
import { type LibraryTables, tablesOfLibrary } from '../library/move/tables.ts'
import { firstFilled, lastNumbersOf, type MoveTarget, moveTarget, originOf } from '../library/move/target.ts'
import { type OpenDatabase, openDatabase } from '../library/open.ts'
import { type MediaPlace, openMediaStore } from '../media/store/open-store.ts'
import type { MediaStore } from '../media/store/store.ts'
import { MOVE_FOLDER, openJournal } from './move-journal.ts'
import { type MovedMedia, moveMedia } from './move-media.ts'

export interface LibraryPlace {
  /** The data folder, absolute. */
  readonly data: string
  /** `postgres://…`; null: SQLite in the data folder. */
  readonly database: string | null
  readonly media: MediaPlace
}

export interface MoveOrder {
  readonly from: LibraryPlace
  /** What does not move is where it is in `from`. */
  readonly to: LibraryPlace
  readonly movesDatabase: boolean
  readonly movesMedia: boolean
  readonly onTable: (table: string, rows: number) => void
  readonly onFile: (files: number, all: number, bytes: number) => void
}

export interface Moved {
  /** Whether the copy may be used. Not while the library was in use: then the same command finishes it later. */
  readonly finished: boolean
  /** Null: it did not move. */
  readonly database: { readonly from: string; readonly to: string; readonly tables: readonly CopiedTable[] } | null
  readonly media: MovedMedia | null
  /** Uploads that were under way: what was received of them is not in the media store and stays behind. */
  readonly unfinishedUploads: number
}

/** What a data folder of ours may hold. */
const OWN_NAMES = /^(?:woordelijk\.sqlite|index\.sqlite|server\.lock|secret$|media$|media-cache$|uploads$|backups$|move$)/

/**
 * @throws Failure `conflict` when the target holds something else or is the library itself, `unavailable` when something does not arrive
 * as it was or a server does not answer. The source is never changed
 */
export async function move(order: MoveOrder): Promise<Moved> {
  const { from, to } = order
  if (order.movesDatabase && to.database === null) await requireOwnFolder(to.data)
  if (order.movesMedia && to.media.bucket === null) await requireOwnFolder(to.data)
  await using opened = new AsyncDisposableStack()
  const open = async (place: LibraryPlace, movesHere: boolean) => {
    const database = await openDatabase(place.data, place.database && addressForMove(place.database), { movesHere })
    opened.defer(() => database.close())
    return database
  }
  const source = await open(from, false)
  const lock = lockFolder(from.data)
  if (lock) opened.defer(lock)
  const isQuiet = async () => lock !== null && !(await isConnectedTo(source))
  const wasQuiet = await isQuiet()
  const before = await stateOf(source)

  const library = await tablesOfLibrary()
  const target = order.movesDatabase ? await open(to, true) : null
  if (target && target.place === source.place) throw new Failure('conflict', `${source.place} is de bibliotheek zelf. Kies een ander doel.`)
  if (target && to.database === null && to.data !== from.data) opened.defer(requireUnlocked(to.data))
  // Opened before anything is copied, so that a wrong setting is reported at once.
  const stores = order.movesMedia ? await openStores(order, opened) : null

  const work = async (): Promise<Moved> => {
    const place = target && moveTarget(target, library)
    const tables = target && place ? await moveRecord(source, target, place, library, order.onTable) : null
    const media = stores && (await moveFiles(order, source, stores))
    const finished = wasQuiet && (await isQuiet()) && (await stateOf(source)) === before
    if (finished) {
      if ((await place?.begun()) != null) await place?.finish(await lastNumbersOf(source, library))
      await stores?.journal.remove()
    }
    return {
      finished,
      database: target && { from: source.place, to: target.place, tables: tables ?? [] },
      media,
      unfinishedUploads: await uploadsUnderWay(source),
    }
  }
  const moved = target ? await target.once('move', work) : await work()
  if (moved === null) throw new Failure('conflict', `Er wordt al een bibliotheek naar ${target?.place} verplaatst. Wacht tot dat klaar is.`)
  return moved
}

async function requireOwnFolder(data: string): Promise<void> {
  const folder = await realpath(data).catch(() => resolve(data))
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return []
    throw new Failure('unavailable', `De map ${data} kan niet worden gelezen (${cause.code}).`, { cause })
  })
  const stranger = names.find((name) => !OWN_NAMES.test(name))
  if (stranger !== undefined)
    throw new Failure(
      'conflict',
      `De map ${data} is geen gegevensmap van Woordelijk: er staat “${stranger}” in. Kies een lege of nieuwe map.`,
    )
}

function requireUnlocked(data: string): () => void {
  const lock = lockFolder(data)
  if (lock === null)
    throw new Failure(
      'conflict',
      `Op de gegevensmap ${data} draait al een server of een verplaatsing. Stop die eerst, of kies een andere map.`,
    )
  return lock
}

interface Stores {
  readonly source: MediaStore
  readonly target: MediaStore
  readonly journal: Awaited<ReturnType<typeof openJournal>>
}

async function openStores({ from, to }: MoveOrder, opened: AsyncDisposableStack): Promise<Stores> {
  const source = await openMediaStore(from.data, from.media)
  opened.defer(() => source.close())
  // What is only on its way keeps no copies on this machine.
  const data = to.media.bucket === null ? to.data : join(from.data, MOVE_FOLDER)
  const target = await openMediaStore(data, { ...to.media, cacheLimit: 0 })
  opened.defer(() => target.close())
  const anywhere = '0'.repeat(64)
  const address = `${to.media.bucket?.endpoint ?? ''} ${target.address(anywhere)}`
  if (address === `${from.media.bucket?.endpoint ?? ''} ${source.address(anywhere)}`)
    throw new Failure('conflict', 'De media staan daar al. Kies een ander doel met --media, of laat --media weg.')
  await source.ready()
  await target.ready()
  return { source, target, journal: await openJournal(from.data, address) }
}

async function moveRecord(
  source: OpenDatabase,
  target: OpenDatabase,
  place: MoveTarget,
  library: LibraryTables,
  onTable: MoveOrder['onTable'],
): Promise<readonly CopiedTable[]> {
  const origin = await originOf(source)
  const begun = await place.begun()
  if (begun !== null && begun !== origin)
    throw new Failure('conflict', `${target.place} is een kopie van een andere bibliotheek die nog niet af is. Kies een lege database.`)
  const filled = begun === null ? await firstFilled(target, library) : null
  if (filled === null) {
    await place.begin(origin)
    return copyTables(source, target, library, onTable)
  }
  if (await isSame(source, target, library)) return []
  throw new Failure(
    'conflict',
    `${target.place} bevat al een andere bibliotheek, of een nieuwere of oudere stand van deze (tabel “${filled.name}” is niet leeg). Verplaatsen overschrijft niets: kies een lege database of een nieuwe map.`,
  )
}

async function moveFiles({ to, onFile }: MoveOrder, { reader }: OpenDatabase, stores: Stores): Promise<MovedMedia> {
  const files = await reader.selectFrom('media_file').select(['sha256', 'size']).orderBy('sha256').execute()
  return moveMedia({ files, ...stores, disk: to.media.bucket === null ? to.data : null, onProgress: onFile })
}

async function uploadsUnderWay({ reader }: OpenDatabase): Promise<number> {
  const { uploads } = await reader
    .selectFrom('upload')
    .select((e) => e.fn.countAll<number>().as('uploads'))
    .where('state', '=', 'receiving')
    .executeTakeFirstOrThrow()
  return uploads
}
