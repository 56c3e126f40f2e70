/** On every page: the styles, and `/` to the search field. */
import './styles/site.css'

document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return
  const field = document.querySelector<HTMLInputElement>('input[type="search"][name="q"]')
  if (!field) return
  event.preventDefault()
  field.focus()
  field.select()
})

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))
}
