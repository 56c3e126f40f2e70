/** The list of themes, and the page of one with its place among the others. */
import type { NamedEntry } from '../../src/library/lists/names.ts'
import type { Page } from '../../src/library/lists/page.ts'
import type { Talk } from '../../src/library/talk/talk.ts'
import type { ThemeRecord } from '../../src/library/theme/record.ts'
import type { ThemeEntry } from '../../src/library/theme/themes.ts'
import type { PageContext } from './context.ts'
import { Layout } from './layout.tsx'
import { listPath, themePath, themesPath } from './links.ts'
import { NamesPage, type NamesProps, TalkSection } from './lists.tsx'

type Labelled = Pick<NamedEntry, 'name' | 'english'>

/** What the interface calls a theme. */
const labelOf = ({ language }: PageContext, { name, english }: Labelled) => (language === 'en' ? (english ?? name) : name)

/** @param under the theme of which the narrower ones are listed; null: all themes */
export function ThemesPage({ under, ...props }: NamesProps & { readonly under: ThemeRecord | null }) {
  const { list, none, filter, under: heading } = props.context.words.theme
  return (
    <NamesPage
      {...props}
      title={under ? heading(labelOf(props.context, under)) : list}
      none={none}
      filter={filter}
      path={themesPath}
      entryPath={themePath}
      section="themes"
      query={under ? { onder: under.id } : {}}
    />
  )
}

interface ThemeProps {
  readonly context: PageContext
  readonly theme: ThemeRecord
  /** The first narrower themes that have a page. */
  readonly narrower: Page<ThemeEntry>
  readonly related: readonly ThemeEntry[]
  readonly talks: Page<Talk>
}

export function ThemePage({ context, theme, narrower, related, talks }: ThemeProps) {
  const { theme: words } = context.words
  const path = themePath(theme.id)
  const title = labelOf(context, theme)
  const others = theme.labels.filter(({ language, hidden }) => !hidden && language === context.language).map(({ text }) => text)
  return (
    <Layout
      context={context}
      title={title}
      path={listPath(path, { pagina: talks.page === 1 ? undefined : String(talks.page) })}
      section="themes"
    >
      <div class="wrap list-page">
        <p class="kicker">{words.kind}</p>
        <h1>{title}</h1>
        {others.length > 0 && (
          <p class="meta">
            {words.also}: {others.join(', ')}
          </p>
        )}
        {theme.description !== null && (
          <p class="lead prose" lang="nl">
            {theme.description}
          </p>
        )}
        {theme.broader.length + narrower.total + related.length > 0 && (
          <dl class="theme-relations">
            <Relation context={context} term={words.broader} themes={theme.broader} />
            <Relation context={context} term={words.narrower} themes={narrower.entries}>
              {narrower.pages > 1 && (
                <li>
                  <a href={listPath(themesPath, { onder: theme.id })}>{words.allNarrower(narrower.total)}</a>
                </li>
              )}
            </Relation>
            <Relation context={context} term={words.related} themes={related} />
          </dl>
        )}
        <TalkSection context={context} path={path} talks={talks} />
        {theme.matches.length > 0 && (
          <section>
            <h2>{words.elsewhere}</h2>
            <ul class="plain">
              {theme.matches.map((url) => (
                <li>
                  <a href={url} rel="noopener" class="wrap-anywhere">
                    {url}
                  </a>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </Layout>
  )
}

interface RelationProps {
  readonly context: PageContext
  readonly term: string
  readonly themes: readonly (Labelled & { readonly id: string; readonly talks?: number })[]
  readonly children?: unknown
}

function Relation({ context, term, themes, children }: RelationProps) {
  if (themes.length === 0) return null
  return (
    <>
      <dt>{term}</dt>
      <dd>
        <ul>
          {themes.map((theme) => (
            <li>
              <a href={themePath(theme.id)}>{labelOf(context, theme)}</a>
              {theme.talks !== undefined && <span class="meta"> {context.words.person.count(theme.talks)}</span>}
            </li>
          ))}
          {children}
        </ul>
      </dd>
    </>
  )
}
