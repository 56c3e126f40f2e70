/** “Delen en citeren”: a link to the whole or to from–to, code to embed, and a QR code; made as one chooses. */
import { encode } from 'uqr'
import { formatTimeRange } from '../../src/transcript/time-link.ts'
import { formatClock, parseTime } from '../../src/transcript/timecode.ts'
import { nl } from '../words/nl.ts'
import { makeDialog } from './cite-dialog.ts'
import { copyButton } from './copy.ts'

const words = nl.share
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
  const begins = document.createElement('input')
  Object.assign(begins, { type: 'checkbox', checked: time > 0 })
  const beginsLabel = document.createElement('label')
  beginsLabel.append(begins, ` ${words.fromNow(formatClock(time))}`)
  const until = document.createElement('input')
  Object.assign(until, { type: 'text', inputMode: 'numeric', size: 8, placeholder: formatClock(time + 30_000) })
  const untilLabel = document.createElement('label')
  untilLabel.append(`${words.until} `, until)
  const link = field(words.link, nl.quote.copied.link)
  const code = field(words.embed, nl.quote.copied.code)
  const qr = document.createElementNS(SVG, 'svg')
  qr.setAttribute('role', 'img')
  qr.setAttribute('aria-label', words.qr)
  qr.setAttribute('class', 'qr')

  function show(): void {
    const start = begins.checked ? time : 0
    const end = parseTime(until.value.trim())
    until.setAttribute('aria-invalid', String(until.value.trim() !== '' && (end === null || end <= start)))
    const range = { start, end: end !== null && end > start ? end : null }
    const query = start === 0 && range.end === null ? '' : `?${formatTimeRange(range)}`
    link.input.value = location.origin + talk.path + query
    const title = nl.embed.title(talk.title).replaceAll('&', '&amp;').replaceAll('"', '&quot;')
    code.input.value = `<iframe src="${location.origin}${talk.embed}${query}" title="${title}" width="640" height="420" loading="lazy" allow="fullscreen; picture-in-picture" referrerpolicy="strict-origin-when-cross-origin"></iframe>`
    drawQr(qr, link.input.value)
  }
  for (const input of [begins, until]) input.addEventListener('input', show)
  show()
  const times = document.createElement('p')
  times.className = 'share-times'
  times.append(beginsLabel, untilLabel)
  dialog.append(times, link.row, code.row, qr)
  dialog.showModal()
}

function field(label: string, done: string): { row: HTMLElement; input: HTMLInputElement } {
  const row = document.createElement('p')
  row.className = 'copy-field'
  const input = document.createElement('input')
  Object.assign(input, { type: 'text', readOnly: true })
  const name = document.createElement('label')
  name.append(`${label} `, input)
  input.addEventListener('focus', () => input.select())
  const button = copyButton(nl.quote.copy, () => input.value, done)
  button.setAttribute('aria-label', `${nl.quote.copy}: ${label}`)
  row.append(name, button)
  return { row, input }
}

function drawQr(svg: SVGElement, text: string): void {
  const { data, size } = encode(text, { border: 2 })
  const squares = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])))
  const path = document.createElementNS(SVG, 'path')
  path.setAttribute('d', squares.join(''))
  svg.setAttribute('viewBox', `0 0 ${size} ${size}`)
  svg.replaceChildren(path)
}
