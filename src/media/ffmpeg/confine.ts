/**
 * Runs a program on a file that may be hostile: never through a shell, bounded in time, memory and output, gone together with
 * everything it started, and, where the system has bubblewrap, without network and without sight of any other file.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { access, constants, realpath, stat } from 'node:fs/promises'
import { delimiter, dirname, join, resolve } from 'node:path'

/** `bwrap`: a sandbox and limits · `limits`: memory, processor time and file size only · `none`: only the clock. */
export type Sandbox = 'bwrap' | 'limits' | 'none'

export interface Confinement {
  readonly sandbox: Sandbox
  run(work: ConfinedWork): Promise<Ending>
}

export interface ConfinedWork {
  /** Absolute path. */
  readonly program: string
  /** The one file it may read. Null: none. */
  readonly input: string | null
  /** @param input where the program finds the input; in a sandbox files stand elsewhere */
  readonly parameters: (input: string) => readonly string[]
  /** Where it stands and the only place where it may write. Null: nowhere. */
  readonly folder: string | null
  /** Milliseconds of processor time, of all threads together. */
  readonly processor: number
  /** Milliseconds by the clock: for what waits for ever, and, without `prlimit`, the only limit. */
  readonly patience: number
  /** `low`: for work of hours, since visitors' pages come first; a busy machine still leaves it a tenth of a core. */
  readonly priority: 'normal' | 'low'
  /** Bytes. */
  readonly memory: number
  /** Bytes in any one file it writes. */
  readonly fileSize: number
  readonly signal?: AbortSignal | undefined
  /** What it reads on its standard input. Left out: nothing. */
  readonly typed?: string | undefined
  /** Its standard output as it comes. What this throws ends the program and is what `run` rejects with. */
  readonly onOutput?: ((chunk: Buffer) => void) | undefined
  /** What it writes to descriptor 3. */
  readonly onReport?: ((chunk: Buffer) => void) | undefined
}

export interface Ending {
  /** Null when a signal ended it. */
  readonly code: number | null
  readonly signal: string | null
  /** Why we ended it, or null when we did not. */
  readonly stopped: 'late' | 'aborted' | null
  /** The last part of what it said on standard error. */
  readonly said: string
}

const SAID_MAX = 16_384
const FILES = 64
const INPUT = '/input'
const FOLDER = '/output'

/** Debian's libraries reach some of their parts through /etc/alternatives. */
const READABLE = ['/lib', '/lib64', '/bin', '/etc/alternatives', '/etc/ld.so.cache']

/** Which confinement this system gives. Each is tried for real, with a program that ends by itself. */
export async function confine(trial: { program: string; parameters: readonly string[] }, folder?: string): Promise<Confinement> {
  const wrappers = {
    nice: await findProgram('nice', folder),
    setpriv: await findProgram('setpriv', folder),
    prlimit: await findProgram('prlimit', folder),
    bwrap: await findProgram('bwrap', folder),
  }
  const confinement = (sandbox: Sandbox): Confinement => ({ sandbox, run: (work) => run(wrap(sandbox, wrappers, work), work) })
  for (const sandbox of ['bwrap', 'limits'] as const) {
    if (!wrappers.nice || !wrappers.setpriv || !wrappers.prlimit || (sandbox === 'bwrap' && !wrappers.bwrap)) continue
    const attempt = confinement(sandbox)
    const bounds = {
      input: null,
      folder: null,
      priority: 'normal' as const,
      processor: 30_000,
      patience: 300_000,
      memory: 4 * 2 ** 30,
      fileSize: 2 ** 20,
    }
    const ending = await attempt.run({ ...bounds, program: trial.program, parameters: () => trial.parameters }).catch(() => null)
    if (ending?.code === 0) return attempt
  }
  return confinement('none')
}

/** @param folder looked in first @returns its absolute path without links, or null */
export async function findProgram(name: string, folder?: string): Promise<string | null> {
  for (const place of [folder ?? '', ...(process.env['PATH'] ?? '').split(delimiter)]) {
    const path = resolve(place, name)
    if (place === '' || !(await isProgram(path))) continue
    // The folder's own name counts and not the file's: one program may answer to several names.
    return join(await realpath(dirname(path)), name)
  }
  return null
}

async function isProgram(path: string): Promise<boolean> {
  const executable = await access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
  return executable && (await stat(path)).isFile()
}

export interface Command {
  readonly program: string
  readonly parameters: readonly string[]
  readonly cwd: string
  /** Left out: the path of programs, and nothing else of ours. */
  readonly env?: Readonly<Record<string, string>>
}

/** Each wrapper becomes the next by exec, so that the process we know stays the one we started. */
function wrap(sandbox: Sandbox, wrappers: Record<'nice' | 'setpriv' | 'prlimit' | 'bwrap', string | null>, work: ConfinedWork): Command {
  const cwd = work.folder ?? '/'
  const inside = sandbox === 'bwrap'
  const input = work.input === null ? '' : inside ? INPUT : resolve(work.input)
  const bare = [work.program, ...work.parameters(input)]
  if (sandbox === 'none') return { program: work.program, parameters: bare.slice(1), cwd }
  const cpu = Math.ceil(work.processor / 1000)
  const limits = [
    `--as=${work.memory}`,
    // First SIGXCPU, from which the cause is known; five seconds later SIGKILL.
    `--cpu=${cpu}:${cpu + 5}`,
    `--fsize=${work.fileSize}`,
    `--nofile=${FILES}`,
    '--core=0',
  ]
  const words = [
    // --pdeathsig: the system ends the program when this process ends, also by a signal that leaves no time to clean up.
    [
      wrappers.nice,
      '-n',
      work.priority === 'low' ? '10' : '5',
      wrappers.setpriv,
      '--pdeathsig',
      'KILL',
      ...(inside ? [] : ['--no-new-privs']),
      '--',
    ],
    [wrappers.prlimit, ...limits, '--'],
    inside ? [wrappers.bwrap, ...sandboxOf(work), '--'] : [],
    bare,
  ].flat()
  const [program = '', ...parameters] = words.filter((word) => word !== null)
  return { program, parameters, cwd: inside ? '/' : cwd }
}

function sandboxOf({ program, input, folder }: ConfinedWork): string[] {
  return [
    ['--unshare-all', '--die-with-parent', '--new-session', '--cap-drop', 'ALL', '--clearenv', '--setenv', 'PATH', '/usr/bin'],
    ['--ro-bind', '/usr', '/usr', ...READABLE.flatMap((path) => ['--ro-bind-try', path, path])],
    program.startsWith('/usr/') ? [] : ['--ro-bind', program, program],
    ['--proc', '/proc', '--dev', '/dev'],
    input === null ? [] : ['--ro-bind', resolve(input), INPUT],
    folder === null ? ['--chdir', '/'] : ['--bind', resolve(folder), FOLDER, '--chdir', FOLDER],
  ].flat()
}

/** Leaders of the groups that are running. */
const running = new Set<number>()
const endAll = () => {
  for (const leader of running) endGroup(leader)
}

function endGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL')
  } catch {
    // Nobody is left in it.
  }
}

/**
 * Without confinement but for the clock: for a program that the operator chose, and never on a file as it was handed in.
 * @throws what the system says when the program does not start
 */
export function runTrusted(command: Command, work: RunningWork): Promise<Ending> {
  return run(command, work)
}

/** What counts while a program runs. */
export type RunningWork = Pick<ConfinedWork, 'patience' | 'signal' | 'typed' | 'onOutput' | 'onReport'>

/** @throws what the system says when the program does not start */
function run({ program, parameters, cwd, env }: Command, work: RunningWork): Promise<Ending> {
  const { promise, resolve: end, reject } = Promise.withResolvers<Ending>()
  if (work.signal?.aborted) return Promise.resolve({ code: null, signal: null, stopped: 'aborted', said: '' })
  const child: ChildProcess = spawn(program, parameters, {
    cwd,
    detached: true,
    stdio: [work.typed === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe', 'pipe'],
    env: env ?? { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C.UTF-8' },
  })
  let stopped: Ending['stopped'] = null
  let said = ''
  let fault: { error: unknown } | null = null
  const leader = child.pid
  const kill = () => {
    if (leader !== undefined) endGroup(leader)
  }
  /** What left the group is out of reach, and still holds our pipes: nobody waits for it. */
  const letGo = () => {
    if (child.exitCode === null && child.signalCode === null) return
    for (const pipe of child.stdio) pipe?.destroy()
  }
  const stop = (why: 'late' | 'aborted') => () => {
    stopped ??= why
    kill()
    letGo()
  }
  const guarded = (handle: ((chunk: Buffer) => void) | undefined) => (chunk: Buffer) => {
    if (fault) return
    try {
      handle?.(chunk)
    } catch (error) {
      fault = { error }
      kill()
    }
  }
  const onAbort = stop('aborted')
  const late = setTimeout(stop('late'), work.patience)
  work.signal?.addEventListener('abort', onAbort)
  if (leader !== undefined) {
    if (running.size === 0) process.on('exit', endAll)
    running.add(leader)
  }
  const settle = () => {
    clearTimeout(late)
    work.signal?.removeEventListener('abort', onAbort)
    if (leader !== undefined) running.delete(leader)
    if (running.size === 0) process.off('exit', endAll)
  }
  // A program that ends before it has read everything is judged by how it ended.
  child.stdin?.on('error', () => undefined).end(work.typed)
  child.stdout?.on('data', guarded(work.onOutput))
  child.stdio[3]?.on('data', guarded(work.onReport))
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-SAID_MAX)
  })
  child.once('error', (error) => {
    settle()
    reject(error)
  })
  // The leader is gone; whatever it left behind would hold our pipes open.
  child.once('exit', () => {
    kill()
    if (stopped) letGo()
  })
  child.once('close', (code, signal) => {
    settle()
    if (fault) reject(fault.error)
    else end({ code, signal, stopped, said })
  })
  return promise
}
