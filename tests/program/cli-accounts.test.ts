/** Accounts and tokens from the command line: the door to the first account. */
import { spawn } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder } from '../setup/make-library.ts'
import { PASSWORD } from '../setup/people.ts'
import { run } from '../setup/run-cli.ts'

function withInput(
  input: string,
  args: readonly string[],
  environment: Record<string, string>,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['src/launch.mjs', ...args], { env: { ...process.env, ...environment } })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)))
    child.on('close', (code) => resolve({ code, output }))
    child.stdin.end(input)
  })
}

test('the first administrator is made with a password from stdin', async () => {
  const environment = { WOORDELIJK_DATA: await makeFolder() }
  const empty = await run(['user', 'list'], environment)
  expect([empty.code, empty.stderr]).toEqual([0, expect.stringContaining('user add')])
  const made = await withInput(`${PASSWORD}\n`, ['user', 'add', 'Anna@Example.nl', '--role', 'admin', '--name', 'Anna'], environment)
  expect(made).toEqual({ code: 0, output: 'anna@example.nl\tadmin\n' })
  expect(await withInput(`${PASSWORD}\n`, ['user', 'add', 'anna@example.nl'], environment)).toMatchObject({
    code: 1,
    output: expect.stringContaining('Er is al een account'),
  })
  expect((await withInput('kort\n', ['user', 'add', 'b@example.nl'], environment)).code).toBe(1)
  expect((await withInput('', ['user', 'add', 'b@example.nl', '--role', 'keizer'], environment)).code).toBe(2)
  expect((await run(['user', 'role', 'anna@example.nl', 'archivist'], environment)).stdout).toBe('anna@example.nl\tarchivist\n')
  expect((await run(['user', 'close', 'wie@example.nl'], environment)).code).toBe(1)
  expect((await run(['user', 'close', 'anna@example.nl'], environment)).code).toBe(0)
  const [account] = JSON.parse((await run(['user', 'list', '--json'], environment)).stdout)
  expect(account).toMatchObject({ email: 'anna@example.nl', role: 'archivist', disabled: expect.stringMatching(/^\d{4}-/) })
  expect(JSON.stringify(account)).not.toContain(PASSWORD)
  expect((await stat(join(environment.WOORDELIJK_DATA, 'secret'))).mode & 0o777).toBe(0o600)
})

test('a token is shown once and revoked by its id', async () => {
  const environment = { WOORDELIJK_DATA: await makeFolder() }
  expect((await run(['token', 'create'], environment)).code).toBe(2)
  expect((await run(['token', 'create', '--scope', 'alles'], environment)).code).toBe(2)
  const made = await run(
    ['token', 'create', '--scope', 'talks:write', '--scope', 'talks:read,talks:write', '--days', '7', '--json'],
    environment,
  )
  const { id, secret, scopes } = JSON.parse(made.stdout)
  expect(scopes).toEqual(['talks:read', 'talks:write'])
  expect((await run(['token', 'list', '--json'], environment)).stdout).not.toContain(secret)
  expect((await run(['token', 'revoke', id], environment)).code).toBe(0)
  expect((await run(['token', 'revoke', id], environment)).code).toBe(1)
  expect((await run(['token', 'list'], environment)).stdout).toContain('ingetrokken')
})
