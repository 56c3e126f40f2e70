/** What a recording sounds like, in numbers. */
import { writeFile } from 'node:fs/promises'
import { Failure, messageOf } from '../../failure.ts'
import { byLine, type Ffmpeg } from '../ffmpeg/ffmpeg.ts'
import { incomplete } from '../ffmpeg/ffmpeg-failure.ts'

export interface SoundWork {
  /** Of the recording, in milliseconds. */
  readonly duration: number
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((fraction: number) => void) | undefined
}

export interface Waveform {
  readonly version: 1
  /** Milliseconds each peak stands for. */
  readonly everyMs: number
  /** Loudest sample, 0 to 100, from the recording's first moment to its last. */
  readonly peaks: readonly number[]
}

export interface Loudness {
  /** LUFS (EBU R 128) to one decimal; null for silence and for recordings too short to measure. */
  readonly integrated: number | null
  /** dBFS to one decimal; null for silence. */
  readonly truePeak: number | null
  /** Of two seconds and more, in milliseconds. */
  readonly silences: readonly { readonly start: number; readonly end: number }[]
}

const PEAKS_MAX = 4000
const FINEST_MS = 20
const SAMPLES_A_MS = 8
const LOUDEST = 32_768
const SILENCE = 'silencedetect=noise=-50dB:duration=2'
/** ebur128 says this of sound it heard nothing in. */
const NOTHING_LUFS = -70

/**
 * Writes a {@link Waveform} as JSON.
 * @throws Failure `unreadable` or `unavailable`
 */
export async function makeWaveform(
  ffmpeg: Ffmpeg,
  input: string,
  output: string,
  { duration, signal, onProgress }: SoundWork,
): Promise<Waveform> {
  const everyMs = Math.max(FINEST_MS, Math.ceil(duration / PEAKS_MAX))
  const peaks = reducePeaks({ everyMs, count: Math.max(1, Math.ceil(duration / everyMs)) })
  // Silence where there is no sound makes the number of samples known beforehand: fewer is a failure.
  const filter = `aresample=${SAMPLES_A_MS * 1000}:async=1:first_pts=0,apad`
  const shape = ['-ac', '1', '-t', (duration / 1000).toFixed(3), '-f', 's16le', 'pipe:1']
  const parameters = ['-map', '0:a:0', '-af', filter, ...shape]
  await ffmpeg.make({ input, parameters, folder: null, duration, signal, onProgress, onOutput: peaks.read })
  if (peaks.samples() < (duration - 1000) * SAMPLES_A_MS || peaks.samples() === 0) {
    throw incomplete('De golfvorm', `${peaks.samples()} samples of ${duration} ms`)
  }
  const waveform: Waveform = { version: 1, everyMs, peaks: peaks.result() }
  try {
    await writeFile(output, JSON.stringify(waveform))
  } catch (error) {
    throw new Failure('unavailable', `De golfvorm kon niet worden opgeslagen: ${messageOf(error)}`, { cause: error })
  }
  return waveform
}

/** @throws Failure `unreadable` or `unavailable` */
export async function measureLoudness(ffmpeg: Ffmpeg, input: string, { duration, signal, onProgress }: SoundWork): Promise<Loudness> {
  const silences: { start: number; end: number }[] = []
  const onOutput = byLine((line) => {
    const [key, value] = line.split('=')
    const time = Math.min(duration, Math.max(0, Math.round(Number(value) * 1000)))
    if (key === 'lavfi.silence_start') silences.push({ start: time, end: duration })
    const last = silences.at(-1)
    if (key === 'lavfi.silence_end' && last) last.end = time
  })
  const filter = `aresample=async=1:first_pts=0,${SILENCE},ametadata=print:file=-,ebur128=peak=true:framelog=verbose`
  const parameters = ['-map', '0:a:0', '-af', filter, '-f', 'null', '-']
  const before = ['-loglevel', 'info']
  const said = await ffmpeg.make({ input, before, parameters, folder: null, duration, signal, onProgress, onOutput })
  const summary = said.slice(said.lastIndexOf('Summary:'))
  const integrated = /\bI:\s+(-?[\d.]+) LUFS/.exec(summary)?.[1]
  const peak = /\bPeak:\s+(-?[\d.]+|-inf) dBFS/.exec(summary)?.[1]
  if (integrated === undefined || peak === undefined) throw incomplete('De meting van het geluid', said.slice(-500))
  const heard = Number(integrated) > NOTHING_LUFS
  return { integrated: heard ? Number(integrated) : null, truePeak: peak === '-inf' ? null : Number(peak), silences }
}

/** 16-bit samples, low byte first, in pieces of any length. */
export function reducePeaks({ everyMs, count }: { everyMs: number; count: number }) {
  const highest = new Uint16Array(count)
  const samplesAPeak = everyMs * SAMPLES_A_MS
  let samples = 0
  let half: number | null = null

  function take(sample: number): void {
    const at = Math.min(count - 1, Math.floor(samples / samplesAPeak))
    const size = Math.abs(sample)
    if (size > (highest[at] ?? 0)) highest[at] = size
    samples++
  }

  return {
    read(chunk: Buffer): void {
      let at = 0
      if (half !== null && chunk.length > 0) {
        take((((chunk[0] ?? 0) << 24) >> 16) | half)
        half = null
        at = 1
      }
      for (; at + 1 < chunk.length; at += 2) take(chunk.readInt16LE(at))
      if (at < chunk.length) half = chunk[at] ?? 0
    },
    samples: () => samples,
    result: () => Array.from(highest, (size) => Math.round((100 * size) / LOUDEST)),
  }
}
