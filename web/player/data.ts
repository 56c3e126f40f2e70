/** What the server tells the player, in the page. Times are milliseconds; addresses are paths on this server. */
export interface PlayerData {
  readonly talk: string
  readonly title: string
  readonly duration: number | null
  readonly sound: boolean
  readonly hls: string | null
  readonly file: { readonly url: string; readonly type: string } | null
  readonly poster: string | null
  readonly storyboard: string | null
  /** Cues with word times, as JSON. */
  readonly transcript: string | null
  readonly language: string
  readonly chapters: readonly { readonly start: number; readonly end: number | null; readonly title: string }[]
  readonly start: number | null
  readonly end: number | null
  /** The talk that follows when the day is played. */
  readonly next: { readonly url: string; readonly title: string } | null
  readonly playAtOnce: boolean
}
