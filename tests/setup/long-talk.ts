/**
 * A talk of three hours, made up by chance and the same each time: 10,000 cues with word times, 40 chapters, two speakers, a second
 * transcript in English. The talk page is measured and tried on it; it is never committed.
 *
 *   node tests/setup/long-talk.ts FOLDER [--no-media]     then: npx woordelijk import FOLDER
 *
 * The recording is a counting picture with a tone, made by ffmpeg; without ffmpeg (or with --no-media) the talk has no recording.
 */
import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { stringify } from 'yaml'
import type { Cue, Word } from '../../src/transcript/cue.ts'
import { formatClock } from '../../src/transcript/timecode.ts'
import { writeVtt } from '../../src/transcript/write/write-vtt.ts'
import { type Chance, dutchText, pick, random } from '../bench/dutch-text.ts'

export const LONG_TALK = 'lange-lezing'
export const LONG_TALK_CUES = 10_000
export const LONG_TALK_CHAPTERS = 40
/** A word of this talk alone, said in one cue out of a hundred. */
export const LONG_TALK_WORD = 'chocolade'
const HOURS = 3
const DURATION_MS = HOURS * 3_600_000
const SPEAKERS = ['Anna van den Berg', 'Karim Yıldız']
/** Milliseconds: a speaker's turn. */
const TURN_MS = 95_000
const TOPICS = ['wijk', 'wonen', 'doorstroming', 'huurder', 'gemeente', 'buurtcentrum', 'gezondheid', 'armoede']
const ENGLISH =
  'the of and to in that people who live here their own street a house is not only about rent but work school health care and what neighbours do for each other we asked them again after two years'.split(
    ' ',
  )

/** @returns the folder's manifests, to import; with `media` also the recording, where ffmpeg is installed */
export async function makeLongTalk(folder: string, { media = true }: { media?: boolean } = {}): Promise<{ media: boolean }> {
  await mkdir(folder, { recursive: true })
  const next = random(16)
  const text = dutchText()
  const dutch = cuesOf(() => text.sentence(next, TOPICS), next)
  const english = cuesOf(() => Array.from({ length: 6 + Math.floor(next() * 14) }, () => pick(ENGLISH, next)), next)
  await writeFile(join(folder, `${LONG_TALK}.nl.vtt`), writeVtt(dutch))
  await writeFile(join(folder, `${LONG_TALK}.en.vtt`), writeVtt(english.map((cue) => ({ ...cue, words: null }))))
  const recording = media && (await makeRecording(join(folder, `${LONG_TALK}.mp4`)))
  const talk = {
    kind: 'talk',
    id: LONG_TALK,
    title: 'Drie uur over wonen en doorstroming',
    speakers: SPEAKERS.map((name, i) => ({ id: `spreker-${i + 1}`, name, role: 'onderzoeker' })),
    recorded: '2026-03-10',
    language: 'nl',
    abstract: 'Een lezing van drie uur, bij toeval samengesteld, om de pagina op te beproeven.',
    ...(recording ? { recording: { file: `${LONG_TALK}.mp4` } } : {}),
    transcripts: ['nl', 'en'].map((language) => ({ file: `${LONG_TALK}.${language}.vtt`, language, made: 'synthetic', reviewed: false })),
    chapters: Array.from({ length: LONG_TALK_CHAPTERS }, (_, i) => ({
      at: formatClock((i * DURATION_MS) / LONG_TALK_CHAPTERS),
      title: `${i + 1}. ${[pick(TOPICS, next), pick(TOPICS, next)].join(' en ')}`,
    })),
    demonstration: true,
  }
  await writeFile(join(folder, `${LONG_TALK}.yaml`), stringify(talk))
  return { media: recording }
}

/** Cues that follow each other over the whole talk, with a short silence between some. */
function cuesOf(sentence: () => string[], next: Chance): Cue[] {
  const cues: Cue[] = []
  let words: string[] = []
  for (let n = 0; n < LONG_TALK_CUES; n++) {
    if (words.length === 0) words = written(sentence())
    const spoken = words.splice(0, 2 + Math.floor(next() * 3))
    if (n % 100 === 50) spoken.splice(1, 0, LONG_TALK_WORD)
    const start = Math.round((n * DURATION_MS) / LONG_TALK_CUES)
    const until = Math.round(((n + 1) * DURATION_MS) / LONG_TALK_CUES)
    const end = until - (next() < 0.3 ? Math.floor(next() * 250) : 0)
    cues.push({
      id: null,
      start,
      end,
      speaker: SPEAKERS[Math.floor(start / TURN_MS) % SPEAKERS.length] ?? null,
      text: spoken.join(' '),
      words: timed(spoken, start, end),
    })
  }
  return cues
}

function written(words: string[]): string[] {
  const [first = '', ...rest] = words
  const sentence = [first.charAt(0).toUpperCase() + first.slice(1), ...rest]
  return [...sentence.slice(0, -1), `${sentence.at(-1)}.`]
}

/** Each word as long as its letters. */
function timed(spoken: readonly string[], start: number, end: number): Word[] {
  const letters = spoken.reduce((sum, word) => sum + word.length, 0)
  let at = start
  return spoken.map((text) => {
    const from = at
    at = Math.min(end, from + Math.round(((end - start) * text.length) / letters))
    return { start: from, end: at, text }
  })
}

/** Small and quick to make: one picture a second, a key frame every two. */
async function makeRecording(file: string): Promise<boolean> {
  const picture = `testsrc=size=640x360:rate=1:duration=${HOURS * 3600}`
  const sound = `sine=frequency=220:sample_rate=8000:duration=${HOURS * 3600}`
  const video = ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-crf', '40', '-g', '2', '-pix_fmt', 'yuv420p']
  const audio = ['-c:a', 'aac', '-b:a', '16k', '-ac', '1']
  const input = ['-f', 'lavfi', '-i', picture, '-f', 'lavfi', '-i', sound]
  const command = ['-nostdin', '-loglevel', 'error', '-y', ...input, ...video, ...audio, '-movflags', '+faststart', file]
  try {
    await promisify(execFile)('ffmpeg', command)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { 'no-media': { type: 'boolean', default: false } } })
  const [folder] = positionals
  if (folder === undefined) {
    console.error('Use: node tests/setup/long-talk.ts FOLDER [--no-media]')
    process.exit(2)
  }
  const made = await makeLongTalk(resolve(folder), { media: !values['no-media'] })
  console.error(`${resolve(folder)}: the talk “${LONG_TALK}”, ${made.media ? 'with' : 'without'} a recording.`)
}
