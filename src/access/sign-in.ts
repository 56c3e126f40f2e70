/** better-auth on the library's own database, set up for us: sessions, passwords, passkeys, one-time codes, and the institution's own sign-in. */
import { passkey } from '@better-auth/passkey'
import { betterAuth } from 'better-auth'
import { genericOAuth, twoFactor } from 'better-auth/plugins'
import type { OpenDatabase } from '../library/open.ts'
import {
  ADDRESS_HEADER,
  LONGEST_PASSWORD,
  OIDC_PROVIDER,
  type OidcSettings,
  SHORTEST_PASSWORD,
  type SignInSettings,
} from './sign-in-settings.ts'

export type SignIn = ReturnType<typeof createSignIn>

/** From signing in, whatever happens in between. */
const SESSION_SECONDS = 12 * 3600

/**
 * @param url the public origin; null: better-auth takes each request's own, so that one instance serves whatever name it is reached by
 * @param oidc null: without the institution, whose absence or slowness then holds nothing up
 */
export function createSignIn(
  { writer }: OpenDatabase,
  { secret, site }: Pick<SignInSettings, 'secret' | 'site'>,
  url: string | null,
  oidc: OidcSettings | null = null,
) {
  const secure = url?.startsWith('https:') ?? false
  return betterAuth({
    appName: site,
    ...(url === null ? {} : { baseURL: url, trustedOrigins: [url] }),
    basePath: '/api/auth',
    secret,
    database: { db: writer, type: 'sqlite' as const, transaction: false },
    logger: { disabled: true },
    telemetry: { enabled: false },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: SHORTEST_PASSWORD,
      maxPasswordLength: LONGEST_PASSWORD,
      revokeSessionsOnPasswordReset: true,
    },
    user: {
      additionalFields: {
        // Never taken from a request.
        role: { type: 'string', input: false, required: true, defaultValue: 'visitor' },
        disabledAt: { type: 'string', input: false, required: false },
      },
    },
    session: { expiresIn: SESSION_SECONDS, disableSessionRefresh: true, cookieCache: { enabled: false } },
    // An e-mail address is no proof of being the same person.
    account: { accountLinking: { enabled: false } },
    // Our own limits stand before it (http/archivist/sign-in-limits.ts): these would keep known devices out too.
    rateLimit: { enabled: false },
    advanced: {
      useSecureCookies: false,
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      cookies: { session_token: { name: secure ? '__Host-sessie' : 'sessie', attributes: { secure, path: '/' } } },
      defaultCookieAttributes: { sameSite: 'lax', httpOnly: true, secure },
    },
    databaseHooks: {
      session: {
        create: {
          before: async (session) => {
            const user = await writer.selectFrom('user').select('disabledAt').where('id', '=', session.userId).executeTakeFirst()
            return user?.disabledAt == null ? { data: session } : false
          },
        },
      },
    },
    plugins: [
      twoFactor({ issuer: site }),
      passkey({ rpName: site, ...(url === null ? {} : { rpID: new URL(url).hostname, origin: url }) }),
      ...(oidc ? [genericOAuth({ config: [institution(oidc)] })] : []),
    ],
  })
}

function institution({ issuer, clientId, clientSecret }: OidcSettings) {
  return {
    providerId: OIDC_PROVIDER,
    discoveryUrl: `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
    clientId,
    clientSecret,
    scopes: ['openid', 'profile', 'email'],
    pkce: true,
    // Not every institution passes on an address; the account is known by issuer and subject.
    mapProfileToUser: (profile: Record<string, unknown>) => ({
      name: firstText(profile.name, profile.given_name, profile.sub),
      email: firstText(profile.email, `${firstText(profile.sub)}@zonder-adres.invalid`).toLowerCase(),
    }),
  }
}

function firstText(...values: readonly unknown[]): string {
  return values.find((value) => typeof value === 'string' && value !== '') as string
}
