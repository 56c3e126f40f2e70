/** The dialog at a talk: how much of it to keep, with sizes; progress, a way to stop, and to go on where it stopped. */
import { pageWords } from '../dictionary/page.ts'
import { makeDialog } from '../quote/cite-dialog.ts'
import { keepTalk, NotPublic, sizeOfText, type TalkToKeep } from './keep-talk.ts'
import { dropTalk, keptTalk } from './kept-talks.ts'
import { type Extent, type KeptTalk, OFFLINE_PAGE } from './names.ts'
import { type Offer, offersOf } from './recording.ts'

const words = pageWords.offline

/** @param onChange called when something of this talk was kept or thrown away */
export function openKeepDialog(talk: TalkToKeep, onChange: () => void): void {
  const dialog = makeDialog(words.title)
  dialog.classList.add('keep-dialog')
  const lead = document.createElement('p')
  lead.textContent = words.lead
  const choices = document.createElement('fieldset')
  const legend = document.createElement('legend')
  legend.textContent = words.what
  const room = document.createElement('p')
  room.className = 'meta'
  const keep = button(words.keep, 'button')
  const stop = button(words.cancel)
  const remove = button(words.remove)
  const bar = document.createElement('progress')
  bar.setAttribute('aria-label', words.progressName)
  const state = document.createElement('p')
  state.setAttribute('role', 'status')
  state.textContent = words.measuring
  const list = document.createElement('a')
  Object.assign(list, { href: OFFLINE_PAGE, textContent: words.list })
  const row = document.createElement('p')
  row.className = 'keep-buttons'
  row.append(keep, stop, remove, list)
  choices.append(legend)
  choices.hidden = keep.hidden = stop.hidden = remove.hidden = bar.hidden = true
  dialog.append(lead, choices, room, row, bar, state)
  dialog.showModal()

  let offers: readonly Offer[] = []
  let stopping = new AbortController()
  dialog.addEventListener('close', () => stopping.abort())
  stop.addEventListener('click', () => stopping.abort())
  keep.addEventListener('click', () => void start())
  remove.addEventListener('click', () => void drop())
  void measure()

  async function measure(): Promise<void> {
    try {
      const kept = await keptTalk(talk.id)
      remove.hidden = kept === null
      const [text, found] = await Promise.all([sizeOfText(talk), talk.player ? offersOf(talk.player) : []])
      offers = found
      const options = [choice('text', words.text(text)), ...found.map((offer, i) => offerChoice(offer, text + offer.size, i))]
      choices.append(...options)
      choose(choices, found, kept)
      choices.hidden = keep.hidden = false
      state.textContent = kept && !kept.complete ? words.stopped : ''
      const { quota = 0, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {}
      if (quota > usage) room.textContent = words.room(quota - usage)
    } catch (error) {
      state.textContent = isRefusal(error) ? words.refused : error instanceof NotPublic ? words.notPublic : words.notNow
    }
  }

  async function start(): Promise<void> {
    const offer = offers[Number(choices.querySelector<HTMLInputElement>('input:checked')?.value)] ?? null
    stopping = new AbortController()
    working(true)
    bar.max = offer?.size ?? 1
    bar.value = 0
    state.textContent = words.keepingText
    try {
      // Asked where much is kept: a browser that is short of room then asks before it throws this away.
      if (offer) await navigator.storage?.persist?.().catch(() => false)
      await keepTalk(talk, offer ?? 'text', stopping.signal, (bytes) => {
        bar.value = bytes
        state.textContent = words.progress(bytes, offer?.size ?? bytes)
      })
      state.textContent = words.kept
    } catch (error) {
      state.textContent = sentenceFor(error)
    }
    working(false)
    remove.hidden = (await keptTalk(talk.id).catch(() => null)) === null
    onChange()
  }

  async function drop(): Promise<void> {
    await dropTalk(talk.id)
    remove.hidden = true
    state.textContent = words.removed(talk.title)
    onChange()
    keep.focus()
  }

  function working(busy: boolean): void {
    const hadFocus = document.activeElement === (busy ? keep : stop)
    choices.disabled = busy
    keep.hidden = busy
    stop.hidden = bar.hidden = !busy
    if (busy) remove.hidden = true
    if (hadFocus) (busy ? stop : keep).focus()
  }
}

/** The choice that was made before, or the text alone. */
function choose(choices: HTMLElement, offers: readonly Offer[], kept: KeptTalk | null): void {
  const before = offers.findIndex(({ extent, height }) => extent === kept?.extent && height === kept.height)
  const input = choices.querySelectorAll<HTMLInputElement>('input')[before + 1]
  if (input) input.checked = true
}

/** @param size of text and recording together, bytes */
function offerChoice({ extent, height }: Offer, size: number, index: number): HTMLElement {
  return choice(extent, extent === 'sound' ? words.sound(size) : words.video(height, size), index)
}

function choice(extent: Extent, name: string, index = -1): HTMLElement {
  const label = document.createElement('label')
  const input = document.createElement('input')
  Object.assign(input, { type: 'radio', name: 'bewaar', value: String(index) })
  input.dataset.extent = extent
  label.append(input, name)
  return label
}

function button(name: string, look = 'quiet'): HTMLButtonElement {
  const element = document.createElement('button')
  Object.assign(element, { type: 'button', className: look, textContent: name })
  return element
}

/** A private window or a setting forbids all storage. */
const isRefusal = (error: unknown): boolean => error instanceof DOMException && error.name === 'SecurityError'

function sentenceFor(error: unknown): string {
  if (error instanceof NotPublic) return words.notPublic
  if (error instanceof DOMException) {
    if (error.name === 'AbortError') return words.stopped
    if (error.name === 'QuotaExceededError') return words.noRoom
    if (isRefusal(error)) return words.refused
  }
  return words.failed
}
