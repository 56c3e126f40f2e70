/** The front page: “Verder kijken”, from this browser's own memory. */
import './site.ts'
import { formatTimeRange } from '../src/transcript/time-link.ts'
import { formatClock } from '../src/transcript/timecode.ts'
import { linkTo } from './place.ts'
import { forgetTalks, type Watched, watchedTalks } from './player/memory.ts'

const section = document.querySelector<HTMLElement>('#verder-kijken')
const watched = watchedTalks().slice(0, 4)
if (section && watched.length > 0) {
  section.querySelector('ul')?.append(...watched.map(entry))
  section.hidden = false
  section.querySelector('button')?.addEventListener('click', () => {
    forgetTalks()
    section.hidden = true
  })
}

function entry({ talk, title, poster, time, duration }: Watched): HTMLElement {
  const link = document.createElement('a')
  link.href = linkTo(`/opnames/${encodeURIComponent(talk)}?${formatTimeRange({ start: Math.floor(time / 1000) * 1000, end: null })}`)
  if (poster !== null) {
    const image = document.createElement('img')
    Object.assign(image, { src: poster, alt: '', width: 320, height: 180, className: 'frame' })
    link.append(image)
  }
  const name = document.createElement('span')
  name.textContent = title
  const progress = document.createElement('progress')
  Object.assign(progress, { value: time, max: duration })
  progress.setAttribute('aria-hidden', 'true')
  const at = document.createElement('small')
  at.className = 'time'
  at.textContent = formatClock(time)
  link.append(progress, name, at)
  const item = document.createElement('li')
  item.append(link)
  return item
}
