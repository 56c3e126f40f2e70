/** The page of what files take: the sums are those of the files, a count says when it was, and only administrators see it. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { openLibrary } from '../../src/wire.ts'
import { startArchive } from '../setup/archive.ts'
import { FIXTURES, makeFolder } from '../setup/make-library.ts'
import { signedIn } from '../setup/people.ts'
import { onSqlite } from '../setup/sqlite-of.ts'

const VIDEO = readFileSync(join(FIXTURES, 'mdn', 'friday.mp4'))

/** Bytes of all files below the folder, by whether their path has `part` in it. */
function bytesIn(folder: string, isPart: (path: string) => boolean): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && isPart(join(entry.parentPath, entry.name)))
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
}

test('the sums are those of the files on disk, by kind and by event, and say when they were counted', async () => {
  const { ask, upload, settled, server, data, secret, admin } = await startArchive()
  const event = (await ask('POST', '/events', { title: 'Een dag', programme: [] })).body.id
  const make = async (title: string, content: Buffer, fields: object = {}) => {
    const { id } = (await ask('POST', '/talks', { title, ...fields })).body
    await upload(`${title}.mp4`, content, { talk: id })
    await settled(id)
    return id as string
  }
  const other = Buffer.concat([VIDEO, Buffer.from('\0\0\0\x0cfreeabcd', 'latin1')])
  const [inEvent] = [await make('Een', VIDEO, { event }), await make('Twee', VIDEO, { event })]
  const goes = await make('Drie', other)
  await upload('verslag.pdf', Buffer.from('%PDF-1.4 verslag'), { talk: inEvent, role: 'report' })

  // A count while nothing is being made, so that the disk stands still: then it is the record that is compared.
  const check = await openLibrary(readConfig({ WOORDELIJK_DATA: data }))
  onTestFinished(() => check.close())
  await check.storage.count()
  const totals = await check.library.storageTotals()
  const media = join(data, 'media')
  expect(totals.kinds.originals).toEqual({ files: 2, size: VIDEO.length + other.length })
  expect(totals.kinds.attachments).toEqual({ files: 1, size: 16 })
  const unfinished = join(media, 'tmp')
  const isOriginal = (path: string) => path.endsWith('/original')
  expect(totals.kinds.renditions.size).toBe(bytesIn(media, (path) => !isOriginal(path) && !path.startsWith(unfinished)))
  expect(totals.kinds.renditions.size).toBeGreaterThan(0)
  const all = Object.values(totals.kinds).reduce((sum, { size }) => sum + size, 0)
  expect(all).toBe(bytesIn(media, (path) => !path.startsWith(unfinished)))
  // PostgreSQL's size is not this program's to count.
  if (onSqlite) expect(totals.counted?.database).toBeGreaterThan(0)
  else expect(totals.counted?.database).toBeNull()
  // A file that two talks of an event have counts once for the event.
  const { entries } = await check.library.storageByEvent({ page: 1, size: 10 })
  const ofEvent = entries.find((one) => one.event?.id === event)
  const pictures = totals.kinds.pictures.size
  expect(ofEvent).toMatchObject({ talks: 2, originals: VIDEO.length, others: 16 + pictures })
  expect(entries.find((one) => one.event === null)).toMatchObject({ talks: 1, originals: other.length })
  expect(totals.bin.files).toBe(0)
  await ask('DELETE', `/talks/${goes}`)
  expect((await check.library.storageTotals()).bin.size).toBeGreaterThan(other.length)
  const growth = await check.library.storageGrowth(12)
  expect(growth.reduce((sum, { size }) => sum + size, 0)).toBe(VIDEO.length + other.length + 16 + pictures)

  const page = await (await admin.ask('/beheer/opslag')).text()
  for (const text of ['Opslag', 'geteld op', 'Een dag', 'zonder bijeenkomst', 'vrij van']) expect(page).toContain(text)
  expect(await (await admin.ask('/beheer/opslag?taal=en')).text()).toContain('Growth by month')
  expect((await admin.send('/beheer/opslag/tellen', {})).headers.get('location')).toBe('/beheer/opslag?gedaan=telt')
  const archivist = await signedIn(server, 'archivist@example.nl')
  expect((await archivist.ask('/beheer/opslag')).status).toBe(403)
  expect((await archivist.send('/beheer/opslag/tellen', {})).status).toBe(403)
  const token = { authorization: `Bearer ${secret}` }
  expect((await fetch(`${server.address}/beheer/opslag`, { headers: token })).status).toBe(403)
})

test('a count that is cut off leaves the last one as it was', async () => {
  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: join(await makeFolder(), 'data') }))
  onTestFinished(() => open.close())
  const sizes = async function* (size: number, breaks: boolean) {
    for (let i = 0; i < 500; i += 1) yield { sha256: i.toString(16).padStart(64, '0'), recipe: 'hls-2', size }
    if (breaks) throw new Error('cut off')
  }
  const own = { database: 1, index: null }
  await open.library.recordStorageCount(sizes(2, false), own)
  await expect(open.library.recordStorageCount(sizes(7, true), own)).rejects.toThrow('cut off')
  expect((await open.library.storageTotals()).kinds.renditions).toEqual({ files: 500, size: 1000 })
  await open.library.recordStorageCount(sizes(3, false), own)
  expect((await open.library.storageTotals()).kinds.renditions).toEqual({ files: 500, size: 1500 })
})
