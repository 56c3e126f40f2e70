/** What one talk holds of a query. The same on the server and in the browser. */
import type { Token } from '../language/tokens.ts'
import type { NamedVoices } from './matcher.ts'
import { type Cluster, type CueFacts, clusters, type Place, placesIn, type Sought, turnClusters } from './moments.ts'
import type { SpokenWords } from './spoken-words.ts'

/** A talk as it is looked through. */
export interface HeardTalk {
  readonly words: SpokenWords
  readonly starts: Uint32Array
  readonly repeats: Uint16Array
  /** The number of each cue's voice; 0: no voice is certain. */
  readonly voices: Uint16Array
}

/** A query, laid out to look through talks for it. */
export interface Wanted {
  readonly sought: Sought
  /** What may not stand near; null: nothing. */
  readonly unsought: Sought | null
  /** Of the clauses: rarer words count for more. */
  readonly weights: readonly number[]
}

/** What is known of the voices of one talk. */
export interface Heard {
  /** For each clause, the voices it names; null where no clause names any. */
  readonly named: readonly (readonly number[])[] | null
  /** The voices asked for; null: all. */
  readonly only: ReadonlySet<number> | null
}

/** The voices that each clause names in one talk; null where none does. */
export function namedIn(talk: number, named: NamedVoices | null): Heard['named'] {
  return named?.some((voices) => voices.has(talk)) ? named.map((voices) => voices.get(talk) ?? []) : null
}

export interface Found {
  /** In spoken order. */
  readonly found: readonly Cluster[]
  readonly places: readonly Place[]
}

export function findIn(talk: number, { words, starts, repeats, voices }: HeardTalk, wanted: Wanted, { named, only }: Heard): Found {
  const places = placesIn(talk, words, wanted.sought)
  // Voice 0 is named where the whole talk is by or about the person: then the name is met all through it, and is no topic.
  const about = (named ?? []).reduce((bits, list, clause) => (list.includes(0) ? bits | (1 << clause) : bits), 0)
  const spoken = named && Uint32Array.from(voices, (voice) => bitsNaming(named, voice))
  const facts: CueFacts = {
    starts,
    repeats,
    named: about === 0 ? spoken : Uint32Array.from(voices, (_, cue) => (spoken?.[cue] ?? 0) | about),
    voices: voices.some((voice) => voice > 1) ? voices : null,
    allowed: only && Uint8Array.from(voices, (voice) => (only.has(voice) ? 1 : 0)),
  }
  const heard = clusters(places, facts, wanted.weights)
  const turns = turnClusters({ ...facts, named: spoken }, words.order.length, wanted.weights)
  const all = turns.length === 0 ? heard : withTurns(heard, turns)
  if (wanted.unsought === null) return { found: all, places }
  const unwanted = new Set(
    clusters(
      placesIn(talk, words, wanted.unsought),
      { ...facts, named: null },
      wanted.unsought.clauses.map(() => 1),
    ).map(({ cue }) => cue),
  )
  return { found: all.filter(({ cue }) => !unwanted.has(cue) && !unwanted.has(cue - 1) && !unwanted.has(cue + 1)), places }
}

function bitsNaming(named: readonly (readonly number[])[], voice: number): number {
  if (voice === 0) return 0
  return named.reduce((bits, voices, clause) => (voices.includes(voice) ? bits | (1 << clause) : bits), 0)
}

/** A turn's beginning stands for what is said in its first cue. */
function withTurns(spoken: readonly Cluster[], turns: readonly Cluster[]): Cluster[] {
  const begun = new Set(turns.map(({ cue }) => cue))
  return [...spoken.filter(({ cue }) => !begun.has(cue)), ...turns].sort((a, b) => a.at - b.at)
}

/** The best first; of equals the earlier. Where somewhere all words fall together, places with fewer are not what was asked. */
export function bestOf(found: readonly Cluster[]): Cluster[] {
  const most = found.reduce((met, cluster) => Math.max(met, cluster.met), 0)
  return found.filter(({ met }) => met === most).sort((a, b) => b.fit - a.fit || a.at - b.at)
}

/** Fewer words in common than this are said twice, not shown twice. */
const SHORTEST_REPEAT = 3

/**
 * How many words at the beginning of each cue only repeat the end of the one before it, as rolling captions and doubled lines do.
 * @param tokens of each cue
 */
export function repeatsIn(
  tokens: readonly (readonly Token[])[],
  cues: readonly { readonly start: number; readonly end: number }[],
): Uint16Array {
  return Uint16Array.from(tokens, (own, cue) => {
    const before = tokens[cue - 1]
    const [now, last] = [cues[cue], cues[cue - 1]]
    if (!before || !now || !last) return 0
    const together = now.start === last.start && now.end === last.end
    // A silence between them: it is said again.
    if (!together && now.start > last.end + 100) return 0
    for (let common = Math.min(own.length, before.length); common >= (together ? 1 : SHORTEST_REPEAT); common--) {
      const from = before.length - common
      let same = 0
      while (same < common && own[same]?.form === before[from + same]?.form) same++
      if (same === common) return common
    }
    return 0
  })
}

/** The cue in which a word is spoken. */
export function cueAt(starts: Uint32Array, at: number): number {
  let [low, high] = [0, starts.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) <= at) low = middle
    else high = middle - 1
  }
  return low
}
