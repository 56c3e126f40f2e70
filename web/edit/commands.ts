/** What each action does, whether a key or a button asks for it. */
import { formatClock } from '../../src/transcript/timecode.ts'
import { editWords } from '../dictionary/archivist.ts'
import { say } from '../quote/copy.ts'
import { type Document, insert, join, type Refusal, type Result, remove, setSpeaker, setTimes, split } from './document.ts'
import type { Editing } from './editing.ts'
import type { Deed, Returned } from './history.ts'
import { type ActionName, openKeys } from './keys.ts'
import type { Lines } from './lines.ts'
import type { LinePanel, Scope } from './panels/line-panel.ts'
import { openShift } from './panels/shift-dialog.ts'
import type { Sound } from './sound.ts'

const BACK_MS = 2000

export interface Surroundings {
  readonly editing: Editing
  readonly lines: Lines
  readonly sound: Sound
  readonly panel: LinePanel
  readonly find: () => void
  readonly save: () => void
  readonly follow: () => void
}

export interface Commands {
  act(name: ActionName): void
  setSpeaker(name: string | null, scope: Scope): void
  setTime(field: 'start' | 'end', time: number): void
}

export function makeCommands({ editing, lines, sound, panel, find, save, follow }: Surroundings): Commands {
  const line = () => editing.lines[lines.current]

  /** @returns whether it was done; why not is said */
  function run(deed: Deed, command: (document: Document) => Result): boolean {
    const refused = editing.run(deed, command)
    if (refused) say(editWords.refused[refused])
    return refused === null
  }

  function setTime(field: 'start' | 'end', time: number): void {
    const refused = editing.run('times', (document) => setTimes(document, lines.current, { [field]: time }))
    if (refused && refused !== 'nothing-changes') panel.refuse(field, editWords.refused[refused])
  }

  function toPlayer(field: 'start' | 'end'): void {
    if (sound.time === null) return say(editWords.noPlayer)
    const refused: Refusal | null = editing.run('times', (document) => setTimes(document, lines.current, { [field]: sound.time ?? 0 }))
    say(refused ? editWords.refused[refused] : editWords.timeSet[field](formatClock(sound.time)))
  }

  function splitHere(): void {
    const { current, caret } = lines
    const known = editing.document.nextKey
    if (!run('split', (document) => split(document, current, caret))) return
    lines.focus(editing.indexOf(known))
  }

  function joinAt(at: number): void {
    const caret = editing.lines[at]?.text.trimEnd().length ?? 0
    if (run('join', (document) => join(document, at))) lines.focus(at, caret)
  }

  function removeChosen(): void {
    const { current } = lines
    const { from, to } = lines.chosen ?? { from: current, to: current + 1 }
    if (from < 0 || !run('remove', (document) => remove(document, from, to))) return
    lines.release()
    say(editWords.removed(to - from))
    lines.focus(Math.min(from, editing.lines.length - 1))
  }

  function travel(returned: Returned | null, done: (deed: string) => string, nothing: string): void {
    if (!returned) return say(nothing)
    say(done(editWords.deeds[returned.deed]))
    lines.focus(returned.at, returned.caret)
  }

  function loop(): void {
    if (sound.looping) return sound.endLoop()
    const at = line()
    if (!at) return
    const { key } = at
    if (sound.time === null) return say(editWords.noPlayer)
    sound.loop(() => editing.lines[editing.indexOf(key)] ?? null)
    say(editWords.looping(lines.current + 1))
  }

  function toPlaying(): void {
    const { time } = sound
    if (time === null) return say(editWords.noPlayer)
    const at = editing.lines.findLastIndex((each) => each.start <= time)
    if (at < 0) say(editWords.nothingPlaying)
    else lines.focus(at)
  }

  const actions: Record<ActionName, () => void> = {
    play: () => sound.toggle(),
    pause: () => sound.toggle(),
    playLine: () => {
      const at = line()
      if (at) sound.playOnce(at)
    },
    loop,
    back: () => sound.back(BACK_MS),
    toPlaying,
    follow,
    setStart: () => toPlayer('start'),
    setEnd: () => toPlayer('end'),
    split: splitHere,
    joinPrevious: () => joinAt(lines.current - 1),
    joinNext: () => joinAt(lines.current),
    insert: () => {
      const at = lines.current
      if (run('insert', (document) => insert(document, at))) lines.focus(at + 1)
    },
    remove: removeChosen,
    shift: () => openShift(editing, lines.current, lines.chosen, sound.time),
    toPanel: () => panel.focus(),
    previousLine: () => void lines.step(-1),
    nextLine: () => void lines.step(1),
    extendUp: () => lines.extend(-1),
    extendDown: () => lines.extend(1),
    undo: () => travel(editing.undo(), editWords.undone, editWords.nothingToUndo),
    redo: () => travel(editing.redo(), editWords.redone, editWords.nothingToRedo),
    find,
    findings: () => {
      if (!lines.filtered && lines.remarkable === 0) return say(editWords.noFindings)
      lines.filter(!lines.filtered)
      say(lines.filtered ? editWords.findingsShown(lines.remarkable) : editWords.allShown)
    },
    save,
    help: openKeys,
  }

  return {
    act: (name) => actions[name](),
    setTime,
    setSpeaker(name, scope) {
      const at = lines.current
      const meant = scope === 'line' ? (lines.chosen ?? { from: at, to: at + 1 }) : scope
      run('speaker', (document) => setSpeaker(document, at, name, meant))
    },
  }
}
