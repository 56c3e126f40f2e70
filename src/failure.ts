/** The one kind of failure we foresee. Anything else that is thrown is a defect: it is logged whole and shown as “internal”. */

/**
 * invalid: the input breaks a rule · unreadable: the input cannot be understood · not-found: no such thing · gone: there was ·
 * unauthenticated: sign in first · forbidden: not for you · conflict: it is not as you thought · stale: the request's own condition
 * (If-Match) does not hold · too-large: over a limit ·
 * too-many: more often than is allowed · too-slow: the request took too long to arrive ·
 * misdirected: asked of a host this server is not · unavailable: try again later.
 */
export type FailureCode =
  | 'invalid'
  | 'unreadable'
  | 'not-found'
  | 'gone'
  | 'unauthenticated'
  | 'forbidden'
  | 'conflict'
  | 'stale'
  | 'too-large'
  | 'too-many'
  | 'too-slow'
  | 'misdirected'
  | 'unavailable'

export interface FieldError {
  readonly path: string
  readonly message: string
}

export class Failure extends Error {
  readonly code: FailureCode
  readonly errors: readonly FieldError[]
  /** Milliseconds after which trying again makes sense; null where nobody knows. */
  readonly retryAfter: number | null

  /** @param message for people, in Dutch: what, where and how to mend it; never an internal detail */
  constructor(code: FailureCode, message: string, options: { cause?: unknown; errors?: readonly FieldError[]; retryAfter?: number } = {}) {
    super(message, { cause: options.cause })
    this.name = 'Failure'
    this.code = code
    this.errors = options.errors ?? []
    this.retryAfter = options.retryAfter ?? null
  }
}

/** The text of an unknown error, for logs and for operators at a terminal. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

const DISK: Record<string, string> = {
  ENOSPC: 'De schijf van de server is vol.',
  EDQUOT: 'De schijf van de server is vol.',
  SQLITE_FULL: 'De schijf van de server is vol.',
  EROFS: 'De schijf van de server is alleen-lezen.',
  SQLITE_READONLY: 'De schijf van de server is alleen-lezen.',
}

/** What keeps the server from writing, in a sentence; null when it is something else. SQLite's codes have endings of their own. */
export function diskTrouble(error: unknown): string | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (!('code' in cause) || typeof cause.code !== 'string') continue
    const words = DISK[cause.code] ?? DISK[cause.code.split('_').slice(0, 2).join('_')]
    if (words !== undefined) return words
  }
  return null
}
