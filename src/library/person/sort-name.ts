/** Dutch practice: a list of names is ordered by the name after its prefix (De Jonge under J, Van Jansen under J). */
import { fold } from '../../language/tokens.ts'

const PREFIX = /^(?:van|von|de|den|der|het|'t|’t|ten|ter|te|la|le|du|di|da|el|al|op|in|aan)$/i

/** @returns the name folded, family name first: `Harry de Jonge` → `jonge harry de` */
export function sortName(name: string): string {
  const parts = name.split(' ')
  const family = parts.findIndex((part, i) => i > 0 && !PREFIX.test(part))
  return fold(family < 0 ? name : [...parts.slice(family), ...parts.slice(0, family)].join(' '))
}
