/** Opens the parts, ties them together and closes them in reverse order. What the server adds is wire-server.ts. */

import { randomBytes } from 'node:crypto'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Accounts, openAccounts } from './access/accounts.ts'
import type { Config } from './config.ts'
import { Failure, messageOf } from './failure.ts'
import { createEraser, type Eraser } from './ingest/erase.ts'
import { createReceiver, type Receiver } from './ingest/receive.ts'
import { createStorageCounter, type StorageCounter } from './keep/storage.ts'
import { type Batches, createBatches } from './library/batch/batches.ts'
import { createUploads, type Uploads } from './library/files/uploads.ts'
import { createJobs, type Jobs } from './library/job/jobs.ts'
import { createKeys, type Keys } from './library/keys.ts'
import { createLibrary, type Library } from './library/library.ts'
import { createLimits, type Limits } from './library/limits.ts'
import { isSqlite, type OpenDatabase, openDatabase } from './library/open.ts'
import { createSheets, type Sheets } from './library/sheet/sheets.ts'
import { createDrafts, type Drafts } from './library/talk/drafts.ts'
import { createWebhooks, type Webhooks } from './library/webhook/webhooks.ts'
import type { Sandbox } from './media/ffmpeg/confine.ts'
import { type Ffmpeg, findFfmpeg } from './media/ffmpeg/ffmpeg.ts'
import { findSpeaker, type Speaker } from './media/speak/speaker.ts'
import { openIncoming, openMediaStore } from './media/store/open-store.ts'
import type { MediaStore } from './media/store/store.ts'
import type { SearchRequest } from './search/answer.ts'
import { INDEX_FILE } from './search/index/file.ts'
import { type Follower, followRecord } from './search/index/follow.ts'
import { openSearch, type Search } from './search/search.ts'

export interface OpenLibrary {
  /** The data folder, absolute. */
  readonly data: string
  readonly library: Library
  /** For the upkeep of the file itself: what is in it is the library's. */
  readonly database: OpenDatabase
  readonly store: MediaStore
  readonly accounts: Accounts
  readonly keys: Keys
  readonly uploads: Uploads
  readonly jobs: Jobs
  readonly drafts: Drafts
  readonly batches: Batches
  readonly sheets: Sheets
  readonly limits: Limits
  readonly receiver: Receiver
  readonly eraser: Eraser
  readonly storage: StorageCounter
  readonly webhooks: Webhooks
  /** Null while there is none this library may use; looked for again at each call until then. */
  readonly ffmpeg: () => Promise<Ffmpeg | null>
  /** A computer voice, likewise. */
  readonly speaker: () => Promise<Speaker | null>
  /** The search, as its index stands. Started at first use, with the following of the record: most commands never search. */
  readonly index: () => Follower & Pick<Search, 'search' | 'complete'> & { readonly file: string; started(): Promise<void> }
  /** The search over everything committed before the question. */
  readonly search: () => Pick<Search, 'search' | 'complete'>
  /** Resolves when everything committed so far can be found. */
  caughtUp(): Promise<void>
  /** The last change that can be found; null when that is not known. */
  searchPosition(): number | null
  close(): Promise<void>
}

/**
 * @param onIndexError called when the index cannot be brought up to date; it is tried again
 * @throws Failure when the data folder or its database cannot be used
 */
export async function openLibrary(config: Config, onIndexError?: (error: unknown) => void): Promise<OpenLibrary> {
  const database = await openDatabase(config.data, config.database)
  const library = createLibrary(database)
  const store = await openMediaStore(config.data, config.media)
  const accounts = openAccounts(database, { secret: await secretOf(config), site: config.name, url: originOf(config), oidc: config.oidc })
  const uploads = createUploads(database)
  const jobs = createJobs(database, (tx, lease, result) => library.applyStep(tx, lease, result))
  const receiver = createReceiver({
    library,
    uploads,
    jobs,
    store,
    once: database.once,
    incoming: await openIncoming(config.data, config.media, store),
    folder: config.data,
    largest: config.uploadMax,
    quota: config.uploadQuota,
    reserve: config.diskReserve,
    recognises: config.recogniser !== null,
  })
  let opened: ReturnType<typeof openIndex> | null = null
  const index = () => (opened ??= openIndex(join(config.data, INDEX_FILE), library, config.searchWorkers, onIndexError))
  const caughtUp = () => index().caughtUp()
  const batches = createBatches(database)
  const storage = createStorageCounter({
    library,
    store,
    database: isSqlite(database) ? database.file : null,
    index: join(config.data, INDEX_FILE),
    once: database.once,
  })
  return {
    data: config.data,
    library,
    database,
    store,
    accounts,
    keys: createKeys(database),
    uploads,
    jobs,
    drafts: createDrafts(database),
    batches,
    sheets: createSheets(database, batches, config.timeZone),
    limits: createLimits(database),
    receiver,
    eraser: createEraser({
      library,
      store,
      jobs,
      receiver,
      rebuildIndex: () => index().rebuild(),
      announce: () => database.announce('erased'),
      byTwo: config.eraseByTwo,
    }),
    storage,
    webhooks: createWebhooks(database),
    ffmpeg: whenUsable(config, () => findFfmpeg()),
    speaker: whenUsable(config, () => findSpeaker()),
    index,
    search: () => ({
      search: async (request) => caughtUp().then(() => index().search(request)),
      complete: async (typed) => caughtUp().then(() => index().complete(typed)),
    }),
    caughtUp,
    searchPosition: () => index().position(),
    async close() {
      await opened?.close()
      await storage.close()
      store.close()
      await database.close()
    },
  }
}

/** The threads that search start at the first question: keeping the index up to date needs none. */
function openIndex(file: string, library: Library, threads: number, onError: ((error: unknown) => void) | undefined) {
  const follower = followRecord(file, library, { onReplaced: () => opened?.reopen(), ...(onError ? { onError } : {}) })
  let opened: Search | null = null
  const search = () => (opened ??= openSearch(file, threads))
  return {
    ...follower,
    file,
    search: (request: SearchRequest, visitor?: string) => search().search(request, visitor),
    complete: (typed: string, visitor?: string) => search().complete(typed, visitor),
    /** Starts the search's threads, and resolves when one can answer. */
    started: () => search().started,
    async close() {
      await follower.close()
      await opened?.close()
    },
  }
}

/** The public address without a path: what cookies and passkeys belong to. */
const originOf = ({ url }: Config) => (url === null ? null : new URL(url).origin)
/** Once installed it is used, without a restart. */
function whenUsable<T extends { readonly sandbox: Sandbox }>(
  { sandboxRequired }: Config,
  find: () => Promise<T | null>,
): () => Promise<T | null> {
  let usable: T | null = null
  return async () => {
    if (usable) return usable
    const installed = await find()
    usable = sandboxRequired && installed?.sandbox !== 'bwrap' ? null : installed
    return usable
  }
}

/** Configured, or our own, made at the first start and readable by us alone. Without it nobody's session can be forged. */
async function secretOf(config: Config): Promise<string> {
  if (config.secret !== null) return config.secret
  const file = join(config.data, 'secret')
  const made = randomBytes(32).toString('base64url')
  // Never overwritten: of two programs starting at once, both use the first one's.
  await writeFile(file, made, { flag: 'wx', mode: 0o600, flush: true }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EEXIST') throw new Failure('unavailable', `${file} kan niet worden geschreven (${messageOf(cause)}).`, { cause })
  })
  await chmod(file, 0o600)
  const secret = (await readFile(file, 'utf8')).trim()
  if (secret.length < 32)
    throw new Failure('conflict', `${file} is beschadigd. Verwijder het bestand; iedereen meldt zich dan opnieuw aan.`)
  return secret
}

export interface RunningServer {
  /** `http://localhost:3000`, with the port that was really taken. */
  readonly address: string
  /** Stops accepting, lets requests under way finish, then closes everything. */
  close(): Promise<void>
}
