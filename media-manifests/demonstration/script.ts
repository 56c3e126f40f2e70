/** The spoken script of a talk: Markdown in, titles, slide lines and sentences out. */
import { readFile } from 'node:fs/promises'

export interface Chapter {
  readonly title: string
  /** What stands on the slide, beside the title. */
  readonly lines: readonly string[]
  /** What is spoken, one sentence each. */
  readonly sentences: readonly string[]
}

export interface Script {
  readonly title: string
  readonly chapters: readonly Chapter[]
}

const MIN_CHAPTERS = 4
const MAX_CHAPTERS = 7
/** More does not fit above the player's bar. */
const MAX_LINES = 4

export async function readScript(file: string): Promise<Script> {
  return parseScript(await readFile(file, 'utf8'), file)
}

/**
 * `# Talk title`, then per chapter `## Chapter title`, `- slide line`, and spoken sentences, one a line. One sentence a
 * line means that no abbreviation can be mistaken for the end of a sentence.
 * @param file named in messages only
 */
export function parseScript(text: string, file: string): Script {
  const chapters: { title: string; lines: string[]; sentences: string[] }[] = []
  let title: string | null = null
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim().replace(/\s+/g, ' ')
    const fail = (message: string) => new Error(`${file}:${index + 1}: ${message}`)
    const chapter = chapters.at(-1)
    if (line === '') continue
    if (line.startsWith('# ')) {
      if (title !== null) throw fail('a script has one title (`# …`)')
      title = line.slice(2)
    } else if (line.startsWith('## ')) {
      chapters.push({ title: line.slice(3), lines: [], sentences: [] })
    } else if (!chapter) {
      throw fail('text before the first chapter (`## …`)')
    } else if (line.startsWith('- ')) {
      if (chapter.sentences.length > 0) throw fail('slide lines come before the spoken sentences of a chapter')
      chapter.lines.push(line.slice(2))
    } else if (/[.?!]’?$/.test(line)) {
      chapter.sentences.push(line)
    } else {
      throw fail('a spoken line is a whole sentence and ends in . ? or !')
    }
  }
  if (title === null) throw new Error(`${file}: no title (\`# …\`)`)
  if (chapters.length < MIN_CHAPTERS || chapters.length > MAX_CHAPTERS) {
    throw new Error(`${file}: ${chapters.length} chapters; a demonstration has ${MIN_CHAPTERS} to ${MAX_CHAPTERS}`)
  }
  for (const chapter of chapters) {
    if (chapter.sentences.length === 0) throw new Error(`${file}: nothing is spoken in “${chapter.title}”`)
    if (chapter.lines.length === 0 || chapter.lines.length > MAX_LINES) {
      throw new Error(`${file}: “${chapter.title}” has ${chapter.lines.length} slide lines; 1 to ${MAX_LINES} fit`)
    }
  }
  return { title, chapters }
}
