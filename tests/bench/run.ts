/**
 * `npm run bench [-- NAME…] [--json] [--keep]`: measures, side by side in one run, and prints one table. Never part of the tests: a
 * ratio on this machine is a fact, a limit in milliseconds is a coin toss.
 *
 *   --without NAME  leaves an engine out of the search benches (ours over HTTP, plain FTS5, lunr, MiniSearch, Orama); may be repeated
 *   --keep     keeps search indexes in the system's temporary folder and uses those kept before
 *   --gigabytes N  of the one large upload in `archive`
 *   --mutations N, --seed N  of the transcript files in `fuzz`, which ends with 1 where one fails
 *   --seed N  of the draw of sentences in `align`
 *   --talks N  of the large library in `library`; --pages measures its start and pages only
 *   --cues N   searches a library, or reads a transcript, of N cues instead, to try the benchmark itself
 */
import { parseArgs } from 'node:util'
import { benchAlign } from './align/align.ts'
import { benchArchive } from './archive.ts'
import { benchEditor } from './editor.ts'
import { benchFuzz } from './fuzz.ts'
import { benchLibrary } from './library.ts'
import { benchPackage } from './package.ts'
import { benchSearch } from './search.ts'
import { benchServe } from './serve.ts'
import { benchTranscripts } from './transcripts.ts'

export interface Row {
  readonly bench: string
  readonly what: string
  readonly value: number
  readonly unit: string
  /** Against the row this one is compared with. */
  readonly ratio?: number
}

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean' },
    keep: { type: 'boolean', default: false },
    without: { type: 'string', multiple: true, default: [] },
    cues: { type: 'string' },
    gigabytes: { type: 'string' },
    mutations: { type: 'string' },
    seed: { type: 'string' },
    talks: { type: 'string' },
    pages: { type: 'boolean', default: false },
  },
})
const rows: Row[] = []
const searching = (...usual: number[]) => ({
  sizes: options.cues === undefined ? usual : [Number(options.cues)],
  keep: options.keep,
  without: options.without.map((name) => name.toLowerCase()),
  onRow: (row: Row) => void rows.push(row),
})
const benches: Record<string, () => Promise<Row[] | void>> = {
  serve: benchServe,
  align: () => benchAlign({ seed: Number(options.seed ?? 1), onRow: (row) => void rows.push(row) }),
  package: benchPackage,
  search: () => benchSearch(searching(100_000, 1_000_000)),
  editor: benchEditor,
  'search-small': () => benchSearch(searching(100_000)),
  archive: () => benchArchive(Number(options.gigabytes ?? 20)),
  fuzz: () => benchFuzz(Number(options.mutations ?? 10_000), Number(options.seed ?? 1)),
  // Loaded when asked: it needs the program built, and the others do not.
  talk: async () => (await import('./talk.ts')).benchTalk(),
  library: () => benchLibrary({ talks: Number(options.talks ?? 10_000), keep: options.keep, whole: !options.pages }),
  transcripts: () => benchTranscripts(Number(options.cues ?? 100_000)),
}

if (options.cues !== undefined && !/^[1-9]\d*$/.test(options.cues)) {
  console.error(`--cues takes a number of cues, not “${options.cues}”.`)
  process.exit(2)
}
const unknown = names.filter((name) => !(name in benches))
if (unknown.length > 0) {
  console.error(`No such benchmark: ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}.`)
  process.exit(2)
}
// Stopped with Ctrl-C or by another program: what was measured by then is printed all the same.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    print()
    process.exit(130)
  })
}
for (const [name, bench] of Object.entries(benches))
  if ((names.length === 0 && name !== 'search-small') || names.includes(name)) rows.push(...((await bench()) ?? []))
print()

function print(): void {
  if (options.json) return console.log(JSON.stringify(rows, null, 2))
  console.table(
    rows.map(({ bench, what, value, unit, ratio }) => ({
      bench,
      what,
      value: `${value.toLocaleString('en')} ${unit}`,
      ratio: ratio === undefined ? '' : `${ratio} ×`,
    })),
  )
}
