/** The work on a recording as it goes: the server says each change, and the page is loaded again when something ended. */
import { deskWords } from '../dictionary/archivist.ts'

const { states, steps, left } = deskWords.talk.work

/** As the API says it. */
interface Job {
  readonly state: 'running' | 'waiting' | 'done' | 'failed' | 'cancelled'
  readonly steps: readonly {
    readonly step: keyof typeof steps
    readonly state: keyof typeof states
    readonly progress: number
    /** UTC instant. */
    readonly started: string | null
  }[]
}

/** From how long the part that is done took; nothing while that says little. */
function leftOf({ progress, started }: Job['steps'][number]): string {
  const elapsed = started === null ? 0 : Date.now() - Date.parse(started)
  if (progress < 0.03 || elapsed < 3000) return ''
  return left((elapsed * (1 - progress)) / progress / 1000)
}

/** @returns call it when the part may have been replaced: it follows the job that is shown now */
export function followWork(root: HTMLElement, onEnded: () => void): () => void {
  let source: EventSource | null = null
  let following: string | null = null

  function show({ steps: now }: Job): void {
    let ended = false
    for (const step of now) {
      const row = root.querySelector<HTMLElement>(`[data-step="${step.step}"]`)
      if (!row) continue
      row.hidden = step.state === 'skipped' && row.dataset.extra !== undefined
      if (row.dataset.state !== step.state) {
        ended ||= !['queued', 'running'].includes(step.state)
        row.className = `step step-${step.state}`
        row.dataset.state = step.state
        const state = row.querySelector('.step-state')
        if (state) state.textContent = states[step.state]
      }
      let bar = row.querySelector('progress')
      if (step.state !== 'running') bar?.remove()
      else {
        if (!bar) {
          bar = document.createElement('progress')
          bar.max = 1
          bar.setAttribute('aria-label', steps[step.step])
          row.querySelector('.step-state')?.after(bar)
        }
        bar.value = step.progress
        const state = row.querySelector('.step-state')
        if (state) state.textContent = `${states.running}${leftOf(step)}`
      }
    }
    if (ended) onEnded()
  }

  return () => {
    const shown = root.querySelector<HTMLElement>('[data-job]')
    const job = shown?.dataset.job ?? null
    const moving = shown?.dataset.jobState === 'running'
    if (job === following && (source !== null || !moving)) return
    source?.close()
    source = null
    following = job
    if (job === null || !moving) return
    source = new EventSource(`/api/v1/jobs/${job}/events`)
    source.addEventListener('job', (event) => {
      const now = JSON.parse(String(event.data)) as Job
      show(now)
      // The server ends the line; opening it again would tell the same.
      if (now.state === 'running' || now.state === 'waiting') return
      source?.close()
      source = null
      onEnded()
    })
  }
}
