/** One request of a visitor or an archivist, and what counts as an outage that the library may have. */
import { type Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  /** The body as text. */
  readonly text: string
  /** The body as JSON. */
  readonly json: ReturnType<typeof JSON.parse>
}

export interface Question {
  readonly method?: string
  readonly headers?: OutgoingHttpHeaders
  readonly body?: Buffer | object
  readonly agent?: Agent
}

/** @returns null where the connection broke before the answer was whole */
export function ask(port: number, path: string, { method = 'GET', headers = {}, body, agent }: Question = {}): Promise<Answer | null> {
  const bytes = body === undefined || Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body))
  const type = body === undefined || Buffer.isBuffer(body) ? {} : { 'content-type': 'application/json' }
  const length = bytes === undefined ? {} : { 'content-length': bytes.length }
  return new Promise((resolve) => {
    const sent = request({
      host: '127.0.0.1',
      port,
      path,
      method,
      ...(agent ? { agent } : {}),
      headers: { ...type, ...length, ...headers },
    })
    sent.on('error', () => resolve(null))
    sent.on('response', (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('error', () => resolve(null))
      response.on('close', () => {
        if (!response.complete) return resolve(null)
        const whole = Buffer.concat(parts)
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: whole,
          get text() {
            return whole.toString('utf8')
          },
          get json() {
            return JSON.parse(whole.toString('utf8'))
          },
        })
      })
    })
    sent.end(bytes)
  })
}

/** A broken connection, an error of the proxy's own, or our 503 that says when to come back. */
export function isOutage(answer: Answer | null): answer is null {
  if (answer === null) return true
  const isOurs = answer.headers['x-request-id'] !== undefined
  return (!isOurs && [502, 504].includes(answer.status)) || (answer.status === 503 && answer.headers['retry-after'] !== undefined)
}

export const brief = (answer: Answer) => `${answer.status} ${answer.text.replaceAll(/\s+/g, ' ').slice(0, 300)}`
