/** Does in the page, before its scripts run, what the server would have done with its address: `?t=`, `?q=`, `?dag`. */
import { NO_ADDRESS } from '../../src/static/no-address.ts'
import { clampRange, parseTimeRange, type TimeRange } from '../../src/transcript/time-link.ts'
import { formatClock } from '../../src/transcript/timecode.ts'
import type { PlayerData } from '../player/data.ts'
import { lastAt, pageCues } from '../transcript/page-cues.ts'
import { nl } from '../words/nl.ts'
import { about, linkTo } from './place.ts'

const query = new URLSearchParams(location.search)
const asked = parseTimeRange(query) ?? parseTimeRange(new URLSearchParams(location.hash.slice(1)))

allowAddresses()
if (about.url === null) fillAddresses(document.body)
const host = document.querySelector<HTMLElement>('#speler')
const data = host?.dataset.player === undefined ? null : (JSON.parse(host.dataset.player) as PlayerData)
if (host && data) preparePlayer(host, data)
if (asked) markArrived(clampRange(asked, data?.duration ?? null))
const field = document.querySelector<HTMLInputElement>('.within input')
if (field) field.value = query.get('q') ?? ''

/** Some browsers refuse a page on a disk another address; the page works without. */
function allowAddresses(): void {
  if (location.protocol !== 'file:') return
  const replace = history.replaceState.bind(history)
  history.replaceState = (state, unused, address) => {
    try {
      replace(state, unused, address)
    } catch {
      // The address stays as it was.
    }
  }
}

function preparePlayer(element: HTMLElement, given: PlayerData): void {
  const onDisk = location.protocol === 'file:'
  const whole = (address: string | null) => (address === null ? null : new URL(address, location.href).href)
  const file = given.file?.url == null ? null : { ...given.file, url: whole(given.file.url) ?? '' }
  if (file === null && given.hls === null) {
    const note = document.createElement('p')
    note.className = 'player player-none'
    note.textContent = nl.talk.notInFolder
    element.replaceWith(note)
    return
  }
  const range = asked && clampRange(asked, given.duration)
  const isDay = query.has('dag')
  element.dataset.player = JSON.stringify({
    ...given,
    file,
    hls: whole(given.hls),
    poster: whole(given.poster),
    // Pictures over the seek bar are fetched, which a page on a disk may not.
    storyboard: onDisk ? null : whole(given.storyboard),
    captions: given.captions.map((track) => ({ ...track, url: whole(track.url) ?? '' })),
    ...(range ? { start: range.start, end: range.end } : {}),
    ...(isDay ? { next: nextOfDay(), playAtOnce: range === null } : {}),
  } satisfies PlayerData)
  const label = element.querySelector('.play-button span')
  if (range && label) label.textContent = nl.talk.playFrom(formatClock(range.start))
}

/** The links to the talks around this one go on playing the day. */
function nextOfDay(): PlayerData['next'] {
  const links = [...document.querySelectorAll<HTMLAnchorElement>('nav.day a')]
  for (const link of links) link.search = '?dag'
  const next = links.find(({ rel }) => rel === 'next')
  return next ? { url: next.href, title: next.lastChild?.textContent ?? '' } : null
}

function markArrived({ start }: TimeRange): void {
  const transcript = document.querySelector<HTMLElement>('.transcript:has(.cue)')
  if (!transcript) return
  const cues = pageCues(transcript)
  cues[lastAt(cues, start)]?.element.classList.add('arrived')
}

/** Where no public address is known, pages name the folder's own. */
function fillAddresses(root: HTMLElement): void {
  const written = new RegExp(`${NO_ADDRESS.replaceAll('.', '\\.')}(/[^\\s"'<>)\\\\]*)?`, 'g')
  const filled = (text: string) =>
    text.replace(written, (whole, path = '/') => {
      const [, address = path, mark = ''] = /^(.*?)([.,;]*)$/.exec(path) ?? []
      return path === '' ? whole : linkTo(address) + mark
    })
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  for (let node = texts.nextNode(); node; node = texts.nextNode())
    if (node.nodeValue?.includes(NO_ADDRESS)) node.nodeValue = filled(node.nodeValue)
  for (const element of root.querySelectorAll('input[value], [data-qr], [data-copy-quote], [data-keep-quote], [cite]')) {
    for (const { name, value } of element.attributes) if (value.includes(NO_ADDRESS)) element.setAttribute(name, filled(value))
  }
}
