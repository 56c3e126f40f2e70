/** What a visitor sends as a path or an address is one, or is not taken for one. */
import { isIP } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { networkOf, plainAddress } from '../../src/http/request/address.ts'
import { ownPath } from '../../src/http/request/own-path.ts'
import { memoryLimits } from '../../src/library/limits.ts'

const SITE = 'https://woordelijk.example'

test('whatever is asked for, a browser stays on this site', () => {
  const piece = fc.constantFrom(
    '/',
    '\\',
    '.',
    '..',
    '//',
    '/.',
    ':',
    '@',
    '?',
    '#',
    '\t',
    '\n',
    '\r',
    ' ',
    '%2f',
    '%5c',
    'evil.example',
    'javascript:',
    'x',
  )
  const wanted = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(piece, { maxLength: 8 }).map((pieces) => `/${pieces.join('')}`),
    fc.webUrl(),
  )
  fc.assert(
    fc.property(wanted, (text) => {
      const path = ownPath(text)
      // As a header of a page anywhere on the site, and read again by ourselves.
      for (const page of ['/', '/beheer/aanmelden', '/a/b/c?d=/e']) expect(new URL(path, SITE + page).origin).toBe(SITE)
      expect(path).toMatch(/^\/(?![/\\])/)
      expect(ownPath(path)).toBe(path)
    }),
    { numRuns: 2000 },
  )
})

test.each([
  ['/opnames/x?t=12', '/opnames/x?t=12'],
  ['/.//evil.example', '/beheer'],
  ['/..//evil.example', '/beheer'],
  ['/x/..//evil.example', '/beheer'],
  ['/./\\evil.example', '/beheer'],
  ['//evil.example', '/beheer'],
  ['https://evil.example', '/beheer'],
  ['beheer', '/beheer'],
  ['/a//b', '/a//b'],
])('%s leads to %s', (wanted, path) => {
  expect(ownPath(wanted)).toBe(path)
})

test.each([
  ['192.0.2.1', '192.0.2.1', '192.0.2.1'],
  ['192.0.2.1:443', '192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1', '192.0.2.1'],
  ['::ffff:c000:201', '192.0.2.1', '192.0.2.1'],
  ['2001:db8::1', '2001:db8:0:0:0:0:0:1', '2001:db8:0:0::'],
  ['[2001:DB8:0:1::2]:8080', '2001:db8:0:1:0:0:0:2', '2001:db8:0:1::'],
  ['fe80::1%eth0', 'fe80:0:0:0:0:0:0:1', 'fe80:0:0:0::'],
  ['::1', '0:0:0:0:0:0:0:1', '0:0:0:0::'],
])('address %s is %s, counted as %s', (text, address, network) => {
  expect(plainAddress(text)).toBe(address)
  expect(networkOf(address)).toBe(network)
})

test('an IPv6 address is valid however it is written, and its /64 is one visitor', () => {
  fc.assert(
    fc.property(fc.ipV6(), fc.array(fc.nat(0xffff), { minLength: 4, maxLength: 4 }), (text, interfacePart) => {
      const address = plainAddress(text)
      expect(isIP(address ?? '')).toBeGreaterThan(0)
      expect(plainAddress(address ?? '')).toBe(address)
      if (isIP(address ?? '') !== 6) return
      const network = networkOf(address ?? '')
      expect(isIP(network)).toBe(6)
      const neighbour = [...(address ?? '').split(':').slice(0, 4), ...interfacePart.map((group) => group.toString(16))].join(':')
      expect(networkOf(plainAddress(neighbour) ?? '')).toBe(network)
    }),
  )
  for (const text of ['', 'localhost', '1.2.3', '1.2.3.4.5', ':::', '12345::', 'x%y', "'; drop table"])
    expect(plainAddress(text)).toBeNull()
})

test('a limit lets through what its rule says, at once and over time, and forgets the oldest keys first', async () => {
  let now = 0
  const limits = memoryLimits(() => now, 100)
  const rule = { times: 10, seconds: 100 }
  const tries = await Promise.all(Array.from({ length: 60 }, () => limits.take('a', rule)))
  expect(tries.filter((wait) => wait === 0)).toHaveLength(10)
  expect(await limits.take('a', rule)).toBe(10_000)
  expect(await limits.take('b', rule)).toBe(0)
  now = 10_000
  expect([await limits.take('a', rule), await limits.take('a', rule)]).toEqual([0, 10_000])
  await limits.clear('a')
  expect(await limits.take('a', rule)).toBe(0)
  for (let i = 0; i < 1000; i++) await limits.take(`other ${i}`, rule)
  // Forgotten: allowed again, and no memory is held for it.
  expect(await limits.take('a', rule)).toBe(0)
})
