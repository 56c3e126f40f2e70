/** `/oai`: OAI-PMH 2.0, by GET and by POST of a form. */
import type { Context, Hono } from 'hono'
import {
  type Envelope,
  type OaiError,
  type OaiRecord,
  type OaiRequest,
  readOaiRequest,
  type Selection,
  toSecond,
  writeFormats,
  writeIdentify,
  writeList,
  writeOaiError,
  writeRecord,
  writeSets,
  writeSetToken,
} from '../../feeds/oai.ts'
import type { HarvestEntry } from '../../library/harvest/harvest.ts'
import { isListed } from '../../library/talk/talk.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { projectTalks, siteOf } from './project.ts'

const RECORDS_ON_A_PAGE = 100
const SETS_ON_A_PAGE = 200
const XML = { 'Content-Type': 'text/xml; charset=utf-8', 'Access-Control-Allow-Origin': '*', 'Cache-Control': 'no-cache' }

export function routeOai(app: Hono<AppEnv>, deps: Dependencies): void {
  const { library } = deps

  app.get('/oai', async (c) => answer(c, [...new URL(c.req.url).searchParams]))
  app.post('/oai', async (c) => {
    const form = await c.req.parseBody({ all: true })
    const given = Object.entries(form).flatMap(([name, value]) =>
      [value].flat().map((one): [string, string] => [name, typeof one === 'string' ? one : '']),
    )
    return answer(c, given)
  })

  async function answer(c: Context<AppEnv>, given: readonly (readonly [string, string])[]): Promise<Response> {
    const site = siteOf(deps, c)
    const of: Envelope = { site, base: `${site.origin}/oai`, now: new Date().toISOString(), given }
    const request = readOaiRequest(given, site)
    const body = 'code' in request ? writeOaiError(of, request) : await fulfil(of, request)
    return c.body(body, 200, XML)
  }

  async function fulfil(of: Envelope, request: OaiRequest): Promise<string> {
    switch (request.verb) {
      case 'Identify':
        return writeIdentify(of, toSecond((await library.earliestHarvest()) ?? of.now))
      case 'ListSets': {
        const sets = await library.harvestSets(request.after, SETS_ON_A_PAGE + 1)
        const page = sets.slice(0, SETS_ON_A_PAGE)
        const last = page.at(-1)
        const next = sets.length > SETS_ON_A_PAGE && last ? writeSetToken(last.spec) : null
        return writeSets(of, page, { next, paged: request.after !== null })
      }
      case 'ListMetadataFormats':
        if (request.id !== null && !(await library.harvestEntry(request.id))) return writeOaiError(of, unknown)
        return writeFormats(of)
      case 'GetRecord': {
        const entry = await library.harvestEntry(request.id)
        const [record] = entry ? await recordsOf(of, [entry]) : []
        return record ? writeRecord(of, record, request.format) : writeOaiError(of, unknown)
      }
      case 'ListIdentifiers':
      case 'ListRecords':
        return list(of, request.verb, request.selection)
    }
  }

  async function list(of: Envelope, verb: 'ListIdentifiers' | 'ListRecords', selection: Selection): Promise<string> {
    const entries = await library.harvest(selection, { after: selection.after, limit: RECORDS_ON_A_PAGE + 1 })
    const page = entries.slice(0, RECORDS_ON_A_PAGE)
    const last = page.at(-1)
    // A token that leads past the end is good all the same: the list shrank meanwhile.
    if (!last && selection.after === null) return writeOaiError(of, { code: 'noRecordsMatch', message: 'No record matches.' })
    const next =
      entries.length > RECORDS_ON_A_PAGE && last
        ? { ...selection, after: { at: last.at, id: last.id }, cursor: selection.cursor + page.length }
        : null
    return writeList(of, verb, { records: await recordsOf(of, page), selection, next, total: await library.harvestSize(selection) })
  }

  async function recordsOf({ site }: Envelope, entries: readonly HarvestEntry[]): Promise<OaiRecord[]> {
    const standing = entries.filter(({ deleted }) => !deleted).map(({ id }) => id)
    // A talk withdrawn since its entry was read is a deleted record.
    const talks = await projectTalks(deps, site, (await library.talksById(standing)).filter(isListed))
    const byId = new Map(talks.map((talk) => [talk.id, talk]))
    return entries.map(({ id, at, sets }) => ({ id, datestamp: toSecond(at), sets, talk: byId.get(id) ?? null }))
  }
}

const unknown: OaiError = { code: 'idDoesNotExist', message: 'There is no such item.' }
