/** Why something was refused or failed, in Dutch: what, where and how to mend it. `failures-en.ts` has the same keys. */

import { sizeIn } from '../size.ts'
import type { Widen } from '../widen.ts'
import { fieldsNl } from './fields.ts'
import { recogniserNl } from './recogniser.ts'
import { sheetFailuresNl } from './sheet-failures.ts'
import { themeFailuresNl } from './theme-failures.ts'

const size = sizeIn('nl-NL')

export const failuresNl = {
  ...fieldsNl,
  ...recogniserNl,
  ...sheetFailuresNl,
  ...themeFailuresNl,
  // Who may do what
  signInFirst: 'Meld u eerst aan.',
  badToken: 'Dit token is onbekend, verlopen of ingetrokken.',
  noScope: (scope: string) => `Dit token heeft het recht ${scope} niet. Maak een token dat dit wel mag.`,
  noRole: 'Uw account mag hier niets wijzigen. Vraag een beheerder om de rol archivaris.',
  noAdmin: 'Dit is voor beheerders. Vraag een beheerder om hulp.',
  otherSite: 'Dit verzoek kwam niet van onze eigen pagina’s en is geweigerd. Ga naar de pagina zelf en probeer het daar.',
  ownAccount: 'Uw eigen rol wijzigen of uw eigen account sluiten kan niet: vraag een andere beheerder.',
  previewOver: 'Deze link naar een voorvertoning werkt niet (meer). Vraag de archivaris om een nieuwe.',
  membersOnly: 'U hebt geen toegang tot deze opname.',
  // What is not there
  emptyForm: 'Kies een opname, of vul een titel in.',
  noPage: 'Deze pagina bestaat niet (meer).',
  noTalk: 'Deze opname staat niet in de bibliotheek.',
  erased: (day: string) => `Dit is gewist op ${dutchDay(day)}. Er is niets van bewaard.`,
  withdrawn: (day: string) => `Deze opname is ingetrokken op ${dutchDay(day)}.`,
  // Reading and searching
  noEvent: 'Deze bijeenkomst staat niet in de bibliotheek.',
  noPerson: 'Deze spreker staat niet in de bibliotheek.',
  noTheme: 'Dit thema staat niet in de bibliotheek.',
  noRevision: 'Dit transcript of deze revisie is er niet.',
  noTranscriptIn: 'Van deze opname is er geen transcript in deze taal.',
  nothingToCompare: 'Er is nog geen opname om de tekst mee te vergelijken. Upload haar eerst, of wacht tot ze bekeken is.',
  noStoryboard: 'Van deze opname is er geen beeldoverzicht.',
  noFile: 'Dit bestand is er niet.',
  noLogo: 'Er is geen beeldmerk ingesteld.',
  transcriptFormats: (names: string) => `Een transcript is er als ${names}.`,
  citationFormats: (names: string) => `Een verwijzing is er als ${names}.`,
  searchBroken: 'Het zoeken is afgebroken. Probeer het opnieuw.',
  searchTooLong: 'Deze zoekvraag duurde te lang. Probeer het met minder of andere woorden.',
  closing: 'De bibliotheek sluit af.',
  databaseAway: 'De database antwoordt niet. Wat u net deed is misschien niet bewaard. Probeer het over enkele seconden opnieuw.',
  databaseBusy: 'Anderen veranderden tegelijk hetzelfde. Probeer het opnieuw.',
  noNulCharacter: 'De tekst bevat een teken dat niet kan worden bewaard (U+0000). Haal het weg.',
  searchTurn: 'U zoekt te veel tegelijk. Wacht even en probeer het opnieuw.',
  searchBusy: 'Er wordt nu te veel gezocht. Probeer het over enkele seconden opnieuw.',
  noPicture: 'Van dit moment is er geen beeld.',
  noField: (names: string, known: string) => `Een opname heeft geen veld ${names}; er is ${known}.`,
  noPublicSpeaker: 'Van deze spreker zijn er geen openbare opnames.',
  noPublicTheme: 'Bij dit thema zijn er geen openbare opnames.',
  noPublicTalk: 'Op dit adres staat geen openbare opname van deze bibliotheek.',
  queryMissing: (most: number) => `Geef met q= een zoekvraag van hoogstens ${most} tekens.`,
  feedFormats: (names: string) => `Een feed is er als ${names}.`,
  // Requests
  badQuestion: 'De vraag klopt niet.',
  badRequest: 'Dit verzoek klopt niet.',
  notReady: 'De bibliotheek is nog niet of niet meer gereed.',
  otherHost: (host: string) =>
    `Deze server heet ${host}. Kwam u hier via een proxy, laat die dan de Host-header doorgeven (WOORDELIJK_URL is het openbare adres).`,
  tooLarge: (most: string) => `Dit verzoek is te groot: hier mag het hoogstens ${most} zijn.`,
  tooSlow: 'Het verzoek kwam te langzaam binnen en is afgebroken. Controleer de verbinding en probeer het opnieuw.',
  tooOften: (minutes: number) =>
    `U doet dit te vaak achter elkaar. Wacht ${minutes <= 1 ? 'een minuut' : minutes <= 120 ? `${minutes} minuten` : 'tot morgen'} en probeer het opnieuw.`,
  notJson: 'Stuur dit als JSON (Content-Type: application/json).',
  badLanguage: 'lang moet een taalcode zijn, zoals nl.',
  noFileSent: 'Er is geen bestand gestuurd.',
  badMaker: (names: string) => `made moet een van deze zijn: ${names}.`,
  // Quotes
  noQuote: 'Dit citaat staat niet in de bibliotheek. Controleer de link.',
  quoteNotJson: 'Stuur het citaat als JSON (Content-Type: application/json).',
  quoteTimes: 'Het begin en het einde van het citaat kloppen niet. Schrijf ze als 12:34, met het einde na het begin.',
  quoteEndFirst: 'Het einde van het citaat moet na het begin liggen.',
  quoteNoTranscript: 'Van deze opname is er geen transcript (in deze taal of revisie) om uit te citeren.',
  quoteDiskFull: 'De schijf van de server is bijna vol; citaten worden nu niet bewaard. Meld dit aan de beheerder.',
  quoteSilence: 'In deze tijd wordt niets gezegd. Kies een ander begin of einde.',
  quoteNotFound: (revision: number) => `Deze woorden staan niet zo in het transcript (revisie ${revision}). Neem ze precies over.`,
  quoteTwice: 'Deze woorden staan meer dan eens in het transcript. Geef ook wat ervóór en erna staat (prefix, suffix), of de tijden.',
  quoteTooLong: (most: number) => `Een citaat is hoogstens ${most} tekens lang. Kies een korter stuk.`,
  // Accounts
  noAccount: 'Dit account bestaat niet.',
  wrongPassword: 'Het wachtwoord klopt niet.',
  badAddress: (text: string) => `“${text}” is geen e-mailadres.`,
  accountTaken: (email: string) => `Er is al een account met het adres ${email}.`,
  institutionAccount: 'Dit account meldt zich aan via de instelling en heeft hier geen wachtwoord.',
  passwordTooShort: (length: number, least: number) =>
    `Het wachtwoord is te kort (${length} tekens). Gebruik er minstens ${least}; een zin mag.`,
  passwordTooLong: (most: number) => `Het wachtwoord is langer dan ${most} tekens.`,
  passwordGuessable:
    'Dit wachtwoord is te makkelijk te raden. Kies bijvoorbeeld drie of vier woorden die niets met elkaar te maken hebben.',
  badRole: (text: string, roles: string) => `“${text}” is geen rol. Kies uit ${roles}.`,
  noInstitution: 'Aanmelden via een instelling is hier niet ingesteld.',
  unknownQuestion: 'Deze vraag kennen we niet.',
  noToken: 'Dit token bestaat niet of is al ingetrokken.',
  // Forms
  notForm: 'Dit is geen formulier.',
  brokenForm: 'Dit formulier kwam niet heel aan. Probeer het opnieuw.',
  notFileForm: 'Dit is geen formulier met bestanden.',
  brokenFileForm: 'Het formulier kwam niet compleet aan. Probeer het opnieuw.',
  connectionLost: 'De verbinding viel weg tijdens het verzenden.',
  emptyFile: (name: string) => `“${name}” is leeg. Kies het goede bestand.`,
  fieldsWrong: 'Nog niets is bewaard.',
  eventGone: 'Nog niets is bewaard. Deze bijeenkomst bestaat niet (meer).',
  chapterOrder: (title: string) => `Hoofdstuk “${title}” begint niet na het vorige.`,
  chooseMoment: 'Kies een dag en een tijd waarop de opname verschijnt.',
  noSuchMoment: (before: string, after: string) =>
    `Die tijd bestaat niet: in die nacht gaat de klok vooruit. Kies bijvoorbeeld ${before} of ${after} uur.`,
  chooseLanguage: 'Kies een taal.',
  chooseProvenance: 'Kies een taal, en wie het transcript maakte.',
  attachmentGone: 'Deze bijlage is er niet meer. Laad de pagina opnieuw.',
  // Talks and their transcripts
  talkChanged: 'Deze opname is intussen gewijzigd. Er is niets overschreven; haal haar opnieuw op.',
  badTranscript: 'Dit transcript klopt niet.',
  transcriptOtherLanguage: (name: string, found: string, given: string) =>
    `“${name}” lijkt in een andere taal (${found}) dan ${given}; er is niets bewaard. Geef lang=${found}, of confirmed=language als ${given} klopt.`,
  noEventWithId: (id: string) => `De bijeenkomst “${id}” bestaat niet.`,
  idTaken: (id: string) => `Het id “${id}” is al in gebruik. Kies een ander.`,
  noTranscript: 'Dit transcript staat niet in de bibliotheek.',
  revisedMeanwhile: (newest: number, base: number) =>
    `Iemand anders heeft intussen revisie ${newest} bewaard; de uwe was gemaakt op revisie ${base}. Er is niets overschreven.`,
  // The bin, events and people
  inBin: 'Deze opname ligt in de prullenbak. Zet haar eerst terug.',
  alreadyInBin: 'Deze opname ligt al in de prullenbak.',
  notInBin: 'Dit ligt niet (meer) in de prullenbak.',
  transcriptHasDraft: (author: string) =>
    `${author} heeft een onvoltooide correctie van dit transcript. Laat die eerst bewaren of weggooien.`,
  transcriptReplaced: 'Deze opname heeft intussen een ander transcript in deze taal. Gooi dat eerst weg.',
  eraseReason: (least: number) => `Er is niets gewist. Geef een reden van minstens ${least} tekens; ze komt in het logboek.`,
  eraseTitle: 'Er is niets gewist. Typ de titel van de opname precies zoals ze is.',
  talkChangedNotBinned: 'Deze opname is intussen gewijzigd. Er is niets weggegooid; haal haar opnieuw op.',
  eventIdTaken: (id: string) => `Het id “${id}” is al in gebruik. Kies een ander.`,
  slotsRefused: 'Nog niets is bewaard. Niet elke opname kan in het programma staan.',
  wrongDates: 'De data kloppen niet.',
  eventChanged:
    'Een collega wijzigde deze bijeenkomst intussen. Er is niets overschreven; wat u typte staat er nog. Bewaar opnieuw om het te laten gelden.',
  eventChangedApi: 'Deze bijeenkomst is intussen gewijzigd. Er is niets overschreven; haal haar opnieuw op.',
  personChanged:
    'Een collega wijzigde deze persoon intussen. Er is niets overschreven; wat u typte staat er nog. Bewaar opnieuw om het te laten gelden.',
  personChangedApi: 'Deze persoon is intussen gewijzigd. Er is niets overschreven; haal de gegevens opnieuw op.',
  samePerson: 'Kies een ander: deze persoon is dezelfde.',
  noPersonRecord: 'Deze persoon staat niet in de bibliotheek.',
  languageTaken: (language: string) => `Deze opname heeft al een transcript in deze taal (${language}). Er is niets gewijzigd.`,
  draftOfOther: (author: string) => `Dit concept is van ${author}. Neem het alleen over als dat de bedoeling is.`,
  noDraftCopy: 'Deze kopie van een concept is er niet (meer).',
  alreadyDecided: 'Over dit transcript is al beslist.',
  // Publishing
  titleMissing: 'De opname heeft nog geen titel.',
  recordingMissing: 'Er is nog geen opname geüpload.',
  stillProcessing: 'De opname wordt nog verwerkt. Wacht tot de verwerking klaar is, of bekijk waar ze op wacht.',
  notPlayableYet: 'Er is nog geen versie die browsers afspelen. Wacht tot de omzetting klaar is.',
  processingUnfinished: 'De verwerking is nog niet klaar. Wacht erop, of start de mislukte stap opnieuw.',
  restoreFirst: 'Deze opname is ingetrokken. Zet haar eerst terug.',
  captionsMissing:
    'Er is nog geen transcript in de taal die gesproken wordt. Voeg er een toe, of geef een reden waarom de opname zonder ondertiteling mag verschijnen.',
  reasonTooShort: (least: number) => `Geef een reden van minstens ${least} tekens; ze komt in het logboek.`,
  momentPast:
    'Dat tijdstip is al voorbij; er is niets gepubliceerd. Kies een tijd die nog komt, of kies “Publiceren” om de opname nu te laten verschijnen.',
  alreadyPublished: 'Deze opname staat al in de bibliotheek. Haal haar eerst terug naar concept.',
  notPublished: 'Deze opname is niet gepubliceerd.',
  alreadyWithdrawn: 'Deze opname is al ingetrokken.',
  notWithdrawn: 'Deze opname is niet ingetrokken.',
  // Many talks at once
  noBatch: 'Deze bewerking is er niet (meer).',
  noRemoval: 'Er is niets (meer) om ongedaan te maken: het is al teruggezet of definitief.',
  removalChanged: 'Intussen is hier iets aan veranderd; dit is niet ongedaan te maken. Er is niets gewijzigd.',
  noDetails: 'Er zijn geen gegevens om weg te halen.',
  eraseByTwo: 'Wissen doen hier twee mensen: leg de opname in de prullenbak en vraag het daar aan; een andere beheerder bevestigt het.',
  eraseAsked: 'Hiervan is het wissen al aangevraagd.',
  noEraseRequest: 'Deze aanvraag is er niet (meer).',
  eraseOwn: 'U hebt dit zelf aangevraagd. Een andere beheerder moet het bevestigen.',
  eraseTooLate: 'Deze aanvraag is verlopen. Vraag het opnieuw aan.',
  noWebhook: 'Deze webhook bestaat niet (meer).',
  webhookNoEvents: 'Kies minstens één gebeurtenis.',
  webhookTooMany: (most: number) => `Er kunnen hoogstens ${most} webhooks zijn.`,
  webhookAddress: 'Geef een adres met http:// of https:// en zonder wachtwoord.',
  webhookPrivate: 'Dit is een adres op deze machine of op een eigen netwerk. Met WOORDELIJK_WEBHOOKS_PRIVATE=yes mag het wel.',
  webhookStatus: (status: number) => `Het adres antwoordde met status ${status}.`,
  webhookSlow: (seconds: number) => `Het adres antwoordde niet binnen ${seconds} seconden.`,
  webhookUnreachable: 'Het adres is niet te bereiken.',
  batchEmpty: 'Kies eerst een of meer opnames.',
  batchTooLarge: (most: number) => `Er kunnen hoogstens ${most} opnames tegelijk. Maak de keuze kleiner, bijvoorbeeld per bijeenkomst.`,
  batchUnknown: (count: number) =>
    count === 1
      ? 'Een van deze opnames staat niet (meer) in de bibliotheek.'
      : `${count} van deze opnames staan niet (meer) in de bibliotheek.`,
  batchStarted: 'Deze bewerking is al gestart of gestopt. Er is niets aan veranderd.',
  batchNoChange: 'Kies eerst wat er verandert.',
  batchNothing: 'Er is hier niets te wijzigen.',
  batchUnfinished: 'Deze bewerking is nog niet klaar. Wacht erop, of stop haar eerst.',
  batchUndone: 'Deze bewerking is al ongedaan gemaakt.',
  batchEnded: 'Deze bewerking is al klaar of gestopt.',
  batchNoFields: 'Vul minstens één veld in.',
  batchFieldTwice: (field: string) => `${field}: vul iets in of maak het veld leeg, niet allebei.`,
  batchListTwice: (field: string) => `${field}: vervang de hele lijst, of voeg toe en haal weg; niet allebei.`,
  batchDefect: 'Deze opname is niet gewijzigd door een fout in het programma. De beheerder vindt die in het logboek van de server.',
  changedSincePreview: 'Iemand wijzigde dit na de voorvertoning. De opname is gelaten zoals ze is.',
  changedSinceBatch: 'Iemand wijzigde dit daarna. De opname is gelaten zoals ze is.',
  // The server's disk
  diskFull: 'De schijf van de server is vol.',
  diskReadOnly: 'De schijf van de server is alleen-lezen.',
  notSaved: 'Wat u deed is niet bewaard; probeer het opnieuw als de beheerder dit heeft verholpen.',
  // Uploads and processing
  noUpload: 'Deze upload is er niet (meer).',
  uploadTooManyPieces: 'Dit bestand kwam in te veel kleine stukken binnen. Stuur het opnieuw, in stukken van enkele megabytes.',
  uploadBusy: 'Een andere server slaat dit bestand net op. Probeer het over enkele seconden opnieuw.',
  uploadGone: (id: string) => `De upload ${id} is er niet (meer). Stuur het bestand opnieuw.`,
  uploadTalkGone: 'De opname waar dit bestand bij hoort, bestaat niet (meer).',
  uploadOtherFile: (name: string) =>
    `Dit bestand is een ander dan het deel van “${name}” dat al binnen is. Er is niets aan toegevoegd; stuur het als een nieuwe upload.`,
  uploadFinished: 'Deze upload is al afgerond.',
  uploadComplete: 'Deze upload is al compleet.',
  uploadCannotBegin: 'Deze upload kan zo niet beginnen.',
  uploadIncomplete: (name: string) => `De upload “${name}” is nog niet compleet. Wacht tot alles is verzonden.`,
  uploadDiscarded: (name: string) => `De upload “${name}” is intussen weggegooid.`,
  fileTooLarge: (bytes: number, most: number) =>
    `Dit bestand is ${size(bytes)}; hier mag het hoogstens ${size(most)} zijn (WOORDELIJK_UPLOAD_MAX_GB).`,
  quotaFull: (bytes: number, most: number) =>
    `U hebt dan ${size(bytes)} tegelijk onderweg; dat mag hoogstens ${size(most)} zijn (WOORDELIJK_UPLOAD_QUOTA_GB). Wacht tot andere uploads klaar zijn, of gooi er een weg.`,
  diskTooFull: (needed: number, free: number) =>
    `De schijf van de server is te vol: dit bestand vraagt met wat ervan gemaakt wordt ${size(needed)}, er is ${size(free)} vrij. Vraag de beheerder om ruimte.`,
  fileLargerThan: (name: string, most: number) => `“${name}” is groter dan ${size(most)}.`,
  fileEmpty: (name: string) => `“${name}” is leeg.`,
  readingBusy: 'Er worden nu te veel bestanden gelezen. Probeer het over een minuut opnieuw.',
  fileChanged: 'Het bestand veranderde terwijl het werd opgeslagen. Stuur het opnieuw.',
  mediaStoreDown: 'De opslag van de media is nu niet te bereiken. Probeer het straks opnieuw.',
  mediaStoreDamaged: 'De opslag van de media gaf iets anders terug dan erin is gezet. Probeer het opnieuw.',
  noJob: 'Deze verwerking bestaat niet.',
  noStep: 'Deze stap bestaat niet.',
  jobDone: 'Deze verwerking is al klaar; er is niets te stoppen.',
  jobNotQueued: 'Van deze verwerking wacht er niets (meer) op de beurt.',
  stepBusy: 'Deze stap is al bezig of staat al in de rij.',
  tooManyFollowed: 'U volgt al te veel verwerkingen tegelijk. Sluit andere tabbladen.',
} as const

function dutchDay(day: string): string {
  return new Date(day).toLocaleDateString('nl-NL', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
}

/** The sentences in either language. */
export type FailureWords = Widen<typeof failuresNl>
