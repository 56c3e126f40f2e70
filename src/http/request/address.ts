/** A visitor's address: in full for the log, and as the key that limits count by. */
import { isIPv4, isIPv6 } from 'node:net'
import type { Context } from 'hono'
import type { Dependencies } from '../dependencies.ts'

/** Where the address is not known, as in a test without a socket. */
const UNKNOWN = '0.0.0.0'

/**
 * The full address of the connection. Behind a proxy of the operator's own: the last address in X-Forwarded-For, because clients can write
 * the earlier ones themselves.
 */
export function addressOf({ config }: Pick<Dependencies, 'config'>, c: Context): string {
  const incoming = (c.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined)?.incoming
  const forwarded = config.proxy ? c.req.header('x-forwarded-for')?.split(',').at(-1) : undefined
  return plainAddress(forwarded ?? '') ?? plainAddress(incoming?.socket?.remoteAddress ?? '') ?? UNKNOWN
}

/** The key for limits: an IPv4 address, or the /64 of an IPv6 address, since one visitor has at least a whole /64. */
export function visitorOf(deps: Pick<Dependencies, 'config'>, c: Context): string {
  return networkOf(addressOf(deps, c))
}

/** @param address as `plainAddress` gives it */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address
  return `${groupsOf(address).slice(0, 4).join(':')}::`
}

/**
 * The address alone, without brackets, port or zone; IPv4 in IPv6 (`::ffff:192.0.2.1`) as IPv4. Both forms of one address give one text.
 * @returns null where it is no address
 */
export function plainAddress(text: string): string | null {
  const bare = text
    .trim()
    .replace(/^\[([^\]]*)\](?::\d+)?$/, '$1')
    .replace(/%.*$/, '')
  if (isIPv4(bare)) return bare
  const withPort = /^([\d.]+):\d+$/.exec(bare)?.[1]
  if (withPort !== undefined && isIPv4(withPort)) return withPort
  if (!isIPv6(bare)) return null
  const groups = groupsOf(bare)
  const [high = '0', low = '0'] = groups.slice(6)
  if (groups.slice(0, 5).every((group) => group === '0') && groups[5] === 'ffff')
    return [high, low].flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]).join('.')
  return groups.join(':')
}

/** The eight groups of an IPv6 address, in hexadecimal without leading zeros. */
function groupsOf(address: string): string[] {
  const [before = [], after] = address.split('::').map(partGroups)
  if (after === undefined) return before
  return [...before, ...Array<string>(8 - before.length - after.length).fill('0'), ...after]
}

function partGroups(part: string): string[] {
  if (part === '') return []
  return part.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16).toString(16)]
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number)
    return [(a * 256 + b).toString(16), (c * 256 + d).toString(16)]
  })
}
