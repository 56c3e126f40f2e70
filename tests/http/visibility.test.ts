/** A talk that is withdrawn, internal or unlisted, on every representation there is. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FIXTURES, makeLibrary, startTestServer, vtt } from '../make-library.ts'

const talk = (id: string, fields: object) => ({
  kind: 'talk',
  id,
  title: `Titel ${id}`,
  formerly: [`oud-${id}`],
  recording: { file: `${id}.mp4`, poster: `${id}.jpg` },
  transcripts: [{ file: 'tekst.vtt', language: 'nl', made: 'human' }],
  attachments: [{ kind: 'report', title: 'Rapport', file: `${id}.pdf` }],
  ...fields,
})

test('who may see what', async () => {
  const media = readFileSync(join(FIXTURES, 'mdn', 'friday.mp4'))
  const ids = {
    openbaar: {},
    verborgen: { visibility: 'unlisted' },
    intern: { visibility: 'internal' },
    weg: { withdrawn: '2026-05-03' },
    concept: { stage: 'draft' },
    gereed: { stage: 'ready' },
    straks: { stage: 'scheduled', publishAt: '2999-01-01T00:00:00Z' },
    verschenen: { stage: 'scheduled', publishAt: '2024-01-01T00:00:00Z' },
    nooit: { stage: 'draft', withdrawn: '2026-05-03' },
  }
  const library = await makeLibrary({
    'tekst.vtt': vtt([{ start: 0, end: 2, text: 'een woordzonderweerga valt hier' }]),
    ...Object.fromEntries(
      Object.entries(ids).flatMap(([id, fields]) => [
        [`${id}.yaml`, talk(id, fields)],
        // Each its own content, so that no hash is shared with a talk that may be seen.
        [`${id}.mp4`, Buffer.concat([media, freeBox(id)])],
        [`${id}.jpg`, Buffer.from(`beeld ${id}`)],
        [`${id}.pdf`, Buffer.from(`rapport ${id}`)],
      ]),
    ),
  })
  expect((await library.import()).map((row) => [row.id, row.status])).toEqual(
    Object.keys(ids)
      .sort()
      .map((id) => [id, 'added']),
  )
  const files = new Map<string, string[]>()
  for (const id of Object.keys(ids)) {
    const found = await library.library.talk(id)
    const hashes = [found?.recording?.original?.sha256, found?.recording?.poster?.sha256, found?.attachments[0]?.file?.sha256]
    files.set(id, [...hashes.map((hash) => `/media/${hash}/x`), `/media/${hashes[0]}/hls-1/master.m3u8`])
  }
  await library.close()
  const server = await startTestServer({ WOORDELIJK_DATA: join(library.folder, 'data') })
  const status = async (path: string) => (await fetch(server.address + path, { redirect: 'manual' })).status

  const expected: Record<string, number> = {
    openbaar: 200,
    verborgen: 200,
    intern: 403,
    weg: 410,
    concept: 404,
    gereed: 404,
    straks: 404,
    verschenen: 200,
    nooit: 404,
  }
  for (const [id, code] of Object.entries(expected)) {
    for (const path of [
      `/opnames/${id}`,
      `/opnames/${id}/transcript.vtt`,
      `/opnames/${id}/transcript.json`,
      `/opnames/${id}/chapters.vtt`,
      `/api/v1/talks/${id}`,
      `/api/v1/talks/${id}/transcript`,
    ]) {
      expect([path, await status(path)]).toEqual([path, code])
    }
    for (const path of files.get(id) ?? []) expect([path, await status(path)]).toEqual([path, code === 200 ? 200 : 404])
    expect(await status(`/opnames/oud-${id}?t=1`)).toBe(308)
  }
  for (const path of ['/', '/zoek?q=woordzonderweerga', '/api/v1/search?q=woordzonderweerga', '/api/v1/talks', '/toegankelijkheid']) {
    const text = await (await fetch(server.address + path)).text()
    for (const id of ['verborgen', 'intern', 'weg', 'concept', 'gereed', 'straks', 'nooit']) expect(text).not.toContain(`Titel ${id}`)
    if (path !== '/toegankelijkheid') for (const id of ['openbaar', 'verschenen']) expect(text).toContain(`Titel ${id}`)
  }
  expect(await (await fetch(`${server.address}/opnames/weg`)).text()).toContain('ingetrokken op 3 mei 2026')
  expect(await (await fetch(`${server.address}/opnames/verborgen`)).text()).toContain('<meta name="robots" content="noindex"/>')
  await server.close()
})

/** An MP4 “free” box: other bytes, the same film. */
function freeBox(text: string): Buffer {
  const box = Buffer.alloc(8 + text.length)
  box.writeUInt32BE(box.length)
  box.write(`free${text}`, 4)
  return box
}
