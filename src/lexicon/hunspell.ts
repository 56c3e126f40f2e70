/** Reads a hunspell dictionary with two-letter flags and expands its suffix rules. Only what OpenTaal's files use. */

export interface SuffixRule {
  readonly strip: string
  readonly add: string
  readonly condition: RegExp
}

export interface Entry {
  readonly word: string
  readonly flags: ReadonlySet<string>
}

export interface Dictionary {
  readonly entries: readonly Entry[]
  readonly suffixes: ReadonlyMap<string, readonly SuffixRule[]>
  /** Flag → what it puts before a word. */
  readonly prefixes: ReadonlyMap<string, string>
}

export function readDictionary(aff: string, dic: string): Dictionary {
  const suffixes = new Map<string, SuffixRule[]>()
  const prefixes = new Map<string, string>()
  for (const line of aff.split('\n')) {
    // SFX flag strip add[/flags] condition: the header line of a group has three fields after SFX, a rule four or more.
    const [kind, flag, strip, add, condition] = line.trim().split(/\s+/)
    if (kind === 'PFX' && flag !== undefined && strip === '0' && add !== undefined) prefixes.set(flag, add)
    if (kind !== 'SFX' || flag === undefined || strip === undefined || add === undefined) continue
    if (/^[YN]$/.test(strip) && /^\d+$/.test(add)) continue
    const rule = {
      strip: strip === '0' ? '' : strip,
      add: add.replace(/\/.*$/, '').replace(/^0$/, ''),
      condition: new RegExp(`${condition === undefined || condition === '.' ? '' : condition}$`),
    }
    suffixes.set(flag, [...(suffixes.get(flag) ?? []), rule])
  }
  const entries = dic
    .split('\n')
    .slice(1)
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [word = '', flags = ''] = (line.split('\t')[0] ?? '').trim().split('/')
      return { word, flags: new Set(flags.match(/../g) ?? []) }
    })
  return { entries, suffixes, prefixes }
}

/** The forms one flag makes of a word; compound-only forms (ending in a hyphen) are left out. */
export function formsOf(dictionary: Dictionary, word: string, flag: string): string[] {
  const forms = new Set<string>()
  for (const { strip, add, condition } of dictionary.suffixes.get(flag) ?? []) {
    if (add.endsWith('-') || !word.endsWith(strip) || !condition.test(word)) continue
    forms.add(word.slice(0, word.length - strip.length) + add)
  }
  return [...forms]
}
