/** What archivists read where they ask the speech recogniser for a transcript, in English. */
import type { RecognitionWords } from '../nl/recognition.ts'

export const recognitionEn: RecognitionWords = {
  step: 'Transcript by speech recognition',
  make: 'Have the speech recogniser make a transcript',
  about:
    'Your institution’s speech recogniser listens to the recording. That can take long; the result is called an automatic transcript everywhere.',
  underway: 'The speech recogniser was asked. “Processing” shows how far it is.',
  again: 'New transcript by the speech recogniser',
  sure: (language) =>
    `Yes, make a new revision of the transcript (${language}) that replaces all that stands now. The earlier revisions stay in the history.`,
  start: 'Ask for the transcript',
  atUpload: 'Have the speech recogniser make a transcript where none is sent along',
  maker: 'Program and version (of speech recognition)',
}
