/** Where something falls in the recording, as ticks over the player’s own bar; decoration beside a count in words. */
const SVG = 'http://www.w3.org/2000/svg'

/** @param duration milliseconds */
export function showTicks(host: HTMLElement, times: readonly number[], duration: number): void {
  host.querySelector('.ticks')?.remove()
  if (times.length === 0 || duration <= 0) return
  const strip = document.createElementNS(SVG, 'svg')
  for (const [name, value] of Object.entries({ class: 'ticks', viewBox: '0 0 1000 4', preserveAspectRatio: 'none', 'aria-hidden': 'true' }))
    strip.setAttribute(name, value)
  for (const time of times) {
    const tick = document.createElementNS(SVG, 'rect')
    for (const [name, value] of Object.entries({ x: Math.round((Math.min(time, duration) / duration) * 996), y: 0, width: 4, height: 4 }))
      tick.setAttribute(name, String(value))
    strip.append(tick)
  }
  host.append(strip)
}
