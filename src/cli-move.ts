/** `woordelijk move`: a library to PostgreSQL, to an S3 store, or back. */
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { sizeText } from './cli-keep.ts'
import { ProblemsFound, print, printJson, tell } from './cli-output.ts'
import { type Config, readConfig } from './config.ts'
import { Failure } from './failure.ts'
import { type Moved, move } from './keep/move.ts'

type Environment = Record<string, string | undefined>

interface MoveTo {
  readonly to?: string
  readonly media?: string
  readonly mediaEndpoint?: string
  readonly mediaRegion?: string
  readonly json?: boolean
}

export function addMoveCommand(program: Command, environment: Environment): void {
  const command = program
    .command('move')
    .description('de bibliotheek naar PostgreSQL of een S3-opslag verplaatsen, of terug; ze mag intussen in gebruik zijn')
    .option('--to <doel>', 'waarheen de gegevens gaan: postgres://naam:wachtwoord@server:5432/database, of een gegevensmap (SQLite)')
    .option('--media <doel>', 'waarheen de media gaan: s3://bucket/voorvoegsel, of een gegevensmap (daarin komt media/)')
    .option('--media-endpoint <adres>', 'het adres van de S3-opslag (standaard: WOORDELIJK_MEDIA_ENDPOINT, of Amazon S3)')
    .option('--media-region <regio>', 'de regio van de bucket (standaard: WOORDELIJK_MEDIA_REGION)')
    .option('--json', 'het verslag als JSON')
    .addHelpText('after', HELP)
    .action(async (options: MoveTo) => {
      if (options.to === undefined && options.media === undefined) command.error('error: geef --to, --media of allebei')
      const from = readConfig(sourceSettings(environment, options))
      const to = readConfig(targetSettings(environment, from, options))
      const moved = await move({
        from,
        to,
        movesDatabase: options.to !== undefined,
        movesMedia: options.media !== undefined,
        onTable: (table, rows) => rows % 1000 === 0 && showProgress(`${table}: ${rows} rijen`),
        onFile: (files, all, bytes) => showProgress(`media: ${files} van ${all} bestanden, ${sizeText(bytes)}`),
      })
      showProgress('')
      const next = nextSteps(moved, { from, to }, options)
      if (options.json) printJson({ ...moved, next })
      else report(moved)
      for (const line of next) tell(line)
      if (moved.media && moved.media.damaged.length > 0) throw new ProblemsFound()
    })
}

const HELP = `
De bibliotheek waar de instellingen (WOORDELIJK_…) nu naar wijzen gaat mee en blijft zelf zoals ze was. Elke tabel en elk bestand
wordt in het doel teruggelezen en vergeleken. Afgebroken? Geef dezelfde opdracht: wat er staat en klopt wordt niet nog eens gekopieerd.
Draait de server nog, dan is de kopie pas af na dezelfde opdracht met de server uit; dat duurt kort.

  woordelijk move --to postgres://woordelijk:…@db.example.nl/woordelijk --media s3://opnames/bibliotheek
  woordelijk move --media s3://opnames/bibliotheek --media-endpoint …   alleen de media
  woordelijk move --to /srv/woordelijk --media /srv/woordelijk                             terug naar één machine`

const isPostgres = (target: string) => /^postgres(?:ql)?:\/\//.test(target)
const isBucket = (target: string) => target.startsWith('s3://')

/** Settings of a bucket that serve only the target do not belong to the source. */
function sourceSettings(environment: Environment, { media }: MoveTo): Environment {
  const hasBucket = (environment.WOORDELIJK_MEDIA ?? '') !== ''
  return hasBucket || media === undefined || !isBucket(media) ? environment : withoutBucket(environment)
}

/** The same settings with what moves replaced, so that they are checked as at a start. */
function targetSettings(environment: Environment, from: Config, { to, media, mediaEndpoint, mediaRegion }: MoveTo): Environment {
  for (const [name, target] of Object.entries({ '--to': to, '--media': media }))
    if (target === '' || (target?.includes('://') && !(name === '--to' ? isPostgres(target) : isBucket(target))))
      throw new Failure(
        'invalid',
        `${name} ${target} is geen doel. ${name === '--to' ? 'Geef postgres://… of een map.' : 'Geef s3://… of een map.'}`,
      )
  const databaseFolder = to === undefined ? (from.database === null ? from.data : null) : isPostgres(to) ? null : resolve(to)
  const mediaFolder = media === undefined ? (from.media.bucket === null ? from.data : null) : isBucket(media) ? null : resolve(media)
  if (databaseFolder !== null && mediaFolder !== null && databaseFolder !== mediaFolder)
    throw new Failure(
      'invalid',
      `Een database in een map en media in een map horen in dezelfde gegevensmap: nu ${databaseFolder} en ${mediaFolder}. Geef --to en --media allebei met dezelfde map.`,
    )
  const settings =
    media === undefined ? { ...environment } : isBucket(media) ? { ...environment, WOORDELIJK_MEDIA: media } : withoutBucket(environment)
  if (mediaEndpoint !== undefined) settings.WOORDELIJK_MEDIA_ENDPOINT = mediaEndpoint
  if (mediaRegion !== undefined) settings.WOORDELIJK_MEDIA_REGION = mediaRegion
  settings.WOORDELIJK_DATA = databaseFolder ?? mediaFolder ?? from.data
  if (to === undefined) return settings
  if (!isPostgres(to)) return { ...settings, WOORDELIJK_DATABASE: undefined, WOORDELIJK_NODE: undefined, WOORDELIJK_WORK: undefined }
  // Needed at the start only; what to give there is said at the end.
  return { ...settings, WOORDELIJK_DATABASE: to, WOORDELIJK_SECRET: environment.WOORDELIJK_SECRET || '-'.repeat(32) }
}

const withoutBucket = (environment: Environment): Environment =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('WOORDELIJK_MEDIA')))

/** One line that is written over, on a terminal only. */
function showProgress(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`)
}

function report({ database, media }: Moved): void {
  for (const { table, rows, written, removed } of database?.tables ?? [])
    if (rows + removed > 0) print(`${table}\t${rows} rijen\t${written} geschreven\t${removed} verwijderd`)
  if (!media) return
  const { files, bytes, renditions, copied, removed, damaged } = media
  print(`media\t${files} bestanden (${sizeText(bytes)})\t${renditions} afgeleiden\t${copied} gekopieerd\t${removed} verwijderd`)
  for (const { sha256, problem } of damaged)
    print(`${sha256}\t${problem === 'missing' ? 'ontbreekt in de bron' : 'is in de bron beschadigd'}`)
}

interface Places {
  readonly from: Config
  readonly to: Config
}

function nextSteps({ finished, database, media, unfinishedUploads }: Moved, { from, to }: Places, given: MoveTo): string[] {
  const damaged =
    media && media.damaged.length > 0
      ? [`${media.damaged.length} bestanden gingen niet mee. “woordelijk verify” in de oude bibliotheek zegt waar ze bij horen.`]
      : []
  if (!finished)
    return [
      ...damaged,
      'De kopie klopt met hoe de bibliotheek bij het begin was, maar is nog niet af: de bibliotheek was intussen in gebruik.',
      'Stop nu de server (alle servers) en geef dezelfde opdracht nog eens. Alleen wat veranderd is gaat dan mee; daarna kan de kopie open.',
    ]
  const already = database?.tables.length === 0 ? ['De gegevens stonden daar al en zijn gelijk.'] : []
  const uploads =
    unfinishedUploads > 0 && to.data !== from.data
      ? [`${unfinishedUploads} uploads waren nog onderweg; die begint de afzender opnieuw.`]
      : []
  return [
    ...damaged,
    ...already,
    ...uploads,
    'Alles staat over, is teruggelezen en is gelijk. Start de server voortaan met:',
    ...settingsOf({ from, to }, given).map((line) => `  ${line}`),
    'Controleer met deze instellingen: “woordelijk doctor” en “woordelijk verify”.',
    'De oude bibliotheek is niet veranderd. Start haar niet meer: wat daar nog bij komt gaat niet mee. Ruim haar op als u de nieuwe vertrouwt.',
  ]
}

function settingsOf({ from, to }: Places, { to: database, media }: MoveTo): string[] {
  const lines = [`WOORDELIJK_DATA=${to.data}`]
  if (database !== undefined)
    lines.push(to.database === null ? 'zonder WOORDELIJK_DATABASE' : `WOORDELIJK_DATABASE=${withoutPassword(to.database)}`)
  if (media !== undefined) {
    const { bucket } = to.media
    if (bucket === null) lines.push('zonder WOORDELIJK_MEDIA…')
    else {
      lines.push(`WOORDELIJK_MEDIA=${media}`)
      if (bucket.endpoint !== null) lines.push(`WOORDELIJK_MEDIA_ENDPOINT=${bucket.endpoint}`)
      lines.push(`WOORDELIJK_MEDIA_REGION=${bucket.region}`)
    }
  }
  if (from.secret !== null) lines.push('WOORDELIJK_SECRET: hetzelfde als nu')
  else if (to.database !== null || to.data !== from.data)
    lines.push(
      `WOORDELIJK_SECRET=de inhoud van ${from.data}/secret; zonder dat werken aanmeldingen en de tweede stap van accounts niet meer`,
    )
  return lines
}

const withoutPassword = (address: string) => address.replace(/^(\w+:\/\/[^:@/]*):[^@]*@/, '$1:…@')
