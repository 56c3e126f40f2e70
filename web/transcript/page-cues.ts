/** The cues of the transcript on the page, with their times; read from the page once, when something first needs them. */
import { decodeCueTimes } from '../../src/transcript/cue-times.ts'

export interface PageCue {
  readonly element: HTMLElement
  /** Counted from 0 in the order of the text. */
  readonly number: number
  /** Milliseconds; 0 in a transcript without times. */
  readonly start: number
  readonly end: number
  readonly speaker: string | null
  readonly text: string
}

const read = new WeakMap<Element, readonly PageCue[]>()

/** @param inside any element of the transcript; @returns in the order of the text */
export function pageCues(inside: Element): readonly PageCue[] {
  const root = inside.closest('.transcript') ?? inside
  const known = read.get(root)
  if (known) return known
  const cues: PageCue[] = []
  let speaker: string | null = null
  for (const paragraph of root.querySelectorAll('.para')) {
    speaker = paragraph.querySelector('.speaker')?.textContent ?? speaker
    const text = paragraph.querySelector<HTMLElement>('.said > p')
    const times = decodeCueTimes(text?.dataset.times ?? '')
    for (const [i, element] of [...(text?.children ?? [])].entries()) {
      const { start = 0, end = 0 } = times[i] ?? {}
      cues.push({ element: element as HTMLElement, number: cues.length, start, end, speaker, text: element.textContent ?? '' })
    }
  }
  read.set(root, cues)
  return cues
}

/** @returns the index of the last entry that begins at or before the time, or −1; entries ascend by `start` */
export function lastAt(entries: readonly { readonly start: number }[], time: number): number {
  let [low, high] = [0, entries.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((entries[middle]?.start ?? 0) <= time) low = middle + 1
    else high = middle
  }
  return low - 1
}
