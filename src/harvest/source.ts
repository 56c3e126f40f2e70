/** What another library tells of a talk, whatever its program: one shape for all sources. */
import { decodeHTML } from 'entities'
import { z } from 'zod'
import { Failure } from '../failure.ts'
import type { Answer, Fetcher } from './fetcher.ts'

export interface OfferedTranscript {
  readonly url: string
  /** BCP 47. */
  readonly language: string
  readonly made: 'human' | 'asr' | 'synthetic' | null
}

export interface OfferedTalk {
  /** By which the source knows it, for ever. */
  readonly identifier: string
  /** Its page for people. */
  readonly page: string
  readonly title: string
  readonly abstract: string | null
  readonly language: string | null
  /** ISO date, or with time and zone. */
  readonly recorded: string | null
  readonly speakers: readonly { readonly name: string; readonly role: string | null; readonly organisation: string | null }[]
  readonly themes: readonly string[]
  readonly rights: string | null
  /** Milliseconds. */
  readonly duration: number | null
  readonly chapters: readonly { readonly start: number; readonly title: string }[]
  readonly media: { readonly url: string; readonly mime: string } | null
  readonly transcripts: readonly OfferedTranscript[]
  /** Spoken by a computer voice. */
  readonly demonstration: boolean
}

export interface Source {
  /** Its identity for later runs. */
  readonly key: string
  /** `Woordelijk`, `PeerTube`, … */
  readonly program: string
  /** As it calls itself, or its host. */
  readonly name: string
  /** In the source's order; ends where it ends, or after a limit that a broken source would pass. */
  readonly talks: () => AsyncIterable<OfferedTalk>
}

/** Recognises one kind of source. @returns null where the address is none of its kind */
export const keyOf = (program: string, { host }: URL) => `${program} ${host}`

export type Opener = (fetcher: Fetcher, address: URL) => Promise<Source | null>

/** Pages of one source; a source that never ends is left after so many. */
export const MOST_PAGES = 10_000

/** @throws Failure `unreadable` with the address */
export function jsonOf<T extends z.ZodType>(schema: T, { url, status, body }: Answer): z.infer<T> {
  if (status !== 200) throw new Failure('unreadable', `${url} antwoordt met status ${status}.`)
  let value: unknown
  try {
    value = JSON.parse(body.toString('utf8'))
  } catch (cause) {
    throw new Failure('unreadable', `${url} geeft geen JSON.`, { cause })
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new Failure('unreadable', `${url} geeft iets anders dan verwacht (${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}).`)
}

/** Whether an answer is JSON that fits; for recognising a source. */
export function fits<T extends z.ZodType>(schema: T, answer: Answer | null): z.infer<T> | null {
  if (answer?.status !== 200) return null
  try {
    return schema.parse(JSON.parse(answer.body.toString('utf8')))
  } catch {
    return null
  }
}

/** Null where the server cannot be asked this; only whether it can be reached at all is worth failing for. */
export async function tryGet(fetcher: Fetcher, url: string, accept = 'application/json'): Promise<Answer | null> {
  try {
    return await fetcher.get(url, { accept })
  } catch (error) {
    if (error instanceof Failure && ['forbidden', 'unavailable'].includes(error.code)) throw error
    return null
  }
}

export const text = (most: number) => z.string().transform((value) => value.slice(0, most))

/** Only what may be fetched; relative to the page it stands on. */
export function absolute(url: string | null | undefined, base: string): string | null {
  const parsed = url ? URL.parse(url, base) : null
  return parsed && ['http:', 'https:'].includes(parsed.protocol) ? parsed.href : null
}

/** A language code as the library takes it; null for anything else. */
export function languageCode(code: string | null | undefined): string | null {
  const tag = (code ?? '').trim().replaceAll('_', '-')
  return /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}$/i.test(tag) ? tag.replace(/^[A-Za-z]+/, (main) => main.toLowerCase()) : null
}

/** An instant or a day as the library takes it; null for what is no date. */
export function isoDate(value: string | null | undefined): string | null {
  if (!value) return null
  if (/^\d{4}(?:-\d{2}(?:-\d{2})?)?$/.test(value)) return value
  const at = new Date(value)
  return Number.isNaN(at.getTime()) ? null : `${at.toISOString().slice(0, 19)}Z`
}

/** Text of a description that may be HTML. */
export function plainText(value: string | null | undefined): string | null {
  const bare = (value ?? '').replace(/<(?:br|\/p|\/li)\b[^>]*>/gi, '\n').replace(/<[^>]*>/g, '')
  const plain = decodeHTML(bare)
    .replace(/[^\S\n]+/g, ' ')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
  return plain === '' ? null : plain.slice(0, 20_000)
}
