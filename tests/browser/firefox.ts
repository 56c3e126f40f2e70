/**
 * Debian's Firefox, without a picture and without a driver: it speaks WebDriver BiDi itself (w3.org/TR/webdriver-bidi). Where it is not
 * installed, tests that want it say so and are skipped.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { afterAll, beforeAll } from 'vitest'

const PROGRAM = (process.env.PATH ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'firefox-esr'))
  .find((file) => existsSync(file))

/** Why there is no Firefox, or null where there is one. */
export const NO_FIREFOX = PROGRAM === undefined ? 'firefox-esr is not installed: apt-get install firefox-esr' : null

/** A proxy address without a server: Firefox's own outside requests fail. Loopback bypasses proxies. */
const PREFERENCES = {
  'network.proxy.type': 1,
  'network.proxy.socks': '127.0.0.1',
  'network.proxy.socks_port': 9,
  'network.proxy.socks_remote_dns': true,
}

/** One Firefox for a test file. */
export function useFirefox(): { evaluate<T>(address: string, read: () => Promise<T>): Promise<T> } {
  let firefox: Awaited<ReturnType<typeof startFirefox>> | undefined
  beforeAll(async () => {
    if (PROGRAM === undefined) console.warn(`What Firefox reads is skipped: ${NO_FIREFOX}`)
    else firefox = await startFirefox(PROGRAM)
  })
  afterAll(() => firefox?.close())
  return {
    /** Opens the page and calls `read` in it, as written: it sees nothing of the test. Its answer goes through JSON. */
    async evaluate(address, read) {
      if (!firefox) throw new Error(NO_FIREFOX ?? 'Firefox is not running')
      return JSON.parse(await firefox.evaluate(address, `(${read})().then(JSON.stringify)`))
    },
  }
}

async function startFirefox(program: string) {
  const profile = await mkdtemp(join(tmpdir(), 'woordelijk-firefox-'))
  const lines = Object.entries(PREFERENCES).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`)
  await writeFile(join(profile, 'user.js'), lines.join('\n'))
  const child = spawn(program, ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port=0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, HOME: profile },
  })
  const ended = once(child, 'exit')
  // Also when a test file is given up on.
  process.once('exit', () => child.kill())
  const call = await connect(await addressOf(child))
  await call('session.new', { capabilities: {} })
  const { contexts } = (await call('browsingContext.getTree', {})) as { contexts: { context: string }[] }
  const context = contexts[0]?.context
  return {
    async evaluate(address: string, expression: string): Promise<string> {
      await call('browsingContext.navigate', { context, url: address, wait: 'complete' })
      const answer = await call('script.evaluate', { expression, target: { context }, awaitPromise: true })
      const { result, exceptionDetails } = answer as { result?: { value: string }; exceptionDetails?: { text: string } }
      if (!result) throw new Error(`the page complained: ${exceptionDetails?.text}`)
      return result.value
    },
    async close(): Promise<void> {
      await call('browser.close', {})
      await ended
      await rm(profile, { recursive: true, force: true })
    },
  }
}

/** Firefox names its port once it listens. */
function addressOf(child: ChildProcess & { stderr: Readable }): Promise<string> {
  const said: string[] = []
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      said.push(line)
      const port = /^WebDriver BiDi listening on ws:\/\/[\w.]+:(\d+)$/.exec(line)?.[1]
      if (port !== undefined) resolve(`ws://127.0.0.1:${port}`)
    })
    child.once('exit', () => reject(new Error(`Firefox ended without listening:\n${said.join('\n')}`)))
  })
}

interface Message {
  readonly id?: number
  readonly type: 'success' | 'error' | 'event'
  readonly result?: unknown
  readonly error?: string
  readonly message?: string
}

async function connect(address: string): Promise<(method: string, params: object) => Promise<unknown>> {
  const socket = new WebSocket(`${address}/session`)
  const waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>()
  socket.addEventListener('message', ({ data }) => {
    const { id, type, result, error, message } = JSON.parse(String(data)) as Message
    const asked = id === undefined ? undefined : waiting.get(id)
    if (!asked) return
    if (type === 'success') asked.resolve(result)
    else asked.reject(new Error(`${error}: ${message}`))
  })
  socket.addEventListener('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('Firefox hung up'))
  })
  await once(socket, 'open')
  let asked = 0
  return (method, params) => {
    const id = ++asked
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject })
      socket.send(JSON.stringify({ id, method, params }))
    })
  }
}
