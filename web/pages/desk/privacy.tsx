/** Requests under the GDPR (AVG): what the library holds of a person, and what can be taken away. Also as one file, without the site around it. */

import { html } from 'hono/html'
import type { PersonEntry, PersonRecord } from '../../../src/library/person/person.ts'
import type { TargetKind } from '../../../src/library/privacy/places.ts'
import type { NameUses, Removal } from '../../../src/library/privacy/remove.ts'
import type { Report, ReportPlace } from '../../../src/library/privacy/report.ts'
import { formatClock } from '../../../src/transcript/timecode.ts'
import type { PageContext } from '../context.ts'
import { formatDate, formatInstant, languageName } from '../format.ts'
import { editPath, listPath, personPath, quotePath, talkPath, themePath } from '../links.ts'
import { Desk, Field, ListFilter, type Worker } from './frame.tsx'

const PATH = '/beheer/verzoeken'

/** Where an entry is changed or thrown away. */
const TARGETS: Record<TargetKind, (id: string) => string | null> = {
  talk: (id) => (id === '' ? null : `/beheer/opnames/${id}`),
  transcript: editPath,
  event: (id) => `/beheer/bijeenkomsten/${id}`,
  person: (id) => `/beheer/personen/${id}`,
  theme: themePath,
  quote: quotePath,
  batch: (id) => `/beheer/samen/${id}`,
  bin: (id) => `/beheer/prullenbak#${id}`,
  account: () => '/beheer/accounts',
  token: () => '/beheer/tokens',
  log: (id) => `/beheer/logboek?voor=${id}`,
  none: () => null,
}

interface PageProps {
  readonly context: PageContext
  readonly who: Worker
  readonly query: string
  readonly people: readonly PersonEntry[]
  /** Null: nothing is asked yet. */
  readonly report: Report | null
  /** Of the person's record. */
  readonly version: string
  /** The one place that is shown; null: all. */
  readonly place: string | null
  readonly removals: readonly Removal[]
  /** In which a removal can be undone. */
  readonly hours: number
  readonly done?: string | undefined
}

export function PrivacyPage(props: PageProps) {
  const { context, who, query, people, report, place, done } = props
  const { privacy: words } = context.office
  const ask = report ? askFor(report) : {}
  return (
    <Desk context={context} title={words.title} path={PATH} who={who} section="requests" done={done}>
      <h1>{words.title}</h1>
      <div class="no-print">
        <p class="lead">{words.lead}</p>
        <ListFilter context={context} path={PATH} name="q" value={query} label={words.find} />
      </div>
      {people.length > 0 && (
        <section class="no-print">
          <h2>{words.people}</h2>
          <p class="meta">{words.peopleHelp}</p>
          <ul class="desk-list">
            {people.map((person) => (
              <li>
                <a href={listPath(PATH, { persoon: person.id })}>{person.name}</a>
                <span class="meta">{context.archive.people.counts(person.talks, person.slots)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {report && (
        <>
          <p class="row-actions no-print">
            <a href={listPath(`${PATH}/verslag.html`, ask)}>{words.saveHtml}</a>
            <a href={listPath(`${PATH}/verslag.json`, ask)}>{words.saveJson}</a>
            {place !== null && <a href={listPath(PATH, ask)}>{words.all}</a>}
          </p>
          <ReportBody context={context} report={report} site="" />
          {report.subject.person && place === null && <Actions {...props} person={report.subject.person} />}
        </>
      )}
      <Open {...props} />
    </Desk>
  )
}

const askFor = ({ subject }: Report): Record<string, string | undefined> =>
  subject.person ? { persoon: subject.person.id } : { q: subject.words }

/** The report by itself, as a file: no styles or scripts of the site, and links that lead there. */
export function PrivacyFile({ context, report, site, most }: { context: PageContext; report: Report; site: string; most: number }) {
  const { privacy: words } = context.office
  const page = (
    <html lang={context.language}>
      <head>
        <meta charset="utf-8" />
        <title>{words.report(report.subject.words)}</title>
        <style>{'body{font:16px/1.5 serif;max-width:50rem;margin:2rem auto;padding:0 1rem}li{margin:.3rem 0}.meta{color:#555}'}</style>
      </head>
      <body>
        <h1>{context.site.name}</h1>
        <ReportBody context={context} report={report} site={site} />
        {[report.nextSpoken, report.nextRoles, ...report.places.map(({ next }) => next)].some((next) => next !== null) && (
          <p>{words.tooMany(most)}</p>
        )}
      </body>
    </html>
  )
  return html`<!doctype html>${page}`
}

/** @param site before each address; empty on the site itself */
function ReportBody({ context, report, site }: { context: PageContext; report: Report; site: string }) {
  const { privacy: words } = context.office
  const { locale } = context.words
  const { subject, roles, spoken, places } = report
  const { person } = subject
  const role = (one: { role: string | null; organisation: string | null }) => [one.role, one.organisation].filter(Boolean).join(', ')
  const day = (date: string) => (date === '' ? '' : `${formatDate(date, locale)} · `)
  const isEmpty = !person && roles.talks.length + roles.slots.length + spoken.length + places.length === 0
  return (
    <section class="report">
      <h2>{words.report(subject.words)}</h2>
      <p class="meta">{words.made(formatInstant(report.made, context.timeZone, locale))}</p>
      {isEmpty && <p class="empty">{words.nothingAnywhere}</p>}
      {person && (
        <>
          <h3>{words.record}</h3>
          <ul>
            <li>
              <a href={`${site}/beheer/personen/${person.id}`}>{person.name}</a>
            </li>
            {person.description && <li>{person.description}</li>}
            {person.links.map(({ title, url }) => (
              <li>
                {title} <span class="meta">{url}</span>
              </li>
            ))}
            {(['orcid', 'isni', 'wikidata'] as const).map((kind) => person[kind] && <li>{`${kind.toUpperCase()}: ${person[kind]}`}</li>)}
            {person.formerly.length > 0 && <li>{context.archive.people.formerly(person.formerly.join(', '))}</li>}
          </ul>
        </>
      )}
      {roles.talks.length > 0 && (
        <>
          <h3>{words.roles}</h3>
          <ul>
            {roles.talks.map((one) => (
              <li>
                {day(one.day)}
                <a href={`${site}/beheer/opnames/${one.talk}`}>{one.title}</a>{' '}
                <span class="meta">{[role(one), context.desk.talks.stage[one.stage]].filter(Boolean).join(' · ')}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {roles.slots.length > 0 && (
        <>
          <h3>{words.slots}</h3>
          <ul>
            {roles.slots.map((one) => (
              <li>
                {day(one.day)}
                <a href={`${site}/beheer/bijeenkomsten/${one.event}`}>{one.title}</a>{' '}
                <span class="meta">{[one.slot, role(one)].filter(Boolean).join(' · ')}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      <More context={context} report={report} site={site} place="speaker" next={report.nextRoles} name={words.roles} />
      {spoken.length > 0 && (
        <>
          <h3>{words.spoken}</h3>
          <p class="meta">{words.spokenHelp}</p>
          <ul>
            {spoken.map((one) => (
              <li>
                <a href={`${site}/beheer/opnames/${one.talk}`}>{one.title}</a>{' '}
                <span class="meta">
                  {[
                    languageName(one.language),
                    context.desk.talks.stage[one.stage],
                    one.name > 0 && words.spokenName(one.name),
                    one.family > 0 && words.spokenFamily(one.family),
                    one.labels > 0 && words.spokenLabels(one.labels),
                    one.earlier > 0 && words.spokenEarlier(one.earlier),
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
                <br />
                {one.moments.length > 0 && (
                  <span>
                    {words.moments}{' '}
                    {one.moments.map((at, i) => (
                      <>
                        {i > 0 && ', '}
                        <a href={site + talkPath(one.talk, at, { lang: one.language })}>{formatClock(at)}</a>
                      </>
                    ))}
                    {' · '}
                  </span>
                )}
                <a href={`${site}${editPath(one.talk)}`}>{words.edit}</a>
                {' · '}
                <a href={`${site}/beheer/opnames/${one.talk}`}>{words.eraseTalk}</a>
              </li>
            ))}
          </ul>
        </>
      )}
      <More context={context} report={report} site={site} place="spoken" next={report.nextSpoken} name={words.spoken} />
      {places.length > 0 && (
        <>
          <h3>{words.elsewhere}</h3>
          <p class="meta">{words.elsewhereHelp}</p>
        </>
      )}
      {places.map(({ place, found, next }) => (
        <>
          <h4 id={place}>{words.places[place]}</h4>
          <ul>
            {found.map(({ target, id, label, match, excerpt }) => {
              const href = TARGETS[target](id)
              return (
                <li>
                  {href === null ? label : <a href={site + href}>{label}</a>}{' '}
                  <span class="meta">
                    {excerpt}
                    {match === 'family' && ` (${words.onlyFamily})`}
                  </span>
                </li>
              )
            })}
          </ul>
          <More context={context} report={report} site={site} place={place} next={next} name={words.places[place]} />
        </>
      ))}
    </section>
  )
}

/** The way to the entries after these; a saved report has none. */
function More({ context, report, site, place, next, name }: MoreProps) {
  if (next === null || site !== '') return null
  return (
    <p class="no-print">
      <a href={listPath(PATH, { ...askFor(report), plaats: place, vanaf: String(next) })}>{`${context.office.privacy.more}: ${name}`}</a>
    </p>
  )
}

interface MoreProps {
  readonly context: PageContext
  readonly report: Report
  readonly site: string
  readonly place: ReportPlace
  readonly next: number | null
  readonly name: string
}

function Actions({ context, person, version }: PageProps & { person: PersonRecord }) {
  const { privacy: words } = context.office
  const { description, links, orcid, isni, wikidata } = person
  const hasDetails = description !== null || links.length > 0 || orcid !== null || isni !== null || wikidata !== null
  return (
    <section class="no-print">
      <h2>{words.actions}</h2>
      <p class="meta">{hasDetails ? words.removeDetailsHelp : words.noDetails}</p>
      {hasDetails && (
        <form method="post" action={`${PATH}/gegevens`}>
          <input type="hidden" name="persoon" value={person.id} />
          <input type="hidden" name="versie" value={version} />
          <p>
            <button type="submit" class="button button-quiet">
              {words.removeDetails}
            </button>
          </p>
        </form>
      )}
      <p class="meta">{words.removeNameHelp}</p>
      <p>
        <a class="button button-quiet" href={listPath(`${PATH}/naam`, { persoon: person.id })}>
          {words.removeName}
        </a>
      </p>
    </section>
  )
}

/** Removals whose day is not over. */
function Open({ context, removals, hours }: PageProps) {
  const { privacy: words } = context.office
  if (removals.length === 0) return null
  return (
    <section class="no-print">
      <h2>{words.open}</h2>
      <p class="meta">{words.openHelp(hours)}</p>
      <ul class="desk-list">
        {removals.map((removal) => (
          <li>
            <span>
              {removal.kind === 'name' ? words.removedName(removal.name) : words.removedDetails(removal.name)}
              <br />
              <span class="meta">{words.until(removal.by, formatInstant(removal.until, context.timeZone, context.words.locale))}</span>
            </span>
            <div class="row-actions">
              {(['ongedaan', 'afmaken'] as const).map((act) => (
                <form method="post" action={`${PATH}/${act}`}>
                  <input type="hidden" name="ingreep" value={removal.id} />
                  <button type="submit" class={act === 'ongedaan' ? 'button button-quiet' : 'link'}>
                    {act === 'ongedaan' ? words.undo : words.finish}
                  </button>
                </form>
              ))}
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

interface NameProps {
  readonly context: PageContext
  readonly who: Worker
  readonly person: PersonRecord
  readonly version: string
  readonly uses: NameUses
  readonly longest: number
}

export function PrivacyNamePage({ context, who, person, version, uses, longest }: NameProps) {
  const { privacy: words } = context.office
  const stages = Object.entries(uses.talks) as [keyof typeof uses.talks, number][]
  return (
    <Desk context={context} title={words.removeNameTitle(person.name)} path={`${PATH}/naam`} who={who} section="requests">
      <h1>{words.removeNameTitle(person.name)}</h1>
      <h2>{words.willChange}</h2>
      <ul>
        {stages.map(([stage, count]) => (
          <li>{words.inTalks(count, context.desk.talks.stage[stage])}</li>
        ))}
        {uses.slots > 0 && <li>{words.inSlots(uses.slots)}</li>}
        <li>{words.detailsGo}</li>
        <li>{words.address(personPath(person.id))}</li>
        {uses.manifests > 0 && <li>{words.inManifests(uses.manifests)}</li>}
      </ul>
      <h2>{words.willStay}</h2>
      <ul>
        {words.stays.map((line) => (
          <li>{line}</li>
        ))}
      </ul>
      <form method="post" action={`${PATH}/naam`} class="stack narrow">
        <input type="hidden" name="persoon" value={person.id} />
        <input type="hidden" name="versie" value={version} />
        <Field label={words.word} name="woord" value={words.wordDefault} required maxlength={longest} autocomplete="off" />
        <label class="check">
          <input type="checkbox" name="functies" value="ja" />
          <span>{words.withRoles}</span>
        </label>
        <p class="row-actions">
          <button type="submit" class="button">
            {words.confirmName}
          </button>
          <a href={listPath(PATH, { persoon: person.id })}>{words.cancel}</a>
        </p>
      </form>
    </Desk>
  )
}
