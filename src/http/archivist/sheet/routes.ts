/** The pages on which archivists import a sheet: choose a file, say what the columns hold, see what each row does. Forms alone do it all. */
import type { Context, Hono } from 'hono'
import type { PageContext } from '../../../../web/pages/context.ts'
import { SheetColumnsPage, SheetPage } from '../../../../web/pages/desk/sheet.tsx'
import { Failure, sentenceOf } from '../../../failure.ts'
import { readTableApart } from '../../../ingest/apart/read-apart.ts'
import type { Batch } from '../../../library/batch/batch.ts'
import type { ImportChange } from '../../../library/batch/change.ts'
import { REPEATED, SHEET_FIELDS, type SheetField } from '../../../library/sheet/columns.ts'
import { fileKey } from '../../../library/sheet/rows.ts'
import { LIMITS } from '../../../table/table.ts'
import { fileName } from '../../api/uploads.ts'
import type { AppEnv, Dependencies } from '../../dependencies.ts'
import { allowed, type Known } from '../../request/access.ts'
import { LARGEST_SHEET } from '../../request/body-limits.ts'
import { pageContext } from '../../request/page-context.ts'
import { workerOf } from '../desk.ts'
import { nonEmpty, readFiles } from '../files-of-form.ts'
import { goTo, readForm } from '../forms.ts'
import { expectedFiles } from './named-files.ts'
import { templateCsv, templateXlsx } from './template.ts'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

export function routeSheets(app: Hono<AppEnv>, deps: Dependencies): void {
  const { sheets, batches, receiver } = deps

  app.get('/beheer/importeren', async (c) => sheetPage(c, await allowed(deps, c, 'talks:write')))

  app.get('/beheer/importeren/sjabloon.csv', async (c) => {
    await allowed(deps, c, 'talks:write')
    const { sheets: words } = pageContext(deps, c)
    return c.body(templateCsv(words), 200, download('text/csv; charset=utf-8', `${words.fileName}.csv`))
  })

  app.get('/beheer/importeren/sjabloon.xlsx', async (c) => {
    await allowed(deps, c, 'talks:write')
    const { sheets: words } = pageContext(deps, c)
    return c.body(templateXlsx(words) as Uint8Array<ArrayBuffer>, 200, download(XLSX, `${words.fileName}.xlsx`))
  })

  app.post('/beheer/importeren', async (c) => {
    const viewer = await allowed(deps, c, 'talks:write')
    try {
      const data = await c.req.formData().catch((cause: unknown) => {
        throw new Failure('invalid', ['brokenForm'], { cause })
      })
      const [file, sheet] = [data.get('blad'), data.get('werkblad')]
      if (!(file instanceof File) || file.size === 0) throw new Failure('invalid', ['sheetNoFile'])
      if (file.size > LARGEST_SHEET) throw new Failure('too-large', ['sheetTooLarge', LARGEST_SHEET])
      const named = typeof sheet === 'string' && sheet.trim() !== '' ? sheet.trim() : null
      const table = await readTableApart(new Uint8Array(await file.arrayBuffer()), named)
      return goTo(c, `/beheer/importeren/${await sheets.add(table, fileName(file.name), viewer.actor)}`)
    } catch (error) {
      if (!(error instanceof Failure) || !['invalid', 'unreadable', 'too-large'].includes(error.code)) throw error
      return sheetPage(c, viewer, error.sayIn(pageContext(deps, c).failures))
    }
  })

  app.get('/beheer/importeren/:batch', async (c) => columnsPage(c, await allowed(deps, c, 'talks:write')))

  app.post('/beheer/importeren/:batch', async (c) => {
    const viewer = await allowed(deps, c, 'talks:write')
    const { change } = await sheets.open(c.req.param('batch'))
    const form = await readForm(c)
    const columns = change.header.map((_, i) => SHEET_FIELDS.find((field) => field === form.text(`kolom-${i}`)) ?? null)
    const overwrite = form.text('overnemen') !== ''
    const context = pageContext(deps, c)
    try {
      requireOnce(columns, (field) => context.sheets.fields[field])
      await sheets.preview(c.req.param('batch'), columns, overwrite)
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'invalid') throw error
      return columnsPage(c, viewer, { columns, overwrite, wrong: error.sayIn(context.failures) })
    }
    return goTo(c, `/beheer/samen/${c.req.param('batch')}`)
  })

  /** For the page's script: which files are still missing. */
  app.get('/beheer/samen/:batch/bestanden', async (c) => {
    await allowed(deps, c, 'talks:write')
    const files = await expectedFiles(deps, await importDone(c))
    return c.json({ files: files.filter(({ here }) => !here) }, 200, { 'Cache-Control': 'no-store' })
  })

  /** Without scripts: some files at once, each to the row that names it. */
  app.post('/beheer/samen/:batch/bestanden', async (c) => {
    const { actor } = await allowed(deps, c, 'uploads:write')
    const batch = await importDone(c)
    const files = await expectedFiles(deps, batch)
    let taken = 0
    await readFiles(c, async ({ name, content }) => {
      const matches = files.filter((file) => fileKey(file.name) === fileKey(name))
      const [file] = matches
      if (matches.length !== 1 || !file) return
      const fields = { owner: actor.id ?? '', name, talk: file.talk, role: file.role, language: file.language }
      await receiver.take(fields, await nonEmpty(name, content), actor)
      taken += 1
    })
    if (taken === 0) throw new Failure('invalid', ['sheetNoFileNamed'])
    return goTo(c, `/beheer/samen/${batch}`)
  })

  async function importDone(c: Context<AppEnv>): Promise<string> {
    const batch = await batches.find(c.req.param('batch') ?? '')
    if (!batch || !takesFiles(batch)) throw new Failure('not-found', ['noBatch'])
    return batch.id
  }

  function sheetPage(c: Context<AppEnv>, viewer: Known, wrong: string | null = null) {
    const view = SheetPage({ context: pageContext(deps, c), who: workerOf(viewer), most: LIMITS.rows, wrong })
    return c.html(view, wrong === null ? 200 : 400)
  }

  interface Typed {
    readonly columns: readonly (SheetField | null)[]
    readonly overwrite: boolean
    readonly wrong: string
  }

  async function columnsPage(c: Context<AppEnv>, viewer: Known, typed: Typed | null = null) {
    const { batch, change } = await sheets.open(c.req.param('batch') ?? '')
    const view = SheetColumnsPage({
      context: pageContext(deps, c),
      who: workerOf(viewer),
      batch,
      notes: sheetNotes(change, pageContext(deps, c)),
      change: typed ? { ...change, ...typed } : change,
      examples: await sheets.examples(batch.id, change.header.length),
      fields: SHEET_FIELDS,
      wrong: typed?.wrong ?? null,
    })
    return c.html(view, typed === null ? 200 : 400)
  }
}

/** An import that was stopped made recordings too. */
export const takesFiles = ({ change, state }: Batch) => change?.action === 'import' && (state === 'done' || state === 'cancelled')

/** What the reader noticed in the file, in the page's language. */
export function sheetNotes({ notes, remarks }: ImportChange, { failures, sheets }: PageContext): string[] {
  return [...notes.map((note) => sentenceOf(note, failures)), ...(remarks > 0 ? [sheets.remarks(remarks)] : [])]
}

/** @throws Failure `invalid` for a field that one column fills, chosen for two */
export function requireOnce(columns: readonly (SheetField | null)[], nameOf: (field: SheetField) => string): void {
  const twice = columns.find((field, i) => field !== null && !REPEATED.includes(field) && columns.indexOf(field) < i)
  if (twice) throw new Failure('invalid', ['sheetColumnTwice', nameOf(twice)])
}

function download(type: string, name: string): Record<string, string> {
  return { 'Content-Type': type, 'Content-Disposition': `attachment; filename="${name}"`, 'Cache-Control': 'no-store' }
}
