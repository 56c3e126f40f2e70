/** Files that the rows of an import name: which are here, which are missing, and to which recording a file that is sent belongs. */
import { fileKey } from '../../../library/sheet/rows.ts'
import type { Dependencies } from '../../dependencies.ts'

export interface ExpectedFile {
  readonly talk: string
  /** Of the talk: a transcript is taken to be in it. */
  readonly language: string
  readonly row: number
  readonly name: string
  readonly role: 'recording' | 'transcript' | 'slides'
  readonly here: boolean
}

export async function expectedFiles(
  { batches, uploads }: Pick<Dependencies, 'batches' | 'uploads'>,
  batch: string,
): Promise<ExpectedFile[]> {
  const named = await batches.namedFiles(batch)
  const stored = await uploads.storedNames([...new Set(named.map(({ talk }) => talk))])
  const here = new Set(stored.map(({ talk, name, role }) => identity(talk, name, role)))
  return named.map((file) => ({ ...file, here: here.has(identity(file.talk, file.name, file.role)) }))
}

const identity = (...parts: string[]) => JSON.stringify(parts.map(fileKey))
