/** The player takes the picture’s place once its code is there; the times on the page become jumps. */
import type { Cue } from '../../src/transcript/cue.ts'
import { clampRange, formatTimeRange, parseTimeRange } from '../../src/transcript/time-link.ts'
import { formatClock } from '../../src/transcript/timecode.ts'
import type { Follower } from '../transcript/follow.ts'
import { nl } from '../words/nl.ts'
import type { PlayerData } from './data.ts'
import { rememberTalk, watchedTalks } from './memory.ts'
import type { Player } from './player.ts'

export interface Playing {
  readonly data: PlayerData
  /** Null until the player's code is there. */
  readonly player: () => Player | null
  /** Plays a span and stops at its end. */
  playSpan(start: number, end: number): void
}

/** The text is readable, the links work and the search finds before the player's code is fetched. */
export function playTalk(host: HTMLElement, follower: Follower | null): Playing {
  const data = withFragment(JSON.parse(host.dataset.player ?? '{}') as PlayerData)
  let player: Player | null = null
  if (data.start !== null) follower?.show(data.start, true)
  const mounting = mount(host, data, follower).then((mounted) => (player = mounted))
  return {
    data,
    player: () => player,
    playSpan(start, end) {
      void mounting.then((mounted) => {
        mounted.seek(start)
        follower?.show(start, true)
        stopAt(mounted, end)
        mounted.play().catch(() => undefined)
      })
    },
  }
}

async function mount(host: HTMLElement, data: PlayerData, follower: Follower | null): Promise<Player> {
  const { mountPlayer } = await import('./player.ts')
  const mounted = mountPlayer(host, data, () => showFailure(host))
  mounted.onTime((time) => follower?.show(time))
  if (data.end !== null) stopAt(mounted, data.end)
  jumpFromLinks(mounted, (time) => follower?.show(time, true))
  markChapters(mounted, data)
  remember(mounted, data)
  if (data.start === null && !data.playAtOnce) offerResume(host, mounted, data)
  mounted.onEnd(() => goOn(data))
  if (data.playAtOnce) mounted.play().catch(() => undefined) // a browser that wants a press first gets one
  if (data.transcript !== null) {
    void fetchCues(data.transcript).then((cues) => {
      mounted.showCaptions(cues)
      follower?.setWords(cues)
    })
  }
  return mounted
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

/** It stops at the end of the span, once; whoever jumps elsewhere has left the span. */
function stopAt(player: Player, end: number): void {
  let before = true
  player.onTime((time) => {
    if (!before || !player.playing || time < end) return
    before = false
    // A jump past the end is no playing up to it.
    if (time < end + PASSED_MS) player.pause()
  })
}

/** Time events come a few times a second. */
const PASSED_MS = 1500

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
