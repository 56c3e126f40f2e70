/** The one kind of failure we foresee. Anything else that is thrown is a defect: it is logged whole and shown as “internal”. */
import { type FailureWords, failuresNl } from '../web/words/nl/failures.ts'

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

/** One field of a request, and why its value is refused. */
export interface FieldError {
  readonly path: string
  /** Of a field with a line for each thing: the wrong one, from 1. */
  readonly row?: number
  /** A text is Dutch and is not translated. */
  readonly why: Reason | string
}

type ReasonKey = Exclude<keyof FailureWords, 'fieldNames' | 'fieldRow'>
type Values<Key extends ReasonKey> = FailureWords[Key] extends (...values: infer V) => string ? V : []

/** Why, as a key of the dictionaries of failures and the values of its sentence: `['noScope', 'talks:write']`. */
export type Reason = { [Key in ReasonKey]: readonly [key: Key, ...values: Values<Key>] }[ReasonKey]

/** @param words the failures' sentences in the language of the reader */
export function sentenceOf([key, ...values]: Reason, words: FailureWords): string {
  const sentence: string | ((...values: never[]) => string) = words[key]
  return typeof sentence === 'string' ? sentence : sentence(...(values as never[]))
}

/** For what is stored as a text: the record is Dutch. */
export const inDutch = (reason: Reason): string => sentenceOf(reason, failuresNl)

export class Failure extends Error {
  readonly code: FailureCode
  /** Null where the failure has a Dutch message only. */
  readonly reason: Reason | null
  readonly errors: readonly FieldError[]
  /** Milliseconds after which trying again makes sense; null where nobody knows. */
  readonly retryAfter: number | null
  /** A sentence for the operator, in Dutch, with internal addresses: for the log and the terminal, never for visitors. */
  readonly forOperator: string | null

  /** @param why for people: what, where and how to mend it; never an internal detail. A text is Dutch and is not translated */
  constructor(
    code: FailureCode,
    why: Reason | string,
    options: { cause?: unknown; errors?: readonly FieldError[]; retryAfter?: number; forOperator?: string } = {},
  ) {
    super(typeof why === 'string' ? why : inDutch(why), { cause: options.cause })
    this.name = 'Failure'
    this.code = code
    this.reason = typeof why === 'string' ? null : why
    this.errors = options.errors ?? []
    this.retryAfter = options.retryAfter ?? null
    this.forOperator = options.forOperator ?? null
  }

  /** The message in the language of these words, where it was translated. Of `fieldsWrong` with each field's name and what is wrong. */
  sayIn(words: FailureWords): string {
    if (this.reason === null) return this.message
    const sentence = sentenceOf(this.reason, words)
    if (this.reason[0] !== 'fieldsWrong') return sentence
    const names: Readonly<Partial<Record<string, string>>> = words.fieldNames
    return `${sentence} ${errorsIn(this.errors, words)
      .map(({ path, message }) => `${names[path] ?? names[path.split('.')[0] ?? ''] ?? path}: ${message}`)
      .join('; ')}.`
  }
}

/** What is wrong by field, in the language of these words. */
export function errorsIn(errors: readonly FieldError[], words: FailureWords): { path: string; message: string }[] {
  return errors.map(({ path, row, why }) => {
    const message = typeof why === 'string' ? why : sentenceOf(why, words)
    return { path, message: row === undefined ? message : words.fieldRow(row, message) }
  })
}

/** The text of an unknown error, for logs and for operators at a terminal. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

type DiskReason = 'diskFull' | 'diskReadOnly'

const DISK: Record<string, DiskReason> = {
  ENOSPC: 'diskFull',
  EDQUOT: 'diskFull',
  SQLITE_FULL: 'diskFull',
  EROFS: 'diskReadOnly',
  SQLITE_READONLY: 'diskReadOnly',
}

/** What keeps the server from writing; null when it is something else. SQLite's codes have endings of their own. */
export function diskReason(error: unknown): DiskReason | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (!('code' in cause) || typeof cause.code !== 'string') continue
    const reason = DISK[cause.code] ?? DISK[cause.code.split('_').slice(0, 2).join('_')]
    if (reason !== undefined) return reason
  }
  return null
}

/** The same as a Dutch sentence. */
export function diskTrouble(error: unknown): string | null {
  const reason = diskReason(error)
  return reason && failuresNl[reason]
}
