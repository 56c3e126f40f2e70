/** A real server on a library's data folder, in a process of its own, and a client for it. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, get } from 'node:http'
import { join } from 'node:path'

export interface ServerReport {
  /** Resident bytes. */
  readonly memory: number
  /** How much later than asked the server's timers ran since `watch`, ms. */
  readonly delayP99: number
  readonly delayMost: number
  /** Processor time of the process so far, ms. */
  readonly cpuMs: number
}

export interface LibraryServer {
  /** `http://localhost:4321` */
  readonly address: string
  /** @throws Error when the answer is not 200 */
  get(path: string, headers?: Record<string, string>): Promise<string>
  /** Begins to count delays. */
  watch(): void
  report(): Promise<ServerReport>
  close(): Promise<void>
}

/**
 * @param folder the data folder
 * @param settings `WOORDELIJK_…` besides those of every bench
 */
export async function startLibraryServer(folder: string, settings: Record<string, string> = {}): Promise<LibraryServer> {
  const env = { ...process.env, BENCH_SETTINGS: JSON.stringify(settings) }
  const child = fork(join(import.meta.dirname, 'serve-process.mjs'), ['library', folder], { execArgv: [], env })
  const ended = once(child, 'exit')
  const address = await Promise.race([
    once(child, 'message').then(([sent]) => sent as string),
    ended.then(([code]) => Promise.reject<string>(new Error(`the library's server ended with ${code}`))),
  ])
  const { port } = new URL(address)
  const agent = new Agent({ keepAlive: true })
  return {
    address,
    get: (path, headers = {}) =>
      new Promise((resolve, reject) => {
        get({ host: '127.0.0.1', port, path, agent, headers }, (response) => {
          let body = ''
          response.setEncoding('utf8')
          response.on('data', (piece: string) => (body += piece))
          response.on('error', reject)
          response.on('end', () => (response.statusCode === 200 ? resolve(body) : reject(new Error(`${response.statusCode} for ${path}`))))
        }).on('error', reject)
      }),
    watch: () => void child.send('watch'),
    async report() {
      const answer = once(child, 'message')
      child.send('report')
      return (await answer)[0] as ServerReport
    },
    async close() {
      agent.destroy()
      child.kill()
      await ended
    },
  }
}
