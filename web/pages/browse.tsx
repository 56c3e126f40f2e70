/** What long lists have in common: pages, letters and a filter by name. All are links and forms, and work without scripts. */
import type { PageContext } from './context.ts'
import { listPath } from './links.ts'

/** Which page of a list is shown. */
export interface PageOfList {
  readonly total: number
  readonly page: number
  readonly pages: number
}

type Query = Record<string, string | undefined>

interface PagerProps {
  readonly context: PageContext
  /** The list's path, and what it is limited to. */
  readonly path: string
  readonly query: Query
  readonly list: PageOfList
}

/** Nothing when all fits on one page. */
export function Pager({ context, path, query, list: { page, pages } }: PagerProps) {
  const { browse } = context.words
  if (pages === 1) return null
  const to = (number: number) => listPath(path, { ...query, pagina: number === 1 ? undefined : String(number) })
  return (
    <nav class="pager" aria-label={browse.label}>
      {page > 1 && (
        <a rel="prev" href={to(page - 1)}>
          {browse.previous}
        </a>
      )}
      <span class="meta">{browse.page(page, pages)}</span>
      {page < pages && (
        <a rel="next" href={to(page + 1)}>
          {browse.next}
        </a>
      )}
    </nav>
  )
}

interface LettersProps {
  readonly context: PageContext
  readonly path: string
  readonly letters: readonly string[]
  readonly chosen?: string | undefined
  /** Whether a link to the whole list comes first. */
  readonly all?: boolean
}

/** Links to the letters that occur; the chosen one is marked. */
export function Letters({ context, path, letters, chosen, all = true }: LettersProps) {
  const { browse } = context.words
  if (letters.length < 2) return null
  return (
    <nav class="letters" aria-label={browse.letters}>
      {all && (
        <a href={path} {...(chosen === undefined ? { 'aria-current': 'page' as const } : {})}>
          {browse.all}
        </a>
      )}
      {letters.map((letter) => (
        <a
          href={listPath(path, { letter })}
          aria-label={letter === '#' ? browse.otherLetters : undefined}
          {...(letter === chosen ? { 'aria-current': 'page' as const } : {})}
        >
          {letter.toUpperCase()}
        </a>
      ))}
    </nav>
  )
}

/** A field that limits the list to names with these words in them. */
export function NameFilter({
  path,
  label,
  button,
  words = '',
  hidden = {},
}: {
  path: string
  label: string
  button: string
  words?: string | undefined
  hidden?: Query
}) {
  return (
    <search>
      <form class="find name-filter" action={path} method="get">
        <input type="search" name="naam" value={words} aria-label={label} placeholder={label} autocomplete="off" spellcheck={false} />
        {Object.entries(hidden).map(([name, value]) => value !== undefined && <input type="hidden" name={name} value={value} />)}
        <button type="submit">{button}</button>
      </form>
    </search>
  )
}
