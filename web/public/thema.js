// The look that the reader chose, before the page is painted: the page waits for this script, so it does nothing else (see web/theme.ts).
try {
  const chosen = localStorage.getItem('woordelijk:weergave')
  if (chosen) document.documentElement.dataset.theme = chosen
} catch {
  // A browser that stores nothing shows what the device asks for.
}
