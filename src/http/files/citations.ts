/** Citations as files: `/opnames/{talk}/citation.{bib,ris,json,txt}`, of the talk or of a time in it (`?t=`). */
import type { Context, Hono } from 'hono'
import { Failure } from '../../failure.ts'
import { type Citable, cite, cslItem } from '../../transcript/quote/citation.ts'
import { clampRange, parseTimeRange } from '../../transcript/time-link.ts'
import { citableTalk } from '../api/quote-json.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { originOf } from '../request/page-context.ts'
import { visibleTalk } from '../request/visible-talk.ts'

const FORMS: Record<string, { readonly type: string; readonly write: (of: Citable) => string }> = {
  bib: { type: 'application/x-bibtex; charset=utf-8', write: (of) => cite(of, 'bibtex') },
  ris: { type: 'application/x-research-info-systems; charset=utf-8', write: (of) => cite(of, 'ris') },
  json: { type: 'application/vnd.citationstyles.csl+json; charset=utf-8', write: (of) => JSON.stringify([cslItem(of)], null, 2) },
  txt: {
    type: 'text/plain; charset=utf-8',
    write: (of) =>
      `${(['apa', 'apa-en', 'mla', 'chicago', 'vancouver', 'legal', 'plain'] as const).map((style) => `${style.toUpperCase()}\n${cite(of, style)}`).join('\n\n')}\n`,
  },
}

/** Any site may read it. */
const SHARED = { 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' }

export function sendCitation(c: Context, of: Citable, file: string): Response {
  const form = FORMS[file.slice('citation.'.length)]
  if (!form) throw new Failure('not-found', ['citationFormats', Object.keys(FORMS).join(', ')])
  return c.body(form.write(of), 200, { 'Content-Type': form.type, 'Cache-Control': 'no-cache', ...SHARED })
}

export function routeCitations(app: Hono<AppEnv>, deps: Dependencies): void {
  const { library, config } = deps
  app.get('/opnames/:talk/:file{citation\\.[a-z]+}', async (c) => {
    const talk = await visibleTalk(deps, c, c.req.param('talk'))
    const event = talk.event && (await library.event(talk.event.id))
    const asked = parseTimeRange(new URL(c.req.url).searchParams)
    const time = asked && clampRange(asked, talk.recording?.duration ?? null)
    const source = { talk, event, publisher: config.name, origin: originOf(deps, c), today: new Date(), tongue: 'nl' as const }
    return sendCitation(c, citableTalk(source, time), c.req.param('file'))
  })
}
