import { type Piece, wordDifference } from '../../../src/transcript/revise/difference.ts'

/** `del` and `ins`: struck through and underlined for the eye, announced by screen readers. */
export function Difference({ before, after }: { before: string; after: string }) {
  return <Pieces pieces={wordDifference(before, after)} />
}

export function Pieces({ pieces }: { pieces: readonly Piece[] }) {
  return (
    <>
      {pieces.map(({ kind, text }, i) => (
        <>
          {i > 0 && ' '}
          {kind === 'gone' ? <del>{text}</del> : kind === 'new' ? <ins>{text}</ins> : text}
        </>
      ))}
    </>
  )
}
