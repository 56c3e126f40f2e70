/** The editor of a transcript in a real browser: typing, dividing, undoing, finding, drafts, two archivists at once; by keyboard alone. */
import type { BrowserContextOptions, Locator, Page } from '@playwright/test'
import { afterAll, beforeAll, beforeEach, describe, test } from 'vitest'
import { expectAccessible } from './accessible.ts'
import { arrivedAt, DESK, PHONE, playback, useBrowser } from './browser.ts'
import { type EditServer, linesOf, startEditServer, TALK } from './edit-server.ts'
import { expect } from './expect.ts'

let server: EditServer
beforeAll(async () => {
  server = await startEditServer()
})
beforeEach(() => server.reset(linesOf(['De wijk is mooi.', 'Wij wonen hier graag.', 'Al jaren (echt waar).'], 'Anna')))
afterAll(() => server.close())
const browser = useBrowser([401, 403, 409])

const PATH = `/beheer/opnames/${TALK}/transcript`
async function openEditor(options: BrowserContextOptions = {}): Promise<Page> {
  const page = await browser.open(options)
  await page.goto(server.address + PATH)
  return page
}
/** Until one can type: what a test does behind the page's back comes after it was opened. */
async function openLines(options: BrowserContextOptions = {}): Promise<Page> {
  const page = await openEditor(options)
  await page.locator('.line textarea').first().waitFor()
  return page
}
/** Counted from 1. */
const line = (page: Page, number: number): Locator => page.getByRole('textbox', { name: new RegExp(`^Regel ${number} van`) })
const texts = (page: Page) => page.locator('.line textarea').evaluateAll((all) => all.map((text) => (text as HTMLTextAreaElement).value))
const caret = (page: Page) => page.evaluate(() => (document.activeElement as HTMLTextAreaElement).selectionStart)
const newest = async () => (await server.revisions()).at(-1)?.cues.map((cue) => cue.text)

async function typeAtEnd(page: Page, number: number, words: string): Promise<void> {
  await line(page, number).focus()
  await page.keyboard.press('End')
  await page.keyboard.type(words)
}

async function save(page: Page, note = ''): Promise<void> {
  await page.keyboard.press('Control+s')
  const dialog = page.getByRole('dialog', { name: 'Bewaar als nieuwe revisie' })
  await dialog.getByLabel('Toelichting').fill(note)
  await dialog.getByRole('button', { name: 'Bewaar' }).click()
}

test('what is typed is shown as a difference, and becomes a revision with its note', async () => {
  const page = await openLines()
  await typeAtEnd(page, 1, ' Echt.')
  await expect.poll(() => server.draft()).not.toBeNull()
  await page.getByRole('button', { name: 'Bewaren: 1 wijziging' }).click()
  const dialog = page.getByRole('dialog', { name: 'Bewaar als nieuwe revisie' })
  await expect(dialog.locator('ins')).toHaveText('Echt.')
  await dialog.getByLabel('Toelichting').fill('verduidelijkt')
  await dialog.getByRole('button', { name: 'Bewaar' }).click()
  await expect(dialog.getByText('Bewaard als revisie 2.')).toBeVisible()
  await expect(dialog.getByRole('link', { name: 'Bekijk de geschiedenis' })).toHaveAttribute('href', /geschiedenis/)
  expect((await server.revisions())[1]?.note).toBe('verduidelijkt')
  expect(await newest()).toEqual(['De wijk is mooi. Echt.', 'Wij wonen hier graag.', 'Al jaren (echt waar).'])
  await expect.poll(() => server.draft()).toBeNull()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Bewaren', exact: true })).toBeVisible()
})

test('a chapter begins at the time that plays, and is saved with the recording', async () => {
  const page = await browser.open()
  await page.goto(`${server.address}${PATH}?t=7`)
  await page.locator('.line textarea').first().waitFor()
  await arrivedAt(page, 7)
  const chapters = page.locator('.edit-chapters')
  await chapters.locator('summary').press('Enter')
  await chapters.getByRole('button', { name: 'Hoofdstuk hier' }).press('Enter')
  await page.keyboard.type('Een nieuw hoofdstuk')
  await expect(chapters.locator('textarea')).toHaveValue(/^0:07 Een nieuw hoofdstuk$/m)
  await expectAccessible(page)
  await chapters.getByRole('button', { name: 'Hoofdstukken bewaren' }).press('Enter')
  await expect(chapters.getByRole('status')).toContainText('Bewaard om')
  await page.reload()
  await expect(chapters.locator('textarea')).toHaveValue(/^0:07 Een nieuw hoofdstuk$/m)
})

test('Enter divides a line, Backspace joins it again, and each can be undone where it was done', async () => {
  const page = await openLines()
  await line(page, 2).focus()
  await page.keyboard.press('Home')
  for (let i = 0; i < 10; i++) await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  expect(await texts(page)).toEqual(['De wijk is mooi.', 'Wij wonen', 'hier graag.', 'Al jaren (echt waar).'])
  await expect(line(page, 3)).toBeFocused()
  await page.keyboard.press('Backspace')
  expect(await texts(page)).toEqual(['De wijk is mooi.', 'Wij wonen hier graag.', 'Al jaren (echt waar).'])
  await expect(line(page, 2)).toBeFocused()
  expect(await caret(page)).toBe(9)
  await line(page, 1).focus()
  await page.keyboard.press('Control+z')
  expect(await texts(page)).toHaveLength(4)
  await page.keyboard.press('Control+z')
  expect(await texts(page)).toHaveLength(3)
  await expect(line(page, 2)).toBeFocused()
  await page.keyboard.press('Control+Shift+z')
  expect(await texts(page)).toHaveLength(4)
})

test('words typed are undone word by word, in whatever line the caret is', async () => {
  const page = await openLines()
  await typeAtEnd(page, 1, ' een twee')
  await line(page, 3).focus()
  await page.keyboard.press('Control+z')
  await expect(line(page, 1)).toHaveValue('De wijk is mooi. een ')
  await expect(line(page, 1)).toBeFocused()
})

test('found text is text; what a line becomes is shown, and only what is ticked is replaced', async () => {
  await server.reset(linesOf(['Al (jaren).', 'Niet hier.', 'Ook (jaren) daar.']))
  const page = await openLines()
  await line(page, 1).focus()
  await page.keyboard.press('Control+f')
  await page.keyboard.type('(jaren)')
  const panel = page.getByRole('search', { name: 'Zoek en vervang' })
  await expect(panel.getByRole('status')).toHaveText('2 keer in 2 regels')
  await expect(page.locator('.line mark')).toHaveText(['(jaren)', '(jaren)'])
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await expect(panel.getByRole('status')).toHaveText('2 van 2')
  await panel.getByLabel('Vervang door').fill('$& lang')
  await panel.getByText('Zo wordt het').click()
  await expect(panel.locator('li')).toHaveText([/\(jaren\)\. \$& lang\./, /\(jaren\) \$& lang daar\./])
  await panel.getByRole('checkbox', { name: 'Vervang in de regel op 0:00' }).uncheck()
  await panel.getByRole('button', { name: 'Vervang 1 plek' }).click()
  expect(await texts(page)).toEqual(['Al (jaren).', 'Niet hier.', 'Ook $& lang daar.'])
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+z')
  expect(await texts(page)).toEqual(['Al (jaren).', 'Niet hier.', 'Ook (jaren) daar.'])
})

describe('a draft', () => {
  test('is kept while one types, and offered when one comes back', async () => {
    const page = await openLines()
    await typeAtEnd(page, 1, ' Concept.')
    await expect.poll(async () => (await server.draft())?.cues[0]?.text).toBe('De wijk is mooi. Concept.')
    await page.reload()
    await expect(page.getByText(/Er is een concept van \d\d:\d\d, van Mij\./)).toBeVisible()
    await page.getByRole('button', { name: 'Verder werken' }).click()
    await expect(line(page, 1)).toHaveValue('De wijk is mooi. Concept.')
  })

  test('thrown away can still be brought back', async () => {
    await server.keepDraft({ base: 1, cues: linesOf(['Anders.']), author: 'Ben' })
    const page = await openEditor()
    await page.getByRole('button', { name: 'Weggooien' }).click()
    // It is Ben's: a question first, and "no" leaves it.
    await page.getByText('Dit concept is van Ben, niet van u.').waitFor()
    await page.getByRole('button', { name: 'Nee, laat staan' }).click()
    expect((await server.draft())?.author).toBe('Ben')
    await page.getByRole('button', { name: 'Weggooien' }).click()
    await page.getByRole('button', { name: 'Ja, gooi weg' }).click()
    await expect(line(page, 1)).toHaveValue('De wijk is mooi.')
    expect(await server.draft()).toBeNull()
    await line(page, 1).focus()
    await page.keyboard.press('Control+Shift+z')
    expect(await texts(page)).toEqual(['Anders.'])
  })

  test('of an older revision goes on from that revision', async () => {
    await server.keepDraft({
      base: 1,
      cues: linesOf(['De buurt is mooi.', 'Wij wonen hier graag.', 'Al jaren (echt waar).'], 'Anna'),
      author: 'Ben',
    })
    await server.revise(linesOf(['De wijk is mooi.', 'Wij wonen hier.', 'Al jaren (echt waar).'], 'Anna'))
    const page = await openEditor()
    await expect(page.getByText(/gaat uit van revisie 1; intussen is er revisie 2/)).toBeVisible()
    await page.getByRole('button', { name: 'Verder werken' }).click()
    await page.getByRole('button', { name: 'Ja, ga verder' }).click()
    await expect(page.getByRole('button', { name: 'Bewaren: 1 wijziging' })).toBeVisible()
    await save(page)
    await page.getByRole('button', { name: 'Voeg samen' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Bewaar' }).click()
    await expect(page.getByText('Bewaard als revisie 3.')).toBeVisible()
    expect(await newest()).toEqual(['De buurt is mooi.', 'Wij wonen hier.', 'Al jaren (echt waar).'])
  })

  test('waits in the browser while there is no connection', async () => {
    const page = await openLines()
    await page.locator('media-player media-play-button').first().waitFor()
    await page.waitForLoadState('networkidle')
    await page.context().setOffline(true)
    await typeAtEnd(page, 1, ' Zonder lijn.')
    await expect(page.getByText(/Geen verbinding: concept om/).first()).toBeVisible()
    await page.close()
    const next = await page.context().newPage()
    await page.context().setOffline(false)
    await next.goto(server.address + PATH)
    await expect(next.getByText(/In deze browser staat een concept van/)).toBeVisible()
    await next.getByRole('button', { name: 'Verder werken' }).click()
    await expect(line(next, 1)).toHaveValue('De wijk is mooi. Zonder lijn.')
    await expect.poll(async () => (await server.draft())?.cues[0]?.text).toBe('De wijk is mooi. Zonder lijn.')
    await expect.poll(() => next.evaluate(() => localStorage.length)).toBe(0)
  })

  test('that arrived though its answer was lost is no other’s', async () => {
    const page = await openLines()
    await page.route(
      '**/draft?*',
      async (route) => {
        await route.fetch()
        await route.abort('internetdisconnected')
      },
      { times: 1 },
    )
    await typeAtEnd(page, 1, ' Eerst.')
    await expect(page.locator('.draft-state')).toHaveText(/Geen verbinding/)
    await page.keyboard.type(' Daarna.')
    await expect.poll(async () => (await server.draft())?.cues[0]?.text).toBe('De wijk is mooi. Eerst. Daarna.')
    await expect(page.locator('.draft-state')).toHaveText(/Concept bewaard om/)
  })

  test('that is nowhere yet keeps one from leaving without being asked', async () => {
    const page = await openLines()
    server.signedIn = false
    await typeAtEnd(page, 1, ' Nog niet bewaard.')
    const asked = page.waitForEvent('dialog')
    await page.close({ runBeforeUnload: true })
    expect((await asked).type()).toBe('beforeunload')
    await (await asked).dismiss()
    server.signedIn = true
    await typeAtEnd(page, 1, ' Nu wel.')
    await expect.poll(async () => (await server.draft())?.cues[0]?.text).toMatch(/Nog niet bewaard\. Nu wel\.$/)
  })

  test('of somebody else stays when mine becomes a revision', async () => {
    const page = await openLines()
    await server.keepDraft({ base: 1, cues: linesOf(['Van Ben.']), author: 'Ben' })
    await typeAtEnd(page, 1, ' Van mij.')
    await page.getByText(/Ben bewaarde om/).waitFor()
    await save(page)
    await expect(page.getByText('Bewaard als revisie 2.')).toBeVisible()
    await page.waitForLoadState('networkidle')
    expect((await server.draft())?.author).toBe('Ben')
  })

  test('of somebody else is never overwritten unasked', async () => {
    const page = await openLines()
    await server.keepDraft({ base: 1, cues: linesOf(['Van Ben.']), author: 'Ben' })
    await typeAtEnd(page, 1, ' Van mij.')
    await expect(page.getByText(/Ben bewaarde om \d\d:\d\d een ander concept/)).toBeVisible()
    expect((await server.draft())?.cues[0]?.text).toBe('Van Ben.')
    const file = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Bewaar de mijne ernaast (VTT)' }).click()
    expect((await file).suggestedFilename()).toMatch(/\.vtt$/)
    await page.getByRole('button', { name: 'Neem die over' }).click()
    await page.getByRole('button', { name: 'Nee, laat staan' }).click()
    await page.getByRole('button', { name: 'Neem die over' }).click()
    await page.getByRole('button', { name: 'Ja, ga verder' }).click()
    expect(await texts(page)).toEqual(['Van Ben.'])
    await page.getByRole('button', { name: 'Ongedaan maken' }).click()
    await expect(line(page, 1)).toHaveValue('De wijk is mooi. Van mij.')
    await expect.poll(async () => (await server.draft())?.cues[0]?.text).toBe('De wijk is mooi. Van mij.')
  })

  test('and a revision that somebody else saved meanwhile: both keep their words, a choice is asked where both changed one', async () => {
    const page = await openLines()
    await typeAtEnd(page, 1, ' Van mij.')
    await typeAtEnd(page, 3, ' Ook van mij.')
    const others = linesOf(['De wijk is mooi. Van Ben.', 'Wij wonen daar graag.', 'Al jaren (echt waar).'], 'Anna')
    await server.revise(others)
    await save(page, 'mijn toelichting')
    const dialog = page.getByRole('dialog', { name: 'Intussen is er een nieuwere revisie' })
    await expect(dialog.getByRole('group')).toHaveCount(1)
    await dialog.getByRole('button', { name: 'Voeg samen' }).click()
    await expect(dialog.getByRole('alert')).toHaveText('Kies eerst bij elke regel.')
    expect(await server.revisions()).toHaveLength(2)
    await dialog.getByRole('radio', { name: 'De mijne' }).check()
    await dialog.getByRole('button', { name: 'Voeg samen' }).click()
    const again = page.getByRole('dialog', { name: 'Bewaar als nieuwe revisie' })
    await expect(again.getByLabel('Toelichting')).toHaveValue('mijn toelichting')
    await again.getByRole('button', { name: 'Bewaar' }).click()
    await expect(again.getByText('Bewaard als revisie 3.')).toBeVisible()
    expect(await newest()).toEqual(['De wijk is mooi. Van mij.', 'Wij wonen daar graag.', 'Al jaren (echt waar). Ook van mij.'])
  })
})

test('signed out, nothing typed is lost: one signs in beside the page and saves again', async () => {
  const page = await openLines()
  server.signedIn = false
  await typeAtEnd(page, 1, ' Nog hier.')
  await expect(page.getByText('U bent uitgelogd. Uw concept staat in deze browser')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Log in (nieuw tabblad)' })).toHaveAttribute('target', '_blank')
  await save(page)
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText('U bent uitgelogd. Er is niets verloren')).toBeVisible()
  server.signedIn = true
  await dialog.getByRole('button', { name: 'Bewaar', exact: true }).click()
  await expect(dialog.getByText('Bewaard als revisie 2.')).toBeVisible()
  expect((await newest())?.[0]).toBe('De wijk is mooi. Nog hier.')
})

test('who may no longer write is told so, and not that they are signed out; nothing typed is lost', async () => {
  const page = await openLines()
  server.mayWrite = false
  await typeAtEnd(page, 1, ' Nog hier.')
  await expect(page.getByText(/heeft het recht talks:write niet/).first()).toBeVisible()
  await expect(page.getByText(/uitgelogd/)).toHaveCount(0)
  server.mayWrite = true
  await typeAtEnd(page, 1, ' En weer.')
  await expect.poll(async () => (await server.draft())?.cues[0]?.text).toMatch(/Nog hier\. En weer\.$/)
})

test('beside the recording: a line is played over and over, and ends where the recording stands', async () => {
  const page = await openLines()
  await page.locator('media-player').waitFor()
  await line(page, 2).focus()
  await page.keyboard.press('Control+l')
  await expect.poll(async () => (await playback(page)).paused).toBe(false)
  await expect(page.locator('.line').nth(1)).toHaveClass(/now/)
  // Past its end it begins again.
  await page.evaluate(() => void (document.querySelector<HTMLMediaElement>('video, audio')!.currentTime = 7.7))
  await expect.poll(async () => (await playback(page)).time, { intervals: [50] }).toBeLessThan(5)
  await page.keyboard.press('Control+l')
  await page.keyboard.press('Control+Space')
  await expect.poll(async () => (await playback(page)).paused).toBe(true)
  await page.evaluate(() => void (document.querySelector<HTMLMediaElement>('video, audio')!.currentTime = 7))
  await arrivedAt(page, 7)
  await page.keyboard.press('Control+]')
  await expect(page.getByLabel('Einde', { exact: true })).toHaveValue('0:07')
  await page.keyboard.press('Control+j')
  await arrivedAt(page, 5)
  await expect(line(page, 2)).toBeFocused()
})

test('by keyboard alone: to a line, its speaker, a new line, and saved', async () => {
  const page = await openLines()
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab')
    if (await page.evaluate(() => document.activeElement?.matches('.line textarea'))) break
  }
  await expect(line(page, 1)).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect(line(page, 2)).toBeFocused()
  await page.keyboard.press('Control+e')
  await expect(page.getByLabel('Spreker', { exact: true })).toBeFocused()
  await page.keyboard.type('Ben')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Escape')
  await expect(line(page, 2)).toBeFocused()
  await expect(page.getByRole('textbox', { name: 'Regel 2 van 3, 0:04, Ben' })).toBeFocused()
  await page.keyboard.press('Control+Shift+Enter')
  await expect(line(page, 3)).toBeFocused()
  await page.keyboard.type('Tussendoor.')
  await page.keyboard.press('Alt+ArrowUp')
  await page.keyboard.press('Alt+Shift+ArrowDown')
  await expect(page.getByText('2 regels gekozen.')).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('F1')
  await expect(page.getByRole('dialog', { name: 'Toetsen' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(line(page, 2)).toBeFocused()
  await page.keyboard.press('Control+s')
  await page.keyboard.type('met de toetsen')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Bewaard als revisie 2.')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(line(page, 2)).toBeFocused()
  expect((await server.revisions())[1]?.cues.map(({ speaker, text }) => [speaker, text])).toEqual([
    ['Anna', 'De wijk is mooi.'],
    ['Ben', 'Wij wonen hier graag.'],
    ['Ben', 'Tussendoor.'],
    ['Anna', 'Al jaren (echt waar).'],
  ])
})

test('times: chosen lines are shifted, what cannot be is said and not bent', async () => {
  const page = await openLines()
  await line(page, 2).focus()
  await page.keyboard.press('Alt+Shift+ArrowDown')
  await page.getByRole('button', { name: 'Schuif tijden' }).click()
  const dialog = page.getByRole('dialog', { name: 'Schuif tijden' })
  await dialog.getByLabel('Zoveel seconden').fill('-9')
  await page.keyboard.press('Enter')
  await expect(dialog.getByRole('alert')).toHaveText('Dat kan niet: een tijd zou vóór het begin van de opname komen.')
  await dialog.getByLabel('Zoveel seconden').fill('1,5')
  await page.keyboard.press('Enter')
  await expect(page.getByText('2 regels verschoven.')).toBeVisible()
  await page.getByLabel('Einde', { exact: true }).fill('0:01')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('alert')).toHaveText('Dat kan niet: het einde zou vóór het begin van de regel liggen.')
  await page.keyboard.press('Escape')
  await save(page)
  await expect(page.getByText('Bewaard als revisie 2.')).toBeVisible()
  expect((await server.revisions())[1]?.cues.map((cue) => [cue.start, cue.end])).toEqual([
    [0, 4000],
    [5500, 9500],
    [9500, 13_500],
  ])
})

test('lines that something is said of can be shown alone, and stay while they are mended', async () => {
  await server.reset(linesOf(['Kort.', 'x'.repeat(300), 'Ook kort.']))
  const page = await openLines()
  await page.getByRole('button', { name: 'Opvallend: 1' }).click()
  await expect(page.locator('.line')).toHaveCount(1)
  await expect(line(page, 2)).toHaveAccessibleDescription('300 tekens in 4 seconden: zo snel spreekt niemand.')
  await line(page, 2).focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.type('Gewoon.')
  await expect(page.getByRole('button', { name: 'Opvallend: 0' })).toBeVisible()
  await expect(line(page, 2)).toBeFocused()
  await page.keyboard.type(' Nog wat.')
  await page.keyboard.press('Control+ArrowLeft')
  await page.keyboard.press('Enter')
  await expect(page.locator('.line')).toHaveCount(2)
  await page.getByRole('button', { name: 'Opvallend: 0' }).click()
  await expect(page.locator('.line')).toHaveCount(4)
})

test.each([DESK, PHONE])('ten thousand lines scroll at $width px, and the line with the caret is never lost', async (viewport) => {
  await server.reset(
    linesOf(Array.from({ length: 10_000 }, (_, i) => `Regel met het nummer ${i + 1} en wat woorden erbij, ${'meer '.repeat(i % 20)}.`)),
  )
  const page = await openLines({ viewport })
  await typeAtEnd(page, 5, ' A')
  await page.keyboard.press('Control+f')
  await page.keyboard.type('nummer 7777 ')
  await page.keyboard.press('Enter')
  await expect(line(page, 7777)).toBeInViewport()
  expect(await page.locator('.line').count()).toBeLessThan(120)
  await page.keyboard.press('Escape')
  await expect(line(page, 7777)).toBeFocused()
  await page.keyboard.type('nummer 0 ')
  await expect(line(page, 7777)).toHaveValue(/^Regel met het nummer 0 en/)
  await page.evaluate(() => {
    const box = document.querySelector('.edit-scroll')!
    if (box.scrollHeight > box.clientHeight + 1) box.scrollTop = 0
    else scrollTo(0, 0)
  })
  await expect(line(page, 5)).toHaveValue(/A$/)
  await expect(line(page, 7777)).toBeFocused()
  // Two words were typed.
  await page.keyboard.press('Control+z')
  await page.keyboard.press('Control+z')
  await expect(line(page, 7777)).toHaveValue(/^Regel met het nummer 7777 en/)
  await expect(line(page, 7777)).toBeInViewport()
})

test('on a phone what can be done with a line stands under it, also after one looked elsewhere', async () => {
  await server.reset(linesOf(Array.from({ length: 300 }, (_, i) => `Regel met het nummer ${i + 1}.`)))
  const page = await openLines({ viewport: PHONE })
  await line(page, 3).focus()
  await expect(page.locator('.line').nth(2).getByLabel('Spreker', { exact: true })).toBeVisible()
  await page.evaluate(() => (document.activeElement as HTMLElement).blur())
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight))
  await expect(line(page, 3)).toHaveCount(0)
  await page.evaluate(() => scrollTo(0, 0))
  await expect(page.locator('.line').nth(2).getByLabel('Spreker', { exact: true })).toBeVisible()
})

test.each([DESK, PHONE])('everybody can use it at $width px', async (viewport) => {
  await server.reset(linesOf(['De wijk is mooi.', 'x'.repeat(300), 'Al jaren.'], 'Anna'))
  const page = await openLines({ viewport })
  await typeAtEnd(page, 1, ' Mijn.')
  await page.keyboard.press('Control+f')
  await page.keyboard.type('mooi')
  await page.locator('.find-panel summary').click()
  await expectAccessible(page)
  await page.locator('.find-panel').press('Escape')
  await page.getByRole('button', { name: 'Schuif tijden' }).click()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await page.keyboard.press('F1')
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await server.revise(linesOf(['De wijk is mooi. Zijn.', 'x'.repeat(300), 'Al jaren.'], 'Anna'))
  await page.getByRole('button', { name: /^Bewaren: / }).click()
  await expectAccessible(page)
  await page.getByRole('dialog').getByRole('button', { name: 'Bewaar' }).click()
  await page.getByRole('dialog', { name: 'Intussen is er een nieuwere revisie' }).waitFor()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await server.keepDraft({ base: 1, cues: linesOf(['Van Ben.']), author: 'Ben' })
  await typeAtEnd(page, 1, ' Meer.')
  await page.getByText(/Ben bewaarde om/).waitFor()
  // The notice moves the lines down; axe counts only the part of a button that the toolbar at the bottom leaves, until one scrolls.
  await page.locator('.line-panel').evaluate((panel) => panel.scrollIntoView({ block: 'center' }))
  await expectAccessible(page)
  await page.setViewportSize({ width: 320, height: 640 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0)
})

test('without scripts it is fetched as a file and handed in as one', async () => {
  const page = await openEditor({ javaScriptEnabled: false })
  expect(await (await fetch(server.address + PATH)).text()).toContain('<noscript><p class="notice">Om hier te bewerken zijn scripts nodig.')
  await expect(page.getByRole('link', { name: 'Transcript als bestand (VTT)' })).toHaveAttribute(
    'href',
    `/opnames/${TALK}/transcript.vtt?lang=nl`,
  )
  const form = page.locator('#bestand form')
  await expect(form).toHaveAttribute('action', PATH)
  await expect(form).toHaveAttribute('enctype', 'multipart/form-data')
  await expect(form.getByLabel('Verbeterd transcript')).toHaveAttribute('name', 'file')
})
