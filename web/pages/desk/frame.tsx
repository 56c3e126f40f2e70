/** The frame of the archivists' pages: where one is, who one is, and what was just done. */
import type { Child } from 'hono/jsx'
import type { PageContext, PageEntry } from '../context.ts'
import { Layout } from '../layout.tsx'

/** Who works here; null on the pages before signing in. */
export interface Worker {
  readonly name: string
  readonly role: 'visitor' | 'archivist' | 'admin'
}

export interface DeskProps {
  readonly context: PageContext
  readonly title: string
  readonly path: string
  readonly who: Worker | null
  readonly section?:
    | 'talks'
    | 'fresh'
    | 'events'
    | 'people'
    | 'themes'
    | 'requests'
    | 'webhooks'
    | 'storage'
    | 'jobs'
    | 'bin'
    | 'account'
    | 'accounts'
    | 'tokens'
    | 'log'
  readonly entry?: PageEntry
  /** What was done, from `?gedaan=`. */
  readonly done?: string | undefined
  /** Where a form goes that undoes it. */
  readonly undo?: string | undefined
  /** What went wrong, in the page's language. */
  readonly wrong?: string | null | undefined
}

export function Desk(props: DeskProps & { readonly children: Child }) {
  const { context, title, path, who, entry = 'desk', done, undo, wrong } = props
  const notices: Record<string, string> = {
    ...context.desk.done,
    ...context.archive.done,
    ...context.many.done,
    ...context.office.done,
    ...context.thesaurus.done,
  }
  const message = done === undefined ? undefined : notices[done]
  return (
    <Layout context={context} title={title} path={path} index={false} entry={entry}>
      <div class="wrap desk">
        {who && <DeskNav context={context} who={who} section={props.section} />}
        {message && (
          <div class="notice" role="status">
            <p>{message}</p>
            {undo && (
              <form method="post" action={undo}>
                <button type="submit" class="button button-quiet">
                  {context.archive.bin.undo}
                </button>
              </form>
            )}
          </div>
        )}
        {wrong && (
          <p class="notice notice-wrong" role="alert">
            {wrong}
          </p>
        )}
        {props.children}
      </div>
    </Layout>
  )
}

function DeskNav({ context, who, section }: { context: PageContext; who: Worker; section: DeskProps['section'] }) {
  const { nav } = context.desk
  const { events, people, bin } = context.archive
  const item = (name: NonNullable<DeskProps['section']>, href: string, text: string) => (
    <a href={href} {...(section === name ? { 'aria-current': 'page' as const } : {})}>
      {text}
    </a>
  )
  return (
    <nav class="desk-nav" aria-label={nav.label}>
      {who.role !== 'visitor' && item('talks', '/beheer', nav.talks)}
      {who.role !== 'visitor' && item('fresh', '/beheer/nieuw', nav.fresh)}
      {who.role !== 'visitor' && item('events', '/beheer/bijeenkomsten', events.title)}
      {who.role !== 'visitor' && item('people', '/beheer/personen', people.title)}
      {who.role !== 'visitor' && item('themes', '/beheer/themas', context.thesaurus.title)}
      {who.role !== 'visitor' && item('jobs', '/beheer/verwerking', context.many.jobs.title)}
      {who.role !== 'visitor' && item('bin', '/beheer/prullenbak', bin.title)}
      {who.role === 'admin' && item('requests', '/beheer/verzoeken', context.office.privacy.title)}
      {who.role === 'admin' && item('storage', '/beheer/opslag', context.office.storage.title)}
      {who.role === 'admin' && item('accounts', '/beheer/accounts', nav.accounts)}
      {who.role === 'admin' && item('tokens', '/beheer/tokens', nav.tokens)}
      {who.role === 'admin' && item('webhooks', '/beheer/webhooks', context.office.webhooks.title)}
      {who.role === 'admin' && item('log', '/beheer/logboek', nav.log)}
      <span class="desk-who">
        {item('account', '/beheer/account', who.name)}
        <form method="post" action="/beheer/afmelden">
          <button type="submit" class="link">
            {nav.signOut}
          </button>
        </form>
      </span>
    </nav>
  )
}

/** The search field above a list of the desk; without scripts, too. */
export function ListFilter({ context, path, name, value, label }: ListFilterProps) {
  return (
    <form method="get" action={path} class="filter" role="search">
      <input type="search" name={name} value={value} aria-label={label} placeholder={label} />
      <button type="submit" class="button button-quiet">
        {context.desk.talks.show}
      </button>
    </form>
  )
}

interface ListFilterProps {
  readonly context: PageContext
  readonly path: string
  /** Of the query's parameter. */
  readonly name: string
  readonly value: string
  readonly label: string
}

/** A labelled field. */
/** A secret or a secret address that was just made. No later page shows it. */
export function ShownOnce({ text, secret, children }: { readonly text: string; readonly secret: string; readonly children?: Child }) {
  return (
    <div class="notice" role="status">
      <p>{text}</p>
      <p>
        <code class="secret">{secret}</code>
      </p>
      {children}
    </div>
  )
}

export function Field({
  id: given,
  label,
  name,
  type = 'text',
  value = '',
  help,
  required = false,
  autocomplete,
  minlength,
  maxlength,
}: {
  /** Where the page has more fields of this name. */
  id?: string
  label: string
  name: string
  type?: string
  value?: string
  help?: string | undefined
  required?: boolean
  autocomplete?: string
  minlength?: number
  maxlength?: number
}) {
  const id = given ?? `veld-${name}`
  return (
    <p class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        name={name}
        type={type}
        value={value}
        required={required}
        {...(autocomplete ? { autocomplete } : {})}
        {...(minlength ? { minlength } : {})}
        {...(maxlength ? { maxlength } : {})}
        {...(help ? { 'aria-describedby': `${id}-uitleg` } : {})}
      />
      {help && (
        <small id={`${id}-uitleg`} class="meta">
          {help}
        </small>
      )}
    </p>
  )
}
