/** What the doctor looks at, in order: a later check may rely on what an earlier one mended. A new part of the library adds its check here. */
import { Failure } from '../failure.ts'
import { lostSteps, queueMissing } from '../ingest/missing.ts'
import type { Receiver } from '../ingest/receive.ts'
import type { Uploads } from '../library/files/uploads.ts'
import type { StepName } from '../library/job/job.ts'
import type { Jobs } from '../library/job/jobs.ts'
import type { Library } from '../library/library.ts'
import type { CursorPage } from '../library/lists/page.ts'
import type { OpenDatabase } from '../library/open.ts'
import type { Talk } from '../library/talk/talk.ts'
import { unusedNames } from '../library/upkeep.ts'
import type { Ffmpeg } from '../media/ffmpeg/ffmpeg.ts'
import { packageHls } from '../media/make/package.ts'
import { HLS_RECIPE } from '../media/recipe.ts'
import type { MediaStore } from '../media/store/store.ts'
import { digestOf, examineIndex, indexedTalks } from '../search/index/check.ts'
import type { Follower } from '../search/index/follow.ts'
import { problemOf } from './verify.ts'
import { uploadsCheck, workCheck } from './work-checks.ts'

export interface Examined {
  readonly library: Library
  readonly database: OpenDatabase
  readonly store: MediaStore
  readonly uploads: Uploads
  readonly receiver: Receiver
  readonly jobs: Jobs
  readonly index: () => Pick<Follower, 'caughtUp' | 'rebuild'> & { readonly file: string }
  /** Null: not on this machine. */
  readonly ffmpeg: () => Promise<Ffmpeg | null>
}

/** error: something is lost or does not work · warning: something is in the way · info: good to know. */
export type Severity = 'error' | 'warning' | 'info'

export interface Found {
  readonly severity: Severity
  readonly message: string
  /** Mends it; absent where only people can. @returns what people should know of it @throws Failure when it cannot be done */
  readonly repair?: () => Promise<string | void>
}

export interface Check {
  readonly code: string
  find(library: Examined): Promise<Found[]>
}

/** What is younger may be on its way in. */
const SWEEP_AFTER_MS = 24 * 3_600_000
const TALKS_AT_ONCE = 200

const isOld = (modified: Date) => Date.now() - modified.getTime() > SWEEP_AFTER_MS

const databaseCheck: Check = {
  code: 'database',
  async find({ database }) {
    const { damage, dangling } = await database.examine()
    return [
      ...damage.map(
        (line): Found => ({
          severity: 'error',
          message: `De database is beschadigd (${line}). Zet een reservekopie terug: woordelijk restore.`,
        }),
      ),
      ...dangling.map(
        ({ table, parent, rows }): Found => ({
          severity: 'error',
          message: `${rows} regels in “${table}” verwijzen naar iets dat niet in “${parent}” staat. Zet een reservekopie terug: woordelijk restore.`,
        }),
      ),
    ]
  },
}

const filesCheck: Check = {
  code: 'file',
  async find({ library, store }) {
    const { files } = await store.list()
    const sizes = new Map(files.map(({ sha256, size }) => [sha256, size]))
    return (await library.keptFiles()).flatMap((kept): Found[] => {
      const size = sizes.get(kept.sha256) ?? null
      if (size === kept.size) return []
      const outcome = size === null ? 'missing' : 'wrong'
      const detail = size === null ? null : `${size} bytes in plaats van ${kept.size}`
      return [{ severity: 'error', message: problemOf({ ...kept, outcome, detail }, store).join(' ') }]
    })
  },
}

const orphansCheck: Check = {
  code: 'orphan',
  async find({ library, store }) {
    const kept = new Set((await library.keptFiles()).map(({ sha256 }) => sha256))
    const { files, strangers } = await store.list()
    return [
      ...files.flatMap(({ sha256, modified }): Found[] => {
        const what = `Bestand ${sha256} hoort bij niets in de bibliotheek`
        if (kept.has(sha256)) return []
        if (!isOld(modified)) return [{ severity: 'info', message: `${what}; het is nog geen dag oud en blijft staan.` }]
        return [
          {
            severity: 'warning',
            message: `${what}.`,
            repair: async () => void (await store.remove(sha256, () => library.isKept(sha256))),
          },
        ]
      }),
      ...strangers.map((address): Found => ({ severity: 'info', message: `${address} is niet van Woordelijk en blijft staan.` })),
    ]
  },
}

const leftoversCheck: Check = {
  code: 'leftover',
  async find({ store }) {
    const { leftovers } = await store.list()
    return leftovers.map(
      ({ address, modified, remove }): Found =>
        isOld(modified)
          ? {
              severity: 'warning',
              message: `${address} is over van iets dat is afgebroken.`,
              repair: remove,
            }
          : { severity: 'info', message: `${address} is nog geen dag oud: er wordt aan gewerkt, of het is afgebroken. Het blijft staan.` },
    )
  },
}

const MADE: Partial<Record<StepName, string>> = {
  package: 'de versie voor de speler',
  ladder: 'de kleinere beeldmaten',
  pictures: 'de plaatjes',
  sound: 'de golfvorm',
  audio: 'het losse geluid',
}

/** Backups leave out what is made from originals: after a restore all of it is made again. */
const renditionsCheck: Check = {
  code: 'rendition',
  async find({ library, store, ffmpeg, jobs }) {
    const found: Found[] = []
    for await (const talk of inOneRow(library.everyTalk())) {
      const { id, recording } = talk
      const sha256 = recording?.original?.sha256
      const steps = recording ? await lostSteps(store, recording) : []
      if (!recording || sha256 === undefined || steps.length === 0) continue
      const isUnplayable = recording.hls !== null && (steps.includes('package') || steps.includes('ladder'))
      found.push({
        severity: isUnplayable ? 'error' : 'warning',
        message: `Van “${id}” ontbreekt ${steps.map((step) => MADE[step] ?? step).join(', ')}.`,
        async repair() {
          if (steps.includes('package')) {
            // Half of one would pass for one that was made already.
            await store.removeRendition(sha256, HLS_RECIPE)
            await packageHls(store, sha256, { ffmpeg: await ffmpeg() })
          }
          const queued = await queueMissing(jobs, store, talk, 'lost')
          if (queued.length === 0) {
            if (steps.every((step) => step === 'package')) return
            throw new Failure(
              'conflict',
              'Er wordt aan deze opname gewerkt, of het maken mislukte eerder (zie Verwerking). Voer de opdracht daarna nog eens uit.',
            )
          }
          return `In de rij gezet: ${queued.map((step) => MADE[step] ?? step).join(', ')}; de server maakt dit zodra hij draait.`
        },
      })
    }
    return found
  },
}

const indexCheck: Check = {
  code: 'index',
  async find({ library, index }) {
    const { caughtUp, rebuild, file } = index()
    const damaged = examineIndex(file)
    if (damaged !== null) return [{ severity: 'error', message: `De zoekindex is beschadigd (${damaged}).`, repair: rebuild }]
    await caughtUp()
    const indexed = indexedTalks(file)
    let [missing, stale] = [0, 0]
    for (let after: string | null = ''; after !== null; ) {
      const page: CursorPage<Talk> = await library.talksAfter({ after, limit: TALKS_AT_ONCE })
      for (const talk of page.entries) {
        const digest = indexed.get(talk.id)
        indexed.delete(talk.id)
        if (digest === undefined) missing++
        else if (digest !== digestOf(talk, (await library.transcript(talk.id))?.cues ?? [], await library.slides(talk))) stale++
      }
      after = page.next
    }
    // What is left may not be found.
    const counts = [
      [missing, 'ontbreken'],
      [stale, 'zijn verouderd'],
      [indexed.size, 'horen er niet in'],
    ] as const
    const wrong = counts.flatMap(([count, what]) => (count > 0 ? [`${count} opnames ${what}`] : []))
    if (wrong.length === 0) return []
    return [
      {
        severity: 'error',
        message: `De zoekindex klopt niet: ${wrong.join(', ')}.`,
        repair: rebuild,
      },
    ]
  },
}

const unusedCheck: Check = {
  code: 'unused',
  async find({ database }) {
    const { people, themes } = await unusedNames(database)
    const say = (names: readonly string[], what: string): Found[] =>
      names.length === 0 ? [] : [{ severity: 'info', message: `${what} waar niets meer naar verwijst: ${names.join(', ')}.` }]
    return [...say(people, 'Personen'), ...say(themes, 'Thema’s')]
  },
}

export const CHECKS: readonly Check[] = [
  databaseCheck,
  filesCheck,
  uploadsCheck,
  orphansCheck,
  leftoversCheck,
  renditionsCheck,
  workCheck,
  indexCheck,
  unusedCheck,
]

async function* inOneRow<T>(pieces: AsyncIterable<readonly T[]>): AsyncGenerator<T> {
  for await (const piece of pieces) yield* piece
}
