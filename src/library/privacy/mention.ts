/** Finds a name or an e-mail address in a text, whatever its case, accents and punctuation. Pure. */
import { fold } from '../../language/tokens.ts'

/** `name`: all of it, in order. `family`: only the last word of the name, which may be somebody else's. */
export type MentionKind = 'name' | 'family'

export interface Mention {
  readonly kind: MentionKind
  /** The text around it, on one line. */
  readonly excerpt: string
}

export interface Matcher {
  /** A pattern for `lower(column) like`: finds every text with a mention, and others too. */
  readonly pattern: string
  find(text: string): Mention | null
}

const SHORTEST_FAMILY_NAME = 4
const AROUND = 60

/** @returns null for a text without letters or digits */
export function createMatcher(wanted: string): Matcher | null {
  const words = plain(wanted).trim().split(' ').filter(Boolean)
  const last = words.at(-1)
  if (last === undefined) return null
  const isAddress = wanted.includes('@')
  const whole = ` ${words.join(' ')} `
  const family = !isAddress && words.length > 1 && last.length >= SHORTEST_FAMILY_NAME ? ` ${last} ` : null
  return {
    pattern: `%${longestPlainRun(isAddress ? wanted : (wanted.trim().split(/\s+/).at(-1) ?? wanted))}%`,
    find(text) {
      const folded = plain(text)
      const kind = folded.includes(whole) ? 'name' : family !== null && folded.includes(family) ? 'family' : null
      return kind && { kind, excerpt: excerptOf(text, kind === 'name' ? words : [last]) }
    },
  }
}

/** Words with one space between and around them. In JSON a line break is written `\n`, which is no letter of the next word. */
function plain(text: string): string {
  return ` ${fold(text.replace(/\\[nrt]/g, ' ')).replace(/[^\p{L}\p{N}]+/gu, ' ')} `
}

/** The databases' own `lower` agrees with ours for these letters only. */
function longestPlainRun(text: string): string {
  const runs = text.toLowerCase().match(/[a-z0-9]+/g) ?? []
  return runs.toSorted((a, b) => b.length - a.length)[0] ?? ''
}

function excerptOf(text: string, words: readonly string[]): string {
  const line = text.replace(/\\[nrt]|\s+/g, ' ')
  // Folding keeps the length of a text in Dutch and its neighbours; elsewhere the excerpt begins a little off.
  const place = Math.max(0, fold(line).indexOf(words[0] ?? ''))
  const from = Math.max(0, place - AROUND)
  const to = Math.min(line.length, place + words.join(' ').length + AROUND)
  return `${from > 0 ? '…' : ''}${line.slice(from, to).trim()}${to < line.length ? '…' : ''}`
}
