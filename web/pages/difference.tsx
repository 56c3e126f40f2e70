import { type Piece, wordDifference } from '../../src/transcript/revise/difference.ts'

/** Struck through and underlined, and said to whoever does not see that: `del` and `ins` are elements with a meaning. */
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
