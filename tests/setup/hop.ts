import { connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** A hop on the way to the server that can lose one request, stop one answer half-way, or hang. */
export async function startHop(port: number) {
  let losing: ((head: string) => boolean) | null = null
  let swallowed = 0
  let cutAfter: number | null = null
  let wasCut = false
  let isFrozen = false
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => undefined).on('close', () => (near.destroy(), far.destroy(), sockets.delete(socket)))
    }
    let isLost = false
    near.on('data', (bytes: Buffer) => {
      if (losing?.(bytes.toString('latin1'))) {
        losing = null
        swallowed++
        isLost = true
      }
      if (!isLost) far.write(bytes)
    })
    if (isFrozen) for (const socket of [near, far]) socket.pause()
    let received = 0
    far.on('data', (bytes: Buffer) => {
      received += bytes.length
      if (cutAfter !== null && received > cutAfter) {
        cutAfter = null
        wasCut = true
        isLost = true
        far.removeAllListeners('data').resume()
        return
      }
      near.write(bytes)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const { port: own } = server.address() as { port: number }
  return {
    port: own,
    endpoint: `http://127.0.0.1:${own}`,
    swallow: (which: (head: string) => boolean) => void (losing = which),
    swallowed: () => swallowed,
    cut: (after: number) => void (cutAfter = after),
    wasCut: () => wasCut,
    /** Accepts connections still, and passes nothing on. */
    freeze() {
      isFrozen = true
      for (const socket of sockets) socket.pause()
    },
    thaw() {
      isFrozen = false
      for (const socket of sockets) socket.resume()
    },
  }
}
