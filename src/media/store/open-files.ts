/**
 * Stored files kept at hand: they never change under their name, so opening one anew for each range of a film is wasted, and a small
 * one asked for again (the segment everybody lands on) is answered from memory.
 */
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'

export interface OpenFile {
  readonly handle: FileHandle
  readonly size: number
  readonly modified: Date
  /** @throws when the file is shorter than it was */
  read(start: number, length: number): Promise<Buffer>
  /** Must be called once when done; only then may the file be closed. */
  release(): void
}

interface Entry {
  readonly handle: FileHandle
  readonly size: number
  readonly modified: Date
  content: Promise<Buffer> | null
  users: number
  evicted: boolean
}

/** Larger files are read by part. */
const WHOLE_FILE = 4 * 2 ** 20
const MEMORY = 64 * 2 ** 20

/** @param most files kept open; the one longest unused is closed first */
export function keepOpen(most = 256) {
  const entries = new Map<string, Entry>()
  let inMemory = 0

  function evict(path: string, entry: Entry): void {
    entries.delete(path)
    if (entry.content) inMemory -= entry.size
    entry.content = null
    entry.evicted = true
    closeIfUnused(entry)
  }

  async function read(entry: Entry, start: number, length: number): Promise<Buffer> {
    if (entry.size > WHOLE_FILE || entry.evicted) return readPart(entry.handle, start, length)
    if (!entry.content) {
      entry.content = readPart(entry.handle, 0, entry.size)
      inMemory += entry.size
      for (const [path, other] of entries) if (inMemory > MEMORY && other !== entry && other.content) evict(path, other)
    }
    const content = await entry.content
    return start === 0 && length === content.length ? content : content.subarray(start, start + length)
  }

  return {
    /** Never through a link: what lies in the store was put there by us. @throws when there is no such file */
    async open(path: string): Promise<OpenFile> {
      let entry = entries.get(path)
      if (!entry) {
        const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW)
        const info = await handle.stat()
        entry = { handle, size: info.size, modified: info.mtime, content: null, users: 0, evicted: false }
        const other = entries.get(path)
        if (other) evict(path, other)
      }
      // Newest last: the first key is the one longest unused.
      entries.delete(path)
      entries.set(path, entry)
      entry.users++
      const [oldest] = entries
      if (entries.size > most && oldest) evict(...oldest)
      const held = entry
      return {
        handle: held.handle,
        size: held.size,
        modified: held.modified,
        read: (start, length) => read(held, start, length),
        release() {
          held.users--
          closeIfUnused(held)
        },
      }
    },
  }
}

function closeIfUnused(entry: Entry): void {
  if (entry.evicted && entry.users === 0) void entry.handle.close()
}

async function readPart(handle: FileHandle, start: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, start)
  if (bytesRead !== length) throw new Error('a stored file is shorter than it was')
  return buffer
}
