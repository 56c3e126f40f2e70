/** Bytes to text. What was guessed or replaced is reported, never passed over. */
import { error, type Problem, warning } from './problem.ts'

export interface Decoded {
  readonly text: string
  /** The encoding it was read as, in the Encoding Standard's spelling. */
  readonly encoding: string
  readonly problems: readonly Problem[]
}

const MARKS: readonly (readonly [encoding: string, bytes: readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
]

/** Never throws: the worst that happens is replacement characters, with a problem that says so. */
export function decodeText(bytes: Uint8Array): Decoded {
  const mark = MARKS.find(([, prefix]) => prefix.every((byte, i) => bytes[i] === byte))
  const encoding = mark?.[0] ?? guessUtf16(bytes) ?? 'utf-8'
  const strict = attempt(bytes, encoding)
  if (strict !== null) {
    const told = encoding === 'utf-8' ? [] : [warning('encoding', `Het bestand is ${encoding} en is omgezet naar UTF-8.`)]
    return { text: strict, encoding, problems: told }
  }
  if (encoding !== 'utf-8' || mark) {
    const text = new TextDecoder(encoding).decode(bytes)
    return {
      text,
      encoding,
      problems: [error('encoding-broken', `Het bestand is geen zuivere ${encoding}: onleesbare tekens staan nu als �.`)],
    }
  }
  return {
    text: new TextDecoder('windows-1252').decode(bytes),
    encoding: 'windows-1252',
    problems: [warning('encoding', 'Het bestand is geen UTF-8 en is gelezen als windows-1252. Controleer letters met accenten.')],
  }
}

function attempt(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

/** UTF-16 without a mark: text for people is mostly ASCII, so every other byte is zero. */
function guessUtf16(bytes: Uint8Array): string | null {
  const sample = Math.min(bytes.length & ~1, 2000)
  if (sample < 4) return null
  let even = 0
  let odd = 0
  for (let i = 0; i < sample; i += 2) {
    if (bytes[i] === 0) even++
    if (bytes[i + 1] === 0) odd++
  }
  if (odd > sample * 0.35 && even < sample * 0.05) return 'utf-16le'
  if (even > sample * 0.35 && odd < sample * 0.05) return 'utf-16be'
  return null
}
