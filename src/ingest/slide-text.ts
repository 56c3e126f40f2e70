/** Slides that nobody has read yet are read, each in a thread of its own with a limit on time and memory. Safe to repeat. */
import { readFile, stat } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import type { Library } from '../library/library.ts'
import type { MediaStore } from '../media/store/store.ts'
import type { ReadSlides } from './slides.ts'

const LONGEST_MS = 60_000
const MEMORY_MB = 1024
/** What a thread unpacks is outside its heap, and no limit of Node's: the whole process is watched. */
const LOOK_MS = 50
const LARGEST = 200 * 1024 * 1024

/** @returns how many files were read */
export async function readNewSlides({ library, store }: { library: Library; store: MediaStore }): Promise<number> {
  let read = 0
  for (const sha256 of await library.unreadSlides()) {
    // A file that is gone is the doctor's to say.
    if (!(await store.has(sha256))) continue
    await library.recordSlides(sha256, await readApart(store.original(sha256)))
    read++
  }
  return read
}

async function readApart(file: string): Promise<ReadSlides> {
  const size = (await stat(file)).size
  if (size > LARGEST) return tooMuch(`Het bestand is groter dan ${LARGEST / 1024 / 1024} MB.`)
  const module = new URL(import.meta.url.endsWith('.ts') ? './slides-worker.ts' : './slides-worker.js', import.meta.url)
  const worker = new Worker(module, { workerData: await readFile(file), resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } })
  const late = `Het lezen vroeg meer dan ${LONGEST_MS / 1000} seconden of ${MEMORY_MB} MB geheugen.`
  const timer = setTimeout(() => void worker.terminate(), LONGEST_MS)
  const before = process.memoryUsage.rss()
  const watch = setInterval(() => {
    if (process.memoryUsage.rss() - before > MEMORY_MB * 2 ** 20) void worker.terminate()
  }, LOOK_MS)
  try {
    return await new Promise<ReadSlides>((resolve) => {
      worker.once('message', resolve)
      worker.once('error', () => resolve(tooMuch(late)))
      worker.once('exit', () => resolve(tooMuch(late)))
    })
  } finally {
    clearTimeout(timer)
    clearInterval(watch)
    await worker.terminate()
  }
}

const tooMuch = (why: string): ReadSlides => ({ slides: [], problem: `${why} De dia’s zijn er; hun tekst wordt niet doorzocht.` })
