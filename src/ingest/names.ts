/** Ids from names, and the people a manifest names. */
import type { Speaker } from '../library/talk.ts'
import type { TalkManifest } from './manifest.ts'

/** A permanent id from a name: `Sociaal domein` → `sociaal-domein`, `Thema’s` → `themas`. */
export function slug(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[\p{M}'’‘]/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
}

/** A bare name is a person whose id follows from it. */
export function speakersOf(speakers: TalkManifest['speakers']): Speaker[] {
  return speakers.map((speaker) =>
    typeof speaker === 'string'
      ? { id: slug(speaker), name: speaker, role: null, organisation: null }
      : { id: speaker.id, name: speaker.name, role: speaker.role ?? null, organisation: speaker.organisation ?? null },
  )
}
