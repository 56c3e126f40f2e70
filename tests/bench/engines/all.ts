/** The engines by name, in the order of the report. Each is loaded only where it is used: memory is measured by process. */
import type { BenchEngine } from './engine.ts'

export interface Entry {
  readonly name: string
  /** Whose index it searches, where not its own. */
  readonly indexOf?: string
  /** Held in memory whole: not a server's choice at a million cues. */
  readonly mostCues?: number
  load(): Promise<BenchEngine>
}

export const ENGINES: readonly Entry[] = [
  { name: 'ours', load: async () => (await import('./ours.ts')).ours },
  { name: 'ours over HTTP', indexOf: 'ours', load: async () => (await import('./ours-http.ts')).oursHttp },
  { name: 'plain FTS5', load: async () => (await import('./plain-fts5.ts')).plainFts5 },
  { name: 'lunr', mostCues: 100_000, load: async () => (await import('./lunr.ts')).lunrEngine },
  { name: 'MiniSearch', mostCues: 100_000, load: async () => (await import('./minisearch.ts')).miniSearch },
  { name: 'Orama', mostCues: 100_000, load: async () => (await import('./orama.ts')).oramaEngine },
]
