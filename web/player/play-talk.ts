/**
 * The player, which starts when it is wanted: at a press on the picture, a key, a time or a chapter; or quietly once the visitor is busy
 * on the page. Until then the page shows the picture of the moment, and what is pressed is remembered.
 */
import type { Cue } from '../../src/transcript/cue.ts'
import { clampRange, formatTimeRange, parseTimeRange } from '../../src/transcript/time-link.ts'
import { formatClock } from '../../src/transcript/timecode.ts'
import { pageWords } from '../dictionary/page.ts'
import type { Follower } from '../transcript/follow.ts'
import type { PlayerData } from './data.ts'
import { fetchCues } from './fetch-cues.ts'
import { isPlayerKey } from './keys.ts'
import { rememberTalk, watchedTalks } from './memory.ts'
import type { CaptionCue, Player } from './player.ts'
import { fetchWordTimes } from './word-times.ts'

export interface Playing {
  readonly data: PlayerData
  /** Where the recording is, or will begin; milliseconds. */
  readonly time: number
  /** Plays a span and stops at its end. */
  playSpan(start: number, end: number): void
  /** Goes to a moment and plays from there. */
  playFrom(time: number): void
  /** Passes a key on to the player, which is made if it is not there. */
  press(event: KeyboardEvent): void
  /** Calls the listener once the player is there. */
  onPlayer(listener: (player: Player, element: HTMLElement) => void): void
}

/** @param captions gives the page's own cues as captions; null where the transcript is not on the page */
export function playTalk(host: HTMLElement, follower: Follower | null, captions: (() => readonly CaptionCue[]) | null): Playing {
  const data = withFragment(JSON.parse(host.dataset.player ?? '{}') as PlayerData)
  let player: Player | null = null
  let start = data.start
  let mounting: Promise<Player> | null = null
  const listeners: ((player: Player, element: HTMLElement) => void)[] = []

  async function mount(): Promise<Player> {
    const { mountPlayer } = await import('./player.ts')
    const mounted = mountPlayer(host, { ...data, start }, () => showFailure(host))
    player = mounted
    mounted.onTime((time) => follower?.show(time))
    const [first] = data.captions
    if (first && follower) mounted.onTime(fetchWordTimes(first.url, (cues: readonly Cue[]) => follower.addWords(cues)))
    for (const track of data.captions)
      mounted.addCaptions(track, async () => (track === first && captions ? captions() : await fetchCues(captionsUrl(track.url, data))))
    if (data.end !== null) stopAt(mounted, data.end)
    markChapters(mounted, data)
    remember(mounted, data)
    mounted.onEnd(() => goOn(data))
    for (const listener of listeners) listener(mounted, host)
    return mounted
  }

  const mounted = () => (mounting ??= mount())
  const play = () => void mounted().then((ready) => ready.play().catch(() => undefined)) // a browser that wants a press first gets one

  function playFrom(time: number): void {
    if (player === null) start = time
    follower?.show(time, true)
    void mounted().then((ready) => {
      if (ready.time !== time) ready.seek(time)
      ready.play().catch(() => undefined)
    })
  }

  startWhenWanted(host, { data, play, mounted })
  jumpFromLinks(playFrom)
  if (data.start !== null) follower?.show(data.start, true)
  if (data.start === null && !data.playAtOnce) offerResume(host, data, playFrom)
  if (data.playAtOnce) play()

  return {
    data,
    get time() {
      return player?.time ?? start ?? 0
    },
    playFrom,
    playSpan(from, end) {
      playFrom(from)
      void mounted().then((ready) => stopAt(ready, end))
    },
    press: (event) => void mounted().then((ready) => ready.press(event)),
    onPlayer(listener) {
      listeners.push(listener)
      if (player) listener(player, host)
    },
  }
}

interface Starting {
  readonly data: PlayerData
  readonly play: () => void
  readonly mounted: () => Promise<Player>
}

function startWhenWanted(host: HTMLElement, { data, play, mounted }: Starting): void {
  const button = host.querySelector<HTMLButtonElement>('.play-button')
  const note = host.querySelector<HTMLElement>('.player-loading')
  button?.addEventListener('click', () => {
    button.classList.add('pressed')
    play()
  })
  // Pressed before this script ran: the browser opened the note.
  if (note?.matches(':popover-open')) play()

  // A key of the player’s, pressed on the button: the player hears it when it can play.
  button?.addEventListener('keydown', (event) => {
    if (!isPlayerKey(event.key) && !/^(?:Arrow|Home|End)/.test(event.key)) return
    if (event.ctrlKey || event.altKey || event.metaKey) return
    event.preventDefault()
    void mounted().then((player) => {
      player.focus()
      player.press(event)
    })
  })

  // Somebody on their way to it: the pointer over it, or the focus on its button.
  for (const event of ['pointerenter', 'focusin'] as const) host.addEventListener(event, () => void mounted(), { once: true })
  // Somebody busy on the page: ready when the browser has nothing else to do. Without a picture of the moment that is at once.
  const quietly = () => whenIdle(() => void mounted())
  if (data.start !== null && data.storyboard === null && !data.sound) quietly()
  const signs = ['pointermove', 'keydown', 'scroll', 'touchstart'] as const
  const stop = new AbortController()
  for (const sign of signs) {
    const once = () => {
      stop.abort()
      quietly()
    }
    addEventListener(sign, once, { passive: true, signal: stop.signal })
  }
}

const IDLE_AT_LAST_MS = 4000

function whenIdle(act: () => void): void {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(act, { timeout: IDLE_AT_LAST_MS })
  else setTimeout(act, IDLE_AT_LAST_MS / 4)
}

/**
 * A time in the fragment (`#t=12:34`) never reaches the server, and one in the query does not reach a page that was kept for offline; the
 * query wins where both are there.
 */
function withFragment(data: PlayerData): PlayerData {
  if (data.start !== null) return data
  const range = parseTimeRange(new URLSearchParams(location.search)) ?? parseTimeRange(new URLSearchParams(location.hash.slice(1)))
  return range ? { ...data, ...clampRange(range, data.duration) } : data
}

/** The cues of the span that plays, or all; with some before it, of which one may run into it. */
function captionsUrl(url: string, { start, end }: PlayerData): string {
  if (start === null || end === null) return url
  return `${url}&t=${Math.max(0, start / 1000 - AROUND_SPAN_S)},${end / 1000 + AROUND_SPAN_S}`
}
const AROUND_SPAN_S = 60

/** Stops at the end of the span, once; a jump elsewhere leaves the span. */
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

function jumpFromLinks(playFrom: (time: number) => void): void {
  document.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || !(event.target instanceof Element)) return
    const link = event.target.closest<HTMLAnchorElement>('a[data-time]')
    if (!link) return
    event.preventDefault()
    const time = Number(link.dataset.time)
    // The address follows, so that it can be copied, shared and reloaded; it keeps the language, the revision and the search.
    const query = new URLSearchParams(location.search)
    for (const name of ['t', 'start', 'end', 'stop', 'dag']) query.delete(name)
    const rest = query.toString()
    history.replaceState(null, '', `?${formatTimeRange({ start: time, end: null })}${rest && '&'}${rest}`)
    const panel = link.closest<HTMLElement>('[popover]')
    if (panel?.matches(':popover-open')) panel.hidePopover()
    playFrom(time)
  })
}

function markChapters(player: Player, { chapters }: PlayerData): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>('.chapters a[data-time]')]
  let marked = -1
  player.onTime((time) => {
    const at = chapters.findLastIndex((chapter) => chapter.start <= time)
    if (at === marked) return
    links[marked]?.removeAttribute('aria-current')
    links[at]?.setAttribute('aria-current', 'true')
    marked = at
    bringIntoList(links[at])
  })
}

/** Scrolls the list of chapters, never the page. */
function bringIntoList(link: HTMLElement | undefined): void {
  const list = link?.closest('ol')
  if (!link || !list || list.scrollHeight <= list.clientHeight) return
  const [item, box] = [link.getBoundingClientRect(), list.getBoundingClientRect()]
  if (item.top < box.top || item.bottom > box.bottom) list.scrollTop += item.top - box.top - box.height / 3
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

/** Over the lower edge of the picture, so that nothing moves for it. */
function offerResume(host: HTMLElement, { talk }: PlayerData, playFrom: (time: number) => void): void {
  const watched = watchedTalks().find((entry) => entry.talk === talk)
  if (!watched) return
  const bar = document.createElement('p')
  bar.className = 'player-note player-resume'
  const go = button(pageWords.talk.resume(formatClock(watched.time)), () => {
    bar.remove()
    playFrom(watched.time)
  })
  bar.append(
    go,
    button(pageWords.talk.resumeNo, () => bar.remove()),
  )
  host.append(bar)
  host.addEventListener('play', () => bar.remove(), { once: true, capture: true })
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
    pageWords.talk.failed,
    ' ',
    button(pageWords.talk.retry, () => location.reload()),
  )
  host.after(note)
}

function button(text: string, act: () => void): HTMLButtonElement {
  const element = document.createElement('button')
  Object.assign(element, { type: 'button', textContent: text })
  element.addEventListener('click', act)
  return element
}
