/** Files that a form without scripts sends, taken as they come in: none is ever whole in memory. */
import { Readable } from 'node:stream'
import { Busboy } from '@fastify/busboy'
import type { Context } from 'hono'
import { Failure } from '../../failure.ts'
import { fileName } from '../api/uploads.ts'
import type { AppEnv } from '../dependencies.ts'

export interface FormFile {
  readonly field: string
  readonly name: string
  readonly content: Readable
  /** The fields that stood before it in the form. */
  readonly fields: ReadonlyMap<string, string>
}

/**
 * The form is read to its end whatever is wrong with one file: only then can the browser show an answer.
 * @param fields is filled with the fields as they come, also where something is wrong
 * @returns all fields
 * @throws Failure `invalid`, or the first thing `take` throws
 */
export async function readFiles(
  c: Context<AppEnv>,
  take: (file: FormFile) => Promise<void>,
  fields = new Map<string, string>(),
): Promise<ReadonlyMap<string, string>> {
  const type = c.req.header('content-type') ?? ''
  if (!type.startsWith('multipart/form-data') || !c.req.raw.body) throw new Failure('invalid', ['notFileForm'])
  const parser = new Busboy({ headers: { 'content-type': type }, limits: { files: 8, fields: 50, fieldSize: 100_000 } })
  const taken: Promise<void>[] = []
  parser.on('field', (name, value) => void fields.set(name, value))
  parser.on('file', (field, content, given) => {
    const name = fileName(given ?? '')
    if (name === '') return void content.resume()
    taken.push(take({ field, name, content, fields }).finally(() => content.resume()))
  })
  await new Promise<void>((resolve, reject) => {
    parser.once('finish', resolve)
    parser.once('error', (cause) => reject(new Failure('invalid', ['brokenFileForm'], { cause })))
    Readable.fromWeb(c.req.raw.body as Parameters<typeof Readable.fromWeb>[0])
      .once('error', (cause) => reject(new Failure('invalid', ['connectionLost'], { cause })))
      .pipe(parser)
  })
  const failed = (await Promise.allSettled(taken)).find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
  return fields
}

/** The content with its first bytes awaited, so that nothing is made for an empty file. @throws Failure `invalid` for one */
export async function nonEmpty(name: string, content: Readable): Promise<AsyncIterable<Uint8Array>> {
  const chunks = content[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
  const first = await chunks.next()
  if (first.done || first.value.length === 0) throw new Failure('invalid', ['emptyFile', name])
  return (async function* () {
    yield first.value
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value
  })()
}
