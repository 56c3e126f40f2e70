/** Themes as archivists keep them: made, changed, two made one, thrown away. Each theme is a concept with labels and relations. */
import { type Kysely, sql, type Transaction } from 'kysely'
import { Failure } from '../../failure.ts'
import { fold } from '../../language/tokens.ts'
import { type Actor, recordDeed } from '../audit.ts'
import { type Changing, recordChanges, recordRenamed, recordThesaurusChanged } from '../changes.ts'
import { chunks } from '../chunks.ts'
import { type Page, type PageRequest, pageOf } from '../lists/page.ts'
import type { OpenDatabase } from '../open.ts'
import type { Database } from '../schema.ts'
import { slug } from '../slug.ts'
import type { Theme } from '../talk/talk.ts'
import { withPresentThemes } from './present.ts'
import { isAbove, loadTheme, relatedIds, type ThemeLabel, type ThemeRecord } from './record.ts'

/** Broader and related themes by id; former ids count too. Narrower themes are those that have this one as broader. */
export interface ThemeChange extends Partial<Pick<ThemeRecord, 'name' | 'english' | 'description' | 'labels' | 'matches'>> {
  readonly broader?: readonly string[]
  readonly related?: readonly string[]
}

export interface ThemeEntry extends Theme {
  readonly english: string | null
  readonly talks: number
}

export interface Themes {
  /** The theme, also one that no talk has. Null for a former id. */
  themeRecord(id: string): Promise<ThemeRecord | null>
  /** The present id of a theme that was merged into another, or null. */
  themeMergedInto(id: string): Promise<string | null>
  /** The same themes under their present ids and, where an archivist wrote it, their present names. */
  presentThemes(themes: readonly Theme[]): Promise<Theme[]>
  /** The theme with this name, however it is written, or null. */
  themeNamed(name: string): Promise<Theme | null>
  /** @throws Failure `conflict` when a theme has the name already */
  addTheme(name: string, actor: Actor): Promise<ThemeRecord>
  /**
   * @param check gets the theme as it is and throws when the change is not wanted then
   * @throws Failure `not-found`; `conflict` when another theme has the name; `invalid` when the relations would make a circle
   */
  changeTheme(id: string, change: ThemeChange, actor: Actor, check?: (theme: ThemeRecord) => void): Promise<ThemeRecord>
  /**
   * Makes two themes one. Labels and relations are added up, except those that would make a circle; the former id leads to the theme for ever.
   * @param check gets the theme that goes @throws Failure `not-found`, or `invalid` for a theme and itself
   */
  mergeThemes(from: string, into: string, actor: Actor, check?: (theme: ThemeRecord) => void): Promise<ThemeRecord>
  /** @throws Failure `not-found`, or `conflict` while talks have it */
  removeTheme(id: string, actor: Actor): Promise<void>
  /** All themes by name, also those that no talk has. @param words that must all occur in the name */
  everyTheme(words: string, request: PageRequest): Promise<Page<ThemeEntry>>
  /** Narrower themes by name, for archivists. */
  narrowerThemes(id: string, request: PageRequest): Promise<Page<ThemeEntry>>
}

export function createThemes({ reader }: OpenDatabase, changing: Changing, now: () => Date): Themes {
  const entriesOf = (query: () => ReturnType<typeof matching>, request: PageRequest) => pageOfThemes(query, request)
  function matching(words: string) {
    let query = reader.selectFrom('theme')
    for (const word of fold(words)
      .split(/\s+/)
      .filter((part) => part !== ''))
      query = query.where(sql<boolean>`instr(sort_name, ${word}) > 0`)
    return query
  }

  return {
    themeRecord: (id) => loadTheme(reader, id),
    themeMergedInto: (id) => mergedInto(reader, id),
    presentThemes: (themes) => withPresentThemes(reader, themes),
    themeNamed: (name) => themeNamed(reader, name),

    async addTheme(name, actor) {
      const id = await changing(async (tx) => {
        await requireFreeName(tx, name, null)
        const at = now().toISOString()
        const fresh = await freeId(tx, name)
        await tx
          .insertInto('theme')
          .values({ id: fresh, name, sort_name: fold(name), edited: 1 })
          .execute()
        await recordDeed(tx, at, actor, { action: 'theme.add', subject: fresh })
        return fresh
      })
      return requireTheme(reader, id)
    },

    async changeTheme(id, change, actor, check = () => {}) {
      await changing(async (tx) => {
        const theme = await requireTheme(tx, id)
        check(theme)
        const at = now().toISOString()
        await writeTheme(tx, theme, change, at)
        await recordDeed(tx, at, actor, { action: 'theme.change', subject: id, detail: { fields: Object.keys(change) } })
      })
      return requireTheme(reader, id)
    },

    async mergeThemes(from, into, actor, check = () => {}) {
      if (from === into) throw new Failure('invalid', ['sameTheme'])
      await changing(async (tx) => {
        const [goes, stays] = [await requireTheme(tx, from), await requireTheme(tx, into)]
        check(goes)
        const at = now().toISOString()
        const talks = (await tx.selectFrom('talk_theme').select('talk_id').where('theme_id', '=', from).execute()).map((row) => row.talk_id)
        // A talk that has both keeps one.
        await tx
          .deleteFrom('talk_theme')
          .where('theme_id', '=', from)
          .where('talk_id', 'in', tx.selectFrom('talk_theme').select('talk_id').where('theme_id', '=', into))
          .execute()
        await tx.updateTable('talk_theme').set({ theme_id: into }).where('theme_id', '=', from).execute()
        await takeRelations(tx, from, into)
        const labels: ThemeLabel[] = [
          ...stays.labels,
          { language: 'nl', text: goes.name, hidden: false },
          ...(goes.english !== null && stays.english !== null ? [{ language: 'en', text: goes.english, hidden: false } as const] : []),
          ...goes.labels,
        ]
        const english = stays.english ?? goes.english
        await tx
          .updateTable('theme')
          .set({
            english,
            description: stays.description ?? goes.description,
            labels: JSON.stringify(otherLabels(labels, stays.name, english)),
            matches: JSON.stringify([...new Set([...stays.matches, ...goes.matches])]),
            edited: 1,
          })
          .where('id', '=', into)
          .execute()
        await tx.updateTable('theme_alias').set({ theme_id: into }).where('theme_id', '=', from).execute()
        await tx.deleteFrom('theme').where('id', '=', from).execute()
        await tx.insertInto('theme_alias').values({ alias: from, theme_id: into }).execute()
        for (const some of chunks(talks)) await tx.updateTable('talk').set({ updated_at: at }).where('id', 'in', some).execute()
        await recordDeed(tx, at, actor, {
          action: 'theme.merge',
          subject: into,
          detail: { from, name: goes.name, talks: new Set(talks).size },
        })
        await recordChanges(tx, talks, at)
        await recordThesaurusChanged(tx, at)
      })
      return requireTheme(reader, into)
    },

    async removeTheme(id, actor) {
      await changing(async (tx) => {
        const theme = await requireTheme(tx, id)
        if (theme.uses > 0) throw new Failure('conflict', ['themeInUse', theme.uses])
        const at = now().toISOString()
        await tx.deleteFrom('theme').where('id', '=', id).execute()
        await recordThesaurusChanged(tx, at)
        await recordDeed(tx, at, actor, { action: 'theme.remove', subject: id, detail: { name: theme.name } })
      })
    },

    everyTheme: (words, request) => entriesOf(() => matching(words), request),

    narrowerThemes: (id, request) =>
      entriesOf(
        () =>
          reader.selectFrom('theme').where('id', 'in', reader.selectFrom('theme_broader').select('theme_id').where('broader_id', '=', id)),
        request,
      ),
  }

  async function pageOfThemes(query: () => ReturnType<typeof matching>, request: PageRequest): Promise<Page<ThemeEntry>> {
    const { total } = await query()
      .select((e) => e.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow()
    return pageOf(request, total, (offset) =>
      query().select(['id', 'name', 'english', 'talks']).orderBy('sort_name').orderBy('id').limit(request.size).offset(offset).execute(),
    )
  }
}

/** Writes what the change names, and notes that talks show another name. */
export async function writeTheme(tx: Transaction<Database>, theme: ThemeRecord, change: ThemeChange, at: string): Promise<void> {
  const { id } = theme
  const { name = theme.name, english = theme.english, labels = theme.labels, description, matches, broader, related } = change
  if (fold(name) !== fold(theme.name)) await requireFreeName(tx, name, id)
  await tx
    .updateTable('theme')
    .set({
      name,
      english,
      sort_name: fold(name),
      labels: JSON.stringify(otherLabels(labels, name, english)),
      ...(description === undefined ? {} : { description }),
      ...(matches === undefined ? {} : { matches: JSON.stringify([...new Set(matches)]) }),
      edited: 1,
    })
    .where('id', '=', id)
    .execute()
  if (broader) await setBroader(tx, id, broader)
  if (related) await setRelated(tx, id, related)
  if (name !== theme.name) await recordRenamed(tx, 'theme', id, at)
  await recordThesaurusChanged(tx, at)
}

/** Each label once, without the preferred ones. */
export function otherLabels(labels: readonly ThemeLabel[], name: string, english: string | null): ThemeLabel[] {
  const keyOf = (language: string, text: string) => `${language} ${fold(text)}`
  const seen = new Set([keyOf('nl', name), ...(english === null ? [] : [keyOf('en', english)])])
  return labels.filter(({ language, text }) => {
    const key = keyOf(language, text)
    return !seen.has(key) && seen.add(key)
  })
}

async function setBroader(tx: Transaction<Database>, id: string, wanted: readonly string[]): Promise<void> {
  await tx.deleteFrom('theme_broader').where('theme_id', '=', id).execute()
  for (const broader of await requireIds(tx, id, wanted)) {
    if (await isAbove(tx, id, broader)) {
      const [own, other] = [await requireTheme(tx, id), await requireTheme(tx, broader)]
      throw new Failure('invalid', ['themeCircle', own.name, other.name])
    }
    await tx.insertInto('theme_broader').values({ theme_id: id, broader_id: broader }).execute()
  }
}

async function setRelated(tx: Transaction<Database>, id: string, wanted: readonly string[]): Promise<void> {
  await tx
    .deleteFrom('theme_related')
    .where((e) => e.or([e('theme_id', '=', id), e('related_id', '=', id)]))
    .execute()
  for (const other of await requireIds(tx, id, wanted)) await relate(tx, id, other)
}

/** @returns the present ids, each once @throws Failure `invalid` for the theme itself or one that does not exist */
async function requireIds(tx: Transaction<Database>, id: string, wanted: readonly string[]): Promise<string[]> {
  const present: string[] = []
  for (const given of wanted) {
    const other = (await mergedInto(tx, given)) ?? given
    if (other === id) throw new Failure('invalid', ['sameTheme'])
    const row = await tx.selectFrom('theme').select('id').where('id', '=', other).executeTakeFirst()
    if (!row) throw new Failure('invalid', ['noSuchTheme', given])
    present.push(other)
  }
  return [...new Set(present)]
}

export async function relate(tx: Transaction<Database>, one: string, other: string): Promise<void> {
  const [theme_id = '', related_id = ''] = [one, other].sort()
  await tx
    .insertInto('theme_related')
    .values({ theme_id, related_id })
    .onConflict((c) => c.doNothing())
    .execute()
}

/** @returns whether it stands: false when it would close a circle */
export async function addBroader(tx: Transaction<Database>, id: string, broader: string): Promise<boolean> {
  if (await isAbove(tx, id, broader)) return false
  await tx
    .insertInto('theme_broader')
    .values({ theme_id: id, broader_id: broader })
    .onConflict((c) => c.doNothing())
    .execute()
  return true
}

/** The relations of a theme that goes, for the theme that stays. */
async function takeRelations(tx: Transaction<Database>, from: string, into: string): Promise<void> {
  const up = await tx.selectFrom('theme_broader').select('broader_id as id').where('theme_id', '=', from).execute()
  const down = await tx.selectFrom('theme_broader').select('theme_id as id').where('broader_id', '=', from).execute()
  const aside = await relatedIds(tx, from).execute()
  await tx
    .deleteFrom('theme_broader')
    .where((e) => e.or([e('theme_id', '=', from), e('broader_id', '=', from)]))
    .execute()
  for (const { id } of up) await addBroader(tx, into, id)
  for (const { id } of down) await addBroader(tx, id, into)
  for (const { id } of aside) if (id !== into) await relate(tx, into, id)
}

async function mergedInto(db: Kysely<Database>, id: string): Promise<string | null> {
  const row = await db.selectFrom('theme_alias').select('theme_id').where('alias', '=', id).executeTakeFirst()
  return row?.theme_id ?? null
}

async function themeNamed(db: Kysely<Database>, name: string): Promise<Theme | null> {
  const query = db.selectFrom('theme').select(['id', 'name']).where('sort_name', '=', fold(name)).orderBy('id')
  return (await query.limit(1).executeTakeFirst()) ?? null
}

/** @param own the theme that may have the name */
async function requireFreeName(tx: Transaction<Database>, name: string, own: string | null): Promise<void> {
  const other = await themeNamed(tx, name)
  if (other && other.id !== own) throw new Failure('conflict', ['themeNameTaken', other.name])
}

/** An id made of the name that no theme has or had. */
export async function freeId(tx: Transaction<Database>, name: string): Promise<string> {
  const plain = slug(name).slice(0, 80).replace(/-+$/, '') || 'thema'
  for (let n = 1; ; n++) {
    const id = n === 1 ? plain : `${plain}-${n}`
    const taken = (await tx.selectFrom('theme').select('id').where('id', '=', id).executeTakeFirst()) ?? (await mergedInto(tx, id))
    if (!taken) return id
  }
}

async function requireTheme(db: Kysely<Database>, id: string): Promise<ThemeRecord> {
  const theme = await loadTheme(db, id)
  if (!theme) throw new Failure('not-found', ['noThemeRecord'])
  return theme
}
