/** The archivist's commands. Results on stdout, everything else on stderr; exit 0 done, 1 problems or failure, 2 wrong usage. */

import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { addAccountCommands } from './cli-accounts.ts'
import { addExportCommand } from './cli-export.ts'
import { addHarvestCommand } from './cli-harvest.ts'
import { addKeepingCommands } from './cli-keep.ts'
import { addMoveCommand } from './cli-move.ts'
import { ProblemsFound, print, printJson, tell } from './cli-output.ts'
import { addThemesCommand } from './cli-themes.ts'
import { type Config, readConfig } from './config.ts'
import { Failure, messageOf } from './failure.ts'
import { searchJson } from './http/api/json.ts'
import { readTranscriptApart } from './ingest/apart/read-apart.ts'
import { checkPaths } from './ingest/manifest/check.ts'
import { type ImportRow, importManifests } from './ingest/manifest/import.ts'
import { manifestJsonSchema } from './ingest/manifest/manifest.ts'
import type { FileRules } from './ingest/manifest/readable-folders.ts'
import { readNewSlides } from './ingest/slides/slide-text.ts'
import type { Library } from './library/library.ts'
import type { Talk } from './library/talk/talk.ts'
import type { Transcript } from './library/talk/transcripts.ts'
import { formatProblem, warning, withEnglish } from './problem.ts'
import { dutch } from './search/dutch.ts'
import { indexedTalks } from './search/index/check.ts'
import type { Cue } from './transcript/cue.ts'
import { shiftCues } from './transcript/read/checks/constant-offset.ts'
import { type ReadTranscript, TRANSCRIPT_FORMATS, type TranscriptFormat } from './transcript/read/read.ts'
import { cutOut, moveChapters, moveCues } from './transcript/revise/offset-map.ts'
import { formatClock, parseTime } from './transcript/timecode.ts'
import { writePodcastJson } from './transcript/write/write-podcast.ts'
import { writeSrt } from './transcript/write/write-srt.ts'
import { writeText } from './transcript/write/write-text.ts'
import { writeTtml } from './transcript/write/write-ttml.ts'
import { writeVtt } from './transcript/write/write-vtt.ts'
import type { OpenLibrary, RunningServer } from './wire.ts'
import type { exportStaticLibrary as ExportStatic } from './wire-static.ts'

interface Parts {
  openLibrary(config: Config): Promise<OpenLibrary>
  readonly exportStaticLibrary: typeof ExportStatic
  startServer(config: Config): Promise<RunningServer>
  readonly environment: Record<string, string | undefined>
}

/** Transcripts out, by the name of the form; `json` is ours and has the problems beside it. */
const WRITERS: Record<string, ((cues: readonly Cue[]) => string) | undefined> = {
  vtt: (cues) => writeVtt(cues),
  srt: writeSrt,
  ttml: (cues) => writeTtml(cues, { language: 'nl' }),
  txt: (cues) => writeText(cues),
  podcast: writePodcastJson,
  json: undefined,
}

/** With a problem that says how many lines no longer have a place in the recording. */
function shifted(read: ReadTranscript, by: number): ReadTranscript {
  if (by === 0) return read
  const cues = shiftCues(read.cues, by)
  const lost = read.cues.length - cues.length
  const message = `Verschoven vallen ${lost} regels vóór het begin van de opname; ze zijn weggelaten.`
  return { ...read, cues, problems: lost === 0 ? read.problems : [...read.problems, warning('cut-away', message)] }
}

/** Milliseconds; a true minus sign counts as well. */
function signedTime(text: string): number {
  const [, sign = '', time = ''] = /^([-−+]?)(.*)$/.exec(text) ?? []
  const ms = parseTime(time.replace(',', '.'))
  if (ms === null) throw new InvalidArgumentError('schrijf een tijd als 10:00:00, 12:34 of 2.5, met een minteken voor eerder.')
  return sign === '' || sign === '+' ? ms : -ms
}

export function createProgram({ openLibrary, exportStaticLibrary, startServer, environment }: Parts): Command {
  const program = new Command('woordelijk')
    .description('Bibliotheek van opgenomen lezingen met transcripten op tijd.')
    .exitOverride()
    .showHelpAfterError('(woordelijk --help toont alle opdrachten)')

  async function withLibrary(work: (open: OpenLibrary) => Promise<void>): Promise<void> {
    const open = await openLibrary(readConfig(environment))
    try {
      await work(open)
    } finally {
      await open.close()
    }
  }

  program
    .command('serve')
    .description('de bibliotheek openen voor bezoekers')
    .option('--port <poort>', 'poort (ook: PORT)')
    .option('--host <adres>', 'adres (ook: HOST)')
    .action(async (options: { port?: string; host?: string }) => {
      const server = await startServer(readConfig(environment, { PORT: options.port, HOST: options.host }))
      print(`Woordelijk staat klaar op ${server.address}`)
      await new Promise<void>((resolve) => {
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
      })
      await server.close()
    })

  program
    .command('import')
    .description('manifesten inlezen; herhalen mag')
    .argument('[pad...]', 'manifesten of mappen (standaard: media-manifests)')
    .option('--dry-run', 'alles controleren, niets bewaren')
    .option('--full', 'ook openen wat er nog uitziet als bij de vorige keer')
    .addOption(filesFromOption())
    .option('--json', 'het verslag als JSON')
    .action(async (paths: string[], options: { dryRun?: boolean; full?: boolean; filesFrom: string[]; json?: boolean }) => {
      await withLibrary(async ({ library, store, ffmpeg }) => {
        const { manifests, ...config } = readConfig(environment)
        const from = paths.length > 0 ? paths : [manifests]
        const rules = fileRules(config, options)
        const onRow = (row: ImportRow) => {
          for (const { file, problem } of row.problems) tell(formatProblem(file, problem))
          if (!options.json) print(`${row.id}\t${STATUS[row.status]}`)
        }
        const { dryRun = false, full = false } = options
        const rows = await importManifests(from, { library, store, ffmpeg, ...rules, dryRun, full, onRow })
        if (options.json)
          printJson(rows.map((row) => ({ ...row, problems: row.problems.map(({ file, problem }) => ({ file, ...problem })) })))
        if (rows.length === 0) tell(`Geen manifesten gevonden in ${from.join(', ')}.`)
        if (options.dryRun) tell('Proef: er is niets bewaard.')
        else await readNewSlides({ library, store })
        if (rows.some((row) => row.status === 'failed')) throw new ProblemsFound()
      })
    })

  program
    .command('check')
    .description('manifesten en transcripten controleren')
    .argument('<pad...>', 'bestanden of mappen')
    .addOption(filesFromOption())
    .option('--json', 'als JSON')
    .action(async (paths: string[], options: { filesFrom: string[]; json?: boolean }) => {
      const found = await checkPaths(paths, fileRules(readConfig(environment), options))
      if (options.json) printJson(found.problems.map(({ file, problem }) => ({ file, ...problem })))
      else for (const { file, problem } of found.problems) print(formatProblem(file, problem))
      tell(`${found.files} bestanden gecontroleerd, ${found.problems.length} opmerkingen.`)
      if (found.problems.some(({ problem }) => problem.severity === 'error')) throw new ProblemsFound()
    })

  program
    .command('transcript')
    .description('een transcript lezen en in een andere vorm schrijven')
    .argument('<bestand>')
    .addOption(new Option('--from <vorm>', 'vorm van het bestand (standaard: herkend aan de inhoud)').choices(TRANSCRIPT_FORMATS))
    .addOption(new Option('--to <vorm>', 'vorm van de uitvoer').choices(Object.keys(WRITERS)).default('json'))
    .option('--shift <tijd>', 'alle tijden zoveel later, of met een minteken eerder (-10:00:00)', signedTime, 0)
    .action(async (file: string, options: { from?: TranscriptFormat; to: string; shift: number }) => {
      const read = shifted(await readTranscriptApart(await readFile(file).catch(cannotRead(file)), {}, options.from), options.shift)
      if (options.to === 'json')
        printJson({ format: read.format, encoding: read.encoding, cues: read.cues, problems: read.problems.map(withEnglish) })
      else {
        for (const problem of read.problems) tell(formatProblem(file, problem))
        if (read.format !== null) process.stdout.write(WRITERS[options.to]?.(read.cues) ?? '')
      }
      if (read.format === null) throw new ProblemsFound()
    })

  program
    .command('search')
    .description('zoeken in alles wat gezegd is')
    .argument('<vraag>')
    .option('--limit <aantal>', 'hoogstens zoveel opnames', wholeNumber, 20)
    .option('--event <id>')
    .option('--speaker <id>')
    .option('--json', 'als JSON, zoals de API')
    .action(async (q: string, options: { limit: number; event?: string; speaker?: string; json?: boolean }) => {
      await withLibrary(async ({ library, search }) => {
        const answer = await searchJson(library, search(), { q, limit: options.limit, event: options.event, speaker: options.speaker })
        if (options.json) return printJson(answer)
        for (const talk of answer.talks) {
          print(`${talk.id}\t${talk.title}`)
          for (const moment of talk.moments) print(`  ${formatClock(moment.time).padStart(8)}  ${moment.snippet.replaceAll('\n', ' ')}`)
        }
        tell(`${answer.total} opnames, ${answer.moments} momenten.`)
      })
    })

  program
    .command('stem')
    .description('hoe de zoekmachine woorden ziet: stam en delen')
    .argument('[woord...]', 'woorden; zonder: een per regel van stdin')
    .action(async (words: string[]) => {
      const analyser = dutch()
      const given = words.length > 0 ? words : (await readStandardInput()).split(/\r?\n/).filter((word) => word !== '')
      const lines = given.map((word) => {
        const { stem, parts } = analyser.analyse(word)
        // The sure split; without one, that of a word with a life of its own, unless a capital says it may be a name. The parts inside
        // parts serve the search alone.
        const sure = parts.filter((part) => part.weight === 1)
        const shown = sure.length > 0 || /^\p{Lu}\p{Ll}/u.test(word) ? sure : parts
        return JSON.stringify({ word, stem, parts: shown.map((part) => part.stem) })
      })
      if (lines.length > 0) print(lines.join('\n'))
    })

  program
    .command('talks')
    .description('alle opnames')
    .option('--json', 'als JSON')
    .action(async (options: { json?: boolean }) => {
      await withLibrary(async ({ library }) => {
        const all: Talk[] = []
        for await (const talks of library.everyTalk()) {
          if (options.json) all.push(...talks)
          else
            for (const talk of talks)
              print(
                [
                  talk.id,
                  talk.recorded ?? talk.event?.from ?? '',
                  talk.recording?.duration == null ? '' : formatClock(talk.recording.duration),
                  talk.title,
                ].join('\t'),
              )
        }
        if (options.json) printJson(all)
      })
    })

  program
    .command('show')
    .description('één opname of bijeenkomst')
    .argument('<id>')
    .action(async (id: string) => {
      await withLibrary(async ({ library }) => {
        const found = (await library.talk(id)) ?? (await library.event(id))
        if (!found) throw new Failure('not-found', `“${id}” staat niet in de bibliotheek. “woordelijk talks” toont wat er is.`)
        printJson(found)
      })
    })

  program
    .command('revise')
    .description('een verbeterd transcript als nieuwe revisie bewaren')
    .argument('<opname>')
    .argument('<bestand>', 'het verbeterde transcript, in elke vorm die we lezen')
    .option('--language <taal>', 'van het transcript', 'nl')
    .option('--author <naam>')
    .option('--note <tekst>', 'wat er verbeterd is')
    .action(async (talk: string, file: string, options: { language: string; author?: string; note?: string }) => {
      const read = await readTranscriptApart(await readFile(file).catch(cannotRead(file)), { language: options.language })
      for (const problem of read.problems) tell(formatProblem(file, problem))
      if (read.format === null || read.cues.length === 0) throw new ProblemsFound()
      await withLibrary(async ({ library }) => {
        const newest = await newestOf(library, talk, options.language)
        const { author = null, note = null } = options
        const number = await library.addRevision(talk, options.language, {
          base: newest.number,
          cues: read.cues,
          author,
          note,
          origin: 'edit',
        })
        print(`${talk}\trevisie ${number}`)
      })
    })

  program
    .command('revert')
    .description('een oudere revisie terugzetten, als nieuwe revisie')
    .argument('<opname>')
    .argument('<revisie>', 'het nummer', wholeNumber)
    .option('--language <taal>', 'van het transcript', 'nl')
    .option('--author <naam>')
    .action(async (talk: string, revision: number, options: { language: string; author?: string }) => {
      await withLibrary(async ({ library }) => {
        const newest = await newestOf(library, talk, options.language)
        const old = await library.transcript(talk, { language: options.language, revision })
        if (!old) throw new Failure('not-found', `Revisie ${revision} is er niet; de nieuwste is ${newest.number}.`)
        const change = { base: newest.number, cues: old.cues, author: options.author ?? null, origin: 'revert' }
        const number = await library.addRevision(talk, options.language, { ...change, note: `Revisie ${revision} is teruggezet.` })
        print(`${talk}\trevisie ${number}`)
      })
    })

  program
    .command('recut')
    .description('de opname is opnieuw gesneden: transcript, hoofdstukken en citaten schuiven mee')
    .argument('<opname>')
    .argument('<stuk...>', 'wat eruit is gesneden, als van-tot: 0:00-2:00')
    .option('--language <taal>', 'van het transcript', 'nl')
    .option('--author <naam>')
    .action(async (talk: string, pieces: string[], options: { language: string; author?: string }) => {
      const map = cutOut(pieces.map(spanOf))
      await withLibrary(async ({ library }) => {
        const newest = await newestOf(library, talk, options.language)
        const { cues, problems } = moveCues(newest.cues, map)
        for (const problem of problems) tell(formatProblem(talk, problem))
        const chapters = moveChapters((await library.talk(talk))?.chapters ?? [], map)
        const note = `Uit de opname gesneden: ${pieces.join(', ')}.`
        const change = { base: newest.number, cues, author: options.author ?? null, note, origin: 'recut', moved: map, chapters }
        print(`${talk}\trevisie ${await library.addRevision(talk, options.language, change)}`)
      })
    })

  addExportCommand(program, withLibrary, () => readConfig(environment), exportStaticLibrary)

  program
    .command('reindex')
    .description('de zoekindex opnieuw opbouwen')
    .action(async () => {
      await withLibrary(async ({ index }) => {
        await index().rebuild()
        tell(`${indexedTalks(index().file).size} opnames opnieuw geïndexeerd.`)
      })
    })

  addAccountCommands(program, withLibrary)
  addKeepingCommands(program, withLibrary, () => readConfig(environment))
  addMoveCommand(program, environment)
  addHarvestCommand(program, withLibrary)
  addThemesCommand(program, withLibrary, () => readConfig(environment))

  program
    .command('schema')
    .description('het JSON Schema van de manifesten, voor editors')
    .action(() => printJson(manifestJsonSchema()))

  return program
}

/** @returns the exit code */
export async function runProgram(program: Command, argv: readonly string[], environment: Parts['environment'] = {}): Promise<number> {
  try {
    await program.parseAsync([...argv])
    return 0
  } catch (error) {
    if (error instanceof ProblemsFound) return 1
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (error instanceof Failure) tell(error.forOperator ?? error.message)
    else tell(`Er ging iets mis: ${messageOf(error)} (WOORDELIJK_LOG_LEVEL=debug toont waar)`)
    if (environment.WOORDELIJK_LOG_LEVEL === 'debug' && error instanceof Error) tell(error.stack ?? '')
    return 1
  }
}

/** The folders of the setting and those of the command line. */
function fileRules({ data, filesFrom }: Pick<Config, 'data' | 'filesFrom'>, options: { filesFrom: readonly string[] }): FileRules {
  return { data, filesFrom: [...filesFrom, ...options.filesFrom] }
}

function filesFromOption(): Option {
  return new Option('--files-from <map>', 'map buiten die van de manifesten waaruit ze bestanden mogen noemen; mag vaker')
    .default([], 'geen')
    .argParser((folder: string, before: string[]) => [...before, resolve(folder)])
}

const STATUS: Record<ImportRow['status'], string> = { added: 'toegevoegd', changed: 'gewijzigd', unchanged: 'ongewijzigd', failed: 'fout' }

async function newestOf(library: Library, talk: string, language: string): Promise<Transcript> {
  const newest = await library.transcript(talk, { language })
  if (!newest)
    throw new Failure('not-found', `Van “${talk}” is er geen transcript in de taal ${language}. “woordelijk talks” toont wat er is.`)
  return newest
}

/** `0:00-2:00` → milliseconds. */
function spanOf(text: string): { from: number; to: number } {
  const [from, to] = text.split(/[-–]/).map((time) => parseTime(time.trim()))
  if (from == null || to == null || to <= from)
    throw new Failure('invalid', `“${text}” is geen stuk van de opname. Schrijf het als van-tot, bijvoorbeeld 0:00-2:00.`)
  return { from, to }
}

const cannotRead = (file: string) => (cause: unknown) => {
  throw new Failure('not-found', `${file} kan niet worden gelezen (${messageOf(cause)}).`, { cause })
}

async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('Geef een getal van 1 tot 9999.')
  return Number(text)
}
