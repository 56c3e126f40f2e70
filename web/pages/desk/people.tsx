/** The archivists' pages of people: the list with likely doubles, one person, and a merge before it is done. */
import type { PersonEntry, PersonRecord } from '../../../src/library/person/person.ts'
import { type PageOfList, Pager } from '../browse.tsx'
import type { PageContext } from '../context.ts'
import { personPath } from '../links.ts'
import { type LogLine, LogTable } from './accounts.tsx'
import { Desk, ListFilter, type Worker } from './frame.tsx'

interface Props {
  readonly context: PageContext
  readonly who: Worker
  readonly done?: string | undefined
  readonly wrong?: string | null
}

interface ListProps extends Props {
  readonly people: PageOfList & { readonly entries: readonly PersonEntry[] }
  readonly query: string
  readonly doubles: readonly (readonly PersonEntry[])[]
}

export function DeskPeoplePage({ context, who, people, query, doubles, done }: ListProps) {
  const { people: words } = context.archive
  return (
    <Desk context={context} title={words.title} path="/beheer/personen" who={who} section="people" done={done}>
      <h1>{words.title}</h1>
      <ListFilter context={context} path="/beheer/personen" name="naam" value={query} label={words.find} />
      {doubles.length > 0 && (
        <details>
          <summary>{words.doubles(doubles.length)}</summary>
          <p class="meta">{words.doublesHelp}</p>
          <ul class="desk-list">
            {doubles.map((group) => (
              <li>
                <span class="desk-entry">
                  {group.map((person, i) => (
                    <>
                      {i > 0 && ' · '}
                      <a href={`/beheer/personen/${person.id}`}>{person.name}</a>{' '}
                      <span class="meta">{words.counts(person.talks, person.slots)}</span>
                    </>
                  ))}
                </span>
                {group.length === 2 && <a href={`/beheer/personen/${group[1]?.id}/samenvoegen?met=${group[0]?.id}`}>{words.compare}</a>}
              </li>
            ))}
          </ul>
        </details>
      )}
      {people.entries.length === 0 && <p class="empty">{words.none}</p>}
      <ul class="desk-list">
        {people.entries.map((person) => (
          <li>
            <a href={`/beheer/personen/${person.id}`}>{person.name}</a>
            <span class="meta">{words.counts(person.talks, person.slots)}</span>
          </li>
        ))}
      </ul>
      <Pager context={context} path="/beheer/personen" query={{ naam: query || undefined }} list={people} />
    </Desk>
  )
}

interface PersonProps extends Props {
  readonly person: PersonRecord
  readonly form: Readonly<Record<'name' | 'description' | 'links' | 'orcid' | 'isni' | 'wikidata', string>>
  /** Of the person as shown; goes back with the form. */
  readonly version: string
  readonly wrongFields: Readonly<Record<string, string>>
  /** What was typed to find another record of the same person. */
  readonly search: string
  readonly candidates: readonly PersonEntry[]
  readonly log: readonly LogLine[]
}

export function DeskPersonPage({ context, who, person, form, version, wrong, wrongFields, search, candidates, log, done }: PersonProps) {
  const { people: words } = context.archive
  const path = `/beheer/personen/${person.id}`
  const attributes = (name: keyof typeof form, help?: string) => {
    const notes = [help && `veld-${name}-uitleg`, wrongFields[name] && `veld-${name}-fout`].filter(Boolean).join(' ')
    return {
      id: `veld-${name}`,
      name,
      ...(notes ? { 'aria-describedby': notes } : {}),
      ...(wrongFields[name] ? { 'aria-invalid': 'true' as const } : {}),
    }
  }
  const notes = (name: keyof typeof form, help?: string) => (
    <>
      {help && (
        <small id={`veld-${name}-uitleg`} class="meta">
          {help}
        </small>
      )}
      {wrongFields[name] && (
        <p id={`veld-${name}-fout`} class="field-wrong">
          {wrongFields[name]}
        </p>
      )}
    </>
  )
  const line = (name: keyof typeof form, label: string, help?: string) => (
    <div class="field">
      <label for={`veld-${name}`}>{label}</label>
      <input {...attributes(name, help)} value={form[name]} required={name === 'name'} maxlength={200} autocomplete="off" />
      {notes(name, help)}
    </div>
  )
  const area = (name: keyof typeof form, label: string, help?: string) => (
    <div class="field">
      <label for={`veld-${name}`}>{label}</label>
      <textarea {...attributes(name, help)}>{form[name]}</textarea>
      {notes(name, help)}
    </div>
  )
  return (
    <Desk context={context} title={person.name} path={path} who={who} section="people" done={done} wrong={wrong ?? null}>
      <p class="kicker">
        <a href="/beheer/personen">{words.all}</a>
      </p>
      <div class="desk-head">
        <h1>{person.name}</h1>
        {person.talks + person.slots > 0 && <a href={personPath(person.id)}>{context.desk.talk.view}</a>}
      </div>
      <p class="meta">
        {words.counts(person.talks, person.slots)}
        {who.role === 'admin' && (
          <>
            {' · '}
            <a href={`/beheer/verzoeken?persoon=${person.id}`}>{context.office.privacy.ofPerson}</a>
          </>
        )}
      </p>
      <div class="desk-two">
        <section>
          <h2>{words.fields}</h2>
          <form method="post" action={path} class="stack">
            <input type="hidden" name="versie" value={version} />
            {line('name', words.name, words.nameHelp)}
            {area('description', words.description)}
            {area('links', words.links, words.linksHelp)}
            {line('orcid', 'ORCID', words.orcidHelp)}
            {line('isni', 'ISNI', words.isniHelp)}
            {line('wikidata', 'Wikidata', words.wikidataHelp)}
            <p>
              <button type="submit" class="button">
                {context.desk.talk.form.save}
              </button>
            </p>
          </form>
        </section>
        <section>
          <h2>{words.merge}</h2>
          <p class="meta">{words.mergeHelp}</p>
          <ListFilter context={context} path={path} name="ander" value={search} label={words.findOther} />
          {search !== '' && candidates.length === 0 && <p class="empty">{words.none}</p>}
          <ul class="desk-list">
            {candidates.map((other) => (
              <li>
                <span>
                  {other.name} <span class="meta">{words.counts(other.talks, other.slots)}</span>
                </span>
                <a href={`${path}/samenvoegen?met=${other.id}`}>{words.mergeWith(other.name)}</a>
              </li>
            ))}
          </ul>
          {person.formerly.length > 0 && <p class="meta">{words.formerly(person.formerly.join(', '))}</p>}
        </section>
      </div>
      <details>
        <summary>{context.desk.talk.log}</summary>
        <LogTable lines={log} context={context} />
      </details>
    </Desk>
  )
}

export function MergePage({ context, who, goes, stays, version }: Props & { goes: PersonRecord; stays: PersonRecord; version: string }) {
  const { people: words } = context.archive
  return (
    <Desk context={context} title={words.merge} path={`/beheer/personen/${goes.id}/samenvoegen`} who={who} section="people">
      <h1>{words.mergeTitle(goes.name, stays.name)}</h1>
      <ul>
        <li>{words.mergeTalks(goes.talks, goes.slots, stays.name)}</li>
        <li>{words.mergeRoles}</li>
        <li>{words.mergeAddress(personPath(goes.id), personPath(stays.id))}</li>
        <li>{words.mergeName(stays.name, goes.name)}</li>
      </ul>
      <div class="row-actions">
        <form method="post" action={`/beheer/personen/${goes.id}/samenvoegen`}>
          <input type="hidden" name="met" value={stays.id} />
          <input type="hidden" name="versie" value={version} />
          <button type="submit" class="button">
            {words.mergeDo}
          </button>
        </form>
        <a href={`/beheer/personen/${stays.id}/samenvoegen?met=${goes.id}`}>{words.mergeOther(goes.name)}</a>
        <a href={`/beheer/personen/${goes.id}`}>{words.cancel}</a>
      </div>
    </Desk>
  )
}
