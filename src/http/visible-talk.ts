import { formatDate } from '../../web/pages/format.ts'
import { nl } from '../../web/words/nl.ts'
import { standingOf } from '../access/standing.ts'
import { Failure } from '../failure.ts'
import type { Library } from '../library/library.ts'
import type { Talk } from '../library/talk.ts'

/**
 * The talk, for whoever may see it: the one guard of every page and file of a talk.
 * @throws Failure `gone` with its tombstone, `forbidden`, or `not-found`
 */
export async function visibleTalk(library: Library, id: string): Promise<Talk> {
  const talk = await library.talk(id)
  const standing = talk ? standingOf(talk) : 'absent'
  if (!talk || standing === 'absent') throw new Failure('not-found', 'Deze opname staat niet in de bibliotheek.')
  if (standing === 'gone') throw new Failure('gone', nl.talk.withdrawn(formatDate(talk.withdrawn ?? '')))
  if (standing === 'forbidden') throw new Failure('forbidden', nl.failure.forbidden)
  return talk
}
