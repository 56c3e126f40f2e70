/** “Delen en citeren”: a link to the whole or to from–to, code to embed, and a QR code; made as one chooses. */
import { formatTimeRange, type TimeRange } from '../../src/transcript/time-link.ts'
import { formatClock, parseTime } from '../../src/transcript/timecode.ts'
import { pageWords } from '../dictionary/page.ts'
import { addressOf } from '../place.ts'
import { uniqueId } from '../unique-id.ts'
import { makeDialog } from './cite-dialog.ts'
import { copyButton } from './copy.ts'
import { drawQr } from './qr.ts'

const words = pageWords.share
const SVG = 'http://www.w3.org/2000/svg'

/** @param now where the player is, in ms */
export function shareFrom(
  button: HTMLElement,
  talk: { readonly title: string; readonly path: string; readonly embed: string },
  now: () => number,
): void {
  button.addEventListener('click', () => openShare(talk, Math.floor(now() / 1000) * 1000))
}

function openShare(talk: { title: string; path: string; embed: string }, time: number): void {
  const dialog = makeDialog(words.title)
  const from = timeField(words.from, time > 0 ? formatClock(time) : '', formatClock(0))
  const until = timeField(words.until, '', formatClock(time + 30_000))
  const problem = document.createElement('p')
  Object.assign(problem, { className: 'share-problem', id: uniqueId('tijd') })
  problem.setAttribute('role', 'alert')
  for (const { input } of [from, until]) input.setAttribute('aria-describedby', problem.id)
  const link = field(words.link, pageWords.quote.copied.link)
  const code = field(words.embed, pageWords.quote.copied.code)
  const qr = document.createElementNS(SVG, 'svg')
  qr.setAttribute('role', 'img')
  qr.setAttribute('aria-label', words.qr)
  qr.setAttribute('class', 'qr')

  function show(): void {
    const [start, end] = [readTime(from.input), readTime(until.input)]
    const backward = start !== 'unreadable' && end !== 'unreadable' && end !== null && end <= (start ?? 0)
    from.input.setAttribute('aria-invalid', String(start === 'unreadable'))
    until.input.setAttribute('aria-invalid', String(end === 'unreadable' || backward))
    problem.textContent = start === 'unreadable' || end === 'unreadable' ? words.badTime : backward ? words.endFirst : ''
    if (problem.textContent === '') write({ start: typeof start === 'number' ? start : 0, end: typeof end === 'number' ? end : null })
  }

  /** A time that is wrong changes nothing: the link stays the last good one. */
  function write(range: TimeRange): void {
    const { start } = range
    const query = start === 0 && range.end === null ? '' : `?${formatTimeRange(range)}`
    link.input.value = addressOf(talk.path + query)
    const title = pageWords.embed.title(talk.title).replaceAll('&', '&amp;').replaceAll('"', '&quot;')
    code.input.value = `<iframe src="${addressOf(talk.embed + query)}" title="${title}" width="640" height="420" loading="lazy" allow="fullscreen; picture-in-picture" referrerpolicy="strict-origin-when-cross-origin"></iframe>`
    drawQr(qr, link.input.value)
  }
  for (const { input } of [from, until]) input.addEventListener('input', show)
  show()
  const times = document.createElement('p')
  times.className = 'share-times'
  times.append(from.label, until.label)
  dialog.append(times, problem, link.row, code.row, qr)
  dialog.showModal()
}

function timeField(name: string, value: string, placeholder: string): { label: HTMLElement; input: HTMLInputElement } {
  const input = document.createElement('input')
  Object.assign(input, { type: 'text', inputMode: 'text', size: 8, value, placeholder, autocomplete: 'off' })
  const label = document.createElement('label')
  label.append(`${name} `, input)
  return { label, input }
}

/** @returns milliseconds, or null where nothing is written */
function readTime({ value }: HTMLInputElement): number | null | 'unreadable' {
  return value.trim() === '' ? null : (parseTime(value.trim()) ?? 'unreadable')
}

function field(label: string, done: string): { row: HTMLElement; input: HTMLInputElement } {
  const row = document.createElement('p')
  row.className = 'copy-field'
  const input = document.createElement('input')
  Object.assign(input, { type: 'text', readOnly: true })
  const name = document.createElement('label')
  name.append(`${label} `, input)
  input.addEventListener('focus', () => input.select())
  const button = copyButton(pageWords.quote.copy, () => input.value, done)
  button.setAttribute('aria-label', `${pageWords.quote.copy}: ${label}`)
  row.append(name, button)
  return { row, input }
}
