/** The servers of one library, each a process with a data folder and a port of its own, started again after every end as systemd would. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../setup/free-ports.ts'

export interface Node {
  readonly name: string
  readonly port: number
  readonly data: string
  /** Resolves when the server says that it is ready; while it cannot start, it is started again. */
  start(): Promise<void>
  isRunning(): boolean
  kill(): Promise<void>
  freeze(): void
  thaw(): void
}

/**
 * @param settings of every node
 * @param onEnd called when the server ends and nobody killed it
 */
export async function makeNode(
  folder: string,
  name: string,
  settings: Record<string, string>,
  onEnd: (error: Error) => void,
): Promise<Node> {
  const data = join(folder, name)
  await mkdir(data)
  const port = await freePort()
  /** Lines of its log with an error. */
  const complaints: string[] = []
  let child: ChildProcess | null = null
  let isReady = false
  let killed = false

  async function startOnce(): Promise<boolean> {
    const server = spawn(process.execPath, ['dist/src/main.js', 'serve'], {
      env: {
        ...process.env,
        PORT: String(port),
        WOORDELIJK_DATA: data,
        WOORDELIJK_MANIFESTS: join(folder, 'none'),
        WOORDELIJK_NODE: name,
        WOORDELIJK_LOG_LEVEL: 'error',
        WOORDELIJK_DISK_RESERVE_GB: '0',
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child = server
    let output = ''
    const ready = new Promise<boolean>((resolve) => {
      server.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString()
        if (/ op http:\S+/.test(output)) resolve(true)
      })
      server.once('exit', () => resolve(false))
    })
    server.stderr.on('data', (chunk: Buffer) => complaints.push(...chunk.toString().split('\n').filter(Boolean)))
    server.once('exit', (code, signal) => {
      if (isReady && !killed && child === server)
        onEnd(new Error(`${name} ended by itself (${code ?? signal}): ${complaints.slice(-20).join('\n')}`))
      isReady = false
    })
    isReady = await ready
    return isReady
  }

  return {
    name,
    port,
    data,
    async start() {
      killed = false
      while (!(await startOnce())) if (killed) return
    },
    isRunning: () => isReady,
    async kill() {
      killed = true
      if (child === null || child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
  }
}
