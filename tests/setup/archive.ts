/** A server over an empty library, with an account of each role and a program that may do everything. */
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { SCOPES } from '../../src/access/viewer.ts'
import { readConfig } from '../../src/config.ts'
import { openLibrary } from '../../src/wire.ts'
import { makeFolder, startTestServer } from './make-library.ts'
import { PASSWORD, signedIn } from './people.ts'
import { program } from './program.ts'

const ACTOR = { kind: 'command', id: null, name: 'test' } as const

/** @returns the server with the program's calls, its token, and the administrator at a browser; accounts are `ROLE@example.nl` */
export async function startArchive(settings: Record<string, string> = {}) {
  const data = join(await makeFolder(), 'data')
  const open = await openLibrary(readConfig({ WOORDELIJK_DATA: data }))
  const { secret } = await open.keys.addToken('alles', [...SCOPES], null, ACTOR)
  for (const role of ['admin', 'archivist', 'visitor'] as const)
    await open.accounts.add({ email: `${role}@example.nl`, name: `Een ${role}`, role, password: PASSWORD }, ACTOR)
  await open.close()
  const server = await startTestServer({ WOORDELIJK_DATA: data, ...settings })
  onTestFinished(() => server.close())
  return { ...program(server, secret), server, data, secret, admin: await signedIn(server, 'admin@example.nl') }
}
