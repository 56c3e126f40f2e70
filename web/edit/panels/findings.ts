/** What is remarkable about lines, said beside them: the same checks that a file gets when it comes in. */
import { checkCues } from '../../../src/transcript/read/checks/check-cues.ts'
import type { EditWords } from '../../words/nl/edit.ts'
import type { Line } from '../document.ts'

/** Keys of lines → what was found. @param duration of the recording in ms, where known */
export function findingsOf(
  lines: readonly Line[],
  duration: number | null,
  words: Pick<EditWords, 'absent' | 'unsure'>,
): Map<number, string[]> {
  const findings = new Map<number, string[]>()
  for (const { line, message } of checkCues(lines, (i) => ({ line: i + 1, column: 1 }), duration === null ? {} : { duration })) {
    const key = lines[line - 1]?.key
    if (key !== undefined) findings.set(key, [...(findings.get(key) ?? []), message])
  }
  for (const { key, estimate } of lines) {
    const message = estimate?.kind === 'absent' ? words.absent : estimate?.kind === 'unsure' ? words.unsure(estimate.confidence) : null
    if (message !== null) findings.set(key, [...(findings.get(key) ?? []), message])
  }
  return findings
}
