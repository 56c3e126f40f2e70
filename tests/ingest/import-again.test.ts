/** A manifest that is imported again, while people have changed the talk in the library. */
import { writeFile } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { draftOf } from '../../src/http/archivist/fields/talk-fields.ts'
import { fieldsOf, keepChanges } from '../../src/ingest/manifest/kept-changes.ts'
import type { Talk, TalkRecord } from '../../src/library/talk/talk.ts'
import { makeLibrary } from '../setup/make-library.ts'

const ANNA = { kind: 'account' as const, id: 'anna', name: 'Anna' }
const MANIFEST = {
  kind: 'talk',
  id: 'lezing',
  title: 'De lezing',
  abstract: 'Over de wijk.',
  speakers: ['Anna de Vries'],
  themes: ['Wonen'],
}

async function imported(manifest: object = MANIFEST) {
  const library = await makeLibrary({ 'lezing.yaml': manifest })
  expect(await library.import()).toMatchObject([{ status: 'added', problems: [] }])
  const talk = async () => (await library.library.talk('lezing')) as Talk
  const again = async (changed: object) => {
    await writeFile(`${library.folder}/manifests/lezing.yaml`, JSON.stringify(changed))
    const [row] = await library.import()
    return row?.problems.map(({ problem }) => [problem.code, problem.line, problem.message] as const) ?? []
  }
  const change = (fields: Partial<TalkRecord>) =>
    library.library.changeTalk('lezing', ANNA, () => ({ ...fields, deed: { action: 'talk.change' } }))
  return { library, talk, again, change }
}

describe('people’s changes', () => {
  test('stay, and what the manifest changes beside them is done', async () => {
    const { talk, again, change } = await imported()
    await change({ title: 'De verbeterde lezing' })
    expect(await again({ ...MANIFEST, abstract: 'Over de buurt.', themes: ['Wonen', 'Werk'] })).toEqual([])
    expect(await talk()).toMatchObject({
      title: 'De verbeterde lezing',
      abstract: 'Over de buurt.',
      themes: [{ id: 'wonen' }, { id: 'werk' }],
    })
  })

  test('of the very thing the manifest changes too: told, with its place, once', async () => {
    const { talk, again, change } = await imported()
    await change({ title: 'De verbeterde lezing' })
    const changed = { ...MANIFEST, title: 'Een andere titel' }
    expect(await again(changed)).toEqual([
      ['kept-change', 1, expect.stringMatching(/“title” is in de bibliotheek zelf gewijzigd.*neem de waarde/)],
    ])
    expect(await again({ ...changed, rights: 'CC BY' })).toEqual([])
    expect(await talk()).toMatchObject({ title: 'De verbeterde lezing', rights: 'CC BY' })
    // Taken over, the manifest counts again.
    expect(await again({ ...changed, title: 'De verbeterde lezing' })).toEqual([])
    expect(await again({ ...changed, title: 'De definitieve titel' })).toEqual([])
    expect((await talk()).title).toBe('De definitieve titel')
  })

  test('a talk that was withdrawn stays withdrawn, whatever the manifest changes', async () => {
    const { talk, again, change } = await imported()
    await change({ withdrawn: '2026-11-28', withdrawnReason: 'Op verzoek van de spreker.' })
    await again({ ...MANIFEST, title: 'Een andere titel' })
    expect(await talk()).toMatchObject({
      title: 'Een andere titel',
      withdrawn: '2026-11-28',
      withdrawnReason: 'Op verzoek van de spreker.',
    })
  })

  test('a talk that was taken back to draft does not appear again', async () => {
    const { talk, again, change } = await imported()
    await change({ stage: 'draft' })
    await again({ ...MANIFEST, title: 'Een andere titel' })
    expect((await talk()).stage).toBe('draft')
  })

  test('a talk that appeared on its day has not been changed by anybody', async () => {
    const { talk, again, change } = await imported({ ...MANIFEST, stage: 'scheduled', publishAt: '2100-01-01T08:00:00Z' })
    await change({ stage: 'published', publishAt: null })
    expect(await again({ ...MANIFEST, stage: 'published' })).toEqual([])
    expect((await talk()).stage).toBe('published')
  })
})

test('of every field: whoever changed it alone is followed, of two who did people are, and nobody else is asked', () => {
  const texts = fc.constantFrom('a', 'b', 'c')
  const record = fc
    .record({ title: texts, abstract: texts, rights: texts, language: texts })
    .map((fields): TalkRecord => ({ ...draftOf({ title: '' }), ...fields }))
  fc.assert(
    fc.property(record, record, record, (before, people, manifest) => {
      const now = { ...people, event: null } as unknown as Talk
      const merged = keepChanges(manifest, now, fieldsOf(before))
      for (const field of ['title', 'abstract', 'rights', 'language'] as const) {
        const byPeople = people[field] !== before[field]
        expect(merged.record[field]).toBe(byPeople ? people[field] : manifest[field])
        expect(merged.passedOver.includes(field)).toBe(byPeople && manifest[field] !== before[field] && manifest[field] !== people[field])
      }
    }),
  )
})
