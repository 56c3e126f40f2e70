/** Runs validators that others wrote over our output: `xmllint` with a schema, and the schema.org vocabulary. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import Validator from '@adobe/structured-data-validator'

/** Schemas whose licence does not allow a copy here; tests that need them are skipped where the folder is absent. */
const CORPUS = join(import.meta.dirname, '..', '..', '..', 'shared', 'corpus')
export const OAI_SCHEMA = join(CORPUS, 'oai', 'run', 'oai-all.xsd')
export const IIIF_SCHEMA = join(CORPUS, 'iiif', 'schema', 'iiif_3_0.json')
export const PODCAST_SCHEMA = join(import.meta.dirname, '..', 'fixtures', 'podcasting20', 'podcast.xsd')

export function canRun(program: string, ...args: string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

export const hasXmllint = canRun('xmllint', '--version')
export const hasOaiSchema = hasXmllint && existsSync(OAI_SCHEMA)
export const hasIiifSchema = existsSync(IIIF_SCHEMA)

/** @returns what `xmllint` says is wrong; empty when every document validates */
export function xsdErrors(schema: string, documents: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'woordelijk-xsd-'))
  try {
    const files = documents.map((document, i) => {
      const file = join(folder, `${i}.xml`)
      writeFileSync(file, document)
      return file
    })
    const catalog = join(dirname(schema), 'catalog.xml')
    execFileSync('xmllint', ['--noout', '--nonet', '--schema', schema, ...files], {
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...(existsSync(catalog) ? { XML_CATALOG_FILES: catalog } : {}) },
    })
    return ''
  } catch (error) {
    return (error as { stderr: string }).stderr
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The schema.org vocabulary as JSON-LD, rebuilt from the interfaces that `schema-dts` generates from it: classes and their properties. */
function schemaOrgVocabulary(): object {
  const types = readFileSync(
    join(dirname(createRequire(import.meta.url).resolve('schema-dts/package.json')), 'dist', 'schema.d.ts'),
    'utf8',
  )
  const id = (name: string) => ({ '@id': `schema:${name}` })
  const graph: object[] = []
  const domains = new Map<string, string[]>()
  for (const [, name = '', parents = '', body = ''] of types.matchAll(/^interface (\w+)Base extends ([^{]+) \{\n(.*?)^\}/gms)) {
    const above = parents.split(',').flatMap((parent) => /^\s*(\w+)Base$/.exec(parent)?.[1] ?? [])
    graph.push({ '@id': `schema:${name}`, '@type': 'rdfs:Class', ...(above.length > 0 ? { 'rdfs:subClassOf': above.map(id) } : {}) })
    for (const [, property = ''] of body.matchAll(/^ {4}"(\w+)"\?:/gm)) domains.set(property, [...(domains.get(property) ?? []), name])
  }
  // A class without properties of its own has no such interface; its parents are those of its leaf.
  for (const [, name = '', parents = ''] of types.matchAll(/^export interface (\w+)Leaf extends ([^{]+) \{/gm)) {
    const above = parents.split(',').flatMap((parent) => /^\s*(\w+)Base$/.exec(parent)?.[1] ?? [])
    if (!above.includes(name)) graph.push({ '@id': `schema:${name}`, '@type': 'rdfs:Class', 'rdfs:subClassOf': above.map(id) })
  }
  for (const [property, names] of domains)
    graph.push({ '@id': `schema:${property}`, '@type': 'rdf:Property', 'schema:domainIncludes': names.map(id) })
  return { '@graph': graph }
}

let validator: Validator | null = null

/** @returns errors by schema.org's vocabulary and Google's rules, as `Type: message` */
export async function structuredDataErrors(data: readonly Record<string, unknown>[]): Promise<string[]> {
  validator ??= new Validator(schemaOrgVocabulary())
  const jsonld = Object.groupBy(data, (item) => String(item['@type']))
  const issues: { severity: string; issueMessage: string; path: unknown }[] = await validator.validate({ jsonld, microdata: {}, rdfa: {} })
  return issues
    .filter(({ severity, issueMessage }) => severity === 'ERROR' || /schema\.org|not supported/i.test(issueMessage))
    .map(({ issueMessage, path }) => `${JSON.stringify(path)}: ${issueMessage}`)
}
