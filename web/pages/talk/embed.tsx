/** The recording in somebody else’s page: the player, whose it is, and the way to the whole. */
import { html } from 'hono/html'
import type { Talk } from '../../../src/library/talk/talk.ts'
import type { TimeRange } from '../../../src/transcript/time-link.ts'
import type { PageContext } from '../context.ts'
import { joinNames } from '../format.ts'
import { Later } from '../layout.tsx'
import { talkPath } from '../links.ts'
import { DemonstrationLabel } from '../parts.tsx'
import { Player } from './player.tsx'

export function EmbedPage({
  context,
  talk,
  language,
  at,
}: {
  context: PageContext
  talk: Talk
  /** Of the captions that come first; undefined: the talk’s first. */
  language: string | undefined
  at: TimeRange | null
}) {
  const { words, site } = context
  const { scripts, styles, laterScripts, laterStyles } = context.assets('embed')
  const captions = talk.transcripts.find((transcript) => transcript.language === language) ?? null
  const page = (
    <html lang={context.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{words.embed.title(talk.title)}</title>
        <meta name="robots" content="noindex" />
        <link rel="icon" href="/static/icon.svg" type="image/svg+xml" />
        <meta name="color-scheme" content="light dark" />
        <link rel="canonical" href={context.origin + talkPath(talk.id)} />
        {styles.map((style) => (
          <link rel="stylesheet" href={style} />
        ))}
        {scripts.map((script) => (
          <script type="module" src={script} />
        ))}
        <Later scripts={laterScripts} styles={laterStyles} />
      </head>
      <body class="embed">
        <main>
          <Player context={context} talk={talk} transcript={captions} at={at} />
          <h1>
            <a href={context.origin + (at ? talkPath(talk.id, at) : talkPath(talk.id))} target="_blank" rel="noopener">
              {talk.title}
            </a>
          </h1>
          <p class="meta">
            {[joinNames(talk.speakers, words.locale), site.name].filter((part) => part !== '').join(' · ')}{' '}
            {talk.demonstration && <DemonstrationLabel context={context} />}
          </p>
        </main>
      </body>
    </html>
  )
  return html`<!doctype html>${page}`
}
