/** What a file is, and which files belong together: by their names, as people name them. */

export type Role = 'recording' | 'transcript' | 'slides'

export interface Group<F> {
  readonly title: string
  readonly files: readonly { readonly file: F; readonly role: Role }[]
}

const RECORDING = [
  'mp4',
  'm4v',
  'mov',
  'mkv',
  'webm',
  'avi',
  'mpg',
  'mpeg',
  'ts',
  'mts',
  'wmv',
  'mxf',
  'ogv',
  'mp3',
  'm4a',
  'aac',
  'ogg',
  'oga',
  'opus',
  'wav',
  'flac',
]
const TRANSCRIPT = ['vtt', 'srt', 'ttml', 'dfxp', 'xml', 'stl', 'json', 'json3', 'otr', 'ctm', 'stm', 'txt', 'docx']
const SLIDES = ['pdf', 'ppt', 'pptx', 'odp', 'key']

/** Null: we do not know what it is. */
export function roleOf(name: string): Role | null {
  const extension = (/\.([^.]+)$/.exec(name)?.[1] ?? '').toLowerCase()
  if (RECORDING.includes(extension)) return 'recording'
  if (TRANSCRIPT.includes(extension)) return 'transcript'
  return SLIDES.includes(extension) ? 'slides' : null
}

/** The name without what differs between files of one talk: its extension, a language, words such as “dia’s”. */
export function stem(name: string): string {
  return name
    .toLowerCase()
    .replace(/\.[^.]+$/, '')
    .replace(/\.[a-z]{2}(?:-[a-z]{2})?$/, '')
    .replace(/[\s_.-]*(?:transcript|ondertiteling|ondertitels|captions|subtitles|dia'?s|dia’s|slides|presentatie)$/, '')
    .replace(/[\s_-]+/g, ' ')
    .trim()
}

export function titleOf(name: string): string {
  return (
    name
      .replace(/\.[^.]+$/, '')
      .replace(/_+/g, ' ')
      .trim() || name
  )
}

/**
 * A group a recording; a transcript or slides go with the recording of the same name. With one recording everything is its own.
 * @returns `loose`: files that belong to no recording here; `unknown`: of a kind we do not take
 */
export function group<F extends { readonly name: string }>(files: readonly F[]): { groups: Group<F>[]; loose: F[]; unknown: F[] } {
  const known = files.flatMap((file) => {
    const role = roleOf(file.name)
    return role === null ? [] : [{ file, role }]
  })
  const unknown = files.filter((file) => roleOf(file.name) === null)
  const recordings = known.filter(({ role }) => role === 'recording')
  const others = known.filter(({ role }) => role !== 'recording')
  const [only] = recordings
  if (recordings.length === 1 && only) return { groups: [{ title: titleOf(only.file.name), files: known }], loose: [], unknown }
  const groups = recordings.map((recording) => ({
    title: titleOf(recording.file.name),
    files: [recording, ...others.filter(({ file }) => stem(file.name) === stem(recording.file.name))],
  }))
  const placed = new Set(groups.flatMap((one) => one.files.map(({ file }) => file)))
  return { groups, loose: others.filter(({ file }) => !placed.has(file)).map(({ file }) => file), unknown }
}
