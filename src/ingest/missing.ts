/** What a recording lacks that can be made from its original: after a restore, by an older recipe, or because it came by a manifest. */
import { SYSTEM } from '../library/audit.ts'
import type { StepName } from '../library/job/job.ts'
import type { Jobs } from '../library/job/jobs.ts'
import type { Library } from '../library/library.ts'
import type { Recording, Storyboard, Talk } from '../library/talk/talk.ts'
import { wantsAudio } from '../media/make/audio.ts'
import {
  AUDIO_FILE,
  AUDIO_RECIPE,
  HLS_MASTER,
  HLS_RECIPE,
  LADDER_RECIPE,
  STORYBOARD_RECIPE,
  sheetFile,
  WAVEFORM_FILE,
} from '../media/recipe.ts'
import { type MediaStore, rendition } from '../media/store/store.ts'

/** The name earlier versions gave to the one sheet they made. */
const OLD_SHEET = 'beeldoverzicht.jpg'

/** Whether sheets were made from the recording by an earlier recipe. */
export function isOutdated({ sheet, recipe }: Storyboard): boolean {
  return sheet ? sheet.name === OLD_SHEET : recipe !== STORYBOARD_RECIPE
}

interface Lost {
  /** Makes it again. */
  readonly step: StepName
  /** The rendition that is gone, or of which a part is gone. */
  readonly recipe: string
}

async function lostRenditions(store: MediaStore, { original, hls, playable, storyboard, waveform, audio }: Recording): Promise<Lost[]> {
  if (!original) return []
  const isMade = async (recipe: string, file: string) => (await store.stat(rendition(original.sha256, recipe, file))) !== null
  const lost: Lost[] = []
  if (hls !== null && !(await isMade(hls, HLS_MASTER))) {
    // Where the original can be copied it plays at once; sizes take hours.
    if (playable) lost.push({ step: 'package', recipe: HLS_RECIPE })
    if (hls === LADDER_RECIPE) lost.push({ step: 'ladder', recipe: hls })
  }
  if (storyboard?.recipe && !(await isMade(storyboard.recipe, sheetFile(1)))) lost.push({ step: 'pictures', recipe: storyboard.recipe })
  if (waveform !== null && !(await isMade(waveform, WAVEFORM_FILE))) lost.push({ step: 'sound', recipe: waveform })
  if (audio !== null && !(await isMade(audio.recipe, AUDIO_FILE))) lost.push({ step: 'audio', recipe: audio.recipe })
  return lost
}

/** @returns the steps that make again what was made once and is gone, as after a restore; empty when all is there */
export async function lostSteps(store: MediaStore, recording: Recording): Promise<StepName[]> {
  return (await lostRenditions(store, recording)).map(({ step }) => step)
}

/** What was never made, or by an older recipe. The record alone says so. */
function unmadeSteps(recording: Recording): StepName[] {
  const { original, width, duration, poster, storyboard, audio } = recording
  if (!original || duration === null) return []
  const steps: StepName[] = []
  if (width !== null && (!poster || !storyboard || isOutdated(storyboard))) steps.push('pictures')
  if (audio?.recipe !== AUDIO_RECIPE && wantsAudio(recording)) steps.push('audio')
  return steps
}

/**
 * Queues what a recording lacks, unless it is queued already, or was tried and failed or cancelled: then a person has to look.
 * @param which `lost`: only what was made once; `unmade`: only what never was, or by an older recipe, which asks the store nothing
 * @returns the steps that were queued
 */
export async function queueMissing(
  jobs: Jobs,
  store: MediaStore,
  { id, recording }: Pick<Talk, 'id' | 'recording'>,
  which: 'all' | 'lost' | 'unmade' = 'all',
): Promise<StepName[]> {
  const sha256 = recording?.original?.sha256
  if (!recording || sha256 === undefined) return []
  const lost = which === 'unmade' ? [] : await lostRenditions(store, recording)
  const missing = [...new Set([...lost.map(({ step }) => step), ...(which === 'lost' ? [] : unmadeSteps(recording))])]
  if (missing.length === 0 || !(await store.has(sha256))) return []
  const [newest] = await jobs.list({ talk: id, limit: 1 })
  // A new job would take the place of one that is under way.
  if (newest?.steps.some(({ state }) => state === 'queued' || state === 'running')) return []
  const unsettled = newest?.steps.filter(({ state }) => state !== 'done' && state !== 'skipped').map(({ step }) => step) ?? []
  const steps = newest?.sha256 === sha256 ? missing.filter((step) => !unsettled.includes(step)) : missing
  // What is left of a rendition would pass for a whole one, which no step makes again.
  for (const { step, recipe } of lost) if (steps.includes(step)) await store.removeRendition(sha256, recipe)
  if (steps.length > 0) await jobs.begin(id, sha256, SYSTEM, steps)
  return steps
}

const TALKS_AT_ONCE = 200

/**
 * `queueMissing` for every recording of the library. It does not ask a bucket about every file: `doctor` finds renditions that were lost there.
 * @returns how many recordings have work queued now
 */
export async function queueAllMissing(
  { library, jobs, store }: { library: Library; jobs: Jobs; store: MediaStore },
  signal?: AbortSignal,
): Promise<number> {
  let queued = 0
  const ids = await library.allTalkIds()
  for (let from = 0; from < ids.length && !signal?.aborted; from += TALKS_AT_ONCE) {
    for (const talk of await library.talksById(ids.slice(from, from + TALKS_AT_ONCE)))
      if ((await queueMissing(jobs, store, talk, store.isRemote ? 'unmade' : 'all')).length > 0) queued++
  }
  return queued
}
