/** A search thread: its own read-only connection, one question at a time. A heavy query holds this thread, never the server. */
import { parentPort, workerData } from 'node:worker_threads'
import Sqlite from 'better-sqlite3'
import { messageOf } from '../failure.ts'
import type { SearchAnswer, SearchRequest } from './answer.ts'
import { createEngine } from './engine.ts'

export type Question = { readonly id: number } & ({ readonly request: SearchRequest } | { readonly complete: string })
export type Reply =
  | { readonly id: number; readonly answer: SearchAnswer | readonly string[] }
  | { readonly id: number; readonly problem: string }

const db = new Sqlite(workerData as string, { readonly: true })
db.pragma('trusted_schema = OFF')
db.pragma('busy_timeout = 5000')
const engine = createEngine(db)

parentPort?.on('message', (question: Question) => {
  const { id } = question
  let reply: Reply
  try {
    reply = { id, answer: 'request' in question ? engine.search(question.request) : engine.complete(question.complete) }
  } catch (error) {
    reply = { id, problem: messageOf(error) }
  }
  parentPort?.postMessage(reply)
})
