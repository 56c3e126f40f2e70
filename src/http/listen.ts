/** The listening server: Node's own, with public media answered before the application is asked. */
import { createServer as createHttpServer, type RequestListener, type Server, type ServerOptions } from 'node:http'
import { serve } from '@hono/node-server'
import type { Config } from '../config.ts'
import { Failure, messageOf } from '../failure.ts'
import { mediaFirst } from './files/media.ts'

/** Requests still under way this long after a stop are cut off. */
const STOP_GRACE_MS = 10_000

/**
 * Headers come at once. Bodies have their own time, by route (http/request/body-limits.ts): Node's limit of five minutes for a whole request
 * would cut off the upload of a lecture.
 */
const TIME_LIMITS = { headersTimeout: 20_000, requestTimeout: 0, connectionsCheckingInterval: 5_000 }

/** @throws Failure in words for the operator when the port or the address cannot be had */
export function listen(
  config: Config,
  fetch: (request: Request) => Response | Promise<Response>,
  media: Parameters<typeof mediaFirst>[0],
): Promise<Server> {
  const createServer = ((options: ServerOptions, listener: RequestListener) =>
    createHttpServer(options, mediaFirst(media, listener))) as typeof createHttpServer
  const options = { fetch, port: config.port, hostname: config.host, serverOptions: TIME_LIMITS, createServer }
  return new Promise((resolve, reject) => {
    const server = serve(options, () => resolve(server as Server))
    server.once('error', (cause: NodeJS.ErrnoException) => reject(cannotListen(config, cause)))
  })
}

function cannotListen({ port, host }: Config, cause: NodeJS.ErrnoException): Failure {
  const why: Record<string, string> = {
    EADDRINUSE: `Poort ${port} is al in gebruik. Stop het andere programma of kies een andere poort: PORT=${port + 1} npm start`,
    EACCES: `Poort ${port} mag niet gebruikt worden door deze gebruiker. Kies een poort boven 1023, bijvoorbeeld PORT=3000.`,
    EADDRNOTAVAIL: `Het adres ${host} hoort niet bij deze machine. Pas HOST aan.`,
    ENOTFOUND: `Het adres ${host} bestaat niet. Pas HOST aan.`,
  }
  return new Failure('unavailable', why[cause.code ?? ''] ?? `De server kan niet starten op ${host}:${port} (${messageOf(cause)}).`, {
    cause,
  })
}

/** Lets requests under way finish, for a while. */
export function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), STOP_GRACE_MS)
    server.close(() => {
      clearTimeout(cut)
      resolve()
    })
    server.closeIdleConnections()
  })
}
