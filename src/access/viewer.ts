/** A viewer and their rights: the rules of visibility and of the archivists' work, in one place, without I/O. */
import type { Actor } from '../library/audit.ts'
import type { Talk } from '../library/talk/talk.ts'

/** An account's role. Visitors need no account; an account with the role visitor also sees internal talks. */
export const ROLES = ['visitor', 'archivist', 'admin'] as const
export type Role = (typeof ROLES)[number]

/** What a token may do: a fixed list, never its maker's role. */
export const SCOPES = ['talks:read', 'talks:write', 'talks:publish', 'talks:erase', 'uploads:write', 'jobs:write'] as const
export type Scope = (typeof SCOPES)[number]

export interface Viewer {
  /** Null: not signed in. */
  readonly actor: Actor | null
  readonly role: Role | null
  readonly scopes: ReadonlySet<Scope>
  /** Talks opened by a preview link. */
  readonly previews: ReadonlySet<string>
  /** The browser session; null for a token. Browsers attach its cookie to cross-site requests too, so forms need a CSRF check. */
  readonly session: string | null
}

export const ANYBODY: Viewer = { actor: null, role: null, scopes: new Set(), previews: new Set(), session: null }

/** An archivist may do all of an archivist's work. */
export function scopesOf(role: Role): ReadonlySet<Scope> {
  return new Set(role === 'visitor' ? [] : SCOPES)
}

export function may(viewer: Viewer, scope: Scope): boolean {
  return viewer.scopes.has(scope)
}

/** shown · `gone`: withdrawn, with its tombstone · `forbidden`: sign in · `absent`: as if it were not there. */
export type Standing = 'shown' | 'gone' | 'forbidden' | 'absent'

type Seen = Pick<Talk, 'id' | 'visibility' | 'stage' | 'withdrawn'>

/** The one rule for every page, file and answer of a talk. A talk that was never published leaves no tombstone, which would reveal it. */
export function standingFor(viewer: Viewer, { id, visibility, stage, withdrawn }: Seen): Standing {
  if (may(viewer, 'talks:read')) return 'shown'
  if (withdrawn === null && viewer.previews.has(id)) return 'shown'
  if (stage !== 'published') return 'absent'
  if (withdrawn !== null) return 'gone'
  return visibility === 'internal' && viewer.role === null ? 'forbidden' : 'shown'
}
