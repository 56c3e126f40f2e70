/** The frame around every page. */
import { html } from 'hono/html'
import type { Child } from 'hono/jsx'
import type { PageContext, PageEntry } from './context.ts'
import { HeadForPrograms } from './head.tsx'
import { offlinePagePath, ownQuotesPath, searchPath } from './links.ts'

interface LayoutProps {
  readonly context: PageContext
  readonly title: string
  /** The page's own address, from `/`; its permanent link. */
  readonly path: string
  readonly description?: string
  readonly entry?: PageEntry
  /** What was searched, to stand in the header's field. */
  readonly query?: string
  /** The home page has its own, larger search field. */
  readonly searchInHeader?: boolean
  readonly section?: 'events' | 'people' | 'themes' | 'quotes'
  readonly image?: string | null
  readonly head?: Child
  readonly index?: boolean
  readonly children: Child
}

export function Layout(props: LayoutProps) {
  const { context, path, entry = 'site' } = props
  const { words, site } = context
  const { scripts, styles, laterScripts, laterStyles } = context.assets(entry)
  const title = props.title === site.name ? site.name : `${props.title} – ${site.name}`
  const page = (
    <html lang={context.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        {props.description && <meta name="description" content={props.description} />}
        {props.index === false && <meta name="robots" content="noindex" />}
        <link rel="canonical" href={context.origin + path} />
        {/* Before the styles, and not a module: the page is not painted in another look first. */}
        <script src="/static/thema.js" />
        {context.fonts.map((font) => (
          <link rel="preload" href={font} as="font" type="font/woff2" crossorigin="anonymous" />
        ))}
        {styles.map((style) => (
          <link rel="stylesheet" href={style} />
        ))}
        <link rel="icon" href="/static/icon.svg" type="image/svg+xml" />
        <link rel="apple-touch-icon" href="/static/icon-180.png" />
        <link rel="manifest" href="/app.webmanifest" />
        <meta name="color-scheme" content="light dark" />
        <meta property="og:title" content={props.title} />
        <meta property="og:site_name" content={site.name} />
        <meta property="og:url" content={context.origin + path} />
        {props.description && <meta property="og:description" content={props.description} />}
        {props.image && <meta property="og:image" content={context.origin + props.image} />}
        <link rel="search" type="application/opensearchdescription+xml" href="/opensearch.xml" title={site.name} />
        <link rel="alternate" type="application/rss+xml" href="/feeds/opnames.rss" title={site.name} />
        {context.head && <HeadForPrograms {...context.head} />}
        {props.head}
        {scripts.map((script) => (
          <script type="module" src={script} />
        ))}
        <Later scripts={laterScripts} styles={laterStyles} />
      </head>
      <body>
        <a class="skip" href="#inhoud">
          {words.skip}
        </a>
        <SiteHeader {...props} />
        <main id="inhoud" tabindex={-1}>
          {props.children}
        </main>
        <SiteFooter context={context} />
      </body>
    </html>
  )
  return html`<!doctype html>${page}`
}

/** What the page's scripts may come to need, loaded beside the page and not run. */
export function Later({ scripts, styles }: { scripts: readonly string[]; styles: readonly string[] }) {
  return (
    <>
      {scripts.map((script) => (
        <link rel="modulepreload" href={script} fetchpriority="low" />
      ))}
      {styles.map((style) => (
        <link rel="preload" as="style" href={style} fetchpriority="low" />
      ))}
    </>
  )
}

function SiteHeader({ context, query = '', searchInHeader = true, section }: LayoutProps) {
  const { words, site } = context
  const current = (name: LayoutProps['section']) => (section === name ? { 'aria-current': 'true' as const } : {})
  return (
    <header class="site-header">
      <div class="wrap">
        <a class="site-name" href="/">
          {site.logo ? <img src={site.logo} alt="" height="36" /> : null}
          {site.name}
          <span aria-hidden="true">.</span>
        </a>
        {searchInHeader && (
          <search class="site-search">
            <form class="find" action={searchPath({})} method="get">
              <input
                type="search"
                name="q"
                value={query}
                aria-label={words.search.label}
                placeholder={words.search.placeholder}
                autocomplete="off"
                spellcheck={false}
              />
              <button type="submit">{words.search.button}</button>
            </form>
          </search>
        )}
        <nav class="site-nav" aria-label={words.nav.label}>
          <a href="/bijeenkomsten" {...current('events')}>
            {words.nav.events}
          </a>
          <a href="/sprekers" {...current('people')}>
            {words.nav.people}
          </a>
          <a href="/themas" {...current('themes')}>
            {words.nav.themes}
          </a>
          <a href={ownQuotesPath} {...current('quotes')}>
            {words.quote.own}
          </a>
        </nav>
      </div>
    </header>
  )
}

function SiteFooter({ context }: { context: PageContext }) {
  const { words, site } = context
  const other = context.language === 'nl' ? 'en' : 'nl'
  return (
    <footer class="site-footer">
      <div class="wrap">
        <a href="/toegankelijkheid">{words.footer.about}</a>
        <a href="/api/docs">{words.footer.api}</a>
        <a href={offlinePagePath}>{words.offline.list}</a>
        {context.languageSwitch && (
          <a href={context.languageSwitch} lang={other} hreflang={other} rel="nofollow">
            {words.footer.otherLanguage}
          </a>
        )}
        <span class="themes" hidden>
          <label for="weergave">{words.footer.theme}</label>
          <select id="weergave">
            {Object.entries(words.footer.themes).map(([theme, name]) => (
              <option value={theme === 'device' ? '' : theme}>{name}</option>
            ))}
          </select>
        </span>
        {site.contact && <a href={`mailto:${site.contact}`}>{words.footer.contact}</a>}
      </div>
    </footer>
  )
}
