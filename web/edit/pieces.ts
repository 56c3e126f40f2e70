/** What went and what came, as elements with a meaning. */
import type { Piece } from '../../src/transcript/revise/difference.ts'
import { make } from './make.ts'

export function showPieces(pieces: readonly Piece[]): HTMLElement {
  const text = make('p', { class: 'difference' })
  for (const [i, { kind, text: words }] of pieces.entries()) {
    if (i > 0) text.append(' ')
    text.append(kind === 'same' ? words : make(kind === 'gone' ? 'del' : 'ins', {}, words))
  }
  return text
}
