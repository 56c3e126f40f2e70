import { HARD_CODED } from '../words/player-nl.ts'

const SPOKEN = ['aria-valuetext', 'aria-label']

/** Keeps the names that vidstack hard-codes in English Dutch, now and whenever it writes them again. */
export function speakDutch(root: HTMLElement): void {
  const translate = (element: Element) => {
    for (const attribute of SPOKEN) {
      const english = element.getAttribute(attribute)
      if (english === null) continue
      const dutch = HARD_CODED.reduce((text, [pattern, words]) => text.replace(pattern, words), english)
      if (dutch !== english) element.setAttribute(attribute, dutch)
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
