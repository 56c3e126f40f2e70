/** One Dutch word → its stem and, for a compound, the stems of its parts. The same on server, worker and browser. */

import { type Cut, cheapestCut, type PricedCut, wholeCost } from './cut.ts'
import type { Lexicon } from './lexicon.ts'
import { LEXICON_HASH } from './lexicon-data.ts'
import { countedParts, isFromVerb, isParticle, partCosts } from './part-costs.ts'
import { infinitive, isInfinitive, isNounOfVerb, isVerbForm, PARTICLE, VERBS_FIRST, verbReading } from './stem-rules.ts'
import { knownVerbs, stemmer } from './stemmer.ts'
import { fold } from './tokens.ts'

const RULES_VERSION = 5

/** Changes whenever stems or parts may: an index made with another version is rebuilt. */
export const ANALYSER_VERSION = `${RULES_VERSION}-${LEXICON_HASH}`

export interface Part {
  readonly stem: string
  /** Offsets in the word as written: [from, to). */
  readonly from: number
  readonly to: number
  /** 1 = sure split, lower = fallback: the parts of a unit that has a life of its own (`huisarts`). */
  readonly weight: number
}

export interface Analysis {
  /** Folded: lower case, no marks, no apostrophes or hyphens. */
  readonly form: string
  readonly stem: string
  /** What the word is besides: `vragen` is the plural of `vraag` and a verb, `werken` a verb and the plural of `werk`. */
  readonly also: string | null
  /** Empty when the word is no compound. Sure parts first, in order and apart; then the parts inside those. */
  readonly parts: readonly Part[]
}

export interface Analyser {
  analyse(word: string): Analysis
  stem(word: string): string
  /** Whether the word is a noun that only looks like a verb form (`gast`, `raad`): who asks for it does not mean the verb. */
  isNounFirst(word: string): boolean
  /** Every stem the word may have, as loosely as can be: also the infinitive where it is a noun that looks like a first person (`werk`). */
  readings(word: string): string[]
  /** `aftreden` → af and treden: its halves part in a sentence (“trad gisteren af”). Null for other words. */
  separable(word: string): { readonly particle: string; readonly verb: string } | null
  /** Whether Dutch has it, as far as the lexicon tells: no reason to read it as a mistake for another word. */
  isWord(word: string): boolean
}

export interface AnalyserOptions {
  /** Words that stay whole and are not stemmed, and that may be part of others: the library's own names. */
  readonly extraWords?: Iterable<string>
}

interface Piece extends Cut {
  readonly stem: string
  readonly weight: number
}

/** Longer words are not cut: nothing Dutch is that long, and cutting time grows with length. */
const LONGEST_CUT = 60
const SHORTEST_CUT = 6
/** A head this long is believed against the learnt endings. */
const SURE_HEAD = 5
const REMEMBERED = 60_000
const UNIT_WEIGHT = 0.5
/** How many nats dearer a unit's parts may be than the unit itself. */
const UNIT_MARGIN = 11
/** The same where the lexicon does not know the unit: nothing says that it has a life of its own. */
const UNKNOWN_MARGIN = 20
const UNIT_SHORT = 2
/** Nats a letter of a word costs here that the lexicon does not know. */
const UNKNOWN_SPELLING = 2
const EXTRA_COST = 8

/** Words of their own elsewhere; in a compound a noun with its link letter. */
const FIRST_PARTS: ReadonlyMap<string, string> = new Map([
  ['rechts', 'recht'],
  ['staats', 'staat'],
])

export function createAnalyser(lexicon: Lexicon, options: AnalyserOptions = {}): Analyser {
  const extra = new Set([...(options.extraWords ?? [])].map(fold).filter((word) => word.length > 2))
  const parts = extra.size === 0 ? lexicon.parts : new Map([...lexicon.parts, ...[...extra].map((word) => [word, EXTRA_COST] as const)])
  const learntStem = stemmer(lexicon)
  const verbs = knownVerbs(lexicon)
  /** The head of a compound is a noun: what alone is first of all a verb (`werken`) is a plural there (`kunstwerken`). */
  const headStem = (form: string) => (extra.has(form) ? form : learntStem(form))
  const stemForm = (form: string) => (VERBS_FIRST.has(form) ? form : headStem(form))
  const model = partCosts({ ...lexicon, parts }, headStem)

  /** The word's parts in folded offsets, the sure ones or the unit's own first. */
  function pieces(form: string): Piece[] {
    if (form.length < SHORTEST_CUT || form.length > LONGEST_CUT || extra.has(form)) return []
    const stem = learntStem(form)
    if (lexicon.wholes.has(form) || lexicon.wholes.has(stem)) return []
    if (isVerbForm(form, stem, verbs) || isNounOfVerb(stem, verbs)) return []
    const counted = countedParts(form)
    if (counted !== null) {
      const [first, head] = counted
      const border = first.length
      return [
        { from: 0, to: border, stem: learntStem(first), weight: 1 },
        { from: border, to: form.length, stem: head, weight: 1 },
      ]
    }
    // The head carries the inflection: `gevallen` is not geval + len, because its stem does not end in that of `len`.
    const cut =
      cheapestCut(form, { cost: (piece, last) => (last && !stem.endsWith(headStem(piece)) ? undefined : model.cost(piece, last)) }) ??
      cheapestCut(form, { cost: (piece, last) => (last && piece.length < SURE_HEAD ? undefined : model.cost(piece, last)) })
    const [first] = cut?.parts ?? []
    if (
      cut === undefined ||
      first === undefined ||
      isFromVerb(form.slice(first.from, first.to), form.slice(first.to), (word) => parts.has(word))
    )
      return []
    const unit = wholeCost(form, model, UNKNOWN_SPELLING, Math.min(form.length, stem.length))
    const sure = cut.cost < unit
    const known = model.cost(form, true) !== undefined
    if (!sure && !unitOpens(cut, unit, known ? UNIT_MARGIN : UNKNOWN_MARGIN)) return []
    if (!sure && known && isParticle(form.slice(first.from, first.to))) return []
    const found: Piece[] = []
    const inner: Piece[] = []
    for (const { from, to } of cut.parts) {
      const part = form.slice(from, to)
      const within = pieces(part)
      found.push({ from, to, stem: FIRST_PARTS.get(part) ?? headedStem(part, within, to === form.length), weight: sure ? 1 : UNIT_WEIGHT })
      for (const piece of within) inner.push({ ...piece, from: from + piece.from, to: from + piece.to, weight: UNIT_WEIGHT })
    }
    return [...found, ...inner, ...neighbours(found)]
  }

  /**
   * A compound is stemmed through its head: `gezinsleven` as `leven`, not as if from a verb. Link letters are left out, since people
   * disagree on them: `spelling(s)wijziging`, `paarde(n)bloem`.
   */
  function headedStem(form: string, found: readonly Piece[], isHead = false): string {
    const outer = found.filter(({ weight }) => weight === 1)
    if (outer.at(-1)?.to !== form.length) return isHead ? headStem(form) : stemForm(form)
    return outer.map(({ stem }) => stem).join('')
  }

  const remembered = new Map<string, Analysis>()

  function analyse(word: string): Analysis {
    const known = remembered.get(word)
    if (known !== undefined) return known
    const analysis = analyseAnew(word)
    // Forgetting everything at once costs less than keeping order, and running text fills it again in a moment.
    if (remembered.size >= REMEMBERED) remembered.clear()
    if (word.length <= LONGEST_CUT) remembered.set(word, analysis)
    return analysis
  }

  /** A first person counts only where the word is no noun: what is a part of compounds is one. */
  function otherReading(form: string, stem: string): string | null {
    if (extra.has(form)) return null
    if (VERBS_FIRST.has(form)) return learntStem(form)
    const reading =
      verbReading(form, verbs) ??
      presentParticiple(form) ??
      (lexicon.verbStems.has(form) && !lexicon.parts.has(form) ? infinitive(form) : undefined)
    return reading === undefined || reading === stem ? null : reading
  }

  /** `wonend` and `wonende` → `wonen`. */
  function presentParticiple(form: string): string | undefined {
    const infinitive = /^(.*en)de?$/.exec(form)?.[1]
    return infinitive !== undefined && !lexicon.parts.has(form) && isInfinitive(infinitive, verbs) ? infinitive : undefined
  }

  function analyseAnew(word: string): Analysis {
    const form = fold(word)
    if (HYPHEN.test(word)) {
      const stem = word
        .split(HYPHEN)
        .map((half) => analyse(half).stem)
        .join('')
      return { form, stem, also: null, parts: halves(word, analyse) }
    }
    const found = pieces(form)
    const stem = headedStem(form, found)
    const also = otherReading(form, stem)
    if (found.length === 0) return { form, stem, also, parts: [] }
    const place = form.length === word.length ? undefined : places(word)
    return {
      form,
      stem,
      also,
      parts: found.map((piece) => ({ ...piece, from: place?.[piece.from] ?? piece.from, to: place?.[piece.to] ?? piece.to })),
    }
  }

  return {
    analyse,
    stem: (word) => analyse(word).stem,
    readings(word) {
      const { form, stem, also } = analyse(word)
      const first = lexicon.verbStems.has(form) ? [infinitive(form)] : []
      const verb = isNounOfVerb(stem, verbs) ? [`${stem.slice(0, -3)}en`] : []
      return [...new Set([stem, ...(also === null ? [] : [also]), ...first, ...verb])]
    },
    separable(word) {
      const { form } = analyse(word)
      const whole = verbReading(form, verbs)
      const particle = whole === undefined ? undefined : PARTICLE.exec(whole)?.[0]
      if (whole === undefined || particle === undefined) return null
      const verb = whole.slice(particle.length)
      return isInfinitive(verb, verbs) ? { particle, verb } : null
    },
    isNounFirst: (word) => lexicon.parts.has(fold(word)) || lexicon.nouns.has(fold(word)),
    isWord: (word) => lexicon.parts.has(fold(word)) || lexicon.verbStems.has(fold(word)),
  }
}

/** `werkgelegenheidsbeleid` holds `werkgelegenheid` too: of three sure parts or more, each two that stand side by side. */
function neighbours(pieces: readonly Piece[]): Piece[] {
  if (pieces.length < 3 || pieces.some(({ weight }) => weight < 1)) return []
  return pieces.slice(1).map((second, i) => {
    const first = pieces[i] ?? second
    return { from: first.from, to: second.to, stem: first.stem + second.stem, weight: UNIT_WEIGHT }
  })
}

/** A unit opens where its parts are not much dearer than itself; three letters are soon found by accident. */
function unitOpens(cut: PricedCut, whole: number, margin: number): boolean {
  return cut.cost + UNIT_SHORT * shortParts(cut) - whole <= margin
}

const shortParts = (cut: PricedCut) => cut.parts.filter(({ from, to }) => to - from === 3).length

const HYPHEN = /[-‐‑]/

/** A hyphen is a border the writer drew; the halves' own parts count too. */
function halves(word: string, analyse: (half: string) => Analysis): Part[] {
  const sure: Part[] = []
  const inner: Part[] = []
  let from = 0
  for (const half of word.split(HYPHEN)) {
    if (half.length > 0 && half.length <= LONGEST_CUT) {
      const { form, stem, parts } = analyse(half)
      if (form.length >= 2) sure.push({ stem, from, to: from + half.length, weight: 1 })
      const start = from
      for (const part of parts)
        inner.push({ ...part, from: start + part.from, to: start + part.to, weight: Math.min(part.weight, UNIT_WEIGHT) })
    }
    from += half.length + 1
  }
  return sure.length < 2 && inner.length === 0 && word.split(HYPHEN).filter((half) => half !== '').length < 2 ? [] : [...sure, ...inner]
}

/** Where each letter of the folded word begins in the word as written; one more for the end. */
function places(word: string): number[] {
  const starts: number[] = []
  let at = 0
  for (const letter of word) {
    const folded = fold(letter).length
    for (let i = 0; i < folded; i++) starts.push(at)
    at += letter.length
  }
  starts.push(at)
  return starts
}
