/** Builds the program into dist/: tsc for the server and its pages, vite for the browser. Plain JavaScript, since it runs first. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants } from 'node:zlib'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')
const stamp = join(dist, 'built')

/** @param {{ force?: boolean }} options `force` builds even when nothing changed */
export async function buildIfNeeded({ force = false } = {}) {
  if (!force && existsSync(stamp) && statSync(stamp).mtimeMs >= newestSource()) return
  console.error('Woordelijk wordt gebouwd…')
  // Two first commands at once each build in a folder of their own; the last to finish wins.
  const next = join(root, `dist-${process.pid}`)
  try {
    mkdirSync(next)
    compileServer(next)
    await bundleClient(next)
    writeFileSync(join(next, 'built'), new Date().toISOString())
    rmSync(dist, { recursive: true, force: true })
    renameSync(next, dist)
  } finally {
    rmSync(next, { recursive: true, force: true })
  }
}

function compileServer(out) {
  const require = createRequire(import.meta.url)
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc')
  const { status, stdout, stderr } = spawnSync(process.execPath, [tsc, '-p', root, '--outDir', out], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${stdout}${stderr}`)
}

async function bundleClient(out) {
  const { build } = await import('vite')
  const client = join(out, 'client')
  await build({
    root: join(root, 'web'),
    configFile: join(root, 'web', 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir: client, emptyOutDir: true },
  })
  await build({ configFile: join(root, 'web', 'vite.offline.config.ts'), logLevel: 'error', build: { outDir: client } })
  const folder = join(out, 'static-client')
  const config = join(root, 'web', 'vite.static.config.ts')
  for (const mode of ['bibliotheek', 'speler', 'zoeken'])
    await build({ configFile: config, mode, logLevel: 'error', build: { outDir: folder } })
  for (const name of readdirSync(client, { recursive: true })) {
    const file = join(client, String(name))
    if (!/\.(?:js|css|svg)$/.test(file)) continue
    writeFileSync(`${file}.br`, brotliCompressSync(readFileSync(file), { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }))
  }
}

/** When the newest source was written, in ms since 1970. */
function newestSource() {
  const folders = ['src', 'web'].flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
  const files = folders.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Math.max(
    ...[...files, join(root, 'tsconfig.json'), join(root, 'package-lock.json')]
      .filter((file) => existsSync(file))
      .map((file) => statSync(file).mtimeMs),
  )
}
