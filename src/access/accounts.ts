/** Accounts: who works here and how they sign in. Passwords, passkeys and sessions are better-auth's; who exists and what they may is ours. */
import { Failure } from '../failure.ts'
import { type Actor, type Deed, recordDeed } from '../library/audit.ts'
import { newId } from '../library/ids.ts'
import type { OpenDatabase } from '../library/open.ts'
import { useCode } from '../library/used-codes.ts'
import { createKnownDevices } from './known-device.ts'
import type { SignIn } from './sign-in.ts'
import {
  LONGEST_PASSWORD,
  OIDC_PROVIDER,
  type OidcSettings,
  OPEN_CALLS,
  SHORTEST_PASSWORD,
  type SignInSettings,
} from './sign-in-settings.ts'
import { ROLES, type Role } from './viewer.ts'

export interface Account {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly role: Role
  readonly disabled: string | null
  readonly created: string
  readonly secondFactor: boolean
}

export interface Session {
  readonly id: string
  /** UTC instants. */
  readonly created: string
  readonly expires: string
  /** The browser as it names itself. */
  readonly browser: string | null
}

export interface Passkey {
  readonly id: string
  readonly name: string | null
  readonly created: string | null
}

export type Accounts = ReturnType<typeof openAccounts>

/** An institution that does not answer within this time is away. */
const INSTITUTION_MS = 10_000
const BASE = '/api/auth'

export function openAccounts(database: OpenDatabase, settings: SignInSettings, now: () => Date = () => new Date()) {
  const { reader, writer } = database
  // Loaded at first use: better-auth is a third of the program's modules, and most commands have no use for it.
  const create = async (oidc: OidcSettings | null) => (await import('./sign-in.ts')).createSignIn(database, settings, settings.url, oidc)
  let withoutInstitution: Promise<SignIn> | null = null
  const own = () => (withoutInstitution ??= create(null))
  /** Made when somebody first comes through the institution, and again after it was away. */
  let institutional: Promise<SignIn> | null = null
  const withInstitution = () => (institutional ??= create(settings.oidc))
  const passwords = async () => (await (await own()).$context).password

  async function find(id: string): Promise<Account | null> {
    const row = await reader.selectFrom('user').selectAll().where('id', '=', id).executeTakeFirst()
    return row ? accountOf(row) : null
  }

  /** Signs the account out everywhere. */
  async function alter(id: string, change: { role?: Role; disabledAt?: string | null }, deed: Deed, actor: Actor): Promise<void> {
    const stamp = now().toISOString()
    await writer.transaction().execute(async (tx) => {
      const done = await tx
        .updateTable('user')
        .set({ ...change, updatedAt: stamp })
        .where('id', '=', id)
        .executeTakeFirst()
      if (done.numUpdatedRows === 0n) throw new Failure('not-found', ['noAccount'])
      await tx.deleteFrom('session').where('userId', '=', id).execute()
      await recordDeed(tx, stamp, actor, { subject: id, ...deed })
    })
  }

  return {
    institution: settings.oidc?.name ?? null,
    devices: createKnownDevices(settings.secret),
    find,

    /** Loads what signs people in, so that the first visitor does not wait for it. */
    async ready(): Promise<void> {
      await own()
    },

    async findByEmail(email: string): Promise<Account | null> {
      const row = await reader.selectFrom('user').selectAll().where('email', '=', email.toLowerCase()).executeTakeFirst()
      return row ? accountOf(row) : null
    },

    /** @returns whether this is the code's first use for this account */
    useCode: (account: string, code: string): Promise<boolean> => useCode(writer, account, code, now()),

    /**
     * A step of signing in, asked for by our own page, through better-auth's own front door: only there its limits count.
     * @param headers with the cookies and the visitor's address (`ADDRESS_HEADER`)
     * @returns its answer, whose cookies belong to the browser
     */
    async step(origin: string, call: string, body: Record<string, unknown>, headers: Headers): Promise<Response> {
      return (await own()).handler(ownRequest(origin, call, body, headers))
    },

    /** Begins signing in at the institution. @returns null when it is away */
    async toInstitution(origin: string, next: string, back: string, headers: Headers): Promise<Response | null> {
      const body = { provider: OIDC_PROVIDER, callbackURL: next, errorCallbackURL: back }
      const late = new Promise<null>((resolve) => setTimeout(resolve, INSTITUTION_MS, null).unref())
      const answer = await Promise.race([(await withInstitution()).handler(ownRequest(origin, '/sign-in/social', body, headers)), late])
      // It remembers what it could not read of the institution.
      if (!answer?.ok) institutional = null
      return answer?.ok ? answer : null
    },

    /** A browser's call of its own (passkeys, and coming back from the institution); null: not one that is open. */
    async answer(request: Request): Promise<Response | null> {
      const call = new URL(request.url).pathname.slice(BASE.length)
      const back = settings.oidc !== null && call === `/callback/${OIDC_PROVIDER}`
      return OPEN_CALLS.has(call) || back ? (await (back ? withInstitution() : own())).handler(request) : null
    },

    /** Whose session this request carries, or null. */
    async signedIn(headers: Headers): Promise<{ account: Account; session: string } | null> {
      const found = await (await own()).api.getSession({ headers })
      if (!found) return null
      // As it is now: a role taken away or an account closed counts at once.
      const account = await find(found.user.id)
      return account && account.disabled === null ? { account, session: found.session.id } : null
    },

    /** Begins a one-time code. @throws Failure `forbidden` when the password is wrong */
    async beginSecondFactor(password: string, headers: Headers): Promise<{ uri: string; backupCodes: readonly string[] }> {
      try {
        const begun = await (await own()).api.enableTwoFactor({ body: { password }, headers })
        if (begun.method !== 'totp') throw new TypeError('only codes from an app are set up')
        return { uri: begun.totpURI, backupCodes: begun.backupCodes }
      } catch (cause) {
        throw new Failure('forbidden', ['wrongPassword'], { cause })
      }
    },

    async endSecondFactor(password: string, headers: Headers): Promise<void> {
      try {
        await (await own()).api.disableTwoFactor({ body: { password }, headers })
      } catch (cause) {
        throw new Failure('forbidden', ['wrongPassword'], { cause })
      }
    },

    async list(): Promise<Account[]> {
      return (await reader.selectFrom('user').selectAll().orderBy('email').execute()).map(accountOf)
    },

    /** @throws Failure `invalid` or `conflict` with what is wrong */
    async add(given: { email: string; name?: string; role: Role; password: string }, actor: Actor): Promise<Account> {
      const email = given.email.trim().toLowerCase()
      if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) || email.length > 200) throw new Failure('invalid', ['badAddress', given.email])
      checkPassword(given.password, email)
      if (await reader.selectFrom('user').select('id').where('email', '=', email).executeTakeFirst())
        throw new Failure('conflict', ['accountTaken', email])
      const stamp = now().toISOString()
      const id = newId(20)
      const name = shownName(id, given.name?.trim() ?? '')
      const hash = await (await passwords()).hash(given.password)
      const dates = { createdAt: stamp, updatedAt: stamp }
      await writer.transaction().execute(async (tx) => {
        await tx
          .insertInto('user')
          .values({ id, name, email, emailVerified: 1, image: null, twoFactorEnabled: null, disabledAt: null, role: given.role, ...dates })
          .execute()
        await tx
          .insertInto('account')
          .values({ id: newId(20), accountId: id, providerId: 'credential', userId: id, password: hash, ...dates })
          .execute()
        await recordDeed(tx, stamp, actor, { action: 'account.add', subject: id, detail: { email, role: given.role } })
      })
      return { id, email, name, role: given.role, disabled: null, created: stamp, secondFactor: false }
    },

    /** Signs the account out everywhere. @throws Failure `not-found` */
    async setRole(id: string, role: Role, actor: Actor): Promise<void> {
      await alter(id, { role }, { action: 'account.role', detail: { role } }, actor)
    },

    /** A closed account signs in no more. @throws Failure `not-found` */
    async setDisabled(id: string, disabled: boolean, actor: Actor): Promise<void> {
      const change = { disabledAt: disabled ? now().toISOString() : null }
      await alter(id, change, { action: disabled ? 'account.close' : 'account.open' }, actor)
    },

    /** Signs the account out everywhere. @throws Failure `not-found`, or `invalid` with what is wrong with the new one */
    async setPassword(id: string, password: string, actor: Actor): Promise<void> {
      const account = await find(id)
      if (!account) throw new Failure('not-found', ['noAccount'])
      checkPassword(password, account.email)
      const hash = await (await passwords()).hash(password)
      const mine = await writer
        .updateTable('account')
        .set({ password: hash })
        .where('userId', '=', id)
        .where('providerId', '=', 'credential')
        .executeTakeFirst()
      if (mine.numUpdatedRows === 0n) throw new Failure('conflict', ['institutionAccount'])
      await alter(id, {}, { action: 'account.password' }, actor)
    },

    async isPassword(id: string, password: string): Promise<boolean> {
      const row = await reader
        .selectFrom('account')
        .select('password')
        .where('userId', '=', id)
        .where('providerId', '=', 'credential')
        .executeTakeFirst()
      return row?.password != null && (await passwords()).verify({ hash: row.password, password })
    },

    /** Newest first. */
    async sessions(id: string): Promise<Session[]> {
      const rows = await reader.selectFrom('session').selectAll().where('userId', '=', id).orderBy('createdAt', 'desc').execute()
      return rows
        .map((row) => ({
          id: row.id,
          created: new Date(row.createdAt).toISOString(),
          expires: new Date(row.expiresAt).toISOString(),
          browser: row.userAgent,
        }))
        .filter(({ expires }) => expires > now().toISOString())
    },

    /** Ends a session whose cookie was not sent yet. */
    async dropSession(token: string): Promise<void> {
      await writer.deleteFrom('session').where('token', '=', token).execute()
    },

    /** Ends one session of this account; nothing when it is somebody else's. */
    async endSession(id: string, session: string, actor: Actor): Promise<void> {
      await writer.transaction().execute(async (tx) => {
        await tx.deleteFrom('session').where('userId', '=', id).where('id', '=', session).execute()
        await recordDeed(tx, now().toISOString(), actor, { action: 'session.end', subject: id })
      })
    },

    async passkeys(id: string): Promise<Passkey[]> {
      const rows = await reader.selectFrom('passkey').select(['id', 'name', 'createdAt']).where('userId', '=', id).execute()
      return rows.map((row) => ({ id: row.id, name: row.name, created: row.createdAt && new Date(row.createdAt).toISOString() }))
    },

    async removePasskey(id: string, passkey: string, actor: Actor): Promise<void> {
      await writer.transaction().execute(async (tx) => {
        await tx.deleteFrom('passkey').where('userId', '=', id).where('id', '=', passkey).execute()
        await recordDeed(tx, now().toISOString(), actor, { action: 'passkey.remove', subject: id })
      })
    },
  }
}

function ownRequest(origin: string, call: string, body: Record<string, unknown>, headers: Headers): Request {
  const own = new Headers(headers)
  own.set('content-type', 'application/json')
  own.set('origin', origin)
  own.delete('content-length')
  return new Request(origin + BASE + call, { method: 'POST', headers: own, body: JSON.stringify(body) })
}

/** The ones everybody tries first among those long enough. */
const WELL_KNOWN = ['password', 'wachtwoord', 'welkom', 'woordelijk', 'qwerty', '123456', 'letmein', 'geheim', 'admin']

/** @throws Failure `invalid` */
function checkPassword(password: string, email: string): void {
  const length = Array.from(password).length
  if (length < SHORTEST_PASSWORD) throw new Failure('invalid', ['passwordTooShort', length, SHORTEST_PASSWORD])
  if (length > LONGEST_PASSWORD) throw new Failure('invalid', ['passwordTooLong', LONGEST_PASSWORD])
  const plain = password.toLowerCase()
  const rest = [...WELL_KNOWN, email.split('@')[0] ?? email].reduce((left, word) => left.replaceAll(word, ''), plain)
  if (new Set(rest).size < 5) throw new Failure('invalid', ['passwordGuessable'])
}

/** Names stand in public histories, so an e-mail address is none: without a name, an archivist is called by a number of our own. */
function shownName(id: string, name: string): string {
  return name === '' || name.includes('@') ? `Medewerker ${id.slice(0, 4)}` : name
}

function accountOf(row: {
  id: string
  email: string
  name: string
  role: string
  disabledAt: string | null
  createdAt: string
  twoFactorEnabled: 0 | 1 | null
}): Account {
  return {
    id: row.id,
    email: row.email,
    name: shownName(row.id, row.name),
    // What the program does not know gives no rights.
    role: ROLES.find((known) => known === row.role) ?? 'visitor',
    disabled: row.disabledAt,
    created: row.createdAt,
    secondFactor: row.twoFactorEnabled === 1,
  }
}
