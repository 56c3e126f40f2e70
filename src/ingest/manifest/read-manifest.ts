/** YAML in, a checked manifest out; every problem with its line and column. */
import { isMap, isNode, isPair, isScalar, LineCounter, type Node, parseDocument } from 'yaml'
import { z } from 'zod'
import { decodeText } from '../../markup/decode.ts'
import { error, type Problem, warning } from '../../problem.ts'
import { type Manifest, manifest } from './manifest.ts'

export interface ReadManifest {
  /** Null when a problem is an error. */
  readonly value: Manifest | null
  readonly problems: readonly Problem[]
  /** The id as written, even where the manifest is wrong: to name it in a report. */
  readonly id: string | null
  /** Where a key stands, for problems found later: a missing file, a wrong hash. */
  place(path: readonly PropertyKey[]): { line: number; column: number }
}

const MAX_BYTES = 5_000_000
const dutch = z.locales.nl().localeError

export function readManifest(bytes: Uint8Array): ReadManifest {
  const nowhere = () => ({ line: 1, column: 1 })
  if (bytes.length > MAX_BYTES)
    return { value: null, id: null, problems: [error('too-large', 'Het manifest is groter dan 5 MB.')], place: nowhere }
  const decoded = decodeText(bytes)
  const lines = new LineCounter()
  const document = parseDocument(decoded.text, {
    lineCounter: lines,
    schema: 'core',
    uniqueKeys: true,
    prettyErrors: false,
    version: '1.2',
  })
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  const place = (path: readonly PropertyKey[]) => at(offsetOf(document.contents, path))
  const written = document.errors.map((fault) => problemAt('yaml', describeYaml(fault.code, fault.message), at(fault.pos[0])))
  const told = [...decoded.problems, ...document.warnings.map((fault) => warning('yaml', fault.message, at(fault.pos[0]).line))]
  if (written.length > 0) return { value: null, id: null, problems: [...told, ...written], place }

  const raw = resolveAliases(document)
  if (raw === TOO_MANY_ALIASES)
    return { value: null, id: null, problems: [...told, error('yaml', 'Er staan te veel verwijzingen (*naam) in.', 1)], place }
  const id = typeof raw === 'object' && raw !== null && 'id' in raw && typeof raw.id === 'string' ? raw.id : null
  const parsed = manifest.safeParse(raw, { error: dutch })
  if (parsed.success) return { value: parsed.data, id, problems: told, place }
  const found = parsed.error.issues.flatMap((issue) => problemsOf(issue, place))
  return { value: null, id, problems: [...told, ...found], place }
}

const TOO_MANY_ALIASES = Symbol()

/** An alias bomb is a small file that unfolds into gigabytes. */
function resolveAliases(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 })
  } catch (cause) {
    if (cause instanceof ReferenceError) return TOO_MANY_ALIASES
    throw cause
  }
}

const problemAt = (code: string, message: string, { line, column }: { line: number; column: number }) => error(code, message, line, column)

/** An unknown key is named and stands where it is written; a union's issue is that of the branch that came nearest. */
function problemsOf(issue: z.core.$ZodIssue, place: ReadManifest['place'], base: readonly PropertyKey[] = []): Problem[] {
  const path = [...base, ...issue.path]
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => problemAt('unknown-key', `“${key}” is geen bekende sleutel${inside(path)}.`, place([...path, key])))
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const nearest = issue.errors.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length)[0] ?? []
    if (depth(nearest) > 0 || nearest.some((inner) => inner.code === 'unrecognized_keys' || inner.code === 'custom')) {
      return nearest.flatMap((inner) => problemsOf(inner, place, path))
    }
  }
  const missing = issue.code === 'invalid_type' && issue.message.includes('undefined')
  const name = path.map(String).join('.')
  if (missing) return [problemAt('missing-key', `“${name}” ontbreekt.`, place(path))]
  return [problemAt('invalid', `“${name || 'kind'}” ${lowerFirst(issue.message)}.`, place(path))]
}

const depth = (issues: readonly z.core.$ZodIssue[]) => Math.max(0, ...issues.map((issue) => issue.path.length))
const inside = (path: readonly PropertyKey[]) => (path.length === 0 ? '' : ` in “${path.map(String).join('.')}”`)
const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1).replace(/\.$/, '')

function describeYaml(code: string, message: string): string {
  if (code === 'DUPLICATE_KEY') return 'Deze sleutel staat er twee keer.'
  if (code === 'MULTIPLE_DOCS') return 'Een manifest is één YAML-document; begin voor het volgende een nieuw bestand.'
  return `Dit is geen geldige YAML: ${message}`
}

/** The offset of the deepest part of the path that is written down. */
function offsetOf(contents: unknown, path: readonly PropertyKey[]): number {
  let node: unknown = contents
  let offset = isNode(contents) ? start(contents) : 0
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === key)
      if (!pair) return offset
      if (isNode(pair.key)) offset = start(pair.key)
      node = pair.value
    } else if (isNode(node) && 'items' in node && Array.isArray(node.items) && typeof key === 'number') {
      node = node.items[key]
      if (isNode(node)) offset = start(node)
    } else {
      return offset
    }
  }
  return offset
}

const start = (node: Node) => node.range?.[0] ?? 0
