/** What changed, to read before it becomes a revision; a note for the history; and what became of it. */

import type { CueChange } from '../../../src/transcript/revise/difference.ts'
import { formatClock, formatExactClock } from '../../../src/transcript/timecode.ts'
import { editWords } from '../../dictionary/archivist.ts'
import { makeDialog } from '../../quote/cite-dialog.ts'
import { changesSince } from '../changes.ts'
import { cuesOf } from '../document.ts'
import type { Editing } from '../editing.ts'
import { make, makeButton } from '../make.ts'
import { showPieces } from '../pieces.ts'
import type { Answer, Server } from '../server.ts'

const words = editWords.save
/** More is no reading. */
const SHOWN = 200
const LONGEST_NOTE = 500

export interface SaveTools {
  readonly server: Server
  readonly signIn: string
  readonly history: string
  /** It is a revision now. */
  readonly onSaved: (number: number) => void
  /** Somebody saved in between. */
  readonly onConflict: (note: string) => void
  readonly keepFile: () => void
}

export function openSave(editing: Editing, tools: SaveTools, note = ''): void {
  const dialog = makeDialog(words.title)
  const changes = changesSince(editing.base.lines, editing.document)
  const cues = cuesOf(editing.document)
  const empty = editing.lines.length - cues.length
  if (changes.length === 0) return nothing(dialog)

  const field = make('textarea', { rows: 2, maxlength: LONGEST_NOTE, id: 'toelichting', class: 'note-field' })
  field.value = note
  const go = make('button', { class: 'button' }, words.go)
  const answer = make('div', { class: 'save-answer', role: 'status' })
  const form = make(
    'form',
    {},
    make('p', {}, words.changes(changes.length)),
    make('ol', { class: 'changes', tabindex: 0, 'aria-label': words.changes(changes.length) }, ...changes.slice(0, SHOWN).map(showChange)),
    ...(changes.length > SHOWN ? [make('p', { class: 'meta' }, words.more(changes.length - SHOWN))] : []),
    ...(empty > 0 ? [make('p', { class: 'meta' }, words.empty(empty))] : []),
    make('p', {}, make('label', { for: 'toelichting' }, words.note), field),
    make('p', {}, go),
    answer,
  )
  let busy = false
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (!busy) void save()
  })
  // Waits for a save under way: closing now would hide its outcome.
  dialog.addEventListener('cancel', (event) => busy && event.preventDefault())
  dialog.addEventListener('click', (event) => busy && event.stopImmediatePropagation(), { capture: true })

  async function save(): Promise<void> {
    busy = true
    go.setAttribute('aria-disabled', 'true')
    answer.replaceChildren(words.busy)
    const { document } = editing
    const saved = await tools.server.save(editing.base.number, field.value.trim(), cues)
    busy = false
    go.removeAttribute('aria-disabled')
    if (saved.is === 'done') {
      editing.becameRevision(saved.value, document)
      tools.onSaved(saved.value)
      form.replaceChildren(
        make('p', { role: 'status' }, words.done(saved.value)),
        make('p', {}, make('a', { href: tools.history }, words.history)),
      )
      return
    }
    if (saved.is === 'conflict') {
      dialog.close()
      tools.onConflict(field.value)
      return
    }
    answer.replaceChildren(...explain(saved, tools))
  }
  dialog.append(form)
  dialog.showModal()
  field.focus()
}

function nothing(dialog: HTMLDialogElement): void {
  dialog.append(make('p', {}, words.nothing))
  dialog.showModal()
}

/** Nothing is lost, and what to do. */
function explain(answer: Exclude<Answer<number>, { is: 'done' | 'conflict' }>, { signIn, keepFile }: SaveTools): Node[] {
  const asFile = makeButton(words.asFile, keepFile, { class: 'quiet' })
  switch (answer.is) {
    case 'signed-out':
      return [make('p', {}, words.signedOut), make('p', {}, signInLink(signIn), ' ', asFile)]
    case 'offline':
      return [make('p', {}, words.offline), make('p', {}, asFile)]
    case 'refused':
      return [make('p', {}, words.failed(answer.detail ?? words.unclear)), make('p', {}, asFile)]
  }
}

export function signInLink(href: string): HTMLAnchorElement {
  return make('a', { href, target: '_blank', rel: 'noopener' }, editWords.signIn)
}

function showChange({ time, words: pieces, times, speaker }: CueChange): HTMLElement {
  const span = ([from, to]: readonly [number, number]) => `${formatExactClock(from)}–${formatExactClock(to)}`
  const body = make('div')
  if (pieces) body.append(pieces.every((piece) => piece.kind === 'same') ? make('p', { class: 'meta' }, words.divided) : showPieces(pieces))
  if (times) body.append(make('p', { class: 'meta' }, words.times(span(times.before), span(times.after))))
  if (speaker) body.append(make('p', { class: 'meta' }, words.speaker(speaker.before ?? words.nobody, speaker.after ?? words.nobody)))
  return make('li', {}, make('span', { class: 'time' }, formatClock(time)), body)
}
