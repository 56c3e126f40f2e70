/**
 * A talk's words as a search looks through them. A talk has some nine thousand words and two thousand forms: a query's forms are sought
 * among those, and only where one is there are its places looked at.
 */

/** Typed arrays as narrow as their values allow: most talks fit in half the memory. */
export type Numbers = Uint16Array | Uint32Array

export interface SpokenWords {
  /** The numbers of the forms spoken in it, ascending, each once. */
  readonly forms: Uint32Array
  /** Each spoken word in turn: which of `forms` it is. */
  readonly order: Numbers
  /** Where the n-th of `forms` is spoken: the words `at[from[n]]` up to `at[from[n + 1]]`, ascending. Made when first asked for. */
  places(): { readonly from: Uint32Array; readonly at: Numbers }
}

export function spokenWords(forms: Uint32Array, order: Numbers): SpokenWords {
  let made: ReturnType<SpokenWords['places']> | null = null
  return {
    forms,
    order,
    places() {
      made ??= placesOf(forms.length, order)
      return made
    },
  }
}

/** @param spoken the number of each word's form, in spoken order */
export function inSpokenOrder(spoken: Uint32Array): SpokenWords {
  const forms = Uint32Array.from(new Set(spoken)).sort()
  const which = new Map(Array.from(forms, (form, n) => [form, n]))
  const order = new (kindBelow(forms.length))(spoken.length)
  for (let at = 0; at < spoken.length; at++) order[at] = which.get(spoken[at] ?? 0) ?? 0
  return spokenWords(forms, order)
}

/** The kind that holds numbers smaller than `most`. */
export const kindBelow = (most: number): { new (room: number | ArrayBuffer): Numbers } => (most <= 2 ** 16 ? Uint16Array : Uint32Array)

function placesOf(forms: number, order: Numbers): ReturnType<SpokenWords['places']> {
  const from = new Uint32Array(forms + 1)
  for (let at = 0; at < order.length; at++) {
    const next = (order[at] ?? 0) + 1
    from[next] = (from[next] ?? 0) + 1
  }
  for (let n = 1; n <= forms; n++) from[n] = (from[n] ?? 0) + (from[n - 1] ?? 0)
  const free = from.slice()
  const at = new (kindBelow(order.length))(order.length)
  for (let word = 0; word < order.length; word++) {
    const n = order[word] ?? 0
    const place = free[n] ?? 0
    at[place] = word
    free[n] = place + 1
  }
  return { from, at }
}

/** Which of `forms` this one is, at `from` or after; where it would stand, if it is none of them. */
function firstNotBelow(forms: Uint32Array, form: number, from: number): number {
  // Steps that double find it in as many steps as its distance has digits: a few forms in many and many in a few are both quick.
  let step = 1
  let low = from
  while (low + step < forms.length && (forms[low + step] ?? 0) < form) {
    low += step
    step *= 2
  }
  let high = Math.min(forms.length, low + step)
  while (low < high) {
    const middle = (low + high) >> 1
    if ((forms[middle] ?? 0) < form) low = middle + 1
    else high = middle
  }
  return low
}

/** @returns which of the talk's forms this is, or −1 */
export function indexOfForm({ forms }: SpokenWords, form: number): number {
  const n = firstNotBelow(forms, form, 0)
  return forms[n] === form ? n : -1
}

/**
 * Which of these forms are spoken.
 * @param wanted ascending, each once
 * @param found called with the number of the talk's form and of the `wanted` form
 */
export function eachForm({ forms }: SpokenWords, wanted: Uint32Array, found: (n: number, which: number) => void): void {
  for (let which = 0, n = 0; which < wanted.length && n < forms.length; which++) {
    n = firstNotBelow(forms, wanted[which] ?? 0, n)
    if (forms[n] === wanted[which]) found(n, which)
  }
}

/**
 * Every word with one of these forms, in spoken order.
 * @param wanted ascending, each once
 * @param found called with the word's place and the number of its form in `wanted`
 */
export function eachSpoken(words: SpokenWords, wanted: Uint32Array, found: (at: number, which: number) => void): void {
  const held: number[] = []
  eachForm(words, wanted, (n, which) => held.push(which, n))
  if (held.length === 0) return
  const { from, at } = words.places()
  let count = 0
  for (let h = 1; h < held.length; h += 2) count += (from[(held[h] ?? 0) + 1] ?? 0) - (from[held[h] ?? 0] ?? 0)
  // Word and form in one number, so that they are sorted as numbers; by a power of two, so that dividing is exact.
  const room = 2 ** Math.ceil(Math.log2(wanted.length))
  const all = new Float64Array(count)
  let next = 0
  for (let h = 0; h < held.length; h += 2) {
    const n = held[h + 1] ?? 0
    for (let place = from[n] ?? 0; place < (from[n + 1] ?? 0); place++) all[next++] = (at[place] ?? 0) * room + (held[h] ?? 0)
  }
  if (held.length > 2) all.sort()
  for (const both of all) {
    const word = Math.floor(both / room)
    found(word, both - word * room)
  }
}
