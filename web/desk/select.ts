/** Choosing recordings in the list: a range with Shift, the whole page, and how many are chosen. The boxes work without it. */
import type { Dictionary } from '../words/dictionaries.ts'

export function startSelecting(list: HTMLElement, words: Dictionary['many']['list']): void {
  const boxes = [...list.querySelectorAll<HTMLInputElement>('input[name="opname"]')]
  const page = list.querySelector<HTMLElement>('[data-select-page]')
  const pageBox = page?.querySelector('input')
  const all = list.querySelector<HTMLInputElement>('[data-select-all]')
  const count = list.querySelector<HTMLElement>('[data-select-count]')
  if (!page || !pageBox || !count) return
  page.hidden = false
  /** The box that was pressed last: where a range begins. */
  let anchor: HTMLInputElement | null = null

  const show = () => {
    const chosen = boxes.filter(({ checked }) => checked).length
    for (const box of boxes) box.closest('li')?.classList.toggle('picked', box.checked || all?.checked === true)
    pageBox.checked = chosen === boxes.length
    pageBox.indeterminate = chosen > 0 && chosen < boxes.length
    count.textContent = words.chosen(all?.checked ? Number(all.dataset.selectAll) : chosen)
  }

  list.addEventListener('click', (event) => {
    const box = boxes.find((one) => one === event.target)
    if (!box) return
    if (event.shiftKey && anchor) {
      const [from = 0, to = 0] = [boxes.indexOf(anchor), boxes.indexOf(box)].sort((a, b) => a - b)
      for (const one of boxes.slice(from, to + 1)) one.checked = box.checked
    }
    anchor = box
    // A recording that is left out ends the choice of all.
    if (all && !box.checked) all.checked = false
  })
  // A label that is pressed with Shift selects text.
  list.addEventListener('mousedown', (event) => {
    if (event.shiftKey && event.target instanceof Element && event.target.closest('.pick')) event.preventDefault()
  })
  pageBox.addEventListener('change', () => {
    for (const box of boxes) box.checked = pageBox.checked
    if (all && !pageBox.checked) all.checked = false
  })
  list.addEventListener('change', show)
  // After “back” the browser has filled in the boxes again.
  addEventListener('pageshow', show)
  show()
}
