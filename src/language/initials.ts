/** Names written in full, by their initials: `Nationaal Programma Heerlen-Noord` → `nphn`. */
import { tokenise } from './tokens.ts'

/** Small words inside a name that have no initial. */
const INSIDE = new Set('van voor de het der den en in op te ten ter tot & voor met of'.split(' '))
const LONGEST = 7
const CAPITAL = /^\p{Lu}/u
const STARTS_SENTENCE = /(?:^|[.!?:…]\s*)["'“”‘’]*$/u

/** @returns initials with the folded words they stand for */
export function namesByInitials(text: string): [initials: string, words: readonly string[]][] {
  const tokens = tokenise(text)
  const found: [string, readonly string[]][] = []
  for (let at = 0; at < tokens.length; at++) {
    if (!CAPITAL.test(tokens[at]?.text ?? '') || CAPITAL.test(tokens[at - 1]?.text ?? '')) continue
    let end = at
    let capitals = 0
    for (let next = at; next < tokens.length && next - at < LONGEST + 3; next++) {
      const word = tokens[next]
      // A comma or a full stop ends a name.
      if (!word || (next > at && /[^\s\-‐‑‘’']/u.test(text.slice(tokens[next - 1]?.to ?? 0, word.from)))) break
      if (CAPITAL.test(word.text)) {
        capitals++
        end = next + 1
      } else if (!INSIDE.has(word.form)) break
    }
    const name = tokens.slice(at, end)
    // “de Open Universiteit en Pharos”: what stands before “en” may be a name by itself.
    const and = name.findIndex(({ form }, i) => form === 'en' && i >= 2)
    if (and > 0) found.push(entry(name.slice(0, and)))
    if (capitals >= 2 && capitals <= LONGEST) found.push(entry(name))
    // The first word of a sentence has a capital anyway: “De Stichting …”, “Volgens Stichting …”.
    const [, ...rest] = name
    if (capitals >= 3 && rest[0] && CAPITAL.test(rest[0].text) && STARTS_SENTENCE.test(text.slice(0, name[0]?.from ?? 0)))
      found.push(entry(rest))
  }
  return found
}

function entry(name: readonly { readonly text: string; readonly form: string }[]): [string, readonly string[]] {
  const initials = name.filter(({ text }) => CAPITAL.test(text)).map(({ form }) => form[0] ?? '')
  return [initials.join(''), name.map(({ form }) => form)]
}
