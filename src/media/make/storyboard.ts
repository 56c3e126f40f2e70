/** A storyboard as WebVTT thumbnails, the form players read: each cue a rectangle in one sheet (media fragment `xywh`). */
import { placeOfTile, type Storyboard, tileCount } from '../../library/talk/storyboard.ts'
import { formatTimestamp } from '../../transcript/timecode.ts'

/** @param sheetPath absolute path of a sheet, by its number from 0: players resolve it against the page, not against this file */
export function storyboardVtt(sheetPath: (sheet: number) => string, board: Storyboard, duration: number): string {
  const cues = Array.from({ length: tileCount(board, duration) }, (_, i) => {
    const { sheet, x, y } = placeOfTile(board, i)
    const times = `${formatTimestamp(i * board.every)} --> ${formatTimestamp(Math.min(duration, (i + 1) * board.every))}`
    return `${times}\n${sheetPath(sheet)}#xywh=${x},${y},${board.width},${board.height}\n`
  })
  return ['WEBVTT\n', ...cues].join('\n')
}
