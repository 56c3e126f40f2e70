/** What a move of the media has done, so that one that was cut off goes on: a text file in the data folder, a line a file. */
import { createHash } from 'node:crypto'
import { appendFile, mkdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** The subfolder of the data folder for moves under way. */
export const MOVE_FOLDER = 'move'

export interface MoveJournal {
  /** Whether the copy of this file or rendition was begun, by this move or one before it. */
  hasBegun(name: string): boolean
  /** Whether it arrived and was compared. */
  isDone(name: string): boolean
  begin(name: string): Promise<void>
  done(name: string): Promise<void>
  begun(): Iterable<string>
  remove(): Promise<void>
}

/** @param target names the store that the media go to */
export async function openJournal(data: string, target: string): Promise<MoveJournal> {
  const file = join(data, MOVE_FOLDER, `${createHash('sha256').update(target).digest('hex').slice(0, 16)}.txt`)
  await mkdir(dirname(file), { recursive: true })
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return ''
    throw cause
  })
  const states = new Map<string, 'begun' | 'done'>()
  // A last line that was cut off says nothing.
  for (const [, state, name] of text.matchAll(/^(begun|done) (\S+)\n/gm)) states.set(name ?? '', state as 'begun' | 'done')
  const note = async (state: 'begun' | 'done', name: string) => {
    states.set(name, state)
    await appendFile(file, `${state} ${name}\n`)
  }
  if (text !== '' && !text.endsWith('\n')) await appendFile(file, '\n')
  return {
    hasBegun: (name) => states.has(name),
    isDone: (name) => states.get(name) === 'done',
    begin: (name) => note('begun', name),
    done: (name) => note('done', name),
    begun: () => states.keys(),
    remove: () => rm(dirname(file), { recursive: true, force: true }),
  }
}
