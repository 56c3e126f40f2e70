/** Keeping what is kept: fixity, backups, consistency. */
import { resolve } from 'node:path'
import type { Command } from 'commander'
import about from '../package.json' with { type: 'json' }
import { ProblemsFound, print, printJson, tell } from './cli-output.ts'
import type { Config } from './config.ts'
import { Failure } from './failure.ts'
import { backup, checkBackup } from './keep/backup.ts'
import type { BackupManifest } from './keep/backup-file.ts'
import { exportBags } from './keep/bag.ts'
import { unfinished } from './keep/disk.ts'
import { doctor, type Finding, isIll } from './keep/doctor.ts'
import { restore } from './keep/restore.ts'
import { type CheckedFile, type KeptIn, problemOf, verify } from './keep/verify.ts'
import { isSqlite } from './library/open.ts'
import type { OpenLibrary } from './wire.ts'

type WithLibrary = (work: (open: OpenLibrary) => Promise<void>) => Promise<void>

export function addKeepingCommands(program: Command, withLibrary: WithLibrary, config: () => Config): void {
  program
    .command('verify')
    .description('elk bewaard bestand opnieuw lezen en met zijn SHA-256 vergelijken')
    .option('--json', 'elk bestand met de uitkomst, als JSON')
    .action(async (options: { json?: boolean }) => {
      await withLibrary(async ({ library, store }) => {
        const checked: CheckedFile[] = []
        const onFile = (file: CheckedFile) => {
          if (options.json) checked.push(file)
          else if (file.outcome !== 'ok') print(problemOf(file, store).join('\t'))
        }
        const totals = await verify({ library, store }, { onFile })
        if (options.json) printJson(checked)
        tell(`${totals.files} bestanden gelezen (${sizeText(totals.bytes)}): ${totals.files - totals.wrong} goed, ${totals.wrong} niet.`)
        if (totals.wrong > 0) throw new ProblemsFound()
      })
    })

  program
    .command('backup')
    .description('de hele bibliotheek in één bestand, terwijl ze in gebruik is')
    .argument('<bestand>', 'een nieuw bestand, liefst op een andere schijf')
    .option('--json', 'wat erin zit, als JSON')
    .action(async (file: string, options: { json?: boolean }) => {
      await withLibrary(async ({ database, store }) => {
        if (!isSqlite(database)) throw new Failure('conflict', backupWords(database.place))
        const leftovers = await unfinished(resolve(file))
        const manifest = await backup({ database: database.file, store }, file, { program: about.version })
        if (options.json) printJson(manifest)
        else print(`${file}\t${holds(manifest)}`)
        tell('Teruggelezen en in orde. Bewaar het zo zorgvuldig als een wachtwoord: ook wat niet openbaar is zit erin.')
        tell(
          'Niet erin: wat voor de speler uit de opnames is gemaakt (“woordelijk doctor --repair” maakt dat opnieuw) en geheime sleutels.',
        )
        tellUnfinished(leftovers)
        tellDamaged(manifest)
        if (manifest.damaged.length > 0) throw new ProblemsFound()
      })
    })

  program
    .command('restore')
    .description('een reservekopie terugzetten in een lege of nieuwe gegevensmap (WOORDELIJK_DATA)')
    .argument('<bestand>')
    .option('--check', 'de reservekopie alleen helemaal lezen en controleren')
    .action(async (file: string, options: { check?: boolean }) => {
      if (options.check) return print(`${file}\t${holds(await checkBackup(file))}`)
      const { data, database, media } = config()
      if (database !== null) throw new Failure('conflict', RESTORE_WORDS)
      const { manifest, leftovers } = await restore(file, data, { media })
      print(`${data}\t${holds(manifest)}`)
      tell(`Teruggezet zoals het was op ${manifest.created}. “woordelijk doctor --repair” maakt nu wat de speler nodig heeft.`)
      tellUnfinished(leftovers)
      tellDamaged(manifest)
    })

  program
    .command('doctor')
    .description('nagaan of alles in de bibliotheek met elkaar klopt')
    .option('--repair', 'herstellen wat zonder verlies hersteld kan worden')
    .option('--json', 'als JSON')
    .action(async (options: { repair?: boolean; json?: boolean }) => {
      await withLibrary(async (open) => {
        const onFinding = ({ code, severity, message, repaired }: Finding) => {
          if (!options.json) print(`${SEVERITY[severity]}\t${code}\t${message}${repaired ? ' Hersteld.' : ''}`)
        }
        const findings = await doctor(open, { repair: options.repair ?? false, onFinding })
        if (options.json) printJson(findings)
        if (findings.length === 0) tell('Alles klopt.')
        if (isIll(findings)) throw new ProblemsFound()
      })
    })
}

/** PostgreSQL has tools of its own; a copy made past them would be a worse one. */
const backupWords = (place: string) =>
  `De gegevens staan in PostgreSQL (${place}). Maak er een reservekopie van met het gereedschap van de database, en daarna een van de mediamap: “pg_dump --format=custom --file=woordelijk.dump …” of continu met pg_basebackup en WAL. Mediabestanden veranderen nooit, dus een kopie die later is gemaakt heeft alles waar de database naar verwijst. “woordelijk doctor” en “woordelijk verify” controleren of beide bij elkaar passen.`

const RESTORE_WORDS =
  'Met WOORDELIJK_DATABASE zet u de database terug met “pg_restore” en de mediamap met een kopie. Stop eerst alle servers. “woordelijk doctor” controleert daarna of beide bij elkaar passen.'

export async function packBags(folder: string, from: KeptIn, organisation: string): Promise<void> {
  const bags = await exportBags(folder, from, { organisation, agent: `woordelijk ${about.version}` })
  tell(`${bags} opnames ingepakt in ${folder}, elk in een map met haar id.`)
}

const SEVERITY: Record<Finding['severity'], string> = { error: 'fout', warning: 'let op', info: 'ter info' }

function holds({ counts, media, database }: BackupManifest): string {
  const bytes = media.reduce((sum, { size }) => sum + size, database.size)
  return `${counts.talk ?? 0} opnames, ${media.length} bestanden, ${sizeText(bytes)}`
}

function tellDamaged({ damaged }: BackupManifest): void {
  for (const { sha256 } of damaged)
    tell(`Bestand ${sha256} ontbreekt of is veranderd en zit niet in de reservekopie; “woordelijk verify” zegt waar het bij hoort.`)
}

function tellUnfinished(leftovers: readonly string[]): void {
  for (const path of leftovers) tell(`${path} is over van een poging die is afgebroken. Loopt er geen andere, dan kan het weg.`)
}

/** `1,4 GB`, in powers of ten as disks are sold. */
export function sizeText(bytes: number): string {
  const [unit, size] = (
    [
      ['GB', 1e9],
      ['MB', 1e6],
      ['kB', 1e3],
    ] as const
  ).find(([, from]) => bytes >= from) ?? ['bytes', 1]
  return `${(bytes / size).toLocaleString('nl', { maximumFractionDigits: 1 })} ${unit}`
}
