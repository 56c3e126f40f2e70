/** Bodies over a real socket: too large, without a length, and too slow. */
import { type ClientRequest, type IncomingMessage, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { expect, onTestFinished, test } from 'vitest'
import type { AppEnv, Dependencies } from '../../src/http/dependencies.ts'
import { limitBodies } from '../../src/http/request/body-limits.ts'
import { answerError } from '../../src/http/request/failures.ts'
import { makeFolder, startTestServer } from '../setup/make-library.ts'

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const MB = 2 ** 20

interface Sent {
  readonly status: number | undefined
  readonly text: string
  readonly bytes: number
}

/** Sends pieces until the server answers or everything is sent. */
function send(address: string, path: string, headers: Record<string, string>, pieces: Iterable<Buffer>, method = 'POST'): Promise<Sent> {
  return new Promise((resolve, reject) => {
    let bytes = 0
    let answered = false
    const ask: ClientRequest = request(address + path, { method, headers: { origin: address, ...headers } }, (answer: IncomingMessage) => {
      answered = true
      let text = ''
      answer.on('data', (chunk) => (text += chunk))
      answer.once('close', () => resolve({ status: answer.statusCode, text, bytes }))
    })
    // The server closes a line on which too much still comes.
    ask.on('error', (error) => !answered && reject(error))
    const iterator = pieces[Symbol.iterator]()
    const next = () => {
      if (answered) return void ask.destroy()
      const { value, done } = iterator.next()
      if (done) return void ask.end()
      bytes += value.length
      if (ask.write(value)) setImmediate(next)
      else ask.once('drain', next)
    }
    next()
  })
}

function* endless(bytes: number): Iterable<Buffer> {
  const piece = Buffer.alloc(64 * 1024, 'a')
  for (let sent = 0; sent < bytes; sent += piece.length) yield piece
}

test('a body without a length is counted as it arrives, on every route', async () => {
  const server = await startTestServer({ WOORDELIJK_DATA: join(await makeFolder(), 'data') })
  onTestFinished(() => server.close())
  const paths = [
    ['/beheer/aanmelden', 'POST'],
    ['/citaten', 'POST'],
    ['/api/v1/quotes', 'POST'],
    ['/api/auth/passkey/verify-authentication', 'POST'],
    ['/beheer/uploads/x/weggooien', 'POST'],
  ] as const
  for (const [path, method] of paths) {
    const headers: Record<string, string> = path.startsWith('/api') ? { 'content-type': 'application/json' } : FORM
    const sent = await send(server.address, path, headers, endless(600 * MB), method)
    // Refused for who asks before anything is read, or for the size as it comes in; never taken in.
    expect([path, [401, 413]]).toEqual([path, expect.arrayContaining([sent.status])])
    expect(sent.bytes).toBeLessThan(100 * MB)
    if (sent.status === 413) expect(sent.text).toContain('256 kB')
  }
  expect((await fetch(`${server.address}/healthz`)).status).toBe(200)
})

test('a length that is too large is refused before the body', async () => {
  const server = await startTestServer({ WOORDELIJK_DATA: join(await makeFolder(), 'data') })
  onTestFinished(() => server.close())
  const announced = (length: number) =>
    new Promise<number | undefined>((resolve, reject) => {
      const ask = request(`${server.address}/beheer/aanmelden`, {
        method: 'POST',
        headers: { ...FORM, origin: server.address, 'content-length': String(length) },
      })
      ask.once('response', (answer) => {
        resolve(answer.statusCode)
        ask.destroy()
      })
      ask.once('error', reject)
      ask.flushHeaders()
    })
  expect(await announced(600 * MB)).toBe(413)
})

test('a body that dawdles is cut off with a reason, and the rest is answered', async () => {
  const deps = { config: { uploadMax: MB }, assets: {} } as unknown as Dependencies
  const app = new Hono<AppEnv>()
  app.onError((error, c) => answerError(deps, error, c))
  app.use(async (c, next) => {
    c.set('requestId', 'proef')
    await next()
  })
  app.use(limitBodies(deps, { whole: 50, idle: 50 }))
  app.post('/api/*', async (c) => c.text(String((await c.req.arrayBuffer()).byteLength)))
  app.patch('/api/v1/uploads/:id', async (c) => c.text(String((await c.req.arrayBuffer()).byteLength)))
  const server = await new Promise<Server>((resolve) => {
    const made = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(made as Server))
  })
  onTestFinished(() => void server.close())
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const dawdle = (path: string, method: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const ask = request(address + path, { method, headers: { 'transfer-encoding': 'chunked' } }, (answer) => {
        resolve(answer.statusCode)
        ask.destroy()
      })
      ask.on('error', reject)
      ask.write('a')
    })
  expect(await dawdle('/api/klein', 'POST')).toBe(408)
  expect(await dawdle('/api/v1/uploads/x', 'PATCH')).toBe(408)
  expect(await (await fetch(`${address}/api/klein`, { method: 'POST', body: 'heel' })).text()).toBe('4')
})
