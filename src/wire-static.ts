/** Ties the export as a website to the open library: its own application, asked within this process. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import type { Config } from './config.ts'
import { createApp } from './http/app.ts'
import { STATIC_ASSETS } from './http/files/assets.ts'
import { isListed, type Talk } from './library/talk/talk.ts'
import { writeShards } from './search/shards/shards.ts'
import { exportStatic, type StaticOptions, type StaticReport, type StaticSource } from './static/export.ts'
import type { OpenLibrary } from './wire.ts'

/** The public library as a folder: its pages as a visitor gets them, with scripts that need no server. @throws Failure as `exportStatic` */
export async function exportStaticLibrary(
  folder: string,
  config: Config,
  open: OpenLibrary,
  options: StaticOptions,
): Promise<StaticReport> {
  const { library, store, caughtUp } = open
  await caughtUp()
  const app = createApp({
    ...open,
    // The export asks for each page once, so keeping pages gains nothing.
    config: { ...config, pageMemory: 0 },
    log: pino({ level: 'silent' }),
    assets: STATIC_ASSETS,
    search: open.index(),
    metrics: null,
    isReady: () => true,
  })
  const url = config.url === null ? null : new URL(config.url).origin
  const source: StaticSource = {
    library,
    store,
    fetch: (request) => app.fetch(request),
    name: config.name,
    url,
    client: clientFolder(),
    writeSearch: (write) => writeShards(open.index().file, shownInResults, write),
  }
  return exportStatic(folder, source, options)

  /** A talk as results show it; null where it may no longer be found. */
  async function shownInResults(id: string): Promise<Talk | null> {
    const talk = await library.talk(id)
    if (!talk || !isListed(talk)) return null
    return { ...talk, abstract: null, chapters: [], themes: [], attachments: [], rights: null, transcripts: [] }
  }
}

/** Scripts and styles for pages in a folder: beside the built program, which the sources (tests) use too. */
function clientFolder(): string {
  const built = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../dist' : '..', import.meta.url))
  return join(built, 'static-client')
}
