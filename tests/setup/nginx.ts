/** nginx with the repository's own configuration (src/keep/nginx.conf), before servers of a test. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from './free-ports.ts'

const CONFIGURATION = join(import.meta.dirname, '..', '..', 'src', 'keep', 'nginx.conf')

/** Debian puts it where only root looks. */
const PROGRAM = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'].map((folder) => join(folder, 'nginx')).find(existsSync)

export const HAS_NGINX = PROGRAM !== undefined

/** @param ports of the servers on this machine @returns its port */
export async function startNginx(ports: readonly number[]): Promise<{ readonly port: number; close(): Promise<void> }> {
  if (PROGRAM === undefined) throw new Error('nginx is not installed: sudo apt-get install nginx-light')
  const folder = await mkdtemp(join(tmpdir(), 'woordelijk-nginx-'))
  const port = await freePort()
  const given = readFileSync(CONFIGURATION, 'utf8')
  const line = / {4}server 192\.0\.2\.11:3000(?<settings>.*;)\n {4}server 192\.0\.2\.12:3000\k<settings>\n/
  const { settings } = line.exec(given)?.groups ?? {}
  if (settings === undefined || !given.includes('listen 80;')) throw new Error(`${CONFIGURATION} has other lines than the tests know`)
  const own = given
    .replace(line, ports.map((each) => `    server 127.0.0.1:${each}${settings}\n`).join(''))
    .replace('listen 80;', `listen 127.0.0.1:${port};`)
  await writeFile(join(folder, 'woordelijk.conf'), own)
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  for (const kind of temporary) await mkdir(join(folder, kind))
  const main = `daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events {}
http {
  access_log off;
${temporary.map((kind) => `  ${kind}_temp_path ${folder}/${kind};`).join('\n')}
  include ${folder}/woordelijk.conf;
}
`
  await writeFile(join(folder, 'nginx.conf'), main)
  const child = spawn(PROGRAM, ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')], { stdio: 'inherit' })
  const ended = once(child, 'exit')
  process.once('exit', () => child.kill())
  while (!(await accepts(port))) {
    if (child.exitCode !== null) throw new Error(`nginx ended with ${child.exitCode}`)
    await delay(50)
  }
  return {
    port,
    async close() {
      child.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  const connected = await once(socket, 'connect').then(
    () => true,
    () => false,
  )
  socket.destroy()
  return connected
}
