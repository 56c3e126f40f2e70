/** The choice of a look in the page's foot: light, dark or high contrast, remembered by this browser, or as the device has it. */
const KEY = 'woordelijk:weergave'

export function offerThemes(field: HTMLSelectElement): void {
  const root = document.documentElement
  const show = (chosen: string) => {
    if (chosen === '') delete root.dataset.theme
    else root.dataset.theme = chosen
    field.value = chosen
  }
  show(root.dataset.theme ?? '')
  // A look that this version does not know.
  if (field.selectedIndex < 0) show('')
  field.addEventListener('change', () => {
    show(field.value)
    try {
      if (field.value === '') localStorage.removeItem(KEY)
      else localStorage.setItem(KEY, field.value)
    } catch {
      // Private browsing or a full store: the choice holds for this page.
    }
  })
  // Chosen in another tab.
  addEventListener('storage', ({ key, newValue }) => {
    if (key === KEY) show(newValue ?? '')
  })
  field.closest<HTMLElement>('[hidden]')?.removeAttribute('hidden')
}
