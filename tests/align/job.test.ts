/** A typed text and a recording, through a real server: the transcript gets its times, marked as estimated. Needs ffmpeg and espeak-ng. */
import { execFile } from 'node:child_process'
import { readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { RATE } from '../../src/align/spectrum.ts'
import type { Job } from '../../src/library/job/job.ts'
import { findSpeaker } from '../../src/media/speak/speaker.ts'
import { ffmpeg } from '../media/make-media.ts'
import { FIXTURES, makeFolder, makeLibrary, startTestServer } from '../setup/make-library.ts'
import { program } from '../setup/program.ts'
import { serve } from '../setup/serve.ts'
import { wavOf } from '../setup/wav.ts'

const speaker = await findSpeaker()
const ACTOR = { kind: 'command' as const, id: null, name: 'test' }

const TEXT = `De molen aan de rivier werd in de zeventiende eeuw gebouwd. Zij maalde graan voor drie dorpen in de omgeving.

De bakker kwam elke maandag met zijn paard en wagen. Hij bracht lege zakken mee en nam het meel weer terug.

In de winter van achttienhonderdnegentig stond het water zo hoog dat het wiel niet meer kon draaien. De molenaar verhuisde toen tijdelijk naar de stad.

Zijn dochter leerde daar lezen en schrijven op een school voor meisjes. Later schreef zij een boek over haar jeugd op het platteland.

Dat boek werd in vier talen vertaald en is nog altijd te koop. Onze vereniging bewaart het oorspronkelijke handschrift in een kluis.

Elk jaar organiseren wij een wandeling langs de plekken die zij beschrijft. Vorige zomer liepen er meer dan tweehonderd mensen mee.

Wie mee wil doen kan zich aanmelden bij het bezoekerscentrum. Daar ligt ook een kaart met alle bezienswaardigheden klaar.`

/** The text by another voice, with pauses. @returns a WAV file and when each sentence begins (ms) */
async function recorded(): Promise<{ wav: Buffer; starts: number[] }> {
  const sentences = TEXT.split(/(?<=\.)\s+/).map((sentence) => sentence.split(/\s+/))
  const spoken = (await speaker?.speak('nl', sentences)) ?? []
  const starts: number[] = []
  const parts: Int16Array[] = []
  let at = 0
  const put = (samples: Int16Array) => {
    parts.push(samples)
    at += samples.length
  }
  for (const [i, { samples }] of spoken.entries()) {
    put(new Int16Array(Math.round(RATE * (0.5 + (i % 3) * 0.4))))
    starts.push(Math.round((at / RATE) * 1000))
    // A tenth slower, and softer: not the very sound that it is compared with.
    put(Int16Array.from({ length: Math.floor(samples.length * 1.1) }, (_, k) => (samples[Math.floor(k / 1.1)] ?? 0) / 3))
  }
  const sound = Buffer.concat(parts.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength)))
  return { wav: wavOf(sound, RATE), starts }
}

test.skipIf(!ffmpeg || !speaker)('a text without times gets them (skipped without ffmpeg and espeak-ng)', async () => {
  const { wav, starts } = await recorded()
  const library = await makeLibrary({
    'molen.wav': wav,
    'molen.yaml': { kind: 'talk', id: 'molen', title: 'De molen', recording: { file: 'molen.wav' } },
  })
  await library.import()
  const { secret } = await library.keys.addToken('test', ['talks:read', 'talks:write', 'jobs:write'], null, ACTOR)
  const server = await startTestServer({ WOORDELIJK_DATA: join(library.folder, 'data') })
  try {
    const { ask, settled } = program(server, secret)
    const sent = await fetch(`${server.address}/api/v1/talks/molen/transcript?filename=molen.txt&lang=nl`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}` },
      body: TEXT,
    })
    expect(sent.status).toBe(201)
    const step = (await settled('molen')).steps.find((each) => each.step === 'align')
    expect(step).toMatchObject({ state: 'done', error: null })
    expect(step?.note).toMatch(/Tijden geschat van 14 zinnen/)
    const { cues } = (await ask('GET', '/talks/molen/transcript?lang=nl')).body
    expect(cues).toHaveLength(14)
    for (const [i, { start, end, words, estimate }] of cues.entries()) {
      expect(['sure', 'unsure']).toContain(estimate.kind)
      expect(Math.abs(start - (starts[i] as number))).toBeLessThan(1000)
      expect(words[0].start).toBeGreaterThanOrEqual(start)
      expect(words.at(-1).end).toBeLessThanOrEqual(end)
    }
    // A file says so too, where it can; and what comes back in is the same.
    const file = await (await fetch(`${server.address}/opnames/molen/transcript.json`)).json()
    expect(file.cues[0].estimate.kind).toBe(cues[0].estimate.kind)

    // One sentence is pinned by hand; asked again, it stays there.
    const pinned = cues.map((cue: { start: number }, i: number) =>
      i === 5 ? { ...cue, start: cue.start + 200, estimate: { kind: 'pinned', confidence: 100 } } : cue,
    )
    expect((await ask('POST', '/talks/molen/transcript', { base: 2, cues: pinned })).status).toBe(201)
    expect((await ask('POST', '/talks/molen/transcripts/nl/align')).status).toBe(202)
    await settled('molen')
    const again = (await ask('GET', '/talks/molen/transcript?lang=nl')).body
    expect(again.revision).toBe(4)
    expect(again.cues[5]).toMatchObject({ start: cues[5].start + 200, estimate: { kind: 'pinned' } })
    expect((await ask('POST', '/talks/molen/transcripts/fr/align')).status).toBe(404)
  } finally {
    await server.close()
  }
})

test.skipIf(!ffmpeg || !speaker)(
  'times wait for espeak-ng and come once it is installed (skipped without ffmpeg and espeak-ng)',
  async () => {
    const programs = await makeFolder()
    const install = async (name: string) => symlink((await promisify(execFile)('which', [name])).stdout.trim(), join(programs, name))
    await install('ffmpeg')
    await install('ffprobe')
    const library = await makeLibrary({
      'vrijdag.mp4': await readFile(join(FIXTURES, 'mdn', 'friday.mp4')),
      'vrijdag.yaml': { kind: 'talk', id: 'vrijdag', title: 'Vrijdag', recording: { file: 'vrijdag.mp4' } },
    })
    await library.import()
    const { secret } = await library.keys.addToken('test', ['talks:read', 'talks:write', 'jobs:write'], null, ACTOR)
    const server = await serve(join(library.folder, 'data'), { PATH: programs })
    const { ask } = program(server, secret)
    const sent = await fetch(`${server.address}/api/v1/talks/vrijdag/transcript?filename=vrijdag.txt&lang=nl`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}` },
      body: 'Thank God it is Friday today. It was a long week.',
    })
    expect(sent.status).toBe(201)
    const job = async (): Promise<Job> => (await ask('GET', '/jobs?talk=vrijdag')).body.jobs[0]
    const step = async () => (await job()).steps.find((each) => each.step === 'align')
    await expect.poll(step, { timeout: 30_000 }).toMatchObject({ state: 'waiting', note: expect.stringContaining('espeak-ng') })
    // Nothing else waits for it, and the text can be read.
    expect((await ask('GET', '/talks/vrijdag/transcript?lang=nl')).body).toMatchObject({ revision: 1, cues: [{ start: 0, end: 0 }] })
    await install('espeak-ng')
    expect((await ask('POST', `/jobs/${(await job()).id}/steps/align/retry`)).status).toBe(200)
    await expect.poll(step, { timeout: 60_000 }).toMatchObject({ state: 'done', error: null })
    const { revision, cues } = (await ask('GET', '/talks/vrijdag/transcript?lang=nl')).body
    expect(revision).toBe(2)
    expect(cues[0].end).toBeGreaterThan(0)
    expect(cues[0].estimate.kind).toBe('unsure')
  },
  120_000,
)
