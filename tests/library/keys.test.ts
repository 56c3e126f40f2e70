/** Secrets that are lent for a while: tokens of programs and links to drafts. */
import { expect, test } from 'vitest'
import { draftOf } from '../../src/http/archivist/fields/talk-fields.ts'
import { createKeys } from '../../src/library/keys.ts'
import { makeLibrary } from '../setup/make-library.ts'

const ANNA = { kind: 'account' as const, id: 'anna', name: 'Anna' }
const DAY = 86_400_000

async function keysAt(start: string) {
  const { library, database } = await makeLibrary()
  const clock = { now: new Date(start) }
  const later = (ms: number) => {
    clock.now = new Date(clock.now.getTime() + ms)
  }
  return { library, keys: createKeys(database, () => clock.now), later }
}

test('a token works until it expires or is taken back, and another one goes on', async () => {
  const { keys, later } = await keysAt('2026-11-28T12:00:00Z')
  const short = await keys.addToken('kort', ['talks:read'], '2026-11-29T12:00:00.000Z', ANNA)
  const long = await keys.addToken('lang', ['talks:read'], null, ANNA)
  const works = async () => [(await keys.tokenBySecret(short.secret))?.name ?? null, (await keys.tokenBySecret(long.secret))?.name ?? null]
  expect(await works()).toEqual(['kort', 'lang'])
  later(DAY - 1)
  expect(await works()).toEqual(['kort', 'lang'])
  later(1)
  expect(await works()).toEqual([null, 'lang'])
  await keys.revokeToken(long.token.id, ANNA)
  expect(await works()).toEqual([null, null])
})

test('a preview link works for two weeks, or until it is ended', async () => {
  const { library, keys, later } = await keysAt('2026-11-28T12:00:00Z')
  const talk = draftOf({ title: 'Een proef' })
  await library.createTalk(talk, ANNA)
  const first = await keys.addPreview(talk.id, ANNA)
  later(14 * DAY - 1)
  expect(await keys.previewBySecret(first.secret)).toBe(talk.id)
  expect(await keys.previews(talk.id)).toHaveLength(1)
  later(1)
  expect(await keys.previewBySecret(first.secret)).toBeNull()
  expect(await keys.previews(talk.id)).toEqual([])
  const second = await keys.addPreview(talk.id, ANNA)
  expect(await keys.previewBySecret(second.secret)).toBe(talk.id)
  await keys.revokePreviews(talk.id, ANNA)
  expect(await keys.previewBySecret(second.secret)).toBeNull()
})
