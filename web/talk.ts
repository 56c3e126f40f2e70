/** The talk page: the player takes the picture's place, times become jumps, the transcript follows, words become quotes. */
import './site.ts'
import './styles/talk.css'
import './styles/quote.css'
import { pageWords } from './dictionary/page.ts'
import { offerOffline } from './offline/offer.ts'
import { listenToKeys } from './player/page-keys.ts'
import { type Playing, playTalk } from './player/play-talk.ts'
import { createTicks } from './player/ticks.ts'
import { addCopyButtons } from './quote/copy.ts'
import { noteMoments } from './quote/moment-note.ts'
import { drawQr } from './quote/qr.ts'
import { addQuoteActions } from './quote/quote-page.ts'
import { quoteFrom } from './quote/select.ts'
import { shareFrom } from './quote/share.ts'
import { searchWithin } from './search/within.ts'
import { bringIntoView } from './transcript/bring-into-view.ts'
import { type Follower, followTranscript } from './transcript/follow.ts'
import { pageCues } from './transcript/page-cues.ts'
import { roveFocus } from './transcript/rove.ts'

const host = document.querySelector<HTMLElement>('#speler')
const transcript = document.querySelector<HTMLElement>('.transcript:has(.cue)')
const follower: Follower | null = transcript && followTranscript(transcript, pageWords.talk.follow, () => playing?.time ?? 0)
const captions = transcript && (() => pageCues(transcript))
const playing: Playing | null = host?.dataset.player ? playTalk(host, follower, captions) : null

let quoteCue: (cue: HTMLElement) => void = () => undefined

addCopyButtons(document)
addQuoteActions(document)
if (transcript) {
  searchHere(transcript)
  roveFocus(transcript)
  // Without a recording a link to a moment leads to the text alone.
  const arrived = playing ? null : transcript.querySelector('.arrived')
  if (arrived) bringIntoView(arrived, 'center')
  const { talk: id, title = '', path = '', language = '', revision } = transcript.dataset
  if (id !== undefined)
    quoteCue = quoteFrom(transcript, { id, title, path, language, revision: Number(revision) }, playing ? playing.playSpan : null)
}
for (const button of document.querySelectorAll<HTMLElement>('button[data-share]')) {
  const { title = '', path = '', embed = '' } = button.dataset
  shareFrom(button, { title, path, embed }, () => playing?.time ?? 0)
}
for (const button of document.querySelectorAll<HTMLElement>('button[data-note]')) {
  const { note: id = '', title = '', path = '' } = button.dataset
  noteMoments(button, { id, title, path }, () => playing?.time ?? 0)
}
for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-offline]')) offerOffline(button, playing?.data ?? null)
addEventListener('beforeprint', () => {
  for (const code of document.querySelectorAll<SVGElement>('svg[data-qr]')) drawQr(code, code.dataset.qr ?? '')
})
for (const button of document.querySelectorAll<HTMLElement>('button[data-print]')) button.addEventListener('click', () => print())

listenToKeys(
  {
    press: playing?.press ?? null,
    toTranscript: () => {
      const now = transcript?.querySelector<HTMLElement>('.cue:is(.now, .arrived)')?.closest('.para')
      const time = (now ?? transcript)?.querySelector<HTMLElement>('a.time')
      time?.focus()
    },
    quote() {
      const cue = transcript?.querySelector<HTMLElement>('.cue:is(.now, .arrived)')
      if (cue) quoteCue(cue)
    },
    note: () => document.querySelector<HTMLElement>('button[data-note]')?.click(),
  },
  document.querySelector('button[data-keys]'),
)

function searchHere(root: HTMLElement): void {
  const box = root.querySelector<HTMLElement>('.within')
  if (!box) return
  const ticks = host && createTicks(host, playing?.data.duration ?? 0)
  if (ticks) playing?.onPlayer((player) => ticks.moveTo(player))
  searchWithin(root, box, {
    reveal(element) {
      follower?.leave()
      bringIntoView(element, 'center')
    },
    ticks: (times) => ticks?.show(times),
    arrived: playing?.data.start ?? null,
  })
}
