/** A storyboard as WebVTT thumbnails, the form players read: each cue a rectangle in one sheet (media fragment `xywh`). */
import { formatTimestamp } from '../../transcript/timecode.ts'

/** @param sheet absolute path of the image: players resolve it against the page, not against this file */
export function storyboardVtt(
  sheet: string,
  tiles: { every: number; columns: number; width: number; height: number },
  duration: number,
): string {
  const cues = Array.from({ length: Math.max(1, Math.ceil(duration / tiles.every)) }, (_, i) => {
    const [x, y] = [(i % tiles.columns) * tiles.width, Math.floor(i / tiles.columns) * tiles.height]
    const times = `${formatTimestamp(i * tiles.every)} --> ${formatTimestamp(Math.min(duration, (i + 1) * tiles.every))}`
    return `${times}\n${sheet}#xywh=${x},${y},${tiles.width},${tiles.height}\n`
  })
  return ['WEBVTT\n', ...cues].join('\n')
}
