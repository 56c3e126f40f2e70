/**
 * The search index in pieces, for a library without a server: what each file holds, where it is, and its numbers as text. Written by
 * shards.ts, read in the browser. Each file is one call, `woordelijk("zoeken/t/7.js", …)`, so that a page on a disk can load it.
 */

export const INDEX = 'zoeken/index.js'
export const VOICES = 'zoeken/stemmen.js'
export const termFile = (shard: number) => `zoeken/t/${shard}.js`
export const formFile = (leaf: number) => `zoeken/f/${leaf}.js`
export const talkFile = (talk: number) => `zoeken/o/${talk}.js`
export const cueFile = (talk: number, piece: number) => `zoeken/c/${talk}/${piece}.js`
export const slideFile = (talk: number) => `zoeken/d/${talk}.js`
export const placeFile = (form: number, block: number) => `zoeken/p/${form}-${block}.js`

/** Cues in one file. */
export const CUES_IN_A_PIECE = 48
/** Places of one form as text, in characters: of more, each block of talks has a file of its own. */
export const LONGEST_PLACES = 24_000
export const blockOf = (talk: number) => talk >> 5

/** Numbers packed as text (`pack`). */
export type Packed = string

export interface ShardedIndex {
  /** Changes whenever any file may have. */
  readonly version: string
  readonly ids: readonly string[]
  /** Number and spoken words of each talk, in the order of `ids`: [number, words, …]. */
  readonly talks: Packed
  /** Files of terms. */
  readonly terms: number
  /** The beginning of the forms in each file of forms; with NUL at its end: that form alone. */
  readonly leaves: readonly string[]
  readonly facets: readonly (readonly [kind: string, value: string, name: string])[]
  /** Of each facet the number of talks and their numbers. */
  readonly facetTalks: Packed
}

/** The forms of a term. `places`: [talk, how many, place, …] with differences; null: in files of their own. */
export type FormEntry = readonly [id: number, form: string, weight: number, places: Packed | null]

export interface TermShard {
  /** `talks`: [talk, hundredths of its weight, …]. */
  readonly terms: readonly (readonly [term: string, talks: Packed, forms: readonly FormEntry[]])[]
  /** Words of speakers' names: [talk, voice, …]. */
  readonly names: readonly (readonly [form: string, voices: Packed])[]
  readonly initials: readonly (readonly [initials: string, names: readonly string[]])[]
  /** What the thesaurus relates, by the stems in a row that are asked. */
  readonly related: readonly (readonly [key: string, words: readonly string[]])[]
}

/** `stem` is null where it is the form itself. */
export type LeafEntry = readonly [form: string, id: number, talks: number, stem: string | null]

export interface TalkHead<T = unknown> {
  /** The talk as results show it. */
  readonly talk: T
  readonly chapters: readonly (readonly [start: number, title: string])[]
  readonly starts: Packed
  readonly times: Packed
  readonly repeats: Packed
  readonly voices: Packed
  readonly speakers: readonly (readonly [number: number, label: string | null, person: string | null])[]
  readonly hasSlides: boolean
}

/** `words`: start after the cue's, length, text, …; null where they are not timed. */
export type CueEntry = readonly [
  start: number,
  end: number,
  speaker: string | null,
  text: string,
  words: readonly (number | string)[] | null,
]

/** FNV-1a over UTF-16 code units. */
export function shardOf(text: string, shards: number): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return (hash >>> 0) % shards
}

/** The file that a form is in; −1 where no form begins so. */
export function leafOf(form: string, leaves: ReadonlyMap<string, number>): number {
  for (let length = 0; length <= form.length; length++) {
    const leaf = leaves.get(form.slice(0, length))
    if (leaf !== undefined) return leaf
  }
  return leaves.get(`${form}\0`) ?? -1
}

/** Whole numbers from 0 up as text: seven bits a byte, low ones first, in base 64. */
export function pack(numbers: Iterable<number>): Packed {
  const bytes: number[] = []
  for (const number of numbers) {
    let left = number
    while (left > 127) {
      bytes.push((left % 128) | 128)
      left = Math.floor(left / 128)
    }
    bytes.push(left)
  }
  let text = ''
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.slice(at, at + 8192))
  return btoa(text)
}

export function unpack(packed: Packed): number[] {
  const text = atob(packed)
  const numbers: number[] = []
  let [number, scale] = [0, 1]
  for (let at = 0; at < text.length; at++) {
    const byte = text.charCodeAt(at)
    number += (byte & 127) * scale
    if (byte < 128) {
      numbers.push(number)
      ;[number, scale] = [0, 1]
    } else scale *= 128
  }
  return numbers
}

/** Numbers that mostly rise a little, such as times: the differences, with the sign in the lowest bit. */
export function packRising(numbers: Iterable<number>): Packed {
  let last = 0
  return pack(
    [...numbers].map((number) => {
      const step = number - last
      last = number
      return step < 0 ? -step * 2 - 1 : step * 2
    }),
  )
}

export function unpackRising(packed: Packed): number[] {
  let last = 0
  return unpack(packed).map((step) => (last += step % 2 === 1 ? -(step + 1) / 2 : step / 2))
}

/** Numbers that mostly stay the same: [number, times, …]. */
export function packRuns(numbers: Iterable<number>): Packed {
  const runs: number[] = []
  for (const number of numbers) {
    if (runs.at(-2) === number) runs[runs.length - 1] = (runs.at(-1) ?? 0) + 1
    else runs.push(number, 1)
  }
  return pack(runs)
}

export function unpackRuns(packed: Packed): number[] {
  const runs = unpack(packed)
  return runs.flatMap((number, i) => (i % 2 === 0 ? Array.from({ length: runs[i + 1] ?? 0 }, () => number) : []))
}

/** The places of a form by talk, from `FormEntry`. */
export function unpackPlaces(packed: Packed): Map<number, number[]> {
  const numbers = unpack(packed)
  const places = new Map<number, number[]>()
  let talk = 0
  for (let i = 0; i < numbers.length; ) {
    talk += numbers[i++] ?? 0
    const count = numbers[i++] ?? 0
    let place = 0
    places.set(
      talk,
      numbers.slice(i, i + count).map((step) => (place += step)),
    )
    i += count
  }
  return places
}

export function packPlaces(places: Iterable<readonly [talk: number, places: readonly number[]]>): Packed {
  const numbers: number[] = []
  let last = 0
  for (const [talk, list] of places) {
    numbers.push(talk - last, list.length)
    last = talk
    let before = 0
    for (const place of list) {
      numbers.push(place - before)
      before = place
    }
  }
  return pack(numbers)
}
