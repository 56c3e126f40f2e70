/** `npm test`: types, lint, dead code, and every test in Node and in a real browser. Installs what it needs where it may. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

const needed = [
  { program: 'chromium', why: 'the browser tests' },
  { program: 'ffmpeg', why: 'making media with the defects that are tested' },
]
/** Tests that want these are skipped where they cannot be had, and say so. */
const wanted = [
  { program: 'firefox-esr', why: 'reading our captions in a second browser' },
  { program: 'xmllint', package: 'libxml2-utils', why: 'checking what we write against XML schemas' },
  { program: 'oai_pmh', package: 'libhttp-oai-perl', why: 'harvesting our records with a program of others' },
  { program: 'espeak-ng', why: 'giving a text without times its times' },
  ...['proxy', 'object', 'container', 'account'].map((kind) => ({
    program: `swift-${kind}-server`,
    package: `swift-${kind}`,
    why: 'keeping media in an S3 store',
  })),
]

function run(command, args, options = {}) {
  return spawnSync(command, args, { stdio: 'inherit', ...options }).status ?? 1
}

const onPath = (program) => (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)))

const missing = (programs) => programs.filter(({ program }) => !onPath(program))
/** Names of Debian's packages. */
const namesOf = (programs) => programs.map((entry) => entry.package ?? entry.program)

/** From Debian, when this user may install; otherwise says exactly what to install. */
function ensurePrograms() {
  if (missing([...needed, ...wanted]).length === 0) return
  const asRoot =
    process.getuid?.() === 0 ? [] : onPath('sudo') && run('sudo', ['-n', 'true'], { stdio: 'ignore' }) === 0 ? ['sudo', '-n'] : null
  if (asRoot !== null && onPath('apt-get')) {
    const apt = (...args) => {
      const [command, ...rest] = [...asRoot, 'apt-get', '-y', ...args]
      return run(command, rest, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
    }
    apt('update')
    // Apart, because apt installs nothing at all when one of the names is unknown to it.
    for (const programs of [needed, wanted]) {
      const names = namesOf(missing(programs))
      if (names.length === 0) continue
      console.log(`Installing ${names.join(' and ')} from Debian…`)
      apt('install', '--no-install-recommends', ...names)
    }
  }
  for (const { program, why } of missing([...needed, ...wanted])) console.error(`Missing: ${program} (for ${why}).`)
  const still = namesOf(missing(needed))
  const skipped = namesOf(missing(wanted))
  if (skipped.length > 0)
    console.error(`Tests with ${skipped.join(' and ')} are skipped; install with: sudo apt-get install ${skipped.join(' ')}`)
  if (still.length === 0) return
  console.error(`Install with: sudo apt-get install ${still.join(' ')}`)
  process.exit(1)
}

const bin = (name) => join('node_modules', '.bin', name)
const results = join(mkdtempSync(join(tmpdir(), 'woordelijk-results-')), 'results.json')
process.on('exit', () => rmSync(join(results, '..'), { recursive: true, force: true }))
// Each thread and each program that a test starts reads the same sources: compiled once, they start in half the time.
process.env.NODE_COMPILE_CACHE ??= join(results, '..', 'compiled')
const steps = [
  ['types of the server and its pages', bin('tsc'), ['-p', '.', '--noEmit']],
  ['types of the client', bin('tsc'), ['-p', 'web']],
  ['types of the tests and tools', bin('tsc'), ['-p', 'tests']],
  ['format', bin('biome'), ['check', '.']],
  ['lint', bin('oxlint'), ['--type-aware', '--deny-warnings', 'src', 'web', 'tests', 'media-manifests/demonstration']],
  ['dead code', bin('knip'), []],
  ['build', process.execPath, ['src/launch.mjs', '--build']],
  ['tests', bin('vitest'), ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${results}`]],
]

ensurePrograms()
// Not installed from here: Debian's package starts a database server.
if (!onPath('initdb') && !existsSync('/usr/lib/postgresql'))
  console.error('Tests on PostgreSQL are skipped; install with: sudo apt-get install postgresql')
for (const [name, command, args] of steps) {
  console.log(`\n── ${name}`)
  const status = run(command, args)
  if (status !== 0) {
    console.error(`\n${name}: failed`)
    process.exit(status)
  }
}
const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(results, 'utf8'))
console.log(`\n${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`)
if (numPassedTests === 0) process.exit(1)
