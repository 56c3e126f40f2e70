/**
 * The embedded player as the page around it uses it, by `postMessage`. The page sends `{ woordelijk: 1, do: 'play' | 'pause' | 'seek' |
 * 'state', time? }` (seconds); the player answers with `{ woordelijk: 1, event, talk, time, duration, playing }`. Described for people
 * who embed in web/README.md.
 */
import type { Playing } from './play-talk.ts'
import type { Player } from './player.ts'

type Event = 'ready' | 'play' | 'pause' | 'time' | 'end' | 'state'

/** Time messages: as often as players commonly tell it. */
const TIME_EVERY_MS = 250

/** Only the page around it is obeyed; which pages that may be, the server says (frame-ancestors). */
export function obeyPageAround(playing: Playing): void {
  if (window.parent === window) return
  let player: Player | null = null
  /** The origin that sent the first message. Until then the player sends one message only: that it is there. */
  let listener: string | null = null
  let told = -Infinity

  const tell = (event: Event) => {
    const state = {
      woordelijk: 1,
      event,
      talk: playing.data.talk,
      time: playing.time / 1000,
      duration: playing.data.duration === null ? null : playing.data.duration / 1000,
      playing: player?.playing ?? false,
    }
    if (listener !== null) window.parent.postMessage(state, listener)
  }

  playing.onPlayer((mounted) => {
    player = mounted
    mounted.onPlaying((started) => tell(started ? 'play' : 'pause'))
    mounted.onEnd(() => tell('end'))
    mounted.onTime((time) => {
      if (Math.abs(time - told) < TIME_EVERY_MS) return
      told = time
      tell('time')
    })
  })

  addEventListener('message', ({ source, origin, data }: MessageEvent<unknown>) => {
    // A sandboxed frame has no origin to answer to.
    if (source !== window.parent || origin === 'null' || typeof data !== 'object' || data === null) return
    const { woordelijk, do: wish, time } = data as { woordelijk?: unknown; do?: unknown; time?: unknown }
    if (woordelijk !== 1) return
    listener = origin
    const at = typeof time === 'number' && Number.isFinite(time) ? Math.max(0, time * 1000) : null
    if (wish === 'play') playing.playFrom(at ?? playing.time)
    else if (wish === 'pause') player?.pause()
    else if (wish === 'seek' && at !== null) {
      if (player) player.seek(at)
      else playing.playFrom(at)
    } else if (wish === 'state') tell('state')
  })
  window.parent.postMessage({ woordelijk: 1, event: 'ready', talk: playing.data.talk }, '*')
}
