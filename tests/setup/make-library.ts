/** Builders: a real library in a folder of its own, a real server on a free port, manifests on disk. */
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, inject, onTestFinished } from 'vitest'
import { stringify } from 'yaml'
import { readConfig } from '../../src/config.ts'
import { type ImportOptions, type ImportRow, importManifests } from '../../src/ingest/manifest/import.ts'
import type { TalkRecord } from '../../src/library/talk/talk.ts'
import { type OpenLibrary, openLibrary, type RunningServer } from '../../src/wire.ts'
import { startServer } from '../../src/wire-server.ts'

export const FIXTURES = join(import.meta.dirname, '..', 'fixtures')

/** A folder that is gone after the test. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'woordelijk-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

export async function writeFiles(folder: string, files: Record<string, string | Uint8Array | object>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const file = join(folder, name)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, typeof content === 'string' || content instanceof Uint8Array ? content : stringify(content))
  }
}

export interface TestLibrary extends OpenLibrary {
  readonly folder: string
  import(paths?: readonly string[], options?: Partial<Omit<ImportOptions, 'library' | 'store'>>): Promise<ImportRow[]>
}

/** An empty library; `files` are laid in its folder `manifests`, which `import` reads. */
export async function makeLibrary(files: Record<string, string | Uint8Array | object> = {}): Promise<TestLibrary> {
  const folder = await makeFolder()
  const manifests = join(folder, 'manifests')
  await mkdir(manifests)
  await writeFiles(manifests, files)
  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: join(folder, 'data') }))
  onTestFinished(() => open.close())
  return {
    ...open,
    folder,
    import: (paths = [manifests], options = {}) => importManifests(paths, { ...open, filesFrom: [FIXTURES], ...options }),
  }
}

/** A server on a free port; its data folder: the one given, or a private copy of the repository’s own collection. */
export async function startTestServer(environment: Record<string, string> = {}): Promise<RunningServer> {
  const data = environment.WOORDELIJK_DATA ?? (await copyOfCollection())
  const server = await startServer(
    readConfig({
      PORT: '0',
      WOORDELIJK_LOG_LEVEL: 'silent',
      WOORDELIJK_MANIFESTS: join(data, 'none'),
      ...environment,
      WOORDELIJK_DATA: data,
    }),
  )
  return server
}

export async function copyOfCollection(): Promise<string> {
  const folder = await mkdtemp(join(dirname(inject('collection')), 'copy-'))
  await cp(inject('collection'), folder, { recursive: true })
  return folder
}

/** A talk as export and import carry it: what a server makes of a recording is not exported, and the next one makes it again. */
export function asExported(record: TalkRecord | null): object {
  return { ...record, recording: record?.recording && { ...record.recording, audio: null }, updated: expect.any(String) }
}

/** A transcript that says what the test needs, with or without word times. */
export function vtt(lines: readonly { start: number; end: number; text: string }[]): string {
  const time = (seconds: number) => new Date(seconds * 1000).toISOString().slice(11, 23)
  return ['WEBVTT', '', ...lines.flatMap(({ start, end, text }) => [`${time(start)} --> ${time(end)}`, text, ''])].join('\n')
}
