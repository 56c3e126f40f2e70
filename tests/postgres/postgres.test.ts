/** The library on PostgreSQL: starting, several nodes at once, losing the server. The other tests run there with `npm run test:cluster`. */
import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import type { Change } from '../../src/library/changes.ts'
import { createJobs } from '../../src/library/job/jobs.ts'
import { createLibrary } from '../../src/library/library.ts'
import { createLimits } from '../../src/library/limits.ts'
import { openDatabase } from '../../src/library/open.ts'
import { createDrafts } from '../../src/library/talk/drafts.ts'
import { emptyTalk, type TalkRecord } from '../../src/library/talk/talk.ts'
import type { Cue } from '../../src/transcript/cue.ts'
import { openLibrary } from '../../src/wire.ts'
import { startServer } from '../../src/wire-server.ts'
import { corpusTalks } from '../relevance/corpus.ts'
import { judgedQueries, typedQueries } from '../relevance/judged.ts'
import { isOfCorpus, openSearchOver, talksOf, typedTalks } from '../relevance/talks.ts'
import { filesWith } from '../setup/files-with.ts'
import { freePort } from '../setup/free-ports.ts'
import { startHop } from '../setup/hop.ts'
import { makeFolder } from '../setup/make-library.ts'
import { type PostgresServer, postgresPrograms, startPostgres } from './server.ts'

const ACTOR = { kind: 'command' as const, id: 'anna', name: 'Anna' }
/** For what hangs, not for what is slow. */
const PATIENT = { timeout: 120_000 }
const SECRET = 'a secret of the tests, thirty-two characters'

const cue = (text: string, i = 0): Cue => ({ id: null, start: i * 1000, end: (i + 1) * 1000, speaker: null, text, words: null })

function talk(id: string, text = 'een woordzonderweerga', more: Partial<TalkRecord> = {}): TalkRecord {
  const revision = { number: 1, created: '2026-01-01T00:00:00.000Z', author: null, note: null, origin: 'test', source: null, moved: null }
  return {
    ...emptyTalk(id, `Opname ${id}`),
    speakers: [{ id: 'anna', name: 'Anna', role: null, organisation: null }],
    recorded: '2026-01-01',
    themes: [{ id: 'wonen', name: 'Wonen' }],
    stage: 'published',
    transcripts: [{ language: 'nl', made: 'human', reviewed: true, revisions: [{ ...revision, cues: [cue(text)] }] }],
    ...more,
  }
}

/** How often each outcome came. */
async function outcomes(work: readonly Promise<unknown>[]): Promise<{ done: number; refused: string[] }> {
  const settled = await Promise.allSettled(work)
  const refused = settled.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { code: string }).code] : []))
  return { done: settled.length - refused.length, refused: [...new Set(refused)] }
}

describe.skipIf(postgresPrograms() === null)('on PostgreSQL', () => {
  let postgres: PostgresServer
  let made = 0
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres.stop())
  const create = () => postgres.create(`woordelijk_${++made}`)

  /** Two nodes' view of one database. */
  async function twoNodes() {
    const address = await create()
    const nodes = [await openDatabase('', address), await openDatabase('', address)] as const
    onTestFinished(async () => {
      for (const node of nodes) await node.close()
    })
    return { address, nodes, libraries: [createLibrary(nodes[0]), createLibrary(nodes[1])] as const }
  }

  test('what is wrong with the address or the server is said in one sentence', async () => {
    const refused = async (address: string) => openDatabase('', address).catch((error: unknown) => String(error))
    const { port } = postgres
    expect(await refused(`postgres://woordelijk@127.0.0.1:${port}/nergens`)).toMatch(
      new RegExp(
        `^Failure: De database 127.0.0.1:${port}/nergens kan niet worden gebruikt. Er is geen database “nergens”. Maak haar met: createdb`,
      ),
    )
    expect(await refused('postgres://woordelijk@127.0.0.1:1/x')).toContain('Daar antwoordt geen server')
    expect(await refused('postgres://a:geheim@nergens.invalid/x')).toMatch(/^(?!.*geheim).*nergens\.invalid:5432\/x/)
    await postgres.admin('create role lezer login')
    const address = await create()
    expect(await refused(address.replace('woordelijk@', 'lezer@'))).toMatch(/mag er geen tabellen maken.*owner to/)
    await postgres.admin(`create database latijn template template0 encoding 'LATIN1' locale 'C'`)
    expect(await refused(postgres.address('latijn'))).toMatch(/bewaart tekst als LATIN1.*--encoding=UTF8/)
    const config = (settings: Record<string, string>) => {
      try {
        return readConfig(settings)
      } catch (error) {
        return String(error)
      }
    }
    expect(config({ WOORDELIJK_DATABASE: address })).toContain('WOORDELIJK_SECRET ontbreekt')
    expect(config({ WOORDELIJK_DATABASE: 'mysql://x/y', WOORDELIJK_SECRET: SECRET })).toContain('postgres://naam:wachtwoord@server')
    expect(config({ WOORDELIJK_NODE: 'een' })).toContain('WOORDELIJK_NODE heeft alleen zin met WOORDELIJK_DATABASE')
    expect(config({ WOORDELIJK_DATABASE: address, WOORDELIJK_SECRET: SECRET })).toMatchObject({ database: address, work: true })
  })

  test('a database of a newer program is refused', async () => {
    const address = await create()
    const { writer, close } = await openDatabase('', address)
    await writer
      .insertInto('kysely_migration' as never)
      .values({ name: '9999-later', timestamp: '2030-01-01' } as never)
      .execute()
    await close()
    await expect(openDatabase('', address)).rejects.toThrow('nieuwere versie van Woordelijk (9999-later)')
  })

  test('of two at the same moment one gets what only one can have', async () => {
    const { nodes, libraries } = await twoNodes()
    const both = <T>(work: (node: 0 | 1, round: number) => Promise<T>) => [...Array(8).keys()].map((i) => work((i % 2) as 0 | 1, i))
    expect(await outcomes(both((node) => libraries[node].createTalk(talk('een'), ACTOR)))).toEqual({ done: 1, refused: ['conflict'] })
    const revision = { base: 1, author: 'Anna', note: null, origin: 'test', cues: [cue('anders')], by: ACTOR }
    expect(await outcomes(both((node) => libraries[node].addRevision('een', 'nl', revision)))).toEqual({ done: 1, refused: ['conflict'] })
    const drafts = nodes.map((node) => createDrafts(node))
    const change = { expected: null }
    const saved = both(async (node) => drafts[node]?.save('een', 'nl', { base: 2, cues: [] }, change, { ...ACTOR, id: `p${node}` }))
    expect(await outcomes(saved)).toEqual({ done: 1, refused: ['conflict'] })
    // Everybody counts: nothing that one wrote is undone by another.
    await Promise.all(
      both((node, i) =>
        libraries[node].changeTalk('een', ACTOR, ({ formerly }) => ({ formerly: [...formerly, `oud-${i}`], deed: { action: 'test' } })),
      ),
    )
    expect((await libraries[0].talk('een'))?.formerly).toHaveLength(8)
    const transcript = await libraries[0].transcript('een', { language: 'nl' })
    if (!transcript) throw new Error('no transcript')
    const quoted = { start: 0, end: 1000, exact: 'anders', prefix: '', suffix: '', speaker: null, from: 0, until: 6 } as never
    const quotes = await Promise.all(both((node) => libraries[node].saveQuote('een', transcript, quoted)))
    expect(new Set(quotes.map(({ id, created }) => `${id} ${created}`)).size).toBe(1)
    const past = '2026-01-02T00:00:00.000Z'
    await libraries[0].saveTalk(talk('straks', 'x', { stage: 'scheduled', publishAt: past }))
    expect((await Promise.all(both((node) => libraries[node].publishDue()))).flat()).toEqual(['straks'])
    const jobs = nodes.map((node, i) =>
      createJobs(node, (tx, lease, result) => (libraries[i] ?? libraries[0]).applyStep(tx, lease, result)),
    )
    await libraries[0].recordMedia({ sha256: 'a'.repeat(64), size: 3_000_000_000, mime: 'video/mp4' })
    for (let i = 0; i < 4; i++) {
      await libraries[0].saveTalk(talk(`werk-${i}`))
      await jobs[0]?.begin(`werk-${i}`, 'a'.repeat(64), ACTOR)
    }
    const claims = await Promise.all(both(async (node) => jobs[node]?.claim(`node-${node}/x`, ['verify'])))
    expect(claims.flatMap((lease) => lease?.talk ?? []).toSorted()).toEqual(['werk-0', 'werk-1', 'werk-2', 'werk-3'])
    // Each node takes back its own steps only.
    expect(await jobs[0]?.takeOver('node-0')).toBe(claims.filter((lease, i) => lease && i % 2 === 0).length)
  })

  test('who follows the change log misses no number, however many write at once', async () => {
    const { libraries } = await twoNodes()
    const followed = new Map<string, number>()
    let after = 0
    const follow = async () => {
      const changes: Change[] = await libraries[1].changes(after, 5)
      for (const { seq, talk: id } of changes) followed.set(id, seq)
      after = changes.at(-1)?.seq ?? after
      return changes.length
    }
    let writing = true
    const following = (async () => {
      while (writing) await follow()
      while ((await follow()) > 0);
    })()
    await Promise.all(
      [...Array(60).keys()].map((i) => libraries[i % 2 === 0 ? 0 : 1].saveTalk(talk(`t${i}`, 'x', i % 3 ? {} : { themes: [] }))),
    )
    writing = false
    await following
    expect(followed.size).toBe(60)
    expect(after).toBe(60)
    // Counts of names are kept by triggers, whatever ran at the same time.
    expect(await libraries[0].person('anna')).toMatchObject({ talks: 60 })
    expect(await libraries[0].theme('wonen')).toMatchObject({ talks: 40 })
  })

  test('nodes count together how often something was done', async () => {
    const { nodes } = await twoNodes()
    const [one, two] = [createLimits(nodes[0]), createLimits(nodes[1])]
    const rule = { times: 10, seconds: 36_000 }
    const tries = await Promise.all([...Array(60).keys()].map((i) => (i % 2 === 0 ? one : two).take('aanmelden anna@example.nl', rule)))
    expect(tries.filter((wait) => wait === 0)).toHaveLength(10)
    const wait = await two.take('aanmelden anna@example.nl', rule)
    expect([wait > 3_000_000, wait <= 3_600_000, await one.take('iets anders', rule)]).toEqual([true, true, 0])
    expect(JSON.stringify(await nodes[0].reader.selectFrom('limit_use').select('key').execute())).not.toContain('anna')
    await one.clear('aanmelden anna@example.nl')
    expect(await two.take('aanmelden anna@example.nl', rule)).toBe(0)
  })

  test('two servers on one database and one media folder are one library, and outlive the database’s restart', async () => {
    const address = await create()
    const folder = await makeFolder()
    await mkdir(join(folder, 'media'))
    const start = async (node: string) => {
      await mkdir(join(folder, node))
      await symlink(join(folder, 'media'), join(folder, node, 'media'))
      const settings = { PORT: '0', WOORDELIJK_LOG_LEVEL: 'silent', WOORDELIJK_MANIFESTS: join(folder, 'none') }
      const own = { WOORDELIJK_DATA: join(folder, node), WOORDELIJK_DATABASE: address, WOORDELIJK_SECRET: SECRET, WOORDELIJK_NODE: node }
      const config = readConfig({ ...settings, ...own })
      const server = await startServer(config)
      onTestFinished(() => server.close())
      return { config, get: (path: string) => fetch(server.address + path, { headers: { accept: 'text/html' } }) }
    }
    const [one, two] = [await start('een'), await start('twee')]
    const open = await openLibrary(one.config)
    onTestFinished(() => open.close())
    await open.library.saveTalk(talk('lezing'))
    for (const node of [one, two])
      await expect.poll(async () => (await node.get('/zoek?q=woordzonderweerga')).text(), PATIENT).toContain('Opname lezing')
    // From memory on both, and gone from both.
    for (const node of [one, two]) for (let i = 0; i < 2; i++) expect((await node.get('/opnames/lezing')).status).toBe(200)
    await open.library.changeTalk('lezing', ACTOR, () => ({ withdrawn: '2026-11-30', deed: { action: 'talk.withdraw' } }))
    const isGone = async (node: typeof one) =>
      (await node.get('/opnames/lezing')).status === 410 &&
      !(await (await node.get('/zoek?q=woordzonderweerga')).text()).includes('Opname lezing')
    for (const node of [one, two]) await expect.poll(() => isGone(node), { ...PATIENT, interval: 20 }).toBe(true)
    // A connection that is in use and waits for nothing breaks too.
    const restarted = Promise.withResolvers<void>()
    const holding = Promise.withResolvers<void>()
    const held = open.database.once('held', () => {
      holding.resolve()
      return restarted.promise
    })
    await holding.promise
    await postgres.crash()
    const away = await two.get('/opnames/lezing')
    expect([away.status, away.headers.get('retry-after')]).toEqual([503, '2'])
    expect(await away.text()).toContain('De database antwoordt niet')
    await postgres.start()
    restarted.resolve()
    await held
    await expect.poll(async () => (await two.get('/opnames/lezing')).status, PATIENT).toBe(410)
    await open.library.saveTalk(talk('daarna', 'het woord herrijzenis'))
    await expect.poll(async () => (await two.get('/zoek?q=herrijzenis')).text(), PATIENT).toContain('Opname daarna')
    // Erased through one node: no trace is left in another node's own index.
    const traces = () => filesWith(two.config.data, ['herrijzenis'])
    await expect.poll(traces, PATIENT).not.toEqual([])
    await open.eraser.eraseTalk('daarna', { reason: 'op verzoek van de spreker', title: 'Opname daarna' }, ACTOR)
    await expect.poll(traces, PATIENT).toEqual([])
  })

  test('a withdrawal is answered when no node shows the talk any more, also a node that hears nothing of it', async () => {
    const address = await create()
    const settings = { PORT: '0', WOORDELIJK_SECRET: SECRET, WOORDELIJK_LOG_LEVEL: 'silent', WOORDELIJK_MANIFESTS: '/nonexistent' }
    const start = async (node: string, database: string) => {
      const own = { WOORDELIJK_DATA: await makeFolder(), WOORDELIJK_DATABASE: database, WOORDELIJK_NODE: node }
      const server = await startServer(readConfig({ ...settings, ...own }))
      onTestFinished(() => server.close())
      return server.address
    }
    const open = await openLibrary(readConfig({ ...settings, WOORDELIJK_DATA: await makeFolder(), WOORDELIJK_DATABASE: address }))
    onTestFinished(() => open.close())
    const { secret } = await open.keys.addToken('test', ['talks:publish'], null, ACTOR)
    await open.library.saveTalk(talk('lezing'))
    const hop = await startHop(postgres.port)
    onTestFinished(hop.thaw)
    const one = await start('een', address)
    const two = await start('twee', address.replace(String(postgres.port), String(hop.port)))
    const page = async () => (await fetch(`${two}/opnames/lezing`, { headers: { accept: 'text/html' } })).status
    // From memory the second time.
    for (let i = 0; i < 2; i++) expect(await page()).toBe(200)
    hop.freeze()
    const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' }
    const withdrawal = { method: 'POST', headers, body: JSON.stringify({ reason: 'op verzoek van de spreker' }) }
    expect((await fetch(`${one}/api/v1/talks/lezing/withdraw`, withdrawal)).status).toBe(200)
    expect(await page()).toBe(503)
    hop.thaw()
    await expect.poll(page, PATIENT).toBe(410)
  })

  test('while another node fills a new library, a node is not ready', async () => {
    const settings = { WOORDELIJK_DATABASE: await create(), WOORDELIJK_SECRET: SECRET, WOORDELIJK_LOG_LEVEL: 'silent' }
    const open = await openLibrary(readConfig({ ...settings, WOORDELIJK_DATA: await makeFolder() }))
    onTestFinished(() => open.close())
    const port = await freePort()
    const filling = open.database.once('manifests', async () => {
      const starting = startServer(readConfig({ ...settings, WOORDELIJK_DATA: await makeFolder(), PORT: String(port) }))
      onTestFinished(async () => (await starting).close())
      const status = async (path: string) => {
        const answer = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => null)
        return answer?.status
      }
      await expect.poll(() => status('/healthz'), PATIENT).toBe(200)
      for (let i = 0; i < 50; i++) expect(await status('/readyz')).toBe(503)
      await open.library.noteFilled()
      await starting
      expect(await status('/readyz')).toBe(200)
    })
    await filling
  })

  test.each(['tune', 'heldout'] as const)('the judged queries have the same answers as on SQLite (%s)', async (split) => {
    const corpus = (await talksOf(split, corpusTalks())).filter(({ id }) => isOfCorpus(id))
    const talks = [...(await typedTalks(split)), ...corpus]
    const [one, two] = [await openSearchOver(talks, await makeFolder()), await openSearchOver(talks, await makeFolder(), await create())]
    onTestFinished(async () => {
      await one.close()
      await two.close()
    })
    for (const { query: q } of [...judgedQueries(), ...typedQueries()]) {
      const [expected, answer] = [await one.search.search({ q, limit: 20 }), await two.search.search({ q, limit: 20 })]
      expect(JSON.stringify({ ...answer, tookMs: 0 })).toBe(JSON.stringify({ ...expected, tookMs: 0 }))
    }
  })

  test('the collection is the same as on SQLite', async () => {
    const folder = await makeFolder()
    const from = await openLibrary(readConfig({ WOORDELIJK_DATA: inject('collection') }))
    onTestFinished(() => from.close())
    const to = await openLibrary(readConfig({ WOORDELIJK_DATA: folder, WOORDELIJK_DATABASE: await create(), WOORDELIJK_SECRET: SECRET }))
    onTestFinished(() => to.close())
    for (const file of await from.library.keptFiles())
      await to.library.recordMedia({ sha256: file.sha256, size: file.size, mime: 'video/mp4' })
    for (const id of await from.library.allEventIds()) {
      const event = await from.library.event(id)
      if (event) await to.library.saveEvent(event)
    }
    for (const { talk: id } of await from.library.changes(0, 1000)) {
      const record = await from.library.record(id)
      if (record) await to.library.saveTalk(record)
      // Both ways without loss; the instant of the last change is each library's own.
      expect({ ...(await to.library.record(id)), updated: '' }).toEqual({ ...record, updated: '' })
    }
    const page = { page: 1, size: 50 }
    for (const list of ['eventPage', 'peoplePage', 'themesPage'] as const)
      expect(await to.library[list]({}, page)).toEqual(await from.library[list]({}, page))
  })
})
