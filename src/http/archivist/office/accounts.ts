/** What administrators keep: accounts, tokens and the log. */
import type { Context, Hono } from 'hono'
import { AccountsPage, LogPage, TokensPage } from '../../../../web/pages/desk/accounts.tsx'
import { ROLES, type Role, SCOPES } from '../../../access/viewer.ts'
import { Failure } from '../../../failure.ts'
import type { AppEnv, Dependencies } from '../../dependencies.ts'
import { administrator } from '../../request/access.ts'
import { pageContext } from '../../request/page-context.ts'
import { workerOf } from '../desk.ts'
import { goTo, readForm } from '../forms.ts'

const LINES = 100
const MOST_DAYS = 3650

export function routeAccounts(app: Hono<AppEnv>, deps: Dependencies): void {
  const { accounts, keys, library } = deps

  async function accountsPage(c: Context<AppEnv>, wrong: string | null = null): Promise<Response> {
    const viewer = await administrator(deps, c)
    const view = AccountsPage({
      context: pageContext(deps, c),
      who: workerOf(viewer),
      accounts: await accounts.list(),
      own: viewer.actor.id ?? '',
      done: c.req.query('gedaan'),
      wrong,
    })
    return c.html(view, wrong === null ? 200 : 400)
  }

  /** Somebody else's: an administrator cannot lock the last door behind themselves. */
  async function other(c: Context<AppEnv>) {
    const viewer = await administrator(deps, c)
    const id = c.req.param('id') ?? ''
    if (id === viewer.actor.id) throw new Failure('conflict', ['ownAccount'])
    return { id, actor: viewer.actor }
  }

  app.get('/beheer/accounts', (c) => accountsPage(c))

  app.post('/beheer/accounts', async (c) => {
    const { actor } = await administrator(deps, c)
    const form = await readForm(c)
    try {
      await accounts.add(
        { name: form.text('name'), email: form.text('email'), role: roleOf(form.text('role')), password: form.raw('password') },
        actor,
      )
    } catch (error) {
      if (error instanceof Failure) return accountsPage(c, error.sayIn(pageContext(deps, c).failures))
      throw error
    }
    return goTo(c, '/beheer/accounts', 'account')
  })

  app.post('/beheer/accounts/:id/rol', async (c) => {
    const { id, actor } = await other(c)
    await accounts.setRole(id, roleOf((await readForm(c)).text('role')), actor)
    return goTo(c, '/beheer/accounts', 'account')
  })

  for (const [path, disabled] of [
    ['sluiten', true],
    ['heropenen', false],
  ] as const)
    app.post(`/beheer/accounts/:id/${path}`, async (c) => {
      const { id, actor } = await other(c)
      await accounts.setDisabled(id, disabled, actor)
      return goTo(c, '/beheer/accounts', 'account')
    })

  async function tokensPage(c: Context<AppEnv>, secret: string | null = null, wrong: string | null = null): Promise<Response> {
    const viewer = await administrator(deps, c)
    const [context, tokens] = [pageContext(deps, c), await keys.tokens()]
    c.header('Cache-Control', 'no-store')
    return c.html(
      TokensPage({ context, who: workerOf(viewer), tokens, secret, done: c.req.query('gedaan'), wrong }),
      wrong === null ? 200 : 400,
    )
  }

  app.get('/beheer/tokens', (c) => tokensPage(c))

  app.post('/beheer/tokens', async (c) => {
    const { actor } = await administrator(deps, c)
    const form = await readForm(c)
    const scopes = SCOPES.filter((scope) => form.all('scope').includes(scope))
    const days = Number(form.text('days'))
    if (form.text('name') === '' || scopes.length === 0)
      return tokensPage(c, null, 'Noem waarvoor het token is en vink minstens één recht aan.')
    if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS) return tokensPage(c, null, `Geef een aantal dagen van 1 tot ${MOST_DAYS}.`)
    const expires = new Date(Date.now() + days * 86_400_000).toISOString()
    const { secret } = await keys.addToken(form.text('name').slice(0, 100), scopes, expires, actor)
    return tokensPage(c, secret)
  })

  app.post('/beheer/tokens/:id/intrekken', async (c) => {
    const { actor } = await administrator(deps, c)
    await keys.revokeToken(c.req.param('id'), actor)
    return goTo(c, '/beheer/tokens', 'token')
  })

  app.get('/beheer/logboek', async (c) => {
    const viewer = await administrator(deps, c)
    const before = Number(c.req.query('voor'))
    const lines = await library.deeds({ limit: LINES, before: Number.isInteger(before) && before > 0 ? before : undefined })
    const older = lines.length === LINES ? (lines.at(-1)?.id ?? null) : null
    return c.html(LogPage({ context: pageContext(deps, c), who: workerOf(viewer), lines, older }))
  })
}

/** @throws Failure `invalid` */
function roleOf(text: string): Role {
  const role = ROLES.find((known) => known === text)
  if (!role) throw new Failure('invalid', ['badRole', text, ROLES.join(', ')])
  return role
}
