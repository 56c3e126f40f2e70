/** How near the truth aligned sentences come, and whether what is claimed is right (src/align). */
import { align } from '../../../src/align/align.ts'
import { createReference } from '../../../src/align/reference.ts'
import { createSpectrum } from '../../../src/align/spectrum.ts'
import { findSpeaker } from '../../../src/media/speak/speaker.ts'
import type { Row } from '../run.ts'
import { type Case, makeCase } from './cases.ts'
import { openMaterial } from './material.ts'

const dutch = { tongue: 'nl', minutes: 8 } as const
const CASES: readonly Case[] = [
  { name: 'en', tongue: 'en', minutes: 6 },
  { name: 'fr', tongue: 'fr', minutes: 6 },
  { name: 'it', tongue: 'it', minutes: 6 },
  { name: 'nl acted', ...dutch },
  { name: 'nl acted, 10 min', ...dutch, minutes: 10 },
  { name: 'noise 20 dB', ...dutch, noise: 20 },
  { name: 'noise 10 dB', ...dutch, noise: 10 },
  { name: 'noise 5 dB', ...dutch, noise: 5 },
  { name: 'reverb', ...dutch, reverb: true },
  { name: '60 s introduction', ...dutch, intro: 60 },
  { name: '5 % of the text missing', ...dutch, missing: 0.05 },
  { name: '10 % of the text missing', ...dutch, missing: 0.1 },
  { name: '20 % of the text missing', ...dutch, missing: 0.2 },
  { name: '10 % other speech inserted', ...dutch, inserted: 0.1 },
  { name: '10 % text unspoken', ...dutch, unspoken: 0.1 },
  { name: 'another text', ...dutch, other: true },
  { name: '60 min', tongue: 'nl', minutes: 60, intro: 60, missing: 0.05, noise: 25 },
]

export async function benchAlign({ seed, onRow }: { seed: number; onRow: (row: Row) => void }): Promise<void> {
  const speaker = await findSpeaker()
  if (!speaker) throw new Error('espeak-ng is not installed: apt-get install espeak-ng')
  const clips = openMaterial()
  for (const wish of CASES) {
    const made = makeCase(wish, clips, seed)
    const voice = speaker.voiceFor(wish.tongue)
    if (voice === null) throw new Error(`espeak-ng has no voice for ${wish.tongue}`)
    const spoken = await speaker.speak(
      voice,
      made.lines.map(({ text }) => text.split(/\s+/)),
    )
    const before = process.cpuUsage()
    const spectrum = createSpectrum()
    spectrum.push(made.samples)
    const reference = createReference()
    for (const sentence of spoken) reference.add(sentence)
    const found = align(spectrum.finish(), reference.finish())
    const { user, system } = process.cpuUsage(before)
    const errors = made.lines.flatMap(({ start }, i) => (start === null ? [] : [Math.abs((found.sentences[i]?.start ?? 0) / 1000 - start)]))
    errors.sort((a, b) => a - b)
    const claims = found.sentences.flatMap(({ sure, start }, i) =>
      sure ? [{ start: start / 1000, truth: made.lines[i]?.start ?? null }] : [],
    )
    const right = claims.filter(({ start, truth }) => truth !== null && Math.abs(start - truth) <= 1)
    const put = (what: string, value: number, unit: string) => onRow({ bench: 'align', what: `${wish.name}: ${what}`, value, unit })
    const share = (part: number, whole: number) => (whole === 0 ? 0 : (100 * part) / whole)
    if (errors.length > 0) {
      put('sentences', errors.length, '')
      put('median error', errors[errors.length >> 1] ?? 0, 's')
      put('within 1 s', share(errors.filter((error) => error <= 1).length, errors.length), '%')
    }
    put('claimed', share(claims.length, made.lines.length), '%')
    if (claims.length > 0) put('of the claims right', share(right.length, claims.length), '%')
    put('unspoken claimed', claims.filter(({ truth }) => truth === null).length, '')
    put('processor, without espeak-ng', (user + system) / 1e6, 's')
  }
  onRow({ bench: 'align', what: 'largest memory of the process, sounds included', value: process.resourceUsage().maxRSS / 1e6, unit: 'GB' })
}
