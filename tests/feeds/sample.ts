/** A talk as every format takes it, for tests; and any such talk, for properties. */
import fc from 'fast-check'
import type { PublishedTalk, Site } from '../../src/feeds/published-talk.ts'
import type { Feed } from '../../src/feeds/syndication.ts'

export const SITE: Site = {
  name: 'Voorbeeldbibliotheek',
  origin: 'https://lezingen.example',
  contact: 'info@lezingen.example',
  language: 'nl',
}

export const TALK: PublishedTalk = {
  id: 'water',
  url: 'https://lezingen.example/opnames/water',
  title: 'Water & wijk',
  abstract: 'Over <water> in de wijk',
  notice: null,
  language: 'nl',
  date: '2026-03-14T10:00+01:00',
  published: '2026-03-20T09:00:00.000Z',
  updated: '2026-03-21T09:00:00.000Z',
  duration: 3_723_000,
  kind: 'video',
  size: { width: 1280, height: 720 },
  speakers: [
    { id: 'anna', name: 'Anna van Jansen', url: 'https://lezingen.example/sprekers/anna', role: 'onderzoeker', organisation: 'Hogeschool' },
  ],
  event: { id: 'dag', title: 'Dag van de wijk', url: 'https://lezingen.example/bijeenkomsten/dag', from: '2026-03-14', place: 'Heerlen' },
  themes: [{ id: 'water', name: 'Water', url: 'https://lezingen.example/themas/water' }],
  rights: 'CC BY 4.0',
  license: 'https://creativecommons.org/licenses/by/4.0/',
  chapters: [
    { start: 0, end: null, title: 'Begin' },
    { start: 60_000, end: null, title: 'Midden' },
  ],
  transcripts: [
    {
      language: 'nl',
      made: 'human',
      reviewed: true,
      vtt: 'https://lezingen.example/opnames/water/transcript.vtt?lang=nl',
      srt: 'https://lezingen.example/opnames/water/transcript.srt?lang=nl',
      text: 'https://lezingen.example/opnames/water/transcript.txt?lang=nl',
      podcast: 'https://lezingen.example/opnames/water/transcript.json?lang=nl&form=podcast',
    },
  ],
  file: { url: 'https://lezingen.example/media/aa/water.mp4', mime: 'video/mp4', bytes: 1234 },
  audio: null,
  stream: 'https://lezingen.example/media/aa/hls-1/master.m3u8',
  poster: { url: 'https://lezingen.example/media/bb/water.jpg', mime: 'image/jpeg' },
  attachments: [{ title: 'Dia’s', url: 'https://lezingen.example/media/cc/dias.pdf', mime: 'application/pdf' }],
  embed: 'https://lezingen.example/insluiten/water',
  manifest: 'https://lezingen.example/iiif/water/manifest',
  citations: {
    bibtex: 'https://lezingen.example/opnames/water/citation.bib',
    ris: 'https://lezingen.example/opnames/water/citation.ris',
    csl: 'https://lezingen.example/opnames/water/citation.json',
    datacite: 'https://lezingen.example/opnames/water/datacite.json',
  },
}

export const feedOf = (talk: PublishedTalk, title = 'Nieuwe opnames'): Feed => ({
  title,
  description: title,
  page: `${SITE.origin}/`,
  self: `${SITE.origin}/feeds/opnames.rss`,
  guid: '00000000-0000-5000-8000-000000000000',
  language: 'nl',
  image: null,
  owner: { name: SITE.name, email: SITE.contact },
  updated: talk.updated,
  talks: [talk],
  first: `${SITE.origin}/feeds/opnames.rss`,
  previous: null,
  next: null,
})

export const MANIFEST_WORDS = {
  speakers: 'Sprekers',
  date: 'Datum',
  event: 'Bijeenkomst',
  themes: 'Thema’s',
  notice: 'Let op',
  captions: (language: string) => language,
}

/** Text that breaks careless writers: markup, quotes, emoji, right-to-left, control characters, halves of surrogate pairs, length. */
export const hostileText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    '</script><script>alert(1)</script>',
    ']]>',
    '<!--',
    '&amp;&#0;',
    '"\'<>&',
    '😀 שלום\u202E',
    '\u0000\u0007\uFFFE\uD800',
    'é'.repeat(10_000),
  ),
)

export const anyTalk: fc.Arbitrary<PublishedTalk> = fc
  .record({
    title: hostileText,
    abstract: fc.option(hostileText),
    notice: fc.option(hostileText),
    rights: fc.option(hostileText),
    name: hostileText,
    organisation: fc.option(hostileText),
    theme: hostileText,
    event: hostileText,
    place: fc.option(hostileText),
    chapter: hostileText,
  })
  .map(({ title, abstract, notice, rights, name, organisation, theme, event, place, chapter }) => ({
    ...TALK,
    title,
    abstract,
    notice,
    rights,
    speakers: [{ id: 'anna', name, url: 'https://lezingen.example/sprekers/anna', role: null, organisation }],
    themes: [{ id: 'water', name: theme, url: 'https://lezingen.example/themas/water' }],
    event: TALK.event && { ...TALK.event, title: event, place },
    chapters: [{ start: 0, end: null, title: chapter }],
  }))
