/** The engines by name, in the order of the report. Each is loaded only where it is used: memory is measured by process. */
import type { BenchEngine } from './engine.ts'

export interface Entry {
  readonly name: string
  /** Whose index it searches, where not its own. */
  readonly indexOf?: string
  /** Held in memory whole: not a server's choice at a million cues. */
  readonly mostCues?: number
  /** Too slow for more cues than this: it is measured on so many. */
  readonly sample?: number
  /** Of the time all engines take together, to tell how long is left. */
  readonly share: number
  load(): Promise<BenchEngine>
}

export const ENGINES: readonly Entry[] = [
  { name: 'ours', share: 20, load: async () => (await import('./ours.ts')).ours },
  { name: 'ours over HTTP', indexOf: 'ours', share: 15, load: async () => (await import('./ours-http.ts')).oursHttp },
  { name: 'plain FTS5', share: 10, load: async () => (await import('./plain-fts5.ts')).plainFts5 },
  { name: 'lunr', mostCues: 100_000, share: 25, load: async () => (await import('./lunr.ts')).lunrEngine },
  { name: 'MiniSearch', mostCues: 100_000, share: 15, load: async () => (await import('./minisearch.ts')).miniSearch },
  { name: 'Orama', mostCues: 100_000, sample: 20_000, share: 15, load: async () => (await import('./orama.ts')).oramaEngine },
]
