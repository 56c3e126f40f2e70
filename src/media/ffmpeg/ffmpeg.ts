/** The system’s ffmpeg, where there is one: found once, then every recording goes through this one door. */
import { stat } from 'node:fs/promises'
import { Failure } from '../../failure.ts'
import { type Confinement, confine, type Ending, findProgram, type Sandbox } from './confine.ts'
import { failureOf, noSpace } from './ffmpeg-failure.ts'

export interface Ffmpeg {
  readonly version: string
  readonly sandbox: Sandbox
  /** @returns the last part of what ffmpeg said @throws Failure `unreadable` with cause and cure; `unavailable` when trying again can help */
  make(work: Work): Promise<string>
  /** ffprobe. @returns what it printed @throws as `make` */
  probe(input: string, parameters: readonly string[], signal?: AbortSignal): Promise<string>
}

export interface Work {
  readonly input: string
  /** Options of the input: where to start, which frames to decode. */
  readonly before?: readonly string[] | undefined
  /** Everything after the input. Files are written as plain names in `folder`. */
  readonly parameters: readonly string[]
  /** Null when no file is written. */
  readonly folder: string | null
  /** Of the recording, in milliseconds: what progress and patience are measured by. */
  readonly duration: number
  readonly signal?: AbortSignal | undefined
  /** From 0 to 1, never back. */
  readonly onProgress?: ((fraction: number) => void) | undefined
  /** Milliseconds of the recording that are done. */
  readonly onTime?: ((done: number) => void) | undefined
  readonly onOutput?: ((chunk: Buffer) => void) | undefined
  /** Left out: `low`. Work of seconds that somebody waits for is `normal`. */
  readonly priority?: 'normal' | 'low' | undefined
  /** Milliseconds by the clock; when left out, by the duration. */
  readonly patience?: number | undefined
}

/**
 * Any one of a demuxer’s names is enough. What is not in here are the formats that name other files: playlists, concat scripts and
 * image sequences would let one upload read its neighbours, whatever protocols are allowed.
 */
const FORMATS = 'mov,mp4,matroska,webm,mpegts,avi,mp3,wav,flac,ogg,asf'
export const MAX_STREAMS = 16
export const MAX_PIXELS = 4096 * 2304
/** Room for the rounding up to whole blocks of any codec. */
const MAX_DECODED_PIXELS = (4096 + 128) * (2304 + 128)

const MEMORY = 4 * 2 ** 30
const PROBE_MEMORY = 2 ** 30
const PROBE_PROCESSOR_MS = 60_000
const THREAD_COUNT = 2
/** ffmpeg gives way to everything else: on a busy machine the clock says little about the file. */
const CLOCK_TO_PROCESSOR = 10
const PROBE_PRINTS_MAX = 16 * 2 ** 20
const THREADS = ['-threads', String(THREAD_COUNT)]
const QUIETLY = ['-nostdin', '-hide_banner', '-loglevel', 'error', '-nostats', '-y', '-progress', 'pipe:3']
const FILTER_THREADS = ['-filter_threads', '2', '-filter_complex_threads', '2']

/** @param folder where `ffmpeg` and `ffprobe` are, when not on the PATH @returns null when they are not there or do not start */
export async function findFfmpeg(folder?: string): Promise<Ffmpeg | null> {
  const [ffmpeg, ffprobe] = [await findProgram('ffmpeg', folder), await findProgram('ffprobe', folder)]
  if (!ffmpeg || !ffprobe) return null
  const confinement = await confine({ program: ffmpeg, parameters: ['-version'] }, folder)
  const version = await versionOf(ffmpeg, confinement)
  if (version === null) return null
  return {
    version,
    sandbox: confinement.sandbox,
    make: (work) => make(ffmpeg, confinement, work),
    probe: (input, parameters, signal) => probe(ffprobe, confinement, { input, parameters, signal }),
  }
}

async function versionOf(program: string, confinement: Confinement): Promise<string | null> {
  let text = ''
  const bounds = { input: null, folder: null, priority: 'normal' as const, ...limits(PROBE_PROCESSOR_MS), memory: MEMORY, fileSize: 0 }
  const onOutput = (chunk: Buffer) => {
    text += chunk.toString('utf8')
  }
  const ending = await confinement.run({ ...bounds, program, parameters: () => ['-version'], onOutput }).catch(() => null)
  return ending?.code === 0 ? (/^ffmpeg version (\S+)/.exec(text)?.[1] ?? null) : null
}

/** The rules for every file we have not made ourselves. */
function inputRules(input: string): string[] {
  return [
    ['-format_whitelist', FORMATS, '-protocol_whitelist', 'file'],
    ['-max_streams', String(MAX_STREAMS), '-max_pixels', String(MAX_DECODED_PIXELS)],
    // A name is never read as an option or as a protocol.
    ['-i', `file:${input}`],
  ].flat()
}

async function make(program: string, confinement: Confinement, work: Work): Promise<string> {
  const size = await sizeOf(work.input)
  const advance = onlyForward(work.onProgress)
  const parameters = (input: string) => [
    ...QUIETLY,
    ...FILTER_THREADS,
    ...THREADS,
    ...(work.before ?? []),
    ...inputRules(input),
    ...work.parameters,
  ]
  const ending = await start(confinement, {
    program,
    input: work.input,
    parameters,
    folder: work.folder,
    priority: work.priority ?? 'low',
    ...limits(THREAD_COUNT * (4 * work.duration + 10 * 60_000)),
    ...(work.patience === undefined ? {} : { patience: work.patience }),
    memory: MEMORY,
    fileSize: 2 ** 30 + 4 * size,
    signal: work.signal,
    onOutput: work.onOutput,
    onReport: readTimes((done) => {
      work.onTime?.(done)
      advance(done / work.duration)
    }),
  })
  const full = noSpace(ending)
  if (full) throw full
  advance(1)
  return ending.said
}

async function probe(
  program: string,
  confinement: Confinement,
  { input, parameters, signal }: { input: string; parameters: readonly string[]; signal?: AbortSignal | undefined },
): Promise<string> {
  await sizeOf(input)
  const printed: Buffer[] = []
  let length = 0
  await start(confinement, {
    program,
    input,
    parameters: (path) => ['-hide_banner', '-loglevel', 'error', ...THREADS, ...parameters, ...inputRules(path)],
    folder: null,
    ...limits(PROBE_PROCESSOR_MS),
    priority: 'normal',
    memory: PROBE_MEMORY,
    fileSize: 0,
    signal,
    onOutput(chunk) {
      length += chunk.length
      if (length > PROBE_PRINTS_MAX) {
        throw new Failure('unreadable', 'Dit bestand is ongewoon ingewikkeld. Zet het om naar H.264 met AAC en probeer het nog eens.')
      }
      printed.push(chunk)
    },
  })
  return Buffer.concat(printed).toString('utf8')
}

const limits = (processor: number) => ({ processor, patience: CLOCK_TO_PROCESSOR * processor })

async function start(confinement: Confinement, work: Parameters<Confinement['run']>[0]): Promise<Ending> {
  const ending = await confinement.run(work).catch((error: unknown) => {
    if (error instanceof Failure || !isSystemError(error)) throw error
    throw new Failure('unavailable', `ffmpeg kon niet worden gestart (${error.code}). Probeer het opnieuw.`, { cause: error })
  })
  if (ending.code !== 0 || ending.stopped !== null) throw failureOf(ending)
  return ending
}

async function sizeOf(input: string): Promise<number> {
  const info = await stat(input).catch((error: unknown) => {
    throw new Failure('not-found', 'Het mediabestand is er niet (meer). Voeg het opnieuw toe.', { cause: error })
  })
  if (!info.isFile()) throw new Failure('unreadable', 'Dit is geen bestand. Kies een opname.')
  if (info.size === 0) throw new Failure('unreadable', 'Dit bestand is leeg (0 bytes). Kopieer of download het opnieuw van de bron.')
  return info.size
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error
}

/** From 0 to 1, and told only when there is more of it than before. */
export function onlyForward(onProgress: ((fraction: number) => void) | undefined): (fraction: number) => void {
  let reached = 0
  return (fraction) => {
    if (!(fraction > reached) || reached === 1) return
    reached = Math.min(1, fraction)
    onProgress?.(reached)
  }
}

/** Lines `key=value`, possibly broken anywhere by the pipe; only the time matters. */
function readTimes(onTime: (done: number) => void): (chunk: Buffer) => void {
  return byLine((line) => {
    const [key, value] = line.split('=')
    const done = Number(value) / 1000
    // Before the first packet it says N/A.
    if (key === 'out_time_us' && Number.isFinite(done)) onTime(done)
  })
}

/** What comes in pieces, by whole line. */
export function byLine(onLine: (line: string) => void): (chunk: Buffer) => void {
  let rest = ''
  return (chunk) => {
    const lines = (rest + chunk.toString('latin1')).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  }
}
