/** Signing in and out: forms that work without scripts; better-auth counts the attempts and keeps the sessions. */
import type { Context, Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { CodePage, SignInPage } from '../../../web/pages/desk/sign-in.tsx'
import { talkPath } from '../../../web/pages/links.ts'
import { desk } from '../../../web/words/desk-nl.ts'
import { Failure } from '../../failure.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { fromOurselves, PREVIEW_COOKIE, siteOf, viewerOf, withAddress } from '../request/access.ts'
import { pageContext } from '../request/page-context.ts'
import { goTo, ownPath, readForm } from './forms.ts'

/** Wrong passwords for one account, from wherever they come: better-auth counts by address alone. */
const MOST_FAILURES = { points: 10, duration: 15 * 60 }
const LONGEST_BODY = 64 * 1024

export function routeSignIn(app: Hono<AppEnv>, deps: Dependencies): void {
  const { accounts, library, keys } = deps
  const failures = new RateLimiterMemory(MOST_FAILURES)

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

  app.get('/beheer/aanmelden', async (c) => {
    const next = ownPath(c.req.query('next'))
    const viewer = await viewerOf(deps, c)
    return viewer.session !== null ? goTo(c, next) : signInPage(c, 200, next, c.req.query('error') ? desk.signIn.institutionFailed : null)
  })

  app.post('/beheer/aanmelden', async (c) => {
    fromOurselves(deps, c)
    const form = await readForm(c)
    const [email, next] = [form.text('email').toLowerCase().slice(0, 200), ownPath(form.text('next'))]
    const known = await failures.get(email)
    if (known && known.consumedPoints >= MOST_FAILURES.points) return signInPage(c, 429, next, desk.signIn.tooOften, email)
    const answer = await step(c, '/sign-in/email', { email, password: form.raw('password') })
    if (answer.status === 429) return signInPage(c, 429, next, desk.signIn.tooOften, email)
    if (!answer.ok) {
      await failures.consume(email).catch(() => null)
      return signInPage(c, 401, next, desk.signIn.wrong, email)
    }
    passCookies(c, answer)
    const body = (await answer.json()) as { twoFactorRedirect?: boolean; user?: { id: string; name: string } }
    if (body.twoFactorRedirect) return goTo(c, `/beheer/aanmelden/code?next=${encodeURIComponent(next)}`)
    if (body.user) await noteSignIn(body.user)
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
      const wrong = answer.status === 429 ? desk.signIn.tooOften : desk.signIn.codeWrong
      return c.html(CodePage({ context: pageContext(deps, c), next, wrong }), answer.status === 429 ? 429 : 401)
    }
    passCookies(c, answer)
    const { user } = (await answer.json()) as { user?: { id: string; name: string } }
    if (user) await noteSignIn(user)
    return goTo(c, next)
  })

  app.post('/beheer/aanmelden/instelling', async (c) => {
    fromOurselves(deps, c)
    const next = ownPath((await readForm(c)).text('next'))
    if (accounts.institution === null) throw new Failure('not-found', 'Aanmelden via een instelling is hier niet ingesteld.')
    const headers = withAddress(deps, c, c.req.raw.headers)
    const answer = await accounts.toInstitution(siteOf(deps, c), next, '/beheer/aanmelden', headers)
    if (!answer) return signInPage(c, 503, next, desk.signIn.institutionAway)
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
    if (Number(c.req.header('content-length') ?? 0) > LONGEST_BODY) throw new Failure('too-large', 'Dit verzoek is te groot.')
    const request = new Request(siteOf(deps, c) + new URL(c.req.url).pathname + new URL(c.req.url).search, {
      method: c.req.method,
      headers: withAddress(deps, c, c.req.raw.headers),
      ...(['GET', 'HEAD'].includes(c.req.method) ? {} : { body: await c.req.arrayBuffer() }),
    })
    const answer = await accounts.answer(siteOf(deps, c), request)
    if (!answer) throw new Failure('not-found', 'Deze vraag kennen we niet.')
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
    const signedIn = cookie === undefined ? null : await accounts.signedIn(siteOf(deps, c), new Headers({ cookie }))
    if (signedIn) await noteSignIn(signedIn.account)
  }

  app.get('/voorvertoning/:secret{[a-z0-9]{32}}', async (c) => {
    const secret = c.req.param('secret')
    const talk = await keys.previewBySecret(secret)
    if (talk === null) throw new Failure('not-found', desk.preview.over)
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

  async function noteSignIn(user: { id: string; name: string }): Promise<void> {
    await library.recordDeed({ kind: 'account', id: user.id, name: user.name }, { action: 'session.start', subject: user.id })
  }
}

function passCookies(c: Context, answer: Response): void {
  for (const cookie of answer.headers.getSetCookie()) c.header('Set-Cookie', cookie, { append: true })
}
