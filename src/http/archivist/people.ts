/** The archivists' pages of people: who there are, what is known of them, and which records are one person. */
import type { Context, Hono } from 'hono'
import { DeskPeoplePage, DeskPersonPage, MergePage } from '../../../web/pages/desk/people.tsx'
import { Failure } from '../../failure.ts'
import type { PersonRecord } from '../../library/person/person.ts'
import { given } from '../api/people-api.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { allowed } from '../request/access.ts'
import { pageNumber } from '../request/browse.ts'
import { fieldErrors, messagesByPath } from '../request/field-errors.ts'
import { pageContext } from '../request/page-context.ts'
import { workerOf } from './desk.ts'
import { PERSON_FORM, type PersonForm, personEtag, personFields, personForm, readPersonForm } from './fields/person-fields.ts'
import { goTo, readForm } from './forms.ts'

const ROWS = 100
const CANDIDATES = 20
const LINES = 50
/** Known people offered for a name that is being typed. */
const SUGGESTIONS = 10

export function routeDeskPeople(app: Hono<AppEnv>, deps: Dependencies): void {
  const { library } = deps

  async function present(id: string): Promise<PersonRecord> {
    const person = await library.personRecord((await library.mergedInto(id)) ?? id)
    if (!person) throw new Failure('not-found', ['noPersonRecord'])
    return person
  }

  app.get('/beheer/personen', async (c) => {
    const viewer = await allowed(deps, c, 'talks:read')
    const query = (c.req.query('naam') ?? '').slice(0, 200)
    const people = await library.everyone(query, { page: pageNumber(c), size: ROWS })
    const doubles = query === '' && people.page === 1 ? await library.likelyDoubles() : []
    return c.html(
      DeskPeoplePage({ context: pageContext(deps, c), who: workerOf(viewer), people, query, doubles, done: c.req.query('gedaan') }),
    )
  })

  app.get('/beheer/sprekers', async (c) => {
    await allowed(deps, c, 'talks:read')
    const people = await library.suggestPeople((c.req.query('naam') ?? '').slice(0, 200), SUGGESTIONS)
    return c.json({ people })
  })

  async function personPage(
    c: Context<AppEnv>,
    person: PersonRecord,
    refused: { message: string; form: PersonForm; wrong: Readonly<Record<string, string>>; status: 400 | 412 } | null = null,
  ): Promise<Response> {
    const viewer = await allowed(deps, c, 'talks:read')
    const search = (c.req.query('ander') ?? '').slice(0, 200)
    const doubles = (await library.likelyDoubles()).find((group) => group.some(({ id }) => id === person.id)) ?? []
    const found = search === '' ? doubles : (await library.everyone(search, { page: 1, size: CANDIDATES })).entries
    const view = DeskPersonPage({
      context: pageContext(deps, c),
      who: workerOf(viewer),
      person,
      form: refused?.form ?? personForm(person),
      version: personEtag(person),
      wrong: refused?.message ?? null,
      wrongFields: refused?.wrong ?? {},
      search,
      candidates: found.filter(({ id }) => id !== person.id),
      log: await library.deeds({ subject: person.id, limit: LINES }),
      done: c.req.query('gedaan'),
    })
    return c.html(view, refused?.status ?? 200)
  }

  app.get('/beheer/personen/:person', async (c) => {
    const id = c.req.param('person')
    const person = await present(id)
    return person.id === id ? personPage(c, person) : goTo(c, `/beheer/personen/${person.id}`)
  })

  app.post('/beheer/personen/:person', async (c) => {
    const { actor } = await allowed(deps, c, 'talks:write')
    const person = await present(c.req.param('person'))
    const sent = await readForm(c)
    const form = Object.fromEntries(PERSON_FORM.map((name) => [name, sent.text(name)])) as PersonForm
    const parsed = personFields.safeParse(readPersonForm(form))
    if (!parsed.success) {
      const { archive, failures } = pageContext(deps, c)
      const wrong = messagesByPath(fieldErrors(parsed.error, 1), failures)
      return personPage(c, person, { message: archive.people.notSaved, form, wrong, status: 400 })
    }
    const version = sent.text('versie')
    try {
      await library.changePerson(person.id, given(parsed.data), actor, (now) => {
        if (version !== '' && version !== personEtag(now)) throw new Failure('stale', ['personChanged'])
      })
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'stale') throw error
      // The newest version goes along: saving again is then meant.
      return personPage(c, await present(person.id), { message: error.sayIn(pageContext(deps, c).failures), form, wrong: {}, status: 412 })
    }
    return goTo(c, `/beheer/personen/${person.id}`, 'bewaard')
  })

  /** What merging changes, before it is done. */
  app.get('/beheer/personen/:person/samenvoegen', async (c) => {
    const viewer = await allowed(deps, c, 'talks:write')
    const [goes, stays] = [await present(c.req.param('person')), await present((c.req.query('met') ?? '').slice(0, 100))]
    if (goes.id === stays.id) return goTo(c, `/beheer/personen/${goes.id}`)
    return c.html(MergePage({ context: pageContext(deps, c), who: workerOf(viewer), goes, stays, version: personEtag(goes) }))
  })

  app.post('/beheer/personen/:person/samenvoegen', async (c) => {
    const { actor } = await allowed(deps, c, 'talks:write')
    const form = await readForm(c)
    const person = await library.mergePeople(c.req.param('person'), form.text('met'), actor, (now) => {
      if (form.text('versie') !== personEtag(now)) throw new Failure('stale', ['personChanged'])
    })
    return goTo(c, `/beheer/personen/${person.id}`, 'samengevoegd')
  })
}
