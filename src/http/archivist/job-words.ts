/** A job as an archivist reads it: what went wrong and what it waits for, in the language of the page. */
import type { FailureWords } from '../../../web/words/nl/failures.ts'
import { sentenceOf } from '../../failure.ts'
import type { Job } from '../../library/job/job.ts'

export function jobIn(words: FailureWords, job: Job): Job {
  const steps = job.steps.map((step) => {
    // Another version of the program may have had sentences that this one lacks.
    if (step.reason === null || !(step.reason[0] in words)) return step
    const sentence = sentenceOf(step.reason, words)
    return step.error === null ? { ...step, note: sentence } : { ...step, error: sentence }
  })
  return { ...job, steps }
}
