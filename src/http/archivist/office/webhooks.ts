/** The page of webhooks: the addresses of other systems that get a message when something happens here. For administrators. */
import type { Context, Hono } from 'hono'
import { WebhooksPage } from '../../../../web/pages/desk/webhooks.tsx'
import { Failure, sentenceOf } from '../../../failure.ts'
import { isPrivateLiteral } from '../../../harvest/address.ts'
import type { AppEnv, Dependencies } from '../../dependencies.ts'
import { administrator } from '../../request/access.ts'
import { pageContext } from '../../request/page-context.ts'
import { workerOf } from '../desk.ts'
import { goTo, readForm } from '../forms.ts'

const DELIVERIES = 50
const LONGEST_URL = 2000

export function routeWebhooks(app: Hono<AppEnv>, deps: Dependencies): void {
  const { webhooks, config } = deps

  async function page(c: Context<AppEnv>, { wrong = null, secret = null, typed = '' }: PageState = {}): Promise<Response> {
    const viewer = await administrator(deps, c)
    const context = pageContext(deps, c)
    const deliveries = (await webhooks.deliveries(DELIVERIES)).map(({ reason, ...delivery }) => ({
      ...delivery,
      why: reason && sentenceOf(reason, context.failures),
    }))
    const hooks = await webhooks.list()
    const done = c.req.query('gedaan')
    const view = WebhooksPage({ context, who: workerOf(viewer), hooks, deliveries, secret, typed, done, wrong })
    return c.html(view, wrong === null ? 200 : 400)
  }

  app.get('/beheer/webhooks', (c) => page(c))

  app.post('/beheer/webhooks', async (c) => {
    const { actor } = await administrator(deps, c)
    const form = await readForm(c)
    const typed = form.text('adres').slice(0, LONGEST_URL)
    try {
      const url = readAddress(typed, config.webhooksPrivate)
      return page(c, { secret: await webhooks.add(url, form.all('gebeurtenis'), actor) })
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      return page(c, { wrong: error.sayIn(pageContext(deps, c).failures), typed })
    }
  })

  app.post('/beheer/webhooks/:id/proberen', async (c) => {
    const { actor } = await administrator(deps, c)
    await webhooks.test(c.req.param('id'), actor)
    return goTo(c, '/beheer/webhooks', 'proef')
  })

  app.post('/beheer/webhooks/:id/weghalen', async (c) => {
    const { actor } = await administrator(deps, c)
    await webhooks.remove(c.req.param('id'), actor)
    return goTo(c, '/beheer/webhooks', 'webhook-weg')
  })
}

interface PageState {
  readonly wrong?: string | null
  /** Of the webhook just made. */
  readonly secret?: string | null
  readonly typed?: string
}

/** A name is looked up when something is sent, and checked then. @throws Failure `invalid` */
function readAddress(typed: string, allowPrivate: boolean): string {
  const url = URL.parse(typed)
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '')
    throw new Failure('invalid', ['webhookAddress'])
  if (!allowPrivate && isPrivateLiteral(url)) throw new Failure('invalid', ['webhookPrivate'])
  return url.href
}
