/** Playwright's assertions, patient: on a busy machine a page may take long, and the test's own limit is there for what hangs. */
import { expect as assertion } from '@playwright/test'

export const PATIENCE_MS = 120_000

export const expect = assertion.configure({ timeout: PATIENCE_MS })
