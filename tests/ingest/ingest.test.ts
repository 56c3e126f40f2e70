/** Manifests into a library and out again: exact problems, nothing half-done, nothing lost. */
import { execFileSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { appendFile, cp, readdir, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import fc from 'fast-check'
import { describe, expect, inject, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { exportLibrary } from '../../src/ingest/manifest/export.ts'
import { importManifests } from '../../src/ingest/manifest/import.ts'
import { manifestJsonSchema } from '../../src/ingest/manifest/manifest.ts'
import { readManifest } from '../../src/ingest/manifest/read-manifest.ts'
import { formatProblem } from '../../src/problem.ts'
import { openLibrary } from '../../src/wire.ts'
import { asExported, FIXTURES, makeFolder, makeLibrary, vtt } from '../setup/make-library.ts'
import { renditionPath } from '../setup/stored-paths.ts'

const EVENT = 'kind: event\nid: dag\ntitle: De dag\ndate: 2024-04-15\n'
const TALK = 'kind: talk\nid: lezing\nevent: dag\ntitle: De lezing\n'
const film = () => readFileSync(join(FIXTURES, 'mdn', 'friday.mp4'))

function problems(yaml: string): string[] {
  return readManifest(new TextEncoder().encode(yaml)).problems.map((problem) => formatProblem('m.yaml', problem))
}

describe('a manifest’s problems have their place', () => {
  test.each([
    ['an unknown key', `${TALK}spreker: Jan\n`, 'm.yaml:5:1: error unknown-key “spreker” is geen bekende sleutel.'],
    [
      'an unknown key inside',
      `${EVENT}programme:\n  - title: Lunch\n    tijd: "13:00"\n`,
      'm.yaml:7:5: error unknown-key “tijd” is geen bekende sleutel in “programme.0”.',
    ],
    ['a missing key', 'kind: event\nid: dag\ndate: 2024\n', 'm.yaml:1:1: error missing-key “title” ontbreekt.'],
    [
      'a date that does not exist',
      EVENT.replace('04-15', '02-30'),
      'm.yaml:4:1: error invalid “date” moet een bestaande datum zijn: 2024-04-15, 2024-04 of 2024.',
    ],
    [
      'an id with capitals',
      TALK.replace('lezing', 'Lezing'),
      'm.yaml:2:1: error invalid “id” mag alleen kleine letters, cijfers en losse koppeltekens bevatten.',
    ],
    [
      'a wrong hash',
      `${TALK}recording:\n  file: a.mp4\n  sha256: abc\n`,
      'm.yaml:7:3: error invalid “recording.sha256” moet een SHA-256 zijn: 64 hexadecimale tekens.',
    ],
    ['a key twice', `${TALK}title: nog een\n`, 'm.yaml:5:1: error yaml Deze sleutel staat er twee keer.'],
    ['another kind', 'kind: feest\nid: x\n', /^m\.yaml:1:1: error invalid “kind”/],
    ['no YAML', 'kind: [talk\n', /^m\.yaml:2:1: error yaml Dit is geen geldige YAML/],
    [
      'a script in an address',
      `${EVENT}links:\n  - title: x\n    url: "javascript:alert(1)"\n`,
      /^m\.yaml:7:5: error invalid “links\.0\.url”/,
    ],
  ])('%s', (_name, yaml, expected) => {
    const [first = '', ...more] = problems(yaml)
    expect(first).toMatch(expected)
    expect(more).toEqual([])
  })
  test('an alias bomb and any other bytes are refused, not run', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefgh'.split('').map((key, i) => `${key}: &${key} [${Array(9).fill(`*${'abcdefg'[i]}`).join()}]`),
    ].join('\n')
    expect(() => problems(bomb)).not.toThrow()
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(readManifest(bytes).value).toBeNull()
      }),
    )
  })
  test('the JSON Schema for editors is the one that is generated', () => {
    expect(JSON.parse(readFileSync('media-manifests/manifest.schema.json', 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(manifestJsonSchema())),
    )
  })
})

describe('what is wrong is said, and nothing of it is kept', () => {
  const complete = {
    'event.yaml': EVENT,
    'lezing.yaml': `${TALK}recording: { file: film.mp4 }\ntranscripts: [{ file: film.vtt, language: nl, made: human }]\n`,
  }
  test.each([
    ['a missing file', {}, 'lezing.yaml:5:14: error missing-file'],
    [
      'a wrong hash',
      {
        'film.mp4': film(),
        'film.vtt': vtt([{ start: 0, end: 1, text: 'ja' }]),
        'lezing.yaml': `${complete['lezing.yaml'].replace('film.mp4 }', `film.mp4, sha256: ${'a'.repeat(64)} }`)}`,
      },
      'lezing.yaml:5:30: error wrong-hash',
    ],
    [
      'unreadable media',
      { 'film.mp4': 'geen film', 'film.vtt': vtt([{ start: 0, end: 1, text: 'ja' }]) },
      'lezing.yaml:5:14: error unreadable-media',
    ],
    ['a transcript without a single line', { 'film.mp4': film(), 'film.vtt': 'WEBVTT\n' }, 'film.vtt:0:0: error no-cues'],
    [
      'a scheduled talk without its day',
      {
        'lezing.yaml': `${complete['lezing.yaml']}stage: scheduled\n`,
        'film.mp4': film(),
        'film.vtt': vtt([{ start: 0, end: 1, text: 'ja' }]),
      },
      'lezing.yaml:7:1: error no-date',
    ],
    [
      'a day for a talk that is not scheduled',
      {
        'lezing.yaml': `${complete['lezing.yaml']}publishAt: 2999-01-01T00:00:00Z\n`,
        'film.mp4': film(),
        'film.vtt': vtt([{ start: 0, end: 1, text: 'ja' }]),
      },
      'lezing.yaml:7:1: error date-unused',
    ],
    ['an event that is not there', { 'event.yaml': EVENT.replace('id: dag', 'id: andere-dag') }, 'lezing.yaml:3:1: error unknown-event'],
    [
      'an id twice',
      { 'nog-een.yaml': TALK, 'film.mp4': film(), 'film.vtt': vtt([{ start: 0, end: 1, text: 'ja' }]) },
      'nog-een.yaml:2:1: error duplicate-id',
    ],
  ])('%s', async (_name, files, expected) => {
    const library = await makeLibrary({ ...complete, ...files })
    const rows = await library.import()
    const told = rows.flatMap((row) =>
      row.problems.map(({ file, problem }) => formatProblem(relative(join(library.folder, 'manifests'), file), problem)),
    )
    expect(told.find((line) => line.startsWith(expected))).toBeDefined()
    expect(rows.filter((row) => row.status === 'failed')).toHaveLength(1)
    if (!expected.includes('duplicate')) expect(await library.library.talk('lezing')).toBeNull()
    expect(await readdir(join(library.folder, 'data', 'media', 'tmp'))).toEqual([])
  })

  test('a dry run says what would happen and keeps nothing', async () => {
    const library = await makeLibrary({ ...complete, 'film.mp4': film(), 'film.vtt': vtt([{ start: 0, end: 1, text: 'ja' }]) })
    const [rows] = [await library.import(undefined, { dryRun: true })]
    expect(rows.map((row) => row.status)).toEqual(['added', 'failed'].slice(0, 1).concat('added'))
    expect((await library.library.eventsAfter({ limit: 1000 })).entries).toEqual([])
    expect(await library.library.allTalkIds()).toEqual([])
    expect(await readdir(join(library.folder, 'data', 'media'))).toEqual(['tmp'])
  })
})

describe('media in any state is accepted and right, or refused with cause and cure', () => {
  const make =
    (name: string, ...args: string[]) =>
    (folder: string) => {
      execFileSync('ffmpeg', [
        '-hide_banner',
        '-loglevel',
        'error',
        '-nostdin',
        '-f',
        'lavfi',
        '-i',
        'testsrc=s=64x48:d=1:r=5',
        '-f',
        'lavfi',
        '-i',
        'sine=d=1',
        ...args,
        join(folder, name),
      ])
      return name
    }
  const truncated = (folder: string) => {
    const name = make('heel.mp4', '-pix_fmt', 'yuv420p')(folder)
    const whole = readFileSync(join(folder, name))
    execFileSync('dd', ['if=/dev/zero', `of=${join(folder, 'half.mp4')}`, 'bs=1', 'count=0', 'status=none'])
    return { name: 'half.mp4', bytes: whole.subarray(0, whole.length / 3) }
  }
  test.each([
    ['mpeg4 in AVI', make('a.avi', '-c:v', 'mpeg4', '-c:a', 'mp3'), /geen video of geluid dat we kennen/],
    ['mpeg4 in MP4', make('a.mp4', '-c:v', 'mpeg4', '-c:a', 'aac'), /Browsers kunnen beeld .* niet afspelen.*H\.264/],
    ['Theora in Ogg', make('a.ogv', '-c:v', 'libtheora', '-c:a', 'libvorbis'), /Theora/],
  ])('%s', async (_name, build, refusal) => {
    const folder = await makeFolder()
    const file = build(folder)
    const library = await makeLibrary({
      'lezing.yaml': `kind: talk\nid: lezing\ntitle: De lezing\nrecording: { file: ${join(folder, file)} }\n`,
    })
    const [row] = await library.import(undefined, { filesFrom: [folder] })
    expect(row?.status).toBe('failed')
    expect(row?.problems[0]?.problem.message).toMatch(refusal)
  })
  test('cut off half-way', async () => {
    const folder = await makeFolder()
    const { name, bytes } = truncated(folder)
    await writeFile(join(folder, name), bytes)
    const library = await makeLibrary({
      'lezing.yaml': `kind: talk\nid: lezing\ntitle: De lezing\nrecording: { file: ${join(folder, name)} }\n`,
    })
    expect((await library.import(undefined, { filesFrom: [folder] }))[0]).toMatchObject({
      status: 'failed',
      problems: [{ problem: { code: 'unreadable-media' } }],
    })
  })
  test.each(['-i.mp4', 'a:b.mp4', '%03d.mp4', 'aan\'haling".mp4', 'met spatie é.mp4', '$(id).mp4'])('a file called %s', async (name) => {
    const library = await makeLibrary({
      [name]: film(),
      'lezing.yaml': { kind: 'talk', id: 'lezing', title: 'De lezing', recording: { file: name } },
    })
    expect((await library.import())[0]?.status).toBe('added')
    expect((await library.library.talk('lezing'))?.recording).toMatchObject({ original: { name }, mime: 'video/mp4', hls: 'hls-2' })
  })
})

describe('the collection', () => {
  test('imported twice changes nothing', async () => {
    const data = await makeFolder()
    await cp(inject('collection'), data, { recursive: true })
    const open = await openLibrary(readConfig({ WOORDELIJK_DATA: data }))
    const before = await Promise.all((await open.library.allTalkIds()).map((id) => open.library.talk(id)))
    const rows = await importManifests(['media-manifests'], open)
    expect(new Set(rows.map((row) => row.status))).toEqual(new Set(['unchanged']))
    expect(rows.length).toBeGreaterThan(12)
    expect(await Promise.all((await open.library.allTalkIds()).map((id) => open.library.talk(id)))).toEqual(before)
    await open.close()
  })

  test('exported, imported elsewhere and exported again is the same, byte for byte', async () => {
    const [first, second] = [await makeFolder(), await makeFolder()]
    const source = await openLibrary(readConfig({ WOORDELIJK_DATA: inject('collection') }))
    await exportLibrary(join(first, 'uit'), source)
    const copy = await makeLibrary()
    const rows = await copy.import([join(first, 'uit', 'media-manifests')])
    expect(rows.filter((row) => row.status !== 'added')).toEqual([])
    await exportLibrary(join(second, 'uit'), copy)
    expect(tree(join(second, 'uit'))).toEqual(tree(join(first, 'uit')))
    for (const id of await source.library.allTalkIds())
      expect(await copy.library.record(id)).toEqual(asExported(await source.library.record(id)))
    expect((await copy.library.eventsAfter({ limit: 1000 })).entries).toEqual((await source.library.eventsAfter({ limit: 1000 })).entries)
    await source.close()
  })
})

test('what WebVTT cannot carry is exported all the same', async () => {
  const cues = [
    { id: 'a\nb', start: 0, end: 900, speaker: ' Jan ', text: 'met\n\nwitregel', words: null },
    {
      id: null,
      start: 500,
      end: 900,
      speaker: null,
      text: 'door elkaar',
      words: [
        { start: 700, end: 950, text: 'door' },
        { start: 600, end: 800, text: 'elkaar' },
      ],
    },
  ]
  const library = await makeLibrary({
    'tekst.json': JSON.stringify({ cues }),
    'lezing.yaml': 'kind: talk\nid: lezing\ntitle: De lezing\ntranscripts: [{ file: tekst.json, language: nl, made: asr }]\n',
  })
  await library.import()
  const out = join(library.folder, 'uit')
  await exportLibrary(out, library)
  const copy = await makeLibrary()
  await copy.import([out])
  expect((await copy.library.transcript('lezing'))?.cues).toEqual(cues)
})

test('a corrected transcript is a new revision; the old one stays as it was', async () => {
  const library = await makeLibrary({
    'tekst.vtt': vtt([{ start: 0, end: 1, text: 'fout' }]),
    'lezing.yaml': 'kind: talk\nid: lezing\ntitle: De lezing\ntranscripts: [{ file: tekst.vtt, language: nl, made: asr }]\n',
  })
  await library.import()
  await writeFile(join(library.folder, 'manifests', 'tekst.vtt'), vtt([{ start: 0, end: 1, text: 'goed' }]))
  expect((await library.import())[0]?.status).toBe('changed')
  expect((await library.library.transcript('lezing'))?.cues[0]?.text).toBe('goed')
  expect((await library.library.transcript('lezing', { revision: 1 }))?.cues[0]?.text).toBe('fout')
  // A change of the manifest alone makes no revision.
  await appendFile(join(library.folder, 'manifests', 'lezing.yaml'), 'rights: CC0\n')
  await library.import()
  expect((await library.library.transcript('lezing'))?.number).toBe(2)
})

test('the name of one of the talk’s speakers before a line is its speaker, also where it stands there once', async () => {
  const library = await makeLibrary({
    'tekst.vtt': vtt([
      { start: 0, end: 1, text: 'Karin Visser: welkom' },
      { start: 1, end: 2, text: 'Piet Jansen: dank' },
    ]),
    'lezing.yaml':
      'kind: talk\nid: lezing\ntitle: De lezing\nspeakers: [Karin Visser]\ntranscripts: [{ file: tekst.vtt, language: nl, made: asr }]\n',
  })
  await library.import()
  expect((await library.library.transcript('lezing'))?.cues.map(({ speaker, text }) => [speaker, text])).toEqual([
    ['Karin Visser', 'welkom'],
    [null, 'Piet Jansen: dank'],
  ])
})

test('an import that stopped half-way is taken up again', async () => {
  const library = await makeLibrary({
    'film.mp4': film(),
    'lezing.yaml': 'kind: talk\nid: lezing\ntitle: De lezing\nrecording: { file: film.mp4 }\n',
  })
  await library.import()
  const talk = await library.library.talk('lezing')
  const rendition = renditionPath(library, talk?.recording?.original?.sha256 ?? '', 'hls-2')
  // As if the power went after the talk was saved and before its fingerprint was: the rendition lost, nothing noted.
  await rm(rendition, { recursive: true })
  await library.library.recordImport('talk', 'lezing', { fingerprint: 'half', fields: null })
  expect((await library.import())[0]?.status).toBe('changed')
  expect((await readdir(rendition)).length).toBeGreaterThan(2)
})

function tree(folder: string): Record<string, string> {
  const files = globSync('**/*', { cwd: folder, withFileTypes: true }).filter((entry) => entry.isFile())
  return Object.fromEntries(
    files
      .map((entry) => [
        relative(folder, join(entry.parentPath, entry.name)),
        readFileSync(join(entry.parentPath, entry.name)).toString('base64'),
      ])
      .sort(),
  )
}
