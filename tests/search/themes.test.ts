/** Labels of themes are synonyms for search: on the server, in an event without a connection, and in a library in a folder. */
import { expect, test } from 'vitest'
import { createAnalyser } from '../../src/language/analyser.ts'
import { readLexicon } from '../../src/language/lexicon.ts'
import { LEXICON_DATA } from '../../src/language/lexicon-data.ts'
import { relationsOf } from '../../src/language/related.ts'
import { writeShards } from '../../src/search/shards/shards.ts'
import { createOfflineSearch } from '../../web/search/offline.ts'
import { askApp } from '../setup/ask-app.ts'
import { makeLibrary, vtt } from '../setup/make-library.ts'

const analyser = createAnalyser(readLexicon(LEXICON_DATA))

/** Words that no list of the program relates. */
const TALKS = {
  vlonder: 'Wij bouwen een vlonder aan de oever.',
  steiger: 'De steiger is van eikenhout.',
  plankier: 'Over het plankier loopt u droog.',
  kaaimuur: 'De kaaimuur blijft staan.',
}
const FILES = {
  'dag.yaml': { kind: 'event', id: 'dag', title: 'Een dag', date: '2024-04-15' },
  ...Object.fromEntries(
    Object.entries(TALKS).flatMap(([id, text]): [string, string | object][] => [
      [`${id}.vtt`, vtt([{ start: 1, end: 5, text }])],
      [
        `${id}.yaml`,
        {
          kind: 'talk',
          id,
          title: `Opname ${id.length}${id[0]}`,
          event: 'dag',
          themes: ['Oevers'],
          transcripts: [{ file: `${id}.vtt`, language: 'nl', made: 'human' }],
        },
      ],
    ]),
  ),
}

async function start() {
  const library = await makeLibrary(FILES)
  await library.import()
  await library.caughtUp()
  const { app, ask } = await askApp(library)
  const found = async (q: string) => {
    const { body } = await ask('GET', `/search?${new URLSearchParams({ q })}`)
    return Object.fromEntries(
      (body.talks as { id: string; moments: { related: string | null }[] }[]).map(({ id, moments }) => [id, moments[0]?.related ?? null]),
    )
  }
  return { library, app, ask, found }
}

test('other, English and narrower labels find a talk below its own hits and say which word was said; a change of a label counts at once', async () => {
  const { library, app, ask, found } = await start()
  expect(await found('vlonder')).toEqual({ vlonder: null })
  await ask('POST', '/themes', { name: 'Vlonder' })
  await ask('PATCH', '/themes/vlonder', {
    english: 'Decking',
    labels: [
      { language: 'nl', text: 'plankier', hidden: false },
      { language: 'nl', text: 'houten pad langs water', hidden: false },
      { language: 'nl', text: 'vlondder', hidden: true },
    ],
  })
  expect(await found('vlonder')).toEqual({ vlonder: null, plankier: 'plankier' })
  expect(await found('vlonders')).toEqual({ vlonder: null, plankier: 'plankier' })
  expect(await found('decking')).toMatchObject({ vlonder: 'vlonder', plankier: 'plankier' })
  // What is only for search is asked and never found.
  expect(relationsOf(await library.library.themeLabels(), analyser).map(([, words]) => words.join(' '))).not.toContain('vlondder')
  const { id } = (await ask('POST', '/themes', { name: 'Steiger' })).body
  await ask('PATCH', `/themes/${id}`, { broader: ['vlonder'] })
  expect(await found('vlonder')).toMatchObject({ steiger: 'steiger' })
  expect(await found('steiger')).toEqual({ steiger: null })

  // The search of an event in the browser, and a library in a folder, relate the same.
  const { talks, labels } = await (await app.request('/bijeenkomsten/dag/zoeken.json')).json()
  const offline = createOfflineSearch(talks, analyser, labels)
  const ids = (hits: ReturnType<typeof offline>) => hits.map(({ talk, related }) => `${talk.id} ${related}`).sort()
  expect(ids(offline('vlonder'))).toEqual(['plankier true', 'steiger true', 'vlonder false'])
  expect(ids(offline('steiger'))).toEqual(['steiger false'])
  const pieces: string[] = []
  await writeShards(
    library.index().file,
    async () => null,
    async (name, content) => {
      if (name.startsWith('zoeken/t/')) pieces.push(content)
    },
  )
  expect(pieces.join()).toContain('houten pad langs water')

  await ask('PATCH', '/themes/vlonder', { labels: [{ language: 'nl', text: 'kaaimuur', hidden: false }] })
  expect(await found('vlonder')).toEqual({ vlonder: null, kaaimuur: 'kaaimuur', steiger: 'steiger' })
  // Built again, the index has them still; and a theme that goes takes its labels along.
  await library.index().rebuild()
  expect(await found('vlonder')).toEqual({ vlonder: null, kaaimuur: 'kaaimuur', steiger: 'steiger' })
  await ask('DELETE', `/themes/${id}`)
  expect(await found('vlonder')).toEqual({ vlonder: null, kaaimuur: 'kaaimuur' })
})
