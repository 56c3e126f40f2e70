/** A talk that is withdrawn, internal or unlisted, on every representation there is. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { RunningServer } from '../../src/wire.ts'
import { FIXTURES, makeLibrary, startTestServer, type TestLibrary, vtt } from '../setup/make-library.ts'
import { PASSWORD, signedIn, type Visitor, visitor } from '../setup/people.ts'

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
    files.set(id, [...hashes.map((hash) => `/media/${hash}/x`), `/media/${hashes[0]}/hls-2/master.m3u8`])
  }
  const server = await startTestServer({ WOORDELIJK_DATA: join(library.folder, 'data') })
  const asking = await viewers(library, server, Object.keys(ids))
  await library.close()

  // What a page, file or answer of the talk is for each of them. Media is either there or not: a hash tells nothing.
  const open = { niemand: 200, lid: 200, genodigde: 200, leestoken: 200, ander: 200, archivaris: 200, beheerder: 200 }
  const unseen = { ...open, niemand: 404, lid: 404, ander: 404 }
  const withdrawn = { niemand: 410, lid: 410, genodigde: 410, leestoken: 200, ander: 410, archivaris: 200, beheerder: 200 }
  const expected: Record<string, Record<string, number>> = {
    openbaar: open,
    verborgen: open,
    intern: { ...open, niemand: 403, ander: 403 },
    weg: withdrawn,
    concept: unseen,
    gereed: unseen,
    straks: unseen,
    verschenen: open,
    nooit: { ...withdrawn, niemand: 404, lid: 404, genodigde: 404, ander: 404 },
  }
  for (const [id, codes] of Object.entries(expected)) {
    for (const [who, code] of Object.entries(codes)) {
      const status = async (path: string) => (await asking[who]?.(path))?.status
      for (const path of [
        `/opnames/${id}`,
        `/opnames/${id}/transcript.vtt`,
        `/opnames/${id}/transcript.json`,
        `/opnames/${id}/chapters.vtt`,
        `/opnames/${id}/citation.bib`,
        `/opnames/${id}/geschiedenis`,
        `/insluiten/${id}`,
        `/opnames/${id}/datacite.json`,
        `/opnames/${id}/datacite.xml`,
        `/opnames/${id}/spoken.txt`,
        `/iiif/${id}/manifest`,
        `/iiif/${id}/search?q=woordzonderweerga`,
        `/iiif/${id}/autocomplete?q=woord`,
        `/iiif/${id}/content-state`,
        `/api/v1/talks/${id}`,
        `/api/v1/talks/${id}/transcript`,
      ])
        expect([who, path, await status(path)]).toEqual([who, path, code])
      for (const path of files.get(id) ?? []) expect([who, path, await status(path)]).toEqual([who, path, code === 200 ? 200 : 404])
    }
    expect((await asking.niemand?.(`/opnames/oud-${id}?t=1`))?.status).toBe(308)
  }
  // What not everybody may see is kept by nobody's cache.
  const kept = async (path: string) => (await asking.archivaris?.(path))?.headers.get('cache-control')
  expect(await kept(files.get('intern')?.[0] ?? '')).toBe('private, no-store')
  expect(await kept('/opnames/intern')).toBe('private, no-store')
  expect(await kept(files.get('openbaar')?.[0] ?? '')).toContain('immutable')

  for (const path of [
    '/',
    '/zoek?q=woordzonderweerga',
    '/api/v1/search?q=woordzonderweerga',
    '/api/v1/talks',
    '/toegankelijkheid',
    '/feeds/opnames.rss',
    '/feeds/opnames.atom',
    '/feeds/opnames.json',
    '/feeds/zoek.rss?q=woordzonderweerga',
    '/oai?verb=ListRecords&metadataPrefix=oai_dc',
    '/oai?verb=ListRecords&metadataPrefix=mods',
    '/oai?verb=ListRecords&metadataPrefix=edm',
    '/iiif/collection',
  ]) {
    const text = await (await fetch(server.address + path)).text()
    for (const id of ['verborgen', 'intern', 'weg', 'concept', 'gereed', 'straks', 'nooit']) expect(text).not.toContain(`Titel ${id}`)
    if (path !== '/toegankelijkheid') for (const id of ['openbaar', 'verschenen']) expect(text).toContain(`Titel ${id}`)
  }
  // oEmbed: 401 for what is for members only, 404 for all else that anybody may not see.
  const embedded = {
    openbaar: 200,
    verborgen: 200,
    verschenen: 200,
    intern: 401,
    weg: 404,
    concept: 404,
    gereed: 404,
    straks: 404,
    nooit: 404,
  }
  for (const [id, code] of Object.entries(embedded)) {
    const address = `${server.address}/oembed?url=${encodeURIComponent(`${server.address}/opnames/${id}`)}`
    expect([id, (await fetch(address)).status]).toEqual([id, code])
  }
  // Harvesters learn that a withdrawn talk is gone, and nothing of one that never appeared.
  const harvested = await (await fetch(`${server.address}/oai?verb=ListIdentifiers&metadataPrefix=oai_dc`)).text()
  const headers = [...harvested.matchAll(/<header( status="deleted")?><identifier>oai:[^<]*:([a-z]+)<\/identifier>/g)]
  expect(headers.map(([, deleted, id]) => [id, deleted !== undefined]).sort()).toEqual([
    ['openbaar', false],
    ['verschenen', false],
    ['weg', true],
  ])

  // Who may see it is told that others may not; who may not is shown the way in.
  expect(await (await asking.archivaris?.('/opnames/concept'))?.text()).toContain('Nog niet in de bibliotheek (concept)')
  expect(await (await asking.archivaris?.('/opnames/openbaar'))?.text()).not.toContain('Nog niet in de bibliotheek')
  expect(await (await asking.niemand?.('/opnames/intern?t=5'))?.text()).toContain(
    'href="/beheer/aanmelden?next=%2Fopnames%2Fintern%3Ft%3D5"',
  )
  expect(await (await fetch(`${server.address}/opnames/weg`)).text()).toContain('ingetrokken op 3 mei 2026')
  expect(await (await fetch(`${server.address}/opnames/verborgen`)).text()).toContain('<meta name="robots" content="noindex"/>')
  await server.close()
})

/** Everybody who may come by, each asking as they do. */
async function viewers(library: TestLibrary, server: RunningServer, talks: readonly string[]): Promise<Record<string, Visitor['ask']>> {
  const actor = { kind: 'command' as const, id: null, name: 'test' }
  for (const role of ['visitor', 'archivist', 'admin'] as const)
    await library.accounts.add({ email: `${role}@example.nl`, role, password: PASSWORD }, actor)
  const token = async (scope: string) => {
    const { secret } = await library.keys.addToken(scope, [scope], null, actor)
    return (path: string) => visitor(server).ask(path, { headers: { authorization: `Bearer ${secret}` } })
  }
  const guest = visitor(server)
  const invited = new Map<string, Visitor>()
  for (const talk of talks) {
    const { secret } = await library.keys.addPreview(talk, actor)
    const one = visitor(server)
    expect((await one.ask(`/voorvertoning/${secret}`)).headers.get('location')).toBe(`/opnames/${talk}`)
    invited.set(talk, one)
  }
  // An invitation to one talk opens no other.
  expect((await invited.get('gereed')?.ask('/opnames/concept'))?.status).toBe(404)
  return {
    niemand: guest.ask,
    lid: (await signedIn(server, 'visitor@example.nl')).ask,
    genodigde: async (path) => {
      const one = invited.get(talks.find((id) => new RegExp(`/${id}(?:/|$)`).test(path)) ?? '')
      if (one) return one.ask(path)
      // A file by its hash: one of the invitations opens it.
      const answers = await Promise.all([...invited.values()].map((other) => other.ask(path)))
      return answers.find((answer) => answer.status === 200) ?? answers[0] ?? Response.error()
    },
    leestoken: await token('talks:read'),
    ander: await token('uploads:write'),
    archivaris: (await signedIn(server, 'archivist@example.nl')).ask,
    beheerder: (await signedIn(server, 'admin@example.nl')).ask,
  }
}

/** An MP4 “free” box: other bytes, the same film. */
function freeBox(text: string): Buffer {
  const box = Buffer.alloc(8 + text.length)
  box.writeUInt32BE(box.length)
  box.write(`free${text}`, 4)
  return box
}
