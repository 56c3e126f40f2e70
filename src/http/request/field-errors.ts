/** From what zod finds wrong in a field to a failure's reason, which has words in every language. */
import type { z } from '@hono/zod-openapi'
import { type FailureWords, failuresNl } from '../../../web/words/nl/failures.ts'
import { errorsIn, type FieldError, type Reason } from '../../failure.ts'

/** Reasons without values. A schema can give one as its own message. */
type PlainReason = Extract<Reason, readonly [key: string]>

/** A schema's own message for what is wrong: `z.string().regex(CLOCK, because('fieldNotClock'))`. */
export const because = (key: PlainReason[0]): string => key

/** Errors listed in one answer; the others are left out. */
const MOST_ERRORS = 50

/** @param depth names this many parts of the path, for a form that has one field for what lies deeper */
export function fieldErrors({ issues }: Pick<z.core.$ZodError, 'issues'>, depth = Number.POSITIVE_INFINITY): FieldError[] {
  return issues.slice(0, MOST_ERRORS).map((issue) => ({ path: issue.path.slice(0, depth).map(String).join('.'), why: reasonOf(issue) }))
}

export function reasonOf(issue: z.core.$ZodIssue): Reason {
  if (Object.hasOwn(failuresNl, issue.message)) return [issue.message] as PlainReason
  switch (issue.code) {
    case 'invalid_type':
      return issue.message.endsWith('received undefined') ? ['fieldMissing'] : (WRONG_TYPES[issue.expected] ?? ['fieldWrong'])
    case 'too_big':
      return [BOUNDS[issue.origin]?.big ?? 'fieldTooLarge', Number(issue.maximum)]
    case 'too_small':
      return [BOUNDS[issue.origin]?.small ?? 'fieldTooSmall', Number(issue.minimum)]
    case 'invalid_value':
      return ['fieldNotOneOf', issue.values.map(String).join(', ')]
    case 'unrecognized_keys':
      return ['fieldUnknown', issue.keys.map((key) => key.slice(0, 100)).join(', ')]
    default:
      return ['fieldWrong']
  }
}

const WRONG_TYPES: Partial<Record<string, PlainReason>> = {
  string: ['fieldNotText'],
  number: ['fieldNotNumber'],
  int: ['fieldNotWhole'],
  boolean: ['fieldNotYesNo'],
  array: ['fieldNotList'],
  object: ['fieldNotObject'],
}

const BOUNDS: Partial<Record<string, { readonly big: 'fieldTooLong' | 'fieldTooMany'; readonly small: 'fieldTooShort' | 'fieldTooFew' }>> =
  {
    string: { big: 'fieldTooLong', small: 'fieldTooShort' },
    array: { big: 'fieldTooMany', small: 'fieldTooFew' },
  }

/** What is wrong, as a form shows it beside its fields: the sentence by path. */
export function messagesByPath(errors: readonly FieldError[], words: FailureWords): Record<string, string> {
  return Object.fromEntries(errorsIn(errors, words).map(({ path, message }) => [path, message]))
}
