/** Asks the worker for a file's SHA-256. Ranges go first through a worker of their own: they are short and somebody waits for them. */
import type { HashResult, HashTask } from './hash-worker.ts'

type Ranges = NonNullable<HashTask['ranges']>

/** One answer for each file, however often it is asked. */
const whole = new WeakMap<File, Promise<string | null>>()

/** @returns null where it cannot be computed: the file cannot be read, or workers are not allowed */
export function hashOf(file: File): Promise<string | null> {
  const known = whole.get(file)
  if (known) return known
  const hash = wholeFiles(file, null).then((hashes) => hashes?.[0] ?? null)
  whole.set(file, hash)
  return hash
}

export function hashesOfRanges(file: File, ranges: Ranges): Promise<readonly string[] | null> {
  return someRanges(file, ranges)
}

function makeHasher(): (file: File, ranges: Ranges | null) => Promise<HashResult['hashes']> {
  let worker: Worker | null = null
  let count = 0
  const waiting = new Map<number, (hashes: HashResult['hashes']) => void>()
  const start = () => {
    const started = new Worker(new URL('./hash-worker.ts', import.meta.url), { type: 'module' })
    started.addEventListener('message', ({ data }: MessageEvent<HashResult>) => {
      waiting.get(data.id)?.(data.hashes)
      waiting.delete(data.id)
    })
    started.addEventListener('error', () => {
      for (const answer of waiting.values()) answer(null)
      waiting.clear()
      worker = null
    })
    return started
  }
  return (file, ranges) =>
    new Promise((resolve) => {
      const id = count++
      waiting.set(id, resolve)
      try {
        worker ??= start()
        worker.postMessage({ id, file, ranges } satisfies HashTask)
      } catch {
        waiting.delete(id)
        resolve(null)
      }
    })
}

const wholeFiles = makeHasher()
const someRanges = makeHasher()
