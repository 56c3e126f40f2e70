/**
 * A seeded fuzzer of all transcript readers: mutations of small files in every form. What is read must not throw, must lose no word without a
 * problem that says so, and must be written as files that readers of others find valid: media-captions for WebVTT and SRT, libxml2 for TTML.
 */
import { execFileSync } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import * as mediaCaptions from 'media-captions'
import { decodeText } from '../../src/markup/decode.ts'
import { type ReadTranscript, readTranscript } from '../../src/transcript/read/read.ts'
import { writable } from '../../src/transcript/write/writable.ts'
import { writeSrt } from '../../src/transcript/write/write-srt.ts'
import { writeTtml } from '../../src/transcript/write/write-ttml.ts'
import { writeVtt } from '../../src/transcript/write/write-vtt.ts'

/** Its own declarations cannot be read by a compiler that resolves modules as Node does. */
const { parseText } = mediaCaptions as unknown as {
  parseText(
    text: string,
    options: { type: 'vtt' | 'srt' },
  ): Promise<{ cues: { startTime: number; endTime: number }[]; errors: { message: string }[] }>
}

export interface FuzzResult {
  readonly mutations: number
  /** Of reading one mutation, in ms. */
  readonly slowest: number
  /** How many gave at least one line. */
  readonly read: number
  readonly failures: readonly { readonly name: string; readonly number: number; readonly why: string; readonly input: Uint8Array }[]
}

/** Files in every form, the ones in `tests/fixtures` and these. */
const SAMPLES: Readonly<Record<string, string>> = {
  'talk.vtt':
    'WEBVTT\n\nNOTE gemaakt door mensen\n\nSTYLE\n::cue { color: red }\n\nintro\n00:01.000 --> 00:03.500 align:start\n<v Anna de Vries>Goedemorgen <i>allemaal</i> &amp; welkom\n\n00:04.000 --> 00:06.000\nDag<00:04.500> lieve<00:05.000> mensen\n',
  'talk.srt':
    '1\n00:00:01,000 --> 00:00:03,500\n<i>Goedemorgen</i> allemaal\n\n2\n00:00:04,000 --> 00:00:06,000\nwelkom in Heerlen,\nzegt Anna\n\n3\n00:00:06,500 --> 00:00:08,000\n{\\an8}ideeën over één wijk\n',
  'talk.ttml':
    '<?xml version="1.0" encoding="UTF-8"?>\n<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata" xml:lang="nl">\n<head><metadata><ttm:agent xml:id="a" type="person"><ttm:name type="full">Anna</ttm:name></ttm:agent></metadata></head>\n<body><div>\n<p begin="00:00:01.000" end="00:00:03.500" ttm:agent="a">Goedemorgen<br/>allemaal &amp; welkom</p>\n<p begin="4s" dur="2s"><span begin="0s" end="1s">lieve</span> <span begin="1s" end="2s">mensen</span></p>\n</div></body></tt>\n',
  'talk.json3':
    '{"wireMagic":"pb3","events":[{"tStartMs":0,"dDurationMs":9000,"id":1},{"tStartMs":1000,"dDurationMs":5000,"segs":[{"utf8":"goede"},{"utf8":" morgen","tOffsetMs":600}]},{"tStartMs":3000,"dDurationMs":3000,"aAppend":1,"segs":[{"utf8":"\\n"}]},{"tStartMs":3000,"dDurationMs":4000,"segs":[{"utf8":"allemaal"},{"utf8":" hier","tOffsetMs":400}]}]}',
  'podcast.json':
    '{"version":"1.0.0","segments":[{"speaker":"Anna","startTime":0.5,"endTime":2,"body":"Goedemorgen"},{"startTime":2,"endTime":4.5,"body":"allemaal welkom"}]}',
  'ours.json':
    '{"cues":[{"id":"a","start":5,"end":900,"speaker":null,"text":"Goedemorgen","words":[{"start":5,"end":900,"text":"Goedemorgen"}]},{"id":null,"start":1000,"end":2000,"speaker":"Bart","text":"welkom","words":null}]}',
  'vosk.json':
    '{"result":[{"word":"goede","start":0,"end":0.4,"conf":1},{"word":"morgen","start":0.5,"end":1,"conf":1}],"text":"goede morgen"}',
  'otr.json':
    '{"text":"<p><span class=\\"timestamp\\" data-timestamp=\\"12.5\\">0:12</span>Anna: goede morgen &amp; welkom</p><p>allemaal</p>","media":"x.mp3","media-time":3}',
  'talk.ctm': 'rec 1 0.50 0.30 goede\nrec 1 0.80 0.40 morgen 0.98\nrec 1 2.10 0.30 allemaal\n',
  'talk.stm': ';; opmerking\nrec 1 anna 0.5 2.1 <o,f0,female> goede morgen\nrec 1 bart 2.1 4.0 <o,f0,male> dag allemaal\n',
  'talk.txt':
    'Anna de Vries (0:05)\nGoedemorgen allemaal.\n\n[00:00:12] Bart: Welkom in Heerlen.\nNog een regel.\n\n0:20 - 0:25 En verder\n',
  'untimed.txt': 'Anna: Goedemorgen allemaal.\n\nBart: Welkom in Heerlen, zegt men.\n',
  'labels.txt': '0.500000\t1.200000\tgoede morgen\n1.300000\t2.000000\tallemaal welkom\n',
  'table.csv': 'start,end,speaker,text\n500,1200,Anna,"goede morgen, zei ze"\n1300,2000,Bart,allemaal\n',
  'ibm.json': '{"results":[{"alternatives":[{"transcript":"goede morgen","timestamps":[["goede",0.5,0.9],["morgen",0.9,1.4]]}]}]}',
  'aws.json':
    '{"results":{"items":[{"type":"pronunciation","start_time":"1.4","end_time":"1.8","alternatives":[{"content":"goede"}]},{"type":"punctuation","alternatives":[{"content":"."}]}]}}',
}

const WORD_XML = strToU8(
  '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>[0:01] Anna: Goedemorgen</w:t></w:r></w:p><w:p><w:r><w:t>allemaal</w:t></w:r></w:p></w:body></w:document>',
)

function fixtures(): { name: string; bytes: Uint8Array }[] {
  const files = globSync('tests/fixtures/{cases,mdn}/*.{vtt,srt,json,txt,tsv,html,xml,ttml}').toSorted()
  return [
    ...files.map((name) => ({ name, bytes: new Uint8Array(readFileSync(name)) })),
    ...Object.entries(SAMPLES).map(([name, text]) => ({ name, bytes: strToU8(text) })),
    { name: 'talk.docx', bytes: zipSync({ 'word/document.xml': [WORD_XML, { level: 0 }] }, { mtime: '2024-01-01' }) },
  ]
}

/** Mulberry32: small, seeded, the same everywhere. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

const NOISE = [
  '<',
  '>',
  '&',
  '"',
  "'",
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\t',
  '\n',
  '\r',
  '\n\n',
  ' ',
  '-->',
  ' --> ',
  '0',
  '9',
  '00:00:00',
  '-',
  '.',
  'WEBVTT\n\n',
  'NOTE ',
  '<v Bart>',
  '<c>',
  '</c>',
  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
  '&nbsp;',
  '&#0;',
  '\\u0000',
  'null',
  '1e99',
  '\0',
  '\uFEFF',
  '\uFFFD',
  'é',
  'Ã©',
  '🙂',
  '\u2028',
  '\u00a0',
  '99999999999',
  '-1',
  ' ; ',
  'start\tend\ttext\n',
  '<time>0:01</time>',
].map((text) => strToU8(text))

function mutate(bytes: Uint8Array, random: (below: number) => number): Uint8Array {
  let now = bytes
  for (let steps = 1 + random(4); steps > 0; steps--) {
    const from = random(now.length + 1)
    const to = Math.min(now.length, from + 1 + random(random(4) === 0 ? 200 : 12))
    const [head, middle, tail] = [now.subarray(0, from), now.subarray(from, to), now.subarray(to)]
    const other = random(now.length + 1)
    const kinds: (() => Uint8Array[])[] = [
      () => [head, tail],
      () => [head, middle, middle, tail],
      () => [head, NOISE[random(NOISE.length)] ?? middle, now.subarray(from)],
      () => [head, NOISE[random(NOISE.length)] ?? middle, tail],
      () => [head, Uint8Array.of(random(256)), now.subarray(from + 1)],
      () => [head, now.subarray(other, other + 40), tail],
      () => [random(8) === 0 ? head : now],
    ]
    now = Buffer.concat(kinds[random(kinds.length)]?.() ?? [])
  }
  return now
}

/** @param check called with each mutation’s number, for those who want to see it go on */
export async function fuzzReaders(count: number, seed: number, check: (done: number) => void = () => {}): Promise<FuzzResult> {
  const random = randomFrom(seed)
  const files = fixtures()
  const failures: FuzzResult['failures'][number][] = []
  const xml: { number: number; name: string; input: Uint8Array; text: string }[] = []
  let [slowest, read] = [0, 0]
  for (let number = 0; number < count; number++) {
    const file = files[number % files.length]
    if (!file) break
    const input = mutate(file.bytes, random)
    const fail = (why: string) => void failures.push({ name: file.name, number, why, input })
    const started = performance.now()
    try {
      const result = readTranscript(input)
      slowest = Math.max(slowest, performance.now() - started)
      if (result.cues.length > 0) read++
      const why = lossOf(result, input) ?? (await invalidWriting(result))
      if (why !== null) fail(why)
      if (result.cues.length > 0) xml.push({ number, name: file.name, input, text: writeTtml(result.cues, { language: 'nl' }) })
    } catch (cause) {
      fail(`throws: ${cause instanceof Error ? cause.stack : String(cause)}`)
    }
    check(number + 1)
  }
  for (const { number, name, input, why } of notWellFormed(xml)) failures.push({ number, name, input, why })
  return { mutations: count, slowest, read, failures }
}

/** What was lost without a word, or null. */
function lossOf(read: ReadTranscript, input: Uint8Array): string | null {
  const errors = read.problems.filter(({ severity }) => severity === 'error')
  if (read.format === null || read.cues.length === 0) return errors.length === 0 ? 'nothing is read and no error says why' : null
  for (const { start, end } of read.cues)
    if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0) return `times ${start} ${end}`
  for (const { line, column, code } of read.problems)
    if (line < 0 || (line === 0) !== (column === 0)) return `place ${line}:${column} of ${code}`
  if (read.problems.length > 0) return null
  const words = (text: string) => text.normalize('NFC').match(/\p{L}{4,}/gu) ?? []
  const kept = new Set(read.cues.flatMap(({ id, speaker, text }) => words(`${id ?? ''} ${speaker ?? ''} ${text}`)))
  const lost = words(visible(read.format ?? 'txt', decodeText(input).text)).filter((word) => !kept.has(word))
  return lost.length === 0 ? null : `lost without a word: ${lost.slice(0, 5).join(' ')}`
}

/** What of the source a reader should find, roughly: no markup, no comments, no names of fields. */
function visible(format: string, text: string): string {
  switch (format) {
    case 'vtt':
      return (
        text
          .replace(/\r\n?/g, '\n')
          .replace(/^[^\n]*\n?(?:(?![^\n]*-->)[^\n]+\n)*/, '')
          .split(/\n{2,}/)
          // A comment without a blank line after it ends at the next times.
          .map((block) => (/^\n*(?:NOTE|STYLE|REGION)(?!\S)/.test(block) ? (/[^\n]*-->[\s\S]*/.exec(block)?.[0] ?? '') : block))
          .join('\n')
          .replace(/[^\r\n]*-->[^\r\n]*/g, '')
          .replace(/<[^>]*(?:>|$)/g, '')
          .replace(/&\w+;?/g, ' ')
      )
    case 'srt':
      return text
        .replace(/[^\r\n]*-->[^\r\n]*/g, '')
        .replace(/<\/?(?:[biu]|font)(?:\s[^<>]*)?>|\{\\[^{}]*\}/gi, '')
        .replace(/&\w+;/g, ' ')
    case 'ttml':
      return (
        /<p[\s>][\s\S]*<\/p>/
          .exec(text)?.[0]
          .replace(/<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<[^>]*>/g, ' ')
          .replace(/&\S+?;/g, ' ') ?? ''
      )
    case 'txt':
    case 'labels':
      return text.replace(/[^\n]*\p{L}[^\n]{0,60}:/gu, ' ')
    default:
      return ''
  }
}

async function invalidWriting({ cues }: ReadTranscript): Promise<string | null> {
  const written = writable(cues)
  // A cue without length is written as it is, since an untimed transcript has no other; players pass over it, and so does media-captions.
  const shown = written.filter(({ start, end }) => end > start)
  for (const { start, end, text } of written)
    if (end < start || text.trim() === '') return 'a written cue has no text or ends before it begins'
  // media-captions passes over hours of three digits and takes any id that begins like a comment for one.
  const strange = written.some(({ end, id }) => end >= 360_000_000 || /^(?:NOTE|STYLE|REGION)|-->/.test(id ?? ''))
  if (strange || shown.length === 0) return null
  for (const [type, text] of [
    ['vtt', writeVtt(cues)],
    ['srt', writeSrt(cues)],
  ] as const) {
    const other = await parseText(text, { type })
    if (other.errors.length > 0) return `${type}: ${other.errors[0]?.message}`
    if (other.cues.length !== shown.length) return `${type}: ${other.cues.length} cues where ${shown.length} were written`
    const off = shown.findIndex(({ start }, i) => Math.round((other.cues[i]?.startTime ?? -1) * 1000) !== start)
    if (off >= 0) return `${type}: cue ${off + 1} begins elsewhere`
  }
  return null
}

/** By libxml2, which the program does not use; many files at once. */
function notWellFormed(
  files: readonly { number: number; name: string; input: Uint8Array; text: string }[],
): FuzzResult['failures'][number][] {
  const folder = mkdtempSync(join(tmpdir(), 'woordelijk-fuzz-'))
  try {
    const wrong = new Set<string>()
    for (let from = 0; from < files.length; from += 500) {
      const some = files.slice(from, from + 500)
      for (const { number, text } of some) writeFileSync(join(folder, `${number}.xml`), text)
      try {
        execFileSync('xmllint', ['--noout', '--nonet', ...some.map(({ number }) => `${number}.xml`)], { cwd: folder, stdio: 'pipe' })
      } catch (cause) {
        const told = cause instanceof Error && 'stderr' in cause ? String(cause.stderr) : String(cause)
        for (const [, number = ''] of told.matchAll(/^(\d+)\.xml:/gm)) wrong.add(number)
        if (wrong.size === 0) throw cause
      }
    }
    return files
      .filter(({ number }) => wrong.has(String(number)))
      .map(({ number, name, input }) => ({ number, name, input, why: 'ttml: not well-formed' }))
  } finally {
    rmSync(folder, { recursive: true })
  }
}
