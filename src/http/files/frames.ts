/**
 * `/opnames/{talk}/beeld.jpg?t=`: the picture of a moment, for previews of shared links. ffmpeg makes it when somebody asks; where it
 * cannot, the answer is the poster. The last few are kept in memory.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Hono } from 'hono'
import { mediaPath } from '../../../web/pages/links.ts'
import { Failure } from '../../failure.ts'
import type { Recording } from '../../library/talk/talk.ts'
import { makeFrame } from '../../media/make/pictures.ts'
import { original } from '../../media/store/store.ts'
import { clampRange, parseTimeRange } from '../../transcript/time-link.ts'
import type { AppEnv, Dependencies } from '../dependencies.ts'
import { visibleTalk } from '../request/visible-talk.ts'

/** Some 100 kB each. */
const FRAMES_HELD = 64
/** ffmpeg makes one at a time; more than this many waiting get the poster. */
const MOST_WAITING = 4

export function routeFrames(app: Hono<AppEnv>, deps: Dependencies): void {
  const frameAt = createFrames(deps)
  app.get('/opnames/:talk/beeld.jpg', async (c) => {
    const talk = await visibleTalk(deps, c, c.req.param('talk'))
    const asked = parseTimeRange(new URL(c.req.url).searchParams)
    const at = asked && clampRange(asked, talk.recording?.duration ?? null)
    const frame = talk.recording && (await frameAt(talk.recording, Math.floor((at?.start ?? 0) / 1000) * 1000))
    if (frame)
      return c.body(frame, 200, {
        'Content-Type': 'image/jpeg',
        'Cache-Control': 'no-cache',
        'Cross-Origin-Resource-Policy': 'cross-origin',
      })
    if (!talk.recording?.poster) throw new Failure('not-found', ['noPicture'])
    return c.redirect(mediaPath(talk.recording.poster), 302)
  })
}

function createFrames({ store, ffmpeg, log }: Pick<Dependencies, 'store' | 'ffmpeg' | 'log'>) {
  type Frame = Uint8Array<ArrayBuffer> | null
  /** In order of use: the first was used longest ago. */
  const frames = new Map<string, Promise<Frame>>()
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0

  async function make(recording: Recording, at: number): Promise<Frame> {
    const program = await ffmpeg()
    if (!program || !recording.original || recording.width === null || recording.duration === null) return null
    try {
      await using folder = await store.workFolder()
      await using input = await store.local(original(recording.original.sha256))
      const file = join(folder.path, 'frame.jpg')
      const made = await makeFrame(program, input.path, file, at, { duration: recording.duration })
      return made ? new Uint8Array(await readFile(file)) : null
    } catch (err) {
      log.warn({ err }, 'picture of a moment not made')
      return null
    }
  }

  /** @param at milliseconds @returns null where there is none, or too many are being made */
  return async (recording: Recording, at: number): Promise<Frame> => {
    const key = `${recording.original?.sha256} ${at}`
    const held = frames.get(key)
    if (!held && waiting >= MOST_WAITING) return null
    frames.delete(key)
    if (held) {
      frames.set(key, held)
      return held
    }
    waiting++
    const making = last.then(() => make(recording, at)).finally(() => waiting--)
    last = making
    frames.set(key, making)
    for (const oldest of frames.keys()) if (frames.size > FRAMES_HELD) frames.delete(oldest)
    return making
  }
}
