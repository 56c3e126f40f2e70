/** The archivists' bin: what was thrown away, to be taken back or erased for ever. */
import type { BinEntry } from '../../../src/library/bin/bin.ts'
import type { EraseRequest } from '../../../src/library/bin/erase-requests.ts'
import { type PageOfList, Pager } from '../browse.tsx'
import type { PageContext } from '../context.ts'
import { formatDate, formatInstant } from '../format.ts'
import { Desk, Field, type Worker } from './frame.tsx'

type BinWords = PageContext['archive']['bin']

interface Props {
  readonly context: PageContext
  readonly who: Worker
  readonly entries: readonly BinEntry[]
  readonly list: PageOfList
  /** Days that an entry can be taken back. */
  readonly days: number
  readonly done?: string | undefined
  readonly wrong?: string | null
  /** The entry whose form was refused, with what was typed in it. */
  readonly refused?: { readonly entry: string; readonly reason: string; readonly title: string } | null
  /** Whether erasing takes two people; what was asked for, by entry; and the account that looks. */
  readonly byTwo: boolean
  readonly requests: ReadonlyMap<string, EraseRequest>
  readonly own: string | null
}

export function BinPage(props: Props) {
  const { context, who, entries, list, days, done, wrong, refused = null } = props
  const { bin: words } = context.archive
  return (
    <Desk context={context} title={words.title} path="/beheer/prullenbak" who={who} section="bin" done={done} wrong={wrong}>
      <h1>{words.title}</h1>
      <p class="lead">{words.lead(days)}</p>
      {entries.length === 0 && <p class="empty">{words.none}</p>}
      <ul class="desk-list">
        {entries.map((entry) => (
          <li id={entry.id}>
            <div class="desk-entry">
              {entry.kind === 'talk' ? (
                <strong>{entry.talkTitle}</strong>
              ) : (
                <>
                  <strong>{nameOf(entry, words)}</strong>
                  <br />
                  <a href={`/beheer/opnames/${entry.talk}`}>{entry.talkTitle}</a>
                </>
              )}
              <br />
              <span class="meta">
                {words.thrown(entry.by, formatInstant(entry.at, context.timeZone, context.words.locale))} ·{' '}
                {words.erases(formatDate(entry.erases.slice(0, 10), context.words.locale))}
              </span>
              {props.requests.has(entry.id) ? (
                <Asked {...props} entry={entry} request={props.requests.get(entry.id) as EraseRequest} />
              ) : (
                <Erase context={context} byTwo={props.byTwo} entry={entry} refused={refused?.entry === entry.id ? refused : null} />
              )}
            </div>
            <form method="post" action={`/beheer/prullenbak/${entry.id}/terugzetten`}>
              <button type="submit" class="button button-quiet" aria-label={words.restoreOf(nameOf(entry, words))}>
                {words.restore}
              </button>
            </form>
          </li>
        ))}
      </ul>
      <Pager context={context} path="/beheer/prullenbak" query={{}} list={list} />
    </Desk>
  )
}

/** What one person asked for: another one confirms it, or somebody withdraws it. */
function Asked({ context, who, own, entry, request }: Props & { entry: BinEntry; request: EraseRequest }) {
  const { byTwo } = context.office
  const at = (instant: string) => formatInstant(instant, context.timeZone, context.words.locale)
  const path = `/beheer/prullenbak/${entry.id}`
  return (
    <div class="notice">
      <p>{byTwo.asked(request.by, at(request.asked), at(request.until))}</p>
      <p>{byTwo.askedReason(request.reason)}</p>
      <div class="row-actions">
        {who.role === 'admin' && request.actor !== own ? (
          <form method="post" action={`${path}/bevestigen`}>
            <button type="submit" class="button">
              {byTwo.confirm}
            </button>
          </form>
        ) : (
          <span class="meta">{byTwo.ownRequest}</span>
        )}
        <form method="post" action={`${path}/aanvraag-intrekken`}>
          <button type="submit" class="link">
            {byTwo.withdrawRequest}
          </button>
        </form>
      </div>
    </div>
  )
}

interface EraseProps extends Pick<Props, 'context' | 'byTwo' | 'refused'> {
  readonly entry: BinEntry
}

function Erase({ context, byTwo, entry, refused }: EraseProps) {
  const { bin: words } = context.archive
  const whole = entry.kind === 'talk'
  return (
    <details open={refused != null}>
      <summary>{words.eraseNow}</summary>
      <form method="post" action={`/beheer/prullenbak/${entry.id}/wissen`} class="stack narrow">
        <p>
          <strong>{words.eraseLead}</strong> {whole ? words.eraseGoes : words.erasePart}
        </p>
        {whole && <p class="meta">{words.eraseStays}</p>}
        {byTwo && <p>{context.office.byTwo.askFirst}</p>}
        <Field
          id={`reden-${entry.id}`}
          label={words.reason}
          name="reden"
          value={refused?.reason ?? ''}
          required
          minlength={10}
          maxlength={2000}
          autocomplete="off"
        />
        {whole && (
          <Field
            id={`titel-${entry.id}`}
            label={words.typeTitle(entry.talkTitle)}
            name="titel"
            value={refused?.title ?? ''}
            required
            maxlength={600}
            autocomplete="off"
          />
        )}
        <p>
          <button type="submit" class="button">
            {byTwo ? context.office.byTwo.ask : words.erase}
          </button>
        </p>
      </form>
    </details>
  )
}

function nameOf({ kind, part, talkTitle }: BinEntry, words: BinWords): string {
  if (kind === 'transcript') return words.transcript(part ?? '')
  if (kind === 'attachment') return words.attachment(part ?? '')
  return talkTitle
}

/** Puts a talk in the bin: one press, to be undone on the next page. */
export function ThrowAway({ context, talk, title, plain = false }: { context: PageContext; talk: string; title: string; plain?: boolean }) {
  const { bin: words } = context.archive
  return (
    <form method="post" action={`/beheer/opnames/${talk}/prullenbak`}>
      <button type="submit" class={plain ? 'link' : 'button button-quiet'} aria-label={words.throwAwayOf(title)}>
        {words.throwAway}
      </button>
    </form>
  )
}
