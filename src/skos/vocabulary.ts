/** A vocabulary as SKOS has it, of which the library keeps labels and relations: W3C, SKOS Simple Knowledge Organization System (2009). */

export const SKOS = 'http://www.w3.org/2004/02/skos/core#'
export const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#'

export type LabelLanguage = 'nl' | 'en'

export interface ConceptLabel {
  readonly language: LabelLanguage
  readonly text: string
  readonly hidden: boolean
}

export interface Concept {
  readonly uri: string
  /** Dutch, or else without a language, or else English. */
  readonly name: string
  readonly english: string | null
  readonly labels: readonly ConceptLabel[]
  readonly description: string | null
  /** Addresses of concepts, also ones that are not in the vocabulary. `narrower` is turned round into the other's `broader`. */
  readonly broader: readonly string[]
  readonly related: readonly string[]
  /** Exact matches. */
  readonly matches: readonly string[]
}

export interface VocabularyProblem {
  /** From 1; null: of the whole file. */
  readonly line: number | null
  readonly kind: 'syntax' | 'no-name' | 'too-long' | 'no-concepts' | 'too-many'
  /** The concept, or what the parser says. */
  readonly about: string
}

export interface Vocabulary {
  readonly concepts: readonly Concept[]
  readonly problems: readonly VocabularyProblem[]
  /** Labels and texts in languages that are not kept, counted. */
  readonly otherLanguages: Readonly<Record<string, number>>
  /** Statements of other kinds. */
  readonly otherStatements: number
}
