import type { PageContext } from '../context.ts'
import { Desk, Field } from './frame.tsx'

interface Props {
  readonly context: PageContext
  /** Where to go afterwards, a path of ours. */
  readonly next: string
  readonly done?: string | undefined
  readonly wrong?: string | null
  readonly email?: string
}

export function SignInPage({
  context,
  next,
  done,
  wrong,
  email = '',
  institution,
  nobody,
}: Props & { institution: string | null; nobody: boolean }) {
  const { signIn } = context.desk
  return (
    <Desk context={context} title={signIn.title} path="/beheer/aanmelden" who={null} done={done} wrong={wrong}>
      <div class="narrow">
        <h1>{signIn.title}</h1>
        <p class="lead">{signIn.lead}</p>
        {nobody && (
          <div class="notice">
            <p>{signIn.nobody}</p>
            <p>
              <code>npx woordelijk user add naam@instelling.nl --role admin</code>
            </p>
          </div>
        )}
        <form method="post" action="/beheer/aanmelden" class="stack">
          <input type="hidden" name="next" value={next} />
          <Field label={signIn.email} name="email" type="email" value={email} required autocomplete="username webauthn" />
          <Field label={signIn.password} name="password" type="password" required autocomplete="current-password" />
          <p>
            <button type="submit" class="button">
              {signIn.submit}
            </button>
          </p>
        </form>
        {/* Shown by the script where the browser can. */}
        <p hidden data-passkey={next} data-failed={signIn.passkeyFailed}>
          <button type="button" class="button button-quiet">
            {signIn.passkey}
          </button>
          <span role="alert" class="field-wrong" />
        </p>
        {institution && (
          <form method="post" action="/beheer/aanmelden/instelling">
            <input type="hidden" name="next" value={next} />
            <button type="submit" class="button button-quiet">
              {signIn.institution(institution)}
            </button>
          </form>
        )}
      </div>
    </Desk>
  )
}

export function CodePage({ context, next, wrong }: Props) {
  const { signIn } = context.desk
  return (
    <Desk context={context} title={signIn.codeTitle} path="/beheer/aanmelden/code" who={null} wrong={wrong}>
      <div class="narrow">
        <h1>{signIn.codeTitle}</h1>
        <p class="lead">{signIn.codeLead}</p>
        <form method="post" action="/beheer/aanmelden/code" class="stack">
          <input type="hidden" name="next" value={next} />
          <Field label={signIn.code} name="code" required autocomplete="one-time-code" maxlength={20} />
          <p>
            <button type="submit" class="button">
              {signIn.codeSubmit}
            </button>
          </p>
        </form>
      </div>
    </Desk>
  )
}
