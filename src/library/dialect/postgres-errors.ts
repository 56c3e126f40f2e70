/** What PostgreSQL and the network say when something is wrong, in words for operators and as failures for visitors. */
import { Failure, messageOf } from '../../failure.ts'

/** SQLSTATE of PostgreSQL, or an error code of Node. */
export function codeOf(error: unknown): string {
  // Several addresses were tried, and none answered.
  const first = error instanceof AggregateError ? error.errors[0] : error
  return first instanceof Error && 'code' in first && typeof first.code === 'string' ? first.code : ''
}

const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'ENOENT',
])
/** Starting up, shutting down, crashed, full of connections, or a standby that cannot be written (yet). */
const NOT_NOW = new Set(['57P01', '57P02', '57P03', '57P05', '53300', '25006', '25P03'])
/** node-postgres gives these no code. */
const BROKEN =
  /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed)/

/** Whether the database did not answer, so that the same may succeed later. */
export function isAway(error: unknown): boolean {
  const code = codeOf(error)
  return NETWORK.has(code) || NOT_NOW.has(code) || code.startsWith('08') || BROKEN.test(messageOf(error))
}

/** Whether PostgreSQL undid the transaction because of another one: done again, it may succeed. */
export function isLostRace(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) if (['40001', '40P01'].includes(codeOf(cause))) return true
  return false
}

const RETRY_MS = 2000

/** The failure to show for an error while the library runs; other errors are defects and stay what they are. */
export function toFailure(error: unknown): unknown {
  if (error instanceof Failure) return error
  if (isAway(error)) return new Failure('unavailable', ['databaseAway'], { cause: error, retryAfter: RETRY_MS })
  if (isLostRace(error)) return new Failure('unavailable', ['databaseBusy'], { cause: error, retryAfter: RETRY_MS })
  // PostgreSQL has no text with a NUL character.
  if (codeOf(error) === '22021') return new Failure('invalid', ['noNulCharacter'], { cause: error })
  return error
}

/** Why the database cannot be used, at the start. @param place `host:port/name` */
export function startFailure(error: unknown, place: string): Failure {
  if (error instanceof Failure) return error
  const name = place.slice(place.indexOf('/') + 1)
  const why: Record<string, string> = {
    '28P01': 'De naam of het wachtwoord klopt niet.',
    '28000': 'Deze gebruiker mag zich daar niet aanmelden.',
    '3D000': `Er is geen database “${name}”. Maak haar met: createdb --encoding=UTF8 --template=template0 ${name}.`,
    '42501': `Deze gebruiker mag er geen tabellen maken. Maak hem eigenaar: alter database "${name}" owner to …;`,
    '53300': 'De server heeft geen verbinding meer vrij (max_connections).',
    '57P03': 'De server start nog op of sluit af.',
    ENOTFOUND: 'Deze server bestaat niet.',
    ECONNREFUSED: 'Daar antwoordt geen server.',
    ENOENT: 'Daar antwoordt geen server.',
    ETIMEDOUT: 'De server antwoordt niet.',
  }
  const reason = why[codeOf(error)] ?? `${messageOf(error instanceof AggregateError ? error.errors[0] : error)}.`
  return new Failure('unavailable', `De database ${place} kan niet worden gebruikt. ${reason} Zie WOORDELIJK_DATABASE.`, { cause: error })
}
