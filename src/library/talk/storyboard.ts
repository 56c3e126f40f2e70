/** Where in its sheets a storyboard has the picture of a moment. */
import type { Storyboard } from './talk.ts'

export type { Storyboard }

export function tileCount({ every }: Storyboard, duration: number): number {
  return Math.max(1, Math.ceil(duration / every))
}

/** @param at milliseconds @returns the number of the tile, from 0 */
export function tileAt(board: Storyboard, at: number, duration: number): number {
  return Math.min(tileCount(board, duration) - 1, Math.floor(at / board.every))
}

/** @returns the sheet's number, from 0, and where the tile begins in it, in pixels */
export function placeOfTile({ columns, rows, width, height }: Storyboard, tile: number): { sheet: number; x: number; y: number } {
  const perSheet = rows === null ? Number.POSITIVE_INFINITY : columns * rows
  const sheet = Math.floor(tile / perSheet)
  const inSheet = sheet === 0 ? tile : tile - sheet * perSheet
  return { sheet, x: (inSheet % columns) * width, y: Math.floor(inSheet / columns) * height }
}

/** In pixels. */
export function sheetSize(board: Storyboard, duration: number): { width: number; height: number } {
  const rows = board.rows ?? Math.ceil(tileCount(board, duration) / board.columns)
  return { width: board.columns * board.width, height: rows * board.height }
}
