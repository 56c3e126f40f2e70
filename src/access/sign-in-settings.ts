/** Settings and limits of signing in, without better-auth: most commands of the program need no more than this. */

export interface OidcSettings {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  readonly name: string
}

export interface SignInSettings {
  /** At least 32 characters; signs the cookies. */
  readonly secret: string
  readonly site: string
  /** The public origin; null: each request's own. */
  readonly url: string | null
  readonly oidc: OidcSettings | null
}

export const SHORTEST_PASSWORD = 12
export const LONGEST_PASSWORD = 128

/** Paths under `/api/auth` that are open to the web; the rest is called by our own pages, or not at all. */
export const OPEN_CALLS: ReadonlySet<string> = new Set([
  '/passkey/generate-register-options',
  '/passkey/verify-registration',
  '/passkey/generate-authenticate-options',
  '/passkey/verify-authentication',
])
export const OIDC_PROVIDER = 'instelling'

/** Header with the visitor's address. We set it; a header of this name from a client is removed. */
export const ADDRESS_HEADER = 'x-woordelijk-address'
