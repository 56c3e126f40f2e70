/** What went wrong with ffmpeg, for people: a cause and a cure. */
import { Failure } from '../../failure.ts'
import type { Ending } from './confine.ts'

/** What we read; also how people are told. */
export const KNOWN_FILES = '.mp4, .mov, .mkv, .webm, .avi, .ts, .wmv, .mp3, .m4a, .ogg, .wav, .flac'

const AGAIN = 'Kopieer of download het bestand opnieuw van de bron en probeer het nog eens.'
const CONVERT = 'Zet het om naar H.264 met AAC, bijvoorbeeld met HandBrake, en probeer het nog eens.'

/** First match wins. ffmpeg has no codes: these are its sentences. */
const CAUSES: readonly (readonly [said: RegExp, message: string])[] = [
  [
    /not on whitelist/i,
    `Dit is geen video of geluid dat we kennen (${KNOWN_FILES}). Kies de opname zelf, geen afspeellijst of projectbestand.`,
  ],
  [/max_streams/, 'Dit bestand heeft meer dan 16 sporen. Bewaar het opnieuw met alleen het beeld en het geluid van de opname.'],
  [/max pixel count/, 'Het beeld is groter dan 4096 × 2304 beeldpunten. Bewaar de opname kleiner, bijvoorbeeld in 1080p.'],
  [/Cannot allocate memory/, `Dit bestand vraagt meer geheugen dan is toegestaan. ${CONVERT}`],
  [
    /moov atom not found|partial file|Truncating packet/,
    `Dit bestand is beschadigd of onvolledig: de inhoudsopgave, die vaak aan het einde staat, ontbreekt. ${AGAIN}`,
  ],
  [
    /Decoder .* not found|Could not find codec parameters|no decoder found|Unknown decoder/i,
    `Dit bestand gebruikt een codec die we niet kennen. ${CONVERT}`,
  ],
  [
    /matches no streams|does not contain any stream|Output file #0 does not contain/,
    'Er zit geen beeld of geluid in dit bestand. Kies een ander bestand.',
  ],
  [/Invalid data found|End of file/, `Dit bestand is beschadigd of is geen video of geluid dat we kennen (${KNOWN_FILES}). ${AGAIN}`],
]

const NO_SPACE = /No space left on device|Disk quota exceeded/

/** Ours to mend, not the file's; also what ffmpeg only mentions while it says that all went well. */
export function noSpace(ending: Ending): Failure | null {
  if (!NO_SPACE.test(ending.said)) return null
  return failure('unavailable', 'De schijf is vol. Maak ruimte vrij en probeer het opnieuw.', ending)
}

/** For an ending that is no success. */
export function failureOf(ending: Ending): Failure {
  if (ending.stopped === 'aborted') return failure('unavailable', 'Het verwerken is gestopt. Het kan opnieuw worden begonnen.', ending)
  if (ending.stopped === 'late') {
    return failure('unreadable', `Het verwerken duurde veel langer dan de opname en is afgebroken. ${CONVERT}`, ending)
  }
  const full = noSpace(ending)
  if (full) return full
  const signal = signalOf(ending)
  if (signal === 'SIGXFSZ')
    return failure('unreadable', `Het resultaat werd veel groter dan de opname en is afgebroken. ${CONVERT}`, ending)
  if (signal === 'SIGXCPU') return failure('unreadable', `Het verwerken vroeg te veel rekentijd en is afgebroken. ${CONVERT}`, ending)
  if (signal === 'SIGKILL' || signal === 'SIGTERM') {
    return failure('unavailable', `Het verwerken is van buitenaf afgebroken (ffmpeg kreeg ${signal}). Probeer het opnieuw.`, ending)
  }
  if (signal) return failure('unreadable', `ffmpeg liep vast op dit bestand (${signal}). ${CONVERT}`, ending)
  const cause = CAUSES.find(([said]) => said.test(ending.said))
  return failure('unreadable', cause ? cause[1] : `Dit bestand kan niet worden verwerkt. ${CONVERT}`, ending)
}

/** For an end that looks like success over a result that is not there. */
export function incomplete(what: string, detail: string): Failure {
  return new Failure(
    'unreadable',
    `${what} is niet volledig gemaakt, hoewel ffmpeg dat zei. Probeer het opnieuw; blijft dit zo: ${lower(CONVERT)}`,
    {
      cause: new Error(detail),
    },
  )
}

const lower = (sentence: string) => sentence.charAt(0).toLowerCase() + sentence.slice(1)

const SIGNALS: Record<number, string> = { 6: 'SIGABRT', 9: 'SIGKILL', 11: 'SIGSEGV', 15: 'SIGTERM', 24: 'SIGXCPU', 25: 'SIGXFSZ' }

/** A sandbox or shell reports its child's signal as 128 plus the number. ffmpeg itself exits 255 after SIGTERM. */
function signalOf({ code, signal }: Ending): string | null {
  if (signal !== null) return signal
  if (code === 255) return 'SIGTERM'
  return code !== null && code > 128 ? (SIGNALS[code - 128] ?? `signaal ${code - 128}`) : null
}

function failure(code: 'unreadable' | 'unavailable', message: string, ending: Ending): Failure {
  return new Failure(code, message, { cause: new Error(`ffmpeg ${ending.signal ?? ending.code ?? ending.stopped}: ${ending.said}`) })
}
