/** Bytes to text. What was guessed, converted, replaced or put right is reported, never passed over. */
import { error, type Problem, warning } from '../problem.ts'

export interface Decoded {
  readonly text: string
  /** The encoding it was read as, in the Encoding Standard's spelling; also utf-32le and utf-32be, which that standard leaves out. */
  readonly encoding: string
  readonly problems: readonly Problem[]
}

/** Longest first: UTF-32's little-endian mark begins with UTF-16's. */
const MARKS: readonly (readonly [encoding: string, bytes: readonly number[]])[] = [
  ['utf-32le', [0xff, 0xfe, 0, 0]],
  ['utf-32be', [0, 0, 0xfe, 0xff]],
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
]

/** Never throws: the worst that happens is replacement characters, with a problem that says so. */
export function decodeText(bytes: Uint8Array): Decoded {
  const mark = MARKS.find(([, prefix]) => prefix.every((byte, i) => bytes[i] === byte))
  const encoding = mark?.[0] ?? guessWide(bytes) ?? (isMoreLikelyUtf8(bytes) ? 'utf-8' : guessNarrow(bytes))
  const { text, broken } = decodeAs(bytes, encoding)
  const problems: Problem[] = []
  if (encoding !== 'utf-8') {
    const sure = mark !== undefined || encoding.startsWith('utf')
    problems.push(
      warning(
        'encoding',
        `Het bestand is ${encoding} en is omgezet naar UTF-8.${sure ? '' : ' Dat is afgeleid uit de tekens: controleer letters met accenten.'}`,
      ),
    )
  }
  if (broken > 0) problems.push(...reportBroken(text, encoding))
  return undoDoubleEncoding({ text, encoding, problems })
}

/** More lines than this are counted, not listed. */
const LINES_LISTED = 20

/** One problem for each line with replacement characters, so that each can be looked up in the recording. */
function reportBroken(text: string, encoding: string): Problem[] {
  const lines = text.split(/\r\n?|\n/).flatMap((line, i) => (line.includes('\uFFFD') ? [i + 1] : []))
  const message = `Deze regel is geen zuivere ${encoding}: wat onleesbaar is, staat nu als �.`
  return forEachLine(lines, message, (told, line) => error('encoding-broken', told, line))
}

function forEachLine(lines: readonly number[], message: string, problem: (message: string, line: number) => Problem): Problem[] {
  const more = lines.length - LINES_LISTED
  return lines
    .slice(0, LINES_LISTED)
    .map((line, i) => problem(more > 0 && i === LINES_LISTED - 1 ? `${message} Dat geldt ook voor ${more} regels hierna.` : message, line))
}

function decodeAs(bytes: Uint8Array, encoding: string): { text: string; broken: number } {
  if (encoding.startsWith('utf-32')) return decodeUtf32(bytes, encoding === 'utf-32le')
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), broken: 0 }
  } catch {
    const text = new TextDecoder(encoding).decode(bytes)
    return { text, broken: text.split('\uFFFD').length - 1 }
  }
}

function decodeUtf32(bytes: Uint8Array, little: boolean): { text: string; broken: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const pieces: string[] = []
  let broken = bytes.length % 4 === 0 ? 0 : 1
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const code = view.getUint32(at, little)
    const valid = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
    if (!valid) broken++
    if (code !== 0xfeff || at > 0) pieces.push(valid ? String.fromCodePoint(code) : '\uFFFD')
  }
  return { text: pieces.join('') + (bytes.length % 4 === 0 ? '' : '\uFFFD'), broken }
}

/** Wide encodings without a mark: text for people is mostly below U+0100, so most of its other bytes are zero. */
function guessWide(bytes: Uint8Array): string | null {
  const sample = Math.min(bytes.length & ~3, 4000)
  if (sample < 4) return null
  const zeros = [0, 0, 0, 0]
  for (let i = 0; i < sample; i++) if (bytes[i] === 0) zeros[i & 3] = (zeros[i & 3] ?? 0) + 1
  const [a = 0, b = 0, c = 0, d = 0] = zeros.map((count) => count / (sample / 4))
  if (b > 0.9 && c > 0.9 && d > 0.9 && a < 0.1) return 'utf-32le'
  if (a > 0.9 && b > 0.9 && c > 0.9 && d < 0.1) return 'utf-32be'
  if (b > 0.35 && d > 0.35 && a + c < 0.1) return 'utf-16le'
  if (a > 0.35 && c > 0.35 && b + d < 0.1) return 'utf-16be'
  return null
}

/** A byte that UTF-8 does not allow is worse evidence than two characters that nobody writes: a broken file is rarer than another encoding. */
const BROKEN_BYTE_COST = 4
const UNLIKELY_COST = 2
const SYMBOL_COST = 1

/**
 * Whether the bytes are better explained as UTF-8, perhaps with some of them broken, than as windows-1252. Both readings are weighed by
 * what cannot be right in them: bytes that UTF-8 does not allow, and characters that Dutch and its neighbours do not write there (`Ã©`).
 */
function isMoreLikelyUtf8(bytes: Uint8Array): boolean {
  let utf8Cost = 0
  let narrowCost = 0
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0
    if (byte < 0x80) continue
    const length = byte >= 0xf0 && byte < 0xf5 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 0
    let more = 1
    while (more < length && ((bytes[i + more] ?? 0) & 0xc0) === 0x80) more++
    // The end of the file in the middle of a letter says nothing against UTF-8.
    if (length > 0 && byte < 0xf5 && more < length && i + more >= bytes.length) break
    const whole = length > 0 && byte < 0xf5 && more === length
    utf8Cost += whole ? characterCost(bytes.subarray(i, i + length)) : BROKEN_BYTE_COST
    for (let j = i; j < i + (whole ? length : 1); j++) narrowCost += isLikelyIn1252(bytes, j) ? 0 : UNLIKELY_COST
    if (whole) i += length - 1
  }
  return utf8Cost <= narrowCost
}

const UTF8 = new TextDecoder()

/**
 * A letter of any script costs nothing: a file that is UTF-8 throughout and holds letters is UTF-8, so what the library writes is read
 * back as it was (`Aਓ` has the bytes of `Aà¨“`). A symbol does cost: Dutch capitals before a quotation mark in windows-1252 (`ITALIË’`) have
 * the bytes of a symbol that transcripts do not use (`ITALI˒`).
 */
function characterCost(bytes: Uint8Array): number {
  const character = UTF8.decode(bytes)
  if (/[\p{L}\p{M}\u00a0-\u00bf\u00d7\u00f7\u2010-\u203a\u20ac\u2122]/u.test(character)) return 0
  return /\p{S}/u.test(character) ? SYMBOL_COST : UNLIKELY_COST
}

const isAsciiLetter = (byte: number) => (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a)
const isLowerCase = (byte: number) => (byte >= 0x61 && byte <= 0x7a) || (byte >= 0xdf && byte !== 0xf7)
/** Undefined in windows-1252. */
const UNDEFINED = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d])
/** `Â Ã Ä Å` and `â`: the first bytes of UTF-8's European letters and of its quotation marks, which read like this before a sign. */
const FIRST_BYTES = new Set([0xc2, 0xc3, 0xc4, 0xc5, 0xe2])

function isLikelyIn1252(bytes: Uint8Array, at: number): boolean {
  const byte = bytes[at] ?? 0
  const before = bytes[at - 1] ?? 0x20
  const after = bytes[at + 1] ?? 0x20
  if (UNDEFINED.has(byte)) return false
  if (byte < 0xc0) return !FIRST_BYTES.has(before) && !((before & 0xc0) === 0x80 && FIRST_BYTES.has(bytes[at - 2] ?? 0))
  if (FIRST_BYTES.has(byte) && after >= 0x80 && after < 0xc0) return false
  // A capital within a word, or a letter with an accent that is part of no word.
  if (byte < 0xdf && isLowerCase(before)) return false
  return isAsciiLetter(before) || isAsciiLetter(after) || before >= 0xc0 || after >= 0xc0
}

/**
 * windows-1252 uses 0x80 to 0x9F for letters and quotes; ISO-8859-15 does not, and has € (0xA4), Š, š, Ž, ž, Œ, œ and Ÿ where 1252 has
 * signs that hardly occur in speech.
 */
function guessNarrow(bytes: Uint8Array): 'windows-1252' | 'iso-8859-15' {
  let controls = 0
  let only15 = 0
  for (const byte of bytes) {
    if (byte >= 0x80 && byte <= 0x9f) controls++
    else if ([0xa4, 0xa6, 0xa8, 0xb4, 0xb8, 0xbc, 0xbd, 0xbe].includes(byte)) only15++
  }
  return controls === 0 && only15 > 0 ? 'iso-8859-15' : 'windows-1252'
}

/** What windows-1252 shows for the bytes of UTF-8 letters: `Ã«`, `â€™`. */
const DOUBLED = /[ÂÃ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â[€‚„][\u0080-\u00bf¦™œž“”˜]/
/** A byte order mark that was taken for text. */
const DOUBLED_MARK = /^\uFEFF?ï»¿/

/** UTF-8 that was once taken for windows-1252 and saved as UTF-8 again: undone in the whole text, or else line by line. */
function undoDoubleEncoding(decoded: Decoded): Decoded {
  const marked = DOUBLED_MARK.test(decoded.text)
  if (!marked && !DOUBLED.test(decoded.text)) return decoded
  const bytes = encodeWindows1252(decoded.text)
  const whole = bytes && isStrictUtf8(bytes)
  if (whole) {
    const first = DOUBLED.exec(decoded.text)?.index ?? 0
    const message = 'De tekst was twee keer gecodeerd (Ã« in plaats van ë) en is teruggezet. Controleer accenten.'
    return { ...decoded, text: whole, problems: [...decoded.problems, warning('double-encoded', message, lineOf(decoded.text, first))] }
  }
  if (!marked) return undoByLine(decoded)
  const mark = warning('double-encoded', 'De byte order mark aan het begin was twee keer gecodeerd (ï»¿) en is weggelaten.', 1)
  return undoByLine({ ...decoded, text: decoded.text.replace(DOUBLED_MARK, ''), problems: [...decoded.problems, mark] })
}

/** Files put together from several: only the lines, or else the words, that were encoded twice. */
function undoByLine(decoded: Decoded): Decoded {
  // `left`: lines that still look doubled.
  const mended: number[] = []
  const left: number[] = []
  const parts = decoded.text.split(/(\r\n?|\n)/)
  for (let i = 0; i < parts.length; i += 2) {
    const line = parts[i] ?? ''
    if (!DOUBLED.test(line)) continue
    const text = undone(line) ?? line.replace(/[^\s]+/g, (word) => (DOUBLED.test(word) ? (undone(word) ?? word) : word))
    if (text !== line) mended.push(i / 2 + 1)
    if (DOUBLED.test(text)) left.push(i / 2 + 1)
    parts[i] = text
  }
  const how = 'twee keer gecodeerd (Ã« in plaats van ë)'
  const doubled = (message: string, line: number) => warning('double-encoded', message, line)
  const problems = [
    ...forEachLine(mended, `Tekst op deze regel was ${how} en is teruggezet. Controleer accenten.`, doubled),
    ...forEachLine(left, `Tekst op deze regel lijkt ${how}. Die staat er zoals hij was.`, doubled),
  ]
  return { ...decoded, text: parts.join(''), problems: [...decoded.problems, ...problems] }
}

function undone(text: string): string | null {
  const bytes = encodeWindows1252(text)
  return bytes && isStrictUtf8(bytes)
}

function isStrictUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

const HIGH = new Map(
  Array.from(new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 128 }, (_, i) => 128 + i)), (letter, i) => [letter, 128 + i]),
)

function encodeWindows1252(text: string): Uint8Array | null {
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const byte = code < 0x80 ? code : HIGH.get(text.charAt(i))
    if (byte === undefined) return i === 0 && code === 0xfeff ? encodeWindows1252(text.slice(1)) : null
    bytes[i] = byte
  }
  return bytes
}

function lineOf(text: string, at: number): number {
  return at < 0 ? 0 : text.slice(0, at).split(/\r\n?|\n/).length
}
