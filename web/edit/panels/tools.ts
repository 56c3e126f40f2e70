/** The buttons above the lines and under the picture: each does what a key does, and says how things stand. */
import { editWords } from '../../dictionary/archivist.ts'
import { type ActionName, actionButton } from '../keys.ts'
import { make } from '../make.ts'

export interface Tools {
  /** Above the lines. */
  readonly bar: HTMLElement
  /** Under the picture. */
  readonly transport: HTMLElement
  show(state: {
    readonly changes: number
    readonly canUndo: boolean
    readonly canRedo: boolean
    readonly remarkable: number
    readonly filtered: boolean
  }): void
  playing(now: boolean): void
  following(now: boolean): void
}

export function makeTools(act: (name: ActionName) => void, draft: HTMLElement): Tools {
  const button = (name: ActionName, style = 'quiet') => actionButton(name, () => act(name), { class: style })
  const short = (name: ActionName, shown: string, style: string) => {
    const element = button(name, style)
    element.textContent = shown
    element.setAttribute('aria-label', editWords.actions[name])
    return element
  }
  const sign = 'quiet sign'
  const [undo, redo, help] = [short('undo', '↶', sign), short('redo', '↷', sign), short('help', '?', sign)]
  const [find, findings] = [short('find', editWords.findShort, 'quiet'), button('findings')]
  const [save, play, follow] = [button('save', 'button'), button('play'), button('follow')]
  const bar = make(
    'div',
    { class: 'edit-tools', role: 'group', 'aria-label': editWords.tools },
    undo,
    redo,
    find,
    findings,
    help,
    make('div', { class: 'edit-save' }, draft, save),
  )
  const transport = make(
    'div',
    { class: 'edit-transport', role: 'group', 'aria-label': editWords.transport },
    play,
    button('back'),
    button('toPlaying'),
    follow,
  )
  return {
    bar,
    transport,
    show({ changes, canUndo, canRedo, remarkable, filtered }) {
      save.textContent = editWords.save.button(changes)
      // Not `disabled`: the focus would be lost on the button that was pressed last.
      undo.setAttribute('aria-disabled', String(!canUndo))
      redo.setAttribute('aria-disabled', String(!canRedo))
      findings.textContent = editWords.findings(remarkable)
      findings.setAttribute('aria-pressed', String(filtered))
    },
    playing(now) {
      play.textContent = now ? editWords.actions.pause : editWords.actions.play
    },
    following: (now) => follow.setAttribute('aria-pressed', String(now)),
  }
}
