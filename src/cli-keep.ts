/** Keeping what is kept: fixity, backups, consistency. */
import type { Command } from 'commander'
import { ProblemsFound, print, printJson, tell } from './cli-output.ts'
import { type CheckedFile, verify } from './keep/verify.ts'
import type { OpenLibrary } from './wire.ts'

type WithLibrary = (work: (open: OpenLibrary) => Promise<void>) => Promise<void>

export function addKeepingCommands(program: Command, withLibrary: WithLibrary): void {
  program
    .command('verify')
    .description('elk bewaard bestand opnieuw lezen en met zijn SHA-256 vergelijken')
    .option('--json', 'elk bestand met de uitkomst, als JSON')
    .action(async (options: { json?: boolean }) => {
      await withLibrary(async ({ library, store }) => {
        const checked: CheckedFile[] = []
        const onFile = (file: CheckedFile) => {
          if (options.json) checked.push(file)
          else if (file.outcome !== 'ok') print(problemOf(file, store.original(file.sha256)))
        }
        const totals = await verify({ library, store }, { onFile })
        if (options.json) printJson(checked)
        tell(`${totals.files} bestanden gelezen (${sizeText(totals.bytes)}): ${totals.files - totals.wrong} goed, ${totals.wrong} niet.`)
        if (totals.wrong > 0) throw new ProblemsFound()
      })
    })
}

function problemOf({ sha256, usedBy, outcome, detail }: CheckedFile, path: string): string {
  const what = usedBy.map(({ owner, name }) => `${owner}: ${name}`).join(', ') || sha256
  const found = detail === null ? '' : ` (${detail})`
  if (outcome === 'unreadable')
    return `${what}\tkan niet worden gelezen${found}. Controleer de schijf en de rechten van ${path} en voer “woordelijk verify” opnieuw uit.`
  const state = outcome === 'missing' ? 'ontbreekt' : `is veranderd sinds het werd opgeslagen${found}`
  return `${what}\t${state}. Haal het uit een reservekopie: tar -xOf RESERVEKOPIE media/${sha256}/original > ${path}`
}

/** `1,4 GB`, in powers of ten as disks are sold. */
function sizeText(bytes: number): string {
  const [unit, size] = (
    [
      ['GB', 1e9],
      ['MB', 1e6],
      ['kB', 1e3],
    ] as const
  ).find(([, from]) => bytes >= from) ?? ['bytes', 1]
  return `${(bytes / size).toLocaleString('nl', { maximumFractionDigits: 1 })} ${unit}`
}
