/** The recording beside the lines: plays one line once or in a loop, and reports the line being spoken. Times are milliseconds. */
import { parseTimeRange } from '../../src/transcript/time-link.ts'
import type { PlayerData } from '../player/data.ts'
import type { Player } from '../player/player.ts'

export interface Span {
  readonly start: number
  readonly end: number
}

export interface Sound {
  /** Null: there is nothing to play (yet). */
  readonly time: number | null
  readonly looping: boolean
  toggle(): void
  /** So much back, playing or not. */
  back(by: number): void
  playFrom(time: number): void
  /** Up to its end, once. */
  playOnce(span: Span): void
  /** @param span asked at each turn, since its times may be edited meanwhile; null: it is gone */
  loop(span: () => Span | null): void
  endLoop(): void
}

export interface SoundListener {
  readonly onTime: (time: number) => void
  readonly onPlaying: (playing: boolean) => void
  readonly onLoopEnd: () => void
  readonly onFail: () => void
}

/** Time events come a few times a second where a page is in the background; a jump beyond is no playing on. */
const PASSED_MS = 1500

export function startSound(host: HTMLElement | null, listener: SoundListener): Sound {
  let player: Player | null = null
  let stop: number | null = null
  let looped: (() => Span | null) | null = null

  if (host?.dataset.player) mount(host, JSON.parse(host.dataset.player) as PlayerData).catch(listener.onFail)

  async function mount(at: HTMLElement, data: PlayerData): Promise<void> {
    const { mountPlayer } = await import('../player/player.ts')
    const start = parseTimeRange(new URLSearchParams(location.hash.slice(1)))?.start ?? data.start
    player = mountPlayer(at, { ...data, start }, listener.onFail)
    // Where it is on its way to: until a jump has landed, events still tell where it was.
    const mounted = player
    player.onTime(() => heard(mounted.time))
    player.onPlaying(listener.onPlaying)
    player.onEnd(() => {
      const span = looped?.()
      if (span) playFrom(span.start, true)
    })
  }

  function heard(time: number): void {
    if (stop !== null && time >= stop) {
      if (time < stop + PASSED_MS) player?.pause()
      stop = null
    }
    if (looped) {
      const span = looped()
      const away = span === null || time < span.start - PASSED_MS || time > span.end + PASSED_MS
      if (away) endLoop()
      else if (time >= Math.max(span.end, span.start + 1)) player?.seek(span.start)
    }
    listener.onTime(time)
  }

  function endLoop(): void {
    if (!looped) return
    looped = null
    listener.onLoopEnd()
  }

  function playFrom(time: number, keepLoop = false): void {
    stop = null
    if (!keepLoop) endLoop()
    player?.seek(time)
    // A browser that wants a press first gets one.
    player?.play().catch(() => undefined)
  }

  return {
    get time() {
      return player?.time ?? null
    },
    get looping() {
      return looped !== null
    },
    toggle() {
      stop = null
      if (player?.playing) player.pause()
      else player?.play().catch(() => undefined)
    },
    back(by) {
      if (player) player.seek(player.time - by)
    },
    playFrom: (time) => playFrom(time),
    playOnce({ start, end }) {
      playFrom(start)
      stop = end
    },
    loop(span) {
      looped = span
      stop = null
      const now = span()
      if (now) playFrom(now.start, true)
    },
    endLoop,
  }
}
