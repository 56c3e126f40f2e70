/** What the elements and attributes of a TTML file say, but for times. */

import type { XmlElement } from '../../../markup/xml.ts'
import { trimXml } from './ttml-text.ts'

/** Ids that `writeTtml` makes up, because EBU-TT-D wants one on every paragraph; the cue itself has none. */
export const MADE_UP_ID = /^_regel\.\d+$/

/** In TTML’s own namespace, but no content. */
export const NO_CONTENT = new Set([
  'metadata',
  'set',
  'animate',
  'animation',
  'styling',
  'layout',
  'style',
  'region',
  'initial',
  'resources',
  'audio',
])

/** An attribute’s value; `fragment` says in which of TTML’s namespaces it must be. */
export function attribute(element: XmlElement, name: string, fragment = ''): string | null {
  return (
    element.attributes.find((each) => each.name === name && (fragment === '' ? each.space === '' : each.space.endsWith(fragment)))?.value ??
    null
  )
}

/** The names of `ttm:agent` elements by their id: the full name, or an alias, or given and family name. */
export function readAgents(root: XmlElement): Map<string, string> {
  const names = new Map<string, string>()
  const look = (element: XmlElement) => {
    const id = idOf(element)
    if (element.name === 'agent' && id !== null) {
      const found = new Map(
        elementsOf(element).map((each) => [attribute(each, 'type') ?? 'other', trimXml(textOf(each).replace(/\s+/g, ' '))]),
      )
      const parts = [found.get('given'), found.get('family')].filter((part) => part)
      const name = found.get('full') || found.get('alias') || parts.join(' ') || found.get('other')
      if (name) names.set(id, name)
    }
    for (const child of elementsOf(element)) look(child)
  }
  for (const child of elementsOf(root)) if (child.name === 'head') look(child)
  return names
}

const elementsOf = (element: XmlElement) => element.children.filter((child) => typeof child !== 'string')

export function idOf(element: XmlElement): string | null {
  const id = attribute(element, 'id', 'XML/1998/namespace')?.trim() ?? ''
  return id === '' || MADE_UP_ID.test(id) ? null : id
}

export function spaceOf(element: XmlElement, inherited: boolean): boolean {
  const space = attribute(element, 'space', 'XML/1998/namespace')
  return space === null ? inherited : space === 'preserve'
}

/** The children without metadata elements. */
export function textOf(element: XmlElement): string {
  return element.children
    .map((child) => (typeof child === 'string' ? child : NO_CONTENT.has(child.name) || child.space !== element.space ? '' : textOf(child)))
    .join('')
}

/** IMSC’s `ittm:altText`: what a picture says, for those who do not see it. */
export function altTextOf(element: XmlElement): string {
  return elementsOf(element)
    .map((child) => (child.name === 'altText' ? textOf(child) : altTextOf(child)))
    .join('')
}

export function shorten(text: string): string {
  const line = trimXml(text.slice(0, 500).replace(/\s+/g, ' '))
  return line.length > 60 ? `${line.slice(0, 57)}…` : line
}
