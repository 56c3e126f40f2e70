/** Writing to a local disk so that a file that was reported as stored survives a power cut. */
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { access, mkdir, open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** @throws when the file cannot be read, or an AbortError */
export async function hashFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash, { signal })
  return hash.digest('hex')
}

/** @param target must not exist; its content is on disk when this resolves */
export async function copyAndHash(source: string, target: string): Promise<{ sha256: string; size: number }> {
  const hash = createHash('sha256')
  let size = 0
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      size += chunk.length
      done(null, chunk)
    },
  })
  await pipeline(createReadStream(source), measure, createWriteStream(target, { flags: 'wx', flush: true }))
  return { sha256: hash.digest('hex'), size }
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

/** mkdir -p. On a read-only disk Node's recursive mkdir reports ENOENT; a plain mkdir then throws the real error (EROFS). */
export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch(async (cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') await mkdir(join(folder, '..'))
    throw cause
  })
}

/** Does nothing for a folder. */
export async function syncFile(path: string): Promise<void> {
  if (!(await stat(path)).isFile()) return
  await using file = await open(path, 'r+')
  await file.sync()
}

/** A new name is durable only when its folder is. */
export async function syncFolder(path: string): Promise<void> {
  await using folder = await open(path, 'r')
  await folder.sync()
}
