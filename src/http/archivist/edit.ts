/** The transcript editor's page, and the same work without scripts: a corrected file handed in. */
import type { Context, Hono } from 'hono'
import { editPath, historyPath } from '../../../web/pages/links.ts'
import { EditPage } from '../../../web/pages/talk/edit.tsx'
import { Failure } from '../../failure.ts'
import { askForTimes, canAskForTimes } from '../../library/talk/ask-for-times.ts'
import type { Problem } from '../../problem.ts'
import { clampRange, parseTimeRange } from '../../transcript/time-link.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { allowed } from '../request/access.ts'
import { LARGEST_TRANSCRIPT } from '../request/body-limits.ts'
import { pageContext } from '../request/page-context.ts'
import { formFields, versionsOf } from './fields/form-fields.ts'
import { readFiles } from './files-of-form.ts'
import { goTo, readForm } from './forms.ts'

interface Refused {
  readonly message: string
  readonly problems: readonly Problem[]
}

export function routeEdit(app: Hono<AppEnv>, deps: Dependencies): void {
  const { library, receiver } = deps

  async function page(c: Context<AppEnv>, id: string, language: string | undefined, refused: Refused | null): Promise<Response> {
    const talk = await library.talk(id)
    if (!talk) throw new Failure('not-found', ['noTalk'])
    const transcript = await library.transcript(id, language === undefined ? {} : { language })
    const stream = talk.recording?.stream
    if (stream) c.set('streamOrigin', new URL(stream).origin)
    const range = parseTimeRange(new URL(c.req.url).searchParams)
    const view = EditPage({
      context: pageContext(deps, c),
      talk,
      transcript,
      hasSound: canAskForTimes(talk),
      recognises: deps.config.recogniser !== null && talk.recording?.original != null,
      at: range && clampRange(range, talk.recording?.duration ?? null),
      chapters: { text: formFields(talk).chapters, versions: versionsOf(formFields(talk)) },
      signIn: `/beheer/aanmelden?next=${encodeURIComponent(editPath(id))}`,
      refused,
    })
    return c.html(view, refused ? 422 : 200)
  }

  app.get('/beheer/opnames/:talk/transcript', async (c) => {
    await allowed(deps, c, 'talks:write')
    return page(c, c.req.param('talk'), c.req.query('lang'), null)
  })

  app.post('/beheer/opnames/:talk/transcript/tijden', async (c) => {
    const { actor } = await allowed(deps, c, 'talks:write')
    const talk = await library.talk(c.req.param('talk'))
    if (!talk) throw new Failure('not-found', ['noTalk'])
    await askForTimes(deps, talk, (await readForm(c)).text('language') || talk.language, actor)
    return goTo(c, `/beheer/opnames/${talk.id}`)
  })

  app.post('/beheer/opnames/:talk/transcript', async (c) => {
    const { actor } = await allowed(deps, c, 'talks:write')
    const id = c.req.param('talk')
    const talk = await library.talk(id)
    if (!talk) throw new Failure('not-found', ['noTalk'])
    let refused: Refused | null = null
    let handed = 0
    let asked = false
    const fields = await readFiles(c, async ({ field, name, content, fields: given }) => {
      if (field !== 'file') return
      handed++
      const language = given.get('language') ?? talk.language
      const newest = talk.transcripts.find((transcript) => transcript.language === language)?.revision
      const base = Number(given.get('base') ?? newest)
      if (newest !== undefined && base !== newest) {
        const message = `Iemand heeft intussen revisie ${newest} bewaard; uw bestand was gemaakt op revisie ${base}. Er is niets overschreven. Download de nieuwste en verbeter die.`
        refused = { message, problems: [] }
        return
      }
      const done = await receiver.take({ owner: actor.id ?? '', name, talk: id, role: 'transcript', language }, content, actor, {
        most: LARGEST_TRANSCRIPT,
      })
      if (done.question !== null) asked = true
      if (done.problem !== null) refused = { message: done.problem, problems: done.findings }
    })
    if (handed === 0) refused = { message: 'Kies eerst een bestand.', problems: [] }
    // The talk's page asks in which language it is.
    if (asked) return goTo(c, `/beheer/opnames/${id}`)
    const language = fields.get('language') ?? talk.language
    return refused ? page(c, id, language, refused) : goTo(c, historyPath(id, { lang: language }))
  })
}
