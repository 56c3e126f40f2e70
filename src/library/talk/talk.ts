/** A talk and everything that belongs to it, as values. Times are milliseconds; dates are as precise as the source. */
import type { Cue } from '../../transcript/cue.ts'
import type { OffsetMap } from '../../transcript/revise/offset-map.ts'
import type { Quote } from '../quote/quote.ts'

export interface Person {
  readonly id: string
  readonly name: string
}

/** Who spoke, with role and organisation as they were that day. */
export interface Speaker extends Person {
  readonly role: string | null
  readonly organisation: string | null
}

export interface Theme {
  readonly id: string
  readonly name: string
}

export interface Chapter {
  readonly start: number
  /** Null: until the next chapter or the end. */
  readonly end: number | null
  readonly title: string
}

/** A file in the media store under the name it was handed in with. */
export interface StoredFile {
  readonly name: string
  readonly sha256: string
}

/** Held as a file, pointed at by a URL, or only named by the source (neither). */
export interface Attachment {
  readonly kind: 'slides' | 'report' | 'link'
  readonly title: string
  readonly file: StoredFile | null
  readonly url: string | null
}

/** Pictures of a recording at even intervals, as tiles in sheets: from left to right, from top to bottom. */
export interface Storyboard {
  /** Milliseconds from one tile to the next. */
  readonly every: number
  readonly columns: number
  /** Of one sheet; null: one sheet holds all tiles. */
  readonly rows: number | null
  /** Of one tile, in pixels. */
  readonly width: number
  readonly height: number
  /** The one sheet that was handed in; null: the sheets were made from the recording. */
  readonly sheet: StoredFile | null
  /** By which the sheets in the store were made; null for a sheet that was handed in. */
  readonly recipe: string | null
}

export interface Recording {
  /** Null for a stream elsewhere. */
  readonly original: StoredFile | null
  readonly stream: string | null
  readonly mime: string
  readonly duration: number | null
  /** Null for sound without a picture. */
  readonly width: number | null
  readonly height: number | null
  readonly codecs: readonly string[]
  /** The recipe of the packaged HLS rendition, or null where there is none. */
  readonly hls: string | null
  readonly poster: StoredFile | null
  readonly storyboard: Storyboard | null
  /** The recipe of the waveform in the store, or null where there is none. */
  readonly waveform: string | null
  /** The sound as one file in the store, or null where there is none. */
  readonly audio: AudioFile | null
  readonly loudness: Loudness | null
  /** Whether browsers play the original as it is; otherwise only what was made of it. */
  readonly playable: boolean
}

/** What a recording says of itself before it is measured and packaged. */
export const UNMEASURED = {
  original: null,
  stream: null,
  duration: null,
  width: null,
  height: null,
  codecs: [],
  hls: null,
  poster: null,
  storyboard: null,
  waveform: null,
  audio: null,
  loudness: null,
  playable: true,
} as const satisfies Omit<Recording, 'mime'>

export interface AudioFile {
  readonly recipe: string
  readonly bytes: number
}

/** Loudness by EBU R 128, and the silences. */
export interface Loudness {
  /** LUFS; null for silence. */
  readonly integrated: number | null
  /** dBTP. */
  readonly truePeak: number | null
  readonly silences: readonly { readonly start: number; readonly end: number }[]
}

/** Where a talk is on its way: being put together, complete, waiting for its day, or standing in the library. */
export type Stage = 'draft' | 'ready' | 'scheduled' | 'published'

export type Visibility = 'public' | 'unlisted' | 'internal'
export const MADE_BY = ['human', 'asr', 'synthetic'] as const
export type MadeBy = (typeof MADE_BY)[number]

interface TalkFields {
  readonly id: string
  readonly title: string
  readonly speakers: readonly Speaker[]
  /** ISO date, or date and time with its zone, as given; null: the event's date counts. */
  readonly recorded: string | null
  readonly language: string
  readonly abstract: string | null
  readonly themes: readonly Theme[]
  readonly recording: Recording | null
  readonly chapters: readonly Chapter[]
  readonly attachments: readonly Attachment[]
  readonly rights: string | null
  readonly visibility: Visibility
  /** Spoken by a computer voice; labelled everywhere. */
  readonly demonstration: boolean
  readonly stage: Stage
  /** UTC instant at which a scheduled talk is published. */
  readonly publishAt: string | null
  /** Why it may stand without captions. */
  readonly captionWaiver: string | null
  /** The day it was withdrawn, or null. */
  readonly withdrawn: string | null
  readonly withdrawnReason: string | null
  readonly formerly: readonly string[]
}

export interface TranscriptInfo {
  readonly language: string
  readonly made: MadeBy
  readonly reviewed: boolean
  /** Name and version of the program that made it; null: not known, or no program. */
  readonly maker: string | null
  /** Number of the newest revision; they count from 1. */
  readonly revision: number
}

export interface Talk extends TalkFields {
  readonly event: { readonly id: string; readonly title: string; readonly from: string | null; readonly place: string | null } | null
  /** Its place in the event's programme. */
  readonly slot: { readonly from: string | null; readonly to: string | null } | null
  readonly transcripts: readonly TranscriptInfo[]
  /** UTC instant at which it went into the bin, or null. */
  readonly binned: string | null
  /** UTC instants. */
  readonly published: string
  readonly updated: string
}

export interface Revision {
  readonly number: number
  /** UTC instant. */
  readonly created: string
  readonly author: string | null
  readonly note: string | null
  readonly origin: string
  /** The file it was read from, byte for byte. */
  readonly source: StoredFile | null
  /** Where times went when the recording was cut again since the revision before; null: it was not. */
  readonly moved: OffsetMap | null
  readonly cues: readonly Cue[]
}

export interface TranscriptRecord {
  readonly language: string
  readonly made: MadeBy
  readonly reviewed: boolean
  /** Name and version of the program that made it. Left out: as it was. */
  readonly maker?: string | null
  readonly revisions: readonly Revision[]
}

/** What is saved: a talk with its whole transcripts. `published` null keeps the known instant, or is now. */
export interface TalkRecord extends TalkFields {
  readonly event: string | null
  readonly published: string | null
  readonly transcripts: readonly TranscriptRecord[]
  /** Added to those there are; none is ever taken away. */
  readonly quotes: readonly Quote[]
}

/** A draft with nothing in it but its title, in Dutch. */
export function emptyTalk(id: string, title: string): TalkRecord {
  return {
    id,
    title,
    event: null,
    speakers: [],
    recorded: null,
    language: 'nl',
    abstract: null,
    themes: [],
    recording: null,
    chapters: [],
    attachments: [],
    rights: null,
    visibility: 'public',
    demonstration: false,
    stage: 'draft',
    publishAt: null,
    captionWaiver: null,
    withdrawn: null,
    withdrawnReason: null,
    formerly: [],
    published: null,
    transcripts: [],
    quotes: [],
  }
}

/** When a talk took place, as precisely as known: its own date, or else its event's. */
export function talkDate(talk: Pick<Talk, 'recorded' | 'event'>): string | null {
  return talk.recorded ?? talk.event?.from ?? null
}

/** To whom a talk is shown: its visibility, or null where only a tombstone or nothing is. */
export function shownTo(talk: Pick<Talk, 'visibility' | 'stage' | 'withdrawn'>): Talk['visibility'] | null {
  return talk.stage === 'published' && talk.withdrawn === null ? talk.visibility : null
}

/** Whether a talk may stand in lists, feeds and search. */
export function isListed(talk: Pick<Talk, 'visibility' | 'stage' | 'withdrawn'>): boolean {
  return shownTo(talk) === 'public'
}
