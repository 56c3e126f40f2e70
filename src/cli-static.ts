/** `export --static`: progress, the report, and what did not come along. */
import { ProblemsFound, printJson, tell } from './cli-output.ts'
import type { StaticOptions, StaticReport } from './static/export.ts'
import type { MediaMode } from './static/folder.ts'

interface Making {
  readonly media: MediaMode
  readonly json?: boolean
  readonly run: (options: StaticOptions) => Promise<StaticReport>
}

const TELL_EVERY = 500

export async function makeStatic(folder: string, { media, json, run }: Making): Promise<void> {
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
