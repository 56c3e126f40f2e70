/** The boxes of MP4, MOV, M4A and M4B (ISO/IEC 14496-12, which took them from QuickTime): each a length, a name and a body. */
import { broken, type ContainerIndex } from './container-index.ts'

export interface Atom {
  readonly type: string
  readonly at: number
  readonly body: number
  readonly end: number
}

type Within = Pick<Atom, 'body' | 'end'>

/** Whatever the file is called; old QuickTime files have no `ftyp`. */
export function isMp4(head: Buffer): boolean {
  return ['ftyp', 'moov', 'mdat', 'free', 'skip', 'wide', 'pnot'].includes(head.toString('latin1', 4, 8))
}

/** @throws Failure `unreadable` where a length cannot be right */
export async function* atoms(index: ContainerIndex, { body, end }: Within): AsyncGenerator<Atom> {
  // QuickTime closes some lists with four zeros.
  for (let at = body; end - at >= 8; ) {
    const head = await index.read(at, Math.min(16, end - at))
    const type = head.toString('latin1', 4, 8)
    const short = head.readUInt32BE(0)
    const long = short === 1 && head.length === 16
    const size = long ? Number(head.readBigUInt64BE(8)) : short === 0 ? end - at : short
    const least = long ? 16 : 8
    if (size < least || size > end - at) throw broken(at, `“${type.replace(/[^ -~]/g, '?')}” zegt ${size} bytes lang te zijn`)
    yield { type, at, body: at + least, end: at + size }
    at += size
  }
}

/** The first of its name, however deep the path leads. */
export async function child(index: ContainerIndex, parent: Within, type: string, ...deeper: string[]): Promise<Atom | null> {
  for await (const atom of atoms(index, parent)) {
    if (atom.type !== type) continue
    const [next, ...rest] = deeper
    return next === undefined ? atom : child(index, atom, next, ...rest)
  }
  return null
}
