/**
 * Readers that leave: browsers drop a request at each seek, at any byte. Nothing of it may reach another reader, and the server keeps
 * neither descriptors nor memory of those who left.
 */
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { importManifests } from '../../src/ingest/manifest/import.ts'
import { HLS_RECIPE } from '../../src/media/recipe.ts'
import { openLibrary } from '../../src/wire.ts'
import { FIXTURES, makeFolder, writeFiles } from '../setup/make-library.ts'
import { random, resourcesOf, type ServerProcess, serve } from '../setup/serve.ts'
import { renditionPath } from '../setup/stored-paths.ts'

/** Above what is read at once, so that the answer is a stream; not so large that a socket swallows it whole. */
const SIZE = 6_000_000

test.skipIf(!existsSync('/proc/self/fd'))(
  '200 readers leave at random bytes of three files: each file is whole for the next, and nothing grows (skipped off Linux)',
  async () => {
    const folder = await makeFolder()
    const data = join(folder, 'data')
    const contents = [randomBytes(SIZE), randomBytes(SIZE)]
    await mkdir(join(folder, 'manifests'))
    await writeFiles(join(folder, 'manifests'), {
      'friday.mp4': readFileSync(join(FIXTURES, 'mdn', 'friday.mp4')),
      'a.pdf': contents[0] ?? '',
      'b.pdf': contents[1] ?? '',
      'lezing.yaml': {
        kind: 'talk',
        id: 'lezing',
        title: 'De lezing',
        recording: { file: 'friday.mp4' },
        attachments: ['a', 'b'].map((name) => ({ kind: 'report', title: name, file: `${name}.pdf` })),
      },
    })
    const open = await openLibrary(readConfig({ WOORDELIJK_DATA: data }))
    await importManifests([join(folder, 'manifests')], open)
    const talk = await open.library.talk('lezing')
    const sha256 = talk?.recording?.original?.sha256 ?? ''
    // A rendition's file is as large as the recording where one file holds all segments.
    const part = randomBytes(SIZE)
    await writeFile(join(renditionPath(open, sha256, HLS_RECIPE), 'large.m4s'), part)
    await open.close()
    const files = [
      { path: `/media/${hash(contents[0])}/a.pdf`, content: contents[0] },
      { path: `/media/${hash(contents[1])}/b.pdf`, content: contents[1] },
      { path: `/media/${sha256}/${HLS_RECIPE}/large.m4s`, content: part },
    ]
    const server = await serve(data)
    onTestFinished(() => server.kill())
    const readAll = async () => {
      for (const { path, content } of files) {
        const answer = await fetch(server.address + path)
        expect([answer.status, hash(Buffer.from(await answer.arrayBuffer()))]).toEqual([200, hash(content)])
      }
    }
    const chance = random(13)
    const leaveMany = async () => {
      for (let round = 0; round < 13; round++) {
        await Promise.all(
          Array.from({ length: 8 }, () => {
            const { path } = files[Math.floor(chance() * files.length)] ?? { path: '' }
            const from = chance() < 0.5 ? 0 : Math.floor(chance() * (SIZE / 4))
            return leave(server, path, from, Math.floor(chance() * SIZE * 0.9))
          }),
        )
      }
    }
    await readAll()
    await leaveMany()
    await readAll()
    const before = resourcesOf(server)
    await leaveMany()
    await readAll()
    const after = resourcesOf(server)
    expect(after.descriptors).toBeLessThanOrEqual(before.descriptors + 4)
    expect(after.memory).toBeLessThan(before.memory + 100e6)
  },
)

/** Asks for a file from a byte on and hangs up once so many bytes of the answer came. */
function leave(server: ServerProcess, path: string, from: number, bytes: number): Promise<void> {
  const { port } = new URL(server.address)
  return new Promise((resolve, reject) => {
    let received = 0
    const socket = connect(Number(port), '127.0.0.1', () =>
      socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nRange: bytes=${from}-\r\n\r\n`),
    )
    socket.on('data', (chunk) => {
      if (received === 0 && !chunk.toString('latin1', 0, 12).startsWith('HTTP/1.1 206')) reject(new Error(chunk.toString('latin1', 0, 80)))
      received += chunk.length
      // Without a goodbye, as a browser that cancels: the server finds out when it writes.
      if (received >= Math.min(bytes, SIZE - from)) socket.resetAndDestroy()
    })
    socket.on('error', reject)
    socket.on('close', () => resolve())
  })
}

function hash(content: Uint8Array | undefined): string {
  return createHash('sha256')
    .update(content ?? '')
    .digest('hex')
}
