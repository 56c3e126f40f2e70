/** One import of the repository's own collection, shared by every test that only reads it. */
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { TestProject } from 'vitest/node'
import { readConfig } from '../../src/config.ts'
import { importManifests } from '../../src/ingest/manifest/import.ts'
import { queueAllMissing } from '../../src/ingest/missing.ts'
import { startWorker } from '../../src/ingest/work.ts'
import { type OpenLibrary, openLibrary } from '../../src/wire.ts'
import { freeze } from '../postgres/database-of.ts'
import { type PostgresServer, startPostgres } from '../postgres/server.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** A data folder that holds the collection. Read only. */
    collection: string
  }
}

/** The tests in Node and those in a browser are two projects of one process, each with a copy of this module: they share one import. */
const shared = globalThis as { collectionFolder?: Promise<string>; postgres?: Promise<PostgresServer | null> }

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  shared.collectionFolder ??= importCollection()
  const folder = await shared.collectionFolder
  project.provide('collection', join(folder, 'collection'))
  return async () => {
    await shared.postgres?.then((server) => server?.stop())
    await rm(folder, { recursive: true, force: true })
  }
}

/** What a server would make of the recordings at its start: once here, and not in every test's own server. */
async function finishWork({ library, store, jobs, ffmpeg, speaker }: OpenLibrary): Promise<void> {
  await queueAllMissing({ library, jobs, store })
  const failed: unknown[] = []
  const onError = (_lease: unknown, cause: unknown) => void failed.push(cause)
  const worker = startWorker({ library, store, jobs, ffmpeg, speaker, recogniser: null, node: null, onError })
  while ((await jobs.counts()).some(({ state }) => state === 'queued' || state === 'running')) await delay(50)
  await worker.close()
  if (failed.length > 0) throw new Error('a step of the collection failed', { cause: failed[0] })
}

/** @returns the folder in which `collection` is the data folder; tests make their copies beside it */
async function importCollection(): Promise<string> {
  shared.postgres = process.env.TEST_DATABASE === 'postgres' ? startPostgres() : Promise.resolve(null)
  const postgres = await shared.postgres
  if (postgres) process.env.TEST_POSTGRES = postgres.address('{}')
  const folder = await mkdtemp(join(tmpdir(), 'woordelijk-tests-'))
  const data = join(folder, 'collection')
  // A media folder of an earlier import spares packaging the same recordings again (tests/README.md).
  const packaged = process.env.TEST_MEDIA
  if (packaged) await cp(packaged, join(data, 'media'), { recursive: true })
  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: data }))
  const rows = await importManifests(['media-manifests'], open)
  await finishWork(open)
  await open.close()
  const failed = rows.filter((row) => row.status === 'failed')
  if (failed.length > 0) throw new Error(`the collection does not import: ${JSON.stringify(failed, null, 1)}`)
  await freeze(data)
  return folder
}
