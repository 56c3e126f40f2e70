/** Somebody else saved meanwhile: their words and mine together, and for lines that both changed a choice. Nothing is taken silently. */
import type { Cue } from '../../../src/transcript/cue.ts'
import { wordDifference } from '../../../src/transcript/revise/difference.ts'
import { type Choice, type Rebased } from '../../../src/transcript/revise/rebase.ts'
import { formatClock } from '../../../src/transcript/timecode.ts'
import { editWords } from '../../dictionary/archivist.ts'
import { makeDialog } from '../../quote/cite-dialog.ts'
import { make, makeButton, makeField } from '../make.ts'
import { showPieces } from '../pieces.ts'

const words = editWords.merge

export function openMerge(
  { lines, timesLeft }: Rebased,
  revision: number,
  tools: { readonly onMerged: (cues: Cue[]) => void; readonly keepFile: () => void },
): void {
  const dialog = makeDialog(words.title)
  const choices = lines.flatMap(({ choice }) => (choice ? [choice] : []))
  const decided = new Map<Choice, 'mine' | 'theirs'>()
  const fields = choices.map((choice, i) => showChoice(choice, i, decided))
  const error = make('p', { class: 'field-error', role: 'alert', hidden: true }, words.open)
  const all = (side: 'mine' | 'theirs') => () => {
    for (const field of fields) {
      const radio = field.querySelector<HTMLInputElement>(`input[value="${side}"]`)
      if (radio) radio.checked = true
    }
    for (const choice of choices) decided.set(choice, side)
  }
  const form = make('form', {}, make('p', {}, words.lead(revision)))
  if (timesLeft)
    form.append(make('p', { class: 'notice' }, words.timesLeft, ' ', makeButton(editWords.save.asFile, tools.keepFile, { class: 'quiet' })))
  form.append(make('p', {}, choices.length > 0 ? words.choices(choices.length) : words.noChoices))
  if (choices.length > 1)
    form.append(
      make(
        'p',
        { class: 'merge-all' },
        makeButton(words.allMine, all('mine'), { class: 'quiet' }),
        ' ',
        makeButton(words.allTheirs, all('theirs'), { class: 'quiet' }),
      ),
    )
  form.append(...fields, error, make('p', {}, make('button', { class: 'button' }, words.go)))
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const open = choices.findIndex((choice) => !decided.has(choice))
    if (open >= 0) {
      error.hidden = false
      fields[open]?.querySelector('input')?.focus()
      return
    }
    const cues = lines.flatMap(({ cue, choice }) => {
      const kept = choice ? choice[decided.get(choice) ?? 'theirs'] : cue
      return kept ? [kept] : []
    })
    dialog.close()
    tools.onMerged(cues)
  })
  dialog.append(form)
  dialog.showModal()
}

function showChoice(choice: Choice, i: number, decided: Map<Choice, 'mine' | 'theirs'>): HTMLFieldSetElement {
  const side = (name: 'mine' | 'theirs') => {
    const cue = choice[name]
    const { label, input } = makeField(words[name], { type: 'radio', name: `keuze-${i}`, value: name })
    input.addEventListener('change', () => decided.set(choice, name))
    const speaker =
      choice.mine?.speaker === choice.theirs?.speaker ? [] : [make('p', { class: 'meta' }, cue?.speaker ?? editWords.save.nobody)]
    const text = cue ? showPieces(wordDifference(choice.base, cue.text)) : make('p', { class: 'meta' }, words.gone)
    return make('div', { class: 'choice' }, label, ...speaker, text)
  }
  return make(
    'fieldset',
    { class: 'choices' },
    make('legend', {}, make('span', { class: 'time' }, formatClock(choice.time))),
    make('p', { class: 'meta' }, `${words.base}: ${choice.base}`),
    side('mine'),
    side('theirs'),
  )
}
