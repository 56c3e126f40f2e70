/** The change log for mirrors: `GET /api/v1/changes`. */
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { createApp } from '../../src/http/app.ts'
import { loadAssets } from '../../src/http/files/assets.ts'
import { SYSTEM } from '../../src/library/audit.ts'
import { openSearch } from '../../src/search/search.ts'
import { makeLibrary, vtt } from '../setup/make-library.ts'

const manifest = (id: string, more: object = {}) => ({
  [`${id}.yaml`]: { kind: 'talk', id, title: id, transcripts: [{ file: 'a.vtt', language: 'nl', made: 'human' }], ...more },
})

test('each public talk once, as it is now; what was public and is no more is removed, what never was is not named', async () => {
  const open = await makeLibrary({
    ...manifest('een'),
    ...manifest('twee'),
    ...manifest('intern', { visibility: 'internal' }),
    'a.vtt': vtt([{ start: 0, end: 1, text: 'een woordzonderweerga' }]),
  })
  await open.import()
  const config = readConfig({})
  const app = createApp({ ...open, config, assets: loadAssets('dist/client'), search: open.index(), log: pino({ level: 'silent' }) })
  const get = async (path: string) => (await app.request(path)).json()
  const first = await get('/api/v1/changes?since=0')
  expect(first.changes.map(({ talk, what }: { talk: string; what: string }) => [talk, what])).toEqual([
    ['een', 'changed'],
    ['twee', 'changed'],
  ])
  expect(await get(`/api/v1/changes?since=${first.next}`)).toEqual({ changes: [], next: first.next })

  await open.library.changeTalk('een', SYSTEM, () => ({ visibility: 'internal', deed: { action: 'talk.change' } }))
  await open.library.changeTalk('intern', SYSTEM, () => ({ title: 'nog steeds', deed: { action: 'talk.change' } }))
  const second = await get(`/api/v1/changes?since=${first.next}`)
  expect(second.changes).toMatchObject([{ talk: 'een', what: 'removed' }])
  expect((await get('/api/v1/changes?since=0&limit=1')).changes).toMatchObject([{ talk: 'twee', what: 'changed' }])
  expect((await app.request('/api/v1/changes?since=-1')).status).toBe(400)
})

test('a withdrawn talk is in no answer, even of an index that does not know yet', async () => {
  const open = await makeLibrary({ ...manifest('een'), 'a.vtt': vtt([{ start: 0, end: 1, text: 'een woordzonderweerga' }]) })
  await open.import()
  await open.caughtUp()
  // A copy that nothing keeps up to date.
  const behind = join(open.folder, 'behind.sqlite')
  const index = new Sqlite(open.index().file)
  await index.backup(behind)
  index.close()
  const search = openSearch(behind, 1)
  onTestFinished(() => search.close())
  const app = createApp({ ...open, config: readConfig({}), assets: loadAssets('dist/client'), search, log: pino({ level: 'silent' }) })
  const find = async () =>
    (await (await app.request('/api/v1/search?q=woordzonderweerga')).json()).talks.map(({ id }: { id: string }) => id)
  expect(await find()).toEqual(['een'])
  await open.library.changeTalk('een', SYSTEM, () => ({ withdrawn: '2026-01-01', deed: { action: 'talk.withdraw' } }))
  expect((await search.search({ q: 'woordzonderweerga', limit: 1 })).total).toBe(1)
  expect(await find()).toEqual([])
})
