/** What was imported: each manifest with its files in one fingerprint, and what the library made of it; and what local files hash to. */
import type { OpenDatabase } from './open.ts'

export interface ImportRecord {
  readonly fingerprint: string
  /** What the import left in the library, as its maker wrote it down; null where that was not noted. */
  readonly fields: unknown
}

/** How a manifest and its files looked when they were last imported without errors. */
export interface ManifestNote {
  readonly kind: 'event' | 'talk'
  readonly id: string
  /** Of the import it belongs to: once something else was imported under this id, the note counts no more. */
  readonly fingerprint: string
  /** As the importer wrote it down. */
  readonly note: string
}

/** Bound variables in one question: SQLite allows 32,766. */
const PATHS_AT_ONCE = 1000

export interface ImportRecords {
  importRecord(kind: 'event' | 'talk', id: string): Promise<ImportRecord | null>
  recordImport(kind: 'event' | 'talk', id: string, record: ImportRecord): Promise<void>
  /** @returns by path, of those paths that have a note which still counts */
  manifestNotes(paths: readonly string[]): Promise<Map<string, ManifestNote>>
  noteManifest(path: string, noted: ManifestNote): Promise<void>
  /** Whether the library's own manifests were ever read to their end: until then it is not what it is meant to be. */
  isFilled(): Promise<boolean>
  noteFilled(): Promise<void>
  knownHash(file: { path: string; size: number; modified: number }): Promise<string | null>
  recordHash(file: { path: string; size: number; modified: number }, sha256: string): Promise<void>
}

export function createImportRecords({ reader, writer }: OpenDatabase, now: () => Date): ImportRecords {
  return {
    async importRecord(kind, id) {
      const row = await reader
        .selectFrom('import_record')
        .select(['fingerprint', 'fields'])
        .where('kind', '=', kind)
        .where('id', '=', id)
        .executeTakeFirst()
      return row ? { fingerprint: row.fingerprint, fields: row.fields === null ? null : JSON.parse(row.fields) } : null
    },

    async recordImport(kind, id, { fingerprint, fields }) {
      const row = { fingerprint, fields: fields === null ? null : JSON.stringify(fields), imported_at: now().toISOString() }
      await writer
        .insertInto('import_record')
        .values({ kind, id, ...row })
        .onConflict((c) => c.columns(['kind', 'id']).doUpdateSet(row))
        .execute()
    },

    async manifestNotes(paths) {
      const notes = new Map<string, ManifestNote>()
      for (let from = 0; from < paths.length; from += PATHS_AT_ONCE) {
        const some = paths.slice(from, from + PATHS_AT_ONCE)
        const rows = await reader
          .selectFrom('manifest_note as n')
          .innerJoin('import_record as r', (on) =>
            on.onRef('r.kind', '=', 'n.kind').onRef('r.id', '=', 'n.id').onRef('r.fingerprint', '=', 'n.fingerprint'),
          )
          .select(['n.path', 'n.kind', 'n.id', 'n.fingerprint', 'n.note'])
          .where('n.path', 'in', some)
          .execute()
        for (const { path, ...note } of rows) notes.set(path, note)
      }
      return notes
    },

    async noteManifest(path, noted) {
      await writer
        .insertInto('manifest_note')
        .values({ path, ...noted })
        .onConflict((c) => c.column('path').doUpdateSet(noted))
        .execute()
    },

    async isFilled() {
      return (await reader.selectFrom('first_import').select('at').executeTakeFirst()) !== undefined
    },

    async noteFilled() {
      if (!(await this.isFilled())) await writer.insertInto('first_import').values({ at: now().toISOString() }).execute()
    },

    async knownHash(file) {
      const row = await reader.selectFrom('file_hash').selectAll().where('path', '=', file.path).executeTakeFirst()
      return row && row.size === file.size && row.modified_ms === file.modified ? row.sha256 : null
    },

    async recordHash(file, sha256) {
      const row = { size: file.size, modified_ms: file.modified, sha256 }
      await writer
        .insertInto('file_hash')
        .values({ path: file.path, ...row })
        .onConflict((c) => c.column('path').doUpdateSet(row))
        .execute()
    },
  }
}
