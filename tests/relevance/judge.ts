/**
 * `node tests/relevance/judge.ts [--split tune|heldout] [--json] [--misses]`: how well the search answers the judged queries, per class.
 * `--misses` lists what was missed, of the tune split alone: who has seen the held-out misses has nothing left to measure with.
 */
import { parseArgs } from 'node:util'
import { corpusTalks } from './corpus.ts'
import { type Judged, judgeSplit, type Measured, measure, type Scores } from './measure.ts'
import type { Split } from './talks.ts'

export interface Wish {
  readonly splits: readonly Split[]
  readonly json: boolean
  readonly misses: boolean
}

/** @throws Error in words for whoever typed it */
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
  if (json) console.log(JSON.stringify(all, null, 2))
}

if (import.meta.main) {
  try {
    await main()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 2
  }
}
