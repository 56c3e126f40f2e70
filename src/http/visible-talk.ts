import { formatDate } from '../../web/pages/format.ts'
import { nl } from '../../web/words/nl.ts'
import { Failure } from '../failure.ts'
import type { Library } from '../library/library.ts'
import type { Talk } from '../library/talk.ts'

/**
 * The talk, for whoever may see it: the one guard of every page and file of a talk.
 * @throws Failure `gone` with its tombstone, `forbidden`, or `not-found`
 */
export async function visibleTalk(library: Library, id: string): Promise<Talk> {
  const talk = await library.talk(id)
  if (!talk) throw new Failure('not-found', 'Deze opname staat niet in de bibliotheek.')
  if (talk.withdrawn !== null) throw new Failure('gone', nl.talk.withdrawn(formatDate(talk.withdrawn)))
  if (talk.visibility === 'internal') throw new Failure('forbidden', nl.failure.forbidden)
  return talk
}
