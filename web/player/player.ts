/**
 * The player behind one thin door, so that another can take vidstack's place (it gets security fixes only, until 2028).
 * Times are milliseconds.
 */
import 'vidstack/player/styles/default/theme.css'
import 'vidstack/player/styles/default/layouts/audio.css'
import 'vidstack/player/styles/default/layouts/video.css'
import 'vidstack/player'
import 'vidstack/player/layouts/default'
import 'vidstack/player/ui'
import Hls from 'hls.js'
import { isHLSProvider, type MediaSrc, TextTrack } from 'vidstack'
import type { MediaPlayerElement } from 'vidstack/elements'
import { pageWords, playerWords } from '../dictionary/page.ts'

import { RememberedChoices } from './choices.ts'
import type { PlayerData } from './data.ts'
import { setKeys } from './keys.ts'
import { speakPageLanguage } from './speak-page-language.ts'

export interface Player {
  /** Where it is, or where it is on its way to. */
  readonly time: number
  readonly duration: number
  readonly playing: boolean
  seek(time: number): void
  play(): Promise<void>
  pause(): void
  /** Adds a transcript to the captions menu. @param cues called when its captions are first shown */
  addCaptions(track: { readonly language: string; readonly label: string }, cues: () => Promise<readonly CaptionCue[]>): void
  /** Begins to fetch beyond the first segment: called when somebody wants to play. */
  fetchAhead(): void
  focus(): void
  /** Calls with the element of the seek bar, now and whenever the player makes it again. */
  onSeekBar(listener: (bar: HTMLElement) => void): void
  /** Passes a key on that was pressed before the player was there. */
  press(event: KeyboardEvent): void
  /** Called while playing and after each seek, often enough to follow words. */
  onTime(listener: (time: number) => void): void
  onEnd(listener: () => void): void
  /** Called when it begins to play and when it pauses. */
  onPlaying(listener: (playing: boolean) => void): void
}

export interface CaptionCue {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Seconds fetched ahead until somebody presses play: the first segment. */
const UNPLAYED_AHEAD = 1
const PLAYED_AHEAD = 20

/** Beside which a jump lands within a frame: 2-second segments, one is fetched ahead, little is kept (measured, see README). */
const HLS_SETTINGS = {
  startFragPrefetch: false,
  testBandwidth: false,
  abrEwmaDefaultEstimate: 2_000_000,
  maxBufferLength: UNPLAYED_AHEAD,
  maxBufferSize: 8_000_000,
  backBufferLength: 60,
  lowLatencyMode: false,
  capLevelToPlayerSize: true,
}

/** A stream starts at the frame before the moment. */
const NEAR_MS = 250

/** @param onFail called when neither the stream nor the file can be played */
export function mountPlayer(host: HTMLElement, data: PlayerData, onFail: () => void): Player {
  const element = document.createElement('media-player')
  const provider = document.createElement('media-provider')
  const layout = document.createElement(data.sound ? 'media-audio-layout' : 'media-video-layout')
  element.setAttribute('title', data.title)
  element.setAttribute('view-type', data.sound ? 'audio' : 'video')
  element.setAttribute('stream-type', 'on-demand')
  element.setAttribute('load', 'eager')
  element.setAttribute('preload', 'metadata')
  // Browsers refuse a file on the disk that is asked for so.
  if (location.protocol !== 'file:') element.setAttribute('crossorigin', '')
  element.setAttribute('playsinline', '')
  element.setAttribute('key-target', 'player')
  // The player's own notion of the length is that of what is loaded so far, wrong on arrival in the middle.
  if (data.duration !== null) element.setAttribute('duration', String(data.duration / 1000))
  Object.assign(element, { storage: new RememberedChoices() })
  // vidstack's signals take a function as an updater of their value: the updater here returns the function meant.
  Object.assign(layout, { smallWhen: () => isNarrow })
  if (data.storyboard !== null) layout.setAttribute('thumbnails', data.storyboard)
  Object.assign(layout, { translations: playerWords.translations })
  const picture = host.querySelector<HTMLElement>('.player-picture')
  if (picture && !data.sound) provider.append(picture)
  element.append(provider, layout)

  // The page's own button stays over the picture until it plays: it also holds a press that comes before the media is there.
  const button = host.querySelector<HTMLElement>('.play-button')
  host.querySelector('.player-loading')?.remove()
  button?.removeAttribute('popovertarget')
  const removeButton = () => {
    if (document.activeElement === button) element.focus({ preventScroll: true })
    button?.remove()
  }
  element.addEventListener(data.sound ? 'can-play' : 'play', removeButton)

  /** Where it is on its way to. */
  let wanted = data.start
  let ahead = UNPLAYED_AHEAD
  let hls: Hls | null = null
  const fetchAhead = () => {
    ahead = PLAYED_AHEAD
    if (hls) Object.assign(hls.config, { maxBufferLength: ahead, startFragPrefetch: true })
  }
  element.addEventListener('play', fetchAhead)
  element.addEventListener('provider-change', (event) => {
    if (!isHLSProvider(event.detail)) return
    // The constructor itself: with a loader, vidstack starts the browser's own player first, and a deep link can end at 0:00.
    event.detail.library = Hls
    event.detail.onInstance((instance) => (hls = instance))
    event.detail.config = { ...HLS_SETTINGS, maxBufferLength: ahead, ...(wanted === null ? {} : { startPosition: wanted / 1000 }) }
  })
  element.addEventListener('can-play', () => {
    if (wanted === null) return
    if (Math.abs(element.currentTime * 1000 - wanted) > NEAR_MS) element.currentTime = wanted / 1000
    else wanted = null
  })
  // Until the media is there, the player's own clock still shows where it was.
  element.addEventListener('seeked', () => (wanted = null))
  element.addEventListener('time-update', ({ detail }) => {
    if (wanted !== null && Math.abs(detail.currentTime * 1000 - wanted) <= NEAR_MS) wanted = null
  })
  const hidePicture = () => picture?.remove()
  element.addEventListener('play', hidePicture)
  element.addEventListener('seeked', hidePicture)

  const sources = sourcesOf(data)
  let source = 0
  const nextSource = () => {
    source++
    const next = sources[source]
    if (next === undefined) return onFail()
    wanted = Math.round(element.currentTime * 1000) || data.start
    element.src = next
  }
  element.addEventListener('error', nextSource)
  element.addEventListener('hls-error', (event) => {
    if (event.detail.fatal && sources[source + 1] !== undefined) nextSource()
  })

  addChapters(element, data)
  host.append(element)
  speakPageLanguage(element)
  element.src = sources[0] ?? ''

  const player: Player = {
    get time() {
      return wanted ?? Math.round(element.currentTime * 1000)
    },
    get duration() {
      return Math.round(element.duration * 1000)
    },
    get playing() {
      return !element.paused
    },
    seek(time) {
      const length = element.duration * 1000
      wanted = Math.max(0, length > 0 ? Math.min(time, length) : time)
      if (element.state.canPlay) element.currentTime = wanted / 1000
    },
    async play() {
      fetchAhead()
      // Before that vidstack refuses instead of waiting.
      if (!element.state.canPlay) await new Promise((resolve) => element.addEventListener('can-play', resolve, { once: true }))
      await element.play()
    },
    pause: () => void element.pause(),
    addCaptions({ language, label }, load) {
      const track = new TextTrack({ kind: 'captions', label, language })
      let loading = false
      const show = () => {
        if (loading || track.mode === 'disabled') return
        loading = true
        load().then(
          (cues) => cues.map(captionOf).forEach((cue) => track.addCue(cue)),
          () => (loading = false),
        )
      }
      track.addEventListener('mode-change', show)
      element.textTracks.add(track)
      show()
    },
    fetchAhead,
    onSeekBar(listener) {
      let known: HTMLElement | null = null
      const look = () => {
        const bar = element.querySelector<HTMLElement>('media-time-slider')
        if (bar && bar !== known) listener((known = bar))
      }
      look()
      new MutationObserver(look).observe(element, { childList: true, subtree: true })
    },
    focus: () => element.focus({ preventScroll: true }),
    press({ key, code, shiftKey }) {
      const press = () => element.dispatchEvent(new KeyboardEvent('keydown', { key, code, shiftKey, bubbles: true, cancelable: true }))
      if (element.state.canPlay) press()
      else element.addEventListener('can-play', press, { once: true })
    },
    onTime(listener) {
      element.addEventListener('time-update', (event) => listener(Math.round(event.detail.currentTime * 1000)))
      element.addEventListener('seeked', (event) => listener(Math.round(event.detail * 1000)))
    },
    onEnd(listener) {
      element.addEventListener('ended', listener)
    },
    onPlaying(listener) {
      element.addEventListener('play', () => listener(true))
      element.addEventListener('pause', () => listener(false))
    },
  }
  setKeys(element, player)
  return player
}

function captionOf({ start, end, text }: CaptionCue): VTTCue {
  const cue = new VTTCue(start / 1000, Math.max(start + 1, end) / 1000, harmless(text))
  // Chromium's cues lack this field. Without it vidstack lays captions out in the left half of the picture.
  cue.positionAlign = 'center'
  return cue
}

/** For vidstack's small layout. Its own limits include a height of 380 px: at 1280 px our player is 377 px high, with room for every button. */
const isNarrow = ({ width }: { readonly width: number }) => width < 480

function sourcesOf(data: PlayerData): MediaSrc[] {
  const sources: MediaSrc[] = []
  if (data.hls !== null) sources.push({ src: data.hls, type: 'application/vnd.apple.mpegurl' })
  if (data.file !== null) sources.push({ src: data.file.url, type: playableType(data.file.type) } as MediaSrc)
  return sources
}

/** vidstack knows a list of types; browsers play QuickTime and Matroska with these codecs under the nearest one. */
function playableType(type: string): string {
  if (type === 'video/quicktime' || type === 'video/x-matroska') return 'video/mp4'
  return type
}

function addChapters(element: MediaPlayerElement, { chapters, duration, language }: PlayerData): void {
  if (chapters.length === 0) return
  const cues = chapters.map((chapter, i) => {
    const end = chapter.end ?? chapters[i + 1]?.start ?? duration ?? chapter.start + 1
    return { startTime: chapter.start / 1000, endTime: Math.max(end, chapter.start + 1) / 1000, text: chapter.title }
  })
  element.textTracks.add(
    new TextTrack({
      kind: 'chapters',
      label: pageWords.talk.chapters,
      language,
      default: true,
      type: 'json',
      content: JSON.stringify({ cues }),
    }),
  )
}

/**
 * vidstack 1.15.6 un-escapes a cue's text and sets it as HTML. Escaped twice, `<img onerror=…>` in a transcript is shown as those
 * letters (tests/browser/captions.spec.ts).
 */
function harmless(text: string): string {
  return text.replaceAll('&', '&amp;amp;').replaceAll('<', '&amp;lt;').replaceAll('>', '&amp;gt;')
}
