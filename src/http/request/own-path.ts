/** Where a page may lead back to: the one rule for addresses that come from a visitor. */

/** Any origin will do: only whether the path stays on it matters. */
const HERE = 'http://localhost'

/**
 * @param wanted path and query as the visitor sent them
 * @returns a path of this site, written so that every browser reads it as one; `fallback` for another site, another scheme or no address
 */
export function ownPath(wanted: string | undefined, fallback = '/beheer'): string {
  if (wanted === undefined || !wanted.startsWith('/')) return fallback
  const url = URL.parse(wanted, HERE)
  if (url === null || url.origin !== HERE) return fallback
  const path = url.pathname + url.search
  // Resolved, `/.//elsewhere` is `//elsewhere`: by itself an address of another site. So the result is parsed as well.
  const again = URL.parse(path, HERE)
  return again !== null && again.origin === HERE && again.pathname === url.pathname ? path : fallback
}
