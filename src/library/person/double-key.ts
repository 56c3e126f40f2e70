/** Which people may be one and the same: their family names sound alike and their given names begin with the same letter. */
import { soundKey } from '../../language/sound.ts'
import { sortName } from './sort-name.ts'

/** Titles before a name say nothing of who it is. */
const TITLES = /^(?:(?:prof|drs?|mr|ir|ing|mw|mevr|dhr)\.?\s+)+/i

/** @returns equal for `Jan Jansen`, `J. Janssen` and `dr. Jan Jansen`; empty for a name of one word */
export function doubleKey(name: string): string {
  const plain = name.replace(TITLES, '').trim()
  const [family = '', ...rest] = sortName(plain).split(/\s+/)
  // In the order of the sort name the given name follows the whole family name.
  const given = plain.split(/\s+/)[0] ?? ''
  if (rest.length === 0 || family === '') return ''
  return `${soundKey(family)} ${given.slice(0, 1).toLowerCase()}`
}
