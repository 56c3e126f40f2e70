/** Chapters that stand in the recording itself: files made by ffmpeg, files that are cut off, and files that lie. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { exportLibrary } from '../../src/ingest/manifest/export.ts'
import { readContainerChapters } from '../../src/media/read/container-chapters.ts'
import { makeFolder, makeLibrary } from '../setup/make-library.ts'

interface Chapter {
  readonly start: number
  readonly end: number
  readonly title: string
}

const KINDS = ['mp4', 'mov', 'm4a', 'mkv', 'webm'] as const
type Kind = (typeof KINDS)[number]
const CODEC: Record<Kind, string> = { mp4: 'aac', mov: 'aac', m4a: 'aac', mkv: 'aac', webm: 'libopus' }

const ffmetadata = (chapters: readonly Chapter[]) =>
  [
    ';FFMETADATA1',
    ...chapters.flatMap(({ start, end, title }) => [
      '[CHAPTER]',
      'TIMEBASE=1/1000',
      `START=${start}`,
      `END=${end}`,
      `title=${title.replace(/[\\=;#\n]/g, '\\$&')}`,
    ]),
  ].join('\n')

/** Silence of that many seconds with these chapters, as ffmpeg writes them. */
function record(folder: string, kind: Kind, chapters: readonly Chapter[], seconds = 9, ...options: string[]): string {
  writeFileSync(join(folder, 'hoofdstukken.txt'), ffmetadata(chapters))
  const file = join(folder, `opname.${kind}`)
  const input = ['-f', 'ffmetadata', '-i', join(folder, 'hoofdstukken.txt'), '-f', 'lavfi', '-i', `anullsrc=r=8000,atrim=end=${seconds}`]
  const output = ['-map', '1', '-map_metadata', '0', '-map_chapters', '0', '-c:a', CODEC[kind], '-b:a', '24k', ...options, file]
  execFileSync('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-nostdin', '-y', ...input, ...output])
  return file
}

const CHAPTERS = [
  { start: 0, end: 1500, title: 'Opening één: “wij”' },
  { start: 1500, end: 3001, title: 'العربية en 🎉' },
  { start: 3001, end: 9000, title: 'Vragen; a=b #3' },
]
const none = (code: string) => ({ chapters: [], problems: [expect.objectContaining({ severity: 'error', code, line: 0 })] })

/** Each byte sequence that stands once in the file, by another of the same length. */
async function altered(file: string, ...changes: [from: Buffer, to: Buffer][]): Promise<string> {
  const bytes = readFileSync(file)
  for (const [from, to] of changes) {
    const at = bytes.indexOf(from)
    expect(at, `${from.toString('hex')} stands in the file`).toBeGreaterThan(0)
    expect(from).toHaveLength(to.length)
    to.copy(bytes, at)
  }
  const out = `${file}.anders`
  await writeFile(out, bytes)
  return out
}

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')
const u32 = (value: number) => Buffer.from(Uint32Array.of(value).buffer).swap32()
const atom = (type: string, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts)
  return Buffer.concat([u32(body.length + 8), Buffer.from(type, 'latin1'), body])
}
/** With the size in eight bytes, which is as good as one. */
const element = (id: string, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts)
  return Buffer.concat([hex(id), hex('01 000000'), u32(body.length), body])
}
const ebml = (...parts: Buffer[]) => Buffer.concat([element('1A45DFA3'), element('18538067', ...parts)])
const chapter = (milliseconds: number, title: string, ...more: Buffer[]) =>
  element('B6', element('91', u32(milliseconds * 1_000_000)), element('80', element('85', Buffer.from(title))), ...more)

async function read(...parts: Buffer[]) {
  const file = join(await makeFolder(), 'opname')
  await writeFile(file, Buffer.concat(parts))
  return readContainerChapters(file)
}
const titles = async (...parts: Buffer[]) => (await read(...parts)).chapters.map(({ title }) => title)

describe('what ffmpeg writes is read', () => {
  test.each(KINDS)('%s', async (kind) => {
    expect(await readContainerChapters(record(await makeFolder(), kind, CHAPTERS))).toEqual({ chapters: CHAPTERS, problems: [] })
  })

  test('with the index in front of the sound, and in a file of fragments', async () => {
    const folder = await makeFolder()
    expect((await readContainerChapters(record(folder, 'mp4', CHAPTERS, 9, '-movflags', '+faststart'))).chapters).toEqual(CHAPTERS)
    const fragments = record(folder, 'mp4', CHAPTERS, 9, '-movflags', '+empty_moov+frag_keyframe')
    expect((await readContainerChapters(fragments)).chapters).toEqual(CHAPTERS.map((each) => ({ ...each, end: null })))
  })

  test('Matroska keeps the gaps between chapters', async () => {
    const apart = CHAPTERS.map((each) => ({ ...each, start: each.start + 250 }))
    expect((await readContainerChapters(record(await makeFolder(), 'mkv', apart))).chapters).toEqual(apart)
  })

  test('more chapters and longer titles than Nero’s list can hold', async () => {
    const many = Array.from({ length: 300 }, (_, i) => ({ start: i * 20, end: (i + 1) * 20, title: `${i} ${'langer '.repeat(60)}`.trim() }))
    expect(await readContainerChapters(record(await makeFolder(), 'm4a', many))).toEqual({ chapters: many, problems: [] })
  })

  test('whatever the times and titles', async () => {
    const folder = await makeFolder()
    const title = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
      .map((text) => text.replace(/[\p{C}\s]+/gu, ' ').trim())
      .filter((text) => text !== '')
    const chapters = fc.array(fc.tuple(fc.integer({ min: 1, max: 30_000 }), title), { minLength: 1, maxLength: 12 }).map((list) => {
      let now = 0
      return list.map(([length, text]) => ({ start: now, end: (now += length), title: text }))
    })
    await fc.assert(
      fc.asyncProperty(fc.constantFrom<Kind>('mp4', 'mkv'), chapters, async (kind, list) => {
        // A track of chapters is as long as its sound.
        expect(await readContainerChapters(record(folder, kind, list, (list.at(-1)?.end ?? 0) / 1000))).toEqual({
          chapters: list,
          problems: [],
        })
      }),
      { numRuns: 6 },
    )
  })

  test('a recording without chapters, and what is no such recording', async () => {
    const folder = await makeFolder()
    for (const kind of KINDS) expect(await readContainerChapters(record(folder, kind, []))).toEqual({ chapters: [], problems: [] })
    for (const text of ['', 'x', 'Dit is geen film.']) expect(await read(Buffer.from(text))).toEqual({ chapters: [], problems: [] })
  })
})

describe('QuickTime', () => {
  const size = (text: string, encoded: Buffer) => Buffer.concat([hex('00'), Buffer.from([Buffer.byteLength(text)]), encoded])
  const sample = (text: string) => size(text, Buffer.from(text))

  test('titles in UTF-16, whichever way round', async () => {
    const file = record(await makeFolder(), 'mov', [
      { start: 0, end: 1000, title: 'twaalf tekens' },
      { start: 1000, end: 2000, title: 'nog eens zoveel' },
    ])
    const big = Buffer.concat([hex('feff'), Buffer.from('één €', 'utf16le').swap16()])
    const little = Buffer.concat([hex('fffe'), Buffer.from('twee ☃', 'utf16le')])
    const fill = (bytes: Buffer, length: number) =>
      Buffer.concat([Buffer.from([0, bytes.length]), bytes, Buffer.alloc(length - bytes.length)])
    const mixed = await altered(file, [sample('twaalf tekens'), fill(big, 13)], [sample('nog eens zoveel'), fill(little, 15)])
    expect((await readContainerChapters(mixed)).chapters.map(({ title }) => title)).toEqual(['één €', 'twee ☃'])
  })

  test('a title without text is a gap', async () => {
    const file = await altered(record(await makeFolder(), 'mov', CHAPTERS), [
      sample('Vragen; a=b #3'),
      size('', Buffer.from('Vragen; a=b #3')),
    ])
    expect(await readContainerChapters(file)).toEqual({ chapters: CHAPTERS.slice(0, 2), problems: [] })
  })

  test('a letter that is none is told', async () => {
    const file = await altered(record(await makeFolder(), 'mov', CHAPTERS), [
      sample('Vragen; a=b #3'),
      size('Vragen; a=b #3', Buffer.from('Vragen; a=b \xe9t', 'latin1')),
    ])
    const { chapters, problems } = await readContainerChapters(file)
    expect(chapters[2]?.title).toBe('Vragen; a=b �t')
    expect(problems.map(({ code }) => code)).toEqual(['encoding-broken'])
  })
})

describe('Nero’s list', () => {
  const entry = (milliseconds: number, title: string) =>
    Buffer.concat([u32(0), u32(milliseconds * 10_000), Buffer.from([Buffer.byteLength(title)]), Buffer.from(title)])
  const list = (...bytes: Buffer[]) =>
    Buffer.concat([atom('ftyp', Buffer.from('M4A ')), atom('moov', atom('udta', atom('chpl', ...bytes)))])

  test('of both versions, with an end only where another begins', async () => {
    const expected = [
      { start: 0, end: null, title: 'één' },
      { start: 2500, end: null, title: 'twee' },
    ]
    const entries = [entry(0, 'één'), entry(2500, 'twee')]
    expect((await read(list(hex('00000000 02'), ...entries))).chapters).toEqual(expected)
    expect((await read(list(hex('01000000 00 00000002'), ...entries))).chapters).toEqual(expected)
  })

  test('in order of time; what has no title or begins with another is left out and told', async () => {
    const bytes = list(hex('01000000 00 00000004'), entry(3000, 'later'), entry(0, 'eerst'), entry(1000, ' '), entry(0, 'ook'))
    const { chapters, problems } = await read(bytes)
    expect(chapters.map(({ title }) => title)).toEqual(['eerst', 'later'])
    expect(problems.map(({ code, severity }) => [code, severity])).toEqual([
      ['bad-chapter', 'warning'],
      ['bad-chapter', 'warning'],
    ])
  })

  test('a count that lies is refused, with its place', async () => {
    expect(await read(list(hex('01000000 00 00000003'), entry(0, 'een')))).toEqual(none('bad-index'))
    const { problems } = await read(list(hex('01000000 00 ffffffff'), entry(0, 'een')))
    expect(problems).toMatchObject([{ code: 'index-too-large', message: expect.stringContaining('bij byte 36 4294967295 hoofdstukken') }])
  })

  test('stands in for a track whose titles were cut off', async () => {
    const file = record(await makeFolder(), 'mp4', CHAPTERS, 9, '-movflags', '+faststart')
    await truncate(file, readFileSync(file).indexOf('mdat') + 100)
    const { chapters, problems } = await readContainerChapters(file)
    expect(chapters).toEqual(CHAPTERS.map((each) => ({ ...each, end: null })))
    expect(problems.map(({ code }) => code)).toEqual(['bad-index'])
  })
})

describe('Matroska', () => {
  const edition = (...parts: Buffer[]) => element('45B9', ...parts)
  const yes = hex('01')

  test('hidden and disabled chapters, and those of other files, are passed over', async () => {
    const chapters = [
      chapter(0, 'een'),
      chapter(1000, 'verborgen', element('98', yes)),
      chapter(1100, 'uit', element('4598', hex('00'))),
      chapter(1200, 'elders', element('6E67', yes)),
      chapter(2000, 'twee', element('98', hex('00')), element('4598', yes)),
    ]
    expect(await titles(ebml(element('1043A770', edition(...chapters))))).toEqual(['een', 'twee'])
  })

  test('the default edition counts, never a hidden one', async () => {
    const editions = [
      edition(element('45BD', yes), element('45DB', yes), chapter(0, 'verborgen')),
      edition(chapter(0, 'eerste')),
      edition(element('45DB', yes), chapter(0, 'gewone')),
    ]
    expect(await titles(ebml(element('1043A770', ...editions)))).toEqual(['gewone'])
    expect(await titles(ebml(element('1043A770', ...editions.slice(0, 2))))).toEqual(['eerste'])
  })

  test('a title in Dutch goes before one in another language', async () => {
    const named = (language: string, title: string) =>
      element('80', element('85', Buffer.from(title)), element('437C', Buffer.from(language)))
    const atoms = element('B6', element('91', u32(0)), named('eng', 'Welcome'), named('dut', 'Welkom'))
    expect(await titles(ebml(element('1043A770', edition(atoms))))).toEqual(['Welkom'])
  })

  test('chapters inside chapters are told', async () => {
    const { chapters, problems } = await read(ebml(element('1043A770', edition(chapter(0, 'deel', chapter(0, 'stuk'))))))
    expect(chapters.map(({ title }) => title)).toEqual(['deel'])
    expect(problems.map(({ code }) => code)).toEqual(['nested-chapters'])
  })

  test('behind the sound they are found by the seek heads, also one by another', async () => {
    const seek = (id: string, position: number) =>
      element('114D9B74', element('4DBB', element('53AB', hex(id)), element('53AC', u32(position))))
    const cluster = element('1F43B675', Buffer.alloc(1000))
    const length = seek('114D9B74', 0).length
    const behind = [cluster, seek('1043A770', 2 * length + cluster.length), element('1043A770', edition(chapter(5, 'achteraan')))]
    expect(await titles(ebml(seek('114D9B74', length + cluster.length), ...behind))).toEqual(['achteraan'])
    expect(await read(ebml(seek('1043A770', length), ...behind))).toEqual(none('bad-index'))
    expect(await read(ebml(seek('1043A770', 0), cluster))).toEqual(none('bad-index'))
    // One that names itself leads nowhere.
    expect(await read(ebml(seek('114D9B74', 0), cluster))).toEqual({ chapters: [], problems: [] })
  })

  test('an end before the start is told and is none', async () => {
    const { chapters, problems } = await read(ebml(element('1043A770', edition(chapter(2000, 'krom', element('92', u32(1_000_000_000)))))))
    expect(chapters).toEqual([{ start: 2000, end: null, title: 'krom' }])
    expect(problems.map(({ code }) => code)).toEqual(['end-before-start'])
  })
})

describe('a file that is cut off or lies gives its chapters, or none and a reason', () => {
  let made: Record<'mp4' | 'mkv' | 'mov', Buffer>
  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'woordelijk-test-'))
    made = {
      mp4: readFileSync(record(folder, 'mp4', CHAPTERS, 9, '-movflags', '+faststart')),
      mkv: readFileSync(record(folder, 'mkv', CHAPTERS)),
      mov: readFileSync(record(folder, 'mov', CHAPTERS)),
    }
    await rm(folder, { recursive: true })
  })
  const honest = (result: Awaited<ReturnType<typeof readContainerChapters>>) => {
    if (result.chapters.length === CHAPTERS.length)
      expect(result.chapters.map(({ title }) => title)).toEqual(CHAPTERS.map(({ title }) => title))
    else expect(result).toEqual(none('bad-index'))
  }

  test.each(['mp4', 'mkv', 'mov'] as const)('%s cut off at many places', async (kind) => {
    const file = join(await makeFolder(), 'half')
    const whole = made[kind]
    // Every byte of the beginning, where the sizes stand, and then ever fewer.
    for (let length = 12; length < whole.length; length += 1 + (length >> 6)) {
      await writeFile(file, whole.subarray(0, length))
      honest(await readContainerChapters(file))
    }
  })

  test.each(['mp4', 'mkv', 'mov'] as const)('%s with any bytes of its index changed', async (kind) => {
    const file = join(await makeFolder(), 'anders')
    const whole = made[kind]
    const from = kind === 'mov' ? whole.indexOf('moov') - 4 : 0
    const change = fc.tuple(fc.integer({ min: 8, max: Math.min(3000, whole.length - from) - 1 }), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff))
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        const bytes = Buffer.from(whole)
        for (const [at, value] of changes) bytes[from + at] = value
        await writeFile(file, bytes)
        const { chapters, problems } = await readContainerChapters(file)
        expect(chapters.every(({ start }, i) => start > (chapters[i - 1]?.start ?? -1) && start <= 3_600_000_000)).toBe(true)
        expect(problems.every(({ message }) => message.length < 400)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  test('sizes beyond the file, below the least, or without end', async () => {
    const start = atom('ftyp', Buffer.from('M4A '))
    const lies: Buffer[] = [
      Buffer.concat([start, hex('7fffffff'), Buffer.from('moov')]),
      Buffer.concat([start, hex('00000007'), Buffer.from('moov')]),
      Buffer.concat([start, hex('00000001'), Buffer.from('moov'), hex('ffffffffffffffff')]),
      Buffer.concat([start, hex('00000001'), Buffer.from('moov'), hex('0000000000000008')]),
      ebml(hex('1043A770 01ffffffffffffff')),
      ebml(hex('1043A770 01fffffffffffffe')),
      ebml(element('1043A770', hex('45B9 01fffffffffffffe'))),
      ebml(hex('00 00 00 00')),
    ]
    for (const bytes of lies) expect(await read(bytes), bytes.toString('hex')).toEqual(none('bad-index'))
  })

  test('what would be read without end is read up to a limit', async () => {
    const file = join(await makeFolder(), 'groot')
    await writeFile(file, Buffer.concat([atom('ftyp', Buffer.from('M4A ')), ...Array.from({ length: 60_000 }, () => atom('free'))]))
    expect(await readContainerChapters(file)).toEqual(none('index-too-large'))
    await writeFile(file, Buffer.concat([hex('1A45DFA3 80 18538067 01ffffffffffffff 1043A770 01000000 3b9aca00')]))
    // A hole, which takes no room on the disk.
    await truncate(file, 1_100_000_000)
    expect(await readContainerChapters(file)).toEqual(none('index-too-large'))
    const many = Array.from({ length: 10_001 }, (_, i) => chapter(i % 4000, 'x'))
    expect(await read(ebml(element('1043A770', element('45B9', ...many))))).toEqual(none('index-too-large'))
  })
})

describe('imported', () => {
  const talk = { kind: 'talk', id: 'lezing', title: 'De lezing', recording: { file: 'opname.m4a' } }

  test('the chapters of the recording count where the manifest is silent, and come back from an export', async () => {
    const recording = readFileSync(record(await makeFolder(), 'm4a', CHAPTERS))
    const library = await makeLibrary({ 'opname.m4a': recording, 'lezing.yaml': talk })
    expect((await library.import())[0]).toMatchObject({ status: 'added', problems: [] })
    expect((await library.library.talk('lezing'))?.chapters).toEqual(CHAPTERS)
    await exportLibrary(join(library.folder, 'uit'), library)
    const copy = await makeLibrary()
    await copy.import([join(library.folder, 'uit')])
    expect((await copy.library.talk('lezing'))?.chapters).toEqual(CHAPTERS)
  })

  test.each([
    ['its own', [{ at: '0:02', title: 'Anders' }], [{ start: 2000, end: null, title: 'Anders' }]],
    ['none', [], []],
  ])('the manifest always wins: %s', async (_, chapters, expected) => {
    const recording = readFileSync(record(await makeFolder(), 'm4a', CHAPTERS))
    const library = await makeLibrary({ 'opname.m4a': recording, 'lezing.yaml': { ...talk, chapters } })
    await library.import()
    expect((await library.library.talk('lezing'))?.chapters).toEqual(expected)
    await exportLibrary(join(library.folder, 'uit'), library)
    const copy = await makeLibrary()
    await copy.import([join(library.folder, 'uit')])
    expect((await copy.library.talk('lezing'))?.chapters).toEqual(expected)
  })

  test('a chapter after the end is told and left out; a damaged index keeps no talk out', async () => {
    const folder = await makeFolder()
    const late = readFileSync(record(folder, 'mkv', [...CHAPTERS, { start: 20_000, end: 21_000, title: 'Na het einde' }]))
    const library = await makeLibrary({ 'opname.mkv': late, 'lezing.yaml': { ...talk, recording: { file: 'opname.mkv' } } })
    expect((await library.import())[0]).toMatchObject({ status: 'added', problems: [{ problem: { code: 'past-end' } }] })
    expect((await library.library.talk('lezing'))?.chapters).toEqual(CHAPTERS)
    const damaged = readFileSync(record(folder, 'mov', CHAPTERS))
    // More titles than there are sizes of.
    damaged.writeUInt32BE(99, damaged.lastIndexOf('stsz') + 12)
    const other = await makeLibrary({ 'opname.mov': damaged, 'lezing.yaml': { ...talk, recording: { file: 'opname.mov' } } })
    expect((await other.import())[0]).toMatchObject({ status: 'added', problems: [{ problem: { code: 'bad-index' } }] })
    expect((await other.library.talk('lezing'))?.chapters).toEqual(CHAPTERS.map((each) => ({ ...each, end: null })))
  })
})
