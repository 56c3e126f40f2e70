/**
 * Dutch text that others wrote, cut into talks: always the same lines from the same files. The text stays where it is (its licences
 * do not go with this repository's); only where a line lies is known here.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Cue } from '../../src/transcript/cue.ts'

export interface TalkText {
  readonly id: string
  readonly title: string
  readonly cues: readonly Cue[]
}

export const ROOT = join(import.meta.dirname, '..', '..')

/** Where the corpus is looked for unless RELEVANCE_CORPUS names another folder. */
const CORPUS = process.env.RELEVANCE_CORPUS ?? join(ROOT, '..', 'shared', 'corpus')

const CUE_MS = 4000
const LINES_A_TALK = 150

interface Source {
  readonly name: string
  readonly file: readonly string[]
  readonly lines: (text: string) => string[]
  /** Talks, taken at even distances through the file. */
  readonly talks: number
}

const SOURCES: readonly Source[] = [
  { name: 'ud', file: ['dutch', 'text', 'ud-sentences.txt'], lines: plainLines, talks: 8 },
  { name: 'debian', file: ['dutch', 'debian-nl', 'debian-installatiehandleiding-nl.txt'], lines: sentences, talks: 2 },
  { name: 'libreoffice', file: ['dutch', 'debian-nl', 'libreoffice-help-nl.txt'], lines: sentences, talks: 2 },
  { name: 'tor', file: ['subtitles', 'tor-animation', 'nl.srt'], lines: subtitles, talks: 1 },
  { name: 'w3c', file: ['subtitles', 'w3c-wai', 'content', 'index.nl.md'], lines: tableCells, talks: 1 },
]

/** Null where the corpus is not at hand, whole or in part. */
export function corpusTalks(): TalkText[] | null {
  const files = SOURCES.map(({ file }) => join(CORPUS, ...file))
  if (!files.every((file) => existsSync(file))) return null
  return SOURCES.flatMap((source, i) => {
    const lines = source.lines(readFileSync(files[i] ?? '', 'utf8'))
    return Array.from({ length: source.talks }, (_, n) => {
      const from = Math.floor((n * lines.length) / source.talks)
      return talkOf(`corpus-${source.name}-${n + 1}`, lines.slice(from, from + LINES_A_TALK))
    })
  })
}

/** Tells a corpus that changed from one that is as it was judged. */
export function corpusHash(talks: readonly TalkText[]): string {
  return createHash('sha256')
    .update(JSON.stringify(talks.map(({ id, cues }) => [id, cues.map((cue) => cue.text)])))
    .digest('hex')
}

/** The title names the source and nothing the talk is about: titles are searched too. */
function talkOf(id: string, lines: readonly string[]): TalkText {
  const cues = lines.map((text, i) => ({ id: null, start: i * CUE_MS, end: (i + 1) * CUE_MS, speaker: null, text, words: null }))
  return { id, title: id, cues }
}

function plainLines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** Manuals: prose only, a sentence a line. Menus, commands and listings have no two of these words in one line. */
function sentences(text: string): string[] {
  const common = /(?<!\p{L})(?:de|het|een|en|van|u|uw|is|in|op|te|om|met|voor|dat|die|niet|naar|wordt|worden|kunt)(?!\p{L})/giu
  return plainLines(text)
    .flatMap((line) => line.split(/(?<=[.?!])\s+(?=[\p{Lu}“"])/u))
    .filter((line) => line.split(/\s+/).length >= 6 && (line.match(common)?.length ?? 0) >= 2)
}

function subtitles(text: string): string[] {
  return text
    .split(/\r?\n\r?\n/)
    .map((block) => block.split(/\r?\n/).slice(2).join(' ').trim())
    .filter((line) => line !== '')
}

/** The page's table: what is said and what is seen, row by row. */
function tableCells(text: string): string[] {
  return [...text.matchAll(/<td>([\s\S]*?)<\/td>/g)]
    .map(([, cell = '']) =>
      cell
        .replace(/<[^>]*>/g, '')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .flatMap((cell) => cell.split(/(?<=[.?!])\s+(?=\p{Lu})/u))
    .filter((line) => line !== '' && !line.startsWith('['))
}
