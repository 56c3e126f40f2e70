/** Records of one talk or quote for other systems: DataCite, W3C Web Annotation, and the spoken words as one text. */
import type { Hono } from 'hono'
import { quotePath, talkPath } from '../../../web/pages/links.ts'
import { Failure } from '../../failure.ts'
import { dataciteJson, dataciteXml } from '../../feeds/datacite.ts'
import { writeWebAnnotation } from '../../feeds/web-annotation.ts'
import type { Quote } from '../../library/quote/quotes.ts'
import { type Flow, flowOf, startAt } from '../../transcript/quote/flow.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { visibleTalk } from '../request/visible-talk.ts'
import { chosenRevision } from '../visitor/talks.ts'
import { projectTalk, siteOf } from './project.ts'
import { sendShared } from './respond.ts'

const DATACITE_JSON = 'application/vnd.datacite.datacite+json; charset=utf-8'
const DATACITE_XML = 'application/vnd.datacite.datacite+xml; charset=utf-8'
const ANNOTATION = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'

export function routeRecords(app: Hono<AppEnv>, deps: Dependencies): void {
  const { library } = deps

  app.get('/opnames/:talk/:file{datacite\\.(?:json|xml)}', async (c) => {
    const site = siteOf(deps, c)
    const work = { talk: await projectTalk(deps, site, await visibleTalk(deps, c, c.req.param('talk'))), quote: null }
    return c.req.param('file') === 'datacite.xml'
      ? sendShared(c, dataciteXml(work, site), DATACITE_XML)
      : sendShared(c, dataciteJson(work, site), DATACITE_JSON)
  })

  // The words of a revision as one line, in which a quote's place is a character offset.
  app.get('/opnames/:talk/spoken.txt', async (c) => {
    const talk = await visibleTalk(deps, c, c.req.param('talk'))
    const transcript = await library.transcript(talk.id, chosenRevision(c))
    if (!transcript) throw new Failure('not-found', ['noRevision'])
    return sendShared(c, flowOf(transcript.cues).text, 'text/plain; charset=utf-8')
  })

  app.get('/citaten/:file{[a-z0-9]+\\.jsonld}', async (c) => {
    const { quote, talk } = await found(c.req.param('file').slice(0, -'.jsonld'.length))
    const shown = await visibleTalk(deps, c, talk)
    const site = siteOf(deps, c)
    const projected = await projectTalk(deps, site, shown)
    const { language, revision } = quote
    const transcript = await library.transcript(shown.id, { language, revision })
    const spoken = `${site.origin}${talkPath(shown.id)}/spoken.txt?lang=${encodeURIComponent(language)}`
    const annotation = writeWebAnnotation({
      ...quote,
      url: site.origin + quotePath(quote.id),
      position: transcript ? positionOf(flowOf(transcript.cues), quote) : null,
      talk: {
        url: projected.url,
        title: projected.title,
        media: projected.file?.url ?? projected.stream,
        kind: projected.kind,
        text: spoken,
        revised: `${spoken}&rev=${revision}`,
      },
      license: projected.license,
    })
    return sendShared(c, annotation, ANNOTATION)
  })

  app.get('/citaten/:quote/:file{datacite\\.(?:json|xml)}', async (c) => {
    const { quote, talk } = await found(c.req.param('quote'))
    const site = siteOf(deps, c)
    const projected = await projectTalk(deps, site, await visibleTalk(deps, c, talk))
    const work = { talk: projected, quote: { ...quote, url: site.origin + quotePath(quote.id) } }
    return c.req.param('file') === 'datacite.xml'
      ? sendShared(c, dataciteXml(work, site), DATACITE_XML)
      : sendShared(c, dataciteJson(work, site), DATACITE_JSON)
  })

  async function found(id: string): Promise<{ quote: Quote; talk: string }> {
    const quote = await library.quote(id)
    if (!quote) throw new Failure('not-found', ['noQuote'])
    return { quote, talk: quote.talk }
  }
}

/** Where the quoted words stand in the text, in characters; of words said more than once, those said at the quote's time. */
function positionOf(flow: Flow, { exact, start }: Quote): { start: number; end: number } | null {
  let best: { at: number; distance: number } | null = null
  for (let at = flow.text.indexOf(exact); at !== -1; at = flow.text.indexOf(exact, at + 1)) {
    const distance = Math.abs(startAt(flow, at) - start)
    if (!best || distance < best.distance) best = { at, distance }
  }
  return best && { start: best.at, end: best.at + exact.length }
}
