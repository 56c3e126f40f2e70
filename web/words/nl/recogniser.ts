/** What is said of the work of a speech recogniser, in Dutch. `recogniser-en.ts` has the same keys. */
import { type FoundInSpeech, listFindings } from '../recogniser-findings.ts'
import { sizeIn } from '../size.ts'
import type { Widen } from '../widen.ts'

const size = sizeIn('nl-NL')
const retry = 'Druk daarna op “Opnieuw”.'

const kinds = {
  cut: (time: string) => `rond ${time} is geknipt terwijl er gesproken werd: luister of daar een woord mist`,
  silent: (time: string) => `vanaf ${time} is een deel zonder geluid niet voorgelegd`,
  nothing: (time: string) => `in het deel vanaf ${time} is niets herkend`,
  outside: (time: string, text: string) => `${time}: “${text}” begon na het einde van het geluid en is weggelaten`,
  late: (time: string, text: string) => `${time}: “${text}” eindigde na het einde van het geluid en is ingekort`,
  backwards: (time: string, text: string) => `${time}: “${text}” begint vóór de regel ervoor`,
  reversed: (time: string, text: string) => `${time}: “${text}” eindigt vóór het begin`,
  words: (time: string, text: string) => `${time}: bij “${text}” klopten de tijden van de woorden niet; die zijn weggelaten`,
  row: (time: string, text: string) => `in het deel vanaf ${time} misten regels een tijd of tekst (${text}); die zijn weggelaten`,
  repeated: (time: string, text: string) => `${time}: “${text}” staat er vier keer of vaker achter elkaar: dat is vaak verzonnen`,
  language: (time: string, text: string) => `vanaf ${time} hoorde de spraakherkenner een andere taal (${text})`,
}

export const recogniserNl = {
  noRecogniser: 'Er is geen spraakherkenner ingesteld. De beheerder van de server kan er een instellen (WOORDELIJK_RECOGNISER).',
  nothingToRecognise: 'Er is nog geen opname om te herkennen. Upload eerst de opname.',
  transcriptStands: (language: string, revision: number) =>
    revision === 0
      ? `Er is geen transcript (${language}) meer om te vervangen. Vernieuw de pagina en vraag het opnieuw.`
      : `Er staat al een transcript (${language}, revisie ${revision}). Zeg uitdrukkelijk dat er een nieuwe revisie van de spraakherkenner bovenop mag.`,
  transcriptMeanwhile: (language: string) =>
    `Er kwam intussen een ander transcript (${language}). Dat van de spraakherkenner is niet overgenomen. Wilt u het toch, vraag er dan opnieuw om op de pagina van de opname: wat al herkend is, hoeft niet over.`,
  alreadyTranscribed: (language: string) => `Er is al een transcript (${language}). De spraakherkenner is niet gevraagd.`,
  noSound: 'Deze opname heeft geen geluid.',
  recordingTooLong: 'Deze opname is langer dan 12 uur. Deel haar op om haar te laten herkennen.',
  recogniserAbsent: (place: string) =>
    `De spraakherkenner (${place}) is niet te bereiken. Zet hem aan of verbeter WOORDELIJK_RECOGNISER; daarna gaat dit vanzelf verder.`,
  recogniserProgramAbsent: (program: string) =>
    `Het programma van de spraakherkenner (${program}) is er niet of mag niet starten. Installeer het; daarna gaat dit vanzelf verder.`,
  recogniserBusy: (seconds: number) =>
    `De spraakherkenner heeft het te druk. Over ${seconds < 90 ? `${seconds} seconden` : `${Math.round(seconds / 60)} minuten`} gaat dit vanzelf verder.`,
  recogniserKey: (status: number) =>
    `De spraakherkenner weigert de sleutel (status ${status}). Zet de juiste in WOORDELIJK_RECOGNISER_KEY en start de server opnieuw. ${retry}`,
  recogniserPath: (status: number, message: string) =>
    `De spraakherkenner kent dit adres of dit model niet (status ${status}${aside(message)}). Controleer WOORDELIJK_RECOGNISER en WOORDELIJK_RECOGNISER_MODEL. ${retry}`,
  recogniserTooLarge: (bytes: number) =>
    `De spraakherkenner vindt ${size(bytes)} geluid te groot (status 413). Verhoog daar de grens, of maak WOORDELIJK_RECOGNISER_MINUTES kleiner. ${retry}`,
  recogniserRefused: (status: number, message: string) =>
    `De spraakherkenner weigerde de vraag (status ${status}${aside(message)}). Controleer zijn instellingen en WOORDELIJK_RECOGNISER_MODEL. ${retry}`,
  recogniserError: (status: number, message: string) =>
    `De spraakherkenner gaf een fout (status ${status}${aside(message)}). Kijk in zijn logboek. ${retry}`,
  recogniserRedirect: (place: string) =>
    `De spraakherkenner verwijst door naar een ander adres (${place}); daar gaat geen geluid heen. Zet het juiste adres in WOORDELIJK_RECOGNISER. ${retry}`,
  recogniserCutSending: (bytes: number) =>
    `De verbinding brak af terwijl ${size(bytes)} geluid werd verzonden. Vaak is dat een grens op de grootte: verhoog die, of maak WOORDELIJK_RECOGNISER_MINUTES kleiner.`,
  recogniserCut: 'De verbinding met de spraakherkenner brak af voordat het antwoord er was. Kijk of hij nog draait.',
  recogniserLate: (minutes: number) =>
    `De spraakherkenner gaf in ${minutes} minuten geen heel antwoord. Kijk of hij nog werkt, of maak WOORDELIJK_RECOGNISER_MINUTES kleiner.`,
  recogniserNoJson: `De spraakherkenner antwoordde met iets dat geen transcript is. Controleer of WOORDELIJK_RECOGNISER het adres van de spraakherkenner zelf is. ${retry}`,
  recogniserHtml: `De spraakherkenner antwoordde met een webpagina. Controleer het adres in WOORDELIJK_RECOGNISER: het moet bij /v1/audio/transcriptions uitkomen. ${retry}`,
  recogniserHalf: 'Het antwoord van de spraakherkenner is niet heel: de JSON breekt af.',
  recogniserNoTimes: `De spraakherkenner gaf tekst zonder tijden. Kies een model dat verbose_json met segmenten geeft (zoals whisper-1 of large-v3). ${retry}`,
  recogniserTooMuch: (bytes: number) =>
    `Het antwoord van de spraakherkenner is groter dan ${size(bytes)}: dat is geen transcript van dit geluid. ${retry}`,
  recogniserProgramFailed: (code: string, message: string) =>
    `Het programma van de spraakherkenner stopte met een fout (${code}${aside(message)}). Probeer het met de hand op de server. ${retry}`,
  nothingRecognised: 'De spraakherkenner vond in deze opname geen woorden. Er is geen transcript gemaakt.',
  recognised: (maker: string, lines: number, findings: readonly FoundInSpeech[]) =>
    `${lines === 1 ? '1 regel' : `${lines} regels`} door spraakherkenning (${maker}). Lees het transcript na.${
      findings.length === 0 ? '' : `\nOm na te kijken:\n${listFindings(findings, kinds, (n) => `en nog ${n}`)}`
    }`,
} as const

/** What the other side said, in brackets that are open already. */
function aside(message: string): string {
  return message === '' ? '' : `: “${message}”`
}

export type RecogniserKinds = typeof kinds
export type RecogniserWords = Widen<typeof recogniserNl>
