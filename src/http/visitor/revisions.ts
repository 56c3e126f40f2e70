/** The history of a transcript, readable by anybody who may read it: what changed, when, by whom and why. */
import type { Hono } from 'hono'
import { HistoryPage } from '../../../web/pages/talk/history.tsx'
import type { Words } from '../../../web/words/nl.ts'
import { Failure } from '../../failure.ts'
import { transcriptDifference } from '../../transcript/revise/difference.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { pageContext } from '../request/page-context.ts'
import { visibleTalk } from '../request/visible-talk.ts'

/** An account without a name used to be called by its e-mail address, and old revisions keep it. */
function publicAuthor(author: string | null, words: Words): string | null {
  return author?.includes('@') ? words.history.colleague : author
}

export function routeRevisions(app: Hono<AppEnv>, deps: Dependencies): void {
  const { library } = deps
  app.get('/opnames/:talk/geschiedenis', async (c) => {
    const talk = await visibleTalk(deps, c, c.req.param('talk'))
    const language = c.req.query('lang') ?? talk.transcripts[0]?.language
    const revisions = language === undefined ? [] : await library.revisions(talk.id, language)
    if (language === undefined || revisions.length === 0) throw new Failure('not-found', ['noTranscriptIn'])
    const number = (name: string) => {
      const asked = Number(c.req.query(name))
      return revisions.find((revision) => revision.number === asked)?.number ?? null
    }
    const [from, to] = [number('van'), number('tot')]
    const read = async (revision: number) => (await library.transcript(talk.id, { language, revision }))?.cues ?? []
    const compared = from === null || to === null ? null : { from, to, changes: transcriptDifference(await read(from), await read(to)) }
    const context = pageContext(deps, c)
    const shown = revisions.map((revision) => ({ ...revision, author: publicAuthor(revision.author, context.words) }))
    return c.html(HistoryPage({ context, talk, language, revisions: shown, compared }))
  })
}
