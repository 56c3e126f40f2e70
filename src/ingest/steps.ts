/** What each step of an ingest does to a recording. Each may be taken again: what was made is kept under its content and its recipe. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../failure.ts'
import type { Lease, StepName, StepResult, StepRevision } from '../library/job/job.ts'
import type { Library } from '../library/library.ts'
import type { Recording, Talk } from '../library/talk/talk.ts'
import type { Transcript } from '../library/talk/transcripts.ts'
import type { Ffmpeg } from '../media/ffmpeg/ffmpeg.ts'
import { makeAudio, wantsAudio } from '../media/make/audio.ts'
import { makeLadder, wantsLadder } from '../media/make/ladder.ts'
import { packageHls } from '../media/make/package.ts'
import { layOutTiles, makePoster, makeStoryboard } from '../media/make/pictures.ts'
import { makeWaveform, measureLoudness } from '../media/make/sound.ts'
import { tryProbe } from '../media/media.ts'
import { audioOf, type Inspection, inspect, videoOf } from '../media/read/inspect.ts'
import {
  AUDIO_FILE,
  AUDIO_RECIPE,
  HLS_MASTER,
  HLS_RECIPE,
  LADDER_RECIPE,
  STORYBOARD_RECIPE,
  WAVEFORM_FILE,
  WAVEFORM_RECIPE,
} from '../media/recipe.ts'
import type { Speaker } from '../media/speak/speaker.ts'
import { hashStored, type MediaStore, original, rendition } from '../media/store/store.ts'
import { checkAgainstMedia } from '../transcript/read/checks/against-media.ts'
import { alignTranscript, isUntimed } from './align-transcript.ts'
import { isOutdated } from './missing.ts'
import { ALIGNED } from './new-revisions.ts'
import { recognise } from './recognise/recognise-step.ts'
import type { Recogniser } from './recognise/recogniser.ts'
import { Waiting } from './waiting.ts'

export interface StepParts {
  readonly library: Library
  readonly store: MediaStore
  /** Null: not on this machine, for now. */
  readonly ffmpeg: () => Promise<Ffmpeg | null>
  /** Likewise: a computer voice. */
  readonly speaker: () => Promise<Speaker | null>
  /** Null: none is set. */
  readonly recogniser: Recogniser | null
}

export interface StepRun {
  readonly lease: Lease
  readonly signal: AbortSignal
  /** 0 to 1. */
  readonly onProgress: (fraction: number) => void
}

const NO_FFMPEG = 'ffmpeg is niet geïnstalleerd op de server. Installeer het (apt install ffmpeg); daarna gaat dit vanzelf verder.'

const NO_SPEAKER = 'espeak-ng is niet geïnstalleerd op de server. Installeer het (apt install espeak-ng); daarna gaat dit vanzelf verder.'

interface Tools extends Omit<StepParts, 'ffmpeg'> {
  readonly ffmpeg: Ffmpeg | null
}

type Step = (tools: Tools, run: StepRun, recording: Recording) => Promise<StepResult>

const steps: Record<StepName, Step> = {
  async verify({ store }, { lease }) {
    const found = await hashStored(store, lease.sha256)
    if (found !== lease.sha256)
      throw new Failure(
        'unreadable',
        `Het opgeslagen bestand is beschadigd: de SHA-256 is ${found} in plaats van ${lease.sha256}. Upload het opnieuw en controleer de schijf.`,
      )
    return { note: `Ongeschonden (SHA-256 ${lease.sha256.slice(0, 12)}…)` }
  },

  async probe({ store, ffmpeg }, { lease, signal }, recording) {
    await using local = await store.local(original(lease.sha256))
    const file = local.path
    const outcome = await tryProbe(file, signal)
    if ('problem' in outcome) return foreign(ffmpeg, file, outcome, recording, signal)
    const { mime, duration, picture, codecs, packageable } = outcome
    const inspection = ffmpeg && (await inspect(ffmpeg, file, signal))
    const wish = inspection ? wantsLadder(inspection) : (await isHeavy(file, duration, picture)) ? 'better' : 'no'
    return {
      note: described(duration, picture, codecs.join(', ')),
      recording: { mime, duration, width: picture?.width ?? null, height: picture?.height ?? null, codecs, playable: true },
      skip: [
        ...(packageable ? [] : (['package'] as const)),
        ...(wish === 'no' ? (['ladder'] as const) : []),
        ...(wantsAudio({ mime, width: picture?.width ?? null, codecs }) ? [] : (['audio'] as const)),
      ],
    }
  },

  async package({ store, ffmpeg }, { lease, signal }, recording) {
    await packageHls(store, lease.sha256, { ffmpeg, signal })
    // Sizes that were made meanwhile are better; sizes that are gone are not.
    const hasLadder = recording.hls === LADDER_RECIPE && (await store.stat(rendition(lease.sha256, LADDER_RECIPE, HLS_MASTER))) !== null
    return hasLadder ? {} : { recording: { hls: HLS_RECIPE } }
  },

  async pictures({ library, store, ffmpeg }, { lease, signal, onProgress }, recording) {
    const { width, height, duration, poster, storyboard } = recording
    if (width === null || height === null || duration === null) return { note: 'Deze opname heeft geen beeld.' }
    if (!ffmpeg) throw new Waiting(NO_FFMPEG)
    await using local = await store.local(original(lease.sha256))
    const input = local.path
    const makeOwnPoster = () =>
      inWorkFolder(store, async (folder) => {
        const file = join(folder, 'poster.jpg')
        await makePoster(ffmpeg, input, file, { duration, signal })
        const { sha256, size } = await store.put(file)
        await library.recordMedia({ sha256, size, mime: 'image/jpeg' })
        return { name: 'poster.jpg', sha256 }
      })
    const made = { poster: poster ?? (await makeOwnPoster()) }
    onProgress(0.2)
    // A sheet that was handed in with the recording stays.
    if (storyboard?.sheet && !isOutdated(storyboard)) return { recording: made }
    const work = { duration, width, height, signal, onProgress: (fraction: number) => onProgress(0.2 + fraction * 0.8) }
    await store.derive(lease.sha256, STORYBOARD_RECIPE, async (folder) => void (await makeStoryboard(ffmpeg, input, folder, work)))
    return { recording: { ...made, storyboard: { ...layOutTiles(work), sheet: null, recipe: STORYBOARD_RECIPE } } }
  },

  async sound({ store, ffmpeg }, { lease, signal, onProgress }, { duration }) {
    if (duration === null) return {}
    if (!ffmpeg) throw new Waiting(NO_FFMPEG)
    await using local = await store.local(original(lease.sha256))
    const input = local.path
    const { streams } = await inspect(ffmpeg, input, signal)
    if (!streams.some(({ kind }) => kind === 'audio')) return { note: 'Deze opname heeft geen geluid.' }
    const loudness = await measureLoudness(ffmpeg, input, { duration, signal, onProgress: (fraction) => onProgress(fraction / 2) })
    await store.derive(lease.sha256, WAVEFORM_RECIPE, async (folder) => {
      await makeWaveform(ffmpeg, input, join(folder, WAVEFORM_FILE), {
        duration,
        signal,
        onProgress: (fraction) => onProgress(0.5 + fraction / 2),
      })
    })
    const told = loudness.integrated === null ? 'Er is niets te horen.' : `Gemiddeld ${decimal(loudness.integrated)} LUFS.`
    return { note: told, recording: { waveform: WAVEFORM_RECIPE, loudness } }
  },

  async audio({ store, ffmpeg }, { lease, signal, onProgress }, { duration }) {
    if (duration === null) return {}
    if (!ffmpeg) throw new Waiting(NO_FFMPEG)
    await using local = await store.local(original(lease.sha256))
    const track = audioOf(await inspect(ffmpeg, local.path, signal))
    if (track === null) return { note: 'Deze opname heeft geen geluid.' }
    const work = { track, duration, signal, onProgress }
    await store.derive(lease.sha256, AUDIO_RECIPE, async (folder) => void (await makeAudio(ffmpeg, local.path, folder, work)))
    const { size } = (await store.stat(rendition(lease.sha256, AUDIO_RECIPE, AUDIO_FILE))) ?? { size: 0 }
    return { recording: { audio: { recipe: AUDIO_RECIPE, bytes: size } } }
  },

  async check({ library }, { lease }, { duration, loudness }) {
    const talk = await library.talk(lease.talk)
    if (!talk || duration === null) return {}
    const found: string[] = []
    let untimed = false
    for (const { language } of talk.transcripts) {
      const transcript = await library.transcript(talk.id, { language })
      untimed ||= isUntimed(transcript?.cues ?? [])
      const problems = checkAgainstMedia(transcript?.cues ?? [], { duration, silences: loudness?.silences ?? [] })
      found.push(...problems.map((problem) => problem.message))
    }
    if (talk.transcripts.length === 0) found.push('Er is nog geen transcript.')
    if (untimed) found.push('Het transcript is nog zonder tijden.')
    const note = found.length === 0 ? 'Transcript en opname passen bij elkaar.' : found.join('\n')
    return { note, ...(untimed ? { also: ['align'] } : {}) }
  },

  async ready({ store }, _run, { hls, playable, original: file, mime }) {
    if (!playable && hls === null)
      throw new Failure(
        'unreadable',
        `Er is nog geen versie van deze opname (${mime}) die browsers afspelen. Start de stap “${'ladder'}” opnieuw.`,
      )
    if (file && !(await store.has(file.sha256))) throw new Failure('unreadable', 'Het bestand van de opname is weg. Upload het opnieuw.')
    return {}
  },

  async ladder({ store, ffmpeg }, { lease, signal, onProgress }, { duration, width, height }) {
    if (!ffmpeg) throw new Waiting(NO_FFMPEG)
    if (duration === null) throw new Failure('unreadable', 'De speelduur van deze opname is niet bekend.')
    await using local = await store.local(original(lease.sha256))
    const input = local.path
    const inspection = await inspect(ffmpeg, input, signal)
    await store.derive(lease.sha256, LADDER_RECIPE, (folder) =>
      makeLadder(ffmpeg, input, folder, {
        duration,
        width,
        height,
        frameRate: videoOf(inspection)?.frameRate ?? null,
        hasAudio: audioOf(inspection) !== null,
        bitRate: inspection.bitRate,
        signal,
        onProgress,
      }),
    )
    return { recording: { hls: LADDER_RECIPE } }
  },

  async align({ library, store, ffmpeg, speaker: findSpeaker }, { lease, signal, onProgress }, { duration }) {
    const talk = await library.talk(lease.talk)
    if (duration === null) throw new Failure('unreadable', 'De speelduur van deze opname is niet bekend.')
    const all: Transcript[] = []
    for (const { language } of talk?.transcripts ?? []) {
      const transcript = await library.transcript(lease.talk, { language })
      const isMeant = lease.wish === null ? isUntimed(transcript?.cues ?? []) : language === lease.wish
      if (transcript && isMeant) all.push(transcript)
    }
    if (all.length === 0) return { note: 'Er is geen transcript zonder tijden.' }
    if (!ffmpeg) throw new Waiting(NO_FFMPEG)
    const speaker = await findSpeaker()
    if (!speaker) throw new Waiting(NO_SPEAKER)
    await using local = await store.local(original(lease.sha256))
    const input = local.path
    const { streams } = await inspect(ffmpeg, input, signal)
    if (!streams.some(({ kind }) => kind === 'audio')) return { note: 'Deze opname heeft geen geluid.' }
    const revisions: StepRevision[] = []
    for (const [i, transcript] of all.entries()) {
      const progress = (fraction: number) => onProgress((i + fraction) / all.length)
      const work = { ffmpeg, speaker, input, duration, signal, onProgress: progress }
      const { cues, note } = await inWorkFolder(store, (folder) => alignTranscript(transcript, { ...work, folder }))
      revisions.push({ language: transcript.language, base: transcript.number, origin: ALIGNED, note, cues })
    }
    return { note: revisions.map(({ note }) => note).join('\n'), revisions }
  },

  async recognise({ library, store, ffmpeg, recogniser }, { lease, signal, onProgress }, { duration }) {
    const talk = await library.talk(lease.talk)
    if (talk === null || duration === null) throw new Failure('unreadable', 'De speelduur van deze opname is niet bekend.')
    if (!recogniser) throw new Failure('unreadable', ['noRecogniser'])
    if (!ffmpeg) throw new Waiting(NO_FFMPEG)
    await using local = await store.local(original(lease.sha256))
    const input = local.path
    const { streams } = await inspect(ffmpeg, input, signal)
    if (!streams.some(({ kind }) => kind === 'audio')) return { note: ['noSound'] }
    // Awaited here: the leased copy has to stay until the recogniser is done.
    return await inWorkFolder(store, (folder) =>
      recognise({ library, ffmpeg, recogniser, talk, lease, input, duration, folder, signal, onProgress }),
    )
  },
}

/**
 * @throws Failure `unreadable` (the same input fails the same way), `unavailable` (later may be better)
 * @throws Waiting for what is not on this machine
 */
export async function runStep(parts: StepParts, run: StepRun): Promise<StepResult> {
  const talk: Talk | null = await parts.library.talk(run.lease.talk)
  const recording = talk?.recording
  if (recording?.original?.sha256 !== run.lease.sha256)
    throw new Failure('conflict', 'De opname is intussen vervangen; dit werk hoort bij de vorige.')
  return steps[run.lease.step]({ ...parts, ffmpeg: await parts.ffmpeg() }, run, recording)
}

/** A recording that no browser plays as it is: ffmpeg makes what they do play, and without it the talk waits. */
async function foreign(
  ffmpeg: Ffmpeg | null,
  file: string,
  { problem, convertible }: { problem: string; convertible?: boolean },
  recording: Recording,
  signal: AbortSignal,
): Promise<StepResult> {
  if (!ffmpeg) {
    if (convertible) throw new Waiting(`${problem.split('. ')[0]}. ${NO_FFMPEG}`)
    throw new Failure('unreadable', `${problem} Kies een ander bestand, of laat de beheerder ffmpeg installeren: dat leest meer soorten.`)
  }
  const inspection: Inspection = await inspect(ffmpeg, file, signal)
  const [video, audio] = [videoOf(inspection), audioOf(inspection)]
  const picture = video && { width: video.width, height: video.height }
  const codecs = [video?.codec, audio?.codec].filter((codec) => codec !== undefined)
  return {
    note: `${described(inspection.duration, picture, codecs.join(', '))}; wordt omgezet zodat browsers het afspelen.`,
    recording: {
      mime: recording.mime,
      duration: inspection.duration,
      width: picture?.width ?? null,
      height: picture?.height ?? null,
      codecs: [],
      playable: false,
    },
    skip: ['package'],
    require: ['ladder'],
  }
}

/** Without ffmpeg to ask: more than a slide talk needs, over a slow line too much. */
async function isHeavy(file: string, duration: number, picture: { height: number } | null): Promise<boolean> {
  const bitsASecond = ((await stat(file)).size * 8) / (duration / 1000)
  return picture !== null && picture.height > 480 && bitsASecond > 1_400_000
}

function described(duration: number, picture: { width: number; height: number } | null, codecs: string): string {
  const minutes = Math.floor(duration / 60_000)
  const seconds = Math.floor((duration % 60_000) / 1000)
  return [`${minutes} min ${seconds} s`, picture ? `${picture.width} × ${picture.height}` : 'alleen geluid', codecs]
    .filter(Boolean)
    .join(' · ')
}

const decimal = (value: number) => value.toLocaleString('nl-NL', { maximumFractionDigits: 1 })

async function inWorkFolder<T>(store: MediaStore, work: (folder: string) => Promise<T>): Promise<T> {
  await using folder = await store.workFolder()
  return await work(folder.path)
}
