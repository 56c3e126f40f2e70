/** On every page: the styles, completions in the search field, and `/` to go there. */
import './styles/site.css'
import { pageWords } from './dictionary/page.ts'
import { checkNowAndThen, sayOffline } from './offline/offer.ts'
import { completeField } from './search/complete.ts'
import { searchEvent } from './search/event.ts'
import { searchAsTyped } from './search/live.ts'
import { offerThemes } from './theme.ts'

document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return
  const field = document.querySelector<HTMLInputElement>('input[type="search"][name="q"]')
  if (!field) return
  event.preventDefault()
  field.focus()
  field.select()
})

const looks = document.querySelector<HTMLSelectElement>('#weergave')
if (looks) offerThemes(looks)

sayOffline()
checkNowAndThen()

for (const field of document.querySelectorAll<HTMLInputElement>('form:not([data-talks]) input[type="search"][name="q"]'))
  completeField(field, pageWords.search.completions)

const inEvent = document.querySelector<HTMLFormElement>('form[data-talks]')
if (inEvent) {
  const { found, nothing, eventLoading, eventFailed, more, related } = pageWords.search
  searchEvent(inEvent, { found, nothing, loading: eventLoading, failed: eventFailed, more, related })
}

const results = document.querySelector<HTMLElement>('#resultaten')
const asking = document.querySelector<HTMLInputElement>('.site-search input[type="search"]')
if (results && asking) searchAsTyped(asking, results)

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))
}
