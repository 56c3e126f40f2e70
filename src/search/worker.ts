/** A search thread: its own read-only connection, one question at a time. A heavy query holds this thread, never the server. */
import { parentPort, workerData } from 'node:worker_threads'
import Sqlite from 'better-sqlite3'
import { messageOf } from '../failure.ts'
import type { SearchAnswer, SearchRequest } from './answer.ts'
import { createEngine, type Engine } from './engine.ts'

export type Question = { readonly id: number } & ({ readonly request: SearchRequest } | { readonly complete: string })
export type Message = Question | 'reopen'
export type Reply =
  | { readonly id: number; readonly answer: SearchAnswer | readonly string[] }
  | { readonly id: number; readonly problem: string }

function open(): { db: Sqlite.Database; engine: Engine } {
  const db = new Sqlite(workerData as string, { readonly: true })
  db.pragma('trusted_schema = OFF')
  db.pragma('busy_timeout = 5000')
  return { db, engine: createEngine(db) }
}

let index = open()

parentPort?.on('message', (message: Message) => {
  if (message === 'reopen') {
    const old = index
    index = open()
    old.db.close()
    return
  }
  const { id } = message
  const { engine } = index
  let reply: Reply
  try {
    reply = { id, answer: 'request' in message ? engine.search(message.request) : engine.complete(message.complete) }
  } catch (error) {
    reply = { id, problem: messageOf(error) }
  }
  parentPort?.postMessage(reply)
})
