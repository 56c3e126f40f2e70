/**
 * `npm run bench [-- NAME…] [--json]`: measures, side by side in one run, and prints one table. Never part of the tests: a ratio on
 * this machine is a fact, a limit in milliseconds is a coin toss.
 */
import { benchSearch } from './search.ts'
import { benchServe } from './serve.ts'

export interface Row {
  readonly bench: string
  readonly what: string
  readonly value: number
  readonly unit: string
  /** Against the row this one is compared with. */
  readonly ratio?: number
}

const benches: Record<string, () => Promise<Row[]>> = {
  serve: benchServe,
  search: () => benchSearch([100_000, 1_000_000]),
  'search-small': () => benchSearch([100_000]),
}

const names = process.argv.slice(2).filter((argument) => argument !== '--json')
const unknown = names.filter((name) => !(name in benches))
if (unknown.length > 0) {
  console.error(`No such benchmark: ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}.`)
  process.exit(2)
}
const rows: Row[] = []
for (const [name, bench] of Object.entries(benches))
  if ((names.length === 0 && name !== 'search-small') || names.includes(name)) rows.push(...(await bench()))

if (process.argv.includes('--json')) console.log(JSON.stringify(rows, null, 2))
else
  console.table(
    rows.map(({ bench, what, value, unit, ratio }) => ({
      bench,
      what,
      value: `${value.toLocaleString('en')} ${unit}`,
      ratio: ratio === undefined ? '' : `${ratio} ×`,
    })),
  )
