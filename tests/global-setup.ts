/** One import of the repository's own collection, shared by every test that only reads it. */
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { readConfig } from '../src/config.ts'
import { importManifests } from '../src/ingest/import.ts'
import { openLibrary } from '../src/wire.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** A data folder that holds the collection. Read only. */
    collection: string
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Copies of it are made beside it, and all is gone in the end.
  const folder = await mkdtemp(join(tmpdir(), 'woordelijk-tests-'))
  const data = join(folder, 'collection')
  // A media folder of an earlier import spares packaging the same recordings again (tests/README.md).
  const packaged = process.env.TEST_MEDIA
  if (packaged) await cp(packaged, join(data, 'media'), { recursive: true })
  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: data }))
  const rows = await importManifests(['media-manifests'], open)
  await open.close()
  const failed = rows.filter((row) => row.status === 'failed')
  if (failed.length > 0) throw new Error(`the collection does not import: ${JSON.stringify(failed, null, 1)}`)
  project.provide('collection', data)
  return () => rm(folder, { recursive: true, force: true })
}
