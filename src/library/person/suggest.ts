/** People whose names begin as somebody types, for a form: a few, read along indexes, however many people the library knows. */
import { type Kysely, sql } from 'kysely'
import { fold } from '../../language/tokens.ts'
import type { Database } from '../schema.ts'
import { slug } from '../slug.ts'
import type { Person } from '../talk/talk.ts'

export interface PersonSuggestion extends Person {
  /** Listed talks. */
  readonly talks: number
  /** As in one of the person's recordings, to tell people of one name apart; null where no recording says. */
  readonly role: string | null
  readonly organisation: string | null
}

/** Words that are looked for; a longer text is a text, not a name. */
const MOST_WORDS = 4
/** Entries read of an index for each word typed. */
const MOST_READ = 200
/** Sorts after every character of a name. */
const LAST = '\u{10ffff}'

const wordsOf = (text: string) =>
  fold(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')

/**
 * Finds the family name or the whole name by its beginning (`jong`, `hugo de j`); every word typed begins a word of the name.
 * @returns those with the most talks first
 */
export async function suggestPeople(db: Kysely<Database>, typed: string, most: number): Promise<PersonSuggestion[]> {
  const words = wordsOf(typed).slice(0, MOST_WORDS)
  if (words.length === 0) return []
  const people = db
    .selectFrom('person')
    .select(['id', 'name', 'talks'])
    // A form that saves while somebody types leaves records of half a name, which no talk or event names any more.
    .where(({ or, eb, exists, selectFrom }) =>
      or([
        eb('slots', '>', 0),
        eb('edited', '=', 1),
        exists(selectFrom('talk_speaker').select('talk_id').whereRef('person_id', '=', 'person.id')),
      ]),
    )
    .limit(MOST_READ)
  const ranges = words.flatMap((word) =>
    // Each in the order of the index `person_shown`, so that no more than the limit is read.
    [1, 0].map((shown) =>
      people
        .where(sql<boolean>`shown = ${sql.lit(shown)}`)
        .where('sort_name', '>=', word)
        .where('sort_name', '<', word + LAST)
        .orderBy('sort_name')
        .orderBy('id')
        .execute(),
    ),
  )
  const id = slug(typed)
  const whole = people
    .where('id', '>=', id)
    .where('id', '<', id + LAST)
    .orderBy('id')
    .execute()
  const candidates = new Map((await Promise.all([...ranges, whole])).flat().map((person) => [person.id, person]))
  const matches = [...candidates.values()]
    .filter(({ name }) => {
      const parts = wordsOf(name)
      return words.every((word) => parts.some((part) => part.startsWith(word)))
    })
    .sort((a, b) => b.talks - a.talks || a.name.localeCompare(b.name, 'nl') || (a.id < b.id ? -1 : 1))
    .slice(0, most)
  return Promise.all(
    matches.map(async (person) => {
      const about = await db
        .selectFrom('talk_speaker')
        .select(['role', 'organisation'])
        .where('person_id', '=', person.id)
        .where((e) => e.or([e('role', 'is not', null), e('organisation', 'is not', null)]))
        .limit(1)
        .executeTakeFirst()
      return { ...person, role: about?.role ?? null, organisation: about?.organisation ?? null }
    }),
  )
}
