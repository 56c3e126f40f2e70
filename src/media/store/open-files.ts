/**
 * Stored files kept open. A stored file never changes under its name, so one descriptor serves every request of that file, and a small file
 * that is asked for again (the segment everybody lands on) is answered from memory.
 */
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import type { OpenFile } from './store.ts'

interface Entry {
  readonly path: string
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
const PIECE = 256 * 1024

/** @param most files kept open; the one longest unused is closed first */
export function keepOpen(most = 256) {
  const entries = new Map<string, Entry>()
  let inMemory = 0

  function evict(entry: Entry): void {
    if (entry.evicted) return
    if (entries.get(entry.path) === entry) entries.delete(entry.path)
    if (entry.content) inMemory -= entry.size
    entry.content = null
    entry.evicted = true
    closeIfUnused(entry)
  }

  async function read(entry: Entry, start: number, length: number): Promise<Buffer> {
    try {
      return await readThrough(entry, start, length)
    } catch (error) {
      // A failure must not outlive its cause: the next request opens the file again.
      evict(entry)
      throw error
    }
  }

  async function readThrough(entry: Entry, start: number, length: number): Promise<Buffer> {
    if (entry.size > WHOLE_FILE || entry.evicted) return readPart(entry.handle, start, length)
    if (!entry.content) {
      entry.content = readPart(entry.handle, 0, entry.size)
      inMemory += entry.size
      for (const other of entries.values()) if (inMemory > MEMORY && other !== entry && other.content) evict(other)
    }
    const content = await entry.content
    return start === 0 && length === content.length ? content : content.subarray(start, start + length)
  }

  /** Node's own read stream would close the shared descriptor when its reader leaves, whatever its `autoClose` says. */
  function streamOf(entry: Entry, start: number, length: number, release: () => void): ReadableStream<Uint8Array> {
    const end = start + length
    let at = start
    return new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          try {
            const piece = await read(entry, at, Math.min(PIECE, end - at))
            at += piece.length
            controller.enqueue(piece)
            if (at < end) return
            controller.close()
            release()
          } catch (error) {
            release()
            throw error
          }
        },
        cancel: release,
      },
      { highWaterMark: 1 },
    )
  }

  return {
    close(): void {
      for (const entry of entries.values()) evict(entry)
    },

    /** Never through a link: what lies in the store was put there by us. @throws when there is no such file */
    async open(path: string): Promise<OpenFile> {
      let entry = entries.get(path)
      if (!entry) {
        const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW)
        const info = await handle.stat()
        entry = { path, handle, size: info.size, modified: info.mtime, content: null, users: 0, evicted: false }
        const other = entries.get(path)
        if (other) evict(other)
      }
      // Newest last: the first key is the one longest unused.
      entries.delete(path)
      entries.set(path, entry)
      entry.users++
      const [oldest] = entries.values()
      if (entries.size > most && oldest) evict(oldest)
      const held = entry
      let isHeld = true
      const release = () => {
        if (!isHeld) return
        isHeld = false
        held.users--
        closeIfUnused(held)
      }
      return {
        size: held.size,
        modified: held.modified,
        read: (start, length) => read(held, start, length),
        stream: (start, length) => streamOf(held, start, length, release),
        release,
      }
    },
  }
}

function closeIfUnused(entry: Entry): void {
  // Node finishes reads that are under way before it closes the descriptor.
  if (entry.evicted && entry.users === 0) void entry.handle.close()
}

async function readPart(handle: FileHandle, start: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, start)
  if (bytesRead !== length) throw new Error('a stored file is shorter than it was')
  return buffer
}
