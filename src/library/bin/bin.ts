/**
 * The bin: talks, transcripts of one language and attachments that somebody threw away, to be taken back within 30 days. A talk in the bin
 * counts as withdrawn, so that every rule that hides a withdrawn talk hides it too.
 */
import type { Kysely, Selectable, Transaction } from 'kysely'
import { Failure } from '../../failure.ts'
import { type Actor, recordDeed } from '../audit.ts'
import { type Changing, hidingOn, recordChanges } from '../changes.ts'
import { newId } from '../ids.ts'
import { type Page, type PageRequest, pageOf } from '../lists/page.ts'
import type { OpenDatabase } from '../open.ts'
import type { Database } from '../schema.ts'
import { saveAttachments } from '../talk/attachments.ts'
import type { Attachment, Talk, TranscriptRecord } from '../talk/talk.ts'
import { loadTalks } from '../talk/talks.ts'
import { loadTranscriptRecords, saveTranscript } from '../talk/transcripts.ts'

/** Days that an entry can be taken back. */
export const BIN_DAYS = 30

export type BinKind = Database['bin']['kind']

export interface BinEntry {
  readonly id: string
  readonly kind: BinKind
  readonly talk: string
  readonly talkTitle: string
  /** Whether visitors could see the talk before it went into the bin; false too for a transcript or an attachment. */
  readonly published: boolean
  /** The attachment's title, or the transcript's language; null for a talk. */
  readonly part: string | null
  /** UTC instants. */
  readonly at: string
  readonly erases: string
  readonly by: string
}

/** What restoring puts back, by kind. */
interface Payloads {
  talk: Pick<Talk, 'withdrawn' | 'withdrawnReason'>
  attachment: { readonly attachment: Attachment; readonly position: number }
  transcript: { readonly transcript: TranscriptRecord; readonly copies: readonly Selectable<Database['transcript_draft_copy']>[] }
}

export interface Bin {
  /**
   * Puts a talk in the bin: hidden everywhere at once, as a withdrawn talk is.
   * @param check gets the talk as it is and throws when the sender may not do this to it
   * @param and what else belongs to it, in the same transaction
   * @returns the entry's id
   * @throws Failure `not-found`, or `conflict` for a talk that is in the bin
   */
  binTalk(id: string, actor: Actor, check?: (talk: Talk) => void, and?: (tx: Transaction<Database>) => Promise<void>): Promise<string>
  /** Puts a transcript with all its revisions in the bin. @returns the entry's id @throws Failure `not-found` or `conflict` */
  binTranscript(id: string, language: string, actor: Actor): Promise<string>
  /** @param title of the attachment at that position, as the sender saw it @returns the entry's id @throws Failure `not-found` or `conflict` */
  binAttachment(id: string, position: number, title: string, actor: Actor): Promise<string>
  /**
   * @param check gets the entry and throws when the sender may not restore it
   * @returns the talk's id
   * @throws Failure `not-found`, or `conflict` where something has taken its place
   */
  restoreFromBin(entry: string, actor: Actor, check?: (entry: BinEntry) => void): Promise<string>
  /** Last thrown away first. */
  binPage(request: PageRequest): Promise<Page<BinEntry>>
  /** @throws Failure `not-found` */
  binEntry(id: string): Promise<BinEntry>
  /** The entry of a talk that is in the bin itself, or null. */
  binEntryOfTalk(talk: string): Promise<BinEntry | null>
  /** Languages of a talk whose transcript was thrown away, in the bin or erased. */
  discardedTranscripts(talk: string): Promise<Set<string>>
  /** Entries whose days are over, the oldest first. @param most at once */
  dueInBin(most: number): Promise<BinEntry[]>
}

export function createBin({ reader, noteHidden }: OpenDatabase, changing: Changing, now: () => Date): Bin {
  const hiding = hidingOn(changing, noteHidden)

  async function loadStanding(tx: Transaction<Database>, id: string): Promise<Talk> {
    const [talk] = await loadTalks(tx, [id])
    if (!talk) throw new Failure('not-found', ['noTalk'])
    if (talk.binned !== null) throw new Failure('conflict', ['alreadyInBin'])
    return talk
  }

  async function add<K extends BinKind>(
    tx: Transaction<Database>,
    kind: K,
    talk: string,
    actor: Actor,
    payload: Payloads[K],
  ): Promise<string> {
    const id = newId()
    const row = { id, kind, talk_id: talk, at: now().toISOString(), by_name: actor.name, payload: JSON.stringify(payload) }
    await tx.insertInto('bin').values(row).execute()
    return id
  }

  return {
    async binTalk(id, actor, check = () => {}, and = async () => {}) {
      return hiding(async (tx) => {
        const talk = await loadStanding(tx, id)
        check(talk)
        const at = now().toISOString()
        const { withdrawn, withdrawnReason } = talk
        const entry = await add(tx, 'talk', id, actor, { withdrawn, withdrawnReason })
        await tx
          .updateTable('talk')
          .set({ withdrawn: withdrawn ?? at.slice(0, 10), updated_at: at })
          .where('id', '=', id)
          .execute()
        await and(tx)
        await recordDeed(tx, at, actor, { action: 'talk.bin', subject: id, detail: { title: talk.title } })
        await recordChanges(tx, [id], at)
        return entry
      })
    },

    async binTranscript(id, language, actor) {
      return hiding(async (tx) => {
        await loadStanding(tx, id)
        const transcript = (await loadTranscriptRecords(tx, id)).find((record) => record.language === language)
        if (!transcript) throw new Failure('not-found', ['noTranscript'])
        const draft = await tx
          .selectFrom('transcript_draft')
          .select('author_name')
          .where('talk_id', '=', id)
          .where('language', '=', language)
          .executeTakeFirst()
        if (draft) throw new Failure('conflict', ['transcriptHasDraft', draft.author_name])
        const copies = await tx
          .deleteFrom('transcript_draft_copy')
          .where('talk_id', '=', id)
          .where('language', '=', language)
          .returningAll()
          .execute()
        const entry = await add(tx, 'transcript', id, actor, { transcript, copies })
        await tx.deleteFrom('transcript').where('talk_id', '=', id).where('language', '=', language).execute()
        await touch(tx, id, actor, { action: 'transcript.bin', detail: { language } })
        return entry
      })
    },

    async binAttachment(id, position, title, actor) {
      return hiding(async (tx) => {
        const { attachments } = await loadStanding(tx, id)
        const attachment = attachments[position]
        if (!attachment || attachment.title !== title) throw new Failure('conflict', ['attachmentGone'])
        const entry = await add(tx, 'attachment', id, actor, { attachment, position })
        await saveAttachments(tx, 'talk', id, attachments.toSpliced(position, 1))
        await touch(tx, id, actor, { action: 'talk.attachment.remove', detail: { file: attachment.file?.name ?? attachment.title } })
        return entry
      })
    },

    async restoreFromBin(entry, actor, check = () => {}) {
      return changing(async (tx) => {
        const row = await tx.selectFrom('bin').selectAll().where('id', '=', entry).executeTakeFirst()
        const [described] = await loadEntries(tx, [entry])
        if (!row || !described) throw notInBin()
        check(described)
        const talk = row.talk_id
        await tx.deleteFrom('bin').where('id', '=', entry).execute()
        if (row.kind === 'talk') {
          const { withdrawn, withdrawnReason } = JSON.parse(row.payload) as Payloads['talk']
          await tx.updateTable('talk').set({ withdrawn, withdrawn_reason: withdrawnReason }).where('id', '=', talk).execute()
        } else {
          const { attachments, transcripts } = await loadStanding(tx, talk)
          if (row.kind === 'attachment') {
            const { attachment, position } = JSON.parse(row.payload) as Payloads['attachment']
            await saveAttachments(tx, 'talk', talk, attachments.toSpliced(position, 0, attachment))
          } else {
            const { transcript, copies } = JSON.parse(row.payload) as Payloads['transcript']
            if (transcripts.some(({ language }) => language === transcript.language)) throw new Failure('conflict', ['transcriptReplaced'])
            await saveTranscript(tx, talk, transcript)
            if (copies.length > 0)
              await tx
                .insertInto('transcript_draft_copy')
                .values([...copies])
                .execute()
          }
        }
        await touch(tx, talk, actor, { action: 'bin.restore', detail: { kind: row.kind } })
        return talk
      })
    },

    async binPage(request) {
      const { total } = await reader
        .selectFrom('bin')
        .select((e) => e.fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow()
      return pageOf(request, total, async (offset) => {
        const rows = await reader
          .selectFrom('bin')
          .select('id')
          .orderBy('at', 'desc')
          .orderBy('id')
          .limit(request.size)
          .offset(offset)
          .execute()
        return loadEntries(
          reader,
          rows.map(({ id }) => id),
        )
      })
    },

    async binEntry(id) {
      const [entry] = await loadEntries(reader, [id])
      if (!entry) throw notInBin()
      return entry
    },

    async binEntryOfTalk(talk) {
      const row = await reader.selectFrom('bin').select('id').where('talk_id', '=', talk).where('kind', '=', 'talk').executeTakeFirst()
      return row ? this.binEntry(row.id) : null
    },

    async discardedTranscripts(talk) {
      const binned = await reader.selectFrom('bin').select('payload').where('talk_id', '=', talk).where('kind', '=', 'transcript').execute()
      const erased = await reader.selectFrom('tombstone').select('id').where('kind', '=', 'transcript').where('talk', '=', talk).execute()
      return new Set([
        ...binned.map(({ payload }) => (JSON.parse(payload) as Payloads['transcript']).transcript.language),
        ...erased.map(({ id }) => id.slice(talk.length + 1)),
      ])
    },

    async dueInBin(most) {
      const before = new Date(now().getTime() - BIN_DAYS * 86_400_000).toISOString()
      const rows = await reader.selectFrom('bin').select('id').where('at', '<=', before).orderBy('at').limit(most).execute()
      return loadEntries(
        reader,
        rows.map(({ id }) => id),
      )
    },
  }

  /** The talk changed: its stamp, a line in the log, and a number for the followers. */
  async function touch(
    tx: Transaction<Database>,
    talk: string,
    actor: Actor,
    deed: { readonly action: string; readonly detail: Readonly<Record<string, unknown>> },
  ): Promise<void> {
    const at = now().toISOString()
    await tx.updateTable('talk').set({ updated_at: at }).where('id', '=', talk).execute()
    await recordDeed(tx, at, actor, { ...deed, subject: talk })
    await recordChanges(tx, [talk], at)
  }
}

const notInBin = () => new Failure('not-found', ['notInBin'])

async function loadEntries(db: Kysely<Database>, ids: readonly string[]): Promise<BinEntry[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('bin')
    .innerJoin('talk', 'talk.id', 'bin.talk_id')
    .selectAll('bin')
    .select(['talk.title', 'talk.stage'])
    .where('bin.id', 'in', ids)
    .orderBy('at', 'desc')
    .orderBy('bin.id')
    .execute()
  return rows.map(({ id, kind, talk_id, at, by_name, payload, title, stage }) => ({
    id,
    kind,
    talk: talk_id,
    talkTitle: title,
    published: kind === 'talk' && stage === 'published',
    part: partOf(kind, payload),
    at,
    erases: new Date(Date.parse(at) + BIN_DAYS * 86_400_000).toISOString(),
    by: by_name,
  }))
}

function partOf(kind: BinKind, payload: string): string | null {
  if (kind === 'attachment') return (JSON.parse(payload) as Payloads['attachment']).attachment.title
  if (kind === 'transcript') return (JSON.parse(payload) as Payloads['transcript']).transcript.language
  return null
}
