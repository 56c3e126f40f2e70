/** Above the transcript: the search in it, and its languages. */
import type { Talk } from '../../../src/library/talk/talk.ts'
import type { TimeRange } from '../../../src/transcript/time-link.ts'
import type { PageContext } from '../context.ts'
import { languageName } from '../format.ts'
import { talkQuery } from '../links.ts'
import type { ShownTranscript } from './transcript.ts'

/** Its place is in the page from the start, so that nothing moves when the script takes it over; without scripts it is not shown. */
export function WithinField({ context, query }: { context: PageContext; query: string }) {
  const { search } = context.words
  return (
    <search class="within only-script">
      <input type="search" value={query} placeholder={search.within} aria-label={search.within} autocomplete="off" spellcheck={false} />
      <span class="meta" role="status" />
      <button type="button" data-step="-1" title={search.withinPrevious} aria-label={search.withinPrevious} disabled>
        <span aria-hidden="true">↑</span>
      </button>
      <button type="button" data-step="1" title={search.withinNext} aria-label={search.withinNext} disabled>
        <span aria-hidden="true">↓</span>
      </button>
    </search>
  )
}

/** The transcript’s languages, each a link that keeps the place and the search; two beside each other as another choice. */
export function Languages({
  context,
  talk,
  transcript,
  at,
  query,
}: {
  context: PageContext
  talk: Talk
  transcript: ShownTranscript
  at: TimeRange | null
  query: string
}) {
  const { words } = context
  if (talk.transcripts.length < 2) return null
  const first = talk.transcripts[0]?.language
  const others = talk.transcripts.filter(({ language }) => language !== transcript.language)
  const link = (lang: string, naast?: string) => talkQuery(at, { lang: lang === first ? undefined : lang, naast, q: query })
  return (
    <nav class="languages" aria-label={words.talk.languages}>
      {talk.transcripts.map(({ language }) => (
        <a
          href={link(language)}
          hreflang={language}
          lang={language}
          {...(language === transcript.language && transcript.beside === null ? { 'aria-current': 'true' as const } : {})}
        >
          {languageName(language)}
        </a>
      ))}
      {others.map(({ language }) => (
        <a href={link(transcript.language, language)} {...(language === transcript.beside ? { 'aria-current': 'true' as const } : {})}>
          {words.talk.beside(languageName(language))}
        </a>
      ))}
    </nav>
  )
}
