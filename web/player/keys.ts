/** The keys people know from other players (notes: keyboard map); only while the player has the focus. */
import type { MediaPlayerElement } from 'vidstack/elements'
import type { Player } from './player.ts'

const SHORTCUTS = {
  togglePaused: 'k Space',
  toggleMuted: 'm',
  toggleFullscreen: 'f',
  togglePictureInPicture: 'i',
  toggleCaptions: 'c',
  // Ours, below: vidstack’s own steps differ with what has the focus.
  seekBackward: null,
  seekForward: null,
  volumeUp: 'ArrowUp',
  volumeDown: 'ArrowDown',
  speedUp: '>',
  slowDown: '<',
}

/** Milliseconds. */
const STEP = 5000
const LONG_STEP = 10_000
const FRAME = 40

/** A second press goes on from where the first is still on its way to. */
export function setKeys(element: MediaPlayerElement, player: Player): void {
  element.keyShortcuts = SHORTCUTS
  const to: Record<string, (now: number, event: KeyboardEvent) => number> = {
    ArrowLeft: (now, { shiftKey }) => now - (shiftKey ? LONG_STEP : STEP),
    ArrowRight: (now, { shiftKey }) => now + (shiftKey ? LONG_STEP : STEP),
    j: (now) => now - LONG_STEP,
    l: (now) => now + LONG_STEP,
    ',': (now) => now - FRAME,
    '.': (now) => now + FRAME,
    Home: () => 0,
    End: () => player.duration,
  }
  element.addEventListener('keydown', (event) => {
    const tenth = /^[0-9]$/.test(event.key) ? () => (player.duration * Number(event.key)) / 10 : undefined
    const target = tenth ?? to[event.key.length === 1 ? event.key.toLowerCase() : event.key]
    if (!target || event.ctrlKey || event.altKey || event.metaKey || isSlider(event.target)) return
    event.preventDefault()
    event.stopPropagation()
    player.seek(target(player.time, event))
  })
}

/** The letters and signs that go to the player from anywhere on the page: none that scrolls it. */
export const isPlayerKey = (key: string) => /^[kjlmcfi<>,.0-9]$/i.test(key)

/** A slider has its own Home and End. */
function isSlider(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="slider"], [role^="menu"]') !== null
}
