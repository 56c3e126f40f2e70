/** A search thread: its own read-only connection, one question at a time. A heavy query holds this thread, never the server. */
import { parentPort, workerData } from 'node:worker_threads'
import Sqlite from 'better-sqlite3'
import { messageOf } from '../failure.ts'
import type { SearchAnswer, SearchRequest } from './answer.ts'
import { type Engine, openEngine } from './open-engine.ts'

/** One at a time: the next is asked when the last is answered. */
export type Question = { readonly request: SearchRequest } | { readonly complete: string }
export type Message = Question | 'reopen'
/** First `ready`, once the index is open; then an answer a question. */
export type Reply = 'ready' | { readonly answer: SearchAnswer | readonly string[] } | { readonly problem: string }

function open(): { db: Sqlite.Database; engine: Engine } {
  const db = new Sqlite(workerData as string, { readonly: true })
  db.pragma('trusted_schema = OFF')
  db.pragma('busy_timeout = 5000')
  return { db, engine: openEngine(db) }
}

let index = open()
parentPort?.postMessage('ready' satisfies Reply)

parentPort?.on('message', (message: Message) => {
  if (message === 'reopen') {
    const old = index
    index = open()
    old.db.close()
    return
  }
  const { engine } = index
  let reply: Reply
  try {
    reply = { answer: 'request' in message ? engine.search(message.request) : engine.complete(message.complete) }
  } catch (error) {
    reply = { problem: messageOf(error) }
  }
  parentPort?.postMessage(reply)
})
