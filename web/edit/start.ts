/** Opens a transcript to be edited: the newest revision, and a draft of it that was left, if that is what one wants to go on with. */
import type { Cue } from '../../src/transcript/cue.ts'
import { editWords } from '../dictionary/archivist.ts'
import { pageWords } from '../dictionary/page.ts'
import { type Editing, startEditing } from './editing.ts'
import { type EditorOptions, startEditor } from './editor.ts'
import { dropLocalDraft, localDraft, sameCues, wholeDraft } from './local-draft.ts'
import { make, makeButton } from './make.ts'
import { clockOf } from './panels/draft-bar.ts'
import { signInLink } from './panels/save-dialog.ts'
import type { Answer, Draft, Revision, Server } from './server.ts'

type Given = Omit<EditorOptions, 'editing' | 'follows' | 'takesOver' | 'unsent'>

const words = editWords.draft

/** Work that was left: on the server, or in this browser where the server could not be had. */
interface Left {
  readonly base: number
  readonly cues: (base: readonly Cue[]) => readonly Cue[]
  readonly told: string
  readonly here: boolean
  /** The stamp of the server's draft that it is, or follows. */
  readonly stamp: string | null
  /** The colleague whose draft it is; null: one's own. */
  readonly colleague: string | null
  readonly discard: () => Promise<Answer<null>>
}

export async function openEditor(given: Given): Promise<void> {
  const { host, server } = given
  tell(host, make('p', { class: 'meta', role: 'status' }, editWords.loading))
  const [newest, draft] = await Promise.all([server.newest(), server.draft()])
  if (newest.is !== 'done') return failed(given, newest)
  if (draft.is !== 'done') return failed(given, draft)
  const [revision, stored] = [newest.value, draft.value]
  const begin = (editing: Editing, follows: string | null, { unsent = false, takesOver = false } = {}) =>
    startEditor({ ...given, editing, follows, takesOver, unsent })

  const left = leftWork(given, stored)
  if (!left) return begin(startEditing(revision), stored?.saved ?? null)
  const base = await baseOf(server, left.base, revision)
  if (base.is !== 'done') return failed(given, base)
  const cues = left.cues(base.value.cues)
  const current = left.base === revision.number
  if (current && left.colleague === null && sameCues(cues, base.value.cues)) {
    // Nothing in it that is not in the revision.
    const gone = await left.discard()
    if (gone.is !== 'done') return failed(given, gone)
    return left.here ? openEditor(given) : begin(startEditing(revision), null)
  }

  const { colleague } = left
  /** A colleague's draft is touched only after a question. */
  const asking = (text: (name: string) => string, yes: string, act: () => void) => () => {
    if (colleague === null) return act()
    choice.replaceChildren(makeButton(yes, act, { class: 'button' }), ' ', makeButton(words.leaveIt, offer, { class: 'quiet' }))
    question.textContent = text(colleague)
    choice.querySelector('button')?.focus()
  }
  const goOn = makeButton(
    words.goOn,
    asking(words.askTakeOver, words.yesTakeOver, () => {
      const editing = startEditing(base.value)
      editing.take('draft', cues)
      begin(editing, left.stamp, { unsent: left.here, takesOver: colleague !== null })
    }),
    { class: 'button' },
  )
  const discard = makeButton(
    words.discard,
    asking(words.askDiscard, words.yesDiscard, () => void throwAway()),
    { class: 'quiet' },
  )
  const question = make('p', { role: 'status' })
  const choice = make('p', { class: 'draft-choice' })
  function offer(): void {
    question.textContent = ''
    choice.replaceChildren(goOn, ' ', discard)
  }

  async function throwAway(): Promise<void> {
    const gone = await left?.discard()
    if (gone && gone.is !== 'done') return failed(given, gone)
    if (left?.here && stored) return openEditor(given)
    const editing = startEditing(revision)
    // It can still be brought back, as what was undone last.
    if (current) {
      editing.take('draft', cues)
      editing.undo()
    }
    begin(editing, null)
  }
  const older = current ? [] : [make('p', { class: 'meta' }, words.older(left.base, revision.number))]
  tell(host, make('div', { class: 'draft-found', role: 'status' }, make('p', {}, left.told), ...older), question, choice)
  offer()
}

/** What stands in this browser is later than what the server has: it could not be sent. */
function leftWork({ talk, language, server }: Given, draft: Draft | null): Left | null {
  const here = localDraft(talk, language)
  if (here)
    return {
      base: here.base,
      cues: (base) => wholeDraft(here, base),
      told: words.foundHere(whenOf(here.kept)),
      here: true,
      colleague: null,
      stamp: here.expected,
      discard() {
        dropLocalDraft(talk, language)
        return Promise.resolve({ is: 'done', value: null })
      },
    }
  if (!draft) return null
  const time = whenOf(draft.saved)
  return {
    base: draft.base,
    cues: () => draft.cues,
    told: draft.author === null ? words.found(time) : words.foundBy(time, draft.author),
    here: false,
    colleague: draft.mine ? null : (draft.author ?? words.somebody),
    stamp: draft.saved,
    discard: () => server.dropDraft(draft.saved, !draft.mine),
  }
}

function baseOf(server: Server, number: number, newest: Revision): Promise<Answer<Revision>> {
  return number === newest.number ? Promise.resolve({ is: 'done', value: newest }) : server.revision(number)
}

function failed(given: Given, answer: Exclude<Answer<unknown>, { is: 'done' }>): void {
  const again = makeButton(editWords.retry, () => void openEditor(given), { class: 'button' })
  const why = answer.is === 'signed-out' ? editWords.notSignedIn : editWords.loadFailed
  const signIn = answer.is === 'signed-out' ? [signInLink(given.signIn), ' '] : []
  tell(given.host, make('p', { role: 'alert' }, why), make('p', {}, ...signIn, again))
}

function tell(host: HTMLElement, ...children: Node[]): void {
  host.replaceChildren(make('div', { class: 'edit-opening' }, ...children))
}

/** `14:02`, or with the day where that was another. */
function whenOf(instant: string): string {
  const date = new Date(instant)
  if (date.toDateString() === new Date().toDateString()) return clockOf(instant)
  return `${date.toLocaleDateString(pageWords.locale, { day: 'numeric', month: 'long' })}, ${clockOf(instant)}`
}
