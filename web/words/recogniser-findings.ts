/** A list of what was noticed in recognised speech, in any language. */

/** `kind`, milliseconds in the recording, and the line it is about. */
export type FoundInSpeech = readonly [kind: FindingKind, at: number, text: string]

export type FindingKind =
  | 'cut'
  | 'silent'
  | 'nothing'
  | 'outside'
  | 'late'
  | 'backwards'
  | 'reversed'
  | 'words'
  | 'row'
  | 'repeated'
  | 'language'

/** The recording's own page and its history are no place for hundreds. */
const MOST_LISTED = 20
const LONGEST_TEXT = 60

export function listFindings(
  findings: readonly FoundInSpeech[],
  sentences: Record<FindingKind, (time: string, text: string) => string>,
  more: (count: number) => string,
): string {
  // A kind that another version of the program stored has no sentence here.
  const known = findings.filter(([kind]) => kind in sentences)
  const listed = known.slice(0, MOST_LISTED).map(([kind, at, text]) => sentences[kind](clock(at), shortened(text)))
  const rest = known.length - listed.length
  return [...listed, ...(rest > 0 ? [more(rest)] : [])].join('\n')
}

function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const two = (value: number) => String(value).padStart(2, '0')
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

const shortened = (text: string) => (text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 1)}…` : text)
