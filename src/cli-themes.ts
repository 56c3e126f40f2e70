/** `woordelijk themes`: a vocabulary in SKOS in and out. */
import { stat, writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { ProblemsFound, print, tell } from './cli-output.ts'
import type { Config } from './config.ts'
import { Failure, messageOf } from './failure.ts'
import { readVocabularyApart } from './ingest/apart/vocabulary-apart.ts'
import { OWN_ADDRESSES, type ThemePlan } from './library/theme/plan.ts'
import type { Vocabulary, VocabularyProblem } from './skos/vocabulary.ts'
import { writeRdfXml, writeTurtle } from './skos/write.ts'
import type { OpenLibrary } from './wire.ts'

type WithLibrary = (work: (open: OpenLibrary) => Promise<void>) => Promise<void>

export function addThemesCommand(program: Command, withLibrary: WithLibrary, config: () => Config): void {
  const themes = program.command('themes').description('thema’s als thesaurus in SKOS: inlezen en wegschrijven')
  const own = () => (config().url === null ? OWN_ADDRESSES : `${config().url}/themas/`)

  themes
    .command('import')
    .description('een thesaurus inlezen (Turtle of RDF/XML); herhalen mag')
    .argument('<bestand>')
    .option('--all', 'alle begrippen, ook die hier geen thema zijn en er niet aan grenzen')
    .option('--dry-run', 'tonen wat er zou veranderen, niets bewaren')
    .action(async (file: string, options: { all?: boolean; dryRun?: boolean }) => {
      await stat(file).catch((cause: unknown) => {
        throw new Failure('not-found', `Het bestand ${file} kan niet worden gelezen (${messageOf(cause)}).`, { cause })
      })
      await withLibrary(async ({ library }) => {
        const vocabulary = await readVocabularyApart({ path: file })
        for (const problem of vocabulary.problems)
          print(`${file}${problem.line === null ? '' : `:${problem.line}`}: ${SAYS[problem.kind](problem.about)}`)
        // Half a file is no vocabulary.
        if (vocabulary.problems.some(({ kind }) => kind === 'syntax' || kind === 'no-concepts')) throw new ProblemsFound()
        const scope = options.all ? 'all' : 'used'
        const actor = { kind: 'command' as const, id: null, name: 'themes import' }
        const plan = options.dryRun
          ? await library.planVocabulary(vocabulary, scope, own())
          : await library.takeInVocabulary(vocabulary, { scope, own: own(), source: file }, actor)
        report(vocabulary, plan)
        if (options.dryRun) tell('Proef: er is niets bewaard.')
      })
    })

  themes
    .command('export')
    .description('alle thema’s wegschrijven: .ttl is Turtle, .rdf is RDF/XML')
    .argument('<bestand>')
    .action(async (file: string) => {
      if (!/\.(?:ttl|rdf)$/i.test(file)) throw new Failure('invalid', 'Geef een bestand dat op .ttl of .rdf eindigt.')
      await withLibrary(async ({ library }) => {
        const concepts = await library.concepts(own())
        const text = /\.ttl$/i.test(file) ? writeTurtle(concepts) : writeRdfXml(concepts)
        await writeFile(file, text, { flag: 'wx' }).catch((cause: unknown) => {
          throw new Failure('conflict', `${file} kan niet worden geschreven (${messageOf(cause)}). Er wordt niets overschreven.`, { cause })
        })
        tell(`${concepts.length} thema’s weggeschreven naar ${file}.`)
      })
    })
}

function report({ otherLanguages, otherStatements }: Vocabulary, plan: ThemePlan): void {
  for (const { id, name } of plan.fresh) print(['nieuw', id, name].join('\t'))
  for (const { after, fields } of plan.changed) print(['gewijzigd', after.id, after.name, fields.join(', ')].join('\t'))
  for (const { kind, about, other } of plan.problems) print([PLAN_SAYS[kind], about, other].join('\t'))
  const { fresh, changed, same, passedOver, broader, related } = plan
  tell(
    `${fresh.length} nieuw, ${changed.length} gewijzigd, ${same} ongewijzigd, ${passedOver} overgeslagen; ${broader.length} keer breder en ${related.length} keer verwant erbij.`,
  )
  const languages = Object.entries(otherLanguages).map(([language, count]) => `${language} ${count}`)
  if (languages.length > 0) tell(`Namen en teksten in andere talen zijn niet bewaard: ${languages.join(', ')}.`)
  if (otherStatements > 0) tell(`${otherStatements} andere gegevens zijn niet bewaard.`)
}

const SAYS: Record<VocabularyProblem['kind'], (about: string) => string> = {
  syntax: (about) => `Dit is geen geldig Turtle of RDF/XML (${about}). Er is niets bewaard.`,
  'no-name': (about) => `${about} heeft geen naam in het Nederlands of Engels en is overgeslagen.`,
  'too-long': (about) => `${about} is te lang en is overgeslagen.`,
  'no-concepts': () => 'In dit bestand staan geen begrippen (skos:Concept met skos:prefLabel).',
  'too-many': (about) => `Er staan meer dan ${about} begrippen in; de rest is overgeslagen.`,
}

const PLAN_SAYS: Record<ThemePlan['problems'][number]['kind'], string> = {
  'same-name': 'naam al in gebruik',
  circle: 'zou een kring zijn',
  unknown: 'onbekende relatie',
}
