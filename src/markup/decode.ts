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
  const encoding = mark?.[0] ?? guessWide(bytes) ?? (isUtf8(bytes) ? 'utf-8' : guessNarrow(bytes))
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
  if (broken > 0) {
    const line = lineOf(text, text.indexOf('\uFFFD'))
    problems.push(error('encoding-broken', `Het bestand is geen zuivere ${encoding}: ${broken} onleesbare tekens staan nu als �.`, line))
  }
  return undouble({ text, encoding, problems })
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

/** UTF-8 with a few bytes broken (a file cut off within a letter) is UTF-8 all the same. */
function isUtf8(bytes: Uint8Array): boolean {
  let good = 0
  let bad = 0
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0
    if (byte < 0x80) continue
    const length = byte >= 0xf0 && byte < 0xf5 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 0
    let more = 1
    while (more < length && ((bytes[i + more] ?? 0) & 0xc0) === 0x80) more++
    if (length > 0 && byte < 0xf5 && more === length) good++
    // The end of the file in the middle of a letter says nothing against UTF-8.
    else if (length === 0 || i + more < bytes.length) bad++
    i += Math.max(0, more - 1)
  }
  return bad === 0 || good > 4 * bad
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

/** UTF-8 that was once taken for windows-1252 and saved as UTF-8 again, undone where all of it can be undone. */
function undouble(decoded: Decoded): Decoded {
  if (!DOUBLED.test(decoded.text)) return decoded
  const at = lineOf(decoded.text, decoded.text.search(DOUBLED))
  const bytes = encodeWindows1252(decoded.text)
  const text = bytes && isStrictUtf8(bytes)
  if (text) {
    const told = warning(
      'double-encoded',
      'De tekst was twee keer gecodeerd (Ã« in plaats van ë) en is teruggezet. Controleer accenten.',
      at,
    )
    return { ...decoded, text, problems: [...decoded.problems, told] }
  }
  const told = warning(
    'double-encoded',
    'Een deel van de tekst lijkt twee keer gecodeerd (Ã« in plaats van ë). Het staat er zoals het was.',
    at,
  )
  return { ...decoded, problems: [...decoded.problems, told] }
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
