/** A transcript looked at before a byte is sent: the same reader as the server's. */
import type { Problem } from '../../src/problem.ts'
import { pageWords } from '../dictionary/page.ts'

export interface Checked {
  readonly cues: number
  readonly problems: readonly Problem[]
  readonly readable: boolean
}

/** Larger ones are for the server, which reads apart from everything else. */
const LARGEST = 20_000_000

export async function checkTranscript(file: File, language: string): Promise<Checked | null> {
  if (file.size > LARGEST) return null
  // Loaded only when a transcript is chosen.
  const [{ readTranscript }, { inLanguage }] = await Promise.all([
    import('../../src/transcript/read/read.ts'),
    import('../../src/problem.ts'),
  ])
  const read = readTranscript(new Uint8Array(await file.arrayBuffer()), undefined, { language })
  // A text in another language is asked about once the file is safe.
  const problems = read.problems.filter(({ code }) => code !== 'wrong-language').map(inLanguage(pageWords.locale))
  return { cues: read.cues.length, problems, readable: read.format !== null && read.cues.length > 0 }
}
