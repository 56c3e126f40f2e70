/** The talk page: the player takes the picture's place, times become jumps, the transcript follows. */
import './site.ts'
import './styles/talk.css'
import type { Cue } from '../src/transcript/cue.ts'
import { clampRange, formatTimeRange, parseTimeRange } from '../src/transcript/time-link.ts'
import { formatClock } from '../src/transcript/timecode.ts'
import type { PlayerData } from './player/data.ts'
import { rememberTalk, watchedTalks } from './player/memory.ts'
import type { Player } from './player/player.ts'
import { showTicks } from './player/ticks.ts'
import { searchWithin } from './search/within.ts'
import { followTranscript } from './transcript/follow.ts'
import { nl } from './words/nl.ts'

const host = document.querySelector<HTMLElement>('#speler')
const transcript = document.querySelector<HTMLElement>('.transcript:has(.cue)')
const data = host?.dataset.player ? withFragment(JSON.parse(host.dataset.player) as PlayerData) : null
let player: Player | null = null
const follower = transcript && followTranscript(transcript, nl.talk.follow, () => player?.time ?? data?.start ?? 0)
if (data && data.start !== null) follower?.show(data.start, true)
if (transcript) searchHere(transcript)
if (host && data) void play(host, data)

function searchHere(root: HTMLElement): void {
  const { within, withinCount, withinNone, withinPrevious, withinNext } = nl.search
  const words = { title: within, count: withinCount, none: withinNone, previous: withinPrevious, next: withinNext }
  searchWithin(root, words, {
    reveal(element) {
      follower?.leave()
      element.scrollIntoView({ block: 'center', behavior: 'instant' })
    },
    ticks: (times) => host && showTicks(host, times, data?.duration ?? 0),
  })
}

/** The text is readable, the links work and the search finds before the player's code is fetched. */
async function play(host: HTMLElement, data: PlayerData): Promise<void> {
  const { mountPlayer } = await import('./player/player.ts')
  const mounted = mountPlayer(host, data, () => showFailure(host))
  player = mounted
  mounted.onTime((time) => follower?.show(time))
  stopAtEnd(mounted, data)
  jumpFromLinks(mounted, (time) => follower?.show(time, true))
  markChapters(mounted, data)
  remember(mounted, data)
  if (data.start === null && !data.playAtOnce) offerResume(host, mounted, data)
  mounted.onEnd(() => goOn(data))
  if (data.playAtOnce) mounted.play().catch(() => undefined) // a browser that wants a press first gets one
  if (data.transcript !== null) {
    const cues = await fetchCues(data.transcript)
    mounted.showCaptions(cues)
    follower?.setWords(cues)
  }
}

/** A time in the fragment (`#t=12:34`) never reaches the server; the query wins where both are there. */
function withFragment(data: PlayerData): PlayerData {
  if (data.start !== null) return data
  const range = parseTimeRange(new URLSearchParams(location.hash.slice(1)))
  return range ? { ...data, ...clampRange(range, data.duration) } : data
}

async function fetchCues(url: string): Promise<Cue[]> {
  const response = await fetch(url)
  if (!response.ok) return []
  const { cues } = (await response.json()) as { cues: Cue[] }
  return cues
}

/** A link to a span plays that span: it stops at its end, once. */
function stopAtEnd(player: Player, { end }: PlayerData): void {
  if (end === null) return
  let before = true
  player.onTime((time) => {
    if (before && player.playing && time >= end) {
      before = false
      player.pause()
    }
  })
}

function jumpFromLinks(player: Player, show: (time: number) => void): void {
  document.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || !(event.target instanceof Element)) return
    const link = event.target.closest<HTMLAnchorElement>('a[data-time]')
    if (!link) return
    event.preventDefault()
    const time = Number(link.dataset.time)
    // The address follows, so that it can be copied, shared and reloaded.
    history.replaceState(null, '', `?${formatTimeRange({ start: time, end: null })}`)
    player.seek(time)
    show(time)
    player.play().catch(() => undefined)
  })
}

function markChapters(player: Player, { chapters }: PlayerData): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>('.chapters a[data-time]')]
  player.onTime((time) => {
    const at = chapters.findLastIndex((chapter) => chapter.start <= time)
    for (const [i, link] of links.entries()) {
      if (i === at) link.setAttribute('aria-current', 'true')
      else link.removeAttribute('aria-current')
    }
  })
}

const REMEMBER_EVERY_MS = 5000

function remember(player: Player, { talk, title, poster }: PlayerData): void {
  let last = -Infinity
  player.onTime((time) => {
    if (!player.playing || Math.abs(time - last) < REMEMBER_EVERY_MS) return
    last = time
    rememberTalk({ talk, title, poster, time, duration: player.duration })
  })
}

function offerResume(host: HTMLElement, player: Player, { talk }: PlayerData): void {
  const watched = watchedTalks().find((entry) => entry.talk === talk)
  if (!watched) return
  const bar = document.createElement('p')
  bar.className = 'player-note'
  const go = button(nl.talk.resume(formatClock(watched.time)), () => {
    bar.remove()
    player.seek(watched.time)
    player.play().catch(() => undefined)
  })
  bar.append(
    go,
    button(nl.talk.resumeNo, () => bar.remove()),
  )
  host.after(bar)
}

/** When the day is played the next talk follows. */
function goOn({ next }: PlayerData): void {
  if (next) location.assign(next.url)
}

function showFailure(host: HTMLElement): void {
  const note = document.createElement('p')
  note.className = 'player-note'
  note.setAttribute('role', 'alert')
  note.append(
    nl.talk.failed,
    ' ',
    button(nl.talk.retry, () => location.reload()),
  )
  host.after(note)
}

function button(text: string, act: () => void): HTMLButtonElement {
  const element = document.createElement('button')
  Object.assign(element, { type: 'button', textContent: text })
  element.addEventListener('click', act)
  return element
}
