/**
 * Three nodes behind nginx, on a real PostgreSQL and a real S3 server, while everything fails that can: nodes are killed, one hangs, the
 * database restarts, the store is away. Order and places follow from the seed. Runs with `npm run test:cluster` only: it takes minutes.
 */
import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { hashStored } from '../../src/media/store/store.ts'
import { openLibrary } from '../../src/wire.ts'
import { type PostgresServer, postgresPrograms, startPostgres } from '../postgres/server.ts'
import { makeFolder } from '../setup/make-library.ts'
import { HAS_NGINX, startNginx } from '../setup/nginx.ts'
import { random } from '../setup/serve.ts'
import { onSqlite } from '../setup/sqlite-of.ts'
import { HAS_SWIFT, type Swift, startSwift } from '../setup/swift.ts'
import { createArchivist } from './archivist.ts'
import { ask } from './ask.ts'
import { requireAsTold, unfinishedSteps } from './inventory.ts'
import { makeNode, type Node } from './nodes.ts'
import { makeStory, type Story } from './story.ts'
import { createVisitor, staysPublished } from './visitor.ts'

const run = promisify(execFile)
const ACTOR = { kind: 'command' as const, id: null, name: 'test' }
/** For what hangs, not for what is slow. */
const PATIENT = { timeout: 600_000, interval: 200 }
const NODES = 3
const ARCHIVISTS = 5
const VISITORS = 8
/** Of each node. */
const KILLS = 10
const SEED = 19
const METRICS_TOKEN = 'a token of the tests'

const canRun = !onSqlite && postgresPrograms() !== null && HAS_SWIFT && HAS_NGINX

describe.skipIf(!canRun)('three nodes behind nginx', () => {
  let postgres: PostgresServer
  let swift: Swift
  beforeAll(async () => {
    postgres = await startPostgres()
    swift = await startSwift()
  })
  afterAll(async () => {
    vi.unstubAllEnvs()
    await swift?.close()
    await postgres?.stop()
  })

  test(
    'whatever fails, nothing acknowledged is lost, nothing is done twice, and visitors see no wrong answer',
    async () => {
      const folder = await makeFolder()
      await swift.createBucket('opnames')
      const settings = {
        WOORDELIJK_DATABASE: await postgres.create('woordelijk'),
        WOORDELIJK_SECRET: 'a secret of the tests, thirty-two characters',
        WOORDELIJK_MEDIA: 's3://opnames/test',
        WOORDELIJK_URL: 'http://localhost:3000',
        WOORDELIJK_PROXY: 'yes',
        WOORDELIJK_METRICS_TOKEN: METRICS_TOKEN,
        ...swift.environment,
      }
      // The test itself looks into the store as well.
      for (const [name, value] of Object.entries(swift.environment)) vi.stubEnv(name, value)
      await mkdir(join(folder, 'check'))
      const config = readConfig({ ...settings, WOORDELIJK_DATA: join(folder, 'check') })
      const preparing = await openLibrary(config)
      const scopes = ['talks:read', 'talks:write', 'talks:publish', 'uploads:write', 'jobs:write']
      const { secret } = await preparing.keys.addToken('archivists', scopes, null, ACTOR)
      await preparing.close()

      const broken = Promise.withResolvers<never>()
      broken.promise.catch(() => undefined)
      const nodes: Node[] = []
      onTestFinished(async () => {
        for (const node of nodes) await node.kill()
      })
      const addNode = async (name: string) => {
        const node = await makeNode(folder, name, settings, broken.reject)
        nodes.push(node)
        await node.start()
        return node
      }
      await Promise.all(Array.from({ length: NODES }, (_, i) => addNode(`node-${i + 1}`)))
      const nginx = await startNginx(nodes.map(({ port }) => port))
      onTestFinished(() => nginx.close())

      const progress = createProgress()
      const archivist = (seed: number) =>
        createArchivist({ port: nginx.port, secret, chance: random(seed), acknowledged: () => progress.note('changes') })
      // Of one of them, pieces come from the store itself: it is larger than what each node copies whole.
      const steady = [makeStory('vast-1', 1), makeStory('vast-2', 2, { more: 6_000_000 })]
      for (const story of steady) await archivist(SEED).archive(story)
      const isFound = async (node: Node, { id, word }: Story) =>
        (await ask(node.port, `/api/v1/search?q=${word}`))?.json.talks.some((talk: { id: string }) => talk.id === id)
      for (const node of nodes) for (const story of steady) await expect.poll(() => isFound(node, story), PATIENT).toBe(true)

      const stories: Story[] = []
      const wrong: string[] = []
      const quotes = new Map<string, string>()
      let chaosIsOver = false
      let visitorsMayGo = false
      const archiving = Array.from({ length: ARCHIVISTS }, async (_, i) => {
        const { archive, withdraw } = archivist(SEED + i)
        for (let round = 1; round <= 2 || !chaosIsOver; round++) {
          const story = makeStory(`opname-${i + 1}-${round}`, 100 * (i + 1) + round, { isScheduled: i === 0 && round === 2 })
          stories.push(story)
          await archive(story)
          if (!staysPublished(story.id)) await withdraw(story)
        }
      })
      const visiting = Array.from({ length: VISITORS }, (_, i) =>
        createVisitor({
          port: nginx.port,
          chance: random(1000 * SEED + i),
          steady,
          stories,
          quotes,
          answered: (isRight) => progress.note(isRight ? 'right' : 'outage'),
          wrong: (complaint) => {
            progress.note('outage')
            wrong.push(complaint)
          },
        }).visit(() => visitorsMayGo),
      )
      const working = Promise.race([broken.promise, Promise.all([...archiving, ...visiting])])

      await Promise.race([working, makeTrouble({ nodes, postgres, swift, progress, chance: random(SEED) })])
      chaosIsOver = true
      await Promise.race([working, Promise.all(archiving)])
      visitorsMayGo = true
      await working

      expect(wrong).toEqual([])

      const open = await openLibrary(config)
      onTestFinished(() => open.close())
      await expect.poll(() => unfinishedSteps(open), PATIENT).toEqual([])
      const all = [...steady, ...stories]
      for (const story of all) await requireAsTold(open, story)
      const files = await open.library.keptFiles()
      expect(files.length).toBeGreaterThanOrEqual(all.length)
      for (const { sha256 } of files) expect(await hashStored(open.store, sha256)).toBe(sha256)
      for (const [exact, id] of quotes) expect(await open.library.quote(id)).toMatchObject({ id, exact })

      // A node whose index was built from nothing answers as the ones that followed every change.
      const rebuilt = await addNode('rebuilt')
      for (const node of nodes) await expect.poll(() => lagOf(node), PATIENT).toBe(0)
      const questions = [
        'proef',
        'opname bewerkt',
        '"en verder niets"',
        'hier zegt iemand',
        ...all.map(({ word }) => word),
        ...all.map(({ id }) => id),
      ]
      const answersOf = async (node: Node) => {
        const answers: unknown[] = []
        for (const q of questions) {
          const answer = await ask(node.port, `/api/v1/search?limit=50&q=${encodeURIComponent(q)}`)
          answers.push([q, answer?.status, JSON.stringify({ ...answer?.json, tookMs: 0 })])
        }
        return answers
      }
      const expected = await answersOf(rebuilt)
      for (const node of nodes) expect({ node: node.name, answers: await answersOf(node) }).toEqual({ node: node.name, answers: expected })
      for (const node of nodes) await node.kill()
      // Exit code 0: database, files, renditions and index agree.
      await run(process.execPath, ['dist/src/main.js', 'doctor'], {
        env: { ...process.env, ...settings, WOORDELIJK_DATA: join(folder, 'rebuilt'), WOORDELIJK_LOG_LEVEL: 'error' },
      })
    },
    45 * 60_000,
  )
})

/** Changes that the node's search has not taken in. */
async function lagOf({ port }: Node): Promise<number | null> {
  const answer = await ask(port, '/metrics', { headers: { authorization: `Bearer ${METRICS_TOKEN}` } })
  const lag = /^woordelijk_search_lag_changes (\d+)$/m.exec(answer?.text ?? '')?.[1]
  return lag === undefined ? null : Number(lag)
}

type Kind = 'right' | 'outage' | 'changes'

/** Counts what visitors were answered and archivists were told, so that trouble is made after so many and not after so long. */
function createProgress() {
  const counts: Record<Kind, number> = { right: 0, outage: 0, changes: 0 }
  const waiting = new Set<() => void>()
  return {
    note(kind: Kind) {
      counts[kind]++
      for (const look of waiting) look()
    },
    /** Resolves after so many more. */
    more(wanted: Partial<Record<Kind | 'answers', number>>): Promise<void> {
      const before = { ...counts }
      const isReached = () => {
        const since = (kind: Kind) => counts[kind] - before[kind]
        const reached = {
          right: since('right'),
          outage: since('outage'),
          changes: since('changes'),
          answers: since('right') + since('outage'),
        }
        return Object.entries(wanted).every(([kind, count]) => reached[kind as Kind] >= count)
      }
      return new Promise((resolve) => {
        const look = () => {
          if (!isReached()) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
      })
    },
  }
}

interface Place {
  readonly nodes: readonly Node[]
  readonly postgres: PostgresServer
  readonly swift: Swift
  readonly progress: ReturnType<typeof createProgress>
  readonly chance: () => number
}

async function makeTrouble({ nodes, postgres, swift, progress, chance }: Place): Promise<void> {
  let restarts: Promise<void>[] = []
  const anyNode = () => nodes[Math.floor(chance() * nodes.length)] as Node
  const troubles = {
    async kill(node: Node) {
      if (!node.isRunning()) await Promise.all(restarts)
      await node.kill()
      await progress.more({ answers: 10 })
      // The next trouble does not wait for it.
      restarts.push(node.start())
    },
    async restartDatabase() {
      await postgres.crash()
      await progress.more({ answers: 30 })
      await postgres.start()
    },
    async stopStore() {
      await swift.stop()
      await progress.more({ answers: 60 })
      await swift.start()
    },
    async hang() {
      await Promise.all(restarts)
      restarts = []
      const node = anyNode()
      node.freeze()
      // Visitors whose request it holds are answered by another after nginx's patience.
      await progress.more({ right: 60 })
      node.thaw()
    },
  }
  const kills = Array.from({ length: KILLS * nodes.length }, (_, i) => () => troubles.kill(nodes[i % nodes.length] as Node))
  const plan = [...kills, troubles.restartDatabase, troubles.restartDatabase, troubles.stopStore, troubles.hang]
  while (plan.length > 0) {
    const [next] = plan.splice(Math.floor(chance() * plan.length), 1)
    await progress.more({ right: 15, changes: 3 })
    await next?.()
  }
  await Promise.all(restarts)
}
