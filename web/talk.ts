/** The talk page: the player takes the picture's place, times become jumps, the transcript follows, words become quotes. */
import './site.ts'
import './styles/talk.css'
import './styles/quote.css'
import { type Playing, playTalk } from './player/play-talk.ts'
import { showTicks } from './player/ticks.ts'
import { addCopyButtons } from './quote/copy.ts'
import { quoteFrom } from './quote/select.ts'
import { shareFrom } from './quote/share.ts'
import { searchWithin } from './search/within.ts'
import { type Follower, followTranscript } from './transcript/follow.ts'
import { nl } from './words/nl.ts'

const host = document.querySelector<HTMLElement>('#speler')
const transcript = document.querySelector<HTMLElement>('.transcript:has(.cue)')
const follower: Follower | null =
  transcript && followTranscript(transcript, nl.talk.follow, () => playing?.player()?.time ?? playing?.data.start ?? 0)
const playing: Playing | null = host?.dataset.player ? playTalk(host, follower) : null

addCopyButtons(document)
if (transcript) {
  searchHere(transcript)
  const { talk: id, title = '', language = '', revision } = transcript.dataset
  if (id !== undefined) quoteFrom(transcript, { id, title, language, revision: Number(revision) }, playing ? playing.playSpan : null)
}
for (const button of document.querySelectorAll<HTMLElement>('button[data-share]')) {
  button.hidden = false
  const { title = '', path = '', embed = '' } = button.dataset
  shareFrom(button, { title, path, embed }, () => playing?.player()?.time ?? playing?.data.start ?? 0)
}
for (const button of document.querySelectorAll<HTMLElement>('button[data-print]')) {
  button.hidden = false
  button.addEventListener('click', () => print())
}

function searchHere(root: HTMLElement): void {
  const { within, withinCount, withinNone, withinPrevious, withinNext } = nl.search
  const words = { title: within, count: withinCount, none: withinNone, previous: withinPrevious, next: withinNext }
  searchWithin(root, words, {
    reveal(element) {
      follower?.leave()
      element.scrollIntoView({ block: 'center', behavior: 'instant' })
    },
    ticks: (times) => host && showTicks(host, times, playing?.data.duration ?? 0),
  })
}
