/** The files of a talk: its transcript in every form, its chapters, its storyboard. Readable from other sites (CORS). */
import type { Context, Hono } from 'hono'
import { formatDate, joinNames } from '../../../web/pages/format.ts'
import { sheetPath, talkPath } from '../../../web/pages/links.ts'
import { nl } from '../../../web/words/nl.ts'
import { Failure } from '../../failure.ts'
import { type Talk, talkDate } from '../../library/talk/talk.ts'
import type { Transcript } from '../../library/talk/transcripts.ts'
import { storyboardVtt } from '../../media/make/storyboard.ts'
import { parseTimeRange } from '../../transcript/time-link.ts'
import { writePodcastJson } from '../../transcript/write/write-podcast.ts'
import { writeSrt } from '../../transcript/write/write-srt.ts'
import { writeText } from '../../transcript/write/write-text.ts'
import { writeTtml } from '../../transcript/write/write-ttml.ts'
import { writeVtt } from '../../transcript/write/write-vtt.ts'
import { transcriptJson } from '../api/json.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { sendTagged } from '../request/etag.ts'
import { originOf } from '../request/page-context.ts'
import { visibleTalk } from '../request/visible-talk.ts'
import { chosenRevision } from '../visitor/talks.ts'

const TYPES: Record<string, string> = {
  vtt: 'text/vtt; charset=utf-8',
  srt: 'application/x-subrip; charset=utf-8',
  ttml: 'application/ttml+xml; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  json: 'application/json; charset=utf-8',
}

/** Readable by pages of other sites; what not everybody may see stays `private, no-store`, as `visibleTalk` set it. */
function share(c: Context): void {
  if (c.res.headers.get('Cache-Control')?.includes('no-store')) return
  c.header('Access-Control-Allow-Origin', '*')
  c.header('Cross-Origin-Resource-Policy', 'cross-origin')
  c.header('Cache-Control', 'no-cache')
}

export function routeTranscripts(app: Hono<AppEnv>, deps: Dependencies): void {
  const { library } = deps

  app.get('/opnames/:talk/:file{transcript\\.[a-z0-9]+}', async (c) => {
    const format = c.req.param('file').slice('transcript.'.length)
    const type = TYPES[format]
    if (type === undefined) throw new Failure('not-found', ['transcriptFormats', Object.keys(TYPES).join(', ')])
    const talk = await visibleTalk(deps, c, c.req.param('talk'))
    const choice = chosenRevision(c)
    // `?t=` gives the cues that begin in that span: a player fetches a long talk's word times piece by piece.
    const between = parseTimeRange(new URL(c.req.url).searchParams)
    const transcript = await library.transcript(talk.id, { ...choice, ...(between ? { between } : {}) })
    if (!transcript) throw new Failure('not-found', ['noRevision'])
    const first = talk.transcripts[0]?.language
    const link = originOf(deps, c) + talkPath(talk.id, undefined, transcript.language === first ? {} : { lang: transcript.language })
    // `?form=podcast`: the JSON that Podcasting 2.0 players read.
    const form = format === 'json' && c.req.query('form') === 'podcast' ? 'podcast' : format
    share(c)
    // The text of a numbered revision never changes. Only the browser itself keeps it, so that no shared cache outlives a withdrawal.
    if (choice.revision !== undefined && choice.language !== undefined && !c.res.headers.get('Cache-Control')?.includes('no-store'))
      c.header('Cache-Control', 'private, max-age=31536000, immutable')
    return sendTagged(c, writeAs(form, talk, transcript, link), type)
  })

  app.get('/opnames/:talk/:file{chapters\\.(?:vtt|json)}', async (c) => {
    const talk = await visibleTalk(deps, c, c.req.param('talk'))
    share(c)
    const ends = talk.chapters.map((chapter, i) => chapter.end ?? talk.chapters[i + 1]?.start ?? talk.recording?.duration ?? chapter.start)
    if (c.req.param('file') === 'chapters.vtt') {
      const cues = talk.chapters.map((chapter, i) => ({
        id: null,
        start: chapter.start,
        end: ends[i] ?? chapter.start,
        speaker: null,
        text: chapter.title,
        words: null,
      }))
      return sendTagged(c, writeVtt(cues), TYPES.vtt)
    }
    // Podcasting 2.0 “JSON chapters” 1.2: seconds.
    const chapters = talk.chapters.map((chapter, i) => ({
      startTime: chapter.start / 1000,
      endTime: (ends[i] ?? chapter.start) / 1000,
      title: chapter.title,
    }))
    return sendTagged(c, JSON.stringify({ version: '1.2.0', chapters }), 'application/json+chapters')
  })

  app.get('/opnames/:talk/storyboard.vtt', async (c) => {
    const { recording } = await visibleTalk(deps, c, c.req.param('talk'))
    if (!recording?.storyboard || recording.duration === null) throw new Failure('not-found', ['noStoryboard'])
    share(c)
    return sendTagged(
      c,
      storyboardVtt((sheet) => sheetPath(recording, sheet), recording.storyboard, recording.duration),
      TYPES.vtt,
    )
  })
}

function writeAs(format: string, talk: Talk, transcript: Transcript, link: string): string {
  const { made, maker, reviewed } = transcript
  const machine =
    made === 'asr'
      ? [`${nl.talk.made.asr}${maker === null ? '' : ` (${maker})`}, ${reviewed ? nl.talk.reviewed : nl.talk.notReviewed}`]
      : []
  const label = [...(talk.demonstration ? [nl.talk.demonstration] : []), ...machine]
  switch (format) {
    case 'srt':
      return writeSrt(transcript.cues)
    case 'ttml':
      return writeTtml(transcript.cues, { language: transcript.language, title: talk.title, notes: [link, ...label] })
    case 'podcast':
      return writePodcastJson(transcript.cues)
    case 'json':
      return JSON.stringify(transcriptJson(transcript))
    case 'txt': {
      const date = talkDate(talk)
      const head = [
        talk.title,
        joinNames(talk.speakers, nl.locale),
        [talk.event?.title, date && formatDate(date, nl.locale)].filter(Boolean).join(', '),
        link,
        ...label,
      ].filter((line) => line !== '')
      return writeText(transcript.cues, { head, chapters: talk.chapters })
    }
    default:
      return writeVtt(transcript.cues, { notes: [[talk.title, link, ...label].join('\n')] })
  }
}
