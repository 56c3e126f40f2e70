/** Ids from names, and the people a manifest names. */
import { slug } from '../../library/slug.ts'
import type { Speaker } from '../../library/talk/talk.ts'
import type { TalkManifest } from './manifest.ts'

/** A bare name becomes a person whose id is derived from the name. */
export function speakersOf(speakers: TalkManifest['speakers']): Speaker[] {
  return speakers.map((speaker) =>
    typeof speaker === 'string'
      ? { id: slug(speaker), name: speaker, role: null, organisation: null }
      : { id: speaker.id, name: speaker.name, role: speaker.role ?? null, organisation: speaker.organisation ?? null },
  )
}
