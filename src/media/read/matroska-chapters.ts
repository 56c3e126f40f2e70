/**
 * Chapters in Matroska and WebM (RFC 9559 §5.1.7). They stand before the first cluster, or where the seek head says. Of several editions the
 * default one counts; nested chapters are reported and left out, as most players do.
 */
import { broken, type ContainerIndex, decodeTitle, part, type RawChapter, refuseTooMany } from './container-index.ts'

const EBML = 0x1a45dfa3
const SEGMENT = 0x18538067
const SEEK_HEAD = 0x114d9b74
const SEEK = 0x4dbb
const SEEK_ID = 0x53ab
const SEEK_POSITION = 0x53ac
const CLUSTER = 0x1f43b675
const CHAPTERS = 0x1043a770
const EDITION = 0x45b9
const EDITION_HIDDEN = 0x45bd
const EDITION_DEFAULT = 0x45db
const CHAPTER = 0xb6
const TIME_START = 0x91
const TIME_END = 0x92
const CHAPTER_HIDDEN = 0x98
const CHAPTER_ENABLED = 0x4598
/** The chapter plays a part of another file. */
const OTHER_FILE = 0x6e67
const DISPLAY = 0x80
const TITLE = 0x85
const LANGUAGES = [0x437c, 0x437d]
const DUTCH = /^(?:nl|nld|dut)\b/

/** Longer is no title. */
const LONGEST_TITLE = 2048
/** A seek head may name another one. */
const MOST_SEEK_HEADS = 4

export function isMatroska(head: Buffer): boolean {
  return head.readUInt32BE(0) === EBML
}

/**
 * @param toldNested called where chapters inside chapters are left out
 * @throws Failure `unreadable` or `too-large`, with the place
 */
export async function readMatroskaChapters(index: ContainerIndex, toldNested: () => void): Promise<RawChapter[]> {
  const found = await findChapters(index)
  const edition = found && shownEdition(await content(index, found))
  if (!edition) return []
  const chapters: RawChapter[] = []
  let nested = false
  for (const atom of children(edition, CHAPTER)) {
    if (flag(atom, CHAPTER_HIDDEN, false) || !flag(atom, CHAPTER_ENABLED, true) || first(atom, OTHER_FILE)) continue
    refuseTooMany(chapters.length + 1, atom.at)
    nested ||= first(atom, CHAPTER) !== null
    const [start, end] = [first(atom, TIME_START), first(atom, TIME_END)]
    if (!start) throw broken(atom.at, 'dit hoofdstuk heeft geen begintijd')
    chapters.push({ start: milliseconds(start), end: end && milliseconds(end), title: titleOf(atom) })
  }
  if (nested) toldNested()
  return chapters
}

/** An element that was read. */
interface Read {
  readonly bytes: Buffer
  /** Where the bytes stand in the file. */
  readonly at: number
}

function shownEdition(chapters: Read): Read | null {
  let shown: Read | null = null
  for (const edition of children(chapters, EDITION)) {
    if (flag(edition, EDITION_HIDDEN, false)) continue
    if (flag(edition, EDITION_DEFAULT, false)) return edition
    shown ??= edition
  }
  return shown
}

/** In Dutch where there is a choice. */
function titleOf(atom: Read): string | null {
  let shown: Read | null = null
  for (const display of children(atom, DISPLAY)) {
    shown ??= display
    if (!LANGUAGES.some((language) => DUTCH.test(first(display, language)?.bytes.toString('latin1') ?? ''))) continue
    shown = display
    break
  }
  const title = shown && first(shown, TITLE)
  if (!title) return ''
  return title.bytes.length > LONGEST_TITLE ? null : decodeTitle(title.bytes)
}

/** An element in the file, not yet read. */
interface Placed {
  readonly id: number
  readonly at: number
  readonly body: number
  /** Null: unknown; the element lasts until its parent ends. */
  readonly end: number | null
}

async function findChapters(index: ContainerIndex): Promise<Placed | null> {
  const header = await elementAt(index, 0)
  const segment = await elementAt(index, header.end ?? 0)
  if (segment.id !== SEGMENT) throw broken(segment.at, 'hier zou de inhoud beginnen')
  const end = Math.min(segment.end ?? index.size, index.size)
  const heads: Placed[] = []
  let at = segment.body
  while (at < end) {
    const element = await elementAt(index, at)
    if (element.id === CHAPTERS) return element
    if (element.id === CLUSTER) break
    if (element.end === null || element.end > end) throw broken(at, 'dit deel zegt langer te zijn dan er staat')
    if (element.id === SEEK_HEAD) heads.push(element)
    at = element.end
  }
  if (at >= end && segment.end !== null && segment.end > index.size) throw broken(index.size, 'het bestand houdt op')
  // Grows while it is walked: a head may name the next.
  for (const head of heads) {
    for (const seek of children(await content(index, head), SEEK)) {
      const id = first(seek, SEEK_ID)
      const position = first(seek, SEEK_POSITION)
      const wanted = id && position && [CHAPTERS, SEEK_HEAD].find((each) => each === unsigned(id))
      if (!wanted) continue
      const place = segment.body + unsigned(position)
      const element = await elementAt(index, place)
      if (element.id !== wanted) throw broken(place, 'hier staat iets anders dan de inhoudsopgave van het bestand zegt')
      if (wanted === CHAPTERS) return element
      if (heads.length < MOST_SEEK_HEADS && !heads.some((known) => known.at === place)) heads.push(element)
    }
  }
  return null
}

/** An id of at most 4 bytes and a size of at most 8. */
const LONGEST_HEAD = 12

async function elementAt(index: ContainerIndex, at: number): Promise<Placed> {
  const head = headAt(await index.read(at, Math.max(2, Math.min(LONGEST_HEAD, index.size - at))), 0, at)
  return { id: head.id, at, body: at + head.length, end: head.size === null ? null : at + head.length + head.size }
}

async function content(index: ContainerIndex, { at, body, end }: Placed): Promise<Read> {
  if (end === null) throw broken(at, 'dit deel zegt niet hoe lang het is')
  return { bytes: await index.read(body, end - body), at: body }
}

function* children({ bytes, at: place }: Read, id: number): Generator<Read> {
  for (let at = 0; at < bytes.length; ) {
    const head = headAt(bytes, at, place)
    if (head.size === null) throw broken(place + at, 'dit deel zegt niet hoe lang het is')
    const body = at + head.length
    const inner = part(bytes, body, head.size, place)
    if (head.id === id) yield { bytes: inner, at: place + body }
    at = body + head.size
  }
}

function first(parent: Read, id: number): Read | null {
  for (const child of children(parent, id)) return child
  return null
}

function headAt(bytes: Buffer, at: number, place: number): { id: number; size: number | null; length: number } {
  const idLength = lengthOf(part(bytes, at, 1, place).readUInt8(0))
  if (idLength > 4) throw broken(place + at, 'hier zou een deel beginnen')
  const id = part(bytes, at, idLength, place).readUIntBE(0, idLength)
  const opening = part(bytes, at + idLength, 1, place).readUInt8(0)
  const sizeLength = lengthOf(opening)
  if (sizeLength > 8) throw broken(place + at, 'dit deel zegt niet hoe lang het is')
  const written = part(bytes, at + idLength, sizeLength, place)
  let size = opening & (0xff >> sizeLength)
  let unknown = size === 0xff >> sizeLength
  for (const byte of written.subarray(1)) {
    size = size * 256 + byte
    unknown &&= byte === 0xff
  }
  return { id, size: unknown ? null : size, length: idLength + sizeLength }
}

/** EBML writes how many bytes a number has as the zeros before the first one in it (RFC 8794 §4). */
const lengthOf = (opening: number) => Math.clz32(opening) - 23

function unsigned({ bytes, at }: Read): number {
  if (bytes.length > 8) throw broken(at, 'dit getal is te lang')
  return bytes.reduce((value, byte) => value * 256 + byte, 0)
}

const milliseconds = (nanoseconds: Read) => Math.round(unsigned(nanoseconds) / 1e6)

function flag(parent: Read, id: number, usual: boolean): boolean {
  const found = first(parent, id)
  return found ? unsigned(found) !== 0 : usual
}
