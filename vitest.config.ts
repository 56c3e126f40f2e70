import { join } from 'node:path'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

const OPEN = join(import.meta.dirname, 'src/library/open.ts')
const OPEN_POSTGRES = join(import.meta.dirname, 'tests/postgres/open.ts')

/** `TEST_DATABASE=postgres`: every library that a test opens has its record in PostgreSQL (tests/README.md). */
const onPostgres: Plugin = {
  name: 'record-in-postgres',
  enforce: 'pre',
  async resolveId(source, importer) {
    if (!source.endsWith('/open.ts')) return null
    const resolved = await this.resolve(source, importer, { skipSelf: true })
    return resolved?.id === OPEN ? OPEN_POSTGRES : null
  },
}

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  plugins: process.env.TEST_DATABASE === 'postgres' ? [onPostgres] : [],
  test: {
    globalSetup: 'tests/setup/global-setup.ts',
    // A file for each of two cores; left out, such a machine runs one at a time. A third makes all slower: a browser draws with both.
    maxWorkers: 2,
    // Whole programs and real browsers on two cores: the limit is for what hangs, not for what is slow.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    projects: [
      { extends: true, test: { name: 'node', include: ['tests/**/*.test.{ts,tsx}'], exclude: ['tests/browser/**'] } },
      { extends: true, test: { name: 'browser', include: ['tests/browser/**/*.test.ts'] } },
    ],
  },
})
