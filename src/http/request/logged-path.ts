/** The path of a request as the log may keep it: without what would let a reader of the log in. */

/** The secret of a preview link stands in its path. */
const SECRET_PATHS = /^(\/voorvertoning\/).+/

export function loggedPath(path: string): string {
  return path.replace(SECRET_PATHS, '$1…')
}
