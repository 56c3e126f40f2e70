/** A SKOS file read in a thread of its own. */
import { Failure } from '../../failure.ts'
import type { Vocabulary } from '../../skos/vocabulary.ts'
import { readApart } from './apart.ts'

/** A vocabulary of 7,000 concepts in 24 languages takes some 20 seconds. */
const LIMITS = { milliseconds: 120_000, megabytes: 1024 }

export type VocabularyFile = { readonly path: string } | { readonly bytes: Uint8Array }

const MODULE = new URL(import.meta.url.endsWith('.ts') ? './vocabulary-worker.ts' : './vocabulary-worker.js', import.meta.url)

/** @throws Failure `unreadable` past a limit; what is wrong in the file is in `problems` */
export async function readVocabularyApart(file: VocabularyFile): Promise<Vocabulary> {
  const read = await readApart<Vocabulary>(MODULE, file, LIMITS)
  if (read === null) throw new Failure('unreadable', ['vocabularyTooMuch'])
  return read
}
