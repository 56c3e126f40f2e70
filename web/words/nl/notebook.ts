/** The words of “Mijn citaten” and its notes, in Dutch. `notebook-en.ts` has the same keys. */
import type { Widen } from '../widen.ts'

const number = (n: number) => n.toLocaleString('nl-NL')

export const notebookNl = {
  lead: 'Uw citaten en notities staan alleen in deze browser. Niemand anders ziet ze; wist u uw browsergegevens, dan zijn ze weg. Bewaar ze daarom af en toe als bestand.',
  empty:
    'U hebt nog geen citaten of notities. Selecteer woorden in een transcript en kies “Bewaar” of “Notitie”, of kies bij een opname “Notitie bij dit moment”.',
  count: (quotes: number, moments: number) =>
    [
      ...(quotes > 0 || moments === 0 ? [`${number(quotes)} ${quotes === 1 ? 'citaat' : 'citaten'}`] : []),
      ...(moments > 0 ? [`${number(moments)} ${moments === 1 ? 'moment' : 'momenten'}`] : []),
    ].join(' en '),
  save: 'Bewaar als bestand:',
  annotations: 'Web Annotation',
  file: 'citaten',
  note: 'Notitie',
  noteOn: (what: string) => `Notitie bij: ${what}`,
  /** Before a reader's own note in a file for reference managers. */
  label: 'Eigen notitie',
  moment: (time: string) => `Moment op ${time}`,
  atMoment: 'Notitie bij dit moment',
  momentTitle: (time: string) => `Notitie bij ${time}`,
  quoteTitle: 'Notitie bij dit citaat',
  momentHelp: 'Wordt tijdens het typen bewaard, alleen in deze browser, bij “Mijn citaten”.',
  momentKept: 'Notitie bewaard bij mijn citaten.',
  notNow: 'Een notitie maken lukt nu niet. Probeer het opnieuw.',
  discard: 'Deze notitie is niet bewaard. Toch sluiten?',
  removed: { quote: 'Citaat verwijderd.', moment: 'Moment verwijderd.' },
  undo: 'Ongedaan maken',
  noteBack: 'De notitie is weer zoals zij was.',
  saved: 'Bewaard',
  merged: 'Deze notitie is intussen ook op een ander tabblad veranderd. Beide teksten staan nu onder elkaar.',
  tooLong: (length: number, most: number) =>
    `De notitie is ${number(length)} tekens lang; er passen er ${number(most)}. De laatste wijzigingen zijn niet bewaard: maak haar ${number(length - most)} tekens korter.`,
  full: 'Niet bewaard: er staan al 1.000 citaten in uw lijst. Bewaar ze als bestand en verwijder er een paar.',
  noRoom: 'Niet bewaard: de opslag van deze browser is vol. Bewaar uw citaten als bestand en verwijder er een paar.',
  refused: 'Niet bewaard: deze browser laat ons hier niets opslaan. Kopieer de tekst en bewaar hem ergens anders.',
} as const

export type NotebookWords = Widen<typeof notebookNl>
