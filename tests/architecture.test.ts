/** Who may import whom (design: “Shape”). Also that the rules saw files at all. */
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'

const PURE = ['src/language', 'src/markup', 'src/transcript', 'src/match', 'src/align', 'src/table', 'src/problem']
const MAY: Record<string, readonly string[]> = {
  'src/language': [],
  // The tool that makes the lexicon; not part of the program.
  'src/lexicon': ['src/language'],
  'src/problem': [],
  'src/markup': ['src/problem'],
  'src/table': ['src/markup', 'src/problem'],
  'src/transcript': ['src/language', 'src/markup', 'src/problem'],
  'src/match': ['src/language', 'src/transcript', 'src/problem'],
  'src/failure': ['web/words'],
  'src/align': ['src/transcript'],
  'src/config': ['src/failure', 'src/config-media'],
  'src/cli-output': [],
  'src/skos': ['src/markup'],
  'src/library': [...PURE, 'src/failure', 'src/skos/vocabulary'],
  'src/search': [...PURE, 'src/failure'],
  // Where a storyboard has the picture of a moment: arithmetic on the record's own shape.
  'src/media': [...PURE, 'src/failure', 'src/library/talk/storyboard', 'src/library/talk/talk'],
  // Accounts live in the library's own database.
  'src/access': [...PURE, 'src/failure', 'src/library'],
  // One way to point at words and at a time, in the library's annotations and in a reader's.
  'src/feeds': ['src/markup', 'src/transcript/quote/selectors'],
  'src/ingest': [...PURE, 'src/failure', 'src/skos', 'src/library', 'src/search', 'src/media', 'src/access', 'src/feeds'],
  // Talks of other libraries: what an import does, from another server.
  'src/harvest': [...PURE, 'src/failure', 'src/library', 'src/media', 'src/ingest'],
  'src/notify': ['src/failure', 'src/library', 'src/harvest/address'],
  'src/keep': [...PURE, 'src/failure', 'src/library', 'src/search', 'src/media', 'src/access', 'src/feeds', 'src/ingest'],
  'src/http': [
    ...PURE,
    'src/failure',
    'src/config',
    'src/library',
    'src/search',
    'src/media',
    'src/access',
    'src/feeds',
    // Reads what is handed in, at once and apart; no part of the work that jobs do.
    'src/ingest/apart/read-apart',
    'src/ingest/apart/vocabulary-apart',
    'src/skos/vocabulary',
    'src/skos/write',
    // Takes in what comes; the work on it is the jobs'.
    'src/ingest/receive',
    // Takes out what goes for ever.
    'src/ingest/erase',
    // Counts what the media take, when an administrator asks.
    'src/keep/storage',
    // Which addresses may be asked: of a webhook too.
    'src/harvest/address',
    'web/pages',
    'web/words',
  ],
  // Pages know the shapes of what they show and the names in the store, nothing that does anything.
  'web/pages': [
    ...PURE,
    'src/skos/vocabulary',
    'web/words',
    'src/library/talk',
    'src/library/event',
    'src/library/lists',
    'src/library/quote',
    'src/library/keys',
    'src/library/job',
    'src/library/files/uploads',
    'src/library/audit',
    'src/library/bin',
    'src/library/batch',
    'src/library/sheet/columns',
    'src/library/sheet/rows',
    'src/library/person',
    'src/library/theme',
    'src/library/privacy',
    'src/library/storage',
    'src/library/webhook',
    'src/search/answer',
    'src/media/recipe',
    'src/feeds/head',
    'src/feeds/json-ld',
    'web/player/data',
  ],
  'web/words': [],
  // The public library as a folder: asks the web application, and knows none of it.
  'src/static': ['src/failure', 'src/library', 'src/media'],
  // Pages in a folder do in the browser what the server does: its search and its page of results.
  'web/static': [
    ...PURE,
    'web/words',
    'web/pages',
    'web/dictionary',
    'web/player',
    'web/quote',
    'web/transcript',
    'web/search',
    'web/embed',
    'web/site',
    'web/home',
    'web/talk',
    'web/quotes',
    'src/static/address',
    'src/static/no-address',
    'src/search/answer',
    'src/search/engine',
    'src/search/facets',
    'src/search/query/filters',
    'src/search/list-cache',
    'src/search/shards/format',
    'src/library/talk/talk',
  ],
  // One reading of a byte range, on the server and in the service worker; one text of a form's rows, on the page and in its scripts.
  'web/client': [
    ...PURE,
    'src/media/store/range',
    'web/pages/desk/speaker-lines',
    'web/words',
    'web/player',
    'web/transcript',
    'web/search',
  ],
}

/** Arithmetic and names of the record's own shapes. */
const VALUES = ['talk/talk', 'talk/storyboard', 'event/event'].map((module) => `src/library/${module}.ts`)

const files = globSync(['src/**/*.{ts,tsx}', 'web/**/*.{ts,tsx}']).filter((file) => !/vite(?:\.\w+)?\.config\.ts$/.test(file))

interface Import {
  readonly file: string
  readonly target: string
  readonly typeOnly: boolean
  /** `import(…)`: loaded when that line runs. */
  readonly late: boolean
}

const imports: Import[] = files.flatMap((file) =>
  [
    ...readFileSync(file, 'utf8').matchAll(
      /^import\s+(type\s)?[^'"]*?['"]([^'"]+)['"]|^\}\s+from\s+['"]([^'"]+)['"]|import\(['"](\.[^'"]+)['"]\)/gm,
    ),
  ].map((match) => ({
    file,
    target: match[2] ?? match[3] ?? match[4] ?? '',
    typeOnly: match[1] !== undefined,
    late: match[4] !== undefined,
  })),
)

const withoutComments = (source: string) => source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')

function areaOf(file: string): string {
  const [top = '', folder = ''] = file.split('/')
  if (top === 'web') return ['pages', 'words', 'static'].includes(folder) ? `web/${folder}` : 'web/client'
  return `${top}/${folder.replace(/\.tsx?$/, '')}`
}

test('there are files to look at', () => {
  expect(files.length).toBeGreaterThan(60)
  expect(imports.length).toBeGreaterThan(200)
  expect([...new Set(files.map(areaOf))]).toEqual(
    expect.arrayContaining(['src/markup', 'src/transcript', 'src/match', 'src/library', 'src/http', 'web/pages', 'web/client']),
  )
})

test.each(imports.filter(({ target }) => target.startsWith('.')))('$file may import $target', ({ file, target, typeOnly }) => {
  const area = areaOf(file)
  const wiring = [
    'src/main',
    'src/wire',
    'src/cli',
    'src/cli-accounts',
    'src/cli-keep',
    'src/cli-themes',
    'src/cli-harvest',
    'src/cli-move',
    'src/cli-export',
    'src/wire-server',
    'src/wire-static',
    'src/wire-upkeep',
  ]
  if (wiring.includes(area)) return
  const resolved = normalize(join(dirname(file), target))
  if (target.endsWith('.css') || areaOf(resolved) === area) return
  const allowed = MAY[area]
  expect(allowed, `no rule for ${area}`).toBeDefined()
  expect(resolved, 'nobody imports main').not.toMatch(/^src\/main/)
  const may = allowed?.some((rule) => resolved.startsWith(`${rule}/`) || resolved.startsWith(`${rule}.`))
  expect(may, `${file} imports ${resolved}`).toBe(true)
  // What a page may show of the library is types, save modules of values only: no SQL reaches a page.
  if (area === 'web/pages' && resolved.startsWith('src/library/') && !typeOnly) expect(VALUES).toContain(resolved)
})

test('the pure parts touch nothing outside themselves', () => {
  const pure = imports.filter(({ file }) => [...PURE, 'src/feeds'].some((area) => file.startsWith(`${area}/`) || file === `${area}.ts`))
  expect(pure.length).toBeGreaterThan(10)
  // Parsers of bytes and text, pure themselves: TTML and Word documents are XML, and a Word document is a zip.
  const parsers = ['diff', 'entities', 'fflate', 'saxes']
  expect(pure.map(({ target }) => target).filter((target) => !target.startsWith('.') && !parsers.includes(target))).toEqual([])
  const ambient = [...PURE, 'src/feeds']
    .flatMap((area) => globSync([`${area}.ts`, `${area}/**/*.ts`], { exclude: ['**/lexicon-data.ts'] }))
    .filter((file) =>
      // The text of a Word file is called word/document.xml.
      /\b(?:process|Buffer|(?<!word\/)document|window|setTimeout|Date\.now)\b/.test(withoutComments(readFileSync(file, 'utf8'))),
    )
  expect(ambient).toEqual([])
})

test('a command that serves nobody loads no server and no signing in', () => {
  const loaded = new Set<string>()
  const packages = new Set<string>()
  const load = (module: string) => {
    if (loaded.has(module)) return
    loaded.add(module)
    for (const { target, typeOnly, late } of imports.filter(({ file }) => file === module)) {
      if (typeOnly || late) continue
      if (target.startsWith('.')) load(normalize(join(dirname(module), target)))
      else packages.add(target)
    }
  }
  for (const module of ['src/main.ts', 'src/wire.ts']) load(module)
  expect(loaded.size).toBeGreaterThan(100)
  expect([...packages]).toEqual(expect.arrayContaining(['commander', 'kysely']))
  expect([...packages].filter((name) => /better-auth|^hono|prom-client|@aws-sdk|react/.test(name))).toEqual([])
  expect([...loaded].filter((module) => module.endsWith('.tsx'))).toEqual([])
})

test('only library and search speak SQL', () => {
  const speaking = imports
    .filter(({ target }) => ['kysely', 'better-sqlite3', 'kysely/migration'].includes(target))
    .map(({ file }) => file.split('/')[1])
  expect(new Set(speaking)).toEqual(new Set(['library', 'search']))
})

test('a file over 400 lines says why in its header, and the median is small', () => {
  const lengths = files
    .map((file) => ({ file, text: readFileSync(file, 'utf8') }))
    .map(({ file, text }) => ({ file, lines: text.split('\n').length, text }))
  const long = lengths.filter(({ lines, text }) => lines > 400 && !/long because/i.test(text.slice(0, 600)))
  expect(long.map(({ file, lines }) => `${file}: ${lines}`)).toEqual([])
  const sorted = lengths.map(({ lines }) => lines).sort((a, b) => a - b)
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(120)
})

test('no page or script names a foreign host', () => {
  // Where the lexicon comes from stands in it, as its licence asks.
  // Formats of other programs name their vocabularies by address; nothing fetches those.
  const shown = files.filter((file) => !/^src\/(?:lexicon|feeds|harvest)\//.test(file) && file !== 'src/language/lexicon-data.ts')
  const named = shown.flatMap((file) =>
    [
      ...readFileSync(file, 'utf8').matchAll(
        /https?:\/\/(?!localhost|www\.w3\.org|schemas\.openxmlformats\.org|[\w.-]+\.invalid\b)[\w.-]+/g,
      ),
    ].map((match) => `${file}: ${match[0]}`),
  )
  expect(named).toEqual([])
})
