import { playerWords } from '../dictionary/page.ts'

const SPOKEN = ['aria-valuetext', 'aria-label']

/** Translates the accessible names that vidstack hard-codes in English, now and whenever vidstack writes them again. */
export function speakPageLanguage(root: HTMLElement): void {
  const translate = (element: Element) => {
    for (const attribute of SPOKEN) {
      const written = element.getAttribute(attribute)
      if (written === null) continue
      const translated = playerWords.hardCoded.reduce((text, [pattern, words]) => text.replace(pattern, words), written)
      if (translated !== written) element.setAttribute(attribute, translated)
    }
  }
  const translateAll = (element: Element) => {
    translate(element)
    for (const inner of element.querySelectorAll(SPOKEN.map((attribute) => `[${attribute}]`).join())) translate(inner)
  }
  translateAll(root)
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === 'attributes') translate(change.target as Element)
      else for (const node of change.addedNodes) if (node instanceof Element) translateAll(node)
    }
  }).observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: SPOKEN })
}
