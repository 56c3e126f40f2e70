import type { Context } from 'hono'
import { ANYBODY, standingFor } from '../../access/viewer.ts'
import { Failure } from '../../failure.ts'
import type { Talk } from '../../library/talk/talk.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { viewerOf } from './access.ts'

/**
 * The talk, for whoever may see it: the one guard of every page and file of a talk.
 * @throws Failure `gone` with its tombstone, `forbidden`, or `not-found`
 */
export async function visibleTalk(deps: Dependencies, c: Context<AppEnv>, id: string): Promise<Talk> {
  const talk = await deps.library.talk(id)
  if (!talk) throw (await erased(deps, 'talk', id)) ?? absent()
  // What anybody may see is shown without asking who this is.
  if (standingFor(ANYBODY, talk) === 'shown') return talk
  const standing = standingFor(await viewerOf(deps, c), talk)
  if (standing === 'absent') throw absent()
  if (standing === 'gone') throw new Failure('gone', ['withdrawn', talk.withdrawn ?? ''])
  if (standing === 'forbidden') throw new Failure('forbidden', ['membersOnly'])
  c.set('guarded', true)
  return talk
}

/** The answer for something erased that visitors could once see; null when it was not there. */
export async function erased({ library }: Dependencies, kind: 'talk' | 'quote', id: string): Promise<Failure | null> {
  const tombstone = (await library.tombstone(kind, id)) ?? (kind === 'talk' ? await library.tombstone('alias', id) : null)
  return tombstone?.shown ? new Failure('gone', ['erased', tombstone.erased.slice(0, 10)]) : null
}

const absent = () => new Failure('not-found', ['noTalk'])
