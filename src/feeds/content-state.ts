/** IIIF Content State 1.0: a talk, perhaps at a time, as an annotation that viewers hand to each other in an address. */
import { canvasOf } from './iiif.ts'
import type { PublishedTalk } from './published-talk.ts'

const PRESENTATION = 'http://iiif.io/api/presentation/3/context.json'

/** @param at milliseconds; null: the whole talk */
export function writeContentState(talk: PublishedTalk, at: { readonly start: number; readonly end: number | null } | null): object {
  const canvas = canvasOf(talk)
  const time = at === null ? '' : `#t=${at.start / 1000}${at.end === null ? '' : `,${at.end / 1000}`}`
  return {
    '@context': PRESENTATION,
    id: `${talk.manifest.replace(/manifest$/, 'content-state')}${time.replace('#', '?')}`,
    type: 'Annotation',
    motivation: ['contentState'],
    target: { id: canvas + time, type: 'Canvas', partOf: [{ id: talk.manifest, type: 'Manifest' }] },
  }
}

/** As the value of `iiif-content` (specification §2.2): UTF-8 in base64url. */
export function encodeContentState(state: object): string {
  const escaped = encodeURIComponent(JSON.stringify(state))
  return btoa(escaped).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

export interface ContentState {
  /** Addresses of the target and of the resources it is part of, the target first. */
  readonly ids: readonly string[]
  /** Seconds as written, `61.5` or `61.5,70`; null where no time is given. */
  readonly time: string | null
}

const LONGEST = 20_000
const DEPTH = 5

/** Reads an address, JSON or encoded JSON. @returns null for anything else */
export function readContentState(value: string): ContentState | null {
  if (value.length > LONGEST) return null
  if (/^https?:/.test(value)) return pointsAt(value, 0)
  try {
    const json = value.trimStart().startsWith('{') ? value : decodeURIComponent(atob(value.replaceAll('-', '+').replaceAll('_', '/')))
    return pointsAt(JSON.parse(json), 0)
  } catch {
    return null
  }
}

function pointsAt(target: unknown, depth: number): ContentState | null {
  if (depth > DEPTH) return null
  if (Array.isArray(target)) return pointsAt(target[0], depth + 1)
  if (typeof target === 'string') {
    const [id = '', fragment = ''] = target.split('#')
    return { ids: [id], time: /^t=([\d.,]{1,40})$/.exec(fragment)?.[1] ?? null }
  }
  if (typeof target !== 'object' || target === null) return null
  const { type, id, target: inner, source, selector, partOf } = target as Record<string, unknown>
  if (type === 'Annotation') return pointsAt(inner, depth + 1)
  if (source !== undefined) {
    const found = pointsAt(source, depth + 1)
    const point = [selector].flat()[0] as { type?: unknown; t?: unknown; value?: unknown } | undefined
    const fragment = typeof point?.value === 'string' ? (/^t=([\d.,]{1,40})$/.exec(point.value)?.[1] ?? null) : null
    return found && { ...found, time: typeof point?.t === 'number' ? String(point.t) : (fragment ?? found.time) }
  }
  const own = typeof id === 'string' ? pointsAt(id, depth + 1) : null
  const whole = partOf === undefined ? null : pointsAt(partOf, depth + 1)
  if (!own) return whole
  return { ids: [...own.ids, ...(whole?.ids ?? [])], time: own.time }
}
