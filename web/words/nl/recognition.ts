/** What archivists read where they ask the speech recogniser for a transcript, in Dutch. `recognition-en.ts` has the same keys. */
import type { Widen } from '../widen.ts'

export const recognitionNl = {
  step: 'Transcript door spraakherkenning',
  make: 'Laat de spraakherkenner een transcript maken',
  about:
    'De spraakherkenner van uw instelling luistert naar de opname. Dat kan lang duren; het resultaat heet overal een automatisch transcript.',
  underway: 'De spraakherkenner is gevraagd. Bij “Verwerking” ziet u hoever het is.',
  again: 'Nieuw transcript door de spraakherkenner',
  sure: (language: string) =>
    `Ja, maak een nieuwe revisie van het transcript (${language}) die alles vervangt wat er nu staat. De vorige revisies blijven in de geschiedenis.`,
  start: 'Vraag het transcript',
  atUpload: 'Laat de spraakherkenner een transcript maken als er geen transcript bij is',
  maker: 'Programma en versie (bij spraakherkenning)',
} as const

export type RecognitionWords = Widen<typeof recognitionNl>
