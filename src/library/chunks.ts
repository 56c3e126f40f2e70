/** Far below the number of parameters a statement may have (SQLite: 32,766), and enough that the count of statements does not matter. */
const AT_ONCE = 500

/** The list in pieces that fit in an `in (…)`. */
export function chunks<T>(list: readonly T[], size = AT_ONCE): T[][] {
  const pieces: T[][] = []
  for (let from = 0; from < list.length; from += size) pieces.push(list.slice(from, from + size))
  return pieces
}
