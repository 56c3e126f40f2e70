/** The archivists' page on which a vocabulary in SKOS is taken in: first what would change, then the same file for good. Forms alone do it. */
import { createHash } from 'node:crypto'
import type { Context, Hono } from 'hono'
import { VocabularyPage } from '../../../web/pages/desk/vocabulary.tsx'
import { Failure } from '../../failure.ts'
import { readVocabularyApart } from '../../ingest/apart/vocabulary-apart.ts'
import { fileName } from '../api/uploads.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { allowed } from '../request/access.ts'
import { LARGEST_VOCABULARY } from '../request/body-limits.ts'
import { originOf, pageContext } from '../request/page-context.ts'
import { workerOf } from './desk.ts'
import { goTo } from './forms.ts'

export function routeVocabulary(app: Hono<AppEnv>, deps: Dependencies): void {
  const { library } = deps

  app.get('/beheer/thesaurus', async (c) => {
    const viewer = await allowed(deps, c, 'talks:write')
    return c.html(VocabularyPage({ context: pageContext(deps, c), who: workerOf(viewer), read: null, wrong: null }))
  })

  app.post('/beheer/thesaurus', async (c) => {
    const viewer = await allowed(deps, c, 'talks:write')
    const context = pageContext(deps, c)
    try {
      const { bytes, name, scope, seen } = await sentFile(c)
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      const vocabulary = await readVocabularyApart({ bytes })
      const isWhole = !vocabulary.problems.some(({ kind }) => kind === 'syntax' || kind === 'no-concepts')
      const own = `${originOf(deps, c)}/themas/`
      if (isWhole && seen === sha256) {
        await library.takeInVocabulary(vocabulary, { scope, own, source: name }, viewer.actor)
        return goTo(c, '/beheer/themas', 'thesaurus')
      }
      const plan = isWhole ? await library.planVocabulary(vocabulary, scope, own) : null
      // Another file than the one that was looked at is looked at first.
      const wrong = seen === '' ? null : context.thesaurus.otherFile
      return c.html(VocabularyPage({ context, who: workerOf(viewer), read: { vocabulary, plan, name, scope, sha256 }, wrong }))
    } catch (error) {
      if (!(error instanceof Failure) || !['invalid', 'unreadable', 'too-large'].includes(error.code)) throw error
      return c.html(VocabularyPage({ context, who: workerOf(viewer), read: null, wrong: error.sayIn(context.failures) }), 400)
    }
  })
}

async function sentFile(c: Context<AppEnv>) {
  const data = await c.req.formData().catch((cause: unknown) => {
    throw new Failure('invalid', ['brokenForm'], { cause })
  })
  const [file, wish, seen] = [data.get('bestand'), data.get('bereik'), data.get('gezien')]
  if (!(file instanceof File) || file.size === 0) throw new Failure('invalid', ['vocabularyNoFile'])
  if (file.size > LARGEST_VOCABULARY) throw new Failure('too-large', ['vocabularyTooMuch'])
  return {
    bytes: new Uint8Array(await file.arrayBuffer()),
    name: fileName(file.name),
    scope: wish === 'alles' ? ('all' as const) : ('used' as const),
    seen: typeof seen === 'string' ? seen : '',
  }
}
