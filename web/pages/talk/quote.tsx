import type { Quote } from '../../../src/library/quote/quotes.ts'
import { type Talk, talkDate } from '../../../src/library/talk/talk.ts'
import { formatClock } from '../../../src/transcript/timecode.ts'
import type { PageContext } from '../context.ts'
import { excerpt, formatDate, joinNames } from '../format.ts'
import { Layout } from '../layout.tsx'
import { embedPath, eventPath, historyPath, quotePath, talkPath } from '../links.ts'
import { DemonstrationLabel } from '../parts.tsx'
import { CitationList, type Cited, CopyField } from './citations.tsx'
import { Difference } from './difference.tsx'
import { Player } from './player.tsx'

/** As `standingOf` in the server’s quotes gives it. */
interface Standing {
  readonly status: 'same' | 'moved' | 'changed' | 'gone'
  readonly start: number | null
  readonly end: number | null
  readonly text: string | null
  readonly revision: number
}

interface QuoteProps {
  readonly context: PageContext
  readonly quote: Quote
  readonly talk: Talk
  readonly standing: Standing
  readonly cited: Cited
  /** The words with their source, ready to paste. */
  readonly block: string
  /** Whether the moment may be seconds off. */
  readonly estimated: boolean
}

export function QuotePage(props: QuoteProps) {
  const { context, quote, talk, standing } = props
  const { words } = context
  const who = quote.speaker ?? joinNames(talk.speakers, words.locale)
  const date = talkDate(talk)
  const span = { start: standing.start ?? quote.start, end: standing.end ?? quote.end }
  const role = talk.speakers.find(({ name }) => name === quote.speaker)?.role ?? null
  const path = quotePath(quote.id)
  const link = context.origin + path
  return (
    <Layout
      context={context}
      title={words.quote.title(who === '' ? talk.title : who)}
      path={path}
      entry="talk"
      section="events"
      description={excerpt(quote.exact, 160)}
      index={talk.visibility === 'public'}
    >
      <article class="wrap quote-page" data-quote={quote.id}>
        <header>
          <p class="kicker">{words.quote.kind}</p>
          <h1 class="visually-hidden">{words.quote.title(who === '' ? talk.title : who)}</h1>
          <blockquote lang={quote.language} cite={link}>
            <p>{quote.exact}</p>
          </blockquote>
          <p class="quote-source">
            {who !== '' && <strong>{words.quote.saidBy(who, role)}</strong>}
            {who !== '' && ' · '}
            <a href={talkPath(talk.id, span)}>{talk.title}</a>
          </p>
          <p class="meta">
            {[date && formatDate(date, words.locale), formatClock(quote.start)].filter(Boolean).join(' · ')}
            {talk.event && ' · '}
            {talk.event && <a href={eventPath(talk.event.id)}>{talk.event.title}</a>}
          </p>
          {talk.demonstration && <DemonstrationLabel context={context} />}
          {props.estimated && <p class="notice">{words.quote.estimated}</p>}
          {isUnchecked(talk, quote) && <p class="notice">{words.quote.machine}</p>}
        </header>
        <QuoteActions {...props} link={link} />
        <Standing {...props} />
        {talk.recording && standing.status !== 'gone' && (
          <div class="quote-player">
            <Player context={context} talk={talk} transcript={{ language: quote.language, revision: standing.revision }} at={span} />
            <p class="meta">
              {words.quote.play(formatClock(span.start), formatClock(span.end))} ·{' '}
              <a href={talkPath(talk.id, span.start)}>{words.quote.inTalk}</a>
            </p>
          </div>
        )}
        <section aria-labelledby="link">
          <h2 id="link">{words.quote.link}</h2>
          <CopyField label={words.quote.link} value={link} copy={words.quote.copy} />
        </section>
        <CitationList context={context} cited={props.cited} base={path} />
        {talk.recording && (
          <section aria-labelledby="insluiten">
            <h2 id="insluiten">{words.quote.embed}</h2>
            <CopyField label={words.quote.embed} value={embedCode(context, talk, span)} copy={words.quote.copy} />
          </section>
        )}
      </article>
    </Layout>
  )
}

/** What the script needs for “Kopieer citaat” and “Bewaar” is on the button itself: a `QuoteToKeep` of web/quote/store.ts. */
function QuoteActions({ context, quote, talk, cited, block, link }: QuoteProps & { link: string }) {
  const { words } = context
  const { bibtex, ris } = cited.citations
  const kept = {
    id: quote.id,
    url: link,
    exact: quote.exact,
    speaker: quote.speaker,
    title: talk.title,
    block,
    bibtex,
    ris,
    start: quote.start,
    end: quote.end,
    recorded: talkDate(talk),
    talk: context.origin + talkPath(talk.id),
    prefix: quote.prefix,
    suffix: quote.suffix,
  }
  return (
    <p class="panel-buttons only-script">
      <button type="button" data-copy-quote={JSON.stringify(kept)}>
        {words.quote.copyQuote}
      </button>
      <button type="button" data-keep-quote={JSON.stringify(kept)}>
        {words.quote.keep}
      </button>
      <button type="button" data-note-quote={JSON.stringify(kept)}>
        {words.notebook.note}
      </button>
    </p>
  )
}

function isUnchecked(talk: Talk, quote: Quote): boolean {
  const transcript = talk.transcripts.find(({ language }) => language === quote.language)
  return transcript?.made === 'asr' && !transcript.reviewed
}

function Standing({ context, quote, talk, standing }: QuoteProps) {
  const { quote: words } = context.words
  const { status, text, revision } = standing
  return (
    <section class={`standing standing-${status}`}>
      <p>{words.standing[status]}</p>
      {status === 'changed' && text !== null && (
        <p class="difference" lang={quote.language}>
          <Difference before={quote.exact} after={text} />
        </p>
      )}
      <p class="meta">
        {words.revision(quote.revision, revision)}{' '}
        {revision !== quote.revision && (
          <>
            <a href={`${talkPath(talk.id)}?rev=${quote.revision}&lang=${quote.language}`}>{words.asQuoted}</a>
            {' · '}
            <a href={historyPath(talk.id, { van: quote.revision, tot: revision, lang: quote.language })}>{words.difference}</a>
          </>
        )}
      </p>
    </section>
  )
}

function embedCode({ origin, words }: PageContext, talk: Talk, span?: { start: number; end: number }): string {
  const title = words.embed.title(talk.title).replaceAll('&', '&amp;').replaceAll('"', '&quot;')
  return `<iframe src="${origin}${embedPath(talk.id, span)}" title="${title}" width="640" height="420" loading="lazy" allow="fullscreen; picture-in-picture" referrerpolicy="strict-origin-when-cross-origin"></iframe>`
}
