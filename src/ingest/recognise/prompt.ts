/** Names and terms that may be spoken in a talk, for a speech recogniser. Pure. */
import type { Event } from '../../library/event/event.ts'
import type { Talk } from '../../library/talk/talk.ts'

/** Whisper reads the last 224 tokens; of names a token is three or four letters. */
const LONGEST = 600

/**
 * The most telling names come last, where recognisers that read only the end still see them; what does not fit is left out from the front.
 * @param event whose speakers are named too
 */
export function promptFor(
  talk: Pick<Talk, 'title' | 'speakers' | 'themes' | 'event'>,
  event: Pick<Event, 'programme' | 'organisers'> | null,
): string {
  const names = [
    ...(event?.programme.flatMap(({ speakers }) => speakers.map(nameOf)) ?? []),
    ...(event?.organisers.map(nameOf) ?? []),
    ...talk.themes.map(({ name }) => name),
    ...(talk.event ? [talk.event.title] : []),
    ...talk.speakers.flatMap(({ organisation }) => organisation ?? []),
    talk.title,
    ...talk.speakers.map(({ name }) => name),
  ]
  let prompt = ''
  const seen = new Set<string>()
  for (const name of names.map(cleaned).reverse()) {
    if (name === '' || seen.has(name.toLowerCase())) continue
    const longer = prompt === '' ? `${name}.` : `${name}, ${prompt}`
    if (longer.length > LONGEST) break
    seen.add(name.toLowerCase())
    prompt = longer
  }
  return prompt
}

const nameOf = (named: string | { readonly name: string }) => (typeof named === 'string' ? named : named.name)

/** One line, that no program can take for an option. */
function cleaned(name: string): string {
  return name
    .replace(/[\p{C}\s]+/gu, ' ')
    .replace(/^[\s-]+/, '')
    .trim()
}
