/** What the demonstration needs of a talk's manifest, and the one key it writes back. */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { type Document, parseDocument } from 'yaml'
import type { Storyboard } from './encode.ts'

export interface TalkManifest {
  readonly id: string
  readonly event: string
  readonly title: string
  readonly recording: string
  readonly poster: string
  readonly storyboard: { readonly file: string } & Storyboard
  readonly transcript: string
  readonly chapters: string
  /** Records the recording's SHA-256 as lower-case hexadecimal, if it differs; the rest stays as it was written. */
  saveHash(sha256: string): Promise<void>
}

/** Paths come out absolute; in the file they are relative to it. */
export async function readTalkManifest(file: string): Promise<TalkManifest> {
  const document = parseDocument(await readFile(file, 'utf8'))
  if (document.errors[0]) throw new Error(`${file}: ${document.errors[0].message}`)
  const text = (...path: (string | number)[]) => requireValue<string>(file, document, path, 'string')
  const number = (...path: string[]) => requireValue<number>(file, document, path, 'number')
  const path = (...keys: (string | number)[]) => resolve(dirname(file), text(...keys))
  return {
    id: text('id'),
    event: text('event'),
    title: text('title'),
    recording: path('recording', 'file'),
    poster: path('recording', 'poster'),
    storyboard: {
      file: path('recording', 'storyboard', 'file'),
      every: number('recording', 'storyboard', 'every'),
      columns: number('recording', 'storyboard', 'columns'),
      width: number('recording', 'storyboard', 'width'),
      height: number('recording', 'storyboard', 'height'),
    },
    transcript: path('transcripts', 0, 'file'),
    chapters: path('chapters', 'file'),
    async saveHash(sha256) {
      if (document.getIn(['recording', 'sha256']) === sha256) return
      document.setIn(['recording', 'sha256'], sha256)
      await writeFile(file, document.toString({ lineWidth: 120 }))
    },
  }
}

/** The manifest `<event>/<talk id>.yaml` under `root`. */
export async function findTalkManifest(root: string, talk: string): Promise<string> {
  const entries = await readdir(root, { withFileTypes: true, recursive: true })
  const found = entries.find((entry) => entry.isFile() && entry.name === `${talk}.yaml`)
  if (!found) throw new Error(`${talk}: there is a script but no manifest media-manifests/<event>/${talk}.yaml`)
  return join(found.parentPath, found.name)
}

function requireValue<T>(file: string, document: Document, path: (string | number)[], type: 'string' | 'number'): T {
  const value = document.getIn(path)
  if (typeof value !== type) throw new Error(`${file}: ${path.join('.')} should be a ${type}`)
  return value as T
}
