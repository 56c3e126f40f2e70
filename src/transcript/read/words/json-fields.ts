/** Values of a JSON file that nobody has checked, and where its rows stand in the file. */
import { type Placer, placer } from '../../../markup/place.ts'
import type { Place } from '../reading.ts'

export type Fields = Record<string, unknown>

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)
export const rowsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** Marks that say where a value begins or ends; what is between quotation marks is passed over. */
const MARKS = /[[\]{},:"]/g

/**
 * Where each entry stands of the list under `key` in the outermost object, or of the outermost list where `key` is null. The file is looked
 * through once, when first asked.
 */
export function placeOfRow(source: string, key: string | null): (row: number) => Place {
  const place = placer(source)
  let starts: number[] | null = null
  return (row) => {
    starts ??= startsOfRows(source, key)
    const at = starts[row]
    return at === undefined ? { line: 1, column: 1 } : placeAt(place, at)
  }
}

function startsOfRows(source: string, key: string | null): number[] {
  const starts: number[] = []
  const depthOfRows = key === null ? 1 : 2
  const marks = new RegExp(MARKS)
  let depth = 0
  let lastString = ''
  let inList = false
  let awaiting = false
  for (let mark = marks.exec(source); mark; mark = marks.exec(source)) {
    const at = mark.index
    const char = mark[0]
    const wasAwaiting = awaiting
    if (inList && awaiting && char !== ']') {
      starts.push(at)
      awaiting = false
    }
    if (char === '"') {
      const end = endOfString(source, at + 1)
      if (depth === 1) lastString = source.slice(at + 1, end)
      marks.lastIndex = end + 1
    } else if (char === '[' || char === '{') {
      depth++
      if (char === '[' && depth === depthOfRows && (key === null || lastString === key)) {
        inList = true
        awaiting = true
      }
    } else if (char === ']' || char === '}') {
      if (inList && depth === depthOfRows) return starts
      depth--
    } else if (char === ',' && inList && depth === depthOfRows) {
      // A number or a word stood there, which has no mark of its own.
      if (wasAwaiting) starts[starts.length - 1] = at
      awaiting = true
    }
  }
  return starts
}

function endOfString(source: string, from: number): number {
  for (let at = source.indexOf('"', from); at >= 0; at = source.indexOf('"', at + 1)) {
    let slashes = 0
    while (source[at - 1 - slashes] === '\\') slashes++
    if (slashes % 2 === 0) return at
  }
  return source.length
}

function placeAt(place: Placer, at: number): Place {
  const [line, column] = place(at)
  return { line, column }
}

/** Where `JSON.parse` stopped; the start of the file where the engine does not say. */
export function placeOfFault(source: string, fault: unknown): Place {
  const position = fault instanceof Error ? /position (\d+)/.exec(fault.message)?.[1] : undefined
  return position === undefined ? { line: 1, column: 1 } : placeAt(placer(source), Number(position))
}
