/** What a reader of human files found: never thrown, always listed, with the place and what to do. */
export interface Problem {
  readonly severity: 'error' | 'warning'
  /** Stable, lower-case, hyphenated; programs may rely on it. */
  readonly code: string
  /** 1-based; 0 where the problem belongs to the file as a whole. */
  readonly line: number
  /** 1-based, in UTF-16 code units; 0 with line 0. */
  readonly column: number
  readonly message: string
}

export function error(code: string, message: string, line = 0, column = line ? 1 : 0): Problem {
  return { severity: 'error', code, line, column, message }
}

export function warning(code: string, message: string, line = 0, column = line ? 1 : 0): Problem {
  return { severity: 'warning', code, line, column, message }
}

/** `FILE:LINE:COLUMN: error|warning CODE message`, the form compilers use and editors can jump to. */
export function formatProblem(file: string, problem: Problem): string {
  return `${file}:${problem.line}:${problem.column}: ${problem.severity} ${problem.code} ${problem.message}`
}
