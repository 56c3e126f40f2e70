/** The repository's own collection, with talks that are not public added, as a static library in a folder. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readConfig } from '../../src/config.ts'
import { importManifests } from '../../src/ingest/manifest/import.ts'
import type { MediaMode } from '../../src/static/folder.ts'
import { openLibrary } from '../../src/wire.ts'
import { exportStaticLibrary } from '../../src/wire-static.ts'
import { openStaticSearch } from '../../web/static/search.ts'
import { copyOfCollection, vtt, writeFiles } from '../setup/make-library.ts'

/** A word in the titles and transcripts of the talks that are not public, and nowhere else. */
export const SECRET = 'kwikstaartje'

export async function openCollection(environment: Record<string, string> = {}) {
  const data = await copyOfCollection()
  const config = readConfig({ WOORDELIJK_DATA: data, WOORDELIJK_NAME: 'Bibliotheek & “zo”', ...environment })
  const open = await openLibrary(config)
  // Beside the copy: gone with it.
  const manifests = `${data}-manifests`
  const talk = (id: string, fields: object) => ({
    [`${id}.yaml`]: {
      kind: 'talk',
      id,
      title: `${SECRET} ${id}`,
      event: 'academie-2',
      speakers: [{ id: `spreker-${id}`, name: `Spreker ${SECRET}` }],
      language: 'nl',
      transcripts: [{ file: `${id}.vtt`, language: 'nl', made: 'human' }],
      ...fields,
    },
    [`${id}.vtt`]: vtt([{ start: 0, end: 4, text: `Een ${SECRET} zit op het dak.` }]),
  })
  await writeFiles(manifests, {
    ...talk('klad', { stage: 'draft' }),
    ...talk('niet-genoemd', { visibility: 'unlisted' }),
    ...talk('binnenshuis', { visibility: 'internal' }),
    ...talk('ingetrokken', { withdrawn: '2024-05-01' }),
  })
  const rows = await importManifests([manifests], open)
  const failed = rows.filter(({ status }) => status === 'failed')
  if (failed.length > 0) throw new Error(JSON.stringify(failed))
  return {
    ...open,
    makeStatic: (folder: string, media: MediaMode = 'copy') => exportStaticLibrary(folder, config, open, { media }),
  }
}

export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
}

/** The search of a folder, as its pages run it. `loaded` tells which files it asked for. */
export async function searchIn(folder: string) {
  const loaded: { file: string; bytes: number }[] = []
  const search = await openStaticSearch(async (file) => {
    const text = await readFile(join(folder, file), 'utf8')
    loaded.push({ file, bytes: Buffer.byteLength(text) })
    const call = /^woordelijk\(("[^"]*"),(.*)\)\n$/s.exec(text)
    if (!call || JSON.parse(call[1] ?? '') !== file) throw new Error(`${file} is not a data file`)
    return JSON.parse(call[2] ?? '')
  })
  return { search, loaded }
}
