/** What the doctor looks at of what comes in and of the work on it. */
import { SYSTEM } from '../library/audit.ts'
import type { Check, Found } from './checks.ts'

/** What is younger may be on its way in. */
const SWEEP_AFTER_MS = 24 * 3_600_000

export const uploadsCheck: Check = {
  code: 'upload',
  async find({ uploads, receiver }) {
    const unfinished = await uploads.unfinished()
    const known = new Set(unfinished.map(({ id }) => id))
    const found: Found[] = []
    const { incoming } = receiver
    for await (const { id, modified } of incoming.list()) {
      if (known.has(id)) continue
      const old = Date.now() - modified.getTime() > SWEEP_AFTER_MS
      const message = `${incoming.address(id)} hoort bij geen upload`
      if (old) found.push({ severity: 'warning', message: `${message}.`, repair: () => incoming.remove(id) })
      else found.push({ severity: 'info', message: `${message}; het is nog geen dag oud en blijft staan.` })
    }
    for (const upload of unfinished) {
      const size = await receiver.sizeOf(upload.id)
      const complete = upload.state === 'stored' || upload.sha256 !== null || (size !== null && size >= upload.size)
      if (complete)
        found.push({
          severity: 'warning',
          message: `De upload “${upload.name}” is compleet en nog niet op zijn plaats.`,
          async repair() {
            await receiver.finish(upload.id, SYSTEM)
          },
        })
      else if (size === null)
        found.push({
          severity: 'info',
          message: `Van de upload “${upload.name}” is nog niets binnen, of het is weg; wie hem begon kan hem opnieuw sturen.`,
        })
    }
    return found
  },
}

export const workCheck: Check = {
  code: 'work',
  async find({ library, jobs }) {
    const found: Found[] = []
    for await (const talks of library.everyTalk()) {
      const newest = await jobs.newestOf(talks.map(({ id }) => id))
      for (const job of newest.values()) {
        for (const { step, state, error, required } of job.steps)
          if (state === 'failed')
            found.push({
              severity: required ? 'error' : 'warning',
              message: `Verwerking van “${job.talk}”: de stap ${step} mislukte. ${error ?? ''} Herstel de oorzaak en kies “Opnieuw” op /beheer/opnames/${job.talk}.`,
            })
      }
      for (const talk of talks) {
        // A draft with a recording waits for work that was never begun.
        const stuck = talk.stage === 'draft' && talk.recording?.original && !newest.has(talk.id)
        if (!stuck) continue
        const { sha256 } = talk.recording.original
        found.push({
          severity: 'error',
          message: `De opname van “${talk.id}” is er, maar wordt niet verwerkt.`,
          repair: () => jobs.begin(talk.id, sha256, SYSTEM),
        })
      }
    }
    return found
  },
}
