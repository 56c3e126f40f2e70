/** What a reader of human files found: never thrown, always listed, with the place and what to do. */
export interface Problem {
  readonly severity: 'error' | 'warning'
  /** Stable, lower-case, hyphenated; programs may rely on it. */
  readonly code: string
  /** 1-based; 0 where the problem belongs to the file as a whole. */
  readonly line: number
  /** 1-based, in UTF-16 code units; 0 with line 0. */
  readonly column: number
  readonly message: string
}

export function error(code: string, message: string, line = 0, column = line ? 1 : 0): Problem {
  return { severity: 'error', code, line, column, message }
}

export function warning(code: string, message: string, line = 0, column = line ? 1 : 0): Problem {
  return { severity: 'warning', code, line, column, message }
}

/** What each code means, for programs and people that do not read Dutch; the message has the particulars. */
const ENGLISH: Record<string, string> = {
  'absolute-times': 'Times are clock times of the day; they were counted from the first.',
  'bad-cue': 'A line lacks a start time, an end time or text and was left out.',
  'bad-json': 'This is not valid JSON.',
  'bad-line': 'This line does not have the fields the format demands and was left out.',
  'bad-times': 'These times cannot be read.',
  'cut-away': 'This line fell in what was cut away.',
  'cut-through': 'This line was cut through; its times were shortened.',
  'constant-offset': 'All times lie after the end of the recording by a constant offset; shift them.',
  'cut-off': 'The file promises more than it holds; its end may be missing.',
  comments: 'Comments that are never shown were left out.',
  'programme-start': 'Times were counted from the start of the programme that the file names.',
  'frame-times': 'Times count frames; the frame rate was stated or guessed.',
  'guessed-unit': 'The unit of the times was guessed.',
  'speakers-in-text': 'Names before the text were read as speakers.',
  'unitless-times': 'Times have no unit; they were read as seconds.',
  decomposed: 'Accents stood apart from their letters and were joined.',
  'deleted-text': 'Text marked as deleted was left out.',
  doctype: 'The file has a DOCTYPE, which is refused.',
  'double-encoded': 'The text was encoded twice.',
  empty: 'No text stands here; it was left out.',
  encoding: 'The file is not UTF-8 and was converted.',
  'encoding-broken': 'The file has bytes that its encoding does not allow; they show as �.',
  'end-before-start': 'The end time lies before the start time.',
  'estimated-end': 'The last end time is not given and was estimated.',
  gap: 'Nothing is said for a long time before this line: is something missing?',
  'image-only': 'This is a picture of text; there is no text to read.',
  'kept-change': 'This was changed in the library itself and stays as it is there.',
  'line-too-long': 'A line is longer than any transcript has.',
  'missing-number': 'Numbers are missing: is something lost?',
  'never-shown': 'This text is never shown.',
  'no-cues': 'There is no spoken line in the file.',
  'no-end': 'No end time is given.',
  'no-header': 'The first line must be WEBVTT.',
  'no-length': 'This line begins and ends at the same moment; no player shows it.',
  'no-own-time': 'This paragraph has no time of its own; the time before it counts.',
  'no-times': 'This text has no times and was left out.',
  'not-ttml': 'This is XML, but not TTML.',
  'not-well-formed': 'The XML is not well-formed.',
  nul: 'The file holds NUL characters, which became spaces.',
  'out-of-order': 'This line begins before the line above it.',
  'outside-folders': 'The file lies outside the folders this manifest may name files from.',
  overlap: 'This line begins while an earlier one is still running.',
  'past-end': 'This line or chapter begins after the end of the recording.',
  repeated: 'The same text is repeated many times: often a mistake of speech recognition.',
  rolling: 'Rolling captions: repeated lines were taken together.',
  'several-recordings': 'Words belong to more than one recording.',
  'several-speakers': 'More than one speaker in one line; the first counts.',
  swallowed: 'What stands between angle brackets is no tag; players do not show it.',
  'text-outside-p': 'Text outside any paragraph was left out.',
  'too-deep': 'Elements are nested too deeply.',
  'too-fast': 'So much text in so little time: nobody speaks that fast.',
  'too-large': 'The file is larger than is accepted.',
  'bad-chapter': 'A chapter lacks a start time or a title and was left out.',
  'bad-index': 'The index of the recording is damaged; chapters in it were left out.',
  'index-too-large': 'The index of the recording is larger than is accepted; chapters in it were left out.',
  'nested-chapters': 'There are chapters inside chapters; only the outer ones count.',
  'no-chapters': 'There are no chapters in the file.',
  'too-much': 'Reading the file took too much time or memory and was stopped.',
  'too-many-cues': 'The transcript has more lines than are accepted.',
  'unknown-format': 'This is no transcript that is known.',
  unreadable: 'The file cannot be read.',
  'unsupported-format': 'This format is known and not read; convert it to WebVTT or SRT.',
  untimed: 'The transcript has no times: until it has, it can be searched, but leads to no moment.',
  'untimed-words': 'Some words have no times.',
  'vtt-times': 'Times are written as in SRT; no player shows them like this. Read as SRT.',
  'wrong-language': 'The text seems to be in another language than was said.',
}

export function withEnglish(problem: Problem): Problem & { readonly english: string } {
  return { ...problem, english: ENGLISH[problem.code] ?? problem.message }
}

/** @param locale of the reader: `nl-NL`, `en-GB` */
export function inLanguage(locale: string): (problem: Problem) => Problem {
  return (problem) => (locale.startsWith('en') ? { ...problem, message: withEnglish(problem).english } : problem)
}

/** `FILE:LINE:COLUMN: error|warning CODE message`, the form compilers use and editors can jump to. */
export function formatProblem(file: string, problem: Problem): string {
  return `${file}:${problem.line}:${problem.column}: ${problem.severity} ${problem.code} ${problem.message}`
}
