/** Afterwards: whether the record holds what the archivists were told, once each. */
import { expect } from 'vitest'
import { loadDeeds } from '../../src/library/audit.ts'
import type { OpenLibrary } from '../../src/wire.ts'
import type { Story } from './story.ts'

/** Steps of work that are under way, wait or failed. */
export async function unfinishedSteps({ jobs }: OpenLibrary): Promise<unknown[]> {
  const all = await jobs.list({ limit: 1000 })
  return all.flatMap(({ talk, steps }) =>
    steps
      .filter(({ state }) => !['done', 'skipped', 'cancelled'].includes(state))
      .map(({ step, state, error }) => ({ talk, step, state, error })),
  )
}

export async function requireAsTold({ library, database }: OpenLibrary, story: Story): Promise<void> {
  const { id, title, sha256, revision, state, publishRequests, isScheduled } = story
  const talk = await library.talk(id)
  const deeds = await loadDeeds(database.reader, { subject: id, limit: 1000 })
  const count = (action: string) => deeds.filter((deed) => deed.action === action).length
  const isWithdrawn = state === 'withdrawn'
  expect({
    id,
    title: talk?.title,
    sha256: talk?.recording?.original?.sha256,
    revisions: talk?.transcripts.map((transcript) => transcript.revision),
    stage: talk?.stage,
    isWithdrawn: talk?.withdrawn !== null,
    created: count('talk.create'),
    withdrawn: count('talk.withdraw'),
  }).toEqual({ id, title, sha256, revisions: [revision], stage: 'published', isWithdrawn, created: 1, withdrawn: isWithdrawn ? 1 : 0 })
  // A request that the proxy sent to two nodes, or a schedule that two nodes carried out, would be in the log twice.
  const published = count('talk.publish')
  expect(published, `${id} in the log`).toBeGreaterThanOrEqual(1)
  expect(published, `${id} in the log`).toBeLessThanOrEqual(isScheduled ? 1 : publishRequests)
}
