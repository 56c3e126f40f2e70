/** One measurement in a process of its own, so that memory is this engine's and no other's work delays it. Sends the outcome. */
import { landing } from './landing.ts'
import { measureIndex, measureSearch, readQueries } from './measure.ts'
import type { Task } from './search.ts'
import { steady } from './steady.ts'

const task = JSON.parse(process.argv[2] ?? '') as Task

function run(): unknown {
  switch (task.task) {
    case 'index':
      return measureIndex(task.engine, task.folder, task.cues)
    case 'search':
      return measureSearch(task.engine, task.folder, readQueries(task.queries))
    case 'steady':
      return steady(task.folder, readQueries(task.queries))
    case 'landing':
      return landing(task.folder, task.cues)
  }
}

process.send?.(await run(), () => process.disconnect())
