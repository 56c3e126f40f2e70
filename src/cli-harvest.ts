/** `woordelijk harvest`: talks of another library or feed, as drafts. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { ProblemsFound, print, printJson, tell } from './cli-output.ts'
import { createFetcher } from './harvest/fetcher.ts'
import { openSource } from './harvest/open-source.ts'
import { type TakenOver, takeOver } from './harvest/take-over.ts'
import type { OpenLibrary } from './wire.ts'

/** Without a limit of one's own; a source that never ends stops here. */
const MOST_TALKS = 10_000

const STATUS: Record<TakenOver['status'], string> = {
  added: 'toegevoegd',
  changed: 'gewijzigd',
  unchanged: 'ongewijzigd',
  deleted: 'hier verwijderd',
  failed: 'fout',
}

interface HarvestOptions {
  readonly media: 'link' | 'copy' | 'none'
  readonly limit: number
  readonly dryRun?: boolean
  readonly allowPrivate?: boolean
  readonly json?: boolean
}

export function addHarvestCommand(program: Command, withLibrary: (work: (open: OpenLibrary) => Promise<void>) => Promise<void>): void {
  program
    .command('harvest')
    .description('openbare opnames van een andere bibliotheek of feed overnemen, als concept; herhalen mag')
    .argument('<adres>', 'van een Woordelijk, PeerTube, Opencast (Tobira), OAI-PMH of een podcastfeed (RSS)')
    .addOption(
      new Option('--media <hoe>', 'link: de opname blijft daar; copy: ook hier; none: zonder')
        .choices(['link', 'copy', 'none'])
        .default('link'),
    )
    .option('--limit <aantal>', 'hoogstens zoveel opnames', numberOfTalks, MOST_TALKS)
    .option('--dry-run', 'tonen wat er zou gebeuren, niets bewaren')
    .option('--allow-private', 'ook adressen op deze machine en het eigen netwerk ophalen')
    .option('--json', 'het verslag als JSON')
    .action(async (address: string, options: HarvestOptions) => {
      await withLibrary(async ({ library, receiver }) => {
        const fetcher = createFetcher({ allowPrivate: options.allowPrivate ?? false })
        const source = await openSource(fetcher, address)
        tell(`${source.name} (${source.program})`)
        const rows: TakenOver[] = []
        const actor = { kind: 'command' as const, id: null, name: `harvest ${source.name}`.slice(0, 200) }
        const { media, limit, dryRun = false } = options
        for await (const row of takeOver(source, { library, receiver, fetcher }, { media, limit, dryRun, actor })) {
          rows.push(row)
          if (!options.json) print([row.talk ?? '', STATUS[row.status], row.title.replaceAll(/\s+/g, ' ')].join('\t'))
          for (const note of row.notes) tell(`  ${row.identifier}: ${note}`)
          showProgress(rows.length)
        }
        if (options.json) printJson({ source: source.name, program: source.program, talks: rows })
        const many = (status: TakenOver['status']) => rows.filter((row) => row.status === status).length
        tell(`${many('added')} toegevoegd, ${many('changed')} gewijzigd, ${many('unchanged')} ongewijzigd, ${many('failed')} mislukt.`)
        if (rows.length >= limit) tell(`Gestopt bij ${limit} opnames (--limit).`)
        if (dryRun) tell('Proef: er is niets bewaard.')
        else if (many('added') > 0) tell('Ze staan als concept bij de opnames in beheer; publiceren doet u daar.')
        if (many('failed') > 0) throw new ProblemsFound()
      })
    })
}

/** One line that is written over, on a terminal only. */
function showProgress(done: number): void {
  if (process.stderr.isTTY && !process.stdout.isTTY) process.stderr.write(`\r${done} opnames…`)
}

function numberOfTalks(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text) || Number(text) > MOST_TALKS) throw new InvalidArgumentError(`Geef een getal van 1 tot ${MOST_TALKS}.`)
  return Number(text)
}
