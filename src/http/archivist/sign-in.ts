/** Signing in and out: forms that work without scripts; better-auth checks passwords and codes and keeps the sessions. */
import type { Context, Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { CodePage, SignInPage } from '../../../web/pages/desk/sign-in.tsx'
import { talkPath } from '../../../web/pages/links.ts'
import { Failure } from '../../failure.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { fromOurselves, PREVIEW_COOKIE, siteOf, viewerOf, withAddress } from '../request/access.ts'
import { takeTurn } from '../request/limit.ts'
import { ownPath } from '../request/own-path.ts'
import { pageContext } from '../request/page-context.ts'
import { goTo, readForm } from './forms.ts'
import { noteRefusal, rememberDevice, trySignIn } from './sign-in-limits.ts'

/** Beginning to sign in by passkey or through the institution: each makes a row that waits for the answer. */
const BEGINNINGS = { times: 60, seconds: 15 * 60 }

export function routeSignIn(app: Hono<AppEnv>, deps: Dependencies): void {
  const { accounts, library, keys } = deps

  const step = (c: Context<AppEnv>, call: string, body: Record<string, unknown>) =>
    accounts.step(siteOf(deps, c), call, body, withAddress(deps, c, c.req.raw.headers))

  const signInPage = async (c: Context<AppEnv>, status: 200 | 401 | 429 | 503, next: string, wrong: string | null = null, email = '') =>
    c.html(
      SignInPage({
        context: pageContext(deps, c),
        next,
        done: c.req.query('gedaan'),
        wrong,
        email,
        institution: accounts.institution,
        nobody: (await accounts.list()).length === 0,
      }),
      status,
    )

  const wordsFor = (c: Context<AppEnv>) => pageContext(deps, c).desk.signIn

  app.get('/beheer/aanmelden', async (c) => {
    const next = ownPath(c.req.query('next'))
    const viewer = await viewerOf(deps, c)
    return viewer.session !== null ? goTo(c, next) : signInPage(c, 200, next, c.req.query('error') ? wordsFor(c).institutionFailed : null)
  })

  app.post('/beheer/aanmelden', async (c) => {
    fromOurselves(deps, c)
    const form = await readForm(c)
    const [email, next] = [form.text('email').toLowerCase().slice(0, 200), ownPath(form.text('next'))]
    const attempt = await trySignIn(deps, c, email, await accounts.findByEmail(email))
    if (attempt.wait > 0) {
      await attempt.failed('limit')
      c.header('Retry-After', String(Math.ceil(attempt.wait / 1000)))
      return signInPage(c, 429, next, wordsFor(c).tooOften, email)
    }
    const answer = await step(c, '/sign-in/email', { email, password: form.raw('password') })
    if (!answer.ok) {
      await attempt.failed('password')
      return signInPage(c, 401, next, wordsFor(c).wrong, email)
    }
    passCookies(c, answer)
    const body = (await answer.json()) as { twoFactorRedirect?: boolean; user?: { id: string } }
    if (body.twoFactorRedirect) return goTo(c, `/beheer/aanmelden/code?next=${encodeURIComponent(next)}`)
    if (body.user) {
      await attempt.succeeded(body.user.id)
      await noteSignIn(body.user.id)
    }
    return goTo(c, next)
  })

  app.get('/beheer/aanmelden/code', (c) => c.html(CodePage({ context: pageContext(deps, c), next: ownPath(c.req.query('next')) })))

  app.post('/beheer/aanmelden/code', async (c) => {
    fromOurselves(deps, c)
    const form = await readForm(c)
    const [code, next] = [form.text('code').replaceAll(' ', ''), ownPath(form.text('next'))]
    const totp = /^\d{6}$/.test(code)
    const answer = await step(c, totp ? '/two-factor/verify-totp' : '/two-factor/verify-backup-code', { code })
    if (!answer.ok) {
      await noteRefusal(deps, c, null, 'code')
      const wrong = answer.status === 429 ? wordsFor(c).tooOften : wordsFor(c).codeWrong
      return c.html(CodePage({ context: pageContext(deps, c), next, wrong }), answer.status === 429 ? 429 : 401)
    }
    const { user, token } = (await answer.json()) as { user?: { id: string }; token?: string }
    if (user && totp && !(await accounts.useCode(user.id, code))) {
      await accounts.dropSession(token ?? '')
      await noteRefusal(deps, c, await accounts.find(user.id), 'code')
      return c.html(CodePage({ context: pageContext(deps, c), next, wrong: wordsFor(c).codeUsed }), 401)
    }
    passCookies(c, answer)
    if (user) {
      rememberDevice(deps, c, user.id)
      await noteSignIn(user.id)
    }
    return goTo(c, next)
  })

  app.post('/beheer/aanmelden/instelling', async (c) => {
    fromOurselves(deps, c)
    const next = ownPath((await readForm(c)).text('next'))
    await takeTurn(deps, c, 'sign-in begins', BEGINNINGS)
    if (accounts.institution === null) throw new Failure('not-found', ['noInstitution'])
    const headers = withAddress(deps, c, c.req.raw.headers)
    const answer = await accounts.toInstitution(siteOf(deps, c), next, '/beheer/aanmelden', headers)
    if (!answer) return signInPage(c, 503, next, wordsFor(c).institutionAway)
    passCookies(c, answer)
    const { url } = (await answer.json()) as { url: string }
    return c.redirect(url, 303)
  })

  app.post('/beheer/afmelden', async (c) => {
    fromOurselves(deps, c)
    const viewer = await viewerOf(deps, c)
    if (viewer.actor) await library.recordDeed(viewer.actor, { action: 'session.end', subject: viewer.actor.id })
    passCookies(c, await step(c, '/sign-out', {}))
    return goTo(c, '/beheer/aanmelden', 'afgemeld')
  })

  app.all('/api/auth/*', async (c) => {
    if (c.req.method !== 'GET' && c.req.method !== 'POST') throw new Failure('not-found', ['unknownQuestion'])
    fromOurselves(deps, c)
    await takeTurn(deps, c, 'sign-in begins', BEGINNINGS)
    const request = new Request(siteOf(deps, c) + new URL(c.req.url).pathname + new URL(c.req.url).search, {
      method: c.req.method,
      headers: withAddress(deps, c, c.req.raw.headers),
      ...(c.req.method === 'GET' ? {} : { body: await c.req.arrayBuffer() }),
    })
    const answer = await accounts.answer(request)
    if (!answer) throw new Failure('not-found', ['unknownQuestion'])
    await noteWhatWasDone(c, answer)
    return answer
  })

  /** By passkey or through the institution: better-auth answers the browser itself, and the log hears of it here. */
  async function noteWhatWasDone(c: Context<AppEnv>, answer: Response): Promise<void> {
    if (answer.status >= 400) return
    if (c.req.path.endsWith('/passkey/verify-registration')) {
      const { actor } = await viewerOf(deps, c)
      if (actor) await library.recordDeed(actor, { action: 'passkey.add', subject: actor.id })
      return
    }
    const cookie = answer.headers
      .getSetCookie()
      .map((set) => set.split(';')[0] ?? '')
      .find((pair) => /^(?:__Host-)?sessie=./.test(pair))
    const signedIn = cookie === undefined ? null : await accounts.signedIn(new Headers({ cookie }))
    if (signedIn) await noteSignIn(signedIn.account.id)
  }

  app.get('/voorvertoning/:secret{[a-z0-9]{32}}', async (c) => {
    const secret = c.req.param('secret')
    const talk = await keys.previewBySecret(secret)
    if (talk === null) throw new Failure('not-found', ['previewOver'])
    const opened = (getCookie(c, PREVIEW_COOKIE) ?? '').split('.').filter((other) => other !== '' && other !== secret)
    setCookie(c, PREVIEW_COOKIE, [secret, ...opened].slice(0, 8).join('.'), {
      path: '/',
      httpOnly: true,
      sameSite: 'Lax',
      secure: siteOf(deps, c).startsWith('https:'),
      maxAge: 14 * 86_400,
    })
    return c.redirect(talkPath(talk), 303)
  })

  async function noteSignIn(id: string): Promise<void> {
    const name = (await accounts.find(id))?.name ?? id
    await library.recordDeed({ kind: 'account', id, name }, { action: 'session.start', subject: id })
  }
}

function passCookies(c: Context, answer: Response): void {
  for (const cookie of answer.headers.getSetCookie()) c.header('Set-Cookie', cookie, { append: true })
}
