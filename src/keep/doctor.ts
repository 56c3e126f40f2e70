/** Whether everything in a library agrees with everything else; and, when asked, what can be mended without losing anything. */
import { Failure } from '../failure.ts'
import { CHECKS, type Check, type Examined, type Found, type Severity } from './checks.ts'

export interface Finding {
  /** Of the check that found it. */
  readonly code: string
  readonly severity: Severity
  /** The fault and its cure, in Dutch. */
  readonly message: string
  readonly repaired: boolean
}

export interface DoctorOptions {
  /** Mends what a check knows how to mend. Nothing is ever changed without it. */
  readonly repair?: boolean
  /** Called as each is found, and mended where that is asked. */
  readonly onFinding?: (finding: Finding) => void
}

export async function doctor(library: Examined, options: DoctorOptions = {}, checks: readonly Check[] = CHECKS): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const check of checks) {
    for (const { severity, message, repair } of await check.find(library)) {
      const outcome = repair && options.repair ? await attempt(repair) : null
      const hint = repair && !options.repair ? ' “woordelijk doctor --repair” herstelt dit.' : ''
      const remark =
        outcome === null || outcome.remark === ''
          ? ''
          : outcome.repaired
            ? ` ${outcome.remark}`
            : ` Herstellen lukte niet: ${outcome.remark}`
      const finding = { code: check.code, severity, message: `${message}${hint}${remark}`, repaired: outcome?.repaired ?? false }
      findings.push(finding)
      options.onFinding?.(finding)
    }
  }
  return findings
}

/** Whether anything is left that needs a person. */
export function isIll(findings: readonly Finding[]): boolean {
  return findings.some(({ severity, repaired }) => severity === 'error' && !repaired)
}

/** @returns what there is to say of it: why not, or what is still to come */
async function attempt(repair: NonNullable<Found['repair']>): Promise<{ repaired: boolean; remark: string }> {
  try {
    return { repaired: true, remark: (await repair()) ?? '' }
  } catch (error) {
    if (error instanceof Failure) return { repaired: false, remark: error.message }
    throw error
  }
}
