/** The pages on which archivists change many recordings at once: choose, preview, start, follow, read the report, undo. Forms alone do it all. */

import { setImmediate as breathe } from 'node:timers/promises'
import type { Context, Hono } from 'hono'
import type { PageContext } from '../../../web/pages/context.ts'
import { BATCH_FILTERS, BatchesPage, BatchPage, type BatchRow } from '../../../web/pages/desk/batch.tsx'
import { BatchFormPage } from '../../../web/pages/desk/batch-form.tsx'
import { Failure, sentenceOf } from '../../failure.ts'
import type { Batch, BatchItem } from '../../library/batch/batch.ts'
import { MOST_TALKS } from '../../library/batch/batches.ts'
import { publishes } from '../../library/batch/change.ts'
import { columnName } from '../../table/table.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { allowed, type Known } from '../request/access.ts'
import { pageNumber } from '../request/browse.ts'
import { pageContext } from '../request/page-context.ts'
import { workerOf } from './desk.ts'
import { PAGE_ACTIONS, pageAction, readBatchForm } from './fields/batch-fields.ts'
import { EMPTY_FORM, type Form, goTo, readForm } from './forms.ts'
import { expectedFiles } from './sheet/named-files.ts'
import { reportCsv } from './sheet/report.ts'
import { sheetNotes, takesFiles } from './sheet/routes.ts'
import { deskFilter, eventChoice, talkList } from './talk-list.ts'

const ROWS = 50
const BATCHES = 50
/** Rows of a report that are read at once. */
const REPORT_PIECE = 500

export function routeBatches(app: Hono<AppEnv>, deps: Dependencies): void {
  const { library, batches } = deps

  app.get('/beheer/samen', async (c) => {
    const viewer = await allowed(deps, c, 'talks:read')
    const list = await batches.page({ page: pageNumber(c), size: BATCHES })
    return c.html(BatchesPage({ context: pageContext(deps, c), who: workerOf(viewer), list }))
  })

  app.post('/beheer/samen', async (c) => {
    const { actor } = await allowed(deps, c, 'talks:write')
    const form = await readForm(c)
    const action = Object.keys(PAGE_ACTIONS).find((name) => name === form.text('doe')) ?? 'gegevens'
    const everything = form.text('alles') !== ''
    try {
      const talks = everything ? await library.deskIds(deskFilter(form.text), MOST_TALKS + 1) : form.all('opname')
      return goTo(c, `/beheer/samen/${await batches.choose(talks, actor)}?doe=${action}`)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      return talkList(deps, c, form.text, error.sayIn(pageContext(deps, c).failures))
    }
  })

  app.get('/beheer/samen/:batch', async (c) => {
    const viewer = await allowed(deps, c, 'talks:read')
    const batch = await existing(c)
    if (batch.state === 'chosen' && batch.change?.action === 'import') return goTo(c, `/beheer/importeren/${batch.id}`)
    const changes =
      batch.state === 'chosen' || (batch.state === 'preview' && batch.change?.action !== 'import' && c.req.query('doe') !== undefined)
    return changes ? formPage(c, viewer, batch) : batchPage(c, viewer, batch)
  })

  app.post('/beheer/samen/:batch', async (c) => {
    const viewer = await allowed(deps, c, 'talks:write')
    const batch = await existing(c)
    const form = await readForm(c)
    const context = pageContext(deps, c)
    try {
      const change = readBatchForm(form, context.desk, deps.config.timeZone)
      const event = change.action === 'edit' ? (change.fields.event ?? null) : null
      if (event !== null && !(await library.event(event))) throw new Failure('invalid', ['noEventWithId', event])
      await batches.preview(batch.id, change)
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'invalid') throw error
      return formPage(c, viewer, batch, form, error.sayIn(context.failures))
    }
    return goTo(c, `/beheer/samen/${batch.id}`)
  })

  app.get('/beheer/samen/:batch/verslag.csv', async (c) => {
    await allowed(deps, c, 'talks:read')
    const batch = await existing(c)
    const context = pageContext(deps, c)
    const rows: BatchRow[] = []
    for (let page = 1, pages = 1; page <= pages; page += 1) {
      const list = await batches.items(batch, null, { page, size: REPORT_PIECE })
      pages = list.pages
      rows.push(...list.entries.map((item) => rowOf(batch, item, context)))
      // Other requests get their turn between pieces of a long report.
      await breathe()
    }
    const headers = { 'Content-Type': 'text/csv; charset=utf-8', 'Content-Disposition': `attachment; filename="${batch.id}.csv"` }
    return c.body(reportCsv(batch, rows, context, await eventTitles(rows)), 200, headers)
  })

  act('uitvoeren', async (batch, { actor }) => (await batches.start(batch.id, actor)).id)
  act('ongedaan', (batch, { actor }) => batches.undo(batch.id, actor))
  act('stoppen', async (batch, { actor }) => {
    await batches.cancel(batch.id, actor)
    return batch.state === 'running' ? batch.id : null
  })

  /** @param change returns the batch to show next; null: back to the list of recordings */
  function act(name: string, change: (batch: Batch, viewer: Known) => Promise<string | null>) {
    app.post(`/beheer/samen/:batch/${name}`, async (c) => {
      await allowed(deps, c, 'talks:write')
      const batch = await existing(c)
      const viewer = await allowed(deps, c, batch.change && publishes(batch.change) ? 'talks:publish' : 'talks:write')
      try {
        const next = await change(batch, viewer)
        return goTo(c, next === null ? '/beheer' : `/beheer/samen/${next}`)
      } catch (error) {
        if (!(error instanceof Failure) || error.code !== 'conflict') throw error
        return batchPage(c, viewer, await existing(c), error.sayIn(pageContext(deps, c).failures))
      }
    })
  }

  function eventTitles(rows: readonly BatchRow[]) {
    const values = rows.flatMap(({ before, after, detail }) => [before, after, detail.conflicts?.here, detail.conflicts?.sheet])
    return library.eventTitles(values.flatMap((one) => one?.event ?? []))
  }

  async function existing(c: Context<AppEnv>): Promise<Batch> {
    const batch = await batches.find(c.req.param('batch') ?? '')
    if (!batch) throw new Failure('not-found', ['noBatch'])
    return batch
  }

  async function formPage(c: Context<AppEnv>, viewer: Known, batch: Batch, typed: Form = EMPTY_FORM, wrong: string | null = null) {
    const name = typed.text('doe') || c.req.query('doe') || 'gegevens'
    const view = BatchFormPage({
      context: pageContext(deps, c),
      who: workerOf(viewer),
      batch,
      name,
      action: pageAction(name) ?? 'edit',
      actions: PAGE_ACTIONS,
      events: await eventChoice(library),
      typed: typed.text,
      wrong,
    })
    return c.html(view, wrong === null ? 200 : 400)
  }

  async function batchPage(c: Context<AppEnv>, viewer: Known, batch: Batch, wrong: string | null = null) {
    const shown = BATCH_FILTERS.find((state) => state === c.req.query('toon')) ?? null
    const list = await batches.items(batch, shown, { page: pageNumber(c), size: ROWS })
    const context = pageContext(deps, c)
    const entries = list.entries.map((item) => rowOf(batch, item, context))
    const files = takesFiles(batch) ? await expectedFiles(deps, batch.id) : []
    const view = BatchPage({
      context,
      who: workerOf(viewer),
      batch,
      shown,
      list: { ...list, entries },
      events: await eventTitles(entries),
      notes: batch.change?.action === 'import' ? sheetNotes(batch.change, context) : [],
      missing: files.length === 0 ? null : files.filter(({ here }) => !here),
      wrong,
    })
    return c.html(view, wrong === null ? 200 : 409)
  }
}

/** A row with its sentences in the page's language. */
function rowOf({ change }: Batch, item: BatchItem, { failures, sheets }: PageContext): BatchRow {
  const { reason, row, detail } = item
  const header = change?.action === 'import' ? change.header : []
  const place = (column: number | null) =>
    column === null ? sheets.row(row ?? 0) : sheets.cell(row ?? 0, columnName(column), header[column] ?? '')
  return {
    ...item,
    why: reason === null || typeof reason === 'string' ? reason : sentenceOf(reason, failures),
    problems: (detail.problems ?? []).map(({ column, why }) => `${place(column)}: ${sentenceOf(why, failures)}`),
  }
}
