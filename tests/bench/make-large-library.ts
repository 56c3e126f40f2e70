/**
 * A synthetic library of any size, written through the library's own door: talks without media (a stream elsewhere that is never
 * fetched), each with a transcript of a hundred cues, in events with a programme. The same size gives the same library.
 */
import { mkdir } from 'node:fs/promises'
import type { Event } from '../../src/library/event/event.ts'
import { createLibrary } from '../../src/library/library.ts'
import { openDatabase } from '../../src/library/open.ts'
import { type Recording, type Speaker, type TalkRecord, UNMEASURED } from '../../src/library/talk/talk.ts'
import { sqliteOf } from '../setup/sqlite-of.ts'
import { type BenchTalk, openCorpus } from './dutch-corpus.ts'
import { pick, random } from './dutch-text.ts'

const CUES_PER_TALK = 100
const TALKS_PER_EVENT = 10
const TALKS_PER_PERSON = 2
const PREFIXES = ['', '', '', '', 'van ', 'de ', 'van den ']

export interface LargeLibrary {
  readonly talks: readonly string[]
  readonly events: readonly string[]
  readonly people: readonly Speaker[]
  readonly themes: readonly { readonly id: string; readonly name: string }[]
  readonly cues: number
}

/** Ids and names of what visitors see in a library of so many talks; the same numbers give the same library. */
export function planLibrary(
  talkCount: number,
): LargeLibrary & { readonly talk: (number: number) => TalkRecord; readonly event: (number: number) => Event } {
  const corpus = openCorpus(talkCount * CUES_PER_TALK, { cuesPerTalk: CUES_PER_TALK })
  const next = random(7)
  const people = Array.from({ length: Math.max(4, Math.round(talkCount / TALKS_PER_PERSON)) }, (_, i): Speaker => {
    const name = `${capital(corpus.anyWord(next))} ${pick(PREFIXES, next)}${capital(corpus.anyWord(next))}`
    return { id: `persoon-${i}`, name, role: 'hoogleraar', organisation: `Hogeschool ${capital(corpus.anyWord(next))}` }
  })
  const themes = Array.from({ length: Math.min(200, Math.max(6, Math.round(talkCount / 50))) }, (_, i) => ({
    id: `thema-${i}`,
    name: capital(`${corpus.anyWord(next)} en ${corpus.anyWord(next)}`),
  }))
  const talkId = (number: number) => `opname-${String(number).padStart(6, '0')}`
  const eventId = (number: number) => `bijeenkomst-${String(number).padStart(5, '0')}`
  const eventCount = Math.ceil(talkCount / TALKS_PER_EVENT)
  const speakersOf = (number: number) => {
    const chance = random(number)
    return [...new Set(Array.from({ length: 1 + Math.floor(chance() * 2) }, () => pick(people, chance)))]
  }

  const themesOf = (number: number) => {
    const chance = random(-number)
    return [...new Set([pick(themes, chance), pick(themes, chance)])]
  }

  function talk(number: number): TalkRecord {
    const { title, chapters, cues } = corpus.talk(number)
    return {
      id: talkId(number),
      title,
      event: eventId(Math.floor(number / TALKS_PER_EVENT)),
      speakers: speakersOf(number),
      recorded: null,
      language: 'nl',
      abstract: `Een lezing over ${title.toLowerCase()}, met vragen uit de zaal.`,
      themes: themesOf(number),
      recording: recordingOf(cues),
      chapters: chapters.map((chapter) => ({ ...chapter, end: null })),
      attachments: [],
      rights: null,
      visibility: 'public',
      demonstration: false,
      stage: number % 20 === 19 ? 'ready' : 'published',
      publishAt: null,
      captionWaiver: null,
      withdrawn: null,
      withdrawnReason: null,
      formerly: [],
      published: null,
      transcripts: [{ language: 'nl', made: 'asr', reviewed: false, revisions: [{ ...REVISION, cues }] }],
      quotes: [],
    }
  }

  function event(number: number): Event {
    const chance = random(100_000 + number)
    const title = `${capital(corpus.anyWord(chance))} in de ${corpus.anyWord(chance)}`
    const day = new Date(Date.UTC(2006, 0, 1) + Math.floor((number * 7000) / eventCount) * 86_400_000).toISOString().slice(0, 10)
    return {
      id: eventId(number),
      title,
      from: day,
      to: null,
      place: pick(['Heerlen', 'Utrecht', 'Zwolle', 'Emmen'], chance),
      organisers: ['Academie voor Sociale Stedelijke Ontwikkeling'],
      summary: `Een dag over ${title.toLowerCase()}.`,
      registration: null,
      programme: Array.from({ length: TALKS_PER_EVENT }, (_, i) => {
        const of = number * TALKS_PER_EVENT + i
        const hour = String(9 + i).padStart(2, '0')
        const recorded = of < talkCount
        return {
          from: `${hour}:00`,
          to: `${hour}:45`,
          part: i < 5 ? 'Ochtend' : 'Middag',
          title: `Onderdeel ${i + 1}`,
          kind: 'lecture' as const,
          speakers: recorded ? speakersOf(of) : [],
          description: null,
          talk: recorded ? talkId(of) : null,
        }
      }),
      links: [],
      attachments: [],
    }
  }

  const listed = Array.from({ length: talkCount }, (_, i) => i).filter((i) => i % 20 !== 19)
  const speaking = new Set(listed.flatMap((number) => speakersOf(number).map(({ id }) => id)))
  const spokenOf = new Set(listed.flatMap((number) => themesOf(number).map(({ id }) => id)))
  return {
    talks: listed.map(talkId),
    events: Array.from({ length: eventCount }, (_, i) => eventId(i)),
    people: people.filter(({ id }) => speaking.has(id)),
    themes: themes.filter(({ id }) => spokenOf.has(id)),
    cues: talkCount * CUES_PER_TALK,
    talk,
    event,
  }
}

/** Writes the library into an empty data folder, without its search index. @returns seconds */
export async function makeLargeLibrary(folder: string, talkCount: number, tell: (done: number) => void): Promise<number> {
  await mkdir(folder, { recursive: true })
  const plan = planLibrary(talkCount)
  const database = await openDatabase(folder)
  // Nothing is lost if this process dies: the next run begins with an empty folder.
  sqliteOf(database).handle.pragma('synchronous = OFF')
  const library = createLibrary(database)
  const start = performance.now()
  for (const [number] of plan.events.entries()) await library.saveEvent(plan.event(number))
  for (let number = 0; number < talkCount; number++) {
    await library.saveTalk(plan.talk(number))
    if (number % 1000 === 999) tell(number + 1)
  }
  sqliteOf(database).handle.pragma('wal_checkpoint(truncate)')
  await database.close()
  return (performance.now() - start) / 1000
}

const REVISION = {
  number: 1,
  created: '2024-04-15T12:00:00Z',
  author: null,
  note: null,
  origin: 'bench',
  source: null,
  moved: null,
}

function recordingOf(cues: BenchTalk['cues']): Recording {
  return {
    ...UNMEASURED,
    stream: 'https://media.invalid/opname.m3u8',
    mime: 'application/vnd.apple.mpegurl',
    duration: (cues.at(-1)?.end ?? 0) + 1000,
    width: 1280,
    height: 720,
  }
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
