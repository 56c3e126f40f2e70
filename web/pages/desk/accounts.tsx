/** What administrators keep: accounts, tokens and the log. */
import type { ApiToken } from '../../../src/library/keys.ts'
import type { PageContext } from '../context.ts'
import { formatInstant } from '../format.ts'
import { Desk, Field, ShownOnce, type Worker } from './frame.tsx'

interface Props {
  readonly context: PageContext
  readonly who: Worker
  readonly done?: string | undefined
  readonly wrong?: string | null
}

interface AccountRow {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly role: Worker['role']
  readonly disabled: string | null
  readonly secondFactor: boolean
}

const ROLE_NAMES: readonly Worker['role'][] = ['visitor', 'archivist', 'admin']

function RoleSelect({ context, id, value }: { context: PageContext; id: string; value: Worker['role'] }) {
  const { accounts, account } = context.desk
  return (
    <select id={id} name="role" aria-label={accounts.role}>
      {ROLE_NAMES.map((role) => (
        <option value={role} selected={role === value}>
          {account.roles[role]}
        </option>
      ))}
    </select>
  )
}

export function AccountsPage({ context, who, accounts, own, done, wrong }: Props & { accounts: readonly AccountRow[]; own: string }) {
  const { accounts: words } = context.desk
  return (
    <Desk context={context} title={words.title} path="/beheer/accounts" who={who} section="accounts" done={done} wrong={wrong}>
      <h1>{words.title}</h1>
      <ul class="desk-list">
        {accounts.map((account) => (
          <li>
            <div>
              <strong>{account.name}</strong>{' '}
              <span class="meta">
                {[
                  account.email === account.name ? null : account.email,
                  account.secondFactor ? words.secondFactor : null,
                  account.disabled && words.closed(formatInstant(account.disabled, context.timeZone, context.words.locale)),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </div>
            {account.id === own ? (
              <span class="meta">{context.desk.account.roles[account.role]}</span>
            ) : (
              <div class="row-actions">
                <form method="post" action={`/beheer/accounts/${account.id}/rol`}>
                  <RoleSelect context={context} id={`rol-${account.id}`} value={account.role} />
                  <button type="submit" class="link">
                    {words.setRole}
                  </button>
                </form>
                <form method="post" action={`/beheer/accounts/${account.id}/${account.disabled === null ? 'sluiten' : 'heropenen'}`}>
                  <button type="submit" class="link">
                    {account.disabled === null ? words.close : words.open}
                  </button>
                </form>
              </div>
            )}
          </li>
        ))}
      </ul>
      <p class="meta">{context.failures.ownAccount}</p>
      <section class="narrow">
        <h2>{words.add}</h2>
        <form method="post" action="/beheer/accounts" class="stack">
          <Field label={words.name} name="name" maxlength={100} autocomplete="off" />
          <Field label={words.email} name="email" type="email" required autocomplete="off" />
          <Field
            label={words.password}
            name="password"
            type="password"
            required
            minlength={12}
            autocomplete="new-password"
            help={words.passwordHelp}
          />
          <p class="field">
            <label for="nieuwe-rol">{words.role}</label>
            <RoleSelect context={context} id="nieuwe-rol" value="archivist" />
          </p>
          <p>
            <button type="submit" class="button">
              {words.add}
            </button>
          </p>
        </form>
      </section>
    </Desk>
  )
}

export function TokensPage({ context, who, tokens, secret, done, wrong }: Props & { tokens: readonly ApiToken[]; secret: string | null }) {
  const { tokens: words } = context.desk
  return (
    <Desk context={context} title={words.title} path="/beheer/tokens" who={who} section="tokens" done={done} wrong={wrong}>
      <h1>{words.title}</h1>
      <p class="lead">{words.lead}</p>
      {secret && <ShownOnce text={words.made} secret={secret} />}
      {tokens.length === 0 && <p class="empty">{words.none}</p>}
      <ul class="desk-list">
        {tokens.map((token) => (
          <li>
            <div>
              <strong>{token.name}</strong> <span class="meta">{token.scopes.join(', ')}</span>
              <br />
              <span class="meta">
                {[
                  words.by(token.createdBy),
                  token.expires === null
                    ? words.forEver
                    : words.expires(formatInstant(token.expires, context.timeZone, context.words.locale)),
                  token.lastUsed === null
                    ? words.unused
                    : words.used(formatInstant(token.lastUsed, context.timeZone, context.words.locale)),
                ].join(' · ')}
              </span>
            </div>
            {token.revoked === null ? (
              <form method="post" action={`/beheer/tokens/${token.id}/intrekken`}>
                <button type="submit" class="link">
                  {words.revoke}
                </button>
              </form>
            ) : (
              <span class="meta">{words.revoked(formatInstant(token.revoked, context.timeZone, context.words.locale))}</span>
            )}
          </li>
        ))}
      </ul>
      <section class="narrow">
        <h2>{words.add}</h2>
        <form method="post" action="/beheer/tokens" class="stack">
          <Field label={words.name} name="name" required maxlength={100} autocomplete="off" />
          <fieldset>
            <legend>{words.scopes}</legend>
            {Object.entries(words.scope).map(([scope, about]) => (
              <label class="check">
                <input type="checkbox" name="scope" value={scope} />
                <span>
                  {about} <code>{scope}</code>
                </span>
              </label>
            ))}
          </fieldset>
          <Field label={words.days} name="days" type="number" value="365" />
          <p>
            <button type="submit" class="button">
              {words.add}
            </button>
          </p>
        </form>
      </section>
    </Desk>
  )
}

export interface LogLine {
  readonly id: number
  readonly at: string
  readonly actor: { readonly name: string }
  readonly action: string
  readonly subject: string | null
  readonly detail: Readonly<Record<string, unknown>> | null
}

export function LogPage({ context, who, lines, older }: Props & { lines: readonly LogLine[]; older: number | null }) {
  const { log } = context.desk
  return (
    <Desk context={context} title={log.title} path="/beheer/logboek" who={who} section="log">
      <h1>{log.title}</h1>
      <p class="lead">{log.lead}</p>
      {lines.length === 0 ? <p class="empty">{log.none}</p> : <LogTable context={context} lines={lines} />}
      {older !== null && (
        <p>
          <a href={`/beheer/logboek?voor=${older}`}>{log.older}</a>
        </p>
      )}
    </Desk>
  )
}

export function LogTable({ context, lines }: { context: PageContext; lines: readonly LogLine[] }) {
  const { log } = context.desk
  const actions: Record<string, string> = {
    ...log.actions,
    ...context.archive.actions,
    ...context.many.log,
    ...context.office.log,
    ...context.thesaurus.log,
  }
  return (
    <div class="scroll-x" tabindex={0} role="region" aria-label={log.title}>
      <table class="log">
        <thead>
          <tr>
            <th scope="col">{log.when}</th>
            <th scope="col">{log.who}</th>
            <th scope="col">{log.what}</th>
            <th scope="col">{log.subject}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr>
              <td>
                <time datetime={line.at}>{formatInstant(line.at, context.timeZone, context.words.locale)}</time>
              </td>
              <td>{line.actor.name}</td>
              <td>{actions[line.action] ?? line.action}</td>
              <td>
                {line.subject}
                {line.detail && <span class="meta"> {detailText(line.detail)}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function detailText(detail: Readonly<Record<string, unknown>>): string {
  return Object.entries(detail)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(
      ([name, value]) => `${name}: ${typeof value === 'string' ? value : Array.isArray(value) ? value.join(', ') : JSON.stringify(value)}`,
    )
    .join(' · ')
}
