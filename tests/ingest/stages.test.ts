/** A talk on its way into the library. */
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { exportLibrary } from '../../src/ingest/manifest/export.ts'
import { createLibrary } from '../../src/library/library.ts'
import { openDatabase } from '../../src/library/open.ts'
import { makeLibrary, vtt } from '../setup/make-library.ts'

const TALK = 'kind: talk\nid: straks\ntitle: Straks te zien\ntranscripts: [{ file: t.vtt, language: nl, made: human }]\n'

test('a scheduled talk appears at its time and not before, in lists and in search alike', async () => {
  const made = await makeLibrary({
    't.vtt': vtt([{ start: 0, end: 2, text: 'een woordzonderweerga valt hier' }]),
    'straks.yaml': `${TALK}stage: scheduled\npublishAt: 2999-01-01T00:00:00Z\n`,
  })
  await made.import()
  let now = new Date('2998-12-31T23:59:59.999Z')
  const database = await openDatabase(join(made.folder, 'data'))
  onTestFinished(() => database.close())
  const library = createLibrary(database, () => now)
  const found = async () => (await made.search().search({ q: 'woordzonderweerga', limit: 5 })).total
  const listed = async () => (await made.library.talksAfter({ limit: 100 })).entries.map(({ id }) => id)

  expect(await library.publishDue()).toEqual([])
  expect([await listed(), await found()]).toEqual([[], 0])
  now = new Date('2999-01-01T00:00:00.000Z')
  expect(await library.publishDue()).toEqual(['straks'])
  expect([await listed(), await found()]).toEqual([['straks'], 1])
  expect(await library.publishDue()).toEqual([])
  expect(await library.talk('straks')).toMatchObject({ stage: 'published', publishAt: null, published: now.toISOString() })
})

test('a draft keeps its stage through export and import', async () => {
  const made = await makeLibrary({
    't.vtt': vtt([{ start: 0, end: 2, text: 'ja' }]),
    'straks.yaml': `${TALK}stage: scheduled\npublishAt: 2999-01-01T00:00:00Z\n`,
    'concept.yaml': TALK.replace('id: straks', 'id: concept').concat('stage: draft\n'),
  })
  await made.import()
  const out = join(made.folder, 'uit')
  await exportLibrary(out, made)
  const again = await makeLibrary()
  await again.import([join(out, 'media-manifests')])
  expect(await again.library.talk('concept')).toMatchObject({ stage: 'draft', publishAt: null })
  expect(await again.library.talk('straks')).toMatchObject({ stage: 'scheduled', publishAt: '2999-01-01T00:00:00.000Z' })
})
