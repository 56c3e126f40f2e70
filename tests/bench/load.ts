/** A client too lean to distort the measurement: keep-alive sockets that count bytes and repeat the request. */
import { connect } from 'node:net'

export interface Load {
  readonly requestsPerSecond: number
  readonly bytesPerSecond: number
}

export async function load(
  url: string,
  options: { connections: number; seconds: number; headers?: Record<string, string> },
): Promise<Load> {
  const { hostname, port, pathname, search } = new URL(url)
  const lines = Object.entries(options.headers ?? {}).map(([name, value]) => `${name}: ${value}\r\n`)
  const request = `GET ${pathname}${search} HTTP/1.1\r\nHost: ${hostname}\r\n${lines.join('')}\r\n`
  const start = performance.now()
  const until = start + options.seconds * 1000
  const counts = await Promise.all(Array.from({ length: options.connections }, () => ask(hostname, Number(port), request, until)))
  const seconds = (performance.now() - start) / 1000
  const sum = (pick: (count: { requests: number; bytes: number }) => number) => counts.reduce((total, count) => total + pick(count), 0)
  return { requestsPerSecond: sum(({ requests }) => requests) / seconds, bytesPerSecond: sum(({ bytes }) => bytes) / seconds }
}

function ask(host: string, port: number, request: string, until: number): Promise<{ requests: number; bytes: number }> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, host, () => socket.write(request))
    let [requests, bytes, left] = [0, 0, 0]
    let head = ''
    socket.on('error', reject)
    socket.on('data', (chunk) => {
      let body = chunk.length
      if (left === 0) {
        head += chunk.toString('latin1')
        const end = head.indexOf('\r\n\r\n')
        if (end < 0) return
        if (!/^HTTP\/1\.1 20[06]/.test(head)) return void reject(new Error(head.slice(0, head.indexOf('\r\n'))))
        left = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
        body = head.length - end - 4
        head = ''
      }
      bytes += body
      left -= body
      if (left > 0) return
      requests++
      if (performance.now() < until) return void socket.write(request)
      socket.destroy()
      resolve({ requests, bytes })
    })
  })
}
