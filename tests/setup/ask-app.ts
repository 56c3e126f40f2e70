/** The application without a server around it, asked at `/api/v1` with a token that may read and change talks. */
import { join } from 'node:path'
import { pino } from 'pino'
import { readConfig } from '../../src/config.ts'
import { createApp } from '../../src/http/app.ts'
import { loadAssets } from '../../src/http/files/assets.ts'
import type { makeLibrary } from './make-library.ts'

export async function askApp(library: Awaited<ReturnType<typeof makeLibrary>> & { readonly data: string }) {
  const config = readConfig({ WOORDELIJK_DATA: library.data })
  const assets = loadAssets(join(import.meta.dirname, '../../dist/client'))
  const app = createApp({ ...library, config, assets, log: pino({ level: 'silent' }), search: library.search() })
  const actor = { kind: 'command', id: null, name: 'test' } as const
  const { secret } = await library.keys.addToken('alles', ['talks:write', 'talks:read'], null, actor)
  const ask = async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
    const answer = await app.request(`/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json', ...headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const text = await answer.text()
    return { status: answer.status, etag: answer.headers.get('etag') ?? '', body: text === '' ? null : JSON.parse(text) }
  }
  return { app, ask }
}
