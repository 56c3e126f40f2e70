/** Parts of a page that show work under way are loaded again while it lasts. */
const EVERY_MS = 2000

/**
 * @param part has an id and the address of its page in `data-refresh`; it ends when the loaded part has none
 * @param onFresh called with each newly loaded part, whose buttons and fields have no scripts yet
 */
export function keepFresh(part: HTMLElement, onFresh: (part: HTMLElement) => void): void {
  const address = part.dataset.refresh ?? ''
  const again = () => setTimeout(() => void refresh(), EVERY_MS)

  async function refresh(): Promise<void> {
    // Not while the tab is hidden, nor while the focus is inside the part: loading would take the control away from under it.
    if (document.hidden || part.contains(document.activeElement)) return void again()
    const answer = await fetch(address, { headers: { accept: 'text/html' } }).catch(() => null)
    if (!answer?.ok || answer.redirected) return void again()
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const fresh = page.getElementById(part.id)
    if (!fresh || part.contains(document.activeElement)) return void again()
    part.replaceWith(fresh)
    onFresh(fresh)
    if (fresh.dataset.refresh) keepFresh(fresh, onFresh)
  }

  again()
}
