/** Why something was refused or failed, in English. */
import type { FailureWords } from './failures-nl.ts'
import { fieldsEn } from './fields-en.ts'
import { recogniserEn } from './recogniser-en.ts'
import { sheetFailuresEn } from './sheet-failures-en.ts'
import { sizeIn } from './size.ts'

const size = sizeIn('en-GB')

export const failuresEn = {
  ...fieldsEn,
  ...recogniserEn,
  ...sheetFailuresEn,
  signInFirst: 'Sign in first.',
  badToken: 'This token is unknown, expired or revoked.',
  noScope: (scope: string) => `This token does not have the right ${scope}. Make a token that has it.`,
  noRole: 'Your account may not change anything here. Ask an administrator for the role of archivist.',
  noAdmin: 'This is for administrators. Ask an administrator for help.',
  otherSite: 'This request did not come from our own pages and was refused. Go to the page itself and try there.',
  ownAccount: 'You cannot change your own role or close your own account: ask another administrator.',
  previewOver: 'This link to a preview does not work (any more). Ask the archivist for a new one.',
  membersOnly: 'You have no access to this recording.',
  emptyForm: 'Choose a recording, or enter a title.',
  noPage: 'This page does not exist (any more).',
  noTalk: 'This recording is not in the library.',
  erased: (day: string) => `This was erased on ${englishDay(day)}. Nothing of it was kept.`,
  withdrawn: (day: string) => `This recording was withdrawn on ${englishDay(day)}.`,
  // Reading and searching
  noEvent: 'This event is not in the library.',
  noPerson: 'This speaker is not in the library.',
  noTheme: 'This theme is not in the library.',
  noRevision: 'This transcript or revision does not exist.',
  noTranscriptIn: 'This recording has no transcript in this language.',
  nothingToCompare: 'There is no recording yet to compare the text with. Upload it first, or wait until it was looked at.',
  noStoryboard: 'This recording has no storyboard.',
  noFile: 'This file does not exist.',
  noLogo: 'No logo has been set.',
  transcriptFormats: (names: string) => `A transcript comes as ${names}.`,
  citationFormats: (names: string) => `A citation comes as ${names}.`,
  searchBroken: 'The search was broken off. Try again.',
  searchTooLong: 'This query took too long. Try fewer or other words.',
  closing: 'The library is shutting down.',
  searchTurn: 'You are searching too much at once. Wait a moment and try again.',
  searchBusy: 'There are too many searches now. Try again in a few seconds.',
  noPicture: 'There is no picture of this moment.',
  noField: (names: string, known: string) => `A recording has no field ${names}; there is ${known}.`,
  noPublicSpeaker: 'There are no public recordings of this speaker.',
  noPublicTheme: 'There are no public recordings with this theme.',
  noPublicTalk: 'There is no public recording of this library at this address.',
  queryMissing: (most: number) => `Give a query of at most ${most} characters with q=.`,
  feedFormats: (names: string) => `A feed comes as ${names}.`,
  // Requests
  badQuestion: 'The request is not right.',
  badRequest: 'This request is not right.',
  notReady: 'The library is not ready yet, or no longer.',
  otherHost: (host: string) =>
    `This server is called ${host}. If you came through a proxy, have it pass on the Host header (WOORDELIJK_URL is the public address).`,
  tooLarge: (most: string) => `This request is too large: here it may be at most ${most}.`,
  tooSlow: 'The request arrived too slowly and was broken off. Check the connection and try again.',
  tooOften: (minutes: number) =>
    `You do this too often. Wait ${minutes <= 1 ? 'a minute' : minutes <= 120 ? `${minutes} minutes` : 'until tomorrow'} and try again.`,
  notJson: 'Send this as JSON (Content-Type: application/json).',
  badLanguage: 'lang must be a language code, such as nl.',
  noFileSent: 'No file was sent.',
  badMaker: (names: string) => `made must be one of: ${names}.`,
  // Quotes
  noQuote: 'This quote is not in the library. Check the link.',
  quoteNotJson: 'Send the quote as JSON (Content-Type: application/json).',
  quoteTimes: 'The start and the end of the quote are not right. Write them like 12:34, with the end after the start.',
  quoteEndFirst: 'The end of the quote must be after its start.',
  quoteNoTranscript: 'This recording has no transcript (in this language or revision) to quote from.',
  quoteDiskFull: 'The server’s disk is almost full; quotes are not saved now. Report this to the administrator.',
  quoteSilence: 'Nothing is said in this time. Choose another start or end.',
  quoteNotFound: (revision: number) => `These words are not in the transcript in this form (revision ${revision}). Copy them exactly.`,
  quoteTwice: 'These words are in the transcript more than once. Also give what comes before and after (prefix, suffix), or the times.',
  quoteTooLong: (most: number) => `A quote has at most ${most} characters. Choose a shorter passage.`,
  // Accounts
  noAccount: 'This account does not exist.',
  wrongPassword: 'The password is wrong.',
  badAddress: (text: string) => `“${text}” is not an e-mail address.`,
  accountTaken: (email: string) => `There is already an account with the address ${email}.`,
  institutionAccount: 'This account signs in through the institution and has no password here.',
  passwordTooShort: (length: number, least: number) =>
    `The password is too short (${length} characters). Use at least ${least}; a sentence is fine.`,
  passwordTooLong: (most: number) => `The password is longer than ${most} characters.`,
  passwordGuessable: 'This password is too easy to guess. Choose for instance three or four words that have nothing to do with each other.',
  badRole: (text: string, roles: string) => `“${text}” is not a role. Choose from ${roles}.`,
  noInstitution: 'Signing in through an institution is not set up here.',
  unknownQuestion: 'We do not know this request.',
  noToken: 'This token does not exist or was already revoked.',
  // Forms
  notForm: 'This is not a form.',
  brokenForm: 'This form did not arrive whole. Try again.',
  notFileForm: 'This is not a form with files.',
  brokenFileForm: 'The form did not arrive complete. Try again.',
  connectionLost: 'The connection was lost while sending.',
  emptyFile: (name: string) => `“${name}” is empty. Choose the right file.`,
  fieldsWrong: 'Nothing was saved yet.',
  eventGone: 'Nothing was saved yet. This event does not exist (any more).',
  chapterOrder: (title: string) => `Chapter “${title}” does not start after the previous one.`,
  chooseMoment: 'Choose a day and a time at which the recording appears.',
  noSuchMoment: (before: string, after: string) =>
    `That time does not exist: the clock goes forward that night. Choose for instance ${before} or ${after}.`,
  chooseLanguage: 'Choose a language.',
  chooseProvenance: 'Choose a language, and who made the transcript.',
  attachmentGone: 'This attachment is no longer here. Reload the page.',
  // Talks and their transcripts
  talkChanged: 'This recording was changed meanwhile. Nothing was overwritten; fetch it again.',
  badTranscript: 'This transcript is not right.',
  transcriptOtherLanguage: (name: string, found: string, given: string) =>
    `“${name}” seems to be in another language (${found}) than ${given}; nothing was saved. Give lang=${found}, or confirmed=language if ${given} is right.`,
  noEventWithId: (id: string) => `The event “${id}” does not exist.`,
  idTaken: (id: string) => `The id “${id}” is already in use. Choose another.`,
  noTranscript: 'This transcript is not in the library.',
  revisedMeanwhile: (newest: number, base: number) =>
    `Somebody else meanwhile saved revision ${newest}; yours was made on revision ${base}. Nothing was overwritten.`,
  // The bin, events and people
  inBin: 'This recording is in the bin. Put it back first.',
  alreadyInBin: 'This recording is in the bin already.',
  notInBin: 'This is not in the bin (any more).',
  transcriptHasDraft: (author: string) => `${author} has an unfinished correction of this transcript. Have it saved or discarded first.`,
  transcriptReplaced: 'This recording meanwhile has another transcript in this language. Throw that away first.',
  eraseReason: (least: number) => `Nothing was erased. Give a reason of at least ${least} characters; it goes into the log.`,
  eraseTitle: 'Nothing was erased. Type the title of the recording exactly as it is.',
  talkChangedNotBinned: 'This recording was changed meanwhile. Nothing was thrown away; fetch it again.',
  eventIdTaken: (id: string) => `The id “${id}” is in use already. Choose another.`,
  slotsRefused: 'Nothing was saved yet. Not every recording can be in the programme.',
  wrongDates: 'The dates are not right.',
  eventChanged:
    'A colleague changed this event meanwhile. Nothing was overwritten; what you typed is still there. Save again to have it count.',
  eventChangedApi: 'This event was changed meanwhile. Nothing was overwritten; fetch it again.',
  personChanged:
    'A colleague changed this person meanwhile. Nothing was overwritten; what you typed is still there. Save again to have it count.',
  personChangedApi: 'This person was changed meanwhile. Nothing was overwritten; fetch it again.',
  samePerson: 'Choose another: this person is the same.',
  noPersonRecord: 'This person is not in the library.',
  languageTaken: (language: string) => `This recording already has a transcript in this language (${language}). Nothing was changed.`,
  draftOfOther: (author: string) => `This draft is by ${author}. Take it over only if that is intended.`,
  noDraftCopy: 'This copy of a draft does not exist (any more).',
  alreadyDecided: 'This transcript was already decided on.',
  // Publishing
  titleMissing: 'The recording has no title yet.',
  recordingMissing: 'No recording has been uploaded yet.',
  stillProcessing: 'The recording is still being processed. Wait until it is done, or see what it is waiting for.',
  notPlayableYet: 'There is no version yet that browsers can play. Wait until the conversion is done.',
  processingUnfinished: 'The processing is not done yet. Wait for it, or start the failed step again.',
  restoreFirst: 'This recording is withdrawn. Restore it first.',
  captionsMissing:
    'There is no transcript in the spoken language yet. Add one, or give a reason why the recording may appear without captions.',
  reasonTooShort: (least: number) => `Give a reason of at least ${least} characters; it is written to the log.`,
  momentPast: 'That moment is past; nothing was published. Choose a time to come, or choose “Publish” to make the recording appear now.',
  alreadyPublished: 'This recording is already in the library. First take it back to draft.',
  notPublished: 'This recording is not published.',
  alreadyWithdrawn: 'This recording is already withdrawn.',
  notWithdrawn: 'This recording is not withdrawn.',
  // Many talks at once
  noBatch: 'This change is not there (any more).',
  batchEmpty: 'First choose one or more recordings.',
  batchTooLarge: (most: number) => `At most ${most} recordings can be changed at once. Make the selection smaller, for example by event.`,
  batchUnknown: (count: number) =>
    count === 1
      ? 'One of these recordings is not in the library (any more).'
      : `${count} of these recordings are not in the library (any more).`,
  batchStarted: 'This change has already been started or stopped. Nothing about it was altered.',
  batchNoChange: 'First choose what changes.',
  batchNothing: 'There is nothing to change here.',
  batchUnfinished: 'This change is not finished yet. Wait for it, or stop it first.',
  batchUndone: 'This change has already been undone.',
  batchEnded: 'This change has already finished or been stopped.',
  batchNoFields: 'Fill in at least one field.',
  batchFieldTwice: (field: string) => `${field}: fill something in or empty the field, not both.`,
  batchListTwice: (field: string) => `${field}: replace the whole list, or add and remove; not both.`,
  batchDefect: 'This recording was not changed because of an error in the program. The administrator can find it in the server’s log.',
  changedSincePreview: 'Somebody changed this after the preview. The recording was left as it is.',
  changedSinceBatch: 'Somebody changed this afterwards. The recording was left as it is.',
  // The server's disk
  diskFull: 'The server’s disk is full.',
  diskReadOnly: 'The server’s disk is read-only.',
  notSaved: 'What you did was not saved; try again when the administrator has solved this.',
  // Uploads and processing
  noUpload: 'This upload does not exist (any more).',
  uploadGone: (id: string) => `The upload ${id} does not exist (any more). Send the file again.`,
  uploadTalkGone: 'The recording that this file belongs to does not exist (any more).',
  uploadOtherFile: (name: string) =>
    `This file is not the one of which a part of “${name}” has arrived. Nothing was added to it; send it as a new upload.`,
  uploadFinished: 'This upload is already finished.',
  uploadComplete: 'This upload is already complete.',
  uploadCannotBegin: 'This upload cannot begin like this.',
  uploadIncomplete: (name: string) => `The upload “${name}” is not complete yet. Wait until everything is sent.`,
  uploadDiscarded: (name: string) => `The upload “${name}” was discarded meanwhile.`,
  fileTooLarge: (bytes: number, most: number) =>
    `This file is ${size(bytes)}; here it may be at most ${size(most)} (WOORDELIJK_UPLOAD_MAX_GB).`,
  quotaFull: (bytes: number, most: number) =>
    `You would then have ${size(bytes)} on its way at once; that may be at most ${size(most)} (WOORDELIJK_UPLOAD_QUOTA_GB). Wait until other uploads are done, or discard one.`,
  diskTooFull: (needed: number, free: number) =>
    `The server’s disk is too full: this file and what is made of it need ${size(needed)}, ${size(free)} is free. Ask the administrator for room.`,
  fileLargerThan: (name: string, most: number) => `“${name}” is larger than ${size(most)}.`,
  fileEmpty: (name: string) => `“${name}” is empty.`,
  readingBusy: 'Too many files are being read now. Try again in a minute.',
  fileChanged: 'The file changed while it was being stored. Send it again.',
  noJob: 'This processing does not exist.',
  noStep: 'This step does not exist.',
  jobDone: 'This processing is already done; there is nothing to stop.',
  jobNotQueued: 'Nothing of this work waits for its turn (any more).',
  stepBusy: 'This step is already running or queued.',
  tooManyFollowed: 'You are already following too much processing at once. Close other tabs.',
} as const satisfies FailureWords

function englishDay(day: string): string {
  return new Date(day).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
}
