/** One's own account: password, second step, passkeys, and where one is signed in. */
import type { PageContext } from '../context.ts'
import { formatInstant } from '../format.ts'
import { Desk, Field, type Worker } from './frame.tsx'

interface Props {
  readonly context: PageContext
  readonly who: Worker
  readonly email: string
  readonly secondFactor: boolean
  readonly passkeys: readonly { id: string; name: string | null; created: string | null }[]
  readonly sessions: readonly { id: string; created: string; browser: string | null }[]
  /** The session this page was asked with. */
  readonly here: string
  readonly done?: string | undefined
  readonly wrong?: string | null
}

export function AccountPage({ context, who, email, secondFactor, passkeys, sessions, here, done, wrong }: Props) {
  const { account } = context.desk
  return (
    <Desk context={context} title={account.title} path="/beheer/account" who={who} section="account" done={done} wrong={wrong}>
      <h1>{account.title}</h1>
      <p class="meta">
        {email} · {account.role}: {account.roles[who.role]}
      </p>
      <div class="desk-columns">
        <section>
          <h2>{account.passwordTitle}</h2>
          <form method="post" action="/beheer/account/wachtwoord" class="stack">
            <Field label={account.passwordNow} name="now" type="password" required autocomplete="current-password" />
            <Field
              label={account.passwordNew}
              name="password"
              type="password"
              required
              autocomplete="new-password"
              minlength={12}
              help={account.passwordHelp}
            />
            <p>
              <button type="submit" class="button">
                {account.passwordSubmit}
              </button>
            </p>
          </form>
        </section>
        <section>
          <h2>{account.codeTitle}</h2>
          <p>{secondFactor ? account.codeOn : account.codeOff}</p>
          <form method="post" action={secondFactor ? '/beheer/account/code-uit' : '/beheer/account/code'} class="stack">
            <p class="field">
              <label for="veld-code-wachtwoord">{account.passwordNow}</label>
              <input id="veld-code-wachtwoord" name="password" type="password" required autocomplete="current-password" />
            </p>
            <p>
              <button type="submit" class="button button-quiet">
                {secondFactor ? account.codeEnd : account.codeBegin}
              </button>
            </p>
          </form>
        </section>
        <section>
          <h2>{account.passkeysTitle}</h2>
          {passkeys.length === 0 && <p>{account.passkeysNone}</p>}
          <ul class="plain">
            {passkeys.map((passkey) => (
              <li>
                {passkey.name ?? account.passkeyUnnamed}{' '}
                {passkey.created && <span class="meta">{formatInstant(passkey.created, context.timeZone, context.words.locale)}</span>}
                <form method="post" action={`/beheer/account/passkeys/${passkey.id}/verwijderen`}>
                  <button type="submit" class="link">
                    {account.remove}
                  </button>
                </form>
              </li>
            ))}
          </ul>
          <p hidden data-passkey-add data-failed={account.passkeyFailed}>
            <button type="button" class="button button-quiet">
              {account.passkeyAdd}
            </button>
            <span role="alert" class="field-wrong" />
          </p>
        </section>
        <section>
          <h2>{account.sessionsTitle}</h2>
          <ul class="plain">
            {sessions.map((session) => (
              <li>
                {browserName(session.browser) ?? account.sessionUnknown}{' '}
                <span class="meta">{account.sessionSince(formatInstant(session.created, context.timeZone, context.words.locale))}</span>
                {session.id === here ? (
                  <strong class="tag">{account.sessionHere}</strong>
                ) : (
                  <form method="post" action={`/beheer/account/sessies/${session.id}/afmelden`}>
                    <button type="submit" class="link">
                      {account.sessionEnd}
                    </button>
                  </form>
                )}
              </li>
            ))}
          </ul>
        </section>
      </div>
    </Desk>
  )
}

/** The second step is being set up: a code to scan, its key, and the codes for when the phone is lost. */
export function SecondFactorPage({
  context,
  who,
  svg,
  secret,
  backupCodes,
  wrong,
}: {
  context: PageContext
  who: Worker
  /** A data: address of the picture to scan. */
  svg: string
  secret: string
  backupCodes: readonly string[]
  wrong?: string | null
}) {
  const { account } = context.desk
  return (
    <Desk context={context} title={account.codeTitle} path="/beheer/account/code" who={who} section="account" wrong={wrong}>
      <div class="narrow">
        <h1>{account.codeTitle}</h1>
        <p>{account.codeScan}</p>
        <img class="scan" src={svg} alt="" width="220" height="220" />
        <p>
          {account.codeKey}: <code>{secret}</code>
        </p>
        <p>{account.codeBackup}</p>
        <ul class="codes">
          {backupCodes.map((code) => (
            <li>
              <code>{code}</code>
            </li>
          ))}
        </ul>
        <form method="post" action="/beheer/account/code-bevestigen" class="stack">
          <Field label={context.desk.signIn.code} name="code" required autocomplete="one-time-code" maxlength={10} />
          <p>
            <button type="submit" class="button">
              {account.codeConfirm}
            </button>
          </p>
        </form>
      </div>
    </Desk>
  )
}

/** What people recognise in a browser's long name. */
function browserName(agent: string | null): string | null {
  if (agent === null) return null
  const browser = ['Firefox', 'Edg', 'OPR', 'Chrome', 'Safari'].find((name) => agent.includes(name))
  const system = ['Android', 'iPhone', 'iPad', 'Windows', 'Mac OS', 'Linux'].find((name) => agent.includes(name))
  const name = browser === 'Edg' ? 'Edge' : browser === 'OPR' ? 'Opera' : browser
  return [name, system].filter(Boolean).join(', ') || agent.slice(0, 60)
}
