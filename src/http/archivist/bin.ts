/** The bin's pages: throwing away with one press, undo, and erasing for ever. All of it works with forms alone. */
import type { Context, Hono } from 'hono'
import { BinPage } from '../../../web/pages/desk/bin.tsx'
import { Failure } from '../../failure.ts'
import { BIN_DAYS } from '../../library/bin/bin.ts'
import { isPublic } from '../api/bin-api.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { administrator, allowed } from '../request/access.ts'
import { pageNumber } from '../request/browse.ts'
import { pageContext } from '../request/page-context.ts'
import { workerOf } from './desk.ts'
import { goTo, readForm } from './forms.ts'

const ROWS = 50

export function routeBin(app: Hono<AppEnv>, deps: Dependencies): void {
  const { library, eraser } = deps

  async function binPage(
    c: Context<AppEnv>,
    wrong: string | null = null,
    refused: { entry: string; reason: string; title: string } | null = null,
  ): Promise<Response> {
    const viewer = await allowed(deps, c, 'talks:read')
    const list = await library.binPage({ page: pageNumber(c), size: ROWS })
    const done = c.req.query('gedaan')
    const view = BinPage({
      context: pageContext(deps, c),
      who: workerOf(viewer),
      entries: list.entries,
      list,
      days: BIN_DAYS,
      done,
      wrong,
      refused,
      byTwo: eraser.byTwo,
      requests: await library.eraseRequests(list.entries.map(({ id }) => id)),
      own: viewer.actor.id,
    })
    return c.html(view, wrong === null ? 200 : 400)
  }

  app.get('/beheer/prullenbak', (c) => binPage(c))

  app.post('/beheer/opnames/:talk/prullenbak', async (c) => {
    const { actor } = await allowed(deps, c, 'talks:write')
    const id = c.req.param('talk')
    const talk = await library.talk(id)
    if (talk && isPublic(talk)) await allowed(deps, c, 'talks:publish')
    return goTo(c, `/beheer?terug=${await library.binTalk(id, actor)}`, 'prullenbak')
  })

  app.post('/beheer/prullenbak/:entry/terugzetten', async (c) => {
    const { actor } = await allowed(deps, c, 'talks:write')
    const entry = await library.binEntry(c.req.param('entry'))
    if (entry.published) await allowed(deps, c, 'talks:publish')
    try {
      return goTo(c, `/beheer/opnames/${await library.restoreFromBin(entry.id, actor)}`, 'uit-prullenbak')
    } catch (error) {
      if (error instanceof Failure && error.code === 'conflict') return binPage(c, error.sayIn(pageContext(deps, c).failures))
      throw error
    }
  })

  app.post('/beheer/prullenbak/:entry/wissen', async (c) => {
    const { actor } = await allowed(deps, c, 'talks:erase')
    const entry = c.req.param('entry')
    const form = await readForm(c)
    const wish = { reason: form.text('reden'), title: form.text('titel') }
    try {
      if (eraser.byTwo) {
        await eraser.ask(entry, wish, actor)
        return goTo(c, '/beheer/prullenbak', 'wissen-gevraagd')
      }
      return goTo(c, '/beheer/prullenbak', (await eraser.eraseEntry(entry, wish, actor)) ? 'gewist' : 'gewist-bezig')
    } catch (error) {
      if (error instanceof Failure && error.code === 'invalid')
        return binPage(c, error.sayIn(pageContext(deps, c).failures), { entry, ...wish })
      throw error
    }
  })

  app.post('/beheer/prullenbak/:entry/bevestigen', async (c) => {
    const { actor } = await administrator(deps, c)
    return goTo(c, '/beheer/prullenbak', (await eraser.confirm(c.req.param('entry'), actor)) ? 'gewist' : 'gewist-bezig')
  })

  app.post('/beheer/prullenbak/:entry/aanvraag-intrekken', async (c) => {
    const { actor } = await allowed(deps, c, 'talks:erase')
    const entry = await library.binEntry(c.req.param('entry'))
    await library.withdrawErasure(entry.id, entry.talk, actor)
    return goTo(c, '/beheer/prullenbak', 'wissen-ingetrokken')
  })
}
