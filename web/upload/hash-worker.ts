/** SHA-256 of a file read as a stream, in a worker: the whole file or some ranges of it. The page stays quick and memory stays small. */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'

export interface HashTask {
  readonly id: number
  readonly file: File
  /** Null: the whole file. */
  readonly ranges: readonly { readonly from: number; readonly to: number }[] | null
}

export interface HashResult {
  readonly id: number
  /** One for each range, or one for the whole file; null where the file cannot be read. */
  readonly hashes: readonly string[] | null
}

async function hash(part: Blob): Promise<string> {
  const state = sha256.create()
  const reader = part.stream().getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return bytesToHex(state.digest())
    state.update(value)
  }
}

/** One after the other: two files read at once would make both slower. */
let last: Promise<void> = Promise.resolve()

addEventListener('message', ({ data }: MessageEvent<HashTask>) => {
  const { id, file, ranges } = data
  const answer = (hashes: HashResult['hashes']) => postMessage({ id, hashes } satisfies HashResult)
  last = last.then(async () => {
    try {
      const hashes: string[] = []
      for (const part of ranges?.map(({ from, to }) => file.slice(from, to)) ?? [file]) hashes.push(await hash(part))
      answer(hashes)
    } catch {
      // Moved, changed or on a disk that was taken out.
      answer(null)
    }
  })
})
