/** A quote as it was taken down. */
export interface Quote {
  readonly id: string
  readonly talk: string
  readonly language: string
  readonly revision: number
  /** Milliseconds in the recording as it was then. */
  readonly start: number
  readonly end: number
  readonly exact: string
  readonly prefix: string
  readonly suffix: string
  readonly speaker: string | null
  /** UTC instant. */
  readonly created: string
}
