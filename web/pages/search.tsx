import { type Talk, talkDate } from '../../src/library/talk/talk.ts'
import type { CountedWord, FacetKind, Moment, SearchAnswer, SearchHelp, TalkHit } from '../../src/search/answer.ts'
import { formatClock } from '../../src/transcript/timecode.ts'
import type { PageContext } from './context.ts'
import { formatDate, joinNames } from './format.ts'
import { Layout } from './layout.tsx'
import { searchPath, talkPath } from './links.ts'
import { DemonstrationLabel, Frame, TalkEntry } from './parts.tsx'

export interface SearchFilters {
  readonly event?: string | undefined
  readonly speaker?: string | undefined
  readonly theme?: string | undefined
  readonly year?: string | undefined
}

interface SearchProps {
  readonly context: PageContext
  readonly q: string
  readonly filters: SearchFilters
  /** A long query was taken as words only. */
  readonly asWords: boolean
  /** Null where nothing was asked. */
  readonly answer: SearchAnswer | null
  readonly hits: readonly { readonly hit: TalkHit; readonly talk: Talk }[]
  /** Readable values of the filters, by name. */
  readonly filterNames: readonly { readonly kind: FacetKind; readonly name: string }[]
  /** All listed talks, shown where nothing was found. */
  readonly fallback: readonly Talk[]
}

export function SearchPage(props: SearchProps) {
  const { context, q, filters } = props
  const { search } = context.words
  return (
    <Layout context={context} title={search.title(q)} path={searchPath({ q, ...filters })} query={q} index={false}>
      <div class="wrap search-page" id="resultaten">
        <SearchResults {...props} />
      </div>
    </Layout>
  )
}

/** What changes as one types: made by the server, and in a static library by the browser. */
export function SearchResults(props: SearchProps) {
  const { context, q, answer } = props
  return (
    <>
      <h1 class="visually-hidden">{context.words.search.title(q)}</h1>
      {answer === null ? (
        <HowToSearch context={context} />
      ) : answer.talks.length === 0 ? (
        <NothingFound {...props} answer={answer} />
      ) : (
        <Results {...props} answer={answer} />
      )}
    </>
  )
}

type Answered = SearchProps & { answer: SearchAnswer }

function Results(props: Answered) {
  const { context, q, answer, hits, filters } = props
  const { search } = context.words
  return (
    <div class="search-columns">
      <Facets {...props} />
      <section>
        <p class="meta" role="status">
          {/* Moments are counted on this page; beside the talks of all pages they would say too little. */}
          {answer.moments > 0 && answer.talks.length === answer.total
            ? search.found(answer.moments, answer.total)
            : search.foundTitles(answer.total)}
        </p>
        <Remarks {...props} />
        <ol class="hits">
          {hits.map(({ hit, talk }) => (
            <li>
              <Hit context={context} hit={hit} talk={talk} q={q} />
            </li>
          ))}
        </ol>
        {answer.next !== null && (
          <p>
            <a
              class="button"
              rel="next"
              href={searchPath({ q, ...filters, als: props.asWords ? 'woorden' : undefined, cursor: answer.next })}
            >
              {search.next}
            </a>
          </p>
        )}
      </section>
    </div>
  )
}

/** What was made of the query, where that is not plain. */
function Remarks({ context, q, answer, filters }: Answered) {
  const { search } = context.words
  const { suggestion, corrected, relaxed, quotation, query } = answer
  return (
    <>
      {corrected && suggestion !== null && <p class="notice">{search.corrected(q, suggestion)}</p>}
      {!corrected && suggestion !== null && (
        <p class="notice">
          {search.didYouMean} <a href={searchPath({ q: suggestion, ...filters })}>{suggestion}</a>?
        </p>
      )}
      {quotation && (
        <p class="notice">
          {search.quotation} <a href={searchPath({ q, ...filters, als: 'woorden' })}>{search.asWords}</a>
        </p>
      )}
      {relaxed && <p class="notice">{search.relaxed}</p>}
      {query.ignored.length > 0 && <p class="meta">{search.ignored(query.ignored.join(' '))}</p>}
    </>
  )
}

const FACET_KINDS = ['event', 'speaker', 'theme', 'year'] as const

/** Each value a link, so that a choice is an address and works without scripts. */
function Facets({ context, q, answer, filters, filterNames }: Answered) {
  const { search } = context.words
  return (
    <details class="facets" open={filterNames.length > 0}>
      <summary>{search.facets}</summary>
      <nav aria-label={search.facets}>
        {FACET_KINDS.map((kind) => {
          const values = answer.facets.filter((facet) => facet.kind === kind)
          const chosen = filters[kind]
          if (values.length < 2 && chosen === undefined) return null
          return (
            <section>
              <h2>{search.facet[kind]}</h2>
              <ul>
                {values.map(({ value, name, talks }) => (
                  <li>
                    <a
                      href={searchPath({ q, ...filters, [kind]: chosen === value ? undefined : value })}
                      {...(chosen === value ? { 'aria-current': 'true', title: search.without(name) } : {})}
                    >
                      {name}
                    </a>{' '}
                    <span class="meta" aria-label={search.talksWith(talks)}>
                      {talks}
                    </span>
                  </li>
                ))}
              </ul>
              {answer.facetTotals[kind] > values.length && (
                <p class="meta">{search.moreFacets(answer.facetTotals[kind] - values.length, search.facetField[kind])}</p>
              )}
            </section>
          )
        })}
        {filterNames.length > 0 && (
          <p>
            <a href={searchPath({ q })}>{search.clear}</a>
          </p>
        )}
      </nav>
    </details>
  )
}

/** @param q what was searched: it goes along to the talk, which marks it */
function Hit({ context, hit, talk, q }: { context: PageContext; hit: TalkHit; talk: Talk; q: string }) {
  const { search, locale } = context.words
  const date = talkDate(talk)
  const duration = talk.recording?.duration ?? null
  const facts = [
    joinNames(talk.speakers, locale),
    talk.event?.title,
    date && formatDate(date, locale),
    duration !== null && formatClock(duration),
  ]
  const more = hit.times.length - hit.moments.length
  return (
    <article class="hit">
      <h2>
        <a href={talkPath(talk.id)}>{talk.title}</a>
      </h2>
      <p class="meta">{facts.filter(Boolean).join(' · ')}</p>
      {talk.demonstration && <DemonstrationLabel context={context} short />}
      {duration !== null && hit.times.length > 0 && (
        <Timeline
          times={hit.times}
          duration={duration}
          label={search.timeline(hit.times.length)}
          link={(time) => talkPath(talk.id, time, { q })}
        />
      )}
      <ol class="moments">
        {hit.moments.map((moment) => (
          <li>
            <MomentLink context={context} talk={talk} moment={moment} q={q} />
          </li>
        ))}
      </ol>
      {hit.without.length > 0 && <p class="meta">{search.leftOut(hit.without)}</p>}
      {more > 0 && (
        <p class="meta">
          <a href={talkPath(talk.id, hit.times[0] ?? 0, { q })}>{search.more(more)}</a>
        </p>
      )}
    </article>
  )
}

function MomentLink({ context, talk, moment, q }: { context: PageContext; talk: Talk; moment: Moment; q: string }) {
  const { search } = context.words
  const title = moment.matched === 'title'
  const slide = moment.slide === null ? '' : search.onSlide(moment.slide)
  const why = moment.matched === 'fuzzy' ? search.confidence(Math.round(moment.confidence * 100)) : slide || search.matched[moment.matched]
  const related = moment.related === null ? '' : search.related(moment.related)
  const speaker =
    moment.speaker !== null && talk.speakers.every(({ name }) => name !== moment.speaker || talk.speakers.length > 1)
      ? moment.speaker
      : null
  const facts = [related, speaker, moment.chapter, why, moment.estimated && !title ? search.estimated : ''].filter(Boolean)
  return (
    <a class="moment" href={title ? talkPath(talk.id, undefined, { q }) : talkPath(talk.id, moment.time, { q })}>
      <span class="thumb">
        <Frame talk={talk} at={moment.time} />
      </span>
      <span>
        {!title && <span class="time">{formatClock(moment.time)}</span>}
        {facts.length > 0 && (
          <span class="meta">
            {title ? '' : ' · '}
            {facts.join(' · ')}
          </span>
        )}
        <span class="snippet">
          <Marked text={moment.snippet} marks={moment.marks} />
        </span>
      </span>
    </a>
  )
}

/** Where in the talk the hits fall, each a link for the pointer. The list of moments says the same in words and to the keyboard. */
function Timeline({
  times,
  duration,
  label,
  link,
}: {
  times: readonly number[]
  duration: number
  label: string
  link: (time: number) => string
}) {
  return (
    <svg class="timeline" viewBox="0 0 1000 10" preserveAspectRatio="none" role="group" aria-label={label}>
      {times.map((time) => (
        <a href={link(time)} tabindex={-1} aria-label={formatClock(time)}>
          <rect x={Math.round((Math.min(time, duration) / duration) * 994)} y="0" width="6" height="10" />
        </a>
      ))}
    </svg>
  )
}

export function Marked({ text, marks }: { text: string; marks: readonly (readonly [number, number])[] }) {
  const pieces: { text: string; marked: boolean }[] = []
  let at = 0
  for (const [from, to] of marks) {
    pieces.push({ text: text.slice(at, from), marked: false }, { text: text.slice(from, to), marked: true })
    at = to
  }
  pieces.push({ text: text.slice(at), marked: false })
  return <>{pieces.map((piece) => (piece.marked ? <mark>{piece.text}</mark> : piece.text))}</>
}

function HowToSearch({ context }: { context: PageContext }) {
  const { search } = context.words
  return (
    <section class="how">
      <p class="lead">{search.empty}</p>
      <dl>
        {search.how.map(([query, meaning]) => (
          <>
            <dt>
              <a href={searchPath({ q: query })}>{query}</a>
            </dt>
            <dd>{meaning}</dd>
          </>
        ))}
      </dl>
    </section>
  )
}

function NothingFound({ context, q, answer, fallback, filters, filterNames }: Answered) {
  const { search } = context.words
  return (
    <section class="nothing">
      <p class="lead" role="status">
        {search.nothing(q)}
      </p>
      {answer.suggestion !== null && (
        <p>
          {search.didYouMean} <a href={searchPath({ q: answer.suggestion, ...filters })}>{answer.suggestion}</a>?
        </p>
      )}
      {filterNames.length > 0 && (
        <p>
          {filterNames.map(({ kind, name }) => (
            <span class="label">
              {search.facet[kind]}: {name}
            </span>
          ))}{' '}
          <a href={searchPath({ q })}>{search.clear}</a>
        </p>
      )}
      {answer.query.ignored.length > 0 && <p class="meta">{search.ignored(answer.query.ignored.join(' '))}</p>}
      {answer.help === null || (answer.help.missing.length === 0 && !answer.help.withoutFilters) ? (
        <ul>
          {search.nothingTips.map((tip) => (
            <li>{tip}</li>
          ))}
        </ul>
      ) : (
        <Help context={context} q={q} help={answer.help} filters={filters} />
      )}
      {fallback.length > 0 && (
        <>
          <h2>{search.nothingAll}</h2>
          <ol class="slots">
            {fallback.map((talk) => (
              <li>
                <span class="slot-time" />
                <TalkEntry context={context} talk={talk} />
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  )
}

/** Which words nobody says, with what is said that is like them; and the same without the filters. */
function Help({ context, q, help, filters }: { context: PageContext; q: string; help: SearchHelp; filters: SearchFilters }) {
  const { search } = context.words
  const choices = (words: readonly CountedWord[], instead: string) =>
    words.map(({ word, talks }) => (
      <li>
        <a href={searchPath({ q: q.replace(instead, () => word), ...filters })}>{word}</a>{' '}
        <span class="meta">{search.talksWith(talks)}</span>
      </li>
    ))
  return (
    <>
      {help.missing.map(({ word, near, parts }) => (
        <section class="missing">
          <p>{search.nobodySays(word)}</p>
          {near.length > 0 && (
            <>
              <p class="meta">{search.looksLike}</p>
              <ul>{choices(near, word)}</ul>
            </>
          )}
          {parts.length > 0 && (
            <>
              <p class="meta">{search.itsParts}</p>
              <ul>{choices(parts, word)}</ul>
            </>
          )}
        </section>
      ))}
      {help.withoutFilters !== null && help.withoutFilters > 0 && (
        <p>
          <a href={searchPath({ q })}>{search.withoutFilters(help.withoutFilters)}</a>
        </p>
      )}
    </>
  )
}
