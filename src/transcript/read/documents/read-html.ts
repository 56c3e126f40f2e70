/**
 * Transcripts in HTML: Podcasting 2.0's (`<cite>` who speaks, `<time>` when, `<p>` what is said), with or without the page around it, and
 * oTranscribe's (`<span class="timestamp">`).
 */
import { decodeHTML } from 'entities'
import { parseTime } from '../../timecode.ts'
import type { Reading } from '../reading.ts'
import { htmlToText, type Piece, toReading } from './read-text.ts'

/** Only markup that has times is a transcript; any other page is a page. */
export function isTranscriptHtml(text: string): boolean {
  return /^\uFEFF?\s*</.test(text) && (/<time\b[^<>]{0,200}>\s*\d[\d:.,]*\s*<\/time/i.test(text) || STAMP.test(text))
}

const STAMP = /<span\b[^<>]{0,300}\b(?:data-timestamp=|class=["']?timestamp\b)/i

/** Text in these is no speech. */
const SILENT = new Set(['script', 'style', 'head', 'title', 'nav', 'header', 'footer', 'template'])

export function readHtml(source: string): Reading {
  if (!/<time\b/i.test(source) && STAMP.test(source)) return htmlToText(source)
  const pieces: Piece[] = []
  let speaker: string | null = null
  let start: number | null = null
  let open: Piece | null = null
  let silent: string | null = null
  let collected = ''
  const close = (line: number) => {
    const text = decodeHTML(collected)
      .replace(/[^\S\n]+/g, ' ')
      .replace(/ ?\n ?/g, '\n')
      .trim()
    collected = ''
    if (text === '') return
    if (open) open.text.push(text)
    else {
      open = { start, end: null, speaker, line, text: [text] }
      pieces.push(open)
    }
  }
  for (const { tag, closing, text, attributes, line } of tokensOf(source)) {
    if (silent !== null) {
      if (closing && tag === silent) silent = null
      continue
    }
    collected += text.replace(/\s+/g, ' ')
    if (tag === 'br') collected += '\n'
    else if (SILENT.has(tag) && !closing) silent = tag
    else if ((tag === 'cite' || tag === 'time') && !closing) close(line)
    else if (tag === 'cite') {
      const name = decodeHTML(collected).trim().replace(/\s*:$/, '')
      collected = ''
      // Who speaks and when are written once above several paragraphs.
      if (open) start = null
      open = null
      speaker = name === '' ? null : name
    } else if (tag === 'time') {
      const written = decodeHTML(collected).trim().replace(',', '.')
      collected = ''
      open = null
      start = parseTime(written) ?? parseTime(/\bdatetime=["']?([\d:.hms]+)/i.exec(attributes)?.[1] ?? '')
    } else if (BLOCKS.has(tag)) close(line)
  }
  close(1)
  return toReading(pieces, [])
}

const BLOCKS = new Set([
  'p',
  'div',
  'li',
  'ul',
  'ol',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'section',
  'article',
  'body',
  'html',
  'blockquote',
])

interface Token {
  /** The text before the tag. */
  readonly text: string
  /** In lower case; '' at the end of the file and for comments. */
  readonly tag: string
  readonly closing: boolean
  readonly attributes: string
  /** On which the tag stands. */
  readonly line: number
}

function* tokensOf(source: string): Generator<Token> {
  let from = 0
  let line = 1
  for (;;) {
    const at = source.indexOf('<', from)
    const text = at < 0 ? source.slice(from) : source.slice(from, at)
    line += text.match(/\r\n?|\n/g)?.length ?? 0
    const comment = at >= 0 && source.startsWith('<!--', at)
    const end = at < 0 ? -1 : source.indexOf(comment ? '-->' : '>', at)
    if (at < 0 || end < 0) {
      yield { text, tag: '', closing: false, attributes: '', line }
      return
    }
    const inner = comment ? '' : source.slice(at + 1, end)
    const [, slash = '', name = '', attributes = ''] = /^(\/?)([a-z][a-z0-9]*)([\s\S]*)$/i.exec(inner) ?? []
    yield { text, tag: name.toLowerCase(), closing: slash === '/', attributes, line }
    line += source.slice(at, end).match(/\r\n?|\n/g)?.length ?? 0
    from = end + (comment ? 3 : 1)
  }
}
