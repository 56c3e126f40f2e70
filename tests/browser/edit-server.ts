/**
 * The real application on the repository's own collection, asked by an archivist; and a test's hand on the one transcript that is edited:
 * what it does to it behind the page's back is what another archivist would do.
 */
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { pino } from 'pino'
import { readConfig } from '../../src/config.ts'
import { createApp } from '../../src/http/app.ts'
import { loadAssets } from '../../src/http/files/assets.ts'
import type { Draft } from '../../src/library/talk/drafts.ts'
import { cueInOrder } from '../../src/library/talk/transcripts.ts'
import type { Cue } from '../../src/transcript/cue.ts'
import { openLibrary } from '../../src/wire.ts'
import { copyOfCollection } from '../setup/make-library.ts'
import { sqliteOf } from '../setup/sqlite-of.ts'

export const TALK = 'academie-2-martens'

export interface EditServer {
  readonly address: string
  /** As the library has them, oldest first. */
  revisions(): Promise<{ readonly cues: readonly Cue[]; readonly note: string | null }[]>
  draft(): Promise<Draft | null>
  /** Another archivist saves a revision. */
  revise(cues: readonly Cue[]): Promise<void>
  /** Another archivist keeps a draft. */
  keepDraft(draft: { base: number; cues: readonly Cue[]; author: string }): Promise<void>
  signedIn: boolean
  /** Signed in all the same, and no longer an archivist. */
  mayWrite: boolean
  /** Begins again with one revision of these cues. */
  reset(cues: readonly Cue[]): Promise<void>
  close(): Promise<void>
}

/** One line of 4 s for each text. */
export function linesOf(texts: readonly string[], speaker: string | null = null): Cue[] {
  return texts.map((text, i) => ({ id: null, start: i * 4000, end: (i + 1) * 4000, speaker, text, words: null }))
}

export async function startEditServer(): Promise<EditServer> {
  const config = readConfig({ WOORDELIJK_DATA: await copyOfCollection(), WOORDELIJK_LOG_LEVEL: 'silent' })
  const open = await openLibrary(config)
  const { library, drafts, keys, database } = open
  const assets = loadAssets(join(import.meta.dirname, '../../dist/client'))
  const real = createApp({ ...open, config, assets, search: open.search(), log: pino({ level: 'silent' }) })
  const actor = { kind: 'command' as const, id: null, name: 'test' }
  const { secret } = await keys.addToken('Mij', ['talks:read', 'talks:write'], null, actor)
  const reader = await keys.addToken('Lezer', ['talks:read'], null, actor)
  let round = 0
  /** What a page that is gone by now still had asked. */
  const underway = new Set<Promise<Response>>()

  const app = new Hono()
  app.all('*', async (c) => {
    const headers = new Headers(c.req.raw.headers)
    // What the page of a test before this one still sends as it closes is nobody's.
    const page = c.req.method === 'GET' && c.req.path.endsWith('/transcript')
    if (state.signedIn && (page || getCookie(c, 'round') === String(round)))
      headers.set('authorization', `Bearer ${page || state.mayWrite ? secret : reader.secret}`)
    const body = ['GET', 'HEAD'].includes(c.req.method) ? {} : { body: c.req.raw.body, duplex: 'half' as const }
    const answering = Promise.resolve(real.fetch(new Request(c.req.raw.url, { method: c.req.method, headers, ...body }), c.env))
    underway.add(answering)
    const answer = await answering.finally(() => underway.delete(answering))
    if (!page) return answer
    setCookie(c, 'round', String(round))
    return c.newResponse(answer.body, answer)
  })

  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
  await new Promise((resolve) => server.once('listening', resolve))
  const newest = async () => (await library.transcript(TALK, { language: 'nl' }))?.number ?? 0
  const save = async (cues: readonly Cue[]) => {
    const change = { base: await newest(), cues: cues.map(cueInOrder), author: 'Ben', note: null, origin: 'edit' }
    await library.addRevision(TALK, 'nl', change)
  }
  const state: EditServer = {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async revisions() {
      const all = await library.revisions(TALK, 'nl')
      return Promise.all(
        all.map(async ({ number, note }) => ({
          cues: (await library.transcript(TALK, { language: 'nl', revision: number }))?.cues ?? [],
          note,
        })),
      )
    },
    draft: () => drafts.find(TALK, 'nl'),
    revise: save,
    async keepDraft({ author, ...draft }) {
      const expected = (await drafts.find(TALK, 'nl'))?.saved ?? null
      await drafts.save(TALK, 'nl', draft, { expected, takeOver: true }, { ...actor, name: author })
    },
    signedIn: true,
    mayWrite: true,
    async reset(cues) {
      round++
      await Promise.allSettled(underway)
      sqliteOf(database).handle.exec(`delete from transcript where talk_id = '${TALK}'`)
      sqliteOf(database).handle.exec(`delete from transcript_draft where talk_id = '${TALK}'`)
      await save(cues)
      state.signedIn = true
      state.mayWrite = true
    },
    async close() {
      await new Promise((resolve) => server.close(resolve))
      await open.close()
    },
  }
  return state
}
