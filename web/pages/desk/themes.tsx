/** The archivists' pages of themes: the list, one theme, and a merge before it is done. */
import type { ThemeRecord } from '../../../src/library/theme/record.ts'
import type { ThemeEntry } from '../../../src/library/theme/themes.ts'
import { type PageOfList, Pager } from '../browse.tsx'
import type { PageContext } from '../context.ts'
import { themePath } from '../links.ts'
import { type LogLine, LogTable } from './accounts.tsx'
import { Desk, Field, ListFilter, type Worker } from './frame.tsx'

interface Props {
  readonly context: PageContext
  readonly who: Worker
  readonly done?: string | undefined
  readonly wrong?: string | null
}

type ThemeList = PageOfList & { readonly entries: readonly ThemeEntry[] }

interface ListProps extends Props {
  readonly themes: ThemeList
  readonly query: string
  /** What was typed as the name of a new theme. */
  readonly fresh: string
}

export function DeskThemesPage({ context, who, themes, query, fresh, done, wrong }: ListProps) {
  const words = context.thesaurus
  return (
    <Desk context={context} title={words.title} path="/beheer/themas" who={who} section="themes" done={done} wrong={wrong}>
      <div class="desk-head">
        <h1>{words.title}</h1>
        <a href="/beheer/thesaurus">{words.takeIn}</a>
      </div>
      <ListFilter context={context} path="/beheer/themas" name="naam" value={query} label={words.find} />
      {themes.entries.length === 0 && <p class="empty">{words.none}</p>}
      <ThemeRows context={context} themes={themes.entries} />
      <Pager context={context} path="/beheer/themas" query={{ naam: query || undefined }} list={themes} />
      <section>
        <h2>{words.fresh}</h2>
        <form method="post" action="/beheer/themas" class="stack">
          <Field label={words.name} name="name" value={fresh} help={words.freshHelp} required maxlength={200} autocomplete="off" />
          <p>
            <button type="submit" class="button button-quiet">
              {words.make}
            </button>
          </p>
        </form>
      </section>
    </Desk>
  )
}

function ThemeRows({ context, themes }: { context: PageContext; themes: readonly ThemeEntry[] }) {
  return (
    <ul class="desk-list">
      {themes.map((theme) => (
        <li>
          <a href={`/beheer/themas/${theme.id}`}>{theme.name}</a>
          <span class="meta">{[theme.english, context.thesaurus.counts(theme.talks)].filter(Boolean).join(' · ')}</span>
        </li>
      ))}
    </ul>
  )
}

type Form = Readonly<
  Record<'name' | 'english' | 'description' | 'labelsNl' | 'labelsEn' | 'hiddenNl' | 'hiddenEn' | 'broader' | 'related' | 'matches', string>
>

interface ThemeProps extends Props {
  readonly theme: ThemeRecord
  readonly form: Form
  /** Of the theme as shown; goes back with the form. */
  readonly version: string
  readonly wrongFields: Readonly<Record<string, string>>
  /** Whether visitors have a page of it. */
  readonly isShown: boolean
  readonly narrower: ThemeList
  /** What was typed to find the other of two themes that are one. */
  readonly search: string
  readonly candidates: readonly ThemeEntry[]
  readonly log: readonly LogLine[]
}

export function DeskThemePage(props: ThemeProps) {
  const { context, who, theme, form, version, wrong, wrongFields, isShown, narrower, search, candidates, log, done } = props
  const words = context.thesaurus
  const path = `/beheer/themas/${theme.id}`
  const field = (name: keyof Form, label: string, help: string | undefined, kind: 'line' | 'lines') => {
    const id = `veld-${name}`
    const problem = wrongFields[name]
    const notes = [help && `${id}-uitleg`, problem && `${id}-fout`].filter(Boolean).join(' ')
    const attributes = {
      id,
      name,
      ...(notes ? { 'aria-describedby': notes } : {}),
      ...(problem ? { 'aria-invalid': 'true' as const } : {}),
    }
    return (
      <div class="field">
        <label for={id}>{label}</label>
        {kind === 'line' ? (
          <input {...attributes} value={form[name]} required={name === 'name'} maxlength={200} autocomplete="off" />
        ) : (
          <textarea {...attributes}>{form[name]}</textarea>
        )}
        {help && (
          <small id={`${id}-uitleg`} class="meta">
            {help}
          </small>
        )}
        {problem && (
          <p id={`${id}-fout`} class="field-wrong">
            {problem}
          </p>
        )}
      </div>
    )
  }
  return (
    <Desk context={context} title={theme.name} path={path} who={who} section="themes" done={done} wrong={wrong ?? null}>
      <p class="kicker">
        <a href="/beheer/themas">{words.all}</a>
      </p>
      <div class="desk-head">
        <h1>{theme.name}</h1>
        {isShown && <a href={themePath(theme.id)}>{context.desk.talk.view}</a>}
      </div>
      <p class="meta">{words.counts(theme.uses)}</p>
      <div class="desk-two">
        <section>
          <h2>{words.fields}</h2>
          <form method="post" action={path} class="stack">
            <input type="hidden" name="versie" value={version} />
            {field('name', words.name, words.nameHelp, 'line')}
            {field('english', words.english, words.englishHelp, 'line')}
            {field('description', words.description, undefined, 'lines')}
            {field('labelsNl', words.labelsNl, words.labelsHelp, 'lines')}
            {field('labelsEn', words.labelsEn, undefined, 'lines')}
            {field('broader', words.broader, words.relationHelp, 'lines')}
            {field('related', words.related, words.relationHelp, 'lines')}
            {field('matches', words.matches, words.matchesHelp, 'lines')}
            {field('hiddenNl', words.hiddenNl, words.hiddenHelp, 'lines')}
            {field('hiddenEn', words.hiddenEn, undefined, 'lines')}
            <p>
              <button type="submit" class="button">
                {context.desk.talk.form.save}
              </button>
            </p>
          </form>
        </section>
        <section>
          <h2>{words.narrower}</h2>
          <p class="meta">{words.narrowerHelp}</p>
          <ThemeRows context={context} themes={narrower.entries} />
          <Pager context={context} path={path} query={{}} list={narrower} />
          <h2>{words.merge}</h2>
          <p class="meta">{words.mergeHelp}</p>
          <ListFilter context={context} path={path} name="ander" value={search} label={words.findOther} />
          {search !== '' && candidates.length === 0 && <p class="empty">{words.none}</p>}
          <ul class="desk-list">
            {candidates.map((other) => (
              <li>
                <span>
                  {other.name} <span class="meta">{words.counts(other.talks)}</span>
                </span>
                <a href={`${path}/samenvoegen?met=${other.id}`}>{words.mergeWith(other.name)}</a>
              </li>
            ))}
          </ul>
          {theme.formerly.length > 0 && <p class="meta">{words.formerly(theme.formerly.join(', '))}</p>}
          {theme.uses === 0 && (
            <details>
              <summary>{words.remove}</summary>
              <form method="post" action={`${path}/verwijderen`} class="stack">
                <p class="meta">{words.removeHelp}</p>
                <p>
                  <button type="submit" class="button button-quiet">
                    {words.removeDo}
                  </button>
                </p>
              </form>
            </details>
          )}
        </section>
      </div>
      <details>
        <summary>{context.desk.talk.log}</summary>
        <LogTable lines={log} context={context} />
      </details>
    </Desk>
  )
}

interface MergeProps extends Props {
  readonly goes: ThemeRecord
  readonly stays: ThemeRecord
  readonly version: string
}

export function MergeThemesPage({ context, who, goes, stays, version }: MergeProps) {
  const words = context.thesaurus
  const path = `/beheer/themas/${goes.id}/samenvoegen`
  return (
    <Desk context={context} title={words.merge} path={path} who={who} section="themes">
      <h1>{words.mergeTitle(goes.name, stays.name)}</h1>
      <ul>
        <li>{words.mergeTalks(goes.uses, stays.name)}</li>
        <li>{words.mergeAddress(themePath(goes.id), themePath(stays.id))}</li>
        <li>{words.mergeName(stays.name, goes.name)}</li>
      </ul>
      <div class="row-actions">
        <form method="post" action={path}>
          <input type="hidden" name="met" value={stays.id} />
          <input type="hidden" name="versie" value={version} />
          <button type="submit" class="button">
            {words.mergeDo}
          </button>
        </form>
        <a href={`/beheer/themas/${stays.id}/samenvoegen?met=${goes.id}`}>{words.mergeOther(goes.name)}</a>
        <a href={`/beheer/themas/${goes.id}`}>{words.cancel}</a>
      </div>
    </Desk>
  )
}
