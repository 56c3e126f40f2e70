/** What a column of a sheet can be, and which one its name suggests. */
import { slug } from '../slug.ts'

export const SHEET_FIELDS = [
  'number',
  'id',
  'title',
  'speakers',
  'speakerRole',
  'speakerOrganisation',
  'event',
  'recorded',
  'language',
  'abstract',
  'themes',
  'rights',
  'visibility',
  'recordingFile',
  'transcriptFile',
  'slidesFile',
] as const
export type SheetField = (typeof SHEET_FIELDS)[number]

/** Fields that several columns may fill: “Spreker 1”, “Spreker 2”. */
export const REPEATED: readonly SheetField[] = ['speakers', 'speakerRole', 'speakerOrganisation', 'themes', 'transcriptFile', 'slidesFile']

/** Names in Dutch and English, as `slug` makes them without hyphens and without a number at the end. */
const NAMES: Readonly<Record<SheetField, string>> = {
  number:
    'kenmerk inventarisnummer inventarisnr inventaris archiefnummer objectnummer nummer nr volgnummer inventorynumber identifier reference accessionnumber callnumber number no',
  id: 'id slug adres permalink permanentid',
  title: 'titel title naam name onderwerp lezing talk',
  speakers: 'sprekers spreker speaker speakers presenter presenters auteur auteurs author authors creator maker door by inleider inleiders',
  speakerRole: 'rol functie role position function functierol',
  speakerOrganisation: 'organisatie organisation organization instelling institution affiliatie affiliation werkgever',
  event: 'bijeenkomst bijeenkomsten event evenement reeks serie series meeting conferentie conference programma',
  recorded: 'opgenomenop opgenomen datum date opnamedatum recorded recordedon recordingdate dag day',
  language: 'taal language lang gesprokentaal spokenlanguage',
  abstract: 'samenvatting abstract summary beschrijving description omschrijving inhoud',
  themes: 'themas thema themes theme onderwerpen trefwoord trefwoorden keyword keywords subject subjects tag tags',
  rights: 'rechten rights licentie licence license',
  visibility: 'wiemagdeopnamezien zichtbaarheid visibility toegang access openbaar whomayseetherecording',
  recordingFile:
    'bestand opnamebestand file filename bestandsnaam video videobestand audio opname recording recordingfile mediabestand mediafile',
  transcriptFile: 'transcript transcriptbestand transcriptfile ondertiteling ondertitels subtitles captions tekst',
  slidesFile: 'dias diabestand slides slidesfile presentatie presentation powerpoint',
}

const FIELD_OF = new Map(SHEET_FIELDS.flatMap((field) => NAMES[field].split(' ').map((name) => [name, field] as const)))

const plain = (header: string) =>
  slug(header)
    .replaceAll('-', '')
    .replace(/(?<=[a-z])\d+$/, '')

/**
 * @param own by header, as columns were chosen in earlier imports
 * @returns a field for each column; a field that one column can fill goes to the first that suggests it
 */
export function guessColumns(header: readonly string[], own: ReadonlyMap<string, SheetField | null> = new Map()): (SheetField | null)[] {
  const taken = new Set<SheetField>()
  return header.map((name) => {
    const chosen = own.get(plain(name))
    const field = chosen === undefined ? (FIELD_OF.get(plain(name)) ?? null) : chosen
    if (field === null || (taken.has(field) && !REPEATED.includes(field))) return null
    taken.add(field)
    return field
  })
}

/** What an earlier import tells about the names of columns. */
export function ownNames(imports: readonly { readonly header: readonly string[]; readonly columns: readonly (SheetField | null)[] }[]) {
  const names = new Map<string, SheetField | null>()
  for (const { header, columns } of imports)
    header.forEach((name, i) => {
      if (plain(name) !== '' && !names.has(plain(name))) names.set(plain(name), columns[i] ?? null)
    })
  return names
}
