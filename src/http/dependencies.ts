/** What the routes work with, wired in main. */
import type { Logger } from 'pino'
import type { Accounts } from '../access/accounts.ts'
import type { Viewer } from '../access/viewer.ts'
import type { Config } from '../config.ts'
import type { Eraser } from '../ingest/erase.ts'
import type { Receiver } from '../ingest/receive.ts'
import type { StorageCounter } from '../keep/storage.ts'
import type { Batches } from '../library/batch/batches.ts'
import type { Uploads } from '../library/files/uploads.ts'
import type { Jobs } from '../library/job/jobs.ts'
import type { Keys } from '../library/keys.ts'
import type { Library } from '../library/library.ts'
import type { Limits } from '../library/limits.ts'
import type { Sheets } from '../library/sheet/sheets.ts'
import type { Drafts } from '../library/talk/drafts.ts'
import type { Webhooks } from '../library/webhook/webhooks.ts'
import type { Ffmpeg } from '../media/ffmpeg/ffmpeg.ts'
import type { Speaker } from '../media/speak/speaker.ts'
import type { MediaStore } from '../media/store/store.ts'
import type { Search } from '../search/search.ts'
import type { Assets } from './files/assets.ts'
import type { Metrics } from './request/metrics.ts'

export interface Dependencies {
  readonly config: Config
  readonly library: Library
  readonly accounts: Accounts
  readonly keys: Keys
  readonly uploads: Uploads
  readonly receiver: Receiver
  readonly eraser: Eraser
  readonly storage: StorageCounter
  readonly webhooks: Webhooks
  readonly jobs: Jobs
  readonly drafts: Drafts
  readonly batches: Batches
  readonly sheets: Sheets
  readonly store: MediaStore
  /** Null while there is none this library may use. */
  readonly ffmpeg: () => Promise<Ffmpeg | null>
  /** A computer voice, likewise. */
  readonly speaker: () => Promise<Speaker | null>
  readonly search: Pick<Search, 'search' | 'complete'>
  /** Resolves when everything committed so far can be found. */
  caughtUp(): Promise<void>
  /** The last change that can be found; null when that is not known. */
  searchPosition(): number | null
  /** Figures for a monitor; null: no setting asks for them. */
  readonly metrics: Metrics | null
  /** Whether the server is through with what it does before it calls itself ready. */
  isReady(): boolean
  readonly assets: Assets
  readonly limits: Limits
  readonly log: Logger
}

/** What travels with a request. */
export interface AppEnv {
  Variables: {
    requestId: string
    log: Logger
    /** Origins besides our own that this page may stream from. */
    streamOrigin?: string
    /** Who asks, once somebody wanted to know (access.ts). */
    viewer?: Promise<Viewer>
    /** This answer is not for everybody: no cache may keep it, and no other site may read it. */
    guarded?: true
  }
}
