/** White space in TTML: `xml:space` and `<br/>` (TTML2 §8.2.6, §10.2.3) to plain text. */

export interface Piece {
  readonly text: string
  /** `xml:space="preserve"`: as it is written. */
  readonly preserve: boolean
}

/** What `<br/>` stands for; no written text holds it, since XML cannot. */
export const LINE_BREAK = '\0'

const isSpace = (char: string | undefined) => char === ' ' || char === '\n' || char === '\t' || char === '\r'

/** Whether there is nothing to read in it; a no-break space is nothing to read either. */
export function blank(text: string): boolean {
  return !/[^\s\0]/.test(text)
}

/** Without XML’s white space at both ends; a regular expression for the far end would be quadratic. */
export function trimXml(text: string): string {
  let [from, to] = [0, text.length]
  while (from < to && (isSpace(text[from]) || text[from] === LINE_BREAK)) from++
  while (to > from && (isSpace(text[to - 1]) || text[to - 1] === LINE_BREAK)) to--
  return text.slice(from, to)
}

/** White space collapses across the borders of elements, and is dropped at both sides of a line break. */
export function joinText(pieces: readonly Piece[]): string {
  const out: string[] = []
  let atStart = true
  let pending = false
  for (const { text, preserve } of pieces) {
    if (text === LINE_BREAK) {
      out.push('\n')
      atStart = true
      pending = false
      continue
    }
    const written = preserve ? text : text.replace(/[ \t\r\n]+/g, ' ')
    const inner = preserve ? written : trimXml(written)
    if (!preserve && isSpace(written[0])) pending = true
    if (inner === '') continue
    if (pending && !atStart) out.push(' ')
    out.push(inner)
    pending = !preserve && isSpace(written.at(-1)) && written.length > 1
    atStart = preserve && isSpace(inner.at(-1))
  }
  return trimXml(out.join(''))
}
