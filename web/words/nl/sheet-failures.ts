/** Why a sheet or a cell of it was refused, in Dutch: what, where and how to mend it. */
import { sizeIn } from '../size.ts'

const size = sizeIn('nl-NL')
const EXPORT = 'Bewaar het als .xlsx of als CSV en kies dat bestand.'

export const sheetFailuresNl = {
  // The file
  sheetNoFile: 'Kies een bestand: CSV of .xlsx.',
  sheetTooLarge: (most: number) => `Dit blad is groter dan ${size(most)}. Splits het, of haal beelden en lege bladen eruit.`,
  sheetTooSlow: 'Dit blad lezen duurde te lang en is afgebroken. Splits het in kleinere bladen.',
  sheetEmpty: 'In dit bestand staan geen rijen.',
  sheetNoRows: 'Onder de kolomnamen staat geen enkele rij. Vul het blad en kies het opnieuw.',
  sheetEncrypted:
    'Dit bestand is met een wachtwoord beveiligd. Haal het wachtwoord eraf (Bestand, Info, Werkmap beveiligen) en kies het opnieuw.',
  sheetOldExcel: `Dit is een bestand in de vorm van Excel van voor 2007 (.xls). ${EXPORT}`,
  sheetOpenDocument: `Dit is een OpenDocument-bestand (.ods). ${EXPORT}`,
  sheetBinaryExcel: `Dit is een binaire werkmap (.xlsb). ${EXPORT}`,
  sheetUnknownKind: `Dit is geen blad dat het programma kan lezen. ${EXPORT}`,
  sheetDamaged: (part: string) => `Dit bestand is beschadigd (${part}). Open het in uw programma, bewaar het opnieuw en kies het nog eens.`,
  sheetNoSuchSheet: (name: string, names: string) => `Er is geen werkblad “${name}”. Er is: ${names}.`,
  sheetUnclosedQuote: (row: number) =>
    `In rij ${row} begint een cel met een aanhalingsteken dat nergens sluit. Zet er een aan het eind van de cel.`,
  sheetTooManyRows: (most: number) => `Dit blad heeft meer dan ${most} rijen. Splits het.`,
  sheetTooManyColumns: (row: number, most: number) => `Rij ${row} heeft meer dan ${most} kolommen. Haal kolommen weg die niet nodig zijn.`,
  sheetCellTooLong: (row: number, column: string, most: number) =>
    `De cel in rij ${row}, kolom ${column} heeft meer dan ${most} tekens. Kort haar in.`,
  sheetTooMuchText: (most: number) => `In dit blad staat meer dan ${most} tekens. Splits het.`,
  sheetNoKeyColumn: 'Wijs ten minste de kolom met de titel, het id of het kenmerk aan.',
  sheetColumnTwice: (field: string) => `${field} is bij meer dan één kolom gekozen. Kies het één keer.`,
  // What was noticed
  sheetEncoding: (encoding: string) => `Het bestand is geen UTF-8 en is gelezen als ${encoding}. Controleer letters met accenten.`,
  sheetUnreadableText: (lines: number) =>
    `${lines === 1 ? 'Op 1 regel staan' : `Op ${lines} regels staan`} tekens die niet te lezen zijn; ze staan er als �.`,
  sheetOthers: (read: string, others: string) =>
    `Gelezen is het werkblad “${read}”, niet: ${others}. Vul een naam in om een ander te lezen.`,
  sheetMerged: (ranges: string) =>
    `Samengevoegde cellen (${ranges}): alleen de eerste cel telt. Maak ze los als de tekst voor meer rijen geldt.`,
  sheetNoFileNamed: 'Geen van deze bestanden wordt in een rij genoemd. Er is niets verstuurd.',
  // A cell
  sheetRowErased: 'Deze rij is leeggemaakt: een opname waarover ze ging, is gewist.',
  sheetRowWrong: (count: number) => (count === 1 ? 'Er is 1 fout in deze rij.' : `Er zijn ${count} fouten in deze rij.`),
  sheetNoTitle: 'Een nieuwe opname heeft een titel nodig. Vul de cel in, of geef het kenmerk of id van een opname die er al is.',
  sheetTooLong: (length: number, most: number) => `Dit is ${length} tekens lang; er passen er ${most}. Kort het in.`,
  sheetTooMany: (count: number, most: number) => `Dit zijn er ${count}; er passen er ${most}.`,
  sheetErrorCell: (text: string) => `De formule in deze cel geeft een fout (${text}). Verbeter haar, of typ de waarde.`,
  sheetNoDate: (text: string) => `“${text}” is geen datum. Schrijf bijvoorbeeld 15-4-2024, 15 april 2024 of 2024-04-15.`,
  sheetNoLanguage: (text: string) => `“${text}” is geen bekende taal. Schrijf bijvoorbeeld Nederlands, Engels, nl of en.`,
  sheetNoVisibility: (text: string) => `“${text}” zegt niet wie de opname mag zien. Schrijf openbaar, verborgen of intern.`,
  sheetNoSpeaker: (name: string) =>
    `“${name}” is geen naam van een spreker. Schrijf Naam (functie, organisatie), elk hoogstens 200 tekens.`,
  sheetNobodyBefore: 'Er staat geen spreker voor deze functie of organisatie. Vul de naam in een kolom ervoor in.',
  sheetNoEvent: (text: string) => `Er is geen bijeenkomst “${text}”. Maak haar eerst onder Bijeenkomsten, of verbeter de titel.`,
  sheetManyEvents: (text: string, ids: string) =>
    `Er zijn meer bijeenkomsten “${text}”. Zet de datum erachter, zoals Titel (15 april 2024), of schrijf een id: ${ids}.`,
  sheetIdWrong: (text: string) => `“${text}” kan geen id zijn. Gebruik kleine letters, cijfers en streepjes.`,
  sheetDouble: (row: number) => `Dit is dezelfde opname als in rij ${row}. Haal een van beide rijen weg, of geef ze een ander kenmerk.`,
  sheetFileTwice: (name: string, row: number) => `“${name}” staat ook in rij ${row}. Noem een bestand bij één opname.`,
  madeAndPublished: 'Deze opname is intussen gepubliceerd of ingepland. Haal haar eerst terug naar concept.',
} as const
