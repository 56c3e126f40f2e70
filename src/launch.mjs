#!/usr/bin/env node
/**
 * The door: checks the Node version in plain JavaScript, before anything is imported that an old Node cannot read (better-sqlite3
 * crashes on Node 20 without a word), builds what is not built yet, and starts the program.
 *
 *   node src/launch.mjs --build             builds
 *   node src/launch.mjs --build-if-needed   builds when a source is newer than the build
 *   node src/launch.mjs COMMAND …           the same, then runs the command
 */
const needed = 24
const major = Number(process.versions.node.split('.')[0])
if (major < needed) {
  console.error(
    `Woordelijk draait op Node ${needed} of nieuwer; dit is Node ${process.versions.node}.\n` +
      'Voer eerst “npm ci” uit: dat haalt de juiste Node op. Start daarna met “npm start” of “npx woordelijk …”,\n' +
      'die gebruiken hem vanzelf. (Op een ander systeem dan Linux x64 of arm64: installeer Node 24 zelf.)',
  )
  process.exit(1)
}

const { buildIfNeeded } = await import('./build.mjs')
try {
  await buildIfNeeded({ force: process.argv[2] === '--build' })
} catch (error) {
  console.error(`Het bouwen is mislukt.\n${error instanceof Error ? error.message : error}`)
  process.exit(1)
}
if (!process.argv[2]?.startsWith('--build')) await import('../dist/src/main.js')
