/** From RDF statements, one after the other, to concepts. What the library does not keep is counted and let go. */
import { type Concept, type ConceptLabel, type LabelLanguage, RDF, SKOS, type Vocabulary, type VocabularyProblem } from './vocabulary.ts'

export interface Statement {
  readonly subject: string
  readonly predicate: string
  readonly object: string
  /** Of a text, lower case; empty for a text without one; null for an address. */
  readonly language: string | null
  readonly line: number
}

const MOST_CONCEPTS = 100_000
const MOST_PROBLEMS = 200
const LONGEST_LABEL = 200
const LONGEST_TEXT = 5000
const MOST_VALUES = 200

interface Draft {
  readonly line: number
  readonly preferred: Map<LabelLanguage | '', string>
  readonly labels: ConceptLabel[]
  readonly texts: Map<LabelLanguage | '', string>
  readonly broader: Set<string>
  readonly related: Set<string>
  readonly matches: Set<string>
}

const LABELS: Readonly<Record<string, 'preferred' | 'other' | 'hidden'>> = {
  prefLabel: 'preferred',
  altLabel: 'other',
  hiddenLabel: 'hidden',
}
/** A definition counts before a note on its scope. */
const TEXTS = new Set(['definition', 'scopeNote'])
const NO_CONCEPTS = new Set(['ConceptScheme', 'Collection', 'OrderedCollection'])

export function createCollector() {
  const drafts = new Map<string, Draft>()
  const others = new Set<string>()
  const problems: VocabularyProblem[] = []
  const otherLanguages: Record<string, number> = {}
  let otherStatements = 0
  let tooMany = false

  function problem(line: number | null, kind: VocabularyProblem['kind'], about: string): void {
    if (problems.length < MOST_PROBLEMS) problems.push({ line, kind, about: about.slice(0, 300) })
  }

  function draftOf(uri: string, line: number): Draft | null {
    const known = drafts.get(uri)
    if (known) return known
    if (drafts.size >= MOST_CONCEPTS) {
      if (!tooMany) problem(line, 'too-many', String(MOST_CONCEPTS))
      tooMany = true
      return null
    }
    const none = () => new Set<string>()
    const made: Draft = { line, preferred: new Map(), labels: [], texts: new Map(), broader: none(), related: none(), matches: none() }
    drafts.set(uri, made)
    return made
  }

  /** @returns null for a language that is not kept */
  function keptLanguage(tag: string): LabelLanguage | '' | null {
    const language = tag.split('-')[0] ?? ''
    if (language === 'nl' || language === 'en' || language === '') return language
    if (language in otherLanguages || Object.keys(otherLanguages).length < MOST_VALUES)
      otherLanguages[language] = (otherLanguages[language] ?? 0) + 1
    return null
  }

  function addText(name: string, { subject, object, language, line }: Statement): void {
    const kept = keptLanguage(language ?? '')
    if (kept === null) return
    const text = object.replace(/\s+/g, ' ').trim()
    const longest = TEXTS.has(name) ? LONGEST_TEXT : LONGEST_LABEL
    if (text === '') return
    if (text.length > longest) return problem(line, 'too-long', `${subject} ${name}`)
    const draft = draftOf(subject, line)
    if (!draft) return
    const kind = LABELS[name]
    if (kind === undefined) {
      if (name === 'definition' || !draft.texts.has(kept)) draft.texts.set(kept, TEXTS.has(name) ? object.trim() : text)
    } else if (kind === 'preferred' && !draft.preferred.has(kept)) draft.preferred.set(kept, text)
    else if (draft.labels.length < MOST_VALUES)
      draft.labels.push({ language: kept === 'en' ? 'en' : 'nl', text, hidden: kind === 'hidden' })
  }

  function addRelation(name: string, { subject, object, line }: Statement): void {
    const [from, to] = name === 'narrower' ? [object, subject] : [subject, object]
    const draft = draftOf(from, line)
    const list = name === 'related' ? draft?.related : name === 'exactMatch' ? draft?.matches : draft?.broader
    if (list && list.size < MOST_VALUES && from !== to) list.add(to)
  }

  return {
    problem,
    add(statement: Statement): void {
      const { subject, predicate, object, line } = statement
      const name = predicate.startsWith(SKOS) ? predicate.slice(SKOS.length) : ''
      if (predicate === `${RDF}type`) {
        if (object === `${SKOS}Concept`) draftOf(subject, line)
        else if (object.startsWith(SKOS) && NO_CONCEPTS.has(object.slice(SKOS.length))) others.add(subject)
      } else if (Object.hasOwn(LABELS, name) || TEXTS.has(name)) {
        if (statement.language === null) otherStatements++
        else addText(name, statement)
      } else if (name === 'broader' || name === 'narrower' || name === 'related' || name === 'exactMatch') {
        if (statement.language === null) addRelation(name, statement)
        else otherStatements++
      } else otherStatements++
    },
    finish(): Vocabulary {
      const concepts: Concept[] = []
      for (const [uri, draft] of drafts) {
        if (others.has(uri)) continue
        const concept = conceptOf(uri, draft)
        // An address that only stands in a relation is no concept of this file.
        if (concept) concepts.push(concept)
        else if (draft.labels.length > 0 || draft.texts.size > 0) problem(draft.line, 'no-name', uri)
      }
      if (concepts.length === 0 && problems.length === 0) problem(null, 'no-concepts', '')
      return { concepts, problems, otherLanguages, otherStatements }
    },
  }
}

function conceptOf(uri: string, { preferred, labels, texts, broader, related, matches }: Draft): Concept | null {
  const name = preferred.get('nl') ?? preferred.get('') ?? preferred.get('en')
  if (name === undefined) return null
  const isWeb = (address: string) => /^https?:\/\/\S+$/.test(address) && address.length <= 2000
  return {
    uri,
    name,
    english: preferred.get('en') ?? null,
    labels,
    description: texts.get('nl') ?? texts.get('') ?? null,
    broader: [...broader],
    related: [...related],
    matches: [...matches].filter(isWeb),
  }
}
