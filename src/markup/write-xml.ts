/** XML out: elements as values, escaped when written. Well-formed whatever the text holds (XML 1.0 §2.2). */

export interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string | number | null | undefined>>
  readonly children: readonly Child[]
}

/** Text, an element, or nothing. */
export type Child = Element | string | number | null | undefined | false

/** @param attributes those that are null or undefined are left out */
export function element(name: string, attributes: Element['attributes'] = {}, ...children: readonly (Child | readonly Child[])[]): Element {
  return { name, attributes, children: children.flat() }
}

/** An element with text, or null where there is none: left out by its parent. */
export function optional(name: string, text: string | number | null | undefined, attributes: Element['attributes'] = {}): Element | null {
  return text === null || text === undefined || text === '' ? null : element(name, attributes, text)
}

/** The document with its declaration. */
export function writeXml(root: Element): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${write(root)}\n`
}

function write(child: Child): string {
  if (child === null || child === undefined || child === false) return ''
  if (typeof child !== 'object') return escapeText(String(child))
  const attributes = Object.entries(child.attributes)
    .filter((entry): entry is [string, string | number] => entry[1] !== null && entry[1] !== undefined)
    .map(
      ([name, value]) =>
        ` ${name}="${escapeText(String(value))
          .replaceAll('"', '&quot;')
          .replace(/[\n\t\r]/g, referenceOf)}"`,
    )
    .join('')
  const content = child.children.map(write).join('')
  return content === '' ? `<${child.name}${attributes}/>` : `<${child.name}${attributes}>${content}</${child.name}>`
}

function escapeText(text: string): string {
  // A bare carriage return would be read back as a line feed (XML 1.0 §2.11).
  return replaceForbidden(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#13;')
}

const referenceOf = (character: string) => `&#${character.charCodeAt(0)};`

/** Characters that no XML 1.0 document may hold, escaped or not, and halves of surrogate pairs become U+FFFD. */
export function replaceForbidden(text: string): string {
  return text.toWellFormed().replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
}
