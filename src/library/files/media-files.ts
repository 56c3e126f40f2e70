/** The files in the media store, and what of the library shows them. */
import type { Kysely } from 'kysely'
import type { OpenDatabase } from '../open.ts'
import type { Database } from '../schema.ts'
import type { Talk } from '../talk/talk.ts'

export interface MediaFile {
  readonly sha256: string
  readonly size: number
  readonly mime: string
}

/** A file and what shows it. */
export interface ShownMedia extends MediaFile {
  readonly talks: readonly Pick<Talk, 'id' | 'visibility' | 'stage' | 'withdrawn'>[]
  /** Whether an event, which everybody may see, shows it. */
  readonly event: boolean
}

/** A recording with a picture, as it was found when it was packaged. */
export interface PackagedRecording {
  readonly mime: string
  readonly duration: number
  readonly width: number
  readonly height: number
  readonly codecs: readonly string[]
}

export interface MediaFiles {
  recordMedia(file: MediaFile): Promise<void>
  /** What is known of a recording that some talk has, packaged by this recipe: it need not be probed again. */
  packagedRecording(sha256: string, recipe: string): Promise<PackagedRecording | null>
  /** The file with the talks that show it: to know a hash is no permission. Remembered until somebody commits. */
  media(sha256: string): Promise<ShownMedia | null>
}

/** The library's part that knows of files; spread into it. */
export function createMediaFiles(database: OpenDatabase, now: () => Date): MediaFiles {
  const { reader, writer } = database
  const remembered = new Map<string, ShownMedia>()
  let rememberedAt = -1

  return {
    async recordMedia(file) {
      await writer
        .insertInto('media_file')
        .values({ ...file, stored_at: now().toISOString() })
        .onConflict((c) => c.doNothing())
        .execute()
    },

    async packagedRecording(sha256, recipe) {
      const row = await reader
        .selectFrom('recording')
        .select(['mime', 'duration_ms', 'width', 'height', 'codecs'])
        .where('sha256', '=', sha256)
        .where('hls', '=', recipe)
        .executeTakeFirst()
      if (!row || row.duration_ms === null || row.width === null || row.height === null) return null
      const { mime, duration_ms, width, height } = row
      return { mime, duration: duration_ms, width, height, codecs: row.codecs.split(',').filter((codec) => codec !== '') }
    },

    async media(sha256) {
      const version = database.version()
      if (version !== rememberedAt) remembered.clear()
      rememberedAt = version
      const known = remembered.get(sha256)
      if (known !== undefined) return known
      const file = await mediaFile(reader, sha256)
      const found = file && { ...file, ...(await shownBy(reader, sha256)) }
      if (remembered.size >= REMEMBERED_MEDIA) remembered.clear()
      // A file that is unknown may be stored at any moment, which changes nothing visitors see.
      if (found) remembered.set(sha256, found)
      return found
    },
  }
}

const REMEMBERED_MEDIA = 10_000

async function mediaFile(db: Kysely<Database>, sha256: string): Promise<MediaFile | null> {
  return (await db.selectFrom('media_file').select(['sha256', 'size', 'mime']).where('sha256', '=', sha256).executeTakeFirst()) ?? null
}

async function shownBy(db: Kysely<Database>, sha256: string): Promise<Pick<ShownMedia, 'talks' | 'event'>> {
  const columns = ['talk.id', 'visibility', 'stage', 'withdrawn'] as const
  const recordings = await db
    .selectFrom('recording')
    .innerJoin('talk', 'talk.id', 'recording.talk_id')
    .select(columns)
    .where((e) => e.or([e('sha256', '=', sha256), e('poster_sha256', '=', sha256), e('storyboard_sha256', '=', sha256)]))
    .execute()
  const attachments = await db
    .selectFrom('attachment')
    .innerJoin('talk', 'talk.id', 'owner_id')
    .select(columns)
    .where('owner_kind', '=', 'talk')
    .where('sha256', '=', sha256)
    .execute()
  const event = await db
    .selectFrom('attachment')
    .select('owner_id')
    .where('owner_kind', '=', 'event')
    .where('sha256', '=', sha256)
    .executeTakeFirst()
  return { talks: [...recordings, ...attachments], event: event !== undefined }
}
