/** Corrections: by the command line, and on top of a machine transcript that is handed in again. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readTranscriptApart } from '../../src/ingest/apart/read-apart.ts'
import { makeFolder, makeLibrary, vtt, writeFiles } from '../setup/make-library.ts'
import { run } from '../setup/run-cli.ts'

const LINES = ['de armoedebestreiding in Heerle', 'begint bij werk', 'en bij een huis']
const lines = (texts: readonly string[]) => vtt(texts.map((text, i) => ({ start: i * 5, end: i * 5 + 4, text })))
const TALK = {
  kind: 'talk',
  id: 'rede',
  title: 'Rede',
  transcripts: [{ file: 'rede.vtt', language: 'nl', made: 'asr' }],
  chapters: [{ at: '0:05', title: 'Werk' }],
}
const FILES = { 'rede.yaml': TALK, 'rede.vtt': lines(LINES) }

describe('a machine transcript handed in again', () => {
  test('the corrections stand on top of it, and what clashed is named', async () => {
    const library = await makeLibrary(FILES)
    await library.import()
    const first = await library.library.transcript('rede')
    const corrected = (first?.cues ?? []).map((cue, i) => (i === 0 ? { ...cue, text: 'de armoedebestrijding in Heerlen' } : cue))
    await library.library.addRevision('rede', 'nl', { base: 1, cues: corrected, author: 'Anna', note: null, origin: 'edit' })
    const again = lines(['de armoedebestreiding in Haarlem', 'begint bij werken', 'en bij een huis'])
    await writeFile(join(library.folder, 'manifests', 'rede.vtt'), again)
    await library.import()
    const newest = await library.library.transcript('rede')
    expect(newest?.cues.map(({ text }) => text)).toEqual(['de armoedebestrijding in Heerlen', 'begint bij werken', 'en bij een huis'])
    expect(newest).toMatchObject({ number: 4, origin: 'merge', note: expect.stringContaining('Haarlem') })
    expect((await library.library.revisions('rede', 'nl')).map(({ origin }) => origin)).toEqual(['import', 'edit', 'import', 'merge'])
  })

  test('words added to the end of a line stay there when only the times of the new one differ', async () => {
    const library = await makeLibrary(FILES)
    await library.import()
    const first = (await library.library.transcript('rede'))?.cues ?? []
    const corrected = first.map((cue, i) => (i === 1 ? { ...cue, text: `${cue.text} erbij` } : cue))
    await library.library.addRevision('rede', 'nl', { base: 1, cues: corrected, author: 'Anna', note: null, origin: 'edit' })
    await writeFile(join(library.folder, 'manifests', 'rede.vtt'), lines(LINES).replaceAll('.000', '.300'))
    await library.import()
    const newest = await library.library.transcript('rede')
    expect(newest?.cues.map(({ text }) => text)).toEqual(corrected.map(({ text }) => text))
    expect(newest?.cues.every(({ start }) => start % 1000 === 300)).toBe(true)
  })

  test('another title in the manifest does not take the corrections back', async () => {
    const library = await makeLibrary(FILES)
    await library.import()
    const first = await library.library.transcript('rede')
    const change = { base: 1, cues: (first?.cues ?? []).slice(0, 2), author: null, note: null, origin: 'edit' }
    await library.library.addRevision('rede', 'nl', change)
    await writeFiles(join(library.folder, 'manifests'), { 'rede.yaml': { ...TALK, title: 'Anders' } })
    await library.import()
    expect((await library.library.talk('rede'))?.title).toBe('Anders')
    expect(await library.library.transcript('rede')).toMatchObject({ number: 2, origin: 'edit' })
  })
})

test('revise, revert, recut: each a new revision, chapters along; what is wrong is said', async () => {
  const folder = await makeFolder()
  const environment = { WOORDELIJK_DATA: join(folder, 'data') }
  const better = '1\n00:00:00,000 --> 00:00:04,000\nde armoedebestrijding in Heerlen\n\n2\n00:00:05,000 --> 00:00:09,000\nbegint bij werk\n'
  await writeFiles(folder, { 'manifests/rede.yaml': TALK, 'manifests/rede.vtt': FILES['rede.vtt'], 'beter.srt': better })
  const woordelijk = (...args: string[]) => run(args, environment)
  const file = join(folder, 'beter.srt')
  expect((await woordelijk('import', join(folder, 'manifests'))).code).toBe(0)
  expect(await woordelijk('revise', 'rede', file, '--author', 'Anna', '--note', 'nagekeken')).toMatchObject({
    code: 0,
    stdout: 'rede\trevisie 2\n',
  })
  expect(await woordelijk('revert', 'rede', '1')).toMatchObject({ code: 0, stdout: 'rede\trevisie 3\n' })
  const recut = await woordelijk('recut', 'rede', '0:00-0:05')
  expect(recut).toMatchObject({ code: 0, stdout: 'rede\trevisie 4\n', stderr: expect.stringContaining('cut-away') })
  const shown = JSON.parse((await woordelijk('show', 'rede')).stdout) as { chapters: { start: number }[] }
  expect(shown.chapters[0]?.start).toBe(0)
  expect((await woordelijk('revert', 'rede', '9')).stderr).toContain('Revisie 9 is er niet')
  expect((await woordelijk('recut', 'rede', '0:09-0:05')).stderr).toContain('van-tot')
  expect((await woordelijk('revise', 'nergens', file)).code).toBe(1)
})

test('a large file is read in a thread of its own, and gives the same', async () => {
  const many = Array.from({ length: 12_000 }, (_, i) => ({ start: i * 4, end: i * 4 + 3, text: `regel ${i} van een lange dag` }))
  const bytes = Buffer.from(vtt(many))
  expect(bytes.length).toBeGreaterThan(500_000)
  const { format, cues } = await readTranscriptApart(bytes)
  expect([format, cues.length, cues.at(-1)?.text]).toEqual(['vtt', 12_000, 'regel 11999 van een lange dag'])
})
