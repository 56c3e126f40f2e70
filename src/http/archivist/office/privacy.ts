/**
 * A person's request under the GDPR (AVG): what the library holds of them, as a page and as files, and what the program can take away.
 * For administrators, because accounts and the log are in it.
 */
import type { Context, Hono } from 'hono'
import { PrivacyFile, PrivacyNamePage, PrivacyPage } from '../../../../web/pages/desk/privacy.tsx'
import { Failure } from '../../../failure.ts'
import type { PersonRecord } from '../../../library/person/person.ts'
import { UNDO_HOURS } from '../../../library/privacy/remove.ts'
import { makeReport, REPORT_PLACES, type Report, type Subject } from '../../../library/privacy/report.ts'
import type { AppEnv, Dependencies } from '../../dependencies.ts'
import { administrator, siteOf } from '../../request/access.ts'
import { pageContext } from '../../request/page-context.ts'
import { workerOf } from '../desk.ts'
import { personEtag } from '../fields/person-fields.ts'
import { goTo, readForm } from '../forms.ts'

const ON_A_PAGE = 50
/** Entries of each place in a saved report. */
const IN_A_FILE = 5000
const CANDIDATES = 20
const LONGEST_NAME = 200
const LONGEST_WORD = 100

export function routePrivacy(app: Hono<AppEnv>, deps: Dependencies): void {
  const { library, eraser } = deps

  async function known(id: string): Promise<PersonRecord> {
    const person = await library.personRecord((await library.mergedInto(id)) ?? id)
    if (!person) throw new Failure('not-found', ['noPersonRecord'])
    return person
  }

  /** `?persoon=`, or else `?q=`; null: nothing is asked yet. */
  async function subjectOf(c: Context): Promise<Subject | null> {
    const id = c.req.query('persoon')
    const words = (c.req.query('q') ?? '').trim().slice(0, LONGEST_NAME)
    if (id !== undefined) {
      const person = await known(id)
      return { person, words: words || person.name }
    }
    return words === '' ? null : { person: null, words }
  }

  app.get('/beheer/verzoeken', async (c) => {
    const viewer = await administrator(deps, c)
    const subject = await subjectOf(c)
    const place = REPORT_PLACES.find((one) => one === c.req.query('plaats')) ?? null
    const from = place && /^\d{1,9}$/.test(c.req.query('vanaf') ?? '') ? Number(c.req.query('vanaf')) : 0
    const report = subject && (await makeReport(library, subject, { from, most: ON_A_PAGE, place }))
    const people = subject && !subject.person ? await library.everyone(subject.words, { page: 1, size: CANDIDATES }) : null
    const view = PrivacyPage({
      context: pageContext(deps, c),
      who: workerOf(viewer),
      query: subject?.words ?? '',
      people: people?.entries ?? [],
      report,
      version: subject?.person ? personEtag(subject.person) : '',
      place,
      removals: await library.removals(),
      hours: UNDO_HOURS,
      done: c.req.query('gedaan'),
    })
    return c.html(view)
  })

  /** The whole report, to keep: the library knows that one was made, and not of whom. */
  async function wholeReport(c: Context<AppEnv>): Promise<Report> {
    const { actor } = await administrator(deps, c)
    const subject = await subjectOf(c)
    const report = subject && (await makeReport(library, subject, { from: 0, most: IN_A_FILE, place: null }))
    if (!report) throw new Failure('not-found', ['noPersonRecord'])
    await library.recordDeed(actor, { action: 'person.report' })
    return report
  }

  const saved = (type: string, name: string) => ({
    'Content-Type': type,
    'Content-Disposition': `attachment; filename="${name}"`,
    'Cache-Control': 'private, no-store',
  })

  app.get('/beheer/verzoeken/verslag.json', async (c) => {
    const report = await wholeReport(c)
    return c.body(JSON.stringify({ library: deps.config.name, ...report }, null, 2), 200, saved('application/json', 'verslag.json'))
  })

  app.get('/beheer/verzoeken/verslag.html', async (c) => {
    const report = await wholeReport(c)
    const view = PrivacyFile({ context: pageContext(deps, c), report, site: siteOf(deps, c), most: IN_A_FILE })
    return c.html(view, 200, saved('text/html; charset=utf-8', 'verslag.html'))
  })

  /** @throws Failure `stale` when the person changed since the page was made */
  const unchanged = (version: string) => (person: PersonRecord) => {
    if (version !== personEtag(person)) throw new Failure('stale', ['personChanged'])
  }

  app.post('/beheer/verzoeken/gegevens', async (c) => {
    const { actor } = await administrator(deps, c)
    const form = await readForm(c)
    await library.removeDetails(form.text('persoon'), actor, unchanged(form.text('versie')))
    return goTo(c, `/beheer/verzoeken?persoon=${encodeURIComponent(form.text('persoon'))}`, 'weggehaald')
  })

  /** What taking the name away changes, before it is done. */
  app.get('/beheer/verzoeken/naam', async (c) => {
    const viewer = await administrator(deps, c)
    const person = await known((c.req.query('persoon') ?? '').slice(0, LONGEST_NAME))
    const uses = await library.nameUses(person.id)
    const context = pageContext(deps, c)
    return c.html(PrivacyNamePage({ context, who: workerOf(viewer), person, version: personEtag(person), uses, longest: LONGEST_WORD }))
  })

  app.post('/beheer/verzoeken/naam', async (c) => {
    const { actor } = await administrator(deps, c)
    const form = await readForm(c)
    const word = form.text('woord').slice(0, LONGEST_WORD) || pageContext(deps, c).office.privacy.wordDefault
    const wish = { word, withRoles: form.text('functies') !== '' }
    await library.removeName(form.text('persoon'), wish, actor, unchanged(form.text('versie')))
    return goTo(c, '/beheer/verzoeken', 'weggehaald')
  })

  app.post('/beheer/verzoeken/ongedaan', async (c) => {
    const { actor } = await administrator(deps, c)
    const person = await library.undoRemoval((await readForm(c)).text('ingreep'), actor)
    return goTo(c, `/beheer/verzoeken?persoon=${encodeURIComponent(person)}`, 'ongedaan-gemaakt')
  })

  app.post('/beheer/verzoeken/afmaken', async (c) => {
    await administrator(deps, c)
    const complete = await eraser.endRemoval((await readForm(c)).text('ingreep'))
    return goTo(c, '/beheer/verzoeken', complete ? 'afgemaakt' : 'afgemaakt-bezig')
  })
}
