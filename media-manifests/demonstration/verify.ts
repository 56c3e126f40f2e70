/** The promises a demonstration keeps, checked before anything is put in its place. */
import { KEYFRAME_SECONDS } from './encode.ts'
import { run } from './media-program.ts'
import type { Script } from './script.ts'
import type { Timeline } from './timeline.ts'
import { MAX_CUE_CHARACTERS, MAX_CUE_MILLISECONDS } from './word-times.ts'

const MIN_SECONDS = 90
const MAX_SECONDS = 240
/** AAC ends on a whole frame, up to this much past the picture. */
const TAIL_SECONDS = 0.2

/** Every written word has its own time, in order and inside its cue; the cues say what the script says. */
export function verifyTimeline(script: Script, timeline: Timeline): void {
  let before = -1
  for (const cue of timeline.cues) {
    const fail = (message: string) => new Error(`cue ${cue.id} “${cue.text}”: ${message}`)
    const words = cue.words ?? []
    if (words.map((word) => word.text).join(' ') !== cue.text) throw fail('its words are not its text')
    if (words[0]?.start !== cue.start || words.at(-1)?.end !== cue.end) throw fail('its words do not fill it')
    if (cue.text.length > MAX_CUE_CHARACTERS) throw fail(`longer than ${MAX_CUE_CHARACTERS} characters`)
    if (cue.end - cue.start > MAX_CUE_MILLISECONDS) throw fail(`longer than ${MAX_CUE_MILLISECONDS} ms`)
    for (const word of words) {
      if (!Number.isInteger(word.start) || !Number.isInteger(word.end)) throw fail('times are whole milliseconds')
      if (word.start <= before) throw fail(`“${word.text}” does not start after the word before it`)
      if (word.end <= word.start || word.end > cue.end) throw fail(`“${word.text}” ends before it starts or after its cue`)
      before = word.start
    }
  }
  const spoken = timeline.cues.map((cue) => cue.text).join(' ')
  const written = script.chapters.flatMap((chapter) => chapter.sentences).join(' ')
  if (spoken !== written) throw new Error('the cues together are not the script')
}

/** Codecs, picture, length and keyframes are what the library's player and its tests count on. */
export async function verifyRecording(file: string, timeline: Timeline): Promise<void> {
  const fail = (message: string) => new Error(`${file}: ${message}`)
  const probe: Probe = JSON.parse(await run('ffprobe', ['-show_format', '-show_streams', '-show_packets', '-of', 'json', file]))
  const video = probe.streams.find((stream) => stream.codec_type === 'video')
  const audio = probe.streams.find((stream) => stream.codec_type === 'audio')
  if (video?.codec_name !== 'h264' || video.pix_fmt !== 'yuv420p') throw fail('not H.264 4:2:0')
  if (video.width !== 1280 || video.height !== 720) throw fail('not 1280×720')
  if (audio?.codec_name !== 'aac' || audio.profile !== 'LC' || audio.channels !== 1) throw fail('not AAC-LC mono')
  const seconds = Number(probe.format.duration)
  if (seconds < MIN_SECONDS || seconds > MAX_SECONDS) {
    throw fail(`${seconds.toFixed(1)} s long; a demonstration lasts ${MIN_SECONDS} to ${MAX_SECONDS} s`)
  }
  if (Math.abs(seconds - timeline.duration / 1000) > TAIL_SECONDS) throw fail('picture and sound do not end together')
  const keyframes = probe.packets.filter((packet) => packet.codec_type === 'video' && packet.flags.startsWith('K'))
  const expected = Math.ceil(timeline.duration / 1000 / KEYFRAME_SECONDS)
  if (keyframes.length !== expected) throw fail(`${keyframes.length} keyframes; ${expected} expected`)
  for (const [index, keyframe] of keyframes.entries()) {
    if (Math.abs(Number(keyframe.pts_time) - index * KEYFRAME_SECONDS) > 0.001) {
      throw fail(`keyframe ${index + 1} stands at ${keyframe.pts_time} s`)
    }
  }
}

interface Probe {
  readonly streams: readonly {
    codec_type: string
    codec_name: string
    profile?: string
    pix_fmt?: string
    width?: number
    height?: number
    channels?: number
  }[]
  readonly packets: readonly { codec_type: string; pts_time: string; flags: string }[]
  readonly format: { duration: string }
}
