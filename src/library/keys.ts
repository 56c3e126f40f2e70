/** Keys that stand for a person: API tokens and preview links. Each is shown once; only its hash is kept. */
import { Failure } from '../failure.ts'
import { type Actor, recordDeed } from './audit.ts'
import { hashSecret, newId } from './ids.ts'
import type { OpenDatabase } from './open.ts'

export interface ApiToken {
  readonly id: string
  readonly name: string
  readonly scopes: readonly string[]
  readonly created: string
  readonly createdBy: string
  readonly expires: string | null
  readonly lastUsed: string | null
  readonly revoked: string | null
}

export interface PreviewLink {
  readonly id: string
  readonly talk: string
  readonly created: string
  readonly createdBy: string
  readonly expires: string
}

const TOKEN_PREFIX = 'wrd_'
const PREVIEW_DAYS = 14
/** A token's last use is noted by the minute: not every request of a machine needs a write. */
const NOTE_USE_EVERY_MS = 60_000

export type Keys = ReturnType<typeof createKeys>

export function createKeys({ reader, writer }: OpenDatabase, now: () => Date = () => new Date()) {
  return {
    /** @returns the token itself, for the only time */
    async addToken(
      name: string,
      scopes: readonly string[],
      expires: string | null,
      actor: Actor,
    ): Promise<{ token: ApiToken; secret: string }> {
      const secret = TOKEN_PREFIX + newId(32)
      const at = now().toISOString()
      const row = { id: newId(), name, hash: hashSecret(secret), scopes: JSON.stringify(scopes), created_at: at, created_by: actor.name }
      await writer.transaction().execute(async (tx) => {
        await tx
          .insertInto('api_token')
          .values({ ...row, expires_at: expires, last_used_at: null, revoked_at: null })
          .execute()
        await recordDeed(tx, at, actor, { action: 'token.create', subject: row.id, detail: { name, scopes: [...scopes], expires } })
      })
      return {
        token: { id: row.id, name, scopes, created: at, createdBy: actor.name, expires, lastUsed: null, revoked: null },
        secret,
      }
    },

    async tokens(): Promise<ApiToken[]> {
      return (await reader.selectFrom('api_token').selectAll().orderBy('created_at').execute()).map(tokenOf)
    },

    /** The token this secret belongs to, unless it was revoked or is over. */
    async tokenBySecret(secret: string): Promise<ApiToken | null> {
      const row = await reader.selectFrom('api_token').selectAll().where('hash', '=', hashSecret(secret)).executeTakeFirst()
      const at = now()
      if (!row || row.revoked_at !== null || (row.expires_at !== null && row.expires_at <= at.toISOString())) return null
      if (row.last_used_at === null || at.getTime() - Date.parse(row.last_used_at) > NOTE_USE_EVERY_MS)
        await writer.updateTable('api_token').set({ last_used_at: at.toISOString() }).where('id', '=', row.id).execute()
      return tokenOf(row)
    },

    /** @throws Failure `not-found` */
    async revokeToken(id: string, actor: Actor): Promise<void> {
      const at = now().toISOString()
      await writer.transaction().execute(async (tx) => {
        const done = await tx
          .updateTable('api_token')
          .set({ revoked_at: at })
          .where('id', '=', id)
          .where('revoked_at', 'is', null)
          .executeTakeFirst()
        if (done.numUpdatedRows === 0n) throw new Failure('not-found', ['noToken'])
        await recordDeed(tx, at, actor, { action: 'token.revoke', subject: id })
      })
    },

    /** @returns the secret for the link, for the only time */
    async addPreview(talk: string, actor: Actor): Promise<{ link: PreviewLink; secret: string }> {
      const secret = newId(32)
      const created = now()
      const link = {
        id: newId(),
        talk,
        created: created.toISOString(),
        createdBy: actor.name,
        expires: new Date(created.getTime() + PREVIEW_DAYS * 86_400_000).toISOString(),
      }
      await writer.transaction().execute(async (tx) => {
        await tx
          .insertInto('preview_link')
          .values({
            id: link.id,
            talk_id: talk,
            hash: hashSecret(secret),
            created_at: link.created,
            created_by: link.createdBy,
            expires_at: link.expires,
            revoked_at: null,
          })
          .execute()
        await recordDeed(tx, link.created, actor, { action: 'preview.create', subject: talk, detail: { link: link.id } })
      })
      return { link, secret }
    },

    /** Links to this talk that still open it. */
    async previews(talk: string): Promise<PreviewLink[]> {
      const rows = await reader
        .selectFrom('preview_link')
        .selectAll()
        .where('talk_id', '=', talk)
        .where('revoked_at', 'is', null)
        .where('expires_at', '>', now().toISOString())
        .orderBy('created_at')
        .execute()
      return rows.map((row) => ({ id: row.id, talk, created: row.created_at, createdBy: row.created_by, expires: row.expires_at }))
    },

    /** The talk a link's secret opens, or null. */
    async previewBySecret(secret: string): Promise<string | null> {
      const row = await reader
        .selectFrom('preview_link')
        .select('talk_id')
        .where('hash', '=', hashSecret(secret))
        .where('revoked_at', 'is', null)
        .where('expires_at', '>', now().toISOString())
        .executeTakeFirst()
      return row?.talk_id ?? null
    },

    /** Ends every link to the talk. */
    async revokePreviews(talk: string, actor: Actor): Promise<void> {
      const at = now().toISOString()
      await writer.transaction().execute(async (tx) => {
        await tx.updateTable('preview_link').set({ revoked_at: at }).where('talk_id', '=', talk).where('revoked_at', 'is', null).execute()
        await recordDeed(tx, at, actor, { action: 'preview.revoke', subject: talk })
      })
    },
  }
}

function tokenOf(row: {
  id: string
  name: string
  scopes: string
  created_at: string
  created_by: string
  expires_at: string | null
  last_used_at: string | null
  revoked_at: string | null
}): ApiToken {
  return {
    id: row.id,
    name: row.name,
    scopes: JSON.parse(row.scopes),
    created: row.created_at,
    createdBy: row.created_by,
    expires: row.expires_at,
    lastUsed: row.last_used_at,
    revoked: row.revoked_at,
  }
}
