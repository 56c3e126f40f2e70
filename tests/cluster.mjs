/** `npm run test:cluster`: the tests without a browser, with every record in PostgreSQL. Names of files after it: those only. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Programs of the test of three nodes, by Debian's packages. Not installed from here: the packages start servers. */
const CLUSTER = { nginx: 'nginx-light', 'swift-proxy-server': 'swift-proxy swift-account swift-container swift-object' }
const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin']
for (const [program, packages] of Object.entries(CLUSTER))
  if (!folders.some((folder) => existsSync(join(folder, program))))
    console.error(`The test of three nodes is skipped; install with: sudo apt-get install ${packages}`)

const vitest = join('node_modules', '.bin', 'vitest')
const built = spawnSync(process.execPath, ['src/launch.mjs', '--build-if-needed'], { stdio: 'inherit' }).status ?? 1
if (built !== 0) process.exit(built)
const { status } = spawnSync(vitest, ['run', '--project', 'node', ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, TEST_DATABASE: 'postgres' },
})
process.exit(status ?? 1)
