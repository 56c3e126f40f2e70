import { type Kysely, sql } from 'kysely'

/** Accounts, uploads, jobs and what archivists say of a talk. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...ACCOUNTS, ...WORK, ...TALKS]) await sql.raw(statement).execute(db)
}

/** As better-auth 1.7 writes its own tables: it refuses to sign anyone in when they differ. */
const ACCOUNTS = [
  `create table "user" ("id" text not null primary key, "name" text not null, "email" text not null unique, "emailVerified" integer not null, "image" text, "createdAt" date not null, "updatedAt" date not null, "twoFactorEnabled" integer, "role" text not null, "disabledAt" text)`,
  `create table "session" ("id" text not null primary key, "expiresAt" date not null, "token" text not null unique, "createdAt" date not null, "updatedAt" date not null, "ipAddress" text, "userAgent" text, "userId" text not null references "user" ("id") on delete cascade)`,
  `create table "account" ("id" text not null primary key, "accountId" text not null, "providerId" text not null, "userId" text not null references "user" ("id") on delete cascade, "accessToken" text, "refreshToken" text, "idToken" text, "accessTokenExpiresAt" date, "refreshTokenExpiresAt" date, "scope" text, "password" text, "createdAt" date not null, "updatedAt" date not null)`,
  `create table "verification" ("id" text not null primary key, "identifier" text not null, "value" text not null, "expiresAt" date not null, "createdAt" date not null, "updatedAt" date not null)`,
  `create table "twoFactor" ("id" text not null primary key, "secret" text not null, "backupCodes" text not null, "userId" text not null references "user" ("id") on delete cascade, "verified" integer, "failedVerificationCount" integer, "lockedUntil" date)`,
  `create table "passkey" ("id" text not null primary key, "name" text, "publicKey" text not null, "userId" text not null references "user" ("id") on delete cascade, "credentialID" text not null, "counter" integer not null, "deviceType" text not null, "backedUp" integer not null, "transports" text, "createdAt" date, "aaguid" text)`,
  `create table "rateLimit" ("id" text not null primary key, "key" text not null unique, "count" integer not null, "lastRequest" bigint not null)`,
  `create index "session_userId_idx" on "session" ("userId")`,
  `create index "account_userId_idx" on "account" ("userId")`,
  `create index "verification_identifier_idx" on "verification" ("identifier")`,
  `create index "twoFactor_secret_idx" on "twoFactor" ("secret")`,
  `create index "twoFactor_userId_idx" on "twoFactor" ("userId")`,
  `create index "passkey_userId_idx" on "passkey" ("userId")`,
  `create index "passkey_credentialID_idx" on "passkey" ("credentialID")`,
  // Only the hash is kept: who reads the database cannot use a token.
  `create table api_token (id text not null primary key, name text not null, hash text not null unique, scopes text not null,
    created_at text not null, created_by text not null, expires_at text, last_used_at text, revoked_at text)`,
  `create table preview_link (id text not null primary key, talk_id text not null references talk (id) on delete cascade, hash text not null unique,
    created_at text not null, created_by text not null, expires_at text not null, revoked_at text)`,
  `create table audit_event (id integer primary key autoincrement, at text not null, actor_kind text not null, actor text, actor_name text not null,
    action text not null, subject text, detail text)`,
  `create index audit_event_subject on audit_event (subject)`,
  `create trigger audit_event_kept before update on audit_event begin select raise(abort, 'the audit log is append-only'); end`,
  `create trigger audit_event_never_deleted before delete on audit_event begin select raise(abort, 'the audit log is append-only'); end`,
]

const WORK = [
  `create table upload (id text not null primary key, owner text not null, file_name text not null, size integer not null, expected_sha256 text,
    created_at text not null, state text not null check (state in ('receiving', 'stored', 'failed')), sha256 text,
    stored_at text, problem text, talk_id text references talk (id) on delete cascade,
    role text not null check (role in ('recording', 'transcript', 'slides', 'report')), language text not null, attached_at text, findings text)`,
  `create index upload_owner on upload (owner)`,
  `create table job (id text not null primary key, talk_id text not null references talk (id) on delete cascade,
    sha256 text not null references media_file (sha256), created_at text not null, created_by text not null)`,
  `create index job_talk on job (talk_id)`,
  `create table job_step (job_id text not null references job (id) on delete cascade, position integer not null, step text not null,
    after text not null, required integer not null,
    state text not null check (state in ('queued', 'running', 'waiting', 'done', 'skipped', 'failed', 'cancelled')),
    progress real not null default 0, attempts integer not null default 0, run_at integer not null default 0,
    lease_owner text, lease_until integer, lease_epoch integer not null default 0,
    error text, note text, started_at text, finished_at text, primary key (job_id, position))`,
  `create index job_step_state on job_step (state)`,
  `create table transcript_draft (talk_id text not null references talk (id) on delete cascade, language text not null, base integer not null,
    saved_at text not null, author text not null, author_name text not null, cues text not null, primary key (talk_id, language))`,
]

const TALKS = [
  `alter table talk add column withdrawn_reason text`,
  // Why it may stand without captions, in the words of who published it.
  `alter table talk add column caption_waiver text`,
  `alter table recording add column waveform text`,
  `alter table recording add column loudness text`,
  `alter table recording add column playable integer not null default 1`,
]
