/** The archivists' pages of events: the list, and one form for an event with its programme. It works with buttons alone. */
import type { Context, Hono } from 'hono'
import { DeskEventPage, DeskEventsPage } from '../../../web/pages/desk/event.tsx'
import { Failure } from '../../failure.ts'
import { nextYears } from '../../library/event/copy-event.ts'
import type { Event } from '../../library/event/event.ts'
import { freeEventId, newEvent, requireDates } from '../api/events-api.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { allowed } from '../request/access.ts'
import { pageNumber } from '../request/browse.ts'
import { fieldErrors, messagesByPath } from '../request/field-errors.ts'
import { pageContext } from '../request/page-context.ts'
import { workerOf } from './desk.ts'
import {
  EMPTY_SLOT,
  type EventForm,
  eventChange,
  eventEtag,
  eventFields,
  eventForm,
  filledSlots,
  moveSlots,
  newEventFields,
  readEventForm,
  sentEvent,
} from './fields/event-fields.ts'
import { confirmIds } from './fields/speaker-fields.ts'
import { goTo, readForm } from './forms.ts'

const ROWS = 100
/** Recordings to choose from for a slot: the event's own, and the last changed without an event. */
const LOOSE_TALKS = 200
const LINES = 50

interface Shown {
  readonly form?: EventForm
  readonly message?: string
  readonly wrong?: Readonly<Record<string, string>>
  readonly status?: 200 | 400 | 412
  /** The event of which this one is to be a copy. */
  readonly copyOf?: Event | null
  /** The slot that was moved: the page opens at it. */
  readonly moved?: boolean
}

export function routeDeskEvents(app: Hono<AppEnv>, deps: Dependencies): void {
  const { library } = deps

  app.get('/beheer/bijeenkomsten', async (c) => {
    const viewer = await allowed(deps, c, 'talks:read')
    const words = (c.req.query('naam') ?? '').slice(0, 200)
    const events = await library.eventPage({ words }, { page: pageNumber(c), size: ROWS })
    return c.html(
      DeskEventsPage({ context: pageContext(deps, c), who: workerOf(viewer), events, query: words, done: c.req.query('gedaan') }),
    )
  })

  async function page(
    c: Context<AppEnv>,
    event: Event | null,
    { form, message, wrong = {}, status = 200, copyOf = null, moved = false }: Shown = {},
  ): Promise<Response> {
    const viewer = await allowed(deps, c, 'talks:read')
    const fresh = newEvent('', '', {})
    const context = pageContext(deps, c)
    const view = DeskEventPage({
      context,
      who: workerOf(viewer),
      id: event?.id ?? null,
      title: event?.title ?? context.archive.events.fresh,
      form: form ?? { ...eventForm(event ?? fresh), ...(event ? {} : { slots: [EMPTY_SLOT] }) },
      version: event ? eventEtag(event) : '',
      talks: await library.talksForEvent(event?.id ?? null, LOOSE_TALKS),
      wrong: message ?? null,
      wrongFields: wrong,
      copyOf: copyOf && { id: copyOf.id, title: copyOf.title },
      unsaved: moved,
      log: event ? await library.deeds({ subject: event.id, limit: LINES }) : [],
      done: c.req.query('gedaan'),
    })
    return c.html(view, status)
  }

  const source = async (id = '') => (id === '' ? null : library.event(id.slice(0, 100)))

  async function existing(c: Context<AppEnv>): Promise<Event> {
    const event = await library.event(c.req.param('event') ?? '')
    if (!event) throw new Failure('not-found', ['noEvent'])
    return event
  }

  /** A new event; with `?kopie=` a proposal for next year's, made from an earlier one. Nothing is saved before the form is. */
  app.get('/beheer/bijeenkomsten/nieuw', async (c) => {
    const copyOf = await source(c.req.query('kopie'))
    if (!copyOf) return page(c, null)
    const copy = nextYears(copyOf)
    return page(c, null, { copyOf, form: { ...eventForm(copy), kenmerk: await freeEventId(library, copy.title) } })
  })
  app.get('/beheer/bijeenkomsten/:event', async (c) => page(c, await existing(c)))

  async function save(c: Context<AppEnv>, event: Event | null): Promise<Response> {
    const { actor } = await allowed(deps, c, 'talks:write')
    const sent = await readForm(c)
    const form = sentEvent(sent)
    const pressed = sent.text('doe')
    const copyOf = event === null ? await source(sent.text('kopie')) : null
    // A button of a slot changes the form on the page; nothing is saved yet.
    if (pressed !== '') return page(c, event, { form: { ...form, slots: moveSlots(form.slots, pressed) }, copyOf, moved: true })
    const slots = await Promise.all(
      filledSlots(form.slots).map(async (slot) => ({ ...slot, sprekers: await confirmIds(library, slot.sprekers) })),
    )
    const parsed = eventFields.safeParse(readEventForm({ ...form, slots }, event))
    const { archive, failures } = pageContext(deps, c)
    const id = newEventFields.shape.id.safeParse(event === null && form.kenmerk !== '' ? form.kenmerk : undefined)
    if (!parsed.success || !id.success) {
      const errors = [
        ...(id.error ? [{ path: 'id', why: ['fieldNotId'] } as const] : []),
        ...(parsed.error ? fieldErrors(parsed.error, 5) : []),
      ]
      const wrong = messagesByPath(errors, failures)
      return page(c, event, { form: { ...form, slots }, message: archive.events.notSaved, wrong, copyOf, status: 400 })
    }
    const change = eventChange(parsed.data)
    try {
      requireDates({ from: change.from ?? null, to: change.to ?? null })
      if (event === null) {
        const { titel: title } = form
        const made = await library.createEvent(newEvent(id.data ?? (await freeEventId(library, title)), title, change), actor, copyOf?.id)
        return goTo(c, `/beheer/bijeenkomsten/${made.id}`, 'bewaard')
      }
      await library.changeEvent(event.id, actor, (now) => {
        if (sent.text('versie') !== eventEtag(now)) throw new Failure('stale', ['eventChanged'])
        return change
      })
      return goTo(c, `/beheer/bijeenkomsten/${event.id}`, 'bewaard')
    } catch (error) {
      if (!(error instanceof Failure) || !['invalid', 'stale', 'conflict'].includes(error.code)) throw error
      const wrong = messagesByPath(error.errors, failures)
      return page(c, event && (await existing(c)), {
        form: { ...form, slots },
        message: error.sayIn(failures),
        wrong: error.code === 'conflict' ? { ...wrong, id: error.sayIn(failures) } : wrong,
        copyOf,
        status: error.code === 'stale' ? 412 : 400,
      })
    }
  }

  app.post('/beheer/bijeenkomsten/nieuw', (c) => save(c, null))
  app.post('/beheer/bijeenkomsten/:event', async (c) => save(c, await existing(c)))
}
