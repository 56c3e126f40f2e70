/**
 * A speech recogniser that is a program on this machine. It runs without a shell, in an empty folder with `audio.wav`. Its answer is the one
 * `.json` file that it leaves there, or else what it prints.
 */
import { createReadStream, createWriteStream } from 'node:fs'
import { access, constants, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Failure } from '../../failure.ts'
import { findProgram, runTrusted } from '../../media/ffmpeg/confine.ts'
import { Waiting } from '../waiting.ts'
import { LARGEST_ANSWER, type Question } from './question.ts'
import { type Sound, wavHeader } from './sound-file.ts'

const AUDIO = 'audio.wav'
/** Milliseconds for a piece: it may have to load its model first. */
const patienceFor = (duration: number) => 10 * 60_000 + 20 * duration
const LONGEST_MESSAGE = 200

/** @param words the program and its arguments, in which `{audio}`, `{language}`, `{model}` and `{prompt}` are filled in */
export function createCommand(
  words: readonly string[],
  { model, key }: { model: string; key: string | null },
): (question: Question) => Promise<Uint8Array> {
  const [program = '', ...parameters] = words

  return async function ask({ sound, duration, language, prompt, folder, signal }) {
    if (!(await mayRun(program))) throw new Waiting(['recogniserProgramAbsent', program])
    const place = join(folder, 'answer')
    await mkdir(place)
    try {
      const audio = join(place, AUDIO)
      await writeWav(audio, sound)
      const values: Record<string, string> = { audio, language, model, prompt }
      // Filled in once: a prompt that holds `{audio}` stays as it is.
      const filled = parameters.map((word) => word.replace(/\{(audio|language|model|prompt)\}/g, (_, name: string) => values[name] ?? ''))
      const printed = await run({ program, parameters: parameters.some((word) => word.includes('{audio}')) ? filled : [...filled, audio] })
      return (await written(place)) ?? printed
    } finally {
      await rm(place, { recursive: true, force: true })
    }

    async function run(command: { program: string; parameters: readonly string[] }): Promise<Buffer> {
      const chunks: Buffer[] = []
      let size = 0
      const ending = await runTrusted(
        { ...(await whileWeLive(command)), cwd: place, env: environmentFor(key) },
        {
          patience: patienceFor(duration),
          signal,
          onOutput(chunk) {
            size += chunk.length
            if (size > LARGEST_ANSWER) throw new Failure('unreadable', ['recogniserTooMuch', LARGEST_ANSWER])
            chunks.push(chunk)
          },
        },
      )
      signal.throwIfAborted()
      if (ending.stopped === 'late') throw new Failure('unavailable', ['recogniserLate', Math.round(patienceFor(duration) / 60_000)])
      if (ending.code !== 0)
        throw new Failure('unavailable', ['recogniserProgramFailed', String(ending.signal ?? ending.code), lastWords(ending.said, key)])
      return Buffer.concat(chunks)
    }
  }
}

function mayRun(program: string): Promise<boolean> {
  return access(program, constants.X_OK).then(
    () => true,
    () => false,
  )
}

async function writeWav(target: string, sound: Sound): Promise<void> {
  const bytes = async function* () {
    yield wavHeader(sound)
    if (sound.to > sound.from) yield* createReadStream(sound.file, { start: sound.from, end: sound.to - 1 }) as AsyncIterable<Buffer>
  }
  await pipeline(bytes, createWriteStream(target, { flags: 'wx' }))
}

/** The same command, ended by the system when this process ends, also by a signal that leaves no time to clean up; visitors go first. */
async function whileWeLive({ program, parameters }: { program: string; parameters: readonly string[] }) {
  const [nice, setpriv] = [await findProgram('nice'), await findProgram('setpriv')]
  if (!nice || !setpriv) return { program, parameters }
  return { program: nice, parameters: ['-n', '10', setpriv, '--pdeathsig', 'KILL', '--', program, ...parameters] }
}

/** Models, graphics cards and caches are found through the environment. Our own settings, with their secrets, are not for the program. */
function environmentFor(key: string | null): Record<string, string> {
  const passed = Object.entries(process.env).filter(([name]) => !name.startsWith('WOORDELIJK_'))
  const own = Object.fromEntries(passed.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
  return key === null ? own : { ...own, WOORDELIJK_RECOGNISER_KEY: key }
}

async function written(folder: string): Promise<Buffer | null> {
  const [name, ...others] = (await readdir(folder)).filter((file) => file.endsWith('.json'))
  if (name === undefined || others.length > 0) return null
  const file = join(folder, name)
  if ((await stat(file)).size > LARGEST_ANSWER) throw new Failure('unreadable', ['recogniserTooMuch', LARGEST_ANSWER])
  return readFile(file)
}

function lastWords(said: string, key: string | null): string {
  const plain = said.replace(/[\p{C}\s]+/gu, ' ').trim()
  return (key === null ? plain : plain.replaceAll(key, '…')).slice(-LONGEST_MESSAGE)
}
