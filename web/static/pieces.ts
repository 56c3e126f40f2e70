/** Files of the index as they are needed: a search that misses some says which, they are loaded, and it runs again. */

/** Thrown to stop a search that cannot go on without files. */
export class NotLoaded extends Error {}

export interface Pieces {
  /** The file's data, or undefined where it is not loaded: it is then noted. @param early stops the search before what is noted late */
  get<T>(file: string, when?: 'early' | 'late'): T | undefined
  /** @throws NotLoaded where files were noted */
  stopIfMissing(): void
  /** Runs until nothing is missing. */
  run<T>(search: () => T): Promise<T>
}

/** A search asks in a few rounds: terms, forms, talks, cues. */
const MOST_ROUNDS = 60

export function createPieces(load: (file: string) => Promise<unknown>): Pieces {
  const held = new Map<string, unknown>()
  let early = new Set<string>()
  let late = new Set<string>()

  async function loadMissing(): Promise<void> {
    const files = early.size > 0 ? early : late
    await Promise.all([...files].map(async (file) => held.set(file, await load(file))))
  }

  return {
    get<T>(file: string, when: 'early' | 'late' = 'early') {
      if (!held.has(file)) (when === 'early' ? early : late).add(file)
      return held.get(file) as T | undefined
    },
    stopIfMissing() {
      if (early.size + late.size > 0) throw new NotLoaded()
    },
    async run(search) {
      for (let round = 0; round < MOST_ROUNDS; round++) {
        early = new Set()
        late = new Set()
        try {
          const result = search()
          if (early.size + late.size === 0) return result
        } catch (error) {
          if (!(error instanceof NotLoaded)) throw error
        }
        await loadMissing()
      }
      throw new Error('the search asks for more files without end')
    },
  }
}
