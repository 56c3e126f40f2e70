/** The editor: lines beside the picture; changes are kept as a draft and saved as a revision. */

import { rebase } from '../../src/transcript/revise/rebase.ts'
import { writeVtt } from '../../src/transcript/write/write-vtt.ts'
import { editWords } from '../dictionary/archivist.ts'
import { pageWords } from '../dictionary/page.ts'
import { say } from '../quote/copy.ts'
import { autosave, type DraftState } from './autosave.ts'
import { writeAhead } from './body.ts'
import { startChapters } from './chapters.ts'
import { makeCommands } from './commands.ts'
import { cuesOf } from './document.ts'
import type { Editing } from './editing.ts'
import { type ActionName, actionOf } from './keys.ts'
import { showLines } from './lines.ts'
import { make, makeButton, saveFile } from './make.ts'
import { makeDraftBar } from './panels/draft-bar.ts'
import { makeFindPanel } from './panels/find-panel.ts'
import { makeLinePanel } from './panels/line-panel.ts'
import { openMerge } from './panels/merge-dialog.ts'
import { openSave } from './panels/save-dialog.ts'
import { makeTools } from './panels/tools.ts'
import type { Draft, Server } from './server.ts'
import { startSound } from './sound.ts'
import { listenInText } from './typing.ts'

export interface EditorOptions {
  /** Where the lines come. */
  readonly host: HTMLElement
  /** The picture's column. */
  readonly side: HTMLElement
  readonly talk: string
  readonly language: string
  /** Of the recording in ms, where known. */
  readonly duration: number | null
  /** Who spoke, as the talk has it. */
  readonly speakers: readonly string[]
  /** Where one signs in, and the transcript's history. */
  readonly signIn: string
  readonly history: string
  readonly server: Server
  readonly editing: Editing
  /** The stamp of the draft that the work follows; null: there is none. */
  readonly follows: string | null
  /** Whether that draft is a colleague's, and the user chose to go on with it. */
  readonly takesOver: boolean
  /** Whether what one begins with is not on the server. */
  readonly unsent: boolean
}

/** The count of changes may be a little late, the key may not. */
const COUNTED_MS = 120

export function startEditor(options: EditorOptions): void {
  const { host, side, talk, language, server, editing } = options
  const keepFile = () => saveFile(`${talk}.${language}.concept.vtt`, writeVtt(cuesOf(editing.document)))
  let following = true
  let draftWas: DraftState['is'] = 'untouched'

  const kept = autosave({
    talk,
    language,
    server,
    work: () => ({ base: editing.base, cues: cuesOf(editing.document) }),
    onState(state) {
      draft.show(state)
      if (state.is === 'here' && draftWas !== 'here' && draftWas !== 'waiting') say(draft.words.textContent ?? '')
      draftWas = state.is
    },
  })
  const draft = makeDraftBar(options.signIn, {
    keepFile,
    takeOver: (theirs) => void takeOver(theirs),
    mineCounts(theirs) {
      kept.follow(theirs?.saved ?? null, theirs !== null && !theirs.mine)
      void kept.flush()
    },
  })
  draft.show(kept.state)
  const tools = makeTools((name) => commands.act(name), draft.words)
  const list = make('ol', { class: 'lines', 'aria-label': editWords.lines })
  const empty = make(
    'p',
    { class: 'empty', hidden: true },
    editWords.empty,
    ' ',
    makeButton(editWords.actions.insert, () => commands.act('insert'), { class: 'quiet' }),
  )
  const scroller = make('div', { class: 'edit-scroll' }, empty, list)
  const find = makeFindPanel(editing, {
    mark: (matches, now) => lines.markFound(matches, now),
    reveal: (key) => lines.reveal(key),
    current: () => Math.max(0, lines.current),
    leave: (match) =>
      match ? lines.focus(editing.indexOf(match.key), match.from, match.to) : lines.focus(Math.max(0, lines.current), lines.caret),
  })
  const panel = makeLinePanel((name) => commands.act(name), {
    speakers: () => new Set([...options.speakers, ...editing.lines.flatMap(({ speaker }) => speaker ?? [])]),
    setSpeaker: (name, scope) => commands.setSpeaker(name, scope),
    setTime: (field, time) => commands.setTime(field, time),
    leave: () => lines.focus(lines.current, lines.caret),
  })
  host.replaceChildren(tools.bar, draft.bar, find.element, scroller)
  side.append(tools.transport)

  const lines = showLines(scroller, list, editing, {
    language,
    duration: options.duration,
    covered: () => ({ top: Math.max(0, coverOf(side.querySelector('.player'))), bottom: coveredBelow(tools.bar) }),
    onCurrent: placePanel,
    onFindings: () => showTools(),
  })
  const sound = startSound(side.querySelector<HTMLElement>('#speler'), {
    onTime(time) {
      const at = editing.lines.findLastIndex((line) => line.start <= time)
      const line = editing.lines[at]
      lines.play(line && time < line.end ? line : null, following)
    },
    onPlaying: tools.playing,
    onLoopEnd: () => say(editWords.loopEnded),
    onFail: () => say(pageWords.talk.failed),
  })
  startChapters(side.querySelector<HTMLFormElement>('[data-chapters]'), () => sound.time)
  const commands = makeCommands({
    editing,
    lines,
    sound,
    panel,
    follow: () => follow(!following),
    save: () => save(),
    find() {
      const text = document.activeElement instanceof HTMLTextAreaElement ? document.activeElement : null
      find.open(text?.value.slice(text.selectionStart, text.selectionEnd) ?? '')
    },
  })

  // The panel stands under the picture where there is room for both, and under its line where there is not.
  const wide = matchMedia('(min-width: 60rem)')
  function placePanel(): void {
    const line = editing.lines[lines.current]
    if (!line) return panel.element.remove()
    const { from, to } = lines.chosen ?? { from: 0, to: 0 }
    panel.show(line, lines.current + 1, to - from)
    const place = wide.matches ? side : lines.row(line.key)?.body
    if (place && panel.element.parentElement !== place) place.append(panel.element)
  }
  wide.addEventListener('change', placePanel)

  function follow(now: boolean): void {
    following = now
    tools.following(now)
    if (now && sound.time !== null) lines.play(null, false)
  }
  for (const event of ['wheel', 'touchmove', 'focusin'] as const)
    scroller.addEventListener(event, () => following && follow(false), { passive: true })

  let counting = 0
  function showTools(): void {
    clearTimeout(counting)
    counting = window.setTimeout(() => {
      empty.hidden = editing.lines.length > 0
      const { changes, canUndo, canRedo } = editing
      tools.show({ changes, canUndo, canRedo, remarkable: lines.remarkable, filtered: lines.filtered })
    }, COUNTED_MS)
  }
  editing.listen((what) => {
    showTools()
    if (what !== 'based') kept.touch()
  })

  function save(note = ''): void {
    openSave(
      editing,
      {
        server,
        signIn: options.signIn,
        history: options.history,
        keepFile,
        onSaved: () => void kept.drop(),
        onConflict: (written) => void merge(written),
      },
      note,
    )
  }

  async function merge(note: string): Promise<void> {
    const newest = await server.newest()
    if (newest.is !== 'done') return say(editWords.merge.failed)
    const { number, cues } = newest.value
    openMerge(rebase(editing.base.cues, cuesOf(editing.document), cues), number, {
      keepFile,
      onMerged(merged) {
        editing.take('merge', merged, newest.value)
        kept.touch()
        say(editWords.merge.done(number))
        save(note)
      },
    })
  }

  async function takeOver(theirs: Draft): Promise<void> {
    const base = theirs.base === editing.base.number ? null : await server.revision(theirs.base)
    if (base && base.is !== 'done') return say(editWords.loadFailed)
    kept.follow(theirs.saved, !theirs.mine)
    editing.take('draft', theirs.cues, base?.value)
    say(editWords.draft.takenOver)
  }

  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || document.querySelector('dialog[open]')) return
    if (event.key === 'Escape' && lines.release()) return say(editWords.released)
    const name = actionOf(event)
    if (name === null || (isOtherField(event.target) && OF_A_FIELD.has(name))) return
    event.preventDefault()
    commands.act(name)
  })
  listenInText(list, editing, lines, sound, commands)
  addEventListener('beforeunload', (event) => {
    if (!kept.pending) return
    void kept.flush()
    event.preventDefault()
  })

  const times = document.querySelector<HTMLFormElement>('[data-times]')
  times?.addEventListener('submit', (event) => {
    const why = times.querySelector<HTMLElement>('[role="alert"]')
    if (why) why.hidden = editing.changes === 0
    if (editing.changes > 0) event.preventDefault()
  })

  follow(true)
  showTools()
  placePanel()
  writeAhead(cuesOf(editing.document))
  kept.follow(options.follows, options.takesOver)
  if (options.unsent) kept.touch()
}

/** A field has these of its own. */
const OF_A_FIELD: ReadonlySet<ActionName> = new Set(['undo', 'redo', 'previousLine', 'nextLine', 'playLine'])
const isOtherField = (target: EventTarget | null) =>
  target instanceof Element && target.matches('input, select, textarea:not(.lines textarea)')

/** How far down the window something that stays in place reaches. */
function coverOf(element: Element | null): number {
  return element && getComputedStyle(element).position === 'sticky' ? element.getBoundingClientRect().bottom : 0
}

function coveredBelow(element: Element): number {
  const { position, top } = getComputedStyle(element)
  return position === 'sticky' && top === 'auto' ? innerHeight - element.getBoundingClientRect().top : 0
}
