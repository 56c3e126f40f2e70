/** What the analyser knows of Dutch words, and how that is written down. */

export interface Lexicon {
  /** Identifies the data; part of the analyser's version. */
  readonly hash: string
  /** Ending (whole form with ^) → `cut:add`, or '' for "the general rules hold here after all". */
  readonly endings: ReadonlyMap<string, string>
  readonly longestEnding: number
  readonly verbStems: ReadonlySet<string>
  /** Past tenses and participles no rule derives → verb stem. */
  readonly irregularVerbs: ReadonlyMap<string, string>
  /** Part of compounds → cost in nats. */
  readonly parts: ReadonlyMap<string, number>
  readonly verbCost: number
  /** Names and small words that look like compounds and are none: Rotterdam, bijvoorbeeld. */
  readonly wholes: ReadonlySet<string>
  /** Nouns that are no parts and look like forms of a verb: `pint` is not from `pinnen`. */
  readonly nouns: ReadonlySet<string>
}

/** Costs are stored as one character from '0' on, before the capitals: 3 nats and steps of 0.6. */
const CHEAPEST = 3
const COST_STEP = 0.6

export function costCharacter(cost: number): string {
  return String.fromCharCode(48 + Math.max(0, Math.min(16, Math.round((cost - CHEAPEST) / COST_STEP))))
}

/**
 * Eight lines: hash; endings grouped by operation; verb stems; irregular verbs; parts, each with its cost; cost of a verb stem; wholes;
 * nouns that look like verb forms.
 * Word lists are sorted and front-coded: a capital says how many letters are shared with the word before.
 */
export function readLexicon(data: string): Lexicon {
  const [hash = '', endingText = '', verbText = '', irregularText = '', partText = '', verbCost = '', wholeText = '', nounText = ''] =
    data.split('\n')
  const endings = new Map<string, string>()
  let longestEnding = 0
  for (const group of endingText.split(';')) {
    const at = group.indexOf('=')
    const operation = group.slice(0, at)
    for (const reversed of frontDecoded(group.slice(at + 1))) {
      const ending = reversed.split('').reverse().join('')
      endings.set(ending, operation)
      if (ending.length > longestEnding) longestEnding = ending.length
    }
  }
  const irregularVerbs = new Map<string, string>()
  for (const line of irregularText.split(';')) {
    const [stem = '', ...forms] = line.split(' ')
    for (const form of forms) if (!irregularVerbs.has(form)) irregularVerbs.set(form, stem)
  }
  const parts = new Map<string, number>()
  for (const coded of frontDecoded(partText)) {
    parts.set(coded.slice(0, -1), CHEAPEST + COST_STEP * (coded.charCodeAt(coded.length - 1) - 48))
  }
  return {
    hash,
    endings,
    longestEnding,
    verbStems: new Set(frontDecoded(verbText)),
    irregularVerbs,
    parts,
    verbCost: Number(verbCost),
    wholes: new Set(frontDecoded(wholeText)),
    nouns: new Set(frontDecoded(nounText)),
  }
}

/** `AhuisEarts` → `huis`, `huisarts`: a capital opens each word, A for no letters shared. */
function frontDecoded(text: string): string[] {
  const words: string[] = []
  let before = ''
  let at = 0
  const end = text.length
  while (at < end) {
    const shared = text.charCodeAt(at) - 65
    let to = at + 1
    while (to < end) {
      const code = text.charCodeAt(to)
      if (code >= 65 && code <= 90) break
      to++
    }
    before = before.slice(0, shared) + text.slice(at + 1, to)
    words.push(before)
    at = to
  }
  return words
}

/** The writer's side; `words` sorted. */
export function frontCoded(words: readonly string[]): string {
  let before = ''
  let text = ''
  for (const word of words) {
    let shared = 0
    while (shared < 25 && shared < word.length && word[shared] === before[shared]) shared++
    text += String.fromCharCode(65 + shared) + word.slice(shared)
    before = word
  }
  return text
}
