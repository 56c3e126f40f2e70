/** A transcript that can be shown over the picture. */
export interface CaptionTrack {
  readonly language: string
  /** The language by its own name. */
  readonly label: string
  /** Its cues with word times, as JSON; `&t=from,to` (seconds) gives those that begin in that span. */
  readonly url: string
}

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
  /** The transcripts, that of the page first. */
  readonly captions: readonly CaptionTrack[]
  /** Of the first of `captions`, or of the talk where there are none. */
  readonly language: string
  readonly chapters: readonly { readonly start: number; readonly end: number | null; readonly title: string }[]
  readonly start: number | null
  readonly end: number | null
  /** The talk that follows when the day is played. */
  readonly next: { readonly url: string; readonly title: string } | null
  readonly playAtOnce: boolean
}
