/** A recording without a transcript gets one by a speech recogniser, through real servers. Needs ffmpeg. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { exportLibrary } from '../../src/ingest/manifest/export.ts'
import type { Job } from '../../src/library/job/job.ts'
import { ffmpeg } from '../media/make-media.ts'
import { makeLibrary, startTestServer } from '../setup/make-library.ts'
import { PASSWORD, signedIn } from '../setup/people.ts'
import { program } from '../setup/program.ts'
import { serve } from '../setup/serve.ts'
import { asWhisper, fakeRecogniser, sendJson } from './fake-recogniser.ts'
import { spokenSeconds } from './spoken-seconds.ts'

const ACTOR = { kind: 'command' as const, id: null, name: 'test' }
const SECONDS = 65
/** For a busy machine: getting the sound out of the recording gives way to everything else. */
const PATIENCE_MS = 200_000

async function libraryWithRecording() {
  const library = await makeLibrary({
    'lezing.wav': spokenSeconds(SECONDS),
    'lezing.yaml': {
      kind: 'talk',
      id: 'lezing',
      title: 'Bestaanszekerheid',
      speakers: [{ id: 'nurhan', name: 'Nurhan Abujidi' }],
      recording: { file: 'lezing.wav' },
    },
  })
  await library.import()
  await library.accounts.add({ email: 'anna@example.nl', name: 'Anna', role: 'archivist', password: PASSWORD }, ACTOR)
  const { secret } = await library.keys.addToken('test', ['talks:read', 'talks:write', 'jobs:write'], null, ACTOR)
  return { library, secret, data: join(library.folder, 'data') }
}

const settings = (address: string) => ({
  WOORDELIJK_RECOGNISER: address,
  WOORDELIJK_RECOGNISER_NAME: 'whisper.cpp 1.8, large-v3',
  WOORDELIJK_RECOGNISER_MINUTES: '0.5',
})

function jobOf(ask: ReturnType<typeof program>['ask']) {
  const job = async (): Promise<Job> => (await ask('GET', '/jobs?talk=lezing')).body.jobs[0]
  const step = async () => (await job()).steps.find((each) => each.step === 'recognise') as Job['steps'][number] & { code: string | null }
  return { job, step }
}

/** Every second where it was spoken. */
function expectSeconds(cues: readonly { start: number; text: string; words: { start: number }[] | null }[]): void {
  expect(cues.map(({ text }) => text)).toEqual(Array.from({ length: SECONDS }, (_, i) => `Dit is seconde ${i}.`))
  for (const [i, { start, words }] of cues.entries()) {
    expect(Math.abs(start - 1000 * i)).toBeLessThanOrEqual(20)
    expect(words?.[0]?.start).toBe(start)
  }
}

test.skipIf(!ffmpeg)('a transcript by machine, with every word in its place and its maker named wherever it is shown', async () => {
  const { library, secret, data } = await libraryWithRecording()
  const recogniser = await fakeRecogniser()
  const server = await startTestServer({ WOORDELIJK_DATA: data, ...settings(recogniser.address) })
  onTestFinished(() => server.close())
  const { ask, settled } = program(server, secret)
  expect((await ask('POST', '/talks/lezing/recognise', {})).status).toBe(202)
  const step = (await settled('lezing')).steps.find((each) => each.step === 'recognise')
  expect(step).toMatchObject({ state: 'done', error: null, code: 'recognised', note: expect.stringMatching(/^65 regels door .*large-v3/) })
  const transcript = (await ask('GET', '/talks/lezing/transcript')).body
  expect(transcript).toMatchObject({ revision: 1, language: 'nl', made: 'asr', reviewed: false, maker: 'whisper.cpp 1.8, large-v3' })
  expectSeconds(transcript.cues)
  expect(recogniser.questions).toHaveLength(3)
  expect(recogniser.questions[0]?.fields).toContainEqual(['prompt', 'Bestaanszekerheid, Nurhan Abujidi.'])

  // Machine made, and not reviewed: on the page, in the files, in the API.
  const label = 'Automatisch transcript (whisper.cpp 1.8, large-v3)'
  const read = async (path: string) => (await fetch(server.address + path)).text()
  expect(await read('/opnames/lezing')).toContain(`${label} – niet nagekeken`)
  expect(await read('/opnames/lezing/transcript.txt')).toContain(label)
  expect(await read('/opnames/lezing/geschiedenis')).toContain('door spraakherkenning')
  expect((await ask('GET', '/talks/lezing')).body.transcripts).toMatchObject([
    { made: 'asr', maker: 'whisper.cpp 1.8, large-v3', revision: 1 },
  ])

  // A transcript that stands is replaced on a word only, and stays in the history.
  expect(await ask('POST', '/talks/lezing/recognise', {})).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('revisie 1') },
  })
  expect((await ask('POST', '/talks/lezing/recognise', { replaces: 7 })).status).toBe(409)
  expect((await ask('POST', '/talks/lezing/recognise', { replaces: 1 })).status).toBe(202)
  await settled('lezing')
  expect((await ask('GET', '/talks/lezing/transcript')).body).toMatchObject({ revision: 2, made: 'asr' })
  expect(await library.database.reader.selectFrom('recognised_piece').select('start_ms').execute()).toEqual([])

  // A person read it; an export carries who made it.
  const anna = await signedIn(server, 'anna@example.nl')
  await anna.send('/beheer/opnames/lezing/herkomst', {
    transcript: 'nl',
    taal: 'nl',
    gemaakt: 'asr',
    programma: 'Kaldi-NL 2',
    nagelezen: 'ja',
  })
  expect(await read('/opnames/lezing')).toContain('Automatisch transcript (Kaldi-NL 2) – door mensen nagekeken')
  const folder = join(library.folder, 'export')
  await exportLibrary(folder, library)
  const names = await readdir(folder, { recursive: true })
  expect(await readFile(join(folder, names.find((name) => name.endsWith('lezing.yaml')) ?? ''), 'utf8')).toContain('maker: Kaldi-NL 2')
})

test.skipIf(!ffmpeg)('absent, too busy, wrong: the work waits or fails, and says so in both languages', async () => {
  const { secret, data } = await libraryWithRecording()
  const gone = await fakeRecogniser()
  await gone.close()
  const server = await startTestServer({ WOORDELIJK_DATA: data, ...settings(gone.address) })
  onTestFinished(() => server.close())
  const { ask } = program(server, secret)
  const { job, step } = jobOf(ask)
  const anna = await signedIn(server, 'anna@example.nl')
  const overview = async (language: string) => (await anna.ask(`/beheer/verwerking?taal=${language}`)).text()
  // Asked by the button of the recording's page.
  expect(await (await anna.ask('/beheer/opnames/lezing')).text()).toContain('Laat de spraakherkenner een transcript maken')
  expect((await anna.send('/beheer/opnames/lezing/spraakherkenning', {})).headers.get('location')).toBe(
    '/beheer/opnames/lezing?gedaan=gevraagd',
  )
  await expect.poll(step, { timeout: PATIENCE_MS }).toMatchObject({ state: 'waiting', code: 'recogniserAbsent' })
  expect(await overview('en')).toContain('cannot be reached')
  expect(await overview('nl')).toContain('is niet te bereiken')
  const recogniser = await fakeRecogniser(
    (_, response) => sendJson(response, { error: { message: 'no such model' } }, 404),
    Number(new URL(gone.address).port),
  )
  const retry = async () => expect((await ask('POST', `/jobs/${(await job()).id}/steps/recognise/retry`)).status).toBe(200)
  await retry()
  await expect.poll(step, { timeout: PATIENCE_MS }).toMatchObject({ state: 'failed', code: 'recogniserPath' })
  expect(await overview('en')).toContain('(status 404: “no such model”)')
  // The recogniser is busy for a second after the first piece: the job then continues with the second piece.
  recogniser.answer((question, response, number) => {
    if (number !== 3) return asWhisper(question, response, number)
    response.writeHead(429, { 'retry-after': '1' }).end()
  })
  await retry()
  await expect.poll(step, { timeout: PATIENCE_MS }).toMatchObject({ state: 'done', code: 'recognised' })
  expectSeconds((await ask('GET', '/talks/lezing/transcript')).body.cues)
  expect(recogniser.questions).toHaveLength(1 + 3 + 1)
})

test.skipIf(!ffmpeg)('a server killed while it listens goes on behind the last piece; a cancelled question hangs up', async () => {
  const { secret, data } = await libraryWithRecording()
  const holding = Promise.withResolvers<void>()
  const recogniser = await fakeRecogniser((question, response, number) => {
    if (number === 1) return asWhisper(question, response, number)
    holding.resolve()
  })
  const first = await serve(data, settings(recogniser.address))
  const { ask } = program(first, secret)
  expect((await ask('POST', '/talks/lezing/recognise', {})).status).toBe(202)
  await holding.promise
  await first.kill()
  const hungUp = Promise.withResolvers<void>()
  const again = Promise.withResolvers<void>()
  recogniser.answer((_, response) => {
    response.on('close', () => hungUp.resolve())
    again.resolve()
  })
  const second = await serve(data, settings(recogniser.address))
  const now = program(second, secret)
  const { job, step } = jobOf(now.ask)
  await again.promise
  expect((await step()).progress).toBeGreaterThanOrEqual(0)
  expect((await now.ask('POST', `/jobs/${(await job()).id}/cancel`)).status).toBe(200)
  await hungUp.promise
  expect(await step()).toMatchObject({ state: 'cancelled' })
  recogniser.answer(asWhisper)
  expect((await now.ask('POST', `/jobs/${(await job()).id}/steps/recognise/retry`)).status).toBe(200)
  await now.settled('lezing')
  expectSeconds((await now.ask('GET', '/talks/lezing/transcript')).body.cues)
  // The first piece once; the second three times, the third once.
  expect(recogniser.questions).toHaveLength(5)
})
