/**
 * Slows guessing of passwords down, by address and by address and account. No account is ever locked: whoever tries from elsewhere, in a
 * browser that signed in before, by passkey or through the institution is not held up by others.
 */
import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import type { Account } from '../../access/accounts.ts'
import { SYSTEM } from '../../library/audit.ts'
import type { Rule } from '../../library/limits.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { siteOf } from '../request/access.ts'
import { addressOf, visitorOf } from '../request/address.ts'

const QUARTER = 15 * 60
/** A lecture hall behind one address may sign in. */
const PER_ADDRESS: Rule = { times: 30, seconds: QUARTER }
const PER_ADDRESS_AND_ACCOUNT: Rule = { times: 10, seconds: QUARTER }
/** A stolen cookie guesses no faster than anybody. */
const PER_DEVICE: Rule = { times: 10, seconds: QUARTER }
/** Lines in the log, which is kept for ever; the rest goes to the server's own log. */
const LOGGED: Rule = { times: 20, seconds: 3600 }

const DEVICE_COOKIE = 'apparaat'
const DEVICE_SECONDS = 180 * 86_400

/** One try: counted before the password is looked at. */
export interface SignInTry {
  /** Milliseconds until another try is allowed; 0: this one is. */
  readonly wait: number
  succeeded(account: string): Promise<void>
  /** @param why what was wrong, for the log */
  failed(why: 'password' | 'code' | 'limit'): Promise<void>
}

/** @param account the one the e-mail address belongs to, null where there is none */
export async function trySignIn(deps: Dependencies, c: Context<AppEnv>, email: string, account: Account | null): Promise<SignInTry> {
  const { limits, accounts } = deps
  const known = accounts.devices.read(getCookie(c, DEVICE_COOKIE))
  const pairKey = `sign-in ${visitorOf(deps, c)} ${email}`
  const deviceKey = `sign-in device ${known?.device}`
  const isKnown = known !== null && account !== null && known.account === account.id
  const wait = isKnown
    ? await limits.take(deviceKey, PER_DEVICE)
    : (await limits.take(pairKey, PER_ADDRESS_AND_ACCOUNT)) || (await limits.take(`sign-in ${visitorOf(deps, c)}`, PER_ADDRESS))
  return {
    wait,
    async succeeded(id) {
      await limits.clear(pairKey)
      await limits.clear(deviceKey)
      rememberDevice(deps, c, id)
    },
    failed: (why) => noteRefusal(deps, c, account, why),
  }
}

/** The address is kept in full: an attack is traced by it. Of an unknown account the e-mail address is not, which may be a password typed in the wrong field. */
export async function noteRefusal(deps: Dependencies, c: Context<AppEnv>, account: Account | null, why: string): Promise<void> {
  const address = addressOf(deps, c)
  c.get('log').warn({ address, account: account?.id ?? null, why }, 'sign-in refused')
  if (account === null || (await deps.limits.take(`sign-in logged ${account.id}`, LOGGED)) > 0) return
  await deps.library.recordDeed(SYSTEM, { action: 'session.refused', subject: account.id, detail: { address, why } })
}

export function rememberDevice(deps: Dependencies, c: Context<AppEnv>, account: string): void {
  setCookie(c, DEVICE_COOKIE, deps.accounts.devices.issue(account), {
    path: '/beheer/aanmelden',
    httpOnly: true,
    sameSite: 'Lax',
    secure: siteOf(deps, c).startsWith('https:'),
    maxAge: DEVICE_SECONDS,
  })
}
