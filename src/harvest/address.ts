/** Which addresses on the internet may be asked: public ones, never this machine or its network. */
import { lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { Failure } from '../failure.ts'

/** IANA's special-purpose registries (RFC 6890 and later): everything that is not a public unicast address. */
const SPECIAL_IPV4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const
/** Public IPv6 unicast is 2000::/3; inside it these are not, or carry an IPv4 address that would have to be looked at as well. */
const SPECIAL_IPV6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const

const special = new BlockList()
for (const [net, prefix] of SPECIAL_IPV4) special.addSubnet(net, prefix, 'ipv4')
for (const [net, prefix] of SPECIAL_IPV6) special.addSubnet(net, prefix, 'ipv6')
const unicast = new BlockList()
unicast.addSubnet('2000::', 3, 'ipv6')

export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !special.check(address, 'ipv4')
  if (family === 6) return unicast.check(address, 'ipv6') && !special.check(address, 'ipv6')
  return false
}

/** Whether the address names a machine by number, and one that may not be asked: a literal address is not looked up. */
export function isPrivateLiteral(url: URL): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return isIP(host) !== 0 && !isPublicAddress(host)
}

/** Looks a name up at the moment of connecting, and gives the connection only addresses that may be asked. */
export function lookupAllowed(allowPrivate: boolean): LookupFunction {
  return (host, options, done) => {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, '', 0)
      const allowed = addresses.filter(({ address }) => allowPrivate || isPublicAddress(address))
      const [first] = allowed
      if (!first) return done(refused(host), '', 0)
      if (options.all) return done(null, allowed)
      done(null, first.address, first.family)
    })
  }
}

/** @throws Failure `forbidden` */
export function requirePublicLiteral(url: URL, allowPrivate: boolean): void {
  if (!allowPrivate && isPrivateLiteral(url)) throw refused(url.hostname)
}

function refused(host: string): Failure {
  return new Failure(
    'forbidden',
    `${host} is een adres op deze machine of op een eigen netwerk; daar halen wij niets op. Met --allow-private mag het wel.`,
  )
}
