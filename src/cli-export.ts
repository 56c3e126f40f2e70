/** `export`: everything in a form that `import` takes back, as BagIt bags, or the public part as a website. */
import { type Command, Option } from 'commander'
import { packBags } from './cli-keep.ts'
import { ProblemsFound, printJson, tell } from './cli-output.ts'
import type { Config } from './config.ts'
import { exportLibrary } from './ingest/manifest/export.ts'
import type { StaticOptions, StaticReport } from './static/export.ts'
import type { MediaMode } from './static/folder.ts'
import type { OpenLibrary } from './wire.ts'
import type { exportStaticLibrary as ExportStatic } from './wire-static.ts'

type WithLibrary = (work: (open: OpenLibrary) => Promise<void>) => Promise<void>

export function addExportCommand(
  program: Command,
  withLibrary: WithLibrary,
  config: () => Config,
  exportStaticLibrary: typeof ExportStatic,
): void {
  program
    .command('export')
    .description('alles wegschrijven: manifesten, transcripten met hun revisies, media; weer in te lezen')
    .argument('<map>', 'een lege of nieuwe map')
    .option('--bagit', 'een BagIt-pakket per opname, om over te dragen aan een archief')
    .addOption(
      new Option('--static', 'het openbare deel als website zonder server, ook voor een USB-stick; herhalen mag').conflicts('bagit'),
    )
    .addOption(
      new Option('--media <hoe>', 'bij --static: hoe de opnames in de map komen').choices(['copy', 'link', 'none']).default('copy'),
    )
    .option('--json', 'bij --static: het verslag als JSON')
    .action(async (folder: string, options: { bagit?: boolean; static?: boolean; media: MediaMode; json?: boolean }) => {
      await withLibrary(async (open) => {
        const { library, store } = open
        if (options.static) return makeStatic(folder, { ...options, run: (given) => exportStaticLibrary(folder, config(), open, given) })
        if (options.bagit) return packBags(folder, { library, store }, config().name)
        const { talks, events } = await exportLibrary(folder, { library, store })
        tell(`${events} bijeenkomsten en ${talks} opnames weggeschreven naar ${folder}.`)
      })
    })
}

interface Making {
  readonly media: MediaMode
  readonly json?: boolean
  readonly run: (options: StaticOptions) => Promise<StaticReport>
}

const TELL_EVERY = 500

/** Progress, the report, and what did not come along. */
async function makeStatic(folder: string, { media, json, run }: Making): Promise<void> {
  const report = await run({ media, onProgress: progress() })
  if (json) printJson(report)
  tell(
    `${report.talks} opnames als website in ${folder}: ${report.files} bestanden, ${report.written} geschreven, ${report.removed} verwijderd.`,
  )
  if (report.hardLinks + report.symbolicLinks > 0)
    tell(`Mediabestanden: ${report.hardLinks} harde koppelingen, ${report.symbolicLinks} symbolische.`)
  for (const { address, message } of report.problems) tell(`${address}: ${message}`)
  if (report.problems.length > 0) throw new ProblemsFound()
}

/** On a terminal one line that changes; elsewhere a line now and then. */
function progress(): NonNullable<StaticOptions['onProgress']> {
  const { stderr } = process
  return (pages, talks) => {
    if (stderr.isTTY) stderr.write(`\r${pages} pagina’s, ${talks} opnames `)
    else if (pages % TELL_EVERY === 0) tell(`${pages} pagina’s, ${talks} opnames…`)
  }
}
