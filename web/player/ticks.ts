/** Where the hits of a search fall, as ticks on the player's own seek bar; decoration beside a count in words. */
import type { Player } from './player.ts'

const SVG = 'http://www.w3.org/2000/svg'
/** Ticks fall on one of so many places: more than a seek bar has pixels. */
const PLACES = 2000

export interface Ticks {
  /** @param times milliseconds */
  show(times: readonly number[]): void
  /** Moves the ticks from the picture's lower edge to the player's seek bar. */
  moveTo(player: Player): void
}

/** @param duration milliseconds */
export function createTicks(host: HTMLElement, duration: number): Ticks {
  const strip = document.createElementNS(SVG, 'svg')
  for (const [name, value] of Object.entries({
    class: 'ticks',
    viewBox: `0 0 ${PLACES} 4`,
    preserveAspectRatio: 'none',
    'aria-hidden': 'true',
  }))
    strip.setAttribute(name, value)
  const path = document.createElementNS(SVG, 'path')
  strip.append(path)

  return {
    show(times) {
      const places = new Set(times.map((time) => Math.round((Math.min(time, duration) / duration) * (PLACES - 1))))
      strip.dataset.count = String(times.length)
      path.setAttribute('d', [...places].map((x) => `M${x} 0v4`).join(''))
      if (times.length === 0 || duration <= 0) strip.remove()
      else if (!strip.isConnected) host.append(strip)
    },
    moveTo(player) {
      player.onSeekBar((bar) => {
        const shown = strip.isConnected
        host = bar
        if (shown) host.append(strip)
      })
    },
  }
}
