/**
 * The transcript as HTML to read: headings, paragraphs with their times, one `.cue` a cue. Built as text and not as JSX: a talk of three
 * hours has 10,000 cues, which JSX takes ten times as long to render.
 */
import type { MadeBy } from '../../../src/library/talk/talk.ts'
import { type Cue, isEstimated } from '../../../src/transcript/cue.ts'
import { encodeCueTimes } from '../../../src/transcript/cue-times.ts'
import { type Paragraph, toSections } from '../../../src/transcript/paragraphs.ts'
import { formatTimeRange } from '../../../src/transcript/time-link.ts'
import { formatClock } from '../../../src/transcript/timecode.ts'
import type { Words } from '../../words/nl.ts'

interface TranscriptProps {
  readonly words: Words
  readonly cues: readonly Cue[]
  readonly chapters: readonly { readonly start: number; readonly title: string }[]
  readonly language: string
  /** What every time link carries besides its time, as `&lang=en&rev=2`; empty for the newest revision of the first language. */
  readonly query: string
  /** A second transcript, shown beside each paragraph. */
  readonly beside: { readonly cues: readonly Cue[]; readonly language: string } | null
}

export interface TranscriptHtml {
  readonly html: string
  /** The number of each paragraph's first cue, ascending; `c{number + 1}` is the paragraph's id. */
  readonly firsts: readonly number[]
}

/** A transcript as the talk page shows it. */
export interface ShownTranscript {
  readonly language: string
  readonly revision: number
  /** The number of the newest revision in this language. */
  readonly newest: number
  readonly made: MadeBy
  readonly reviewed: boolean
  /** Name and version of the program that made it; null: not known, or no program. */
  readonly maker: string | null
  /** The language of the second transcript beside it, or null. */
  readonly beside: string | null
  /** Its cues carry no times. */
  readonly untimed: boolean
  /** Whether times of it were estimated; `misfit`: only those of paragraphs, since the text does not fit the sound. */
  readonly estimated: 'no' | 'some' | 'misfit'
  /** When each cue begins, in the order of the text; milliseconds. */
  readonly starts: readonly number[]
  readonly text: TranscriptHtml
  /** The text for programs, beside the page's own; null where it is long. */
  readonly spoken: string | null
}

/** The id of the form that every quote button of the transcript belongs to. */
export const QUOTE_FORM = 'citeer'

export function transcriptHtml(props: TranscriptProps): TranscriptHtml {
  const { words, cues, chapters, language } = props
  const timed = cues.some((cue) => cue.end > 0)
  const firsts: number[] = []
  const besides = props.beside && cuesBetween(props.beside.cues)
  const sections = toSections(cues, timed ? chapters : [])
  const starts = sections.flatMap(({ paragraphs }) => paragraphs.map(({ start }) => start))
  let n = 0
  const html = sections.map(({ chapter, paragraphs }) => {
    const heading = chapter ? `<h3>${timeLink(words, chapter.start, props.query)}${escape(chapter.title)}</h3>` : ''
    const texts = paragraphs.map((paragraph) => {
      firsts.push(paragraph.cues[0]?.number ?? 0)
      n++
      const second = besides?.(n === 1 ? 0 : paragraph.start, starts[n] ?? Number.POSITIVE_INFINITY) ?? ''
      return paragraphHtml(props, paragraph, timed, second)
    })
    return `<section>${heading}${texts.join('')}</section>`
  })
  return { html: `<div class="transcript-text" lang="${escape(language)}">${html.join('')}</div>`, firsts }
}

function paragraphHtml({ words, query, beside }: TranscriptProps, paragraph: Paragraph, timed: boolean, second: string): string {
  const cues = paragraph.cues.map(({ cue }) => cue)
  const [first] = cues
  const about = first && isEstimated(first) ? `<span class="about">${escape(words.talk.estimated)}</span>` : ''
  const time = timed ? timeLink(words, paragraph.start, query, about) : '<span class="time"></span>'
  const speaker = paragraph.speaker === null ? '' : `<span class="speaker">${escape(paragraph.speaker)}</span>`
  const missing = ` <span class="about">(${escape(words.talk.absent)})</span>`
  const unsure = `<span class="cue" title="${escape(words.talk.estimated)}">`
  const text = cues
    .map((cue) => `${isEstimated(cue) ? unsure : CUE}${escape(cue.text)}</span>${cue.estimate?.kind === 'absent' ? missing : ''}`)
    .join(' ')
  const times = timed ? ` data-times="${encodeCueTimes(cues)}"` : ''
  const other = second === '' || beside === null ? '' : `<p class="beside" lang="${escape(beside.language)}">${escape(second)}</p>`
  const quote = timed ? quoteButton(words, paragraph) : ''
  const number = (paragraph.cues[0]?.number ?? 0) + 1
  return `<div class="para" id="c${number}">${time}<div class="said">${speaker}<p${times}>${text}</p>${other}</div>${quote}</div>`
}

/** Without scripts it quotes the paragraph; with them it becomes “vanaf hier” and “tot hier”. */
function quoteButton(words: Words, paragraph: Paragraph): string {
  const end = Math.max(paragraph.start + 1, ...paragraph.cues.map(({ cue }) => cue.end))
  const span = formatTimeRange({ start: paragraph.start, end }).slice('t='.length)
  const label = words.quote.paragraph
  const name = escape(`${label}: ${formatClock(paragraph.start)}`)
  return `<button class="cite-para" form="${QUOTE_FORM}" name="t" value="${span}" aria-label="${name}" title="${escape(label)}"><span aria-hidden="true">”</span></button>`
}

/** @param about HTML that follows the time */
function timeLink(words: Words, time: number, query: string, about = ''): string {
  const clock = formatClock(time)
  const href = `?${formatTimeRange({ start: time, end: null })}${query}`
  return `<a class="time" href="${escape(href)}" data-time="${time}" aria-label="${escape(words.talk.playAt(clock))}">${clock}${about}</a>`
}

/** @returns a function that gives the text of the cues that begin in [from, to); called with ascending times */
function cuesBetween(cues: readonly Cue[]): (from: number, to: number) => string {
  const inOrder = cues.toSorted((a, b) => a.start - b.start)
  let at = 0
  return (from, to) => {
    while (at < inOrder.length && (inOrder[at]?.start ?? 0) < from) at++
    const texts: string[] = []
    for (let cue = inOrder[at]; cue && cue.start < to; cue = inOrder[++at]) texts.push(cue.text)
    return texts.join(' ')
  }
}

const CUE = '<span class="cue">'

/** Marks the cue that the page's link points at, and gives it an id to link to. */
export function markArrived({ html, firsts }: TranscriptHtml, cue: number): string {
  const first = firsts.findLast((number) => number <= cue)
  if (first === undefined) return html
  let at = html.indexOf(`<div class="para" id="c${first + 1}">`)
  for (let n = first; n <= cue && at >= 0; n++) at = html.indexOf(CUE, at + 1)
  if (at < 0) return html
  return `${html.slice(0, at)}<span class="cue arrived" id="aangekomen">${html.slice(at + CUE.length)}`
}

const ESCAPED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escape(text: string): string {
  return /[&<>"]/.test(text) ? text.replace(/[&<>"]/g, (sign) => ESCAPED[sign] ?? sign) : text
}
