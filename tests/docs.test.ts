/** The documentation names what exists: commands, routes of the API, files it links to; and the first page stays short. */
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Command } from 'commander'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createProgram } from '../src/cli.ts'
import type { RunningServer } from '../src/wire.ts'
import { startTestServer } from './setup/make-library.ts'

let server: RunningServer
// The description of the API is the same in an empty library.
const data = mkdtempSync(join(tmpdir(), 'woordelijk-docs-'))
beforeAll(async () => {
  server = await startTestServer({ WOORDELIJK_DATA: data })
})
afterAll(async () => {
  await server.close()
  rmSync(data, { recursive: true })
})

const pages = globSync(['README.md', '{src,web,tests,media-manifests}/**/*.md'], { exclude: ['**/scripts/**'] })
const text = pages.map((page) => readFileSync(page, 'utf8')).join('\n')

/** Every command that can be run, subcommands by their whole name: `user add`. */
function commandNames(parent: Command, prefix = ''): string[] {
  return parent.commands.flatMap((command) =>
    command.commands.length > 0 ? commandNames(command, `${prefix}${command.name()} `) : [prefix + command.name()],
  )
}

test('the README is at most 7 kB', () => {
  expect(statSync('README.md').size).toBeLessThanOrEqual(7 * 1024)
})

test('each command is named', () => {
  const never = () => Promise.reject(new Error('not run here'))
  const names = commandNames(createProgram({ openLibrary: never, exportStaticLibrary: never, startServer: never, environment: {} }))
  expect(names.length).toBeGreaterThan(20)
  expect(names.filter((name) => !text.includes(`\`${name}\``) && !text.includes(`npx woordelijk ${name}`))).toEqual([])
})

test('each route of the API description is named with its method', async () => {
  const document = (await (await fetch(`${server.address}/api/v1/openapi.json`)).json()) as { paths: Record<string, object> }
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(routes.length).toBeGreaterThan(20)
  expect(routes.filter((route) => !text.includes(`\`${route}\``))).toEqual([])
})

test('each link to a file leads to one', () => {
  const links = pages.flatMap((page) =>
    [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:|#|mailto:)([^)\s#]+)/g)].map((match) => join(dirname(page), match[1] ?? '')),
  )
  expect(links.length).toBeGreaterThan(8)
  expect(links.filter((link) => !existsSync(link))).toEqual([])
})
