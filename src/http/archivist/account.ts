/** One's own account. */
import type { Context, Hono } from 'hono'
import { renderSVG } from 'uqr'
import { AccountPage, SecondFactorPage } from '../../../web/pages/desk/account.tsx'
import { Failure } from '../../failure.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import type { Known } from '../request/access.ts'
import { signedIn, siteOf, withAddress } from '../request/access.ts'
import { tooMany } from '../request/limit.ts'
import { pageContext } from '../request/page-context.ts'
import { workerOf } from './desk.ts'
import { goTo, readForm } from './forms.ts'

const PASSWORD_TRIES = { times: 10, seconds: 15 * 60 }

export function routeAccount(app: Hono<AppEnv>, deps: Dependencies): void {
  const { accounts } = deps

  /** Somebody with an account of their own: a token has none. */
  async function own(c: Context<AppEnv>): Promise<Known & { id: string; session: string }> {
    const viewer = await signedIn(deps, c)
    if (viewer.session === null || viewer.actor.id === null) throw new Failure('forbidden', ['noRole'])
    return { ...viewer, id: viewer.actor.id, session: viewer.session }
  }

  /** Somebody else at an open session does not get to guess the password. @throws Failure `too-many` */
  async function mayTryPassword(id: string): Promise<void> {
    const wait = await deps.limits.take(`password ${id}`, PASSWORD_TRIES)
    if (wait > 0) throw tooMany(wait)
  }

  async function page(c: Context<AppEnv>, wrong: string | null = null): Promise<Response> {
    const viewer = await own(c)
    const account = await accounts.find(viewer.id)
    if (!account) throw new Failure('unauthenticated', ['signInFirst'])
    const view = AccountPage({
      context: pageContext(deps, c),
      who: workerOf(viewer),
      email: account.email,
      secondFactor: account.secondFactor,
      passkeys: await accounts.passkeys(viewer.id),
      sessions: await accounts.sessions(viewer.id),
      here: viewer.session,
      done: c.req.query('gedaan'),
      wrong,
    })
    return c.html(view, wrong === null ? 200 : 400)
  }

  app.get('/beheer/account', (c) => page(c))

  app.post('/beheer/account/wachtwoord', async (c) => {
    const viewer = await own(c)
    const form = await readForm(c)
    await mayTryPassword(viewer.id)
    if (!(await accounts.isPassword(viewer.id, form.raw('now')))) return page(c, pageContext(deps, c).desk.account.passwordWrong)
    try {
      await accounts.setPassword(viewer.id, form.raw('password'), viewer.actor)
    } catch (error) {
      if (error instanceof Failure) return page(c, error.sayIn(pageContext(deps, c).failures))
      throw error
    }
    return goTo(c, '/beheer/aanmelden', 'wachtwoord')
  })

  app.post('/beheer/account/code', async (c) => {
    const viewer = await own(c)
    await mayTryPassword(viewer.id)
    try {
      const { uri, backupCodes } = await accounts.beginSecondFactor((await readForm(c)).raw('password'), c.req.raw.headers)
      const svg = `data:image/svg+xml;base64,${Buffer.from(renderSVG(uri)).toString('base64')}`
      const secret = new URL(uri).searchParams.get('secret') ?? ''
      return c.html(SecondFactorPage({ context: pageContext(deps, c), who: workerOf(viewer), svg, secret, backupCodes }))
    } catch (error) {
      if (error instanceof Failure) return page(c, error.sayIn(pageContext(deps, c).failures))
      throw error
    }
  })

  app.post('/beheer/account/code-bevestigen', async (c) => {
    const viewer = await own(c)
    const code = (await readForm(c)).text('code').replaceAll(' ', '')
    const answer = await accounts.step(siteOf(deps, c), '/two-factor/verify-totp', { code }, withAddress(deps, c, c.req.raw.headers))
    if (!answer.ok || !(await accounts.useCode(viewer.id, code))) return page(c, pageContext(deps, c).desk.signIn.codeWrong)
    for (const cookie of answer.headers.getSetCookie()) c.header('Set-Cookie', cookie, { append: true })
    await deps.library.recordDeed(viewer.actor, { action: 'factor.on', subject: viewer.id })
    return goTo(c, '/beheer/account', 'code')
  })

  app.post('/beheer/account/code-uit', async (c) => {
    const viewer = await own(c)
    await mayTryPassword(viewer.id)
    try {
      await accounts.endSecondFactor((await readForm(c)).raw('password'), c.req.raw.headers)
    } catch (error) {
      if (error instanceof Failure) return page(c, error.sayIn(pageContext(deps, c).failures))
      throw error
    }
    await deps.library.recordDeed(viewer.actor, { action: 'factor.off', subject: viewer.id })
    return goTo(c, '/beheer/account', 'code-uit')
  })

  app.post('/beheer/account/passkeys/:id/verwijderen', async (c) => {
    const viewer = await own(c)
    await accounts.removePasskey(viewer.id, c.req.param('id'), viewer.actor)
    return goTo(c, '/beheer/account', 'passkey')
  })

  app.post('/beheer/account/sessies/:id/afmelden', async (c) => {
    const viewer = await own(c)
    await accounts.endSession(viewer.id, c.req.param('id'), viewer.actor)
    return goTo(c, '/beheer/account', 'sessie')
  })
}
