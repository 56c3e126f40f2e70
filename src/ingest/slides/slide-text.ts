/** Slides that nobody has read yet are read, each in a thread of its own with a limit on time and memory. Safe to repeat. */
import { readFile, stat } from 'node:fs/promises'
import type { Library } from '../../library/library.ts'
import { type MediaStore, original } from '../../media/store/store.ts'
import { readApart } from '../apart/apart.ts'
import type { ReadSlides } from './slides.ts'

const MODULE = new URL(import.meta.url.endsWith('.ts') ? './slides-worker.ts' : './slides-worker.js', import.meta.url)
const LIMITS = { milliseconds: 60_000, megabytes: 1024 }
const LARGEST = 200 * 1024 * 1024

/** @returns how many files were read */
export async function readNewSlides({ library, store }: { library: Library; store: MediaStore }): Promise<number> {
  let read = 0
  for (const sha256 of await library.unreadSlides()) {
    // A file that is gone is the doctor's to say.
    if (!(await store.has(sha256))) continue
    await using file = await store.local(original(sha256))
    await library.recordSlides(sha256, await readSlidesApart(file.path))
    read++
  }
  return read
}

async function readSlidesApart(file: string): Promise<ReadSlides> {
  const size = (await stat(file)).size
  if (size > LARGEST) return tooMuch(`Het bestand is groter dan ${LARGEST / 1024 / 1024} MB.`)
  const read = await readApart<ReadSlides>(MODULE, await readFile(file), LIMITS)
  return read ?? tooMuch(`Het lezen vroeg meer dan ${LIMITS.milliseconds / 1000} seconden of ${LIMITS.megabytes} MB geheugen.`)
}

const tooMuch = (why: string): ReadSlides => ({ slides: [], problem: `${why} De dia’s zijn er; hun tekst wordt niet doorzocht.` })
