/** The index as a query asks it, in SQLite. */
import type Sqlite from 'better-sqlite3'
import type { Lookup } from '../match/matcher.ts'
import { createCache } from './cache.ts'
import { ROWS_PER_TALK } from './index/tables.ts'

/** Rows of terms that are kept: the words of what is being typed are asked again with each letter. */
const KEPT_ROWS = 50_000
const MOST_RELATED = 40

export interface SqliteLookup extends Lookup {
  /** The index has changed; what was read is out of date. */
  forget(): void
  /** The names that are spoken or written in full, each as words in a row: `nphn` → Nationaal Programma Heerlen-Noord. */
  initials(form: string): readonly (readonly string[])[]
  /** Words in a row that the library's thesaurus relates to these stems in a row. */
  related(key: string): readonly (readonly string[])[]
}

export function createLookup(db: Sqlite.Database): SqliteLookup {
  const sql = {
    form: db.prepare<[string], number>('select id from search_form where form = ? and talks > 0').pluck(),
    forms: db
      .prepare<[string], [number, number]>(
        'select form, weight from search_form_term where term = (select id from search_term where term = ?)',
      )
      .raw(),
    talks: db
      .prepare<[string], [number, number]>(
        'select talk, weight from search_posting where term = (select id from search_term where term = ?)',
      )
      .raw(),
    beginning: db.prepare<[string, string, number], { id: number; form: string }>(
      'select id, form from search_form where form >= ? and form < ? and talks > 0 order by talks desc, form limit ?',
    ),
    talksOfTerm: db.prepare<[number], [number, number]>('select talk, weight from search_posting where term = ?').raw(),
    termsOfForm: db.prepare<[number], number>('select term from search_form_term where form = ? and weight = 1').pluck(),
    initials: db.prepare<[string], string>('select distinct words from search_initials where initials = ? limit 8').pluck(),
    related: db.prepare<[string, number], string>('select words from search_related where key = ? order by place limit ?').pluck(),
    named: db.prepare<[string], [number, number]>('select talk, voice from search_name where form = ?').raw(),
    passages: db
      .prepare<[string], number>(`select distinct rowid / ${ROWS_PER_TALK} from search_passage where search_passage match ?`)
      .pluck(),
  }
  const fresh = () => createCache<string, readonly [number, number][]>(KEPT_ROWS, (rows) => rows.length + 1)
  let forms = fresh()
  let talks = fresh()
  const kept = (cache: typeof forms, term: string, read: (term: string) => [number, number][]) => {
    const known = cache.get(term)
    if (known) return known
    const rows = read(term)
    cache.set(term, rows)
    return rows
  }
  return {
    forget() {
      forms = fresh()
      talks = fresh()
    },
    form: (form) => sql.form.get(form),
    forms: (term) => kept(forms, term, (asked) => sql.forms.all(asked)),
    talks: (term) => kept(talks, term, (asked) => sql.talks.all(asked)),
    beginning: (start, most) => sql.beginning.all(start, `${start}\uffff`, most),
    talksOfForms: (forms) => [...new Set(forms.flatMap((form) => sql.termsOfForm.all(form)))].flatMap((term) => sql.talksOfTerm.all(term)),
    initials: (form) => sql.initials.all(form).map((words) => words.split(' ')),
    related: (key) => sql.related.all(key, MOST_RELATED).map((words) => words.split(' ')),
    named: (form) => sql.named.all(form),
    inARow: (stems) => sql.passages.all(`"${stems.join(' ')}"`),
  }
}
