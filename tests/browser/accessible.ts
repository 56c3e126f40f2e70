/** What axe can see of a page, as assertions. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect } from './expect.ts'

/** WCAG 2.2 A and AA, EN 301 549 and axe's best practices. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'EN-301-549', 'best-practice']
/** All that a colour scheme can change: names, roles and sizes are the same in the light and in the dark. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block']

/** No violations, in the light and in the dark, and nothing wider than the window. The page is light afterwards. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' })
  const passes = await expectNoViolations(page, 'light', (axe) => axe.withTags(TAGS))
  // An empty page passes every rule.
  expect(passes).toBeGreaterThan(10)
  await page.emulateMedia({ colorScheme: 'dark' })
  await expectNoViolations(page, 'dark', (axe) => axe.withRules(COLOUR_RULES))
  await page.emulateMedia({ colorScheme: 'light' })
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0)
}

/** @returns the number of rules that apply to something on the page and are kept */
async function expectNoViolations(page: Page, scheme: string, rules: (axe: AxeBuilder) => AxeBuilder): Promise<number> {
  // Legacy mode leaves out frames of other origins, which no page of ours has, and is nearly twice as fast.
  const { violations, passes } = await rules(new AxeBuilder({ page }).setLegacyMode()).analyze()
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target.join(' ')} ${node.html}`).join(', ')}`)
  const { pathname } = new URL(page.url())
  expect([pathname, scheme, found]).toEqual([pathname, scheme, []])
  return passes.length
}
