/** Ids and secrets that cannot be guessed. */
import { createHash, randomBytes } from 'node:crypto'

/** Without letters and digits that look alike. 32 of them: five bits each. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789'

/** @param length in characters of five bits */
export function newId(length = 12): string {
  return Array.from(randomBytes(length), (byte) => ALPHABET[byte & 31]).join('')
}

/** The stored form of a secret: a hash, so that a reader of the database cannot use it. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
