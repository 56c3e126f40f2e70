/**
 * Reading transcripts: a hundred thousand cues in each of our main formats, and what is meant to do harm, beside libraries that the project
 * has at hand. Each in a process of its own, one after the other.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Cue } from '../../src/transcript/cue.ts'
import { writeSrt } from '../../src/transcript/write/write-srt.ts'
import { writeTtml } from '../../src/transcript/write/write-ttml.ts'
import { writeVtt } from '../../src/transcript/write/write-vtt.ts'
import { openCorpus } from './dutch-corpus.ts'
import type { Row } from './run.ts'
import type { Reader, TranscriptResult, TranscriptTask } from './transcripts-process.ts'

const ROUNDS = 5
/** Who takes longer, a round, is stopped. */
const LONGEST_MS = 60_000

export async function benchTranscripts(count: number): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'woordelijk-bench-'))
  try {
    const rows: Row[] = []
    for (const [what, type, others, text] of cases(count)) {
      const file = join(folder, 'transcript')
      writeFileSync(file, text)
      rows.push(...(await measure(what, { file, type }, ['ours', 'ours in a thread', ...others])))
    }
    return rows
  } finally {
    await rm(folder, { recursive: true })
  }
}

type Case = [what: string, type: TranscriptTask['type'], others: Reader[], text: string]

/** Made one by one: together they would be 400 MB. */
function* cases(count: number): Generator<Case> {
  const amount = `${count.toLocaleString('en')} cues`
  const plain = longTalk(count, false)
  yield [`VTT, ${amount}`, 'vtt', ['media-captions'], writeVtt(plain)]
  yield [`SRT, ${amount}`, 'srt', ['media-captions'], writeSrt(plain)]
  yield [`TTML, ${amount}`, 'ttml', ['fast-xml-parser alone'], writeTtml(plain, { language: 'nl' })]
  yield [`VTT with word times, ${amount}`, 'vtt', ['media-captions'], writeVtt(longTalk(count, true))]
  const hostile = (text: string) => `WEBVTT\n\n00:00.000 --> 00:01.000\n${text}\n`
  yield ['hostile: a line of 20 MB', 'vtt', ['media-captions'], hostile('woord '.repeat(20_000_000 / 6))]
  yield ['hostile: 200,000 tags', 'vtt', ['media-captions'], hostile('<b>'.repeat(200_000))]
  yield ['hostile: 5 million blank lines', 'vtt', ['media-captions'], `WEBVTT${'\n'.repeat(5_000_000)}`]
  yield ['hostile: 99…99 hours', 'vtt', ['media-captions'], `WEBVTT\n\n${'9'.repeat(900_000)}:00:00.000 --> 00:01.000\nja\n`]
  const entities = 'abcdefghij'
    .split('')
    .map((name, i, all) => `<!ENTITY ${name} "${i === 0 ? 'x'.repeat(100) : `&${all[i - 1]};`.repeat(10)}">`)
  const bomb = `<!DOCTYPE tt [${entities.join('')}]><tt xmlns="http://www.w3.org/ns/ttml"><body><p begin="0s" end="1s">&j;</p></body></tt>`
  yield ['hostile: XML entities that unfold to 100 GB', 'ttml', ['fast-xml-parser alone'], bomb]
}

/** media-captions passes over all that comes after 99 hours; a hundred thousand cues at the corpus's pace are 131. */
const PACE = 0.75

/** The talks of the corpus one after the other, as one recording. */
function longTalk(count: number, wordTimes: boolean): Cue[] {
  const cues: Cue[] = []
  let base = 0
  for (const { speaker, cues: spoken } of openCorpus(count, { wordTimes }).talks()) {
    const later = <T extends { start: number; end: number }>(timed: T): T => ({
      ...timed,
      start: base + Math.round(timed.start * PACE),
      end: base + Math.round(timed.end * PACE),
    })
    for (const cue of spoken) cues.push({ ...later(cue), speaker, words: cue.words && cue.words.map(later) })
    base = cues.at(-1)?.end ?? 0
  }
  return cues
}

async function measure(what: string, source: Pick<TranscriptTask, 'file' | 'type'>, readers: readonly Reader[]): Promise<Row[]> {
  const rows: Row[] = []
  let first: TranscriptResult | null = null
  for (const reader of readers) {
    console.error(`${what}: ${reader}`)
    const result = await inProcess({ ...source, reader, rounds: ROUNDS })
    const who = `${what}: ${reader} (${result.outcome})`
    const ratio = (value: number, ours: number | undefined) => (ours ? { ratio: round(value / ours) } : {})
    rows.push({ bench: 'transcripts', what: who, value: Math.round(result.time), unit: 'ms', ...ratio(result.time, first?.time) })
    const memory = round(result.memory / 1e6)
    if (!Number.isNaN(memory))
      rows.push({
        bench: 'transcripts',
        what: `${what}: ${reader}, memory`,
        value: memory,
        unit: 'MB',
        ...ratio(result.memory, first?.memory),
      })
    first ??= result
  }
  return rows
}

async function inProcess(task: TranscriptTask): Promise<TranscriptResult> {
  const child = fork(join(import.meta.dirname, 'transcripts-process.ts'), [JSON.stringify(task)], {
    execArgv: ['--expose-gc', '--max-old-space-size=4096'],
    // What runs out of memory says so at length.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const begin = performance.now()
  const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST_MS * task.rounds)
  const ended = once(child, 'exit') as Promise<[code: number | null, signal: string | null]>
  const answer = once(child, 'message') as Promise<[TranscriptResult]>
  const result = await Promise.race([answer.then(([told]) => told), ended.then(() => null)])
  clearTimeout(timer)
  const [, signal] = await ended
  const outcome = signal === 'SIGKILL' ? `stopped after ${LONGEST_MS / 1000} s` : 'its process ran out of memory'
  return result ?? { time: performance.now() - begin, memory: Number.NaN, outcome }
}

const round = (value: number) => Math.round(value * 10) / 10
