/** The thread that writes the index: analysing an hour of speech holds this thread, never the server. One order at a time. */
import { parentPort } from 'node:worker_threads'
import Sqlite from 'better-sqlite3'
import { messageOf } from '../../failure.ts'
import { type LabelGroup, relationsOf } from '../../language/related.ts'
import type { Cue } from '../../transcript/cue.ts'
import { dutch } from '../dutch.ts'
import { closeWhole, isDamage, openIndexFile, removeIndexFile } from './file.ts'
import { readState } from './tables.ts'
import { createIndexWriter, type Searchable } from './writer.ts'

/** `live` is the index that answers, `next` one that is built beside it. */
export type Target = 'live' | 'next'

/** A talk to put in, or to take out where `document` is null. */
export interface Entry {
  readonly talk: string
  readonly document: { readonly talk: Searchable; readonly cues: readonly Cue[]; readonly slides: readonly string[] } | null
}

/** The labels of all themes, in place of those that are there. */
export interface LabelsEntry {
  readonly labels: readonly LabelGroup[]
}

export type Order =
  | { readonly order: 'open'; readonly target: Target; readonly file: string; readonly anew?: boolean }
  | { readonly order: 'apply'; readonly target: Target; readonly entries: readonly (Entry | LabelsEntry)[]; readonly seq: number }
  | { readonly order: 'close'; readonly target: Target; readonly whole?: boolean }

export interface Outcome {
  /** The last change of the record that is in the index. */
  readonly seq: number
  /** Talks that could not be indexed, and are left out. */
  readonly failed: readonly { readonly talk: string; readonly message: string }[]
}

export type ThreadReply =
  | { readonly id: number; readonly outcome: Outcome }
  | { readonly id: number; readonly problem: string; readonly damaged: boolean }

interface Open {
  readonly db: Sqlite.Database
  readonly writer: ReturnType<typeof createIndexWriter>
}

const open = new Map<Target, Open>()
const nothing: Outcome = { seq: 0, failed: [] }

function openTarget(target: Target, file: string, anew: boolean): Outcome {
  open.get(target)?.db.close()
  open.delete(target)
  if (anew) removeIndexFile(file)
  const db = openIndexFile(file)
  open.set(target, { db, writer: createIndexWriter(db) })
  return { seq: readState(db) ?? 0, failed: [] }
}

function apply(target: Target, entries: readonly (Entry | LabelsEntry)[], seq: number): Outcome {
  const opened = open.get(target)
  if (!opened) throw new TypeError(`the ${target} index is not open`)
  const { db, writer } = opened
  const failed: { talk: string; message: string }[] = []
  const put = db.transaction(({ talk, document }: Entry) => {
    if (document) writer.put(document.talk, document.cues, document.slides)
    else writer.remove(talk)
  })
  db.transaction(() => {
    for (const entry of entries) {
      if ('labels' in entry) {
        writer.setRelations(relationsOf(entry.labels, dutch()))
        continue
      }
      try {
        put(entry)
      } catch (cause) {
        // One talk that cannot be indexed does not keep the others out; what is wrong with the file itself does.
        if (cause instanceof Sqlite.SqliteError) throw cause
        failed.push({ talk: entry.talk, message: messageOf(cause) })
      }
    }
    writer.setSeq(seq)
  }).immediate()
  return { seq, failed }
}

function close(target: Target, whole: boolean): Outcome {
  const db = open.get(target)?.db
  open.delete(target)
  if (db && whole) closeWhole(db)
  else db?.close()
  return nothing
}

function carryOut(order: Order): Outcome {
  switch (order.order) {
    case 'open':
      return openTarget(order.target, order.file, order.anew ?? false)
    case 'apply':
      return apply(order.target, order.entries, order.seq)
    case 'close':
      return close(order.target, order.whole ?? false)
  }
}

parentPort?.on('message', ({ id, ...order }: Order & { id: number }) => {
  let reply: ThreadReply
  try {
    reply = { id, outcome: carryOut(order) }
  } catch (error) {
    reply = { id, problem: messageOf(error), damaged: isDamage(error) }
  }
  parentPort?.postMessage(reply)
})
