/** Manifests into the library: checked whole, stored, and published a talk at a time. Safe to repeat and to interrupt. */
import { createHash } from 'node:crypto'
import { Failure, messageOf } from '../../failure.ts'
import type { Event, ProgrammeItem } from '../../library/event/event.ts'
import type { Library } from '../../library/library.ts'
import type { Attachment } from '../../library/talk/talk.ts'
import type { Ffmpeg } from '../../media/ffmpeg/ffmpeg.ts'
import { HLS_RECIPE } from '../../media/recipe.ts'
import type { MediaStore } from '../../media/store/store.ts'
import { error, type Problem, warning } from '../../problem.ts'
import { storeAttachments } from '../keep.ts'
import { besideManifest, findManifests, type ManifestFile } from './find-manifests.ts'
import { type FileProblem, gatherFiles, gatherTalk, namedFiles } from './gather.ts'
import { storeTalk } from './import-talk.ts'
import { type ImportedFields, keepEventChanges } from './kept-changes.ts'
import type { LocalFile } from './local-files.ts'
import type { EventManifest, Manifest, TalkManifest } from './manifest.ts'
import { speakersOf } from './names.ts'
import type { FileRules } from './readable-folders.ts'
import { notedSight } from './unchanged.ts'

export type ImportStatus = 'added' | 'changed' | 'unchanged' | 'failed'

export interface ImportRow {
  readonly kind: 'event' | 'talk' | 'file'
  /** The manifest's id, or the file where it has none. */
  readonly id: string
  readonly file: string
  readonly status: ImportStatus
  readonly problems: readonly FileProblem[]
}

export interface ImportOptions extends FileRules {
  readonly library: Library
  readonly store: MediaStore
  /** Looked for when the first recording is packaged; left out: mediabunny packages. */
  readonly ffmpeg?: () => Promise<Ffmpeg | null>
  /** Checks everything and says what would happen, and stores nothing. */
  readonly dryRun?: boolean
  /** Opens every manifest, also where nothing changed since the last import. */
  readonly full?: boolean
  /** Called as each event and talk is done. @param done of `total`, this one included */
  readonly onRow?: (row: ImportRow, done: number, total: number) => void
  /** Once it is aborted, what is under way is cut short and nothing further is begun. */
  readonly signal?: AbortSignal
}

/** @throws Failure `not-found` for a path that does not exist; what is wrong inside the manifests is in the rows */
export async function importManifests(paths: readonly string[], options: ImportOptions): Promise<ImportRow[]> {
  const rows: ImportRow[] = []
  const found = await findManifests(paths, options, options.full ? null : options.library)
  const broken = found.files.filter(({ problems }) => problems.some((problem) => problem.severity === 'error'))
  const total = found.unchanged.length + broken.length + found.events.length + found.talks.length
  const add = (row: ImportRow) => {
    rows.push(row)
    options.onRow?.(row, rows.length, total)
  }
  for (const { path, id, problems } of broken)
    add({ kind: 'file', id: id ?? path, file: path, status: 'failed', problems: problems.map((problem) => ({ file: path, problem })) })
  const events = new Set(await options.library.allEventIds())
  for (const { path, kind, id } of found.unchanged) add({ kind, id, file: path, status: 'unchanged', problems: [] })
  for (const manifest of found.events) {
    if (options.signal?.aborted) return rows
    const row = await noted(manifest, options, importEvent).catch((cause: unknown) => failedRow('event', manifest, cause))
    if (options.signal?.aborted) return rows
    if (row.status !== 'failed') events.add(manifest.value.id)
    add(row)
  }
  for (const manifest of found.talks) {
    if (options.signal?.aborted) return rows
    const { id, event } = manifest.value
    if (event !== undefined && !events.has(event)) {
      const { line, column } = manifest.place(['event'])
      const problem = error(
        'unknown-event',
        `De bijeenkomst “${event}” bestaat niet; voeg haar event.yaml toe of verbeter het id.`,
        line,
        column,
      )
      add({ kind: 'talk', id, file: manifest.path, status: 'failed', problems: [{ file: manifest.path, problem }] })
      continue
    }
    const gone = await thrownAway(manifest, options.library)
    if (gone) {
      add({ kind: 'talk', id, file: manifest.path, status: 'unchanged', problems: [{ file: manifest.path, problem: gone }] })
      continue
    }
    const row = await noted(manifest, options, importTalk).catch((cause: unknown) => failedRow('talk', manifest, cause))
    // What was cut short has not failed: the next import does it.
    if (options.signal?.aborted) return rows
    add(row)
  }
  return rows
}

/** Imports, and notes how everything looked before it was read: a file that changes meanwhile is read again next time. */
async function noted<M extends Manifest>(
  manifest: ManifestFile<M>,
  options: ImportOptions,
  importOne: (manifest: ManifestFile<M>, options: ImportOptions) => Promise<ImportRow>,
): Promise<ImportRow> {
  const { path, value, folders } = manifest
  const named = namedFiles(value).map(({ name }) => besideManifest(path, name))
  const note = await notedSight([path, ...new Set(named)], folders)
  const row = await importOne(manifest, options)
  if (note === null || row.status === 'failed' || options.dryRun) return row
  const { kind, id } = value
  const record = await options.library.importRecord(kind, id)
  if (record) await options.library.noteManifest(path, { kind, id, fingerprint: record.fingerprint, note })
  return row
}

async function importTalk(manifest: ManifestFile<TalkManifest>, options: ImportOptions): Promise<ImportRow> {
  const { id } = manifest.value
  const row = { kind: 'talk' as const, id, file: manifest.path }
  const { files, problems } = await gatherFiles(manifest, options.library, options.signal)
  const print = fingerprint(manifest.value, files)
  const known = await options.library.importRecord('talk', id)
  if (known?.fingerprint === print && problems.length === 0) return { ...row, status: 'unchanged', problems: [] }
  const gathered = await gatherTalk(manifest, options.library, options.signal)
  const failed = gathered.problems.some(({ file, problem }) => problem.severity === 'error' && file === manifest.path)
  const leftAlone: FileProblem[] = []
  if (!failed && !options.dryRun) {
    const before = (known?.fields as ImportedFields | undefined) ?? null
    const parts = { ...options, signal: options.signal, ffmpeg: (await options.ffmpeg?.()) ?? null }
    const { fields, passedOver } = await storeTalk(manifest, gathered, before, parts)
    await options.library.recordImport('talk', id, { fingerprint: print, fields })
    for (const field of passedOver) leftAlone.push({ file: manifest.path, problem: leftToPeople(field, manifest) })
  }
  const status = failed ? 'failed' : known === null ? 'added' : 'changed'
  return { ...row, status, problems: [...gathered.problems, ...leftAlone] }
}

/** Whether the talk was thrown away or erased in the library: its manifest does not bring it back. */
async function thrownAway({ value: { id }, place }: ManifestFile<TalkManifest>, library: Library): Promise<Problem | null> {
  const { line, column } = place(['id'])
  if (await library.tombstone('talk', id))
    return warning('erased', `De opname “${id}” is in de bibliotheek gewist en komt niet terug. Verwijder dit manifest.`, line, column)
  if (await library.binEntryOfTalk(id))
    return warning(
      'in-bin',
      `De opname “${id}” ligt in de prullenbak van de bibliotheek. Zet haar daar terug, of verwijder dit manifest.`,
      line,
      column,
    )
  return null
}

/** One manifest that cannot be imported is its own problem: the others are imported all the same. */
function failedRow(kind: 'event' | 'talk', manifest: ManifestFile, cause: unknown): ImportRow {
  const unreadable = cause instanceof Failure && cause.code === 'unreadable'
  const { line, column } = manifest.place(unreadable ? ['recording', 'file'] : ['id'])
  const { recording } = { recording: undefined, ...manifest.value }
  const file = unreadable && recording && 'file' in recording ? `${besideManifest(manifest.path, recording.file)}: ` : ''
  const message = cause instanceof Failure ? file + cause.message : `Het inlezen mislukte (${messageOf(cause)}).`
  const problem = error(unreadable ? 'unreadable-media' : 'import-failed', message, line, column)
  return { kind, id: manifest.value.id, file: manifest.path, status: 'failed', problems: [{ file: manifest.path, problem }] }
}

async function importEvent(manifest: ManifestFile<EventManifest>, { library, store, dryRun }: ImportOptions): Promise<ImportRow> {
  const { id } = manifest.value
  const { files, problems } = await gatherFiles(manifest, library)
  const print = fingerprint(manifest.value, files)
  const known = (await library.importRecord('event', id))?.fingerprint ?? null
  const row = { kind: 'event' as const, id, file: manifest.path, problems }
  if (problems.length > 0) return { ...row, status: 'failed' }
  if (known === print) return { ...row, status: 'unchanged' }
  if (!dryRun) {
    const attachments = await storeAttachments(manifest.value.attachments, files, { library, store })
    const wanted = eventOf(manifest.value, attachments)
    const { event, fields } = keepEventChanges(wanted, await library.event(id), await library.importRecord('event', id))
    await library.saveEvent(event)
    await library.recordImport('event', id, { fingerprint: print, fields })
  }
  return { ...row, status: known === null ? 'added' : 'changed' }
}

/** Keys of the manifest where they are called otherwise than in the library. */
const KEYS: Record<string, string> = { publishAt: 'stage', withdrawnReason: 'withdrawn' }

function leftToPeople(field: string, { place }: ManifestFile<TalkManifest>): Problem {
  const key = KEYS[field] ?? field
  const { line, column } = place([key])
  const told = `“${key}” is in de bibliotheek zelf gewijzigd en blijft zoals het daar staat. Wijzig het daar, of neem de waarde uit de bibliotheek hier over.`
  return warning('kept-change', told, line, column)
}

/** The same manifest with the same files gives the same fingerprint, wherever it lies. */
function fingerprint(manifest: Manifest, files: ReadonlyMap<string, LocalFile>): string {
  const hashes = [...files].map(([name, file]) => [name, file.sha256])
  return createHash('sha256')
    .update(JSON.stringify([HLS_RECIPE, manifest, hashes]))
    .digest('hex')
}

function eventOf(manifest: EventManifest, attachments: readonly Attachment[]): Event {
  const { date } = manifest
  const [from, to] = date === 'unknown' ? [null, null] : typeof date === 'string' ? [date, null] : [date.from, date.to]
  return {
    id: manifest.id,
    title: manifest.title,
    from,
    to,
    place: manifest.place ?? null,
    organisers: manifest.organisers,
    summary: manifest.summary ?? null,
    registration: manifest.registration ?? null,
    programme: manifest.programme.map(slotOf),
    links: manifest.links.map(({ title, url }) => ({ title, url: url ?? null })),
    attachments,
  }
}

function slotOf(slot: EventManifest['programme'][number]): ProgrammeItem {
  const [from = null, to = null] = slot.time?.split(/\s*[-–]\s*/).map((time) => time.replace('.', ':').padStart(5, '0')) ?? []
  return {
    from,
    to,
    part: slot.part ?? null,
    title: slot.title,
    kind: slot.kind,
    speakers: speakersOf(slot.speakers),
    description: slot.description ?? null,
    talk: slot.talk ?? null,
  }
}
