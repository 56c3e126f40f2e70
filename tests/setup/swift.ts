/**
 * Debian's OpenStack Swift with its S3 interface: a real S3 server of four processes on loopback, in a folder of its own. Tests that need
 * it are skipped where it is not installed (`apt-get install swift-proxy swift-account swift-container swift-object`).
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { freePorts } from './free-ports.ts'

const onPath = (program: string) => (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)))

const KINDS = ['object', 'container', 'account', 'proxy'] as const

export const HAS_SWIFT = ['swift-ring-builder', ...KINDS.map((kind) => `swift-${kind}-server`)].every(onPath)

const KEYS = { accessKeyId: 'test:tester', secretAccessKey: 'testing' }

export interface Swift {
  readonly endpoint: string
  /** For the program: endpoint and keys. */
  readonly environment: Record<string, string>
  createBucket(name: string): Promise<void>
  /** Ends the front process; the stored data stays. */
  stop(): Promise<void>
  start(): Promise<void>
  /** The front process answers no more, and accepts connections still. */
  freeze(): void
  thaw(): void
  close(): Promise<void>
}

export async function startSwift(): Promise<Swift> {
  const folder = await mkdtemp(join(tmpdir(), 'woordelijk-swift-'))
  const ports = await freePorts(4)
  const [proxy = 0, object = 0, container = 0, account = 0] = ports
  await mkdir(join(folder, 'srv', 'd1'), { recursive: true })
  const general = (port: number) =>
    `[DEFAULT]\nbind_ip = 127.0.0.1\nbind_port = ${port}\nworkers = 0\nuser = ${userInfo().username}\nswift_dir = ${folder}\ndevices = ${join(folder, 'srv')}\nmount_check = false\nlog_level = ERROR\nlog_address = ${join(folder, 'no-log')}\n`
  const server = (kind: string, port: number) =>
    `${general(port)}[pipeline:main]\npipeline = ${kind}-server\n[app:${kind}-server]\nuse = egg:swift#${kind}\n`
  const files: Record<string, string> = {
    'swift.conf':
      '[swift-hash]\nswift_hash_path_suffix = test\nswift_hash_path_prefix = test\n[storage-policy:0]\nname = gold\ndefault = yes\n',
    'object.conf': server('object', object),
    'container.conf': server('container', container),
    'account.conf': server('account', account),
    'proxy.conf': `${general(proxy)}[pipeline:main]
pipeline = catch_errors cache s3api tempauth bulk slo dlo proxy-server
[app:proxy-server]
use = egg:swift#proxy
allow_account_management = true
account_autocreate = true
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
[filter:s3api]
use = egg:swift#s3api
allow_multipart_uploads = yes
check_bucket_owner = no
s3_acl = no
location = us-east-1
[filter:bulk]
use = egg:swift#bulk
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:1
`,
  }
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
  for (const [kind, port] of [
    ['object', object],
    ['container', container],
    ['account', account],
  ] as const) {
    const builder = (...args: string[]) =>
      execFileSync('swift-ring-builder', [join(folder, `${kind}.builder`), ...args], { stdio: 'ignore' })
    builder('create', '4', '1', '1')
    builder('add', `r1z1-127.0.0.1:${port}/d1`, '1')
    builder('rebalance')
  }
  const running = new Map<string, ChildProcess>()
  const run = (kind: string) => {
    const child = spawn(`swift-${kind}-server`, [join(folder, `${kind}.conf`)], {
      stdio: 'ignore',
      env: { ...process.env, SWIFT_DIR: folder },
    })
    running.set(kind, child)
  }
  const end = async (kind: string) => {
    const child = running.get(kind)
    running.delete(kind)
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGCONT')
    child.kill('SIGKILL')
    await ended
  }
  const endpoint = `http://127.0.0.1:${proxy}`
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials: KEYS, maxAttempts: 1 })
  const succeeds = (work: Promise<unknown>) =>
    work.then(
      () => true,
      () => false,
    )
  const answers = async () => {
    for (let times = 0; times < 600; times++) {
      // An object in a bucket: all four processes have to answer before this does.
      if (await succeeds(client.send(new PutObjectCommand({ Bucket: 'answers', Key: 'yes', Body: 'yes' })))) return
      await succeeds(client.send(new CreateBucketCommand({ Bucket: 'answers' })))
      await delay(100)
    }
    throw new Error('Swift does not answer')
  }
  for (const kind of KINDS) run(kind)
  await answers()
  const signal = (name: NodeJS.Signals) => void running.get('proxy')?.kill(name)
  return {
    endpoint,
    environment: {
      WOORDELIJK_MEDIA_ENDPOINT: endpoint,
      AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
    },
    async createBucket(name) {
      await client.send(new CreateBucketCommand({ Bucket: name }))
    },
    stop: () => end('proxy'),
    async start() {
      run('proxy')
      await answers()
    },
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    async close() {
      client.destroy()
      for (const kind of KINDS) await end(kind)
      await rm(folder, { recursive: true, force: true })
    },
  }
}
