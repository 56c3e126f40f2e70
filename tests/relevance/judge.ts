/**
 * `node tests/relevance/judge.ts [--split tune|heldout] [--json] [--misses]`: how well the search answers the judged queries, per class.
 * `--misses` lists what was missed, of the tune split alone: who has seen the held-out misses has nothing left to measure with.
 */
import { parseArgs } from 'node:util'
import { corpusTalks } from './corpus.ts'
import { typedQueries } from './judged.ts'
import { type Judged, judgeLandings, judgeSplit, judgeTyped, type Measured, measure, measureTyped, type Scores } from './measure.ts'
import { rivalsOver } from './rivals.ts'
import { type Split, typedTalks } from './talks.ts'

export interface Wish {
  readonly splits: readonly Split[]
  readonly json: boolean
  readonly misses: boolean
}

/** @throws Error with a message for the person who typed the command */
export function readArguments(args: readonly string[]): Wish {
  const { values } = parseArgs({
    args: [...args],
    options: { split: { type: 'string' }, json: { type: 'boolean' }, misses: { type: 'boolean' } },
  })
  const { split, json = false, misses = false } = values
  if (split !== undefined && split !== 'tune' && split !== 'heldout') throw new Error(`No such split: ${split}. There are: tune, heldout.`)
  if (misses && split !== 'tune') throw new Error('--misses goes with --split tune only; what is held out stays unseen.')
  return { splits: split === undefined ? ['tune', 'heldout'] : [split], json, misses }
}

function table({ split, corpus, classes, total }: Measured): string {
  const cell = (value: number | null) => (value === null ? '-' : value.toFixed(1)).padStart(10)
  const row = (name: string, one: Scores) =>
    name.padEnd(20) + String(one.queries).padStart(4) + [one.success1, one.success5, one.ndcg10, one.zero, one.wrong].map(cell).join('')
  const head = ['success@1', 'success@5', 'nDCG@10', 'zero', 'wrong'].map((name) => name.padStart(10)).join('')
  return [
    `${split}, ${corpus ? 'all queries' : 'demonstration talks only'} (%)`,
    `${'class'.padEnd(20)}   n${head}`,
    ...Object.entries(classes).map(([name, one]) => row(name, one)),
    row('total', total),
  ].join('\n')
}

/** The typed queries: this search, and beside each figure that of the rivals. */
interface Compared {
  readonly split: Split
  readonly engines: Readonly<Record<string, Readonly<Record<string, Scores>>>>
}

async function compared(split: Split, own: readonly Judged[]): Promise<Compared> {
  const queries = typedQueries().filter((query) => query.split === split)
  const rivals = rivalsOver(await typedTalks(split)).map(
    ({ name, ask }) => [name, measureTyped(queries.map((query) => judgeLandings(query, ask(query.query))))] as const,
  )
  return { split, engines: Object.fromEntries([['Woordelijk', measureTyped(own)] as const, ...rivals]) }
}

const FIGURES = {
  'success@1': 'success1',
  'success@5': 'success5',
  'nDCG@10': 'ndcg10',
  zero: 'zero',
  'wrong first': 'wrongFirst',
} as const

function comparison({ split, engines }: Compared): string {
  const names = Object.keys(engines)
  const cell = (value: number | null | undefined) => (value === null || value === undefined ? '-' : value.toFixed(0)).padStart(4)
  const classes = Object.keys(engines[names[0] ?? ''] ?? {})
  const rows = classes.map((name) => {
    const figures = Object.values(FIGURES).map((figure) => names.map((engine) => cell(engines[engine]?.[name]?.[figure])).join(''))
    return `${name.padEnd(18)}${String(engines[names[0] ?? '']?.[name]?.queries ?? 0).padStart(4)} ${figures.join('  |')}`
  })
  const head = Object.keys(FIGURES)
    .map((name) => name.padStart(4 * names.length))
    .join('  |')
  return [`${split}, typed queries (%): ${names.join(', ')}`, `${'class'.padEnd(18)}   n ${head}`, ...rows].join('\n')
}

function missed({ success1, success5, wrong }: Judged): boolean {
  return success1 === false || success5 === false || wrong === true
}

function described({ query, returned, success5, wrong }: Judged): string {
  const how = wrong ? 'wrong' : success5 ? 'not first' : 'missed'
  const first = returned.slice(0, 3).map(({ talk, moment }) => `    ${talk} ${moment.time} ms (${moment.matched}): ${moment.snippet}`)
  const due = query.truth.slice(0, 3).map(({ talk, from, says }) => `    due: ${talk} ${from} ms “${says}”`)
  return [`${how}: ${query.query} (${query.class})`, ...first, ...due].join('\n')
}

async function main(): Promise<void> {
  const { splits, json, misses } = readArguments(process.argv.slice(2))
  const corpus = corpusTalks() !== null
  if (!corpus) console.error('The corpus is not at hand (../shared/corpus): queries about its text are skipped.')
  const all: Measured[] = []
  for (const split of splits) {
    const judged = await judgeSplit(split, corpus)
    const measured = measure(split, corpus, judged)
    all.push(measured)
    if (!json) console.log(`${table(measured)}\n`)
    if (misses) console.error(judged.filter(missed).map(described).join('\n'))
  }
  const typed: Compared[] = []
  for (const split of splits) {
    const judged = await judgeTyped(split)
    const both = await compared(split, judged)
    typed.push(both)
    if (!json) console.log(`${comparison(both)}\n`)
    if (misses) console.error(judged.filter(missed).map(described).join('\n'))
  }
  if (json) console.log(JSON.stringify({ judged: all, typed }, null, 2))
}

if (import.meta.main) {
  try {
    await main()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 2
  }
}
