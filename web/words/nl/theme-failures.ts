/** Why something about a theme was refused, in Dutch. */
export const themeFailuresNl = {
  noThemeRecord: 'Dit thema staat niet in de bibliotheek.',
  sameTheme: 'Kies een ander: dit is het thema zelf.',
  noSuchTheme: (name: string) => `Het thema “${name}” bestaat niet. Maak het eerst, of kies een thema dat er is.`,
  themeNameTaken: (name: string) => `Er is al een thema “${name}”. Kies een andere naam, of voeg de twee samen.`,
  themeCircle: (name: string, broader: string) =>
    `“${broader}” valt zelf onder “${name}” en kan er niet boven staan: dat zou een kring zijn. Haal eerst de andere relatie weg.`,
  themeInUse: (talks: number) =>
    `Dit thema staat nog bij ${talks === 1 ? '1 opname' : `${talks} opnames`}. Haal het daar weg, of voeg het samen met een ander thema.`,
  themeChanged:
    'Een collega wijzigde dit thema intussen. Er is niets overschreven; wat u typte staat er nog. Bewaar opnieuw om het te laten gelden.',
  themeChangedApi: 'Dit thema is intussen gewijzigd. Er is niets overschreven; haal de gegevens opnieuw op.',
  vocabularyNoFile: 'Kies een bestand in SKOS: Turtle of RDF/XML.',
  vocabularyTooMuch: 'Deze thesaurus lezen vroeg te veel tijd of geheugen en is afgebroken. Splits het bestand.',
} as const
