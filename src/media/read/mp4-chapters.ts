/**
 * Chapters in MP4, MOV, M4A and M4B. QuickTime keeps them as a track of text that other tracks name (`tref`/`chap`), Nero as a list
 * (`chpl`). Makers that write both shorten the list (255 chapters, titles of 255 bytes), so the track goes first.
 */
import { broken, type ContainerIndex, decodeTitle, part, type RawChapter, refuseTooMany } from './container-index.ts'
import { type Atom, atoms, child } from './mp4-atoms.ts'

/**
 * @param told what was wrong with the track where the list could stand in for it
 * @throws Failure `unreadable` or `too-large`, with the place
 */
export async function readMp4Chapters(index: ContainerIndex, told: (cause: unknown) => void): Promise<RawChapter[]> {
  const moov = await child(index, { body: 0, end: index.size }, 'moov')
  if (!moov) throw broken(index.size, '“moov” ontbreekt')
  const list = await child(index, moov, 'udta', 'chpl')
  try {
    const track = await chapterTrack(index, moov)
    const chapters = track ? await readTrack(index, moov, track) : []
    if (chapters.length > 0) return chapters
  } catch (cause) {
    // Of a recording that was cut off the titles are often gone and the list is not.
    if (!list) throw cause
    told(cause)
  }
  return list ? readList(index, list) : []
}

interface Table {
  readonly type: string
  readonly bytes: Buffer
  /** Where the bytes stand in the file. */
  readonly at: number
}

const content = async (index: ContainerIndex, { type, body, end }: Atom): Promise<Table> => ({
  type,
  bytes: await index.read(body, end - body),
  at: body,
})

/** The first of these names; a track cannot do without. */
async function table(index: ContainerIndex, parent: Atom, ...types: string[]): Promise<Table> {
  for await (const atom of atoms(index, parent)) if (types.includes(atom.type)) return content(index, atom)
  throw broken(parent.at, `“${types[0]}” ontbreekt`)
}

/** The first track of text that another one names as its chapters; pictures for chapters are passed over. */
async function chapterTrack(index: ContainerIndex, moov: Atom): Promise<Atom | null> {
  const named = new Set<number>()
  const tracks = new Map<number, Atom>()
  for await (const track of atoms(index, moov)) {
    if (track.type !== 'trak') continue
    const header = await table(index, track, 'tkhd')
    tracks.set(part(header.bytes, afterDates(header), 4, header.at).readUInt32BE(0), track)
    const reference = await child(index, track, 'tref', 'chap')
    if (!reference) continue
    const { bytes } = await content(index, reference)
    for (let i = 0; i + 4 <= bytes.length; i += 4) named.add(bytes.readUInt32BE(i))
  }
  for (const id of named) {
    const track = tracks.get(id)
    const media = track && (await child(index, track, 'mdia'))
    if (!media) continue
    const { bytes, at } = await table(index, media, 'hdlr')
    if (['text', 'sbtl', 'subt'].includes(part(bytes, 8, 4, at).toString('latin1'))) return track
  }
  return null
}

/** Headers begin with two dates, which version 1 writes in eight bytes each. */
const afterDates = ({ bytes }: Table) => (bytes[0] === 1 ? 20 : 12)

/** A title and its length; longer is no title. */
const LONGEST_SAMPLE = 2 + 2048

async function readTrack(index: ContainerIndex, moov: Atom, track: Atom): Promise<RawChapter[]> {
  const media = await child(index, track, 'mdia')
  const tables = media && (await child(index, media, 'minf', 'stbl'))
  if (!tables) throw broken(track.at, 'het hoofdstukkenspoor heeft geen inhoud')
  const scale = await timescale(index, media, 'mdhd')
  const shift = await shiftOf(index, track, await timescale(index, moov, 'mvhd'), scale)
  const sizes = await table(index, tables, 'stsz')
  const head = part(sizes.bytes, 0, 12, sizes.at)
  const [same, count] = [head.readUInt32BE(4), head.readUInt32BE(8)]
  refuseTooMany(count, sizes.at)
  const sizeOf = (i: number) => same || part(sizes.bytes, 12 + 4 * i, 4, sizes.at).readUInt32BE(0)
  const places = await placesOf(index, tables, count, sizeOf)
  const starts = await startsOf(index, tables, count)
  const ms = (i: number) => Math.round(((starts[i] ?? 0) * 1000) / scale + shift)
  const chapters: RawChapter[] = []
  for (const [i, at] of places.entries()) {
    const sample = await index.read(at, Math.min(sizeOf(i), LONGEST_SAMPLE))
    const length = part(sample, 0, 2, at).readUInt16BE(0)
    // Without text there is no chapter from here to the next; what ends before the recording begins was cut off.
    if (length === 0 || ms(i + 1) <= 0) continue
    const title = length + 2 > LONGEST_SAMPLE ? null : decodeTitle(part(sample, 2, length, at))
    chapters.push({ start: Math.max(0, ms(i)), end: ms(i + 1), title })
  }
  return chapters
}

async function timescale(index: ContainerIndex, parent: Atom, type: string): Promise<number> {
  const header = await table(index, parent, type)
  const scale = part(header.bytes, afterDates(header), 4, header.at).readUInt32BE(0)
  if (scale === 0) throw broken(header.at, 'een seconde is er in nul delen verdeeld')
  return scale
}

/** By how much the track begins later (an empty edit) or earlier (a beginning that was cut off) than its samples say, in ms. */
async function shiftOf(index: ContainerIndex, track: Atom, movieScale: number, scale: number): Promise<number> {
  const list = await child(index, track, 'edts', 'elst')
  if (!list) return 0
  const { bytes, at: place } = await content(index, list)
  const [long, width] = bytes[0] === 1 ? [true, 20] : [false, 12]
  let shift = 0
  for (let at = 8; at + width <= bytes.length; at += width) {
    const from = long ? Number(bytes.readBigInt64BE(at + 8)) : bytes.readInt32BE(at + 4)
    if (from >= 0) return shift - (from * 1000) / scale
    shift += ((long ? Number(bytes.readBigUInt64BE(at)) : part(bytes, at, 4, place).readUInt32BE(0)) * 1000) / movieScale
  }
  return shift
}

/** When each sample begins, and last when the last one ends, in units of the track. */
async function startsOf(index: ContainerIndex, tables: Atom, count: number): Promise<number[]> {
  const { bytes, at } = await table(index, tables, 'stts')
  const starts = [0]
  let now = 0
  for (let from = 8; starts.length <= count; from += 8) {
    const run = part(bytes, from, 8, at)
    const [samples, duration] = [run.readUInt32BE(0), run.readUInt32BE(4)]
    for (let i = 0; i < samples && starts.length <= count; i++) starts.push((now += duration))
  }
  return starts
}

/** Where each sample lies in the file: within a chunk they follow each other. */
async function placesOf(index: ContainerIndex, tables: Atom, count: number, sizeOf: (i: number) => number): Promise<number[]> {
  const runs = await table(index, tables, 'stsc')
  const chunks = await table(index, tables, 'stco', 'co64')
  const width = chunks.type === 'co64' ? 8 : 4
  const places: number[] = []
  let run = 8
  for (let chunk = 1; places.length < count; chunk++) {
    while (run + 24 <= runs.bytes.length && runs.bytes.readUInt32BE(run + 12) <= chunk) run += 12
    const samples = part(runs.bytes, run, 12, runs.at).readUInt32BE(4)
    const place = part(chunks.bytes, 8 + width * (chunk - 1), width, chunks.at)
    let at = width === 8 ? Number(place.readBigUInt64BE(0)) : place.readUInt32BE(0)
    for (let i = 0; i < samples && places.length < count; i++) {
      places.push(at)
      at += sizeOf(places.length - 1)
    }
  }
  return places
}

/** Version 0 counts with one byte; version 1 with four, after one that is kept free. Times are in 100 ns; no chapter has an end. */
async function readList(index: ContainerIndex, list: Atom): Promise<RawChapter[]> {
  const { bytes, at: place } = await content(index, list)
  const early = part(bytes, 0, 1, place)[0] === 0
  const count = early ? part(bytes, 4, 1, place).readUInt8(0) : part(bytes, 5, 4, place).readUInt32BE(0)
  refuseTooMany(count, place)
  const chapters: RawChapter[] = []
  let at = early ? 5 : 9
  for (let i = 0; i < count; i++) {
    const head = part(bytes, at, 9, place)
    const length = head.readUInt8(8)
    const title = decodeTitle(part(bytes, at + 9, length, place))
    chapters.push({ start: Math.round(Number(head.readBigUInt64BE(0)) / 10_000), end: null, title })
    at += 9 + length
  }
  return chapters
}
