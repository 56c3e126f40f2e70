/**
 * Takes a finished upload from its last byte to its place: hashed, durable, in the media store, and part of its talk. Each step can be
 * repeated after a kill at any moment: “stored” is reported only when file, name and row are on disk. Long because one upload's states
 * are one story.
 */
import { readFile, statfs } from 'node:fs/promises'
import { diskTrouble, Failure } from '../failure.ts'
import { type Actor, SYSTEM } from '../library/audit.ts'
import type { NewUpload, TranscriptQuestion, Upload, Uploads } from '../library/files/uploads.ts'
import { newId } from '../library/ids.ts'
import type { Jobs } from '../library/job/jobs.ts'
import type { Library } from '../library/library.ts'
import type { OpenDatabase } from '../library/open.ts'
import { askForTimes, canAskForTimes } from '../library/talk/ask-for-times.ts'
import { askForTranscript } from '../library/talk/ask-for-transcript.ts'
import { type Recording, type Talk, type TalkRecord, UNMEASURED } from '../library/talk/talk.ts'
import { hashFile } from '../media/store/durable.ts'
import type { Incoming } from '../media/store/incoming/incoming.ts'
import { type MediaStore, original } from '../media/store/store.ts'
import { typeOfName } from '../media/types.ts'
import { error, type Problem } from '../problem.ts'
import { guessMade, otherLanguage } from '../transcript/provenance.ts'
import { isUntimed } from './align-transcript.ts'
import { readTranscriptApart } from './apart/read-apart.ts'
import { newRevisions } from './new-revisions.ts'
import { hashRanges, type Range, sampleRanges } from './same-file.ts'
import { readNewSlides } from './slides/slide-text.ts'

export interface ReceiverParts {
  readonly library: Library
  readonly uploads: Uploads
  readonly jobs: Jobs
  readonly store: MediaStore
  /** Runs the work unless another server of the library does it; null then. */
  readonly once: OpenDatabase['once']
  /** Where files lie while they come in. */
  readonly incoming: Incoming
  /** On the disk where files are taken in; its free room counts. */
  readonly folder: string
  /** Bytes. */
  readonly largest: number
  /** What one account or token may have on its way at once. */
  readonly quota: number
  readonly reserve: number
  /** Whether there is a speech recogniser. */
  readonly recognises: boolean
}

export type Receiver = ReturnType<typeof createReceiver>

/** So long an upload may take, from its first byte to its last. */
const ABANDONED_MS = 7 * 86_400_000
/** A complete upload waits this long for the SHA-256 that its sender promised. */
const HASH_WAIT_MS = 3_600_000
/** Another server finishes it. */
const BUSY_MS = 2000
/** The original, its copy in the form that players read, and smaller sizes. */
const COPIES = 3
/** A transcript is text: larger is something else. */
const LARGEST_TEXT = 64 * 2 ** 20
const MOST_FINDINGS = 200
/** Of a transcript's file: enough for its header and the marks of a machine. */
const HEAD_BYTES = 4000

export function createReceiver(parts: ReceiverParts) {
  const { library, uploads, jobs, store, incoming, once, folder, largest, quota, reserve, recognises } = parts
  const sizeOf = async (id: string) => (await incoming.stat(id))?.size ?? null
  /** Uploads being finished now: the last byte and a start of the server must not do it twice at once. */
  const finishing = new Map<string, Promise<Upload>>()

  async function toStore(upload: Upload): Promise<Upload> {
    const { id, name } = upload
    const size = await sizeOf(id)
    if (size === null) {
      // Moved before the kill and not yet known.
      const moved = upload.sha256 === null ? null : await store.stat(original(upload.sha256))
      if (upload.sha256 === null || !moved) return failed(upload, `Van “${name}” is niets meer over. Stuur het bestand opnieuw.`)
      await uploads.store(id, { sha256: upload.sha256, size: moved.size, mime: typeOfName(name) })
    } else {
      if (size < upload.size) throw new Failure('conflict', ['uploadIncomplete', name])
      await using file = await incoming.local(id)
      const sha256 = await hashFile(file.path)
      if (upload.expected !== null && upload.expected !== sha256) {
        await incoming.remove(id)
        return failed(
          upload,
          `“${name}” kwam anders aan dan verzonden (SHA-256 ${sha256} in plaats van ${upload.expected}). Het is weggegooid; stuur het opnieuw.`,
        )
      }
      await uploads.hashed(id, sha256)
      await store.adopt(file.path, sha256)
      await uploads.store(id, { sha256, size, mime: typeOfName(name) })
      // The doctor may have swept the store's own copy just before it was on record.
      if (!(await store.has(sha256))) await store.adopt(file.path, sha256)
      await incoming.remove(id)
    }
    const stored = await uploads.find(id)
    if (!stored) throw new Failure('not-found', ['uploadDiscarded', name])
    return stored
  }

  async function failed(upload: Upload, problem: string): Promise<Upload> {
    await uploads.fail(upload.id, problem)
    return { ...upload, state: 'failed', problem }
  }

  async function attach(upload: Upload, actor: Actor): Promise<void> {
    const { id, talk, role, sha256 } = upload
    if (talk === null || sha256 === null || upload.attached !== null || upload.question !== null) return
    const file = { name: upload.name, sha256 }
    if (role === 'recording') {
      await putRecording(library, jobs, talk, { file, mime: typeOfName(upload.name) }, actor)
      if (upload.recognise && recognises) await recogniseNew(talk, actor)
      return uploads.attached(id, [])
    }
    if (role === 'transcript') {
      const { findings, problem, question, untimed } = await again(() => putTranscript(library, store, talk, { ...upload, file }, actor))
      // A recording that is uploaded or measured later finds this transcript during its own ingest.
      const now = untimed === undefined ? null : await library.talk(talk)
      if (untimed !== undefined && now && canAskForTimes(now)) await askForTimes({ library, jobs }, now, untimed, actor)
      return question ? uploads.ask(id, question) : uploads.attached(id, findings, problem)
    }
    await library.changeTalk(talk, actor, (now) => ({
      attachments: now.attachments.some((other) => other.file?.sha256 === sha256)
        ? now.attachments
        : [...now.attachments, { kind: role, title: titleOf(upload.name), file, url: null }],
      deed: { action: 'talk.attachment', detail: { file: upload.name } },
    }))
    await uploads.attached(id, [])
    // Nobody waits for it; what a stop leaves unread the next start reads.
    if (role === 'slides') void readNewSlides({ library, store }).catch(() => undefined)
  }

  /** A transcript that is there already is better than one by machine. */
  async function recogniseNew(id: string, actor: Actor): Promise<void> {
    const talk = await library.talk(id)
    if (talk && !talk.transcripts.some(({ language }) => language === talk.language))
      await askForTranscript({ library, jobs }, talk, null, actor)
  }

  async function finishOnce(id: string, actor: Actor): Promise<Upload> {
    const upload = await uploads.find(id)
    if (!upload) throw new Failure('not-found', ['uploadGone', id])
    const stored = upload.state === 'receiving' ? await toStore(upload) : upload
    if (stored.state === 'stored') await attach(stored, actor)
    return (await uploads.find(id)) ?? stored
  }

  let beginning: Promise<void> = Promise.resolve()

  async function mayTake(owner: string, bytes: number): Promise<void> {
    if (bytes > largest) throw new Failure('too-large', ['fileTooLarge', bytes, largest])
    const { bavail, bsize } = await statfs(folder)
    let [promised, own] = [0, bytes]
    for (const upload of await uploads.receiving()) {
      if (incoming.isLocal) promised += Math.max(0, upload.size - ((await sizeOf(upload.id)) ?? 0))
      if (upload.owner === owner) own += upload.size
    }
    if (own > quota) throw new Failure('too-large', ['quotaFull', own, quota])
    const free = bavail * bsize - promised - reserve
    if (bytes * COPIES > free) throw new Failure('unavailable', ['diskTooFull', bytes * COPIES, Math.max(0, free)])
  }

  return {
    incoming,

    /**
     * Accepts a file before its first byte. One at a time, so that two cannot both be given the last room.
     * @param draft the talk to make for it, in the same transaction
     * @throws Failure `too-large`, or `unavailable` for a full disk
     */
    begin(upload: NewUpload, draft: { readonly talk: TalkRecord; readonly actor: Actor } | null = null): Promise<void> {
      const begun = beginning.then(async () => {
        await mayTake(upload.owner, upload.size)
        // One transaction: an upload that was interrupted at its very start leaves no draft without its file.
        if (draft) await library.createTalk(draft.talk, draft.actor, (tx) => uploads.add(upload, tx))
        else await uploads.add(upload)
      })
      beginning = begun.catch(() => undefined)
      return begun
    },

    /** Bytes that lie here; null: no file. */
    sizeOf,

    /** Which parts of what came in must be the same in a file before it may continue this upload. */
    async samples(id: string): Promise<{ received: number; ranges: Range[] }> {
      const received = (await sizeOf(id)) ?? 0
      return { received, ranges: sampleRanges(id, received) }
    },

    /** @param hashes the SHA-256 of each range of `samples`, in the sender's file */
    async isSameFile(id: string, received: number, hashes: readonly string[]): Promise<boolean> {
      if (received > ((await sizeOf(id)) ?? 0)) return false
      const own = await hashRanges(({ from, to }) => incoming.read(id, from, to), sampleRanges(id, received))
      return own.length === hashes.length && own.every((hash, i) => hash === hashes[i])
    },

    /**
     * After the last byte. Said twice, done once.
     * @returns the upload, `stored` with its SHA-256 or `failed` with the reason
     * @throws Failure `conflict` while bytes are missing
     */
    finish(id: string, actor: Actor): Promise<Upload> {
      const under = finishing.get(id)
      if (under) return under
      const work = once(`upload ${id}`, () => finishOnce(id, actor))
        .then((upload) => {
          if (upload === null) throw new Failure('unavailable', ['uploadBusy'], { retryAfter: BUSY_MS })
          return upload
        })
        .finally(() => finishing.delete(id))
      finishing.set(id, work)
      return work
    },

    /**
     * A whole file in one go: a form without scripts, or a program that sends a transcript. Unknown until it is here to its last byte.
     * @param announced how many bytes were said to come
     * @throws Failure `too-large`, or `unavailable` for a full disk
     */
    async take(
      fields: Pick<NewUpload, 'owner' | 'name' | 'talk' | 'role' | 'language'> &
        Partial<Pick<NewUpload, 'made' | 'confirmed' | 'recognise'>>,
      content: AsyncIterable<Uint8Array>,
      actor: Actor,
      { announced = 0, most = largest }: { announced?: number; most?: number } = {},
    ): Promise<Upload> {
      await mayTake(fields.owner, announced)
      const id = newId(20)
      let size = 0
      const measured = async function* () {
        for await (const chunk of content) {
          size += chunk.length
          if (size > most) throw new Failure('too-large', ['fileLargerThan', fields.name, most])
          yield chunk
        }
      }
      try {
        await incoming.create(id)
        await incoming.write(id, 0, measured())
        if (size === 0) throw new Failure('invalid', ['fileEmpty', fields.name])
        await uploads.add({ made: null, confirmed: false, recognise: false, ...fields, id, size, expected: null, awaits: false })
      } catch (cause) {
        await incoming.remove(id)
        const trouble = diskTrouble(cause)
        if (trouble !== null) throw new Failure('unavailable', `${trouble} Vraag de beheerder dit te verhelpen.`, { cause })
        throw cause
      }
      return this.finish(id, actor)
    },

    /** At a start: what was complete when the server stopped is finished now. @returns how many */
    async takeUp(onError: (id: string, cause: unknown) => void): Promise<number> {
      let done = 0
      for (const upload of await uploads.unfinished()) {
        const size = await sizeOf(upload.id)
        const complete = upload.state === 'stored' || upload.sha256 !== null || (size !== null && size >= upload.size)
        if (!complete || upload.awaits) continue
        try {
          await this.finish(upload.id, SYSTEM)
          done++
        } catch (cause) {
          onError(upload.id, cause)
        }
      }
      return done
    },

    /** Throws away what did not become complete in a week, and files that no upload knows. @returns how many */
    async sweep(now: Date): Promise<number> {
      let gone = 0
      const known = await uploads.receiving()
      for (const upload of known) {
        const facts = await incoming.stat(upload.id)
        // All bytes came in, and then the browser was closed before it sent the hash, or the media store did not answer.
        if (facts !== null && facts.size >= upload.size && now.getTime() - facts.modified.getTime() > HASH_WAIT_MS) {
          if (upload.awaits) await uploads.expect(upload.id, null)
          await this.finish(upload.id, SYSTEM).catch((cause: unknown) => {
            // The file stays here, and the next sweep tries again.
            if (!(cause instanceof Failure) || cause.code !== 'unavailable') throw cause
          })
          continue
        }
        if (now.getTime() - Date.parse(upload.created) < ABANDONED_MS || finishing.has(upload.id)) continue
        await incoming.remove(upload.id)
        await uploads.fail(upload.id, `“${upload.name}” was na een week niet compleet en is weggegooid. Stuur het bestand opnieuw.`)
        gone++
      }
      const ids = new Set(known.map(({ id }) => id))
      for await (const { id, modified } of incoming.list()) {
        if (ids.has(id) || now.getTime() - modified.getTime() < ABANDONED_MS) continue
        await incoming.remove(id)
        gone++
      }
      return gone
    },

    /** Removes what has come in of these uploads; their rows are gone already. */
    async removeFiles(ids: readonly string[]): Promise<void> {
      for (const id of ids) await incoming.remove(id)
    },

    /** Throws it away, whatever of it is here; what is stored stays in the store. */
    async discard(id: string): Promise<void> {
      await incoming.remove(id)
      await uploads.remove(id)
    },
  }
}

/** A recording in its talk, with all the work that follows, in one transaction. The same one again starts the work again. */
async function putRecording(
  library: Library,
  jobs: Jobs,
  talk: string,
  { file, mime }: { file: { name: string; sha256: string }; mime: string },
  actor: Actor,
): Promise<void> {
  let job = ''
  await library.changeTalk(talk, actor, ({ recording }) => ({
    recording: recording?.original?.sha256 === file.sha256 ? recording : ({ ...UNMEASURED, original: file, mime } satisfies Recording),
    deed: { action: 'talk.recording', detail: { file: file.name, sha256: file.sha256 } },
    and: async (tx) => {
      job = await jobs.start(tx, talk, file.sha256, actor)
    },
  }))
  jobs.announce(job)
}

/**
 * A transcript in its talk: the first revision, or a new one on top. What cannot be read is kept as a file and said. A file in another
 * language than the one it was sent for is left until somebody says where it belongs.
 */
async function putTranscript(
  library: Library,
  store: MediaStore,
  talk: string,
  { file, language, made: stated, confirmed }: Pick<Upload, 'language' | 'made' | 'confirmed'> & { file: { name: string; sha256: string } },
  actor: Actor,
): Promise<{ findings: Problem[]; problem: string | null; question?: TranscriptQuestion; untimed?: string }> {
  const { size } = (await store.stat(original(file.sha256))) ?? { size: 0 }
  if (size > LARGEST_TEXT) return unreadable(`“${file.name}” is ${sizeText(size)}: te groot voor een transcript. Is het een ander bestand?`)
  const now: Talk | null = await library.talk(talk)
  const duration = now?.recording?.duration ?? undefined
  await using local = await store.local(original(file.sha256))
  const content = await readFile(local.path)
  const speakers = now?.speakers.map(({ name }) => name)
  const read = await readTranscriptApart(content, { duration, language, speakers })
  const findings = read.problems.slice(0, MOST_FINDINGS)
  if (read.cues.length === 0)
    return { findings, problem: `In “${file.name}” staan geen bruikbare regels. Verbeter het bestand of lever een andere vorm aan.` }
  const newest = now?.transcripts.find((transcript) => transcript.language === language)
  const head = content.subarray(0, HEAD_BYTES).toString('utf8')
  const guess = guessMade({ name: file.name, head }, read.format)
  const texts = read.cues.map(({ text }) => text)
  const other = confirmed ? null : otherLanguage({ name: file.name, head, texts }, language)
  if (other !== null) return { findings, problem: null, question: { language: other, made: stated ?? guess } }
  // Nothing in a file shows that a person made it; a machine's mark shows that one did.
  const made = stated ?? (guess === 'asr' ? guess : (newest?.made ?? (now?.demonstration ? 'synthetic' : guess)))
  const reviewed = (newest?.reviewed ?? false) && made === newest?.made
  const revisions = await newRevisions(library, talk, { language, cues: read.cues, source: file, author: actor.name })
  if (revisions.length === 0) return { findings, problem: null }
  await library.changeTalk(talk, actor, () => ({
    // A corrected text is still of the program that made it; new output of a program may be of another.
    transcripts: [{ language, made, reviewed, ...(made === newest?.made && guess !== 'asr' ? {} : { maker: null }), revisions }],
    deed: { action: 'talk.transcript', detail: { file: file.name, language, made, revision: revisions.at(-1)?.number } },
  }))
  return { findings, problem: null, ...(isUntimed(read.cues) ? { untimed: language } : {}) }
}

/** A revision may be saved between reading the newest and adding to it: then this is done again on that revision. */
async function again<T>(work: () => Promise<T>, times = 3): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (times > 1 && error instanceof Failure && error.code === 'conflict') return again(work, times - 1)
    throw error
  }
}

function unreadable(problem: string): { findings: Problem[]; problem: string } {
  return { findings: [error('too-large', problem)], problem }
}

/** What people call it: the name without folders and extension. */
export function titleOf(name: string): string {
  return (
    name
      .replace(/\.[A-Za-z0-9]{1,5}$/, '')
      .replaceAll(/[_]+/g, ' ')
      .trim() || name
  )
}

const size = new Intl.NumberFormat('nl-NL', { maximumFractionDigits: 1 })

function sizeText(bytes: number): string {
  return bytes >= 1e9
    ? `${size.format(bytes / 1e9)} GB`
    : bytes >= 1e6
      ? `${size.format(bytes / 1e6)} MB`
      : `${size.format(bytes / 1e3)} kB`
}
