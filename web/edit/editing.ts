/** The work under way: the document with its history, the revision it began from, and who wants to know when it changes. */
import type { Cue } from '../../src/transcript/cue.ts'
import { countChanges } from './changes.ts'
import { adopt, cuesOf, type Document, type Line, openDocument, type Refusal, type Result } from './document.ts'
import { commit, type Deed, type Returned, redo, seal, startHistory, type, undo } from './history.ts'
import type { Revision } from './server.ts'

export interface Base {
  readonly number: number
  /** As the server has them. */
  readonly cues: readonly Cue[]
  /** As they are compared with: those that the work has too are the same lines. */
  readonly lines: readonly Line[]
}

export interface Editing {
  readonly document: Document
  readonly lines: readonly Line[]
  readonly base: Base
  /** Lines that differ from the base. */
  readonly changes: number
  readonly canUndo: boolean
  readonly canRedo: boolean
  /** The line's place; -1: it is no more. */
  indexOf(key: number): number
  /** @returns why it was refused, or null */
  run(deed: Deed, command: (document: Document) => Result): Refusal | null
  type(at: number, text: string): void
  /** Typing from here on is an undo step of its own. */
  seal(): void
  undo(): Returned | null
  redo(): Returned | null
  /**
   * Other cues instead, as one step that can be undone. @param from the revision they are made from, where that is another: undone, the
   * work counts again as made from the one before, or saving it would undo what somebody else did
   */
  take(deed: Deed, cues: readonly Cue[], from?: Revision): void
  /** The work as it was is now a revision itself. */
  becameRevision(number: number, document: Document): void
  /** `typed`: the text of one line, which shows it already. `based`: only what it is compared with. */
  listen(listener: (what: 'typed' | 'changed' | 'based') => void): void
}

export function startEditing(revision: Revision): Editing {
  let history = startHistory(openDocument(revision.cues))
  let base: Base = { ...revision, lines: history.document.lines }
  let places = new Map<number, number>()
  const listeners: ((what: 'typed' | 'changed' | 'based') => void)[] = []
  const tell = (what: 'typed' | 'changed' | 'based') => {
    for (const listener of listeners) listener(what)
  }
  /** Steps that brought another base. */
  const turns = new WeakMap<object, { readonly before: Base; readonly after: Base }>()
  const travel = (returned: Returned | null, which: 'before' | 'after') => {
    if (!returned) return null
    history = returned.history
    base = turns.get(returned.step)?.[which] ?? base
    tell('changed')
    return returned
  }

  return {
    get document() {
      return history.document
    },
    get lines() {
      return history.document.lines
    },
    get base() {
      return base
    },
    get changes() {
      return countChanges(base.lines, history.document)
    },
    get canUndo() {
      return history.past.length > 0
    },
    get canRedo() {
      return history.future.length > 0
    },
    indexOf(key) {
      const { lines } = history.document
      const known = places.get(key)
      if (known !== undefined && lines[known]?.key === key) return known
      places = new Map(lines.map((line, i) => [line.key, i]))
      return places.get(key) ?? -1
    },
    run(deed, command) {
      const next = commit(history, deed, command(history.document))
      if (typeof next === 'string') return next
      history = next
      tell('changed')
      return null
    },
    type(at, text) {
      const next = type(history, at, text)
      if (typeof next === 'string') return
      history = next
      tell('typed')
    },
    seal: () => void (history = seal(history)),
    undo: () => travel(undo(history), 'before'),
    redo: () => travel(redo(history), 'after'),
    take(deed, cues, from) {
      const next = commit(history, deed, adopt(history.document, cues))
      const changed = typeof next !== 'string'
      if (changed) history = next
      if (from) {
        // Lines that are the same get the same key, so that only what differs counts as changed.
        const after = { ...from, lines: adopt(history.document, from.cues).lines }
        const step = changed ? history.past.at(-1) : undefined
        if (step) turns.set(step, { before: base, after })
        base = after
      }
      tell(changed ? 'changed' : 'based')
    },
    becameRevision(number, document) {
      base = { number, cues: cuesOf(document), lines: document.lines }
      tell('based')
    },
    listen: (listener) => void listeners.push(listener),
  }
}
