import type { Talk } from '../../../src/library/talk/talk.ts'
import type { RevisionInfo } from '../../../src/library/talk/transcripts.ts'
import type { CueChange } from '../../../src/transcript/revise/difference.ts'
import { formatClock } from '../../../src/transcript/timecode.ts'
import type { PageContext } from '../context.ts'
import { formatDate } from '../format.ts'
import { Layout } from '../layout.tsx'
import { historyPath, talkPath } from '../links.ts'
import { Pieces } from './difference.tsx'

interface HistoryProps {
  readonly context: PageContext
  readonly talk: Talk
  readonly language: string
  /** Oldest first. */
  readonly revisions: readonly RevisionInfo[]
  /** Null where no two revisions were asked. */
  readonly compared: { readonly from: number; readonly to: number; readonly changes: readonly CueChange[] } | null
}

export function HistoryPage({ context, talk, language, revisions, compared }: HistoryProps) {
  const { history } = context.words
  const newest = revisions.at(-1)?.number
  return (
    <Layout context={context} title={history.title(talk.title)} path={historyPath(talk.id)} entry="talk" section="events" index={false}>
      <article class="wrap history">
        <header class="page-head">
          <p class="kicker">
            <a href={talkPath(talk.id)}>{talk.title}</a>
          </p>
          <h1>{history.heading}</h1>
        </header>
        {compared && <Compared context={context} talk={talk} compared={compared} />}
        <ol class="revisions" reversed>
          {revisions.toReversed().map((revision) => (
            <li>
              <h2>
                {history.revision(revision.number)}
                {revision.number === newest && <span class="label">{history.newest}</span>}
              </h2>
              <p class="meta">
                {[formatDate(revision.created, context.words.locale), originOf(context, revision.origin), revision.author]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
              {revision.moved !== null && <p class="meta">{history.cut}</p>}
              {revision.note !== null && <p class="note">{revision.note}</p>}
              <p>
                <a href={`${talkPath(talk.id)}?rev=${revision.number}&lang=${language}`}>{history.read}</a>
                {revision.number > 1 && ' · '}
                {revision.number > 1 && (
                  <a href={historyPath(talk.id, { van: revision.number - 1, tot: revision.number, lang: language })}>{history.compare}</a>
                )}
              </p>
            </li>
          ))}
        </ol>
      </article>
    </Layout>
  )
}

function originOf({ words }: PageContext, origin: string): string {
  const known: Record<string, string> = words.history.origin
  return known[origin] ?? origin
}

function Compared({ context, talk, compared }: { context: PageContext; talk: Talk; compared: NonNullable<HistoryProps['compared']> }) {
  const { history } = context.words
  const span = ([from, to]: readonly [number, number]) => `${formatClock(from)}–${formatClock(to)}`
  return (
    <section class="compared" aria-labelledby="verschil">
      <h2 id="verschil">{history.differenceTitle(compared.from, compared.to)}</h2>
      <p class="meta" role="status">
        {compared.changes.length === 0 ? history.nothing : history.changes(compared.changes.length)}
      </p>
      <ol>
        {compared.changes.map(({ time, words, times, speaker }) => (
          <li>
            <a class="time" href={talkPath(talk.id, time)}>
              {formatClock(time)}
            </a>
            <div>
              {words && (
                <p class="difference">
                  <Pieces pieces={words} />
                </p>
              )}
              {times && <p class="meta">{history.times(span(times.before), span(times.after))}</p>}
              {speaker && <p class="meta">{history.speaker(speaker.before ?? history.nobody, speaker.after ?? history.nobody)}</p>}
            </div>
          </li>
        ))}
      </ol>
    </section>
  )
}
