/** How the draft fares: a few quiet words beside the tools, and a bar where something has to be decided or done. */
import { editWords } from '../../dictionary/archivist.ts'
import { pageWords } from '../../dictionary/page.ts'
import type { DraftState } from '../autosave.ts'
import { make, makeButton } from '../make.ts'
import type { Draft } from '../server.ts'
import { signInLink } from './save-dialog.ts'

export interface DraftBar {
  /** Beside the tools. */
  readonly words: HTMLElement
  readonly bar: HTMLElement
  show(state: DraftState): void
}

const words = editWords.draft

/** `14:02`, by the clock of who reads. */
export function clockOf(instant: string): string {
  return new Date(instant).toLocaleTimeString(pageWords.locale, { hour: '2-digit', minute: '2-digit' })
}

export function makeDraftBar(
  signIn: string,
  tools: {
    readonly takeOver: (theirs: Draft) => void
    readonly mineCounts: (theirs: Draft | null) => void
    readonly keepFile: () => void
  },
): DraftBar {
  const quiet = make('p', { class: 'meta draft-state' })
  const bar = make('div', { class: 'draft-bar', role: 'status' })
  const asFile = (label: string) => makeButton(label, tools.keepFile, { class: 'quiet' })

  function tell(text: string, ...more: Node[]): void {
    // Said once, not at each attempt.
    if (bar.querySelector('p')?.textContent === text) return
    bar.replaceChildren(make('p', {}, text), ...(more.length > 0 ? [make('p', {}, ...more.flatMap((each) => [each, ' ']))] : []))
  }

  return {
    words: quiet,
    bar,
    show(state) {
      switch (state.is) {
        case 'untouched':
          quiet.textContent = words.untouched
          return bar.replaceChildren()
        case 'waiting':
          quiet.textContent = words.waiting
          return
        case 'saved':
          quiet.textContent = words.saved(clockOf(state.at))
          return bar.replaceChildren()
        case 'here':
          quiet.textContent = words.here(clockOf(state.at))
          return bar.replaceChildren()
        case 'nowhere':
          quiet.textContent = ''
          return tell(words.nowhere, asFile(editWords.save.asFile))
        case 'signed-out':
          quiet.textContent = ''
          return tell(words.signedOut, signInLink(signIn))
        case 'refused':
          quiet.textContent = ''
          return tell(words.refused(state.detail ?? editWords.save.unclear), asFile(editWords.save.asFile))
        case 'clash': {
          const { theirs } = state
          quiet.textContent = ''
          bar.replaceChildren()
          const offer = () => {
            const mine = makeButton(words.mineCounts, () => ask(() => tools.mineCounts(theirs)), { class: 'quiet' })
            if (!theirs) return tell(words.clashGone, mine, asFile(words.keepBeside))
            const take = makeButton(words.takeOver, () => ask(() => tools.takeOver(theirs)), { class: 'quiet' })
            tell(words.clash(theirs.author ?? words.somebody, clockOf(theirs.saved)), take, asFile(words.keepBeside), mine)
          }
          /** A colleague's draft is replaced only after a question. */
          const ask = (act: () => void) => {
            if (!theirs || theirs.mine) return act()
            const yes = makeButton(words.yesTakeOver, act, { class: 'quiet' })
            tell(words.askTakeOver(theirs.author ?? words.somebody), yes, makeButton(words.leaveIt, offer, { class: 'quiet' }))
            yes.focus()
          }
          return offer()
        }
      }
    },
  }
}
