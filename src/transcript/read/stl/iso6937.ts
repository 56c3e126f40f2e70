/** ISO 6937:1983, the Latin letters of teletext: an accent is a byte of its own and stands before its letter. */

const NOTHING = '\uFFFD'

const UPPER: readonly (readonly [from: number, characters: string])[] = [
  [0xa0, '\u00A0¡¢£$¥#§¤‘“«←↑→↓'],
  [0xb0, '°±²³×µ¶·÷’”»¼½¾¿'],
  [0xd0, '―¹®©™♪¬¦'],
  [0xdc, '⅛⅜⅝⅞'],
  [0xe0, 'ΩÆĐªĦ'],
  [0xe6, 'ĲĿŁØŒºÞŦŊŉ'],
  [0xf0, 'ĸæđðħıĳŀłøœßþŧŋ\u00AD'],
]

const CHARACTERS = new Map<number, string>()
for (const [from, characters] of UPPER) Array.from(characters).forEach((character, i) => CHARACTERS.set(from + i, character))

/** From 0xC1, as they combine in Unicode. */
const ACCENTS = [
  '\u0300',
  '\u0301',
  '\u0302',
  '\u0303',
  '\u0304',
  '\u0306',
  '\u0307',
  '\u0308',
  '\u0308',
  '\u030A',
  '\u0327',
  '\u0332',
  '\u030B',
  '\u0328',
  '\u030C',
]
const FIRST_ACCENT = 0xc1

/** A code that has no character becomes U+FFFD, which the reader of transcripts tells. An accent without a letter stays, on a space. */
export function iso6937(bytes: readonly number[]): string {
  let text = ''
  let accent = ''
  for (const byte of bytes) {
    const found = ACCENTS[byte - FIRST_ACCENT]
    if (found !== undefined) {
      accent += found
      continue
    }
    // The sign of currency was meant for whatever a country uses; files of our time mean the dollar.
    const character = byte === 0x24 ? '$' : byte < 0x7f ? String.fromCharCode(byte) : (CHARACTERS.get(byte) ?? NOTHING)
    text += character + accent
    accent = ''
  }
  return (text + (accent === '' ? '' : ` ${accent}`)).normalize('NFC')
}
