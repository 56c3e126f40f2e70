/**
 * Makes the demonstration recordings again from their scripts, with poster, storyboard, chapters and transcript:
 * `npm run demonstration [-- TALK-ID…]`, all of them when none is named.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { writeVtt } from '../../src/transcript/write/write-vtt.ts'
import { encodePoster, encodeRecording, encodeStoryboard } from './encode.ts'
import { findTalkManifest, readTalkManifest } from './manifest.ts'
import { readScript, type Script } from './script.ts'
import { renderSlides } from './slides.ts'
import { openVoice } from './speech.ts'
import { buildTimeline, type Timeline } from './timeline.ts'
import { verifyRecording, verifyTimeline } from './verify.ts'

const FOLDER = import.meta.dirname
const MANIFESTS = dirname(FOLDER)

const NOTES = [
  'Demonstratie: ingesproken door een computerstem. Dit zijn niet de woorden van de spreker, maar een samenvatting,\n' +
    'door het project Woordelijk geschreven, van wat de organisatoren over de bijeenkomst publiceerden.',
  'Gemaakt met espeak-ng (stem nl); de woordtijden zijn de eigen tijden van de spraaksynthese.\n' +
    'Opnieuw maken: npm run demonstration (zie media-manifests/demonstration/README.md).',
]

async function makeTalk(talk: string): Promise<void> {
  const script = await readScript(join(FOLDER, 'scripts', `${talk}.md`))
  const manifest = await readTalkManifest(await findTalkManifest(MANIFESTS, talk))
  if (script.title !== manifest.title) {
    throw new Error(`the script is titled “${script.title}”, the manifest “${manifest.title}”`)
  }
  const timeline = speak(script)
  verifyTimeline(script, timeline)

  const work = await mkdtemp(join(tmpdir(), 'woordelijk-demonstration-'))
  try {
    const slides = await renderSlides(script, manifest.event)
    const [opening] = slides
    if (!opening) throw new Error('no slides')
    const recording = await encodeRecording(work, { title: script.title, slides, timeline })
    await verifyRecording(recording, timeline)
    const poster = await encodePoster(work, opening)
    const { storyboard } = manifest
    const tiles = await encodeStoryboard(work, { recording, duration: timeline.duration, storyboard })

    // Only now, with everything made and checked, is anything in the library replaced.
    await copyFile(recording, manifest.recording)
    await copyFile(poster, manifest.poster)
    await copyFile(tiles, storyboard.file)
    await mkdir(dirname(manifest.transcript), { recursive: true })
    await writeFile(manifest.transcript, writeVtt(timeline.cues, { notes: NOTES }))
    await writeFile(manifest.chapters, writeVtt(timeline.chapters))
    const bytes = await readFile(recording)
    await manifest.saveHash(createHash('sha256').update(bytes).digest('hex'))
    const seconds = (timeline.duration / 1000).toFixed(1)
    console.log(`${talk}  ${seconds} s  ${Math.round(bytes.length / 1000)} kB  ${timeline.cues.length} cues`)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

function speak(script: Script): Timeline {
  const voice = openVoice()
  try {
    return buildTimeline(script, voice)
  } finally {
    voice.close()
  }
}

/**
 * espeak's state carries over from one sentence to the next for as long as its process lives. So each talk has a process
 * of its own; in one process its bytes would depend on the talks made before it.
 */
async function makeApart(talk: string): Promise<void> {
  const child = spawn(process.execPath, [import.meta.filename, talk], { stdio: 'inherit' })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`stopped at ${talk}; what was made before it stays`)
}

async function main(named: readonly string[]): Promise<void> {
  const files = await readdir(join(FOLDER, 'scripts'))
  const known = files
    .filter((file) => file.endsWith('.md'))
    .map((file) => file.slice(0, -'.md'.length))
    .sort()
  const unknown = named.filter((talk) => !known.includes(talk))
  if (unknown.length > 0) throw new Error(`no script for ${unknown.join(', ')}; there are: ${known.join(', ')}`)
  const talks = named.length > 0 ? named : known
  const [only] = talks
  if (only !== undefined && talks.length === 1) return makeTalk(only)
  for (const talk of talks) await makeApart(talk)
}

try {
  await main(process.argv.slice(2))
} catch (failure) {
  console.error(failure instanceof Error ? failure.message : failure)
  process.exitCode = 1
}
