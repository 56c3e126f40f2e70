/** Transcripts as the talk page shows them, rendered once a revision and kept in memory while there is room. */
import { type ShownTranscript, type TranscriptHtml, transcriptHtml } from '../../../web/pages/talk/transcript.ts'
import type { Words } from '../../../web/words/nl.ts'
import type { Library } from '../../library/library.ts'
import type { Talk } from '../../library/talk/talk.ts'
import type { Cue } from '../../transcript/cue.ts'

export interface TranscriptWish {
  readonly language?: string
  readonly revision?: number
  /** The language to show beside it. */
  readonly beside?: string
}

interface Rendered {
  readonly text: TranscriptHtml
  readonly starts: readonly number[]
  readonly untimed: boolean
  readonly estimated: ShownTranscript['estimated']
  readonly spoken: string | null
}

/** Characters of HTML: some 60 talks of three hours. */
const ROOM = 32_000_000

/** The text for programs would double a long page; they find it under the links that the page gives them. */
const LONGEST_SPOKEN = 20_000

function spokenText(cues: readonly { readonly text: string }[]): string | null {
  const text = cues.map((cue) => cue.text).join(' ')
  return text.length > LONGEST_SPOKEN ? null : text
}

function estimatedIn(cues: readonly Cue[]): ShownTranscript['estimated'] {
  if (cues.some(({ estimate }) => estimate?.kind === 'paragraph')) return 'misfit'
  return cues.some(({ estimate }) => estimate !== undefined && estimate.kind !== 'words') ? 'some' : 'no'
}

/** @returns null where the talk has no transcript; an unknown language or revision gives the first language and the newest revision */
export type ShowTranscript = (talk: Talk, wish: TranscriptWish, words: Words) => Promise<ShownTranscript | null>

export function createShownTranscripts(library: Pick<Library, 'transcript'>): ShowTranscript {
  const rendered = new Map<string, Promise<Rendered | null>>()
  const sizes = new Map<string, number>()
  let size = 0

  function forget(key: string): void {
    rendered.delete(key)
    size -= sizes.get(key) ?? 0
    sizes.delete(key)
  }

  async function keep(key: string, render: () => Promise<Rendered | null>): Promise<Rendered | null> {
    const known = rendered.get(key)
    if (known) {
      // Last in the map is last to be forgotten.
      rendered.delete(key)
      rendered.set(key, known)
      return known
    }
    const rendering = render()
    rendered.set(key, rendering)
    try {
      const made = await rendering
      sizes.set(key, made?.text.html.length ?? 0)
      size += made?.text.html.length ?? 0
      for (const oldest of rendered.keys()) if (size > ROOM && oldest !== key && sizes.has(oldest)) forget(oldest)
      return made
    } catch (error) {
      forget(key)
      throw error
    }
  }

  return async (talk, wish, words) => {
    const [first] = talk.transcripts
    const info = talk.transcripts.find(({ language }) => language === wish.language) ?? first
    if (!first || !info) return null
    const { language, made, reviewed, maker, revision: newest } = info
    const revision = wish.revision !== undefined && wish.revision >= 1 && wish.revision <= newest ? wish.revision : newest
    const second = talk.transcripts.find((other) => other.language === wish.beside && other.language !== language) ?? null
    const query = [
      ...(language === first.language ? [] : [`&lang=${encodeURIComponent(language)}`]),
      ...(revision === newest ? [] : [`&rev=${revision}`]),
      ...(second ? [`&naast=${encodeURIComponent(second.language)}`] : []),
    ].join('')

    const render = async (): Promise<Rendered | null> => {
      const transcript = await library.transcript(talk.id, { language, revision, words: false })
      if (!transcript) return null
      const other = second && (await library.transcript(talk.id, { language: second.language, words: false }))
      const { cues } = transcript
      const beside = other && { cues: other.cues, language: other.language }
      return {
        text: transcriptHtml({ words, cues, chapters: talk.chapters, language, query, beside }),
        starts: cues.map(({ start }) => start),
        untimed: cues.every(({ end }) => end === 0),
        estimated: estimatedIn(cues),
        spoken: spokenText(cues),
      }
    }
    // A talk that was erased and handed in again may have the same id and revision, but not the same instant of change.
    const key = JSON.stringify([talk.id, talk.updated, language, revision, query, second?.revision, talk.chapters, words.locale])
    const result = await keep(key, render)
    return result && { language, revision, newest, made, reviewed, maker, beside: second?.language ?? null, ...result }
  }
}
