/**
 * Search in this talk: every place at once, nothing hidden. The same analyser as the server’s, fetched when the field is first used;
 * after that it works without a connection. Any character is just a character.
 */
import type { Analyser } from '../../src/language/analyser.ts'
import { tokenise } from '../../src/language/tokens.ts'

interface Words {
  readonly title: string
  readonly count: (at: number, of: number) => string
  readonly none: string
  readonly previous: string
  readonly next: string
}

interface Hit {
  readonly range: Range
  readonly time: number
}

/** @param jump brings a moment into view and the player to it; @param ticks shows where the hits fall, as times in ms */
export function searchWithin(
  root: HTMLElement,
  words: Words,
  tools: { reveal: (element: Element) => void; ticks: (times: readonly number[]) => void },
): void {
  const box = document.createElement('search')
  box.className = 'within'
  const field = document.createElement('input')
  Object.assign(field, { type: 'search', placeholder: words.title, autocomplete: 'off', spellcheck: false })
  field.setAttribute('aria-label', words.title)
  const status = document.createElement('span')
  status.className = 'meta'
  status.setAttribute('role', 'status')
  const button = (label: string, sign: string, act: () => void) => {
    const element = document.createElement('button')
    Object.assign(element, { type: 'button', textContent: sign, title: label, hidden: true })
    element.setAttribute('aria-label', label)
    element.addEventListener('click', act)
    return element
  }
  const previous = button(words.previous, '↑', () => go(-1))
  const next = button(words.next, '↓', () => go(1))
  box.append(field, status, previous, next)
  root.querySelector('header')?.append(box)

  const all = typeof Highlight === 'function' ? new Highlight() : null
  const one = typeof Highlight === 'function' ? new Highlight() : null
  if (all && one) {
    CSS.highlights.set('found', all)
    CSS.highlights.set('found-current', one)
    one.priority = 1
  }
  let hits: Hit[] = []
  let at = -1
  let asked = 0

  async function find(): Promise<void> {
    const mine = ++asked
    const wanted = tokenise(field.value)
    const analyser = wanted.length > 0 ? await loadAnalyser() : null
    if (mine !== asked) return
    hits = analyser
      ? hitsIn(
          root,
          wanted.map((token) => token.text),
          analyser,
        )
      : []
    at = -1
    all?.clear()
    one?.clear()
    for (const hit of hits) all?.add(hit.range)
    tools.ticks(hits.map((hit) => hit.time))
    previous.hidden = next.hidden = hits.length === 0
    status.textContent = wanted.length === 0 ? '' : hits.length === 0 ? words.none : words.count(0, hits.length)
  }

  function go(step: number): void {
    if (hits.length === 0) return
    at = (at + step + hits.length) % hits.length
    if (at < 0) at = hits.length - 1
    const hit = hits[at]
    if (!hit) return
    one?.clear()
    one?.add(hit.range)
    status.textContent = words.count(at + 1, hits.length)
    const element = hit.range.startContainer.parentElement
    if (element) tools.reveal(element)
  }

  field.addEventListener('input', () => void find())
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') {
      event.preventDefault()
      go(event.shiftKey ? -1 : 1)
    } else if (event.key === 'Escape' && field.value !== '') {
      event.preventDefault()
      field.value = ''
      void find()
    }
  })
}

let loading: Promise<Analyser> | null = null
function loadAnalyser(): Promise<Analyser> {
  loading ??= import('./dutch.ts').then(({ analyser }) => analyser)
  return loading
}

/** The words one by one, in the text as it stands; of a compound the part that matched. */
function hitsIn(root: HTMLElement, wanted: readonly string[], analyser: Analyser): Hit[] {
  const stems = new Set(wanted.map((word) => analyser.stem(word)))
  const hits: Hit[] = []
  for (const cue of root.querySelectorAll<HTMLElement>('.cue')) {
    const node = cue.firstChild
    if (!node) continue
    for (const token of tokenise(node.textContent ?? '')) {
      const { stem, parts } = analyser.analyse(token.text)
      const part = stems.has(stem) ? { from: 0, to: token.text.length } : parts.find((entry) => stems.has(entry.stem))
      if (!part) continue
      const range = new Range()
      range.setStart(node, token.from + part.from)
      range.setEnd(node, token.from + part.to)
      hits.push({ range, time: Number(cue.dataset.start) })
    }
  }
  return hits
}
