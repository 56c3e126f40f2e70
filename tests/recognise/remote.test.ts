/** What a recogniser on the network may answer, and what becomes of each answer. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Failure, sentenceOf } from '../../src/failure.ts'
import { readAnswer } from '../../src/ingest/recognise/answer.ts'
import { createRecogniser, type RecogniserSettings } from '../../src/ingest/recognise/recogniser.ts'
import type { RemoteLimits } from '../../src/ingest/recognise/remote.ts'
import { Waiting } from '../../src/ingest/waiting.ts'
import { failuresEn } from '../../web/words/en/failures.ts'
import { makeFolder } from '../setup/make-library.ts'
import { type Answering, fakeRecogniser, segmentsOf, sendJson } from './fake-recogniser.ts'
import { spokenSeconds } from './spoken-seconds.ts'

const KEY = 'sk-geheim-1234567890'
const PIECE = { start: 60_000, end: 64_000, audible: true, endsQuietly: true }

async function asked(
  how: Answering,
  {
    settings = {},
    limits = {},
    signal = new AbortController().signal,
  }: { settings?: Partial<RecogniserSettings>; limits?: Partial<RemoteLimits>; signal?: AbortSignal } = {},
) {
  const server = await fakeRecogniser(how)
  const folder = await makeFolder()
  const file = join(folder, 'sound.raw')
  await writeFile(file, spokenSeconds(4).subarray(44))
  const recogniser = createRecogniser(
    { url: server.address, command: null, model: null, key: KEY, name: null, longestPiece: 60_000, ...settings },
    limits,
  )
  const question = { sound: { file, from: 0, to: 4 * 32_000 }, duration: 4000, language: 'nl', prompt: 'Nurhan Abujidi.', folder, signal }
  const outcome = recogniser.ask(question).then((body) => readAnswer(body, PIECE, 'nl'))
  return { server, outcome }
}

/** The key of the sentence and whether it is tried again, later or never. */
async function refusal(how: Answering, options: Parameters<typeof asked>[1] = {}) {
  const { outcome } = await asked(how, options)
  const cause = await outcome.then(
    () => null,
    (error: unknown) => error,
  )
  if (!(cause instanceof Failure || cause instanceof Waiting) || cause.reason === null) throw cause
  // Said in both languages, and never with the key in it.
  expect(`${cause.message} ${sentenceOf(cause.reason, failuresEn)} ${JSON.stringify(cause.reason)}`).not.toContain(KEY)
  const [key, ...values] = cause.reason
  return { key, values, next: cause instanceof Waiting ? 'waits' : cause.code === 'unavailable' ? 'again' : 'never' }
}

test('the sound goes as a WAV file with everything the API asks for, and the answer stands on the recording’s clock', async () => {
  const { server, outcome } = await asked(
    ({ wav }, response) => sendJson(response, { text: 'x', language: 'nl', segments: segmentsOf(wav) }),
    {
      settings: { model: 'large-v3' },
    },
  )
  const { cues, findings } = await outcome
  expect(cues.map(({ start, text }) => [start, text])).toEqual([0, 1, 2, 3].map((i) => [60_000 + 1000 * i, `Dit is seconde ${i}.`]))
  expect(cues[2]?.words?.[0]).toEqual({ start: 62_000, end: 62_200, text: 'Dit' })
  expect(findings).toEqual([])
  const [question] = server.questions
  expect(question).toMatchObject({ path: '/v1/audio/transcriptions', headers: { authorization: `Bearer ${KEY}` } })
  expect(question?.fields).toEqual([
    ['model', 'large-v3'],
    ['language', 'nl'],
    ['prompt', 'Nurhan Abujidi.'],
    ['response_format', 'verbose_json'],
    ['timestamp_granularities[]', 'word'],
    ['timestamp_granularities[]', 'segment'],
  ])
  expect(question?.wav.length).toBe(44 + 4 * 32_000)
})

test('answers that are poorer than asked, or wrong in part, are taken with what is wrong named', async () => {
  const segments = [
    { start: 0, end: 1, text: ' Ja.' },
    { start: 1, end: null, text: ' Zonder einde.' },
    { start: 3.5, end: 29.98, text: ' Dank u wel.' },
    { start: 12, end: 13, text: ' Ondertiteling door niemand.' },
  ]
  const { outcome } = await asked((_, response) =>
    sendJson(response, { text: 'x', language: 'english', model: 'small', segments, words: null }),
  )
  const { cues, findings, model } = await outcome
  expect(cues.map(({ start, end, words }) => [start, end, words])).toEqual([
    [60_000, 61_000, null],
    [63_500, 64_000, null],
  ])
  expect(findings.map(({ kind }) => kind)).toEqual(['row', 'language', 'late', 'outside'])
  expect(model).toBe('small')
  const silence = await asked((_, response) => sendJson(response, { text: '', segments: [] }))
  expect((await silence.outcome).findings).toEqual([{ kind: 'nothing', at: 60_000, text: '' }])
})

const says =
  (status: number, body: string, headers: Record<string, string> = {}): Answering =>
  (_, response) => {
    response.writeHead(status, headers)
    response.end(body)
  }

test.each<[string, Answering, { key: string; next: string }]>([
  ['no times', says(200, '{"text":"Goedemiddag."}'), { key: 'recogniserNoTimes', next: 'never' }],
  ['rows without times', says(200, '{"segments":[{"text":"ja","start":null}],"text":"ja"}'), { key: 'recogniserNoTimes', next: 'never' }],
  ['a web page', says(200, '<!doctype html><title>Welkom</title>'), { key: 'recogniserHtml', next: 'never' }],
  ['plain text', says(200, 'Goedemiddag, beste mensen, welkom bij deze lezing.'), { key: 'recogniserNoJson', next: 'never' }],
  ['half an answer', says(200, '{"text":"ja","segments":[{"start":0,"en'), { key: 'recogniserHalf', next: 'again' }],
  ['an error with a good status', says(200, '{"error":"failed to read audio"}'), { key: 'recogniserRefused', next: 'never' }],
  ['nested without end', says(200, '['.repeat(60_000)), { key: 'recogniserHalf', next: 'again' }],
  ['the key', says(401, JSON.stringify({ error: { message: `Incorrect API key: ${KEY}` } })), { key: 'recogniserKey', next: 'never' }],
  ['another path', says(404, '<h1>Not Found</h1>'), { key: 'recogniserPath', next: 'never' }],
  ['the size', says(413, '<html>'), { key: 'recogniserTooLarge', next: 'never' }],
  ['the request', says(422, '{"detail":"model is required"}'), { key: 'recogniserRefused', next: 'never' }],
  ['a fault', says(500, `boom ${KEY}`), { key: 'recogniserError', next: 'again' }],
  ['too busy', says(429, '', { 'retry-after': '7' }), { key: 'recogniserBusy', next: 'waits' }],
  ['starting', says(503, '', { 'retry-after': '7' }), { key: 'recogniserBusy', next: 'waits' }],
  ['elsewhere', says(307, '', { location: 'http://other.invalid/v1' }), { key: 'recogniserRedirect', next: 'never' }],
  ['a page to log in', says(302, '', { location: '/login' }), { key: 'recogniserRedirect', next: 'never' }],
  ['cut off', (_, response) => void response.socket?.destroy(), { key: 'recogniserCut', next: 'again' }],
])('refuses, or gives no transcript: %s', async (_, how, expected) => {
  expect(await refusal(how)).toMatchObject(expected)
})

test('what the server says is wrong is passed on in one line, and how long to wait is kept to', async () => {
  expect((await refusal(says(422, '{"detail":"model\\n is required"}'))).values).toEqual([422, 'model is required'])
  expect((await refusal(says(429, '', { 'retry-after': '7' }))).values).toEqual([7])
  expect((await refusal(says(500, `boom ${KEY}`))).values).toEqual([500, 'boom …'])
})

test('the same server may redirect to another path of its own', async () => {
  const { outcome, server } = await asked(({ path, wav }, response) => {
    if (path !== '/api/inference') response.writeHead(308, { location: '/api/inference' }).end()
    else sendJson(response, { text: 'x', segments: segmentsOf(wav) })
  })
  expect((await outcome).cues).toHaveLength(4)
  expect(server.questions.map(({ path, wav }) => [path, wav.length])).toEqual([
    ['/v1/audio/transcriptions', 128_044],
    ['/api/inference', 128_044],
  ])
})

test('an answer without end, one that drips, and none at all have a limit', async () => {
  const flood: Answering = (_, response) => {
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(1 << 20, ' ')));
    }
    response.writeHead(200)
    response.on('drain', more)
    more()
  }
  expect(await refusal(flood)).toMatchObject({ key: 'recogniserTooMuch', next: 'never' })
  const drip: Answering = (_, response) => {
    response.writeHead(200)
    const timer = setInterval(() => response.write(' '), 10)
    response.on('close', () => clearInterval(timer))
  }
  expect(await refusal(drip, { limits: { toTell: 200 } })).toMatchObject({ key: 'recogniserLate', next: 'again' })
  expect(await refusal(() => undefined, { limits: { toThink: () => 200 } })).toMatchObject({ key: 'recogniserLate', next: 'again' })
})

test('a server that is not there waits; work that is cancelled hangs up', async () => {
  const gone = await fakeRecogniser()
  await gone.close()
  expect(await refusal(() => undefined, { settings: { url: gone.address } })).toMatchObject({ key: 'recogniserAbsent', next: 'waits' })
  const stopping = new AbortController()
  const hungUp = Promise.withResolvers<void>()
  const { outcome } = await asked(
    (_, response) => {
      response.on('close', () => hungUp.resolve())
      stopping.abort(new Error('stopped'))
    },
    { signal: stopping.signal },
  )
  await expect(outcome).rejects.toThrow('stopped')
  await hungUp.promise
})
