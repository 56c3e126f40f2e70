/** What is said of the work of a speech recogniser, in English. */

import type { RecogniserKinds, RecogniserWords } from '../nl/recogniser.ts'
import { listFindings } from '../recogniser-findings.ts'
import { sizeIn } from '../size.ts'

const size = sizeIn('en-GB')
const retry = 'Then press “Again”.'

const kinds: RecogniserKinds = {
  cut: (time) => `around ${time} the sound was cut while somebody spoke: listen whether a word is missing`,
  silent: (time) => `from ${time} a part without sound was not sent`,
  nothing: (time) => `in the part from ${time} nothing was recognised`,
  outside: (time, text) => `${time}: “${text}” began after the end of the sound and was left out`,
  late: (time, text) => `${time}: “${text}” ended after the end of the sound and was shortened`,
  backwards: (time, text) => `${time}: “${text}” begins before the line before it`,
  reversed: (time, text) => `${time}: “${text}” ends before it begins`,
  words: (time, text) => `${time}: the times of the words of “${text}” were wrong and were left out`,
  row: (time, text) => `in the part from ${time} lines had no time or no text (${text}); they were left out`,
  repeated: (time, text) => `${time}: “${text}” stands there four times or more in a row: often it is made up`,
  language: (time, text) => `from ${time} the recogniser heard another language (${text})`,
}

export const recogniserEn: RecogniserWords = {
  noRecogniser: 'No speech recogniser is set. The administrator of the server can set one (WOORDELIJK_RECOGNISER).',
  nothingToRecognise: 'There is no recording to recognise yet. Upload the recording first.',
  transcriptStands: (language, revision) =>
    revision === 0
      ? `There is no transcript (${language}) left to replace. Reload the page and ask again.`
      : `There is a transcript already (${language}, revision ${revision}). Say explicitly that a new revision by the recogniser may come on top.`,
  transcriptMeanwhile: (language) =>
    `Another transcript (${language}) came in meanwhile. The recogniser’s was not taken over. If you want it all the same, ask for it again on the recording’s page: what was recognised need not be done again.`,
  alreadyTranscribed: (language) => `There is a transcript already (${language}). The recogniser was not asked.`,
  noSound: 'This recording has no sound.',
  recordingTooLong: 'This recording is longer than 12 hours. Split it to have it recognised.',
  recogniserAbsent: (place) =>
    `The speech recogniser (${place}) cannot be reached. Start it or correct WOORDELIJK_RECOGNISER; after that this goes on by itself.`,
  recogniserProgramAbsent: (program) =>
    `The program of the speech recogniser (${program}) is not there or may not start. Install it; after that this goes on by itself.`,
  recogniserBusy: (seconds) =>
    `The speech recogniser is too busy. This goes on by itself in ${seconds < 90 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`}.`,
  recogniserKey: (status) =>
    `The speech recogniser refuses the key (status ${status}). Put the right one in WOORDELIJK_RECOGNISER_KEY and restart the server. ${retry}`,
  recogniserPath: (status, message) =>
    `The speech recogniser does not know this address or this model (status ${status}${aside(message)}). Check WOORDELIJK_RECOGNISER and WOORDELIJK_RECOGNISER_MODEL. ${retry}`,
  recogniserTooLarge: (bytes) =>
    `The speech recogniser finds ${size(bytes)} of sound too large (status 413). Raise the limit there, or make WOORDELIJK_RECOGNISER_MINUTES smaller. ${retry}`,
  recogniserRefused: (status, message) =>
    `The speech recogniser refused the request (status ${status}${aside(message)}). Check its settings and WOORDELIJK_RECOGNISER_MODEL. ${retry}`,
  recogniserError: (status, message) =>
    `The speech recogniser reported an error (status ${status}${aside(message)}). Look in its log. ${retry}`,
  recogniserRedirect: (place) =>
    `The speech recogniser redirects to another address (${place}); no sound is sent there. Put the right address in WOORDELIJK_RECOGNISER. ${retry}`,
  recogniserCutSending: (bytes) =>
    `The connection broke while ${size(bytes)} of sound was being sent. Often that is a limit on size: raise it, or make WOORDELIJK_RECOGNISER_MINUTES smaller.`,
  recogniserCut: 'The connection with the speech recogniser broke before the answer was there. See whether it still runs.',
  recogniserLate: (minutes) =>
    `The speech recogniser gave no whole answer in ${minutes} minutes. See whether it still works, or make WOORDELIJK_RECOGNISER_MINUTES smaller.`,
  recogniserNoJson: `The speech recogniser answered with something that is no transcript. Check that WOORDELIJK_RECOGNISER is the address of the recogniser itself. ${retry}`,
  recogniserHtml: `The speech recogniser answered with a web page. Check the address in WOORDELIJK_RECOGNISER: it must lead to /v1/audio/transcriptions. ${retry}`,
  recogniserHalf: 'The answer of the speech recogniser is not whole: the JSON breaks off.',
  recogniserNoTimes: `The speech recogniser gave text without times. Choose a model that gives verbose_json with segments (such as whisper-1 or large-v3). ${retry}`,
  recogniserTooMuch: (bytes) =>
    `The answer of the speech recogniser is larger than ${size(bytes)}: that is no transcript of this sound. ${retry}`,
  recogniserProgramFailed: (code, message) =>
    `The program of the speech recogniser ended with an error (${code}${aside(message)}). Try it by hand on the server. ${retry}`,
  nothingRecognised: 'The speech recogniser found no words in this recording. No transcript was made.',
  recognised: (maker, lines, findings) =>
    `${lines === 1 ? '1 line' : `${lines} lines`} by speech recognition (${maker}). Please review the transcript.${
      findings.length === 0 ? '' : `\nTo be checked:\n${listFindings(findings, kinds, (n) => `and ${n} more`)}`
    }`,
}

/** What the other side said, in brackets that are open already. */
function aside(message: string): string {
  return message === '' ? '' : `: “${message}”`
}
