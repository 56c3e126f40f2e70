/** What archivists read about importing a sheet, in Dutch. */
import type { Widen } from '../widen.ts'

const number = (n: number) => n.toLocaleString('nl-NL')

export const sheetNl = {
  title: 'Importeren',
  lead: 'Van een blad (CSV of Excel) met een rij per opname worden concepten. Wat er al is, wordt bijgewerkt. Er verandert niets voordat u alles hebt gezien.',
  template: 'Sjabloon',
  templateLead: 'Kolommen, uitleg en een voorbeeld. Eigen kolomnamen mogen ook: u wijst ze straks aan.',
  templateCsv: 'Sjabloon als CSV',
  templateXlsx: 'Sjabloon voor Excel',
  file: 'Blad',
  fileHelp: (rows: number) => `CSV of .xlsx, hoogstens 20 MB en ${number(rows)} rijen.`,
  sheet: 'Naam van het werkblad',
  sheetHelp: 'Alleen nodig als het bestand er meer heeft; leeg: het eerste met rijen.',
  submit: 'Lees het blad',
  columns: 'Kolommen aanwijzen',
  columnsLead: (file: string, rows: number) =>
    `${file}: ${rows === 1 ? '1 rij' : `${number(rows)} rijen`}. Kies bij elke kolom wat erin staat.`,
  column: (name: string) => `Kolom ${name}`,
  unnamed: '(zonder naam)',
  examples: 'Voorbeelden',
  noExamples: 'leeg',
  holds: 'Dit is',
  ignore: 'niet overnemen',
  overwrite: 'Neem het blad over waar een veld ook hier is gewijzigd',
  overwriteHelp: 'Anders blijft het zoals het hier staat; de voorvertoning laat beide zien.',
  recognised:
    'Een rij hoort bij een bestaande opname als het id gelijk is, of anders het kenmerk. Zonder die kolommen tellen titel, datum en bijeenkomst samen.',
  emptyCells: 'Een lege cel laat een veld zoals het is; een cel met alleen - maakt het leeg.',
  preview: 'Laat zien wat verandert',
  otherFile: 'Een ander bestand',
  remap: 'Kolommen anders aanwijzen',
  remarks: (count: number) => (count === 1 ? '1 rij met # is overgeslagen.' : `${number(count)} rijen met # zijn overgeslagen.`),
  row: (number: number) => `Rij ${number}`,
  cell: (row: number, column: string, name: string) => `Rij ${row}, kolom ${column}${name === '' ? '' : ` (${name})`}`,
  untitled: '(zonder titel)',
  makes: 'nieuw',
  made: 'gemaakt',
  restores: 'komt terug uit de prullenbak',
  bins: 'naar de prullenbak',
  wrong: 'fout',
  confirm: (count: number) => (count === 1 ? '1 rij overnemen' : `${number(count)} rijen overnemen`),
  skipped: (count: number) =>
    count === 1
      ? '1 rij heeft fouten en wordt overgeslagen. Verbeter haar in het blad en lees het opnieuw, of ga zo verder.'
      : `${number(count)} rijen hebben fouten en worden overgeslagen. Verbeter ze in het blad en lees het opnieuw, of ga zo verder.`,
  conflict: (field: string) => `${field} is hier en in het blad gewijzigd en blijft zoals het hier staat`,
  here: 'hier',
  inSheet: 'in het blad',
  report: 'Verslag als CSV',
  reportHeads: ['rij', 'id', 'titel', 'uitkomst', 'wijzigingen', 'reden'],
  files: {
    title: 'Bestanden bij de rijen',
    lead: 'Kies de map met de bestanden, of sleep ze hierheen. Elk bestand gaat naar de rij die zijn naam noemt.',
    folder: 'Kies een map',
    some: 'Kies bestanden',
    plain: 'Stuur bestanden (hoogstens 8 tegelijk)',
    submit: 'Versturen',
    missing: (count: number) =>
      count === 0
        ? 'Alle genoemde bestanden zijn er.'
        : count === 1
          ? 'Er ontbreekt 1 bestand.'
          : `Er ontbreken ${number(count)} bestanden.`,
    which: 'Welke ontbreken?',
    more: (count: number) => `en nog ${number(count)}`,
    roles: { recording: 'opname', transcript: 'transcript', slides: 'dia’s' },
    unknown: (name: string) => `“${name}” wordt in geen rij genoemd en is niet verstuurd.`,
    twice: (name: string) => `“${name}” wordt in meer rijen genoemd. Voeg het bij de opname zelf toe.`,
    nothing: 'Geen van deze bestanden wordt in een rij genoemd.',
  },
  fields: {
    number: 'Kenmerk (inventarisnummer)',
    id: 'Id (adres van de opname)',
    title: 'Titel',
    speakers: 'Sprekers',
    speakerRole: 'Functie van de spreker ervoor',
    speakerOrganisation: 'Organisatie van de spreker ervoor',
    event: 'Bijeenkomst',
    recorded: 'Opgenomen op',
    language: 'Taal',
    abstract: 'Samenvatting',
    themes: 'Thema’s',
    rights: 'Rechten',
    visibility: 'Wie mag de opname zien',
    recordingFile: 'Bestand: opname',
    transcriptFile: 'Bestand: transcript',
    slidesFile: 'Bestand: dia’s',
  },
  /** The template's columns: name, what goes there, an example. Names are those that the import recognises. */
  columnsOfTemplate: {
    number: ['Kenmerk', 'Uw eigen nummer, voor elke opname een ander; hieraan herkent een volgende import de rij.', '2024-017'],
    title: ['Titel', 'Nodig voor een nieuwe opname.', 'Titel van de lezing'],
    speakers: [
      'Sprekers',
      'Naam (functie, organisatie); meer sprekers met een puntkomma ertussen.',
      'Voornaam Achternaam (functie, organisatie)',
    ],
    event: ['Bijeenkomst', 'Titel of id van een bijeenkomst die er al is; bij gelijke titels met de datum: Titel (15 april 2024).', ''],
    recorded: ['Opgenomen op', '15-4-2024, 15 april 2024, 2024-04-15 of alleen 2024.', '15 april 2024'],
    language: ['Taal', 'De gesproken taal, als naam of code; leeg: Nederlands.', 'Nederlands'],
    abstract: ['Samenvatting', 'Hoogstens 20.000 tekens.', ''],
    themes: ['Thema’s', 'Met een komma of puntkomma ertussen.', 'wonen; zorg'],
    rights: ['Rechten', 'Een licentie (CC BY 4.0) of een zin.', 'CC BY 4.0'],
    visibility: ['Zichtbaarheid', 'openbaar, verborgen (alleen met de link) of intern; leeg: openbaar.', 'openbaar'],
    recordingFile: ['Bestand', 'Naam van het beeld- of geluidsbestand; u stuurt het na de import.', 'lezing-017.mp4'],
    transcriptFile: ['Transcript', 'Naam van het transcript.', 'lezing-017.vtt'],
  },
  templateSheets: ['Opnames', 'Uitleg'],
  templateExplained: ['Kolom', 'Wat erin komt', 'Voorbeeld'],
  example: '# voorbeeld:',
  explanation: '# uitleg:',
  fileName: 'sjabloon-opnames',
} as const

export type SheetWords = Widen<typeof sheetNl>
