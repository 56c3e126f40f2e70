/** A speech recogniser that is a program: what it is given, what of it is read, and that nothing of it stays behind. */
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { Failure } from '../../src/failure.ts'
import { readAnswer } from '../../src/ingest/recognise/answer.ts'
import { createRecogniser } from '../../src/ingest/recognise/recogniser.ts'
import { Waiting } from '../../src/ingest/waiting.ts'
import { makeFolder } from '../setup/make-library.ts'
import { spokenSeconds } from './spoken-seconds.ts'

const HEAR = join(import.meta.dirname, 'fake-recogniser.ts')

async function program(script: string, parameters: readonly string[] = [], signal = new AbortController().signal) {
  const folder = await makeFolder()
  const file = join(folder, 'asr.mjs')
  await writeFile(file, `#!${process.execPath}\n${script}`)
  await chmod(file, 0o755)
  const sound = join(folder, 'sound.raw')
  await writeFile(sound, spokenSeconds(3).subarray(44))
  const settings = { url: null, model: 'tiny', key: 'sleutel', name: null, longestPiece: 60_000 }
  const recogniser = createRecogniser({ ...settings, command: [file, ...parameters] })
  const question = {
    sound: { file: sound, from: 0, to: 3 * 32_000 },
    duration: 3000,
    language: 'nl',
    prompt: '{audio} $(id)',
    folder,
    signal,
  }
  return { folder, recogniser, answer: recogniser.ask(question) }
}

/** Prints, or leaves in a file, what a program hears. */
const listening = (tell: string) => `
import { readFileSync, writeFileSync } from 'node:fs'
const { hearSeconds } = await import(${JSON.stringify(HEAR.replace('fake-recogniser', 'spoken-seconds'))})
const segments = hearSeconds(readFileSync(process.argv.at(-1))).map(({ second, start, end }) => ({ start, end, text: 'seconde ' + second }))
const answer = JSON.stringify({ arguments: process.argv.slice(2), secrets: Object.keys(process.env).filter((name) => name.startsWith('WOORDELIJK_')), segments })
${tell}`

test('it is given a WAV file, its arguments as they stand and no shell; it prints its answer or leaves it in a file', async () => {
  process.env.WOORDELIJK_SECRET = 'niet voor het programma'
  onTestFinished(() => void delete process.env.WOORDELIJK_SECRET)
  const printing = await program(listening('console.error("loading…"); process.stdout.write(answer)'), [
    '-l',
    '{language}',
    '--prompt={prompt}',
    '-m',
    '{model}',
  ])
  const body = await printing.answer
  const { cues } = await readAnswer(body, { start: 10_000, end: 13_000, audible: true, endsQuietly: true }, 'nl')
  expect(cues.map(({ start, text }) => [start, text])).toEqual([0, 1, 2].map((i) => [10_000 + 1000 * i, `seconde ${i}`]))
  const said = JSON.parse(Buffer.from(body).toString())
  expect(said.arguments).toEqual(['-l', 'nl', '--prompt={audio} $(id)', '-m', 'tiny', expect.stringMatching(/\/audio\.wav$/)])
  expect(said.secrets).toEqual(['WOORDELIJK_RECOGNISER_KEY'])
  expect(printing.recogniser.nameWith(null)).toBe('tiny')
  const leaving = await program(listening('console.log("done"); writeFileSync("audio.json", answer)'), ['{audio}'])
  expect(JSON.parse(Buffer.from(await leaving.answer).toString()).segments).toHaveLength(3)
  expect((await readdir(leaving.folder)).sort()).toEqual(['asr.mjs', 'sound.raw'])
})

test('a program that fails, floods or is not there says so', async () => {
  const reason = async (answer: Promise<unknown>) => {
    const cause = await answer.catch((error: unknown) => error)
    return cause instanceof Failure || cause instanceof Waiting ? cause.reason : cause
  }
  const failing = await program('console.error("CUDA out of memory (sleutel)"); process.exit(3)')
  expect(await reason(failing.answer)).toEqual(['recogniserProgramFailed', '3', 'CUDA out of memory (…)'])
  const flooding = await program('const more = () => process.stdout.write("x".repeat(1 << 20), more); more()')
  expect(await reason(flooding.answer)).toMatchObject(['recogniserTooMuch', expect.any(Number)])
  const absent = createRecogniser({ url: null, command: ['/nergens/asr'], model: null, key: null, name: null, longestPiece: 1 })
  const question = {
    sound: { file: '', from: 0, to: 0 },
    duration: 1,
    language: 'nl',
    prompt: '',
    folder: '/',
    signal: new AbortController().signal,
  }
  expect(await reason(absent.ask(question))).toEqual(['recogniserProgramAbsent', '/nergens/asr'])
  expect(absent.nameWith(null)).toBe('asr')
})

test('cancelled, it ends with everything it started', async () => {
  const stopping = new AbortController()
  const { folder, answer } = await program(
    `import { spawn } from 'node:child_process'
     import { writeFileSync } from 'node:fs'
     const child = spawn('sleep', ['600'])
     writeFileSync('../pids', process.pid + ' ' + child.pid)
     setInterval(() => undefined, 1000)`,
    [],
    stopping.signal,
  )
  const pids = () => readFile(join(folder, 'pids'), 'utf8').catch(() => '')
  await expect.poll(pids, { timeout: 30_000 }).not.toBe('')
  stopping.abort(new Error('stopped'))
  await expect(answer).rejects.toThrow('stopped')
  const isAlive = (pid: string) =>
    readFile(`/proc/${pid}/stat`, 'utf8').then(
      (stat) => !/\) [ZX] /.test(stat),
      () => false,
    )
  for (const pid of (await pids()).split(' ')) await expect.poll(() => isAlive(pid), { timeout: 30_000 }).toBe(false)
  expect((await readdir(folder)).includes('answer')).toBe(false)
})
