/** Incoming files in a folder on this machine's disk, each under its upload's id. */
import { createWriteStream } from 'node:fs'
import { mkdir, open, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Incoming } from './incoming.ts'

export async function openIncomingFolder(folder: string): Promise<Incoming> {
  await mkdir(folder, { recursive: true })
  const pathOf = (id: string) => join(folder, id)

  return {
    create: (id) => writeFile(pathOf(id), '', { flag: 'wx' }),

    async write(id, offset, content) {
      let added = 0
      const counted = async function* () {
        for await (const chunk of content) {
          added += chunk.length
          yield chunk
        }
      }
      await pipeline(counted, createWriteStream(pathOf(id), { flags: 'r+', start: offset }))
      return added
    },

    async stat(id) {
      const facts = await stat(pathOf(id)).catch(() => null)
      return facts && { size: facts.size, modified: facts.mtime }
    },

    async read(id, from, to) {
      await using file = await open(pathOf(id))
      const { buffer, bytesRead } = await file.read(Buffer.alloc(to - from), 0, to - from, from)
      if (bytesRead < to - from) throw new RangeError(`the upload ends before byte ${to}`)
      return buffer
    },

    async local(id) {
      await using file = await open(pathOf(id), 'r+')
      await file.sync()
      return { path: pathOf(id), isStored: false, [Symbol.asyncDispose]: async () => undefined }
    },

    remove: (id) => rm(pathOf(id), { recursive: true, force: true }),

    async *list() {
      for (const id of await readdir(folder)) {
        const facts = await stat(pathOf(id)).catch(() => null)
        if (facts) yield { id, modified: facts.mtime }
      }
    },

    address: pathOf,
    isLocal: true,
  }
}
